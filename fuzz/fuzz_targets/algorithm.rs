//! AlgorithmIdentifiers of a stranger, as recipients and contents carry them: what is read is written and read the same; keys wrapped
//! by nobody cost bounded work.
#![no_main]
use kakitome_crypto::{CipherAlgorithm, KeyAgreement, KeyTransport, KeyWrap, PasswordKek, Pbkdf2Limits, SignatureAlgorithm};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(read) = CipherAlgorithm::from_der(bytes) {
        assert_eq!(CipherAlgorithm::from_der(&read.to_der()), Ok(read));
    }
    if let Ok(read) = KeyTransport::from_der(bytes) {
        assert_eq!(KeyTransport::from_der(&read.to_der()), Ok(read));
    }
    if let Ok(read) = KeyAgreement::from_der(bytes) {
        assert_eq!(KeyAgreement::from_der(&read.to_der()), Ok(read));
    }
    if let Ok(wrap) = KeyWrap::from_der(bytes) {
        assert_eq!(KeyWrap::from_der(&wrap.to_der()), Ok(wrap));
        let _ = wrap.unwrap(&vec![7; wrap.kek_len()], bytes);
    }
    let _ = SignatureAlgorithm::from_der(bytes);
    // two algorithms, one behind the other: how a key comes of a password
    for at in 0..bytes.len().min(64) {
        let (derivation, encryption) = bytes.split_at(at);
        if let Ok(kek) = PasswordKek::from_der((at > 0).then_some(derivation), encryption) {
            let _ = kek.unwrap(b"password", bytes, &Pbkdf2Limits { iterations: 100, milliseconds: 100 });
        }
    }
});
