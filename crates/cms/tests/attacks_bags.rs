//! Attack rows about the bags of a SignedData and the number of its signers, by their ids: many, large, broken, of another kind, alike.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod support;

use std::time::Duration;

use kakitome_ber::der;
use kakitome_cms::{Alteration, Error, Integrity, Limits, Policy, SignedData, SignerCheck};
use kakitome_crypto::{KeyKind, PrivateKey};
use kakitome_pki::Certificate;
use support::cost::thread_time;
use support::craft::{CONTENT, Container, Signer};
use support::{World, certificates, ids, read};

fn rsa() -> (Certificate, PrivateKey) {
    (World::get().certificate("rsa"), World::get().key("rsa"))
}

fn check(bytes: &[u8]) -> (SignedData, Vec<SignerCheck>) {
    let (signed_data, _) = read(bytes).unwrap();
    let checks = signed_data.check(&signed_data.content_digests, &certificates(&signed_data), &Policy::default());
    (signed_data, checks)
}

#[test]
fn m23_200_signers_are_never_good() {
    let (certificate, key) = rsa();
    let signer = Signer::new(&certificate, &key).build(CONTENT);
    let limit = Limits::default().signers;
    for (count, all_good) in [(limit, true), (limit + 1, false), (200, false)] {
        let container = Container::opaque(CONTENT, &certificate, vec![signer.clone(); count]);
        let (signed_data, checks) = check(&container.build());
        assert!(checks.len() <= limit);
        let good = checks.iter().filter(|check| matches!(check.integrity, Integrity::Good(_))).count();
        assert_eq!(good, if all_good { count } else { 0 }, "{count}");
        assert_eq!(ids(&signed_data.findings).contains(&"cms.too-many-signers"), !all_good);
    }
}

#[test]
fn m23_10_000_certificates_are_bounded() {
    let (certificate, key) = rsa();
    let mut container = Container::opaque(CONTENT, &certificate, vec![Signer::new(&certificate, &key).build(CONTENT)]);
    let mut other = certificate.as_der().to_vec();
    *other.last_mut().unwrap() ^= 1;
    container.certificates.extend(vec![other; 10_000]);
    let started = thread_time();
    let (signed_data, checks) = check(&container.build());
    assert_eq!(signed_data.certificates.len(), Limits::default().certificates);
    assert!(matches!(checks[0].integrity, Integrity::Good(_)), "{:?}", checks[0]);
    assert!(ids(&signed_data.findings).contains(&"cms.too-many-certificates"));
    assert!(thread_time() - started < Duration::from_secs(2), "{:?}", thread_time() - started);

    container.certificates = vec![vec![0x30, 0]; Limits::default().bag_elements + 1];
    assert!(matches!(read(&container.build()), Err(Error::Limit { what: "certificates", .. })));
}

#[test]
fn m23_a_crl_of_100_mb_is_passed_over() {
    let (certificate, key) = rsa();
    let signer = Signer::new(&certificate, &key).build(CONTENT);
    let mut container = Container::opaque(CONTENT, &certificate, vec![signer]);
    container.crls = vec![der::sequence(&[&der::octet_string(&vec![0; 100 << 20])]), der::sequence(&[])];
    let (signed_data, checks) = check(&container.build());
    assert_eq!(signed_data.crls, [der::sequence(&[])]);
    assert!(ids(&signed_data.findings).contains(&"cms.oversized"));
    assert!(matches!(checks[0].integrity, Integrity::Good(_)));
}

#[test]
fn one_bad_certificate_spoils_nothing() {
    let (certificate, key) = rsa();
    let mut container = Container::opaque(CONTENT, &certificate, vec![Signer::new(&certificate, &key).build(CONTENT)]);
    container.certificates.insert(0, der::sequence(&[&der::null()]));
    container.certificates.push(der::context(2, &[&der::null()])); // an attribute certificate
    let (signed_data, checks) = check(&container.build());
    assert_eq!(signed_data.certificates.len(), 2);
    assert!(ids(&signed_data.findings).contains(&"cms.other-choice"));
    assert!(matches!(checks[0].integrity, Integrity::Good(_)), "{checks:?}");
}

/// RFC 5940: what is no CRL may be of any size and form, and is passed over.
#[test]
fn other_revocation_information_spoils_nothing() {
    let (certificate, key) = rsa();
    let signer = Signer::new(&certificate, &key).build(CONTENT);
    let large = der::octet_string(&vec![0; 2 << 20]);
    let format = der::oid(&"1.2.3.4".parse().unwrap());
    let indefinite = [b"\xa1\x80", format.as_slice(), &large, b"\0\0"].concat();
    for other in [der::context(1, &[&format, &large]), indefinite, der::context(1, &[&format]), der::context(1, &[])] {
        let mut container = Container::opaque(CONTENT, &certificate, vec![signer.clone()]);
        container.crls = vec![other, der::sequence(&[&der::null()])];
        let (signed_data, checks) = check(&container.build());
        assert!(signed_data.ocsp_responses.is_empty());
        assert_eq!(signed_data.crls, [der::sequence(&[&der::null()])]);
        assert!(ids(&signed_data.findings).contains(&"cms.other-choice"));
        assert!(matches!(checks[0].integrity, Integrity::Good(_)), "{checks:?}");
    }
}

#[test]
fn two_certificates_of_the_same_name_and_number() {
    let (certificate, key) = rsa();
    // the same issuer and serial number on another key: made by changing the key inside, the signature on it is of no concern here
    let foreign = PrivateKey::generate(KeyKind::Rsa { bits: 2048 }).unwrap();
    let der = certificate.as_der().to_vec();
    let at = der.windows(certificate.spki().len()).position(|window| window == certificate.spki()).unwrap();
    assert_eq!(foreign.public_spki().len(), certificate.spki().len());
    let twin = Certificate::from_der([&der[..at], foreign.public_spki(), &der[at + foreign.public_spki().len()..]].concat()).unwrap();
    let container = Container::opaque(CONTENT, &certificate, vec![Signer::new(&certificate, &key).build(CONTENT)]);
    let (signed_data, _) = read(&container.build()).unwrap();
    let checks = signed_data.check(&signed_data.content_digests, &[twin.clone(), certificate.clone()], &Policy::default());
    assert!(matches!(checks[0].integrity, Integrity::Good(_)), "{checks:?}");
    assert_eq!(checks[0].certificate.as_ref(), Some(&certificate));
    assert_eq!(ids(&checks[0].findings), ["cms.several-signer-certificates"]);
    let checks = signed_data.check(&signed_data.content_digests, &[twin], &Policy::default());
    assert!(matches!(checks[0].integrity, Integrity::Altered(Alteration::Signature)), "{checks:?}");
}
