//! A certificate, a bundle, a revocation list of a stranger.
#![no_main]
use kakitome_pki::{Certificate, Crl, certificates_from};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(certificate) = Certificate::from_der(bytes.to_vec()) {
        assert_eq!(certificate.as_der(), bytes, "the bytes are kept as received");
        let _ = (certificate.emails(), certificate.is_ca(), certificate.subject().display(), certificate.sha256_hex());
        let _ = certificate.public_key();
    }
    let _ = certificates_from(bytes);
    let _ = Crl::from_der(bytes.to_vec());
});
