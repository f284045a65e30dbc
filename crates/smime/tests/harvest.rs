//! What is kept of a mail's author: only from a valid mail, only what the signature itself says, and only a certificate that is the
//! author's and can be encrypted to.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::io::Cursor;

use kakitome_ber::{Tag, der};
use kakitome_cms::oid;
use kakitome_crypto::{ContentCipher, DigestAlgorithm, KeyKind, KeyTransport};
use kakitome_pki::{Anchors, Certificate, UnixTime, certificates_from};
use kakitome_smime::seal::{self, Algorithms, Candidate, Capabilities, RecipientPolicy, Trust, choose, envelopes};
use kakitome_smime::{Evidence, Harvest, NotHarvested, Policy, Verdict, harvest, open};
use rcgen::KeyUsagePurpose;
use support::{Authority, NOW, Person, TEXT, attribute, clear, mail, signed_data};

const ALICE: &str = "alice@bank.example";

fn kept(mail: &[u8], evidence: &Evidence) -> Result<Harvest, NotHarvested> {
    let report = open(&mut Cursor::new(mail), evidence, &Policy::default(), NOW).unwrap();
    harvest(&report, evidence, &RecipientPolicy::default())
}

fn with_usages(root: &Authority, address: &str, usages: &[KeyUsagePurpose]) -> Person {
    root.person_with(address, KeyKind::Rsa { bits: 2048 }, |params| params.key_usages = usages.to_vec())
}

/// Signs and reads with one key.
fn alice(root: &Authority) -> Person {
    with_usages(root, ALICE, &[KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment])
}

/// A mail from Alice with these further signed attributes, and these certificates along.
fn signed(signer: &Person, more: Vec<Vec<u8>>, bag: &[&Certificate]) -> Vec<u8> {
    let attributes = [Person::usual_attributes(TEXT.as_bytes()), more].concat();
    let info = signer.signer_info(TEXT.as_bytes(), Some(attributes));
    let bag: Vec<&[u8]> = bag.iter().map(|one| one.as_der()).collect();
    let der = signed_data(&[&DigestAlgorithm::Sha256.to_der()], None, &bag, &[&info]);
    mail(ALICE, &clear(TEXT, &der))
}

/// SMIMEEncryptionKeyPreference, issuerAndSerialNumber (RFC 8551 2.5.3).
fn preference(certificate: &Certificate) -> Vec<u8> {
    let serial = der::element(Tag::INTEGER, false, &[certificate.serial().content()]);
    attribute(&oid::ENCRYPTION_KEY_PREFERENCE, &[&der::context(0, &[certificate.issuer().as_der(), &serial])])
}

fn signing_time(at: &str) -> Vec<u8> {
    attribute(&oid::SIGNING_TIME, &[&der::element(Tag::UTC_TIME, false, &[at.as_bytes()])])
}

#[test]
fn a_valid_mail_teaches_certificate_capabilities_and_time() {
    let root = Authority::new("Root");
    let alice = alice(&root);
    let sealed = alice.seal(&mail(ALICE, TEXT));
    let kept = kept(&sealed, &root.evidence()).unwrap();
    assert_eq!((kept.address.as_str(), &kept.certificate, kept.signed), (ALICE, &alice.certificate, Some(NOW)));
    assert_eq!(kept.issuers, std::slice::from_ref(&root.certificate));
    let known = Capabilities::from_der(kept.capabilities.as_deref().unwrap()).unwrap();
    assert_eq!((known.ciphers, known.oaep), (vec![ContentCipher::Aes256Cbc, ContentCipher::Aes128Cbc], None));
}

#[test]
fn what_is_not_valid_teaches_nothing() {
    let (root, other) = (Authority::new("Root"), Authority::new("Other"));
    let alice = alice(&root);
    let sealed = alice.seal(&mail(ALICE, TEXT));
    let altered = String::from_utf8(sealed.clone()).unwrap().replace("Pay nobody.", "Pay me.");
    let somebody_else = String::from_utf8(sealed.clone()).unwrap().replace(ALICE, "eve@bank.example");
    for (mail, evidence, verdict) in [
        (altered.as_bytes(), root.evidence(), Verdict::Altered),
        (somebody_else.as_bytes(), root.evidence(), Verdict::Untrusted),
        (&sealed, other.evidence(), Verdict::Untrusted),
        (&mail(ALICE, TEXT), root.evidence(), Verdict::Unsigned),
    ] {
        let none = kept(mail, &evidence).unwrap_err();
        assert_eq!(none, NotHarvested::Verdict(verdict));
    }
}

#[test]
fn the_certificate_is_the_one_that_the_signature_names() {
    let (root, other) = (Authority::new("Root"), Authority::new("Other"));
    let signer = with_usages(&root, ALICE, &[KeyUsagePurpose::DigitalSignature]);
    let reader = with_usages(&root, ALICE, &[KeyUsagePurpose::KeyEncipherment]);
    let with = |wanted: &Person, bag: &[&Certificate]| kept(&signed(&signer, vec![preference(&wanted.certificate)], bag), &root.evidence());
    let (own, its) = (&signer.certificate, &reader.certificate);
    assert_eq!(with(&reader, &[own, its]).unwrap().certificate, *its);
    assert_eq!(with(&reader, &[own]).unwrap_err(), NotHarvested::Missing);
    // of somebody else, of an authority that nobody trusts, for signing only: named all the same, and not kept
    let eve = with_usages(&root, "eve@bank.example", &[KeyUsagePurpose::KeyEncipherment]);
    let stranger = with_usages(&other, ALICE, &[KeyUsagePurpose::KeyEncipherment]);
    for wanted in [&eve, &stranger, &signer] {
        let none = with(wanted, &[own, &wanted.certificate]).unwrap_err();
        assert!(matches!(none, NotHarvested::Unusable(_)), "{none:?}");
    }
}

/// Anybody can add a certificate to a signed mail: one of Alice's own whose key was stolen once, for example.
#[test]
fn a_certificate_that_only_came_along_is_not_kept() {
    let root = Authority::new("Root");
    let signer = with_usages(&root, ALICE, &[KeyUsagePurpose::DigitalSignature]);
    let stolen = with_usages(&root, ALICE, &[KeyUsagePurpose::KeyEncipherment]);
    let none = kept(&signed(&signer, Vec::new(), &[&signer.certificate, &stolen.certificate]), &root.evidence()).unwrap_err();
    assert!(matches!(none, NotHarvested::Unusable(_)), "{none:?}");
    let alice = alice(&root);
    let kept = kept(&signed(&alice, Vec::new(), &[&alice.certificate, &stolen.certificate]), &root.evidence()).unwrap();
    assert_eq!((kept.certificate, kept.signed), (alice.certificate, None));
}

#[test]
fn a_time_that_has_not_come_is_no_time() {
    let root = Authority::new("Root");
    let alice = alice(&root);
    let at = |time: &str| kept(&signed(&alice, vec![signing_time(time)], &[&alice.certificate]), &root.evidence()).unwrap().signed;
    assert_eq!(at("261122005900Z"), Some(UnixTime(NOW.0 - 60)));
    assert_eq!(at("261122013000Z"), Some(UnixTime(NOW.0 + 1800)), "clocks differ");
    assert_eq!(at("270101000000Z"), None);
}

#[test]
fn capabilities_that_are_said_twice_are_not_said() {
    let root = Authority::new("Root");
    let alice = alice(&root);
    let list = |cipher: ContentCipher| der::sequence(&[&der::sequence(&[&der::oid(&cipher.oid())])]);
    let one = attribute(&oid::SMIME_CAPABILITIES, &[&list(ContentCipher::Aes256Gcm)]);
    let other = attribute(&oid::SMIME_CAPABILITIES, &[&list(ContentCipher::Aes128Cbc)]);
    let said = |more| kept(&signed(&alice, more, &[&alice.certificate]), &root.evidence()).map(|kept| kept.capabilities);
    assert_eq!(said(vec![one.clone()]).unwrap(), Some(list(ContentCipher::Aes256Gcm)));
    assert!(said(vec![one, other]).ok().flatten().is_none());
}

/// From the signature of the mail to the algorithms of the answer.
#[test]
fn what_was_learned_chooses_the_algorithms_of_the_answer() {
    let root = Authority::new("Root");
    let alice = alice(&root);
    let oaep = KeyTransport::oaep(DigestAlgorithm::Sha256);
    let entry = |cipher: ContentCipher| der::sequence(&[&der::oid(&cipher.oid())]);
    let answer = |list: &[&[u8]]| {
        let stated = attribute(&oid::SMIME_CAPABILITIES, &[&der::sequence(list)]);
        let kept = kept(&signed(&alice, vec![stated], &[&alice.certificate]), &root.evidence()).unwrap();
        let candidate = Candidate {
            capabilities: kept.capabilities.as_deref().and_then(Capabilities::from_der),
            ..Candidate::new(kept.certificate, Trust::Harvested)
        };
        let chosen = choose(Some(ALICE), &[candidate], &root.evidence(), &RecipientPolicy::default(), NOW).unwrap();
        let message = envelopes(&[chosen], &[], None, &Algorithms::default()).unwrap().swap_remove(0);
        let mut out = Vec::new();
        let reply = b"From: taro@bank.example\r\nTo: alice@bank.example\r\n\r\nYes.\r\n";
        let index = kakitome_mime::Message::from_bytes(reply, &kakitome_mime::Limits::default()).unwrap();
        seal::encrypt(&mut Cursor::new(reply), &index, &message.request, &mut out).unwrap();
        let oaep_oid = der::oid(&"1.2.840.113549.1.1.7".parse().unwrap());
        let container = container(&out);
        (message.cipher, container.windows(oaep_oid.len()).any(|window| window == oaep_oid))
    };
    let (gcm, cbc, old) = (entry(ContentCipher::Aes256Gcm), entry(ContentCipher::Aes256Cbc), entry(ContentCipher::TripleDesCbc));
    assert_eq!(answer(&[&gcm, &cbc, &oaep.to_der()]), (ContentCipher::Aes256Gcm, true));
    assert_eq!(answer(&[&cbc]), (ContentCipher::Aes256Cbc, false));
    assert_eq!(answer(&[&old]), (ContentCipher::Aes256Cbc, false), "nothing weak, whatever is stated");
}

fn container(mail: &[u8]) -> Vec<u8> {
    use base64::Engine as _;
    let at = mail.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let text: Vec<u8> = mail[at..].iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    base64::engine::general_purpose::STANDARD.decode(text).unwrap()
}

/// Real mails: each one whose verdict is valid teaches its author's certificate, and no other does.
#[test]
fn mails_of_thunderbird_teach_what_their_signatures_say() {
    let shared = std::env::var_os("KAKITOME_SHARED")
        .map_or_else(|| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), std::path::PathBuf::from);
    let folder = shared.join("corpus/thunderbird/smime");
    assert!(folder.is_dir(), "no corpus at {}: set KAKITOME_SHARED to the folder that holds it", folder.display());
    let anchor = std::fs::read(folder.join("TestCA.pem")).unwrap();
    let evidence = Evidence::new(Anchors::from_certificates(certificates_from(&anchor).unwrap()));
    let now = UnixTime::parse("2026-06-01").unwrap();
    let (mut taught, mut stated, mut silent) = (0, 0, 0);
    for entry in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.extension().is_none_or(|ending| ending != "eml") {
            continue;
        }
        let mail = std::fs::read(&entry).unwrap();
        let report = open(&mut Cursor::new(&mail), &evidence, &Policy::default(), now).unwrap();
        let kept = harvest(&report, &evidence, &RecipientPolicy::default());
        assert_eq!(kept.is_ok(), report.verdict() == Verdict::Valid, "{}: {kept:?}", entry.display());
        match kept {
            Ok(kept) => {
                assert!(["Alice@example.com", "Dave@example.com"].contains(&kept.address.as_str()), "{}", kept.address);
                assert_eq!(kept.issuers.len(), 1, "{}", entry.display());
                stated += usize::from(kept.capabilities.is_some());
                taught += 1;
            }
            Err(_) => silent += 1,
        }
    }
    assert!(taught >= 5 && stated == 0 && silent >= 20, "{taught} taught, {stated} of them capabilities; {silent} did not");
}
