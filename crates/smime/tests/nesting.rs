//! Attack row M25: layers inside each other, more than anybody opens. What is within the limit is judged, the rest stays as it is.

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

use kakitome_cms::encrypt::{Options, Recipient, Request};
use kakitome_cms::{Keys, UnlockPolicy};
use kakitome_crypto::{ContentCipher, KeyKind, MemoryOpener, PrivateKey};
use kakitome_smime::{Evidence, InMemory, LayerKind, LayerState, Limits, Policy, decrypt, open};
use support::{Authority, NOW, Person, TEXT, clear, has, ids, mail, opaque, thread_time};

const ALICE: &str = "alice@bank.example";
const MOST: usize = 16;

/// Signed so many times, clear and opaque by turns.
fn signed(times: usize, alice: &Person) -> Vec<u8> {
    let mut entity = TEXT.to_owned();
    for number in 0..times {
        entity = match number % 2 {
            0 => clear(&entity, &alice.detached(entity.as_bytes())).replace("outer", &format!("b{number}-")),
            _ => opaque("signed-data", &alice.opaque(entity.as_bytes())),
        };
    }
    mail(ALICE, &entity)
}

#[test]
fn m25_signed_fifty_times() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    for (times, verdict) in [(1, "valid"), (MOST, "valid"), (MOST + 1, "untrusted"), (50, "untrusted")] {
        let bytes = signed(times, &alice);
        let began = thread_time();
        let report = root.judge(&bytes);
        let took = thread_time() - began;
        assert!(took < Duration::from_secs(1), "{times}: {took:?}");
        assert_eq!((report.verdict().word(), report.layers.len()), (verdict, times.min(MOST + 1)), "{times}: {:?}", ids(&report));
        assert_eq!(has(&report, "smime.too-many-layers"), times > MOST, "{times}: {:?}", ids(&report));
        let read = report.layers.iter().take_while(|layer| layer.state == LayerState::Read).count();
        assert_eq!(read, times.min(MOST));
        assert!(report.layers[read..].iter().all(|layer| layer.state == LayerState::NotOpened), "{times}: {:?}", report.layers);
    }
}

/// A mail whose body is this container, as it is: base64 would grow by a third at every layer.
fn binary(smime_type: &str, container: &[u8]) -> Vec<u8> {
    let entity = opaque(smime_type, b"").replace("base64", "binary");
    [&mail(ALICE, &entity)[..], container].concat()
}

/// Signed and encrypted by turns: one call takes one encryption off and hands out what was in it, octet for octet; a verdict ends at the
/// first encryption.
#[test]
fn m25_signed_and_encrypted_fifty_times() {
    let root = Authority::new("Root");
    let (alice, bob) = (root.person(ALICE), root.person_with("bob@bank.example", KeyKind::P256, |_| {}));
    let opener = MemoryOpener::new(PrivateKey::from_pkcs8(&bob.pkcs8).unwrap()).unwrap();
    let recipient = Recipient::certificate(&bob.certificate, &Options::default()).unwrap();
    let request = Request::new(&[recipient], ContentCipher::Aes256Gcm).unwrap();
    let mut layers = vec![mail(ALICE, TEXT)];
    for number in 0..50 {
        let inside = layers.last().unwrap();
        layers.push(match number % 2 {
            0 => binary("signed-data", &alice.opaque(inside)),
            _ => binary("authEnveloped-data", &request.encrypt(inside).unwrap()),
        });
    }
    let keys = Keys::new().own(&bob.certificate, &opener);
    let began = thread_time();
    for pair in layers.windows(2).skip(1).step_by(2) {
        let [inside, outside] = pair else { panic!() };
        let mut decrypted = decrypt(&mut Cursor::new(outside), &keys, &UnlockPolicy::default(), &Limits::default(), &InMemory).unwrap();
        let mut written = Vec::new();
        decrypted.write_to(&mut written).unwrap();
        assert!(written == *inside && decrypted.is_authenticated());
    }
    let outermost = layers.last().unwrap();
    let report = open(&mut Cursor::new(outermost), &Evidence::default(), &Policy::default(), NOW).unwrap();
    assert_eq!((report.verdict().word(), report.layers.len()), ("undecryptable", 1), "{:?}", ids(&report));
    let report = root.judge(&layers[49]);
    let kinds: Vec<LayerKind> = report.layers.iter().map(|layer| layer.kind).collect();
    assert_eq!(kinds, [LayerKind::Signed, LayerKind::AuthenticatedEncrypted], "{:?}", ids(&report));
    let took = thread_time() - began;
    assert!(took < Duration::from_secs(1), "{took:?}");
}
