//! Rules of signed and unsigned attributes that are no attack by themselves (RFC 5652 5.3, 11): each broken one is a finding.
//! Countersignatures are checked, time stamps recognised.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use kakitome_ber::{Tag, der};
use kakitome_cms::{CountersignatureOutcome as Outcome, Integrity, Obstacle, Policy, SignerCheck, SignerIdentifier, oid};
use kakitome_crypto::PrivateKey;
use kakitome_pki::Certificate;
use support::craft::{CONTENT, Container, Signer, attribute, content_type, message_digest, signing_time, slices};
use support::{World, certificates, ids, read};

fn leaf(name: &str) -> (Certificate, PrivateKey) {
    (World::get().certificate(name), World::get().key(name))
}

/// Checked with the certificates of all leaves at hand.
fn check(bytes: &[u8]) -> SignerCheck {
    let (signed_data, _) = read(bytes).unwrap();
    let mut known = certificates(&signed_data);
    known.push(World::get().certificate("p384"));
    signed_data.check(&signed_data.content_digests, &known, &Policy::default()).remove(0)
}

fn of_one(signer: Vec<u8>) -> SignerCheck {
    check(&Container::opaque(CONTENT, &World::get().certificate("p256"), vec![signer]).build())
}

fn is_good(check: &SignerCheck) -> bool {
    matches!(check.integrity, Integrity::Good(_))
}

#[test]
fn times_in_other_forms() {
    let (certificate, key) = leaf("p256");
    for (time, is_as_demanded) in [
        (der::time(1_795_000_000), true),
        (der::time(2_600_000_000), true),
        (der::element(Tag::UTC_TIME, false, &[b"2611221200Z"]), false),
        (der::element(Tag::UTC_TIME, false, &[b"261122120000+0900"]), false),
        (der::element(Tag::GENERALIZED_TIME, false, &[b"20261122120000Z"]), false),
        (der::element(Tag::GENERALIZED_TIME, false, &[b"20261122120000.5Z"]), false),
    ] {
        let mut signer = Signer::new(&certificate, &key);
        signer.attributes = Some(vec![content_type(), message_digest(CONTENT), attribute(oid::SIGNING_TIME, &[&time])]);
        let check = of_one(signer.build(CONTENT));
        assert!(is_good(&check), "{check:?}");
        assert_eq!(ids(&check.findings), if is_as_demanded { vec![] } else { vec!["cms.signing-time-form"] }, "{time:02x?}");
    }
}

#[test]
fn attributes_in_ber_that_were_signed_in_der() {
    let (certificate, key) = leaf("p256");
    let signer = Signer::new(&certificate, &key);
    let set = der::set_of(&slices(signer.attributes.as_ref().unwrap()));
    let signature = key.sign(&signer.algorithm, &set).unwrap();
    // every attribute, and the values in it, with indefinite lengths and lengths too long
    let loose: Vec<Vec<u8>> = signer
        .attributes
        .as_ref()
        .unwrap()
        .iter()
        .map(|attribute| {
            let mut fields = kakitome_ber::Cursor::new(attribute).sequence().unwrap();
            let (oid, values) = (fields.any().unwrap(), fields.any().unwrap());
            let value = kakitome_ber::Cursor::new(values.content()).any().unwrap();
            let value = [&value.raw()[..1], &[0x82, 0], &value.raw()[1..]].concat();
            [b"\x30\x80", oid.raw(), b"\x31\x80", &value, &[0; 4]].concat()
        })
        .collect();
    let mut tagged = [b"\x31\x80".to_vec(), loose.concat(), vec![0, 0]].concat();
    let check_of = |tagged: &[u8]| of_one(signer.with_signature(Some(tagged), &signature));
    let check = check_of(&tagged);
    assert!(is_good(&check), "{check:?}");
    assert_eq!(ids(&check.findings), ["cms.attributes-not-der"]);
    // and the test can fail: another value is another signature
    let at = tagged.windows(3).position(|window| window == b"\x04\x82\x00").unwrap();
    tagged[at + 5] ^= 1;
    assert!(!is_good(&check_of(&tagged)));
}

#[test]
fn advice_among_the_unsigned_is_a_warning() {
    let (certificate, key) = leaf("p256");
    for (oid, count) in [
        (oid::SMIME_CAPABILITIES, 1),
        (oid::ENCRYPTION_KEY_PREFERENCE, 1),
        (oid::SIGNING_CERTIFICATE, 1),
        (oid::SIGNING_CERTIFICATE_V2, 1),
        (oid::ALGORITHM_PROTECTION, 1),
        (const_oid::ObjectIdentifier::new_unwrap("1.2.3.4"), 0),
    ] {
        let mut signer = Signer::new(&certificate, &key);
        signer.unsigned = vec![attribute(oid, &[&der::sequence(&[])])];
        let check = of_one(signer.build(CONTENT));
        assert!(is_good(&check), "{check:?}");
        assert_eq!(ids(&check.findings), vec!["cms.misplaced-attribute"; count]);
    }
}

#[test]
fn the_key_to_be_answered_with() {
    let (certificate, key) = leaf("p256");
    let serial = der::element(Tag::INTEGER, false, &[certificate.serial().content()]);
    let by_issuer = der::context(0, &[certificate.issuer().as_der(), &serial]);
    let key_id = certificate.extensions().subject_key_id.clone().unwrap();
    let by_key = der::context_primitive(2, &key_id);
    let recipient = der::context(1, &[&der::octet_string(&key_id)]);
    for value in [by_issuer, by_key, recipient] {
        let mut signer = Signer::new(&certificate, &key);
        signer.attributes = Some(vec![content_type(), message_digest(CONTENT), attribute(oid::ENCRYPTION_KEY_PREFERENCE, &[&value])]);
        let bytes = Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]).build();
        let (signed_data, _) = read(&bytes).unwrap();
        let preferred = signed_data.signers[0].signed_attributes.as_ref().unwrap().encryption_key.clone().unwrap();
        assert!(preferred.names(&certificate), "{preferred:?}");
        assert!(is_good(&check(&bytes)));
    }
    let mut signer = Signer::new(&certificate, &key);
    signer.attributes = Some(vec![content_type(), message_digest(CONTENT), attribute(oid::ENCRYPTION_KEY_PREFERENCE, &[&der::null()])]);
    let check = of_one(signer.build(CONTENT));
    assert!(is_good(&check), "advice that cannot be read is no forgery");
    assert_eq!(ids(&check.findings), ["cms.unreadable-attribute"]);
    assert!(!SignerIdentifier::SubjectKeyIdentifier(vec![1]).names(&certificate));
}

#[test]
fn unknown_attributes_are_kept() {
    let (certificate, key) = leaf("p256");
    let own = const_oid::ObjectIdentifier::new_unwrap("1.2.392.200.1");
    let values = [der::utf8_string("書留"), der::null()];
    let mut signer = Signer::new(&certificate, &key);
    signer.attributes.as_mut().unwrap().push(attribute(own, &slices(&values)));
    signer.unsigned = vec![attribute(own, &[&values[1]])];
    let bytes = Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]).build();
    let (signed_data, _) = read(&bytes).unwrap();
    let found = signed_data.signers[0].signed_attributes.as_ref().unwrap().all.iter().find(|attribute| attribute.oid == own).unwrap();
    assert_eq!((found.values.len(), &found.raw), (2, &attribute(own, &slices(&values))));
    assert_eq!(signed_data.signers[0].unsigned_attributes[0].values, [der::null()]);
    assert!(is_good(&check(&bytes)));
}

/// A SignerInfo by another key over these octets.
fn countersignature(over: &[u8], attributes: Option<Vec<Vec<u8>>>, unsigned: Vec<Vec<u8>>) -> Vec<u8> {
    let (certificate, key) = leaf("p384");
    let mut signer = Signer::new(&certificate, &key);
    signer.attributes = attributes;
    signer.unsigned = unsigned;
    signer.build(over)
}

fn digest_384(over: &[u8]) -> Vec<u8> {
    let digest = kakitome_crypto::digest(kakitome_crypto::DigestAlgorithm::Sha384, over).unwrap();
    attribute(oid::MESSAGE_DIGEST, &[&der::octet_string(digest.as_bytes())])
}

/// The signer's own signature is fixed first, then countersigned.
fn countersigned(make: impl Fn(&[u8]) -> Vec<Vec<u8>>) -> SignerCheck {
    let (certificate, key) = leaf("p256");
    let mut signer = Signer::new(&certificate, &key);
    let set = der::set_of(&slices(signer.attributes.as_ref().unwrap()));
    let signature = key.sign(&signer.algorithm, &set).unwrap();
    signer.unsigned = vec![attribute(oid::COUNTERSIGNATURE, &slices(&make(&signature)))];
    of_one(signer.with_signature(Some(&set), &signature))
}

/// Makes a countersignature over a signature.
type Make<'a> = &'a dyn Fn(&[u8]) -> Vec<u8>;

#[test]
fn countersignatures_are_checked() {
    let with = |over: &[u8]| Some(vec![digest_384(over), signing_time()]);
    let cases: [(Make<'_>, Outcome, &[&str]); 5] = [
        (&|over| countersignature(over, with(over), vec![]), Outcome::Good, &[]),
        (&|over| countersignature(over, None, vec![]), Outcome::Good, &[]),
        (&|over| countersignature(over, with(b"other"), vec![]), Outcome::Bad, &["cms.content-changed"]),
        (
            &|over| countersignature(over, Some(vec![signing_time()]), vec![]),
            Outcome::Unverifiable(Obstacle::NoMessageDigest),
            &["cms.missing-attribute"],
        ),
        (
            &|over| countersignature(over, Some(vec![content_type(), digest_384(over)]), vec![]),
            Outcome::Flawed,
            &["cms.misplaced-attribute"],
        ),
    ];
    for (make, outcome, findings) in cases {
        let check = countersigned(|over| vec![make(over)]);
        assert!(is_good(&check), "what anybody can add spoils nothing: {check:?}");
        assert_eq!(ids(&check.findings), ["cms.countersignature"]);
        let [found] = check.countersignatures.as_slice() else { panic!("{check:?}") };
        assert_eq!((&found.outcome, ids(&found.findings)), (&outcome, findings.to_vec()));
        assert_eq!(found.certificate.as_ref(), Some(&World::get().certificate("p384")));
    }
    let check = countersigned(|_| vec![der::sequence(&[])]);
    assert!(is_good(&check) && check.countersignatures.is_empty());
    assert_eq!(check.findings[0].facts(), [("outcome", "unreadable".to_owned())]);
}

#[test]
fn a_countersignature_may_be_countersigned_and_there_is_an_end() {
    // the inner one signs the outer one's signature, which has to be made first: ECDSA without attributes
    let (_, key) = leaf("p384");
    let check = countersigned(|over| {
        let (certificate, key) = leaf("p384");
        let mut outer = Signer::new(&certificate, &key);
        let set = der::set_of(&[&digest_384(over)]);
        let signature = key.sign(&outer.algorithm, &set).unwrap();
        let inner = countersignature(&signature, None, vec![]);
        outer.unsigned = vec![attribute(oid::COUNTERSIGNATURE, &[&inner])];
        vec![outer.with_signature(Some(&set), &signature)]
    });
    let outcomes: Vec<_> = check.countersignatures.iter().map(|found| (found.on, found.outcome.clone())).collect();
    assert_eq!(outcomes, [(None, Outcome::Good), (Some(0), Outcome::Good)]);
    assert!(key.public_spki().len() > 10);

    let check = countersigned(|over| (0..20).map(|_| countersignature(over, None, vec![])).collect());
    assert!(is_good(&check));
    assert_eq!(check.countersignatures.len(), 8);
    assert!(ids(&check.findings).contains(&"cms.too-many-countersignatures"));
}

#[test]
fn time_stamps_are_recognised_and_kept() {
    let (certificate, key) = leaf("p256");
    let token = der::sequence(&[&der::oid(&oid::SIGNED_DATA), &der::context(0, &[&der::sequence(&[])])]);
    let mut signer = Signer::new(&certificate, &key);
    signer.unsigned = vec![attribute(oid::TIME_STAMP_TOKEN, &[&token])];
    let bytes = Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]).build();
    let (signed_data, _) = read(&bytes).unwrap();
    assert_eq!(signed_data.signers[0].time_stamps().collect::<Vec<_>>(), [token.as_slice()]);
    let stamped = check(&bytes);
    assert!(is_good(&stamped));
    assert_eq!(ids(&stamped.findings), ["cms.time-stamp"]);
    // among the signed ones it would have to be older than the signature
    signer.unsigned.clear();
    signer.attributes.as_mut().unwrap().push(attribute(oid::TIME_STAMP_TOKEN, &[&token]));
    assert_eq!(ids(&of_one(signer.build(CONTENT)).findings), ["cms.misplaced-attribute"]);
}

#[test]
fn lengths_with_octets_too_many_are_a_note() {
    let (certificate, key) = leaf("p256");
    let signer = Signer::new(&certificate, &key);
    let mut container = Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]);
    container.content = Some([&[0x04, 0x84, 0, 0, 0][..], &[CONTENT.len() as u8], CONTENT].concat());
    let bytes = container.build();
    let (signed_data, content) = read(&bytes).unwrap();
    assert_eq!((ids(&signed_data.findings), content.as_slice()), (vec!["cms.non-minimal-length"], CONTENT));
    assert!(is_good(&check(&bytes)));
}
