//! Layers, their order, and the order of verdicts (design, section 4); each finding of this crate has a case here or among
//! the attacks.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::io::{self, Cursor};
use std::sync::atomic::{AtomicU32, Ordering};

use kakitome_ber::der;
use kakitome_cms::oid;
use kakitome_crypto::DigestAlgorithm;
use kakitome_pki::{Anchors, Crl, OcspRequest, Severity, UnixTime};
use kakitome_smime::{
    Backing, Cause, Covers, Evidence, InMemory, Input, LayerKind, LayerState, Policy, Report, Spill, open, open_detached, open_with,
};
use support::{Authority, NOW, Person, TEXT, base64, clear, has, ids, mail, opaque, p7s, signed_data};

const ALICE: &str = "alice@bank.example";

fn foreign(dotted: &str) -> Vec<u8> {
    let kind = const_oid::ObjectIdentifier::new_unwrap(dotted);
    der::sequence(&[&der::oid(&kind), &der::context(0, &[&der::sequence(&[])])])
}

fn enveloped() -> Vec<u8> {
    foreign("1.2.840.113549.1.7.3")
}

fn compressed() -> Vec<u8> {
    foreign("1.2.840.113549.1.9.16.1.9")
}

#[test]
fn encryption_without_a_key() {
    let root = Authority::new("Root");
    let cases = [
        (opaque("enveloped-data", &enveloped()), LayerKind::Encrypted),
        (opaque("authEnveloped-data", &foreign("1.2.840.113549.1.9.16.1.23")), LayerKind::AuthenticatedEncrypted),
        (opaque("signed-data", &enveloped()), LayerKind::Encrypted),
        (opaque("x", &enveloped()).replace("application/pkcs7-mime", "application/x-pkcs7-mime"), LayerKind::Encrypted),
        (opaque("x", &enveloped()).replace("application/pkcs7-mime", "application/octet-stream"), LayerKind::Encrypted),
    ];
    for (entity, kind) in cases {
        let report = root.judge(&mail(ALICE, &entity));
        assert_eq!(report.verdict().word(), "undecryptable", "{entity}");
        assert_eq!((report.layers[0].kind, report.layers[0].state), (kind, LayerState::NoKey));
        assert!(has(&report, "smime.no-key"));
    }
    let report = root.judge(&mail(ALICE, &opaque("signed-data", &enveloped())));
    assert!(has(&report, "smime.type-differs"));
}

#[test]
fn a_readable_signature_outside_encryption_is_judged() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let inner = opaque("enveloped-data", &enveloped());
    let report = root.judge(&mail(ALICE, &clear(&inner, &alice.detached(inner.as_bytes()))));
    assert_eq!(report.verdict().word(), "valid", "{:?}", ids(&report));
    assert_eq!(report.layers.len(), 2);
    assert_eq!(report.layers[1].inside, Some(0));
}

#[test]
fn compressed_content_is_not_called_unsigned() {
    let root = Authority::new("Root");
    let report = root.judge(&mail(ALICE, &opaque("compressed-data", &compressed())));
    assert_eq!(report.verdict().word(), "unreadable");
    assert!(has(&report, "smime.compressed"));
    // Inside a good signature it is content like any other.
    let inner = opaque("compressed-data", &compressed());
    let signed = clear(&inner, &root.person(ALICE).detached(inner.as_bytes()));
    assert_eq!(root.verdict(&mail(ALICE, &signed)), "valid");
}

#[test]
fn certificates_only_and_data_that_mail_does_not_use() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let only = signed_data(&[], None, &[alice.certificate.as_der()], &[]);
    let report = root.judge(&mail(ALICE, &opaque("certs-only", &only)));
    assert_eq!((report.verdict().word(), report.layers[0].kind), ("unsigned", LayerKind::Certificates));
    assert!(has(&report, "smime.certificates-only"));
    let report = root.judge(&mail(ALICE, &opaque("signed-data", &foreign("1.2.840.113549.1.7.5"))));
    assert_eq!(report.verdict().word(), "unreadable");
    assert!(has(&report, "smime.other-content"));
    let report = root.judge(&mail(ALICE, &opaque("signed-data", b"no such thing")));
    assert_eq!((report.verdict().word(), report.layers[0].state), ("unreadable", LayerState::Unreadable));
    assert!(has(&report, "smime.unreadable"));
}

#[test]
fn nested_signatures() {
    let root = Authority::new("Root");
    let (alice, list) = (root.person(ALICE), root.person("list@lists.example"));
    let author = clear(TEXT, &alice.detached(TEXT.as_bytes())).replace("outer", "inner");
    // From's signature inside the list's: the outermost whole one must match From.
    let outer = clear(&author, &list.detached(author.as_bytes()));
    let report = root.judge(&mail("list@lists.example", &outer));
    assert_eq!(report.verdict().word(), "valid", "{:?}", ids(&report));
    assert_eq!((report.layers.len(), report.layers[1].inside, report.layers[1].covers), (2, Some(0), Covers::Whole));
    assert_eq!(root.verdict(&mail(ALICE, &outer)), "untrusted");
    // An inner signature lowers the verdict only when it is altered.
    let stranger = Authority::new("Other").person("x@y.example");
    let inner = clear(TEXT, &stranger.detached(TEXT.as_bytes())).replace("outer", "inner");
    assert_eq!(root.verdict(&mail(ALICE, &clear(&inner, &alice.detached(inner.as_bytes())))), "valid");
    let broken = clear(TEXT, &stranger.detached(b"other")).replace("outer", "inner");
    assert_eq!(root.verdict(&mail(ALICE, &clear(&broken, &alice.detached(broken.as_bytes())))), "altered");
    // Opaque in opaque, and a footer that a list adds around.
    let inside = opaque("signed-data", &alice.opaque(TEXT.as_bytes()));
    let twice = opaque("signed-data", &alice.opaque(inside.as_bytes()));
    assert_eq!(root.verdict(&mail(ALICE, &twice)), "valid");
    let listed = format!("Content-Type: multipart/mixed; boundary=l\r\n\r\n--l\r\n{author}\r\n--l\r\n\r\nfooter\r\n--l--\r\n");
    let report = root.judge(&mail(ALICE, &listed));
    assert_eq!((report.verdict().word(), report.signers[0].covers), ("untrusted", Covers::Part));
    assert!(has(&report, "smime.part-only"));
    let mut policy = Policy::default();
    policy.allow_part = true;
    let report = open(&mut Cursor::new(mail(ALICE, &listed)), &root.evidence(), &policy, NOW).unwrap();
    assert_eq!(report.verdict().word(), "valid", "{:?}", ids(&report));
}

#[test]
fn forms_in_the_field() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let signature = alice.detached(TEXT.as_bytes());
    let good = clear(TEXT, &signature);
    let inside = opaque("signed-data", &alice.opaque(TEXT.as_bytes()));
    for (entity, finding) in [
        (good.replacen("application/pkcs7-signature", "application/x-pkcs7-signature", 1), None),
        (good.replacen("protocol=\"application/pkcs7-signature\"; ", "", 1), Some("smime.protocol-differs")),
        (good.replacen("application/pkcs7-signature", "application/pgp-signature", 1), Some("smime.protocol-differs")),
        (good.replace("Content-Type: application/pkcs7-signature", "Content-Type: application/octet-stream"), None),
        (good.replace("micalg=sha-256", "micalg=sha1"), Some("smime.micalg-differs")),
        (good.replace("micalg=sha-256", "micalg=SHA256"), None),
        (
            good.replace("\r\n\r\n--outer\r\nContent-Type: text", "\r\n\r\nThis is signed.\r\n--outer\r\nContent-Type: text"),
            Some("smime.text-before"),
        ),
        (format!("{good}-- \r\nlist footer\r\n"), Some("smime.text-after")),
        (inside.replace("smime-type=signed-data; ", ""), None),
        (inside.replace("smime-type=signed-data; ", "smime-type=enveloped-data; "), Some("smime.type-differs")),
        (inside.replace("application/pkcs7-mime; smime-type=signed-data", "application/octet-stream"), None),
    ] {
        let report = root.judge(&mail(ALICE, &entity));
        assert_eq!(report.verdict().word(), "valid", "{entity}\n{:?}", ids(&report));
        assert!(finding.is_none_or(|id| has(&report, id)), "{finding:?}: {:?}", ids(&report));
    }
}

#[test]
fn other_kinds_of_signature_and_encryption() {
    let root = Authority::new("Root");
    let pgp = "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=x\r\n\r\n--x\r\n\r\nHi\r\n--x\r\n\
               Content-Type: application/pgp-signature\r\n\r\nx\r\n--x--\r\n";
    let report = root.judge(&mail(ALICE, pgp));
    assert_eq!(report.verdict().word(), "unsigned");
    assert!(has(&report, "smime.other-signature"));
    let secret = "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=x\r\n\r\n--x\r\n\r\nHi\r\n--x--\r\n";
    let report = root.judge(&mail(ALICE, secret));
    assert_eq!(report.verdict().word(), "undecryptable");
    assert!(has(&report, "smime.other-encryption"));
    let missing = "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=x\r\n\r\n--x\r\n\r\nHi\r\n--x--\r\n";
    let report = root.judge(&mail(ALICE, missing));
    assert_eq!(report.verdict().word(), "unsigned");
    assert!(has(&report, "smime.signature-missing"));
    let report = root.judge(&mail(ALICE, TEXT));
    assert_eq!(report.verdict().word(), "unsigned");
    assert!(report.layers.is_empty());
}

#[test]
fn what_is_not_the_whole_mail() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let good = clear(TEXT, &alice.detached(TEXT.as_bytes()));
    let judge = |bytes: &[u8]| root.judge(bytes);
    let pasted = judge(good.as_bytes());
    assert_eq!((pasted.verdict().word(), pasted.input), ("incomplete", Input::Fragment));
    assert!(has(&pasted, "smime.not-whole"));
    // A pasted text that no longer fits is not called altered.
    assert_eq!(judge(good.replace("Hello", "Hallo").as_bytes()).verdict().word(), "incomplete");
    let cut = String::from_utf8(mail(ALICE, &good)).unwrap();
    let report = judge(cut.split("--outer\r\nContent-Type: application").next().unwrap().as_bytes());
    assert_eq!(report.verdict().word(), "incomplete", "{:?}", ids(&report));
    assert!(has(&report, "smime.cut-off"));
    for nothing in [&b""[..], b"\r\n\r\n", b"hello there\r\n", b"\0\0\0", b"X-Unknown: y\r\n\r\nz", &[0x30, 0x80, 0x06, 0xff]] {
        let report = judge(nothing);
        assert_eq!(report.verdict().word(), "unreadable", "{nothing:?} {:?}", ids(&report));
    }
    assert!(has(&judge(b"hello there\r\n"), "smime.not-mail"));
}

#[test]
fn a_signature_file_with_its_content() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let check = |signature: &[u8], content: &[u8]| -> Report {
        open_detached(&mut Cursor::new(signature), &mut Cursor::new(content), &root.evidence(), &Policy::default(), NOW).unwrap()
    };
    let signature = alice.detached(TEXT.as_bytes());
    assert_eq!(check(&signature, TEXT.as_bytes()).verdict().word(), "incomplete");
    assert_eq!(check(&signature, TEXT.as_bytes()).signers[0].integrity.word(), "intact");
    let unix = check(base64(&signature).as_bytes(), TEXT.replace("\r\n", "\n").as_bytes());
    assert_eq!(unix.verdict().word(), "incomplete");
    assert!(has(&unix, "smime.canonical-line-ends"));
    assert_eq!(check(&signature, b"other").verdict().word(), "altered");
    assert_eq!(check(&alice.opaque(TEXT.as_bytes()), b"other").verdict().word(), "altered");
    assert_eq!(check(&alice.opaque(TEXT.as_bytes()), TEXT.as_bytes()).verdict().word(), "incomplete");
    let lone = root.judge(&signature);
    assert_eq!((lone.verdict().word(), lone.signers[0].integrity.word()), ("incomplete", "unverifiable"));
    assert!(has(&lone, "smime.lone-file") && has(&lone, "smime.content-missing"));
    let p7s_alone = root.judge(&mail(ALICE, &p7s(&signature)));
    assert_eq!(p7s_alone.verdict().word(), "untrusted", "a mail whose whole body is a signature file");
}

#[test]
fn line_ends_of_a_saved_mail() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let sealed = alice.seal(&mail(ALICE, TEXT));
    let unix = String::from_utf8(sealed.clone()).unwrap().replace("\r\n", "\n");
    let report = root.judge(unix.as_bytes());
    assert_eq!(report.verdict().word(), "valid", "{:?}", ids(&report));
    assert!(has(&report, "smime.canonical-line-ends"));
    let boxed = format!("From alice@bank.example Sun Nov 22 10:00:00 2026\n{unix}");
    assert_eq!(root.verdict(boxed.as_bytes()), "valid");
    let mut policy = Policy::default();
    policy.canonical_line_ends = false;
    let strict = open(&mut Cursor::new(unix), &root.evidence(), &policy, NOW).unwrap();
    assert_eq!(strict.verdict().word(), "altered");
}

#[test]
fn m27_signing_time_is_a_finding_and_no_verdict() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let entity = clear(TEXT, &alice.detached(TEXT.as_bytes()));
    let late = String::from_utf8(mail(ALICE, &entity)).unwrap().replace("10:00:00", "12:00:00");
    let report = root.judge(late.as_bytes());
    assert_eq!(report.verdict().word(), "valid");
    assert!(has(&report, "smime.signing-time-far"));
    let before = open(&mut Cursor::new(mail(ALICE, &entity)), &root.evidence(), &Policy::default(), NOW.plus_days(-3)).unwrap();
    assert_eq!(before.verdict().word(), "valid");
    assert!(has(&before, "smime.signing-time-ahead"));
}

#[test]
fn causes_from_certificates() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let entity = clear(TEXT, &alice.detached(TEXT.as_bytes()));
    let at = |time: &str, evidence: &Evidence| {
        let report = open(&mut Cursor::new(mail(ALICE, &entity)), evidence, &Policy::default(), UnixTime::parse(time).unwrap()).unwrap();
        (report.verdict().word(), report.cause().map(|(cause, _)| cause))
    };
    assert_eq!(at("2026-11-22", &root.evidence()), ("valid", None));
    assert_eq!(at("2040-01-01", &root.evidence()), ("untrusted", Some(Cause::Expired)));
    assert_eq!(at("2019-01-01", &root.evidence()), ("untrusted", Some(Cause::NotYet)));
    assert_eq!(at("2026-11-22", &Evidence::new(Anchors::none())), ("untrusted", Some(Cause::NoPath)));
    let server = root.person_with(ALICE, kakitome_crypto::KeyKind::P256, |params| {
        params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
    });
    let report = root.judge(&mail(ALICE, &clear(TEXT, &server.detached(TEXT.as_bytes()))));
    assert_eq!((report.verdict().word(), report.cause().map(|(cause, _)| cause)), ("untrusted", Some(Cause::Purpose)));
    let unrestricted = root.person_with(ALICE, kakitome_crypto::KeyKind::P256, |params| {
        params.extended_key_usages.clear();
        params.key_usages.clear();
    });
    assert_eq!(root.verdict(&mail(ALICE, &clear(TEXT, &unrestricted.detached(TEXT.as_bytes())))), "valid");
}

#[test]
fn an_attached_file_that_cannot_be_read_is_only_mentioned() {
    let root = Authority::new("Root");
    let broken = opaque("signed-data", b"no such thing");
    let mixed = format!("Content-Type: multipart/mixed; boundary=l\r\n\r\n--l\r\n{TEXT}\r\n--l\r\n{broken}\r\n--l--\r\n");
    let report = root.judge(&mail(ALICE, &mixed));
    assert_eq!(report.verdict().word(), "unsigned");
    assert!(has(&report, "smime.unreadable"));
}

#[test]
fn signed_data_that_is_no_mail_does_not_count() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    // The signature of a time stamp or receipt, shown as a mail.
    let kind = const_oid::ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
    let hash = kakitome_crypto::digest(DigestAlgorithm::Sha256, TEXT.as_bytes()).unwrap();
    let attributes = vec![
        support::attribute(&oid::CONTENT_TYPE, &[&der::oid(&kind)]),
        support::attribute(&oid::MESSAGE_DIGEST, &[&der::octet_string(hash.as_bytes())]),
    ];
    let info = alice.signer_info(TEXT.as_bytes(), Some(attributes));
    let inside = der::sequence(&[&der::oid(&kind), &der::context(0, &[&der::octet_string(TEXT.as_bytes())])]);
    let bag = der::context(0, &[alice.certificate.as_der()]);
    let digests = der::set_of(&[&DigestAlgorithm::Sha256.to_der()]);
    let data = der::sequence(&[&der::unsigned(3), &digests, &inside, &bag, &der::set_of(&[&info])]);
    let whole = der::sequence(&[&der::oid(&oid::SIGNED_DATA), &der::context(0, &[&data])]);
    let report = root.judge(&mail(ALICE, &opaque("signed-data", &whole)));
    assert_eq!(report.verdict().word(), "untrusted", "{:?}", ids(&report));
    assert_eq!(report.cause().map(|(cause, _)| cause), Some(Cause::Form));
    assert_eq!(report.signers[0].integrity.word(), "intact");
}

#[test]
fn layers_without_signers_inside_each_other_end_at_the_limit() {
    let root = Authority::new("Root");
    let mut entity = TEXT.to_owned();
    for _ in 0..20 {
        entity = opaque("signed-data", &signed_data(&[], Some(entity.as_bytes()), &[], &[]));
    }
    let report = root.judge(&mail(ALICE, &entity));
    assert_eq!(report.verdict().word(), "unreadable", "{:?}", ids(&report));
    assert!(has(&report, "smime.too-many-layers"));
}

#[test]
fn revoked_by_a_list_at_hand() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let entity = clear(TEXT, &alice.detached(TEXT.as_bytes()));
    let judge = |crl: Vec<u8>| {
        let evidence = root.evidence().with_crls([Crl::from_der(crl).unwrap()]);
        open(&mut Cursor::new(mail(ALICE, &entity)), &evidence, &Policy::default(), NOW).unwrap()
    };
    let revoked = judge(root.crl(&[&alice]));
    assert_eq!((revoked.verdict().word(), revoked.cause().map(|(cause, _)| cause)), ("untrusted", Some(Cause::Revoked)));
    assert_eq!(revoked.signers[0].revocation.word(), "revoked");
    let clean = judge(root.crl(&[]));
    assert_eq!((clean.verdict().word(), clean.signers[0].revocation.word()), ("valid", "good"), "{:?}", ids(&clean));
}

/// What `openssl ocsp` says of a person by this line of its index.
fn ocsp(root: &Authority, person: &Person, index: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let request = OcspRequest::new(&person.certificate, &root.certificate, DigestAlgorithm::Sha256, false).unwrap();
    write("request", &request.to_der());
    write("index", index.replace("{serial}", &person.certificate.serial().hex().to_uppercase()).as_bytes());
    write("root.der", root.certificate.as_der());
    write("key.der", root.key());
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new("openssl").current_dir(folder.path()).args(arguments).output();
        let output = output.expect("openssl is installed");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["x509", "-inform", "DER", "-in", "root.der", "-out", "root.pem"]);
    run(&["pkey", "-inform", "DER", "-in", "key.der", "-out", "key.pem"]);
    let answer = ["-reqin", "request", "-respout", "response", "-ndays", "1"];
    run(&[&["ocsp", "-index", "index", "-CA", "root.pem", "-rsigner", "root.pem", "-rkey", "key.pem"][..], &answer].concat());
    std::fs::read(folder.path().join("response")).unwrap()
}

/// An OCSP response among the revocation data of the mail itself (RFC 5940).
#[test]
fn an_ocsp_response_in_the_mail() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let info = alice.signer_info(TEXT.as_bytes(), Some(Person::usual_attributes(TEXT.as_bytes())));
    let judge = |index: &str| {
        let other = der::context(1, &[&der::oid(&oid::OCSP_RESPONSE), &ocsp(&root, &alice, index)]);
        let data = der::sequence(&[
            &der::unsigned(5),
            &der::set_of(&[&DigestAlgorithm::Sha256.to_der()]),
            &der::sequence(&[&der::oid(&oid::DATA)]),
            &der::context(0, &[alice.certificate.as_der()]),
            &der::context(1, &[&other]),
            &der::set_of(&[&info]),
        ]);
        let whole = der::sequence(&[&der::oid(&oid::SIGNED_DATA), &der::context(0, &[&data])]);
        // OpenSSL answers as of now
        let mail = mail(ALICE, &clear(TEXT, &whole));
        open(&mut Cursor::new(mail), &root.evidence(), &Policy::default(), UnixTime::now()).unwrap()
    };
    let good = judge("V\t360101000000Z\t\t{serial}\tunknown\t/CN=Test Person\n");
    assert_eq!((good.verdict().word(), good.signers[0].revocation.word()), ("valid", "good"), "{:?}", ids(&good));
    assert!(!has(&good, "cms.other-choice"));
    let revoked = judge("R\t360101000000Z\t261101000000Z,keyCompromise\t{serial}\tunknown\t/CN=Test Person\n");
    assert_eq!((revoked.verdict().word(), revoked.cause().map(|(cause, _)| cause)), ("untrusted", Some(Cause::Revoked)));
}

#[test]
fn evidence_beside_the_mail() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let info = alice.signer_info(TEXT.as_bytes(), Some(Person::usual_attributes(TEXT.as_bytes())));
    let bare = clear(TEXT, &signed_data(&[&DigestAlgorithm::Sha256.to_der()], None, &[], &[&info]));
    assert_eq!(root.verdict(&mail(ALICE, &bare)), "untrusted");
    let evidence = root.evidence().with_certificates([alice.certificate.clone()]);
    let report = open(&mut Cursor::new(mail(ALICE, &bare)), &evidence, &Policy::default(), NOW).unwrap();
    assert_eq!(report.verdict().word(), "valid", "{:?}", ids(&report));
}

#[test]
fn what_comes_along_and_cannot_be_read() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let info = alice.signer_info(TEXT.as_bytes(), Some(Person::usual_attributes(TEXT.as_bytes())));
    let junk = der::sequence(&[&der::unsigned(7)]);
    let octets = der::context(0, &[alice.certificate.as_der(), &junk]);
    let crls = der::context(1, &[&junk]);
    let inside = der::sequence(&[&der::oid(&oid::DATA)]);
    let data = der::sequence(&[
        &der::unsigned(1),
        &der::set_of(&[&DigestAlgorithm::Sha256.to_der()]),
        &inside,
        &octets,
        &crls,
        &der::set_of(&[&info]),
    ]);
    let whole = der::sequence(&[&der::oid(&oid::SIGNED_DATA), &der::context(0, &[&data])]);
    let report = root.judge(&mail(ALICE, &clear(TEXT, &whole)));
    assert_eq!(report.verdict().word(), "valid", "{:?}", ids(&report));
    assert!(has(&report, "smime.certificate-unreadable") && has(&report, "smime.revocation-list-unreadable"));
}

#[test]
fn an_error_never_stands_beside_valid() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let report = root.judge(&alice.seal(&mail(ALICE, TEXT)));
    assert_eq!(report.verdict().word(), "valid");
    assert!(report.findings.iter().all(|noted| noted.severity != Severity::Error));
    assert!(report.signers.iter().all(|signer| signer.path.is_some() && signer.address.matches));
}

struct Counting(AtomicU32);

impl Spill for Counting {
    fn create(&self) -> io::Result<Box<dyn Backing>> {
        self.0.fetch_add(1, Ordering::Relaxed);
        InMemory.create()
    }
}

#[test]
fn large_opaque_content_goes_to_the_spill() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let content = format!("Content-Type: text/plain\r\n\r\n{}", "Forty octets stand in this line of text.\r\n".repeat(50_000));
    let big = mail(ALICE, &opaque("signed-data", &alice.opaque(content.as_bytes())));
    let spill = Counting(AtomicU32::new(0));
    let report = open_with(&mut Cursor::new(big), &root.evidence(), &Policy::default(), NOW, &spill).unwrap();
    assert_eq!((report.verdict().word(), spill.0.load(Ordering::Relaxed)), ("valid", 1), "{:?}", ids(&report));
}

/// A source that fails after so many bytes.
struct Failing(Cursor<Vec<u8>>, u64);

impl io::Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0.position() >= self.1 { Err(io::Error::other("the disk is gone")) } else { self.0.read(buffer) }
    }
}

impl io::Seek for Failing {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

#[test]
fn a_failing_disk_is_an_error_and_no_verdict() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    for bytes in [mail(ALICE, &opaque("signed-data", &alice.opaque(TEXT.as_bytes()))), alice.opaque(TEXT.as_bytes())] {
        let mut source = Failing(Cursor::new(bytes), 0);
        let error = open(&mut source, &root.evidence(), &Policy::default(), NOW).expect_err("nothing can be read");
        assert!(error.to_string().contains("the disk is gone"), "{error}");
    }
}
