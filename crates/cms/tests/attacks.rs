//! Attack rows of signed data, by their ids. Each container is put together here, with keys made for the test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod support;

use std::time::Duration;

use kakitome_ber::{Tag, der};
use kakitome_cms::{Alteration, Error, Integrity, Obstacle, Policy, SignedData, SignerCheck, oid};
use kakitome_crypto::{DigestAlgorithm, PrivateKey, SignatureAlgorithm};
use kakitome_pki::Certificate;
use support::cost::thread_time;
use support::craft::{CONTENT, Container, Signer, attribute, content_type, message_digest, signing_time, slices};
use support::{World, certificates, ids, read};

fn rsa() -> (Certificate, PrivateKey) {
    (World::get().certificate("rsa"), World::get().key("rsa"))
}

fn check(bytes: &[u8]) -> (SignedData, Vec<SignerCheck>) {
    let (signed_data, _) = read(bytes).unwrap();
    let checks = signed_data.check(&signed_data.content_digests, &certificates(&signed_data), &Policy::default());
    (signed_data, checks)
}

fn check_one(bytes: &[u8]) -> SignerCheck {
    let (_, mut checks) = check(bytes);
    assert_eq!(checks.len(), 1);
    checks.remove(0)
}

fn flawed(check: &SignerCheck, finding: &str) {
    assert!(matches!(check.integrity, Integrity::Flawed(_)), "{check:?}");
    assert!(ids(&check.findings).contains(&finding), "{finding} not in {:?}", check.findings);
}

#[test]
fn control_a_good_one_is_good() {
    let (certificate, key) = rsa();
    let container = Container::opaque(CONTENT, &certificate, vec![Signer::new(&certificate, &key).build(CONTENT)]);
    let check = check_one(&container.build());
    let Integrity::Good(good) = &check.integrity else { panic!("{check:?}") };
    assert_eq!(good.certificate(), &certificate);
    assert_eq!(good.digest(), DigestAlgorithm::Sha256);
    assert_eq!(good.algorithm(), SignatureAlgorithm::RsaPkcs1 { digest: DigestAlgorithm::Sha256 });
    assert_eq!(good.signing_time().map(|time| time.0), Some(1_795_000_000));
    assert!(check.findings.is_empty(), "{:?}", check.findings);
}

#[test]
fn m13_signed_attributes_as_content() {
    let (certificate, key) = rsa();
    let mut signer = Signer::new(&certificate, &key);
    let set = der::set_of(&slices(signer.attributes.as_ref().unwrap()));
    let signature = key.sign(&signer.algorithm, &set).unwrap();
    signer.attributes = None;
    let container = Container::opaque(&set, &certificate, vec![signer.with_signature(None, &signature)]);
    flawed(&check_one(&container.build()), "cms.no-signed-attributes");
}

#[test]
fn m14_attributes_missing() {
    let (certificate, key) = rsa();
    let mut signer = Signer::new(&certificate, &key);
    signer.attributes = Some(vec![message_digest(CONTENT), signing_time()]);
    let container = Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]);
    flawed(&check_one(&container.build()), "cms.missing-attribute");

    signer.attributes = Some(vec![content_type(), signing_time()]);
    let container = Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]);
    let check = check_one(&container.build());
    assert!(matches!(check.integrity, Integrity::Unverifiable(Obstacle::NoMessageDigest)), "{check:?}");

    signer.attributes = Some(Vec::new());
    let container = Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]);
    let check = check_one(&container.build());
    assert!(matches!(check.integrity, Integrity::Unverifiable(Obstacle::NoMessageDigest)), "{check:?}");
}

#[test]
fn m14_attributes_repeated() {
    let (certificate, key) = rsa();
    let other = attribute(oid::SIGNING_TIME, &[&der::time(1)]);
    for (extra, finding) in [(content_type(), "cms.repeated-attribute"), (other, "cms.repeated-attribute")] {
        let mut signer = Signer::new(&certificate, &key);
        signer.attributes.as_mut().unwrap().push(extra);
        let container = Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]);
        flawed(&check_one(&container.build()), finding);
    }
    // a second digest, true or false, before or behind: which one counts?
    for content in [CONTENT, b"something else"] {
        let mut signer = Signer::new(&certificate, &key);
        signer.attributes.as_mut().unwrap().push(message_digest(content));
        let container = Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]);
        let check = check_one(&container.build());
        assert!(matches!(check.integrity, Integrity::Unverifiable(Obstacle::NoMessageDigest)), "{check:?}");
        assert!(ids(&check.findings).contains(&"cms.repeated-attribute"));
    }
}

#[test]
fn m14_values_none_or_several_or_unreadable() {
    let (certificate, key) = rsa();
    let data = der::oid(&oid::DATA);
    let signed_data = der::oid(&oid::SIGNED_DATA);
    for (bad, finding) in [
        (attribute(oid::CONTENT_TYPE, &[&data, &signed_data]), "cms.attribute-value-count"),
        (attribute(oid::CONTENT_TYPE, &[]), "cms.attribute-value-count"),
        (attribute(oid::CONTENT_TYPE, &[&der::null()]), "cms.unreadable-attribute"),
        (attribute(oid::CONTENT_TYPE, &[&signed_data]), "cms.content-type-mismatch"),
    ] {
        let mut signer = Signer::new(&certificate, &key);
        signer.attributes = Some(vec![bad, message_digest(CONTENT)]);
        let container = Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]);
        flawed(&check_one(&container.build()), finding);
    }
    for value in [der::octet_string(b"not a time"), der::element(Tag::UTC_TIME, false, &[b"991332000000Z"]), der::null()] {
        let mut signer = Signer::new(&certificate, &key);
        signer.attributes = Some(vec![content_type(), message_digest(CONTENT), attribute(oid::SIGNING_TIME, &[&value])]);
        let container = Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]);
        flawed(&check_one(&container.build()), "cms.unreadable-attribute");
    }
}

#[test]
fn m14_signed_attribute_among_the_unsigned() {
    let (certificate, key) = rsa();
    for stray in [content_type(), message_digest(CONTENT), signing_time()] {
        let mut signer = Signer::new(&certificate, &key);
        signer.unsigned = vec![stray];
        let container = Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]);
        flawed(&check_one(&container.build()), "cms.misplaced-attribute");
    }
}

#[test]
fn m15_empty_digest_algorithms() {
    let (certificate, key) = rsa();
    let mut container = Container::opaque(CONTENT, &certificate, vec![Signer::new(&certificate, &key).build(CONTENT)]);
    container.digests.clear();
    let bytes = container.build();
    let (signed_data, checks) = check(&bytes);
    assert!(ids(&signed_data.findings).contains(&"cms.empty-digest-algorithms"));
    assert!(matches!(checks[0].integrity, Integrity::Unverifiable(Obstacle::DigestWanted(DigestAlgorithm::Sha256))));
    // hashed a second time: intact, and still it must not count
    let wanted = signed_data.digests_wanted(&signed_data.content_digests);
    assert_eq!(wanted, [DigestAlgorithm::Sha256]);
    let again = support::hash(CONTENT, &wanted);
    let checks = signed_data.check(&again, &certificates(&signed_data), &Policy::default());
    assert!(matches!(checks[0].integrity, Integrity::Flawed(_)), "{checks:?}");
    // the same by a second pass over the container; over another it is refused
    let mut second = signed_data.clone();
    assert!(matches!(second.hash_again(&container.with_content(b"shorter")[..]), Err(Error::ContentMoved)));
    second.hash_again(&bytes[..]).unwrap();
    assert_eq!(second.content_digests.all(), again.all());
}

#[test]
fn m19_weak_digests_are_computed_and_flagged() {
    let (certificate, key) = rsa();
    // a key of our own refuses to sign with SHA-1, so openssl does it
    let world = World::get();
    for (md, digest) in [("sha1", DigestAlgorithm::Sha1), ("md5", DigestAlgorithm::Md5)] {
        let sign = ["cms", "-sign", "-signer", "rsa.pem", "-inkey", "rsa.key", "-md", md, "-nodetach", "-binary", "-outform", "DER"];
        let bytes = world.openssl(&sign, CONTENT);
        flawed(&check_one(&bytes), "cms.weak-digest");
        assert!(key.sign(&SignatureAlgorithm::RsaPkcs1 { digest }, CONTENT).is_err());
        let (signed_data, _) = read(&bytes).unwrap();
        let policy = Policy { tolerate_weak_digests: true };
        let checks = signed_data.check(&signed_data.content_digests, std::slice::from_ref(&certificate), &policy);
        assert!(matches!(checks[0].integrity, Integrity::Good(_)), "{checks:?}");
        assert_eq!(ids(&checks[0].findings), ["cms.weak-digest"]);
    }
}

#[test]
fn m20_only_matching_algorithms() {
    let world = World::get();
    let kinds = ["rsa", "p256", "p384", "p521", "ed25519"];
    let names: Vec<Vec<u8>> = kinds.iter().map(|name| world.key(name).default_algorithm().to_der()).collect();
    let digests = [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512];
    let mut good = 0;
    for (key, name) in kinds.iter().enumerate() {
        let (certificate, private) = (world.certificate(name), world.key(name));
        for (named, algorithm) in names.iter().enumerate() {
            for digest in digests {
                let mut signer = Signer::new(&certificate, &private);
                signer.named = algorithm.clone();
                signer.digest = digest.to_der();
                let hashed = der::octet_string(kakitome_crypto::digest(digest, CONTENT).unwrap().as_bytes());
                signer.attributes = Some(vec![content_type(), attribute(oid::MESSAGE_DIGEST, &[&hashed])]);
                let mut container = Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]);
                container.digests = vec![digest.to_der()];
                let check = check_one(&container.build());
                // ECDSA with SHA-384 is an algorithm of two curves' keys, and so on: what must match is digest and kind of key
                let same_kind = (1..4).contains(&key) && (1..4).contains(&named) || key == named;
                let own_digest = Some(digest) == private.default_algorithm().cms_digest();
                let may = same_kind && own_digest && names[named] == names[key];
                assert_eq!(matches!(check.integrity, Integrity::Good(_)), may, "{name} {algorithm:02x?} {digest:?}: {check:?}");
                good += u32::from(may);
            }
        }
    }
    assert!(good >= 5);
}

#[test]
fn m22_deep_indefinite_nesting() {
    let mut deep = b"\x30\x80".repeat(20_000);
    deep.extend_from_slice(b"\x04\x00");
    deep.extend_from_slice(&[0; 40_000]);
    let started = thread_time();
    assert!(matches!(read(&deep), Err(Error::Encoding { .. })));
    // in places where anything may stand: the bag of certificates, attributes
    let (certificate, key) = rsa();
    let mut container = Container::opaque(CONTENT, &certificate, vec![Signer::new(&certificate, &key).build(CONTENT)]);
    container.certificates.push(deep.clone());
    let error = read(&container.build()).unwrap_err().to_string();
    assert!(error.contains("nest deeper"), "{error}");
    container.certificates.pop();
    let mut signer = Signer::new(&certificate, &key);
    signer.unsigned = vec![deep];
    container.signers = vec![signer.build(CONTENT)];
    let (signed_data, _) = read(&container.build()).unwrap();
    assert!(ids(&signed_data.findings).contains(&"cms.unreadable-signer"));
    assert!(thread_time() - started < Duration::from_millis(500), "{:?}", thread_time() - started);
}

#[test]
fn m22_length_of_4_gib() {
    for bytes in [&b"\x30\x84\xff\xff\xff\xff\x06\x09"[..], b"\x30\x88\xff\xff\xff\xff\xff\xff\xff\xff\x06\x09"] {
        assert!(matches!(read(bytes), Err(Error::Encoding { .. })));
    }
    // content that claims 4 GiB and has ten bytes
    let mut bytes = der::oid(&oid::SIGNED_DATA);
    bytes.splice(0..0, *b"\x30\x80");
    bytes.extend_from_slice(b"\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80");
    bytes.extend_from_slice(&der::oid(&oid::DATA));
    bytes.extend_from_slice(b"\xa0\x80\x04\x84\xff\xff\xff\xffabcdefghij");
    let error = read(&bytes).unwrap_err().to_string();
    assert!(error.contains("bytes end"), "{error}");
}

#[test]
fn m22_content_in_parts_of_one_byte() {
    let (certificate, key) = rsa();
    let content = CONTENT.repeat(20_000); // 900 KB
    let mut signer = Signer::new(&certificate, &key);
    signer.attributes = Some(vec![content_type(), message_digest(&content)]);
    let mut container = Container::opaque(b"", &certificate, vec![signer.build(&content)]);
    let parts: Vec<u8> = content.iter().flat_map(|octet| [4, 1, *octet]).collect();
    container.content = Some([b"\x24\x80", parts.as_slice(), b"\0\0"].concat());
    let started = thread_time();
    let check = check_one(&container.build());
    assert!(matches!(check.integrity, Integrity::Good(_)), "{check:?}");
    assert!(thread_time() - started < Duration::from_secs(2), "{:?}", thread_time() - started);
}

#[test]
fn v02_every_signer_is_judged() {
    let (certificate, key) = rsa();
    let signer = Signer::new(&certificate, &key);
    let set = der::set_of(&slices(signer.attributes.as_ref().unwrap()));
    let mut signature = key.sign(&signer.algorithm, &set).unwrap();
    signature[0] ^= 1;
    let signers = vec![signer.build(CONTENT), signer.with_signature(Some(&set), &signature)];
    let (_, checks) = check(&Container::opaque(CONTENT, &certificate, signers).build());
    assert_eq!(checks.iter().filter(|check| matches!(check.integrity, Integrity::Good(_))).count(), 1);
    let bad = checks.iter().find(|check| matches!(check.integrity, Integrity::Altered(Alteration::Signature))).unwrap();
    assert_eq!(ids(&bad.findings), ["cms.bad-signature"]);
}

#[test]
fn v03_no_signers_or_no_certificates() {
    let (certificate, key) = rsa();
    let (signed_data, checks) = check(&Container::opaque(CONTENT, &certificate, Vec::new()).build());
    assert!(checks.is_empty());
    assert_eq!(ids(&signed_data.findings), ["cms.no-signers"]);

    let mut container = Container::opaque(CONTENT, &certificate, vec![Signer::new(&certificate, &key).build(CONTENT)]);
    container.certificates.clear();
    let lone = check_one(&container.build());
    assert!(matches!(lone.integrity, Integrity::Unverifiable(Obstacle::NoCertificate)), "{lone:?}");
    // a certificate from elsewhere will do
    let (signed_data, _) = read(&container.build()).unwrap();
    let checks = signed_data.check(&signed_data.content_digests, &[certificate], &Policy::default());
    assert!(matches!(checks[0].integrity, Integrity::Good(_)));
}

#[test]
fn content_changed_is_altered() {
    let (certificate, key) = rsa();
    let signer = Signer::new(&certificate, &key).build(CONTENT);
    let check = check_one(&Container::opaque(b"Content-Type: text/plain\r\n\r\nPay 900 to Taro.\r\n", &certificate, vec![signer]).build());
    assert!(matches!(check.integrity, Integrity::Altered(Alteration::Content)), "{check:?}");
    assert_eq!(ids(&check.findings), ["cms.content-changed"]);
}

#[test]
fn algorithm_protection_mismatch() {
    let (certificate, key) = rsa();
    let mut signer = Signer::new(&certificate, &key);
    let fields = |algorithm: &[u8]| algorithm[2..].to_vec();
    let right = [&DigestAlgorithm::Sha256.to_der()[..], &der::context(1, &[&fields(&signer.named)])].concat();
    let wrong_digest = [&DigestAlgorithm::Sha512.to_der()[..], &der::context(1, &[&fields(&signer.named)])].concat();
    let pss = der::sequence(&[&der::oid(&const_oid::db::rfc5912::ID_RSASSA_PSS)]);
    let wrong_signature = [&DigestAlgorithm::Sha256.to_der()[..], &der::context(1, &[&fields(&pss)])].concat();
    // RFC 6211 2: without signatureAlgorithm it protects nothing, and macAlgorithm has no business here
    let absent = DigestAlgorithm::Sha256.to_der();
    let mac = [&absent[..], &der::context(2, &[&fields(&signer.named)])].concat();
    let both = [&right[..], &der::context(2, &[&fields(&signer.named)])].concat();
    for value in [absent, mac, both] {
        let protection = attribute(oid::ALGORITHM_PROTECTION, &[&der::sequence(&[&value])]);
        signer.attributes = Some(vec![content_type(), message_digest(CONTENT), protection]);
        let check = check_one(&Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]).build());
        flawed(&check, "cms.unreadable-attribute");
    }
    for (value, is_good) in [(right, true), (wrong_digest, false), (wrong_signature, false)] {
        let protection = attribute(oid::ALGORITHM_PROTECTION, &[&der::sequence(&[&value])]);
        signer.attributes = Some(vec![content_type(), message_digest(CONTENT), protection]);
        let check = check_one(&Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]).build());
        match is_good {
            true => assert!(matches!(check.integrity, Integrity::Good(_)), "{check:?}"),
            false => flawed(&check, "cms.algorithm-protection-mismatch"),
        }
    }
}

#[test]
fn signing_certificate_mismatch() {
    let (certificate, key) = rsa();
    let other = World::get().certificate("p256");
    for (version, algorithm) in [(oid::SIGNING_CERTIFICATE, DigestAlgorithm::Sha1), (oid::SIGNING_CERTIFICATE_V2, DigestAlgorithm::Sha256)]
    {
        for (named, is_good) in [(&certificate, true), (&other, false)] {
            let hash = kakitome_crypto::digest(algorithm, named.as_der()).unwrap();
            // with issuerSerial, which must be right too, and without
            for (beside, is_right) in [(None, true), (Some(&certificate), true), (Some(&other), false)] {
                let beside = beside.map(|named| {
                    let issuer = der::sequence(&[&der::context(4, &[named.issuer().as_der()])]);
                    der::sequence(&[&issuer, &der::element(Tag::INTEGER, false, &[named.serial().content()])])
                });
                let id = der::sequence(&[&der::octet_string(hash.as_bytes()), &beside.unwrap_or_default()]);
                let value = der::sequence(&[&der::sequence(&[&id])]);
                let mut signer = Signer::new(&certificate, &key);
                signer.attributes = Some(vec![content_type(), message_digest(CONTENT), attribute(version, &[&value])]);
                let check = check_one(&Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]).build());
                match is_good && is_right {
                    true => assert!(matches!(check.integrity, Integrity::Good(_)), "{check:?}"),
                    false => flawed(&check, "cms.signing-certificate-mismatch"),
                }
            }
        }
    }
}

#[test]
fn attributes_out_of_order() {
    let (certificate, key) = rsa();
    let signer = Signer::new(&certificate, &key);
    let sorted = der::set_of(&slices(signer.attributes.as_ref().unwrap()));
    let mut parts = slices(signer.attributes.as_ref().unwrap());
    parts.sort_unstable_by(|left, right| right.cmp(left));
    let unsorted = der::element(Tag::SET, true, &parts);
    assert_ne!(sorted, unsorted);
    for (signed, finding) in [(&unsorted, "cms.attributes-signed-as-received"), (&sorted, "cms.attributes-not-der")] {
        let signature = key.sign(&signer.algorithm, signed).unwrap();
        let container = Container::opaque(CONTENT, &certificate, vec![signer.with_signature(Some(&unsorted), &signature)]);
        let check = check_one(&container.build());
        assert!(matches!(check.integrity, Integrity::Good(_)), "{check:?}");
        assert_eq!(ids(&check.findings), [finding]);
    }
}

#[test]
fn unknown_versions_are_not_good() {
    let (certificate, key) = rsa();
    for (version, is_good) in [(1, true), (3, true), (0, false), (2, false), (7, false)] {
        let mut signer = Signer::new(&certificate, &key);
        signer.version = version;
        let (_, checks) = check(&Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]).build());
        assert_eq!(matches!(checks[0].integrity, Integrity::Good(_)), is_good, "{version}: {checks:?}");
    }
}
