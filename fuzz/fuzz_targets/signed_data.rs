//! SignedData of a stranger, in any armour; what was read is checked with the certificates that it brought, and hashed again where a
//! signer wants another digest.
#![no_main]
use kakitome_cms::{Limits, Policy, SignedData, armor};
use kakitome_pki::Certificate;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(plain) = armor::decode(bytes) else { return };
    let mut content = Vec::new();
    let read = SignedData::read(plain, &mut content, &[], &Limits::default());
    assert!(content.len() <= bytes.len(), "content cannot be longer than what held it");
    let Ok(mut signed) = read else { return };
    assert!(signed.signers.len() <= Limits::default().signers);
    signed.hash_again(armor::decode(bytes).expect("it was read before")).expect("the same bytes once more");
    assert!(!signed.has_content || signed.digests_wanted(&signed.content_digests).is_empty());
    let certificates: Vec<Certificate> = signed.certificates.iter().filter_map(|der| Certificate::from_der(der.clone()).ok()).collect();
    let checks = signed.check(&signed.content_digests, &certificates, &Policy::default());
    assert_eq!(checks.len(), signed.signers.len());
});
