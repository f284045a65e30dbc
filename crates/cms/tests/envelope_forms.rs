//! Every way in which an envelope can be written, and what is behind its content: BER, attributes, originators, kinds of recipients
//! that are known by name only, versions. And what is no envelope, or the beginning of one.
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
use std::time::Duration;

use const_oid::ObjectIdentifier;
use kakitome_ber::{Tag, der};
use kakitome_cms::{Envelope, EnvelopeKind, Error, Finding, Keys, Limits, Originator, RecipientInfo, UnlockPolicy, oid};
use kakitome_crypto::{CipherAlgorithm, ContentCipher, ContentKey, KeyAgreement, KeyKind, KeyTransport, KeyWrap, MemoryOpener, PublicKey};
use kakitome_pki::Certificate;
use support::cost::thread_time;
use support::craft::{attribute, slices};
use support::unseal::{Opened, Sealed, issuer_and_serial, open, transport};
use support::{World, ids};

const MAIL: &[u8] = b"Content-Type: text/plain\r\n\r\nWhat is inside, however it is wrapped.\r\n";

fn open_as(name: &str, bytes: &[u8]) -> Result<Opened, Error> {
    let world = World::get();
    let (certificate, opener) = (world.certificate(name), MemoryOpener::new(world.key(name)).unwrap());
    open(bytes, &Keys::new().own(&certificate, &opener))
}

fn rsa() -> Certificate {
    World::get().certificate("rsa")
}

fn id(dotted: &str) -> Vec<u8> {
    der::oid(&ObjectIdentifier::new_unwrap(dotted))
}

/// An element of indefinite length.
fn endless(identifier: u8, parts: &[&[u8]]) -> Vec<u8> {
    [&[identifier, 0x80], parts.concat().as_slice(), &[0, 0]].concat()
}

/// Length octets with leading zeros.
fn wasteful(identifier: u8, content: &[u8]) -> Vec<u8> {
    [&[identifier, 0x84], &(content.len() as u32).to_be_bytes()[..], content].concat()
}

#[test]
fn ciphertext_in_every_kind_of_string() {
    for cipher in [ContentCipher::Aes128Cbc, ContentCipher::Aes256Gcm] {
        let (sealed, _) = Sealed::new(&rsa(), cipher, MAIL);
        let bytes = sealed.ciphertext.as_slice();
        let (first, second) = bytes.split_at(7);
        let each: Vec<u8> = bytes.iter().flat_map(|byte| [4, 1, *byte]).collect();
        for (form, what) in [
            (der::element(Tag::context(0), true, &[&der::octet_string(bytes)]), "one piece"),
            (der::element(Tag::context(0), true, &[&der::octet_string(first), &der::octet_string(second)]), "two pieces"),
            (endless(0xa0, &[&der::octet_string(first), &der::octet_string(&[]), &der::octet_string(second)]), "indefinite"),
            (endless(0xa0, &[&endless(0x24, &[&der::octet_string(first)]), &wasteful(0x04, second)]), "nested"),
            (der::element(Tag::context(0), true, &[&each]), "pieces of one byte"),
        ] {
            let opened = open_as("rsa", &sealed.build_around(&form)).unwrap();
            assert_eq!(opened.content, MAIL, "{what}");
            assert!(ids(&opened.findings).contains(&"cms.ber"), "{what}: {:?}", opened.findings);
        }
        let opened = open_as("rsa", &sealed.build_around(&wasteful(0x80, bytes))).unwrap();
        assert_eq!(opened.content, MAIL);
        let found = ids(&opened.findings);
        assert!(found.contains(&"cms.non-minimal-length"), "{found:?}");
    }
}

#[test]
fn all_of_it_in_indefinite_lengths() {
    let (sealed, _) = Sealed::new(&rsa(), ContentCipher::Aes128Gcm, MAIL);
    let set = endless(0x31, &[&sealed.recipients[0]]);
    let inner =
        endless(0x30, &[&der::oid(&sealed.content_type), &sealed.algorithm, &endless(0xa0, &[&der::octet_string(&sealed.ciphertext)])]);
    let body = endless(0x30, &[&der::unsigned(0), &set, &inner, &sealed.behind]);
    let whole = endless(0x30, &[&der::oid(&sealed.container), &endless(0xa0, &[&body])]);
    let opened = open_as("rsa", &whole).unwrap();
    assert_eq!(opened.content, MAIL);
    assert_eq!(ids(&opened.findings), ["cms.ber"]);
    let opened = open_as("rsa", &[&whole, &b"more"[..]].concat()).unwrap();
    assert_eq!(ids(&opened.findings), ["cms.trailing-bytes", "cms.ber"]);
}

/// AuthEnvelopedData over these attributes; the tag covers `covered`, and they stand there as `written`.
fn with_attributes(covered: &[u8], written: &[u8], content_type: ObjectIdentifier) -> Vec<u8> {
    let key = ContentKey::random(ContentCipher::Aes256Gcm).unwrap();
    let algorithm = CipherAlgorithm::fresh(ContentCipher::Aes256Gcm).unwrap();
    let recipients = vec![transport(&rsa(), &KeyTransport::RsaPkcs1, key.as_bytes())];
    let mut sealed = Sealed::with(&algorithm, &key, recipients, MAIL, Some(covered));
    let tag = der::octet_string(&sealed.behind[sealed.behind.len() - 16..]);
    sealed.behind = [&support::unseal::tagged(Some(written), 0xa1), tag.as_slice()].concat();
    sealed.content_type = content_type;
    sealed.build()
}

fn attributes() -> Vec<Vec<u8>> {
    vec![attribute(oid::SIGNING_TIME, &[&der::time(1_795_000_000)]), attribute(oid::CONTENT_TYPE, &[&der::oid(&oid::DATA)])]
}

#[test]
fn the_tag_covers_the_attributes_behind_the_content() {
    let set = der::set_of(&slices(&attributes()));
    let opened = open_as("rsa", &with_attributes(&set, &set, oid::DATA)).unwrap();
    assert_eq!(opened.content, MAIL);
    assert_eq!(opened.checked.tail.authenticated_attributes.len(), 2);
    assert!(opened.findings.is_empty(), "{:?}", opened.findings);

    // in the wrong order: covered as they stand, or as they should
    let mut backwards = attributes();
    backwards.sort();
    backwards.reverse();
    let unsorted = der::element(Tag::SET, true, &slices(&backwards));
    assert_ne!(unsorted, set);
    assert_eq!(open_as("rsa", &with_attributes(&unsorted, &unsorted, oid::DATA)).unwrap().content, MAIL);
    let opened = open_as("rsa", &with_attributes(&set, &unsorted, oid::DATA)).unwrap();
    assert_eq!((opened.content.as_slice(), ids(&opened.findings)), (MAIL, vec!["cms.authenticated-not-der"]));
    let opened = open_as("rsa", &with_attributes(&set, &endless(0x31, &slices(&backwards)), oid::DATA)).unwrap();
    assert_eq!((opened.content.as_slice(), ids(&opened.findings)), (MAIL, vec!["cms.ber", "cms.authenticated-not-der"]));

    // another time than the one that is covered
    let other = der::set_of(&[&attribute(oid::SIGNING_TIME, &[&der::time(1_795_000_001)]), &attributes()[1]]);
    assert!(matches!(open_as("rsa", &with_attributes(&set, &other, oid::DATA)), Err(Error::Undecryptable)));
    assert!(matches!(open_as("rsa", &with_attributes(&set, &[], oid::DATA)), Err(Error::Undecryptable | Error::Encoding { .. })));
}

#[test]
fn the_content_s_type_is_covered_and_right() {
    let of = |content: ObjectIdentifier| der::set_of(&[&attribute(oid::CONTENT_TYPE, &[&der::oid(&content)])]);
    let signed = of(oid::SIGNED_DATA);
    let opened = open_as("rsa", &with_attributes(&signed, &signed, oid::SIGNED_DATA)).unwrap();
    assert_eq!(opened.checked.content_type, oid::SIGNED_DATA);
    assert!(opened.findings.is_empty());
    for (set, content) in [
        (of(oid::DATA), oid::SIGNED_DATA),
        (signed.clone(), oid::DATA),
        (der::set_of(&[&attributes()[0]]), oid::SIGNED_DATA),
        (der::set_of(&[&attribute(oid::CONTENT_TYPE, &[])]), oid::DATA),
        (
            der::set_of(&[
                &attribute(oid::CONTENT_TYPE, &[&der::oid(&oid::DATA)]),
                &attribute(oid::CONTENT_TYPE, &[&der::oid(&oid::DATA)]),
            ]),
            oid::DATA,
        ),
    ] {
        let opened = open_as("rsa", &with_attributes(&set, &set, content)).unwrap();
        assert_eq!(ids(&opened.findings), ["cms.authenticated-type-differs"]);
    }
}

#[test]
fn attributes_that_nobody_vouches_for() {
    let (mut sealed, _) = Sealed::new(&rsa(), ContentCipher::Aes128Cbc, MAIL);
    sealed.behind = support::unseal::tagged(Some(&der::set_of(&slices(&attributes()))), 0xa1);
    let opened = open_as("rsa", &sealed.build()).unwrap();
    assert_eq!(opened.checked.tail.unprotected_attributes.len(), 2);
    assert_eq!(ids(&opened.findings), ["cms.unauthenticated-cipher", "cms.unexpected-version"]); // RFC 5652 6.1: 2
    sealed.version = 2;
    assert_eq!(ids(&open_as("rsa", &sealed.build()).unwrap().findings), ["cms.unauthenticated-cipher"]);
    sealed.behind = der::context(1, &[&der::octet_string(b"no attribute")]);
    let opened = open_as("rsa", &sealed.build()).unwrap();
    assert_eq!((opened.content.as_slice(), ids(&opened.findings)), (MAIL, vec!["cms.unauthenticated-cipher", "cms.unreadable-attributes"]));
    // and without a key: what is behind the content
    let bytes = sealed.build();
    let envelope = Envelope::read(&bytes[..], &Limits::default()).unwrap();
    let tail = envelope.tail(&mut Cursor::new(&bytes)).unwrap();
    assert_eq!((tail.ciphertext_length, ids(&tail.findings)), (sealed.ciphertext.len() as u64, vec!["cms.unreadable-attributes"]));
}

/// Key agreement with the key of a certificate, which is in the envelope or at hand.
#[test]
fn originators_by_certificate() {
    let world = World::get();
    let recipient = world.certificate("p256");
    let key = ContentKey::random(ContentCipher::Aes128Gcm).unwrap();
    let agreement = KeyAgreement::usual(KeyKind::P256, KeyWrap::Aes128).unwrap();
    for ukm in [None, Some(&b"user keying material"[..])] {
        let agreed = PublicKey::from_spki(recipient.spki()).unwrap().agree_and_wrap(&agreement, ukm, key.as_bytes()).unwrap();
        std::fs::write(world.at().join("originator.spki"), &agreed.originator_spki).unwrap();
        let issue = ["x509", "-new", "-subj", "/CN=Originator", "-CA", "root.pem", "-CAkey", "root.key", "-set_serial", "77", "-days", "9"];
        let der_out = ["-outform", "DER", "-force_pubkey", "originator.pem", "-extfile", "leaf.ext"];
        let pem = world.openssl(&["pkey", "-pubin", "-inform", "DER", "-in", "originator.spki"], b"");
        std::fs::write(world.at().join("originator.pem"), pem).unwrap();
        let originator = Certificate::from_der(world.openssl(&[&issue[..], &der_out].concat(), b"")).unwrap();
        let identifier = originator.extensions().subject_key_id.clone().unwrap();
        let encrypted = der::sequence(&[&issuer_and_serial(&recipient), &der::octet_string(&agreed.encrypted)]);
        let ukm = ukm.map(|ukm| der::context(1, &[&der::octet_string(ukm)])).unwrap_or_default();
        for name in [issuer_and_serial(&originator), der::context_primitive(0, &identifier)] {
            let algorithm = CipherAlgorithm::fresh(ContentCipher::Aes128Gcm).unwrap();
            let info =
                der::context(1, &[&der::unsigned(3), &der::context(0, &[&name]), &ukm, &agreement.to_der(), &der::sequence(&[&encrypted])]);
            let mut sealed = Sealed::with(&algorithm, &key, vec![info], MAIL, None);
            assert!(matches!(open_as("p256", &sealed.build()), Err(Error::NoOriginator { recipient: 1, .. })));
            let opener = MemoryOpener::new(world.key("p256")).unwrap();
            let known = [world.certificate("rsa"), originator.clone()];
            let opened = open(&sealed.build(), &Keys::new().own(&recipient, &opener).originators(&known)).unwrap();
            assert_eq!(opened.content, MAIL);
            let RecipientInfo::KeyAgreement(info) = &opened.envelope.recipients[0].info else { panic!() };
            assert!(matches!(&info.originator, Originator::Certificate(named) if named.names(&originator)));
            // originatorInfo [0] { certs [0] }
            let bag = der::context(0, &[&der::context(0, &[b"\x30\x00", originator.as_der()])]);
            sealed.recipients = vec![opened.envelope.recipients[0].raw.clone()];
            let with_bag = put_in_front_of_recipients(&sealed, &bag);
            let opened = open_as("p256", &with_bag).unwrap();
            assert_eq!((opened.content.as_slice(), opened.envelope.certificates.len()), (MAIL, 2));
        }
    }
}

fn put_in_front_of_recipients(sealed: &Sealed, bag: &[u8]) -> Vec<u8> {
    let inner = der::sequence(&[&der::oid(&sealed.content_type), &sealed.algorithm, &der::context_primitive(0, &sealed.ciphertext)]);
    let recipients = der::element(Tag::SET, true, &slices(&sealed.recipients));
    let body = der::sequence(&[&der::unsigned(sealed.version), bag, &recipients, &inner, &sealed.behind]);
    der::sequence(&[&der::oid(&sealed.container), &der::context(0, &[&body])])
}

#[test]
fn x25519_and_several_keys_in_one_agreement() {
    let world = World::get();
    world.openssl(&["genpkey", "-algorithm", "X25519", "-out", "x25519.key"], b"");
    world.openssl(&["pkey", "-in", "x25519.key", "-pubout", "-out", "x25519.pub"], b"");
    let issue = ["x509", "-new", "-subj", "/CN=x25519", "-CA", "root.pem", "-CAkey", "root.key", "-set_serial", "78", "-days", "9"];
    world.openssl(&[&issue[..], &["-out", "x25519.pem", "-force_pubkey", "x25519.pub", "-extfile", "leaf.ext"]].concat(), b"");
    let certificate = world.certificate("x25519");
    let key = ContentKey::random(ContentCipher::Aes256Gcm).unwrap();
    let agreement = KeyAgreement::usual(KeyKind::X25519, KeyWrap::Aes256).unwrap();
    let agreed = PublicKey::from_spki(certificate.spki()).unwrap().agree_and_wrap(&agreement, None, key.as_bytes()).unwrap();
    let stranger = der::sequence(&[&issuer_and_serial(&rsa()), &der::octet_string(&[7; 40])]);
    let dated =
        der::context(0, &[&der::octet_string(certificate.extensions().subject_key_id.as_ref().unwrap()), b"\x18\x0f20260101000000Z"]);
    let mine = der::sequence(&[&dated, &der::octet_string(&agreed.encrypted)]);
    let originator = support::unseal::tagged(Some(&agreed.originator_spki), 0xa1);
    let info =
        der::context(1, &[&der::unsigned(3), &der::context(0, &[&originator]), &agreement.to_der(), &der::sequence(&[&stranger, &mine])]);
    let sealed = Sealed::with(&CipherAlgorithm::fresh(ContentCipher::Aes256Gcm).unwrap(), &key, vec![info], MAIL, None);
    let opened = open_as("x25519", &sealed.build()).unwrap();
    assert_eq!((opened.content.as_slice(), opened.findings.len()), (MAIL, 0));
    assert_eq!(opened.envelope.recipients_of(&certificate).count(), 1);
    assert_eq!(opened.envelope.recipients_of(&rsa()).count(), 1);
    assert!(matches!(open_as("rsa", &sealed.build()), Err(Error::Opener(_) | Error::KeyEncryption { .. })), "an RSA key agrees on nothing");
}

#[test]
fn what_is_known_by_name_only_is_kept_and_named() {
    let kem = der::sequence(&[
        &der::unsigned(0),
        &issuer_and_serial(&rsa()),
        &der::sequence(&[&id("2.16.840.1.101.3.4.4.2")]),
        &der::octet_string(b"kemct"),
    ]);
    let ori = |oid: &str, value: &[u8]| der::context(4, &[&id(oid), value]);
    let mut sealed = Sealed::new(&rsa(), ContentCipher::Aes128Gcm, MAIL).0;
    let mine = sealed.recipients[0].clone();
    sealed.recipients = vec![
        ori("1.2.840.113549.1.9.16.13.3", &kem),
        ori("1.2.840.113549.1.9.16.13.3", &kem),
        ori("1.2.840.113549.1.9.16.13.1", &der::null()),
        ori("1.2.3", &der::null()),
        der::context(9, &[]),
        vec![0x30, 0],
    ];
    let Err(error) = open_as("rsa", &sealed.build()) else { panic!() };
    let text = "no key at hand for any of the 6 recipients (ML-KEM-768; ML-KEM-768; key transport with a pre-shared key; …)";
    assert_eq!(error.to_string(), text);
    sealed.recipients.push(mine);
    let opened = open_as("rsa", &sealed.build()).unwrap();
    let others = ["cms.other-recipients"; 3];
    assert_eq!(ids(&opened.findings), [&["cms.unreadable-recipients"], &others[..]].concat());
    let RecipientInfo::Other(other) = &opened.envelope.recipients[0].info else { panic!() };
    assert_eq!((other.name.as_str(), &other.value), ("ML-KEM-768", &kem));
    assert!(opened.findings[0].facts().contains(&("count", "2".to_owned())));
}

#[test]
fn versions_and_empty_places_are_notable() {
    let (mut sealed, _) = Sealed::new(&rsa(), ContentCipher::Aes128Gcm, MAIL);
    sealed.version = 3;
    let opened = open_as("rsa", &sealed.build()).unwrap();
    assert_eq!(opened.findings, [Finding::UnexpectedVersion { of: "AuthEnvelopedData", found: 3, expected: 0 }]);
    let (mut sealed, _) = Sealed::new(&rsa(), ContentCipher::Aes128Cbc, MAIL);
    sealed.recipients[0][6] = 7; // version of KeyTransRecipientInfo
    let opened = open_as("rsa", &sealed.build()).unwrap();
    assert_eq!(opened.findings[0], Finding::UnexpectedVersion { of: "KeyTransRecipientInfo", found: 7, expected: 0 });
    sealed.recipients = Vec::new();
    let bytes = sealed.build_around(&[]);
    let envelope = Envelope::read(&bytes[..], &Limits::default()).unwrap();
    assert_eq!((envelope.kind, envelope.content), (EnvelopeKind::Enveloped, None));
    assert_eq!(ids(&envelope.findings), ["cms.no-recipients", "cms.unauthenticated-cipher", "cms.no-encrypted-content"]);
    assert!(matches!(envelope.unlock(&Keys::new(), &UnlockPolicy::default()), Err(Error::NoContent)));
    let mut strange = Sealed::new(&rsa(), ContentCipher::Aes128Cbc, MAIL).0;
    strange.algorithm = der::sequence(&[&id("1.2.3.4")]);
    let strange = strange.build();
    assert!(matches!(open_as("rsa", &strange), Err(Error::UnsupportedCipher { reason }) if reason.contains("1.2.3.4")));
    let big = Sealed::new(&rsa(), ContentCipher::Aes128Cbc, MAIL)
        .0
        .to(vec![der::context(4, &[&id("1.2.3"), &der::octet_string(&vec![0; 300 << 10])])]);
    let envelope = Envelope::read(&big.build()[..], &Limits::default()).unwrap();
    assert_eq!(ids(&envelope.findings), ["cms.oversized", "cms.unauthenticated-cipher"]);
}

#[test]
fn a_source_that_changes_in_between_is_noticed() {
    let (sealed, _) = Sealed::new(&rsa(), ContentCipher::Aes128Gcm, MAIL);
    let bytes = sealed.build();
    let opener = MemoryOpener::new(World::get().key("rsa")).unwrap();
    let certificate = rsa();
    let envelope = Envelope::read(&bytes[..], &Limits::default()).unwrap();
    let unlocked = envelope.unlock(&Keys::new().own(&certificate, &opener), &UnlockPolicy::default()).unwrap();
    let other = sealed.to(vec![sealed.recipients[0].clone(); 2]);
    assert!(matches!(envelope.check(&mut Cursor::new(other.build()), &unlocked), Err(Error::SourceChanged)));
    let checked = envelope.check(&mut Cursor::new(&bytes), &unlocked).unwrap();
    assert!(matches!(checked.write_to(&mut Cursor::new(other.build()), &mut Vec::new()), Err(Error::SourceChanged)));
    let longer = sealed.holding(&[&sealed.ciphertext[..], &[0; 64]].concat()).build();
    assert!(checked.write_to(&mut Cursor::new(longer), &mut Vec::new()).is_err());
    assert_eq!(checked.write_to(&mut Cursor::new(&bytes), &mut Vec::new()).unwrap(), MAIL.len() as u64);
}

#[test]
fn every_beginning_of_what_openssl_writes_is_refused() {
    let world = World::get();
    let (certificate, opener) = (world.certificate("rsa"), MemoryOpener::new(world.key("rsa")).unwrap());
    let (curve, curve_opener) = (world.certificate("p256"), MemoryOpener::new(world.key("p256")).unwrap());
    let keys = Keys::new().own(&certificate, &opener).own(&curve, &curve_opener).shared(&[1], &[0x11; 16]).password(b"secret");
    let secret = "11".repeat(16);
    let began = thread_time();
    for arguments in [
        &["-aes128", "rsa.pem"][..],
        &["-aes256", "-stream", "rsa.pem"],
        &["-aes-256-gcm", "-stream", "rsa.pem"],
        &["-aes-128-gcm", "-keyid", "-recip", "p256.pem"],
        &["-aes128", "p256.pem"],
        &["-aes128", "-secretkey", &secret, "-secretkeyid", "01"],
        &["-aes-128-gcm", "-secretkey", &secret, "-secretkeyid", "01"],
        &["-aes128", "-pwri_password", "secret"],
    ] {
        let bytes = world.openssl(&[&["cms", "-encrypt", "-binary", "-outform", "DER"], arguments].concat(), MAIL);
        assert_eq!(open(&bytes, &keys).unwrap().content, MAIL, "{arguments:?}");
        for length in 0..bytes.len() {
            assert!(open(&bytes[..length], &keys).is_err(), "{length} of {} bytes: {arguments:?}", bytes.len());
        }
    }
    assert!(thread_time() - began < Duration::from_secs(20));
}

#[test]
fn every_beginning_and_every_changed_byte_ends_in_a_clear_answer() {
    let world = World::get();
    let opener = MemoryOpener::new(world.key("rsa")).unwrap();
    let certificate = rsa();
    let keys = Keys::new().own(&certificate, &opener);
    let set = der::set_of(&slices(&attributes()));
    let began = thread_time();
    for bytes in [Sealed::new(&certificate, ContentCipher::Aes128Gcm, MAIL).0.build(), with_attributes(&set, &set, oid::DATA)] {
        for length in 0..bytes.len() {
            assert!(open(&bytes[..length], &keys).is_err(), "{length} of {} bytes", bytes.len());
        }
        for at in 0..bytes.len() {
            for change in [1, 0x80, 0xff] {
                let mut changed = bytes.clone();
                changed[at] ^= change;
                if let Ok(opened) = open(&changed, &keys) {
                    assert_eq!(opened.content, MAIL, "byte {at} changed by {change:#x}");
                }
            }
        }
    }
    assert!(thread_time() - began < Duration::from_secs(20));
    for bytes in [&b"\x30\x84\xff\xff\xff\xff\x06\x09"[..], b"", b"\x30", b"\x30\x00", &[0x30, 0x80].repeat(10_000)] {
        let began = thread_time();
        assert!(open(bytes, &keys).is_err());
        assert!(thread_time() - began < Duration::from_secs(1));
    }
}
