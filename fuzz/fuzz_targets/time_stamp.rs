//! A time stamp of a stranger: as a whole token, and as what stands inside one.
#![no_main]
use kakitome_ber::{Tag, der};
use kakitome_cms::{Limits, Policy, TimeStampToken, oid};
use kakitome_pki::Certificate;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(token) = TimeStampToken::read(&around(bytes), &Limits::default()) {
        assert!(token.check(b"stamped", &[], &Policy::default()).outcome.is_err(), "nobody has signed it");
        let _ = token.info().not_later_than();
    }
    let Ok(token) = TimeStampToken::read(bytes, &Limits::default()) else { return };
    let certificates: Vec<Certificate> = token.certificates().iter().filter_map(|der| Certificate::from_der(der.clone()).ok()).collect();
    let check = token.check(b"a signature that no authority has seen", &certificates, &Policy::default());
    assert!(check.outcome.is_err());
});

/// A token without signers.
fn around(info: &[u8]) -> Vec<u8> {
    let empty = der::element(Tag::SET, true, &[]);
    let content = der::sequence(&[&der::oid(&oid::TST_INFO), &der::context(0, &[&der::octet_string(info)])]);
    let body = der::sequence(&[&der::unsigned(3), &empty, &content, &empty]);
    der::sequence(&[&der::oid(&oid::SIGNED_DATA), &der::context(0, &[&body])])
}
