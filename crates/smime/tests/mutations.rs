//! Mails changed at random: no panic, and never "valid" when a signed octet has changed.

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
use std::sync::OnceLock;

use kakitome_mime::{Limits, Message};
use kakitome_smime::seal::{self, Form, Recipe, classify};
use kakitome_smime::{Policy, open};
use proptest::prelude::*;
use support::{Authority, NOW, Person, TEXT, clear, mail, opaque};

const ALICE: &str = "alice@bank.example";

struct World {
    root: Authority,
    alice: Person,
    mails: Vec<Vec<u8>>,
}

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let root = Authority::new("Root");
        let alice = root.person(ALICE);
        let inner = clear(TEXT, &alice.detached(TEXT.as_bytes())).replace("outer", "inner");
        let mails = vec![
            alice.seal(&mail(ALICE, TEXT)),
            alice.seal_with(&mail(ALICE, TEXT), |recipe| recipe.form = Form::Opaque),
            mail(ALICE, &clear(&inner, &alice.detached(inner.as_bytes()))),
            mail(ALICE, &opaque("signed-data", &alice.opaque(inner.as_bytes()))),
            alice.detached(TEXT.as_bytes()),
            alice.opaque(TEXT.as_bytes()),
        ];
        World { root, alice, mails }
    })
}

/// One change of the bytes.
#[derive(Debug, Clone)]
enum Change {
    Set(prop::sample::Index, u8),
    Remove(prop::sample::Index, usize),
    Insert(prop::sample::Index, Vec<u8>),
    Repeat(prop::sample::Index, usize),
    Cut(prop::sample::Index),
}

fn change() -> impl Strategy<Value = Change> {
    let tokens = prop::sample::select(vec![
        &b"\r\n"[..],
        b"\n",
        b"\r",
        b"\0",
        b"--",
        b"--outer\r\n",
        b"--outer--\r\n",
        b"Content-Type: multipart/signed\r\n",
        b"From: x@y.example\r\n",
        b"\r\n\r\n",
        b"=",
        b"\"",
        b"(",
        b"<",
        b",",
        b"\x30\x80",
        b"\xff",
        b" ",
    ]);
    prop_oneof![
        (any::<prop::sample::Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (any::<prop::sample::Index>(), 1..40_usize).prop_map(|(at, count)| Change::Remove(at, count)),
        (any::<prop::sample::Index>(), tokens).prop_map(|(at, token)| Change::Insert(at, token.to_vec())),
        (any::<prop::sample::Index>(), 1..200_usize).prop_map(|(at, count)| Change::Repeat(at, count)),
        any::<prop::sample::Index>().prop_map(Change::Cut),
    ]
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    if bytes.is_empty() {
        return;
    }
    match change {
        Change::Set(at, byte) => {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        Change::Remove(at, count) => {
            let at = at.index(bytes.len());
            bytes.drain(at..(at + count).min(bytes.len()));
        }
        Change::Insert(at, token) => {
            let at = at.index(bytes.len());
            bytes.splice(at..at, token.iter().copied());
        }
        Change::Repeat(at, count) => {
            let at = at.index(bytes.len());
            let piece = bytes[at..(at + count).min(bytes.len())].to_vec();
            bytes.splice(at..at, piece);
        }
        Change::Cut(at) => bytes.truncate(at.index(bytes.len())),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn changed_mails_end_in_a_report(which in 0..6_usize, changes in prop::collection::vec(change(), 1..5)) {
        let mut bytes = world().mails[which].clone();
        changes.iter().for_each(|change| apply(&mut bytes, change));
        let report = open(&mut Cursor::new(&bytes), &world().root.evidence(), &Policy::default(), NOW).unwrap();
        if report.verdict().word() == "valid" {
            // Whatever was changed was not signed, and From is still the signer's.
            prop_assert_eq!(report.author.single.as_deref().map(str::to_ascii_lowercase), Some(ALICE.to_owned()));
            prop_assert!(bytes.windows(6).any(|window| window == b"Hello.") || which == 1 || which == 3);
        }
    }

    #[test]
    fn a_changed_octet_of_the_signed_part_is_never_valid(at in any::<prop::sample::Index>(), bit in 0..8_u32) {
        let mail = &world().mails[2];
        let start = mail.windows(9).position(|window| window == b"--outer\r\n").unwrap() + 9;
        let end = mail.windows(36).position(|window| window == b"\r\n--outer\r\nContent-Type: application").unwrap();
        let mut bytes = mail.clone();
        let at = start + at.index(end - start);
        bytes[at] ^= 1 << bit;
        let report = open(&mut Cursor::new(&bytes), &world().root.evidence(), &Policy::default(), NOW).unwrap();
        prop_assert_ne!(report.verdict().word(), "valid");
    }

    #[test]
    fn changed_mails_are_sealed_or_refused(changes in prop::collection::vec(change(), 1..8), eight_bit in any::<bool>()) {
        let mut bytes = mail(ALICE, TEXT);
        if eight_bit {
            bytes.extend_from_slice("書留\r\n".as_bytes());
        }
        changes.iter().for_each(|change| apply(&mut bytes, change));
        let Ok(index) = Message::from_bytes(&bytes, &Limits::default()) else { return Ok(()) };
        let _ = classify(&index);
        let mut source = Cursor::new(&bytes);
        if let Ok(prepared) = seal::prepare(&mut source, &index, &world().alice.identity(), &Recipe::new(NOW, [7; 16])) {
            use kakitome_crypto::{Kind, Signer};
            let signature = world().alice.signer.sign(Kind::SignedAttributes, prepared.request()).unwrap();
            let sealed = prepared.finish(&signature);
            let mut out = Vec::new();
            sealed.write_to(&mut source, &mut out).unwrap();
            prop_assert_eq!(out.len() as u64, sealed.len());
            let report = open(&mut Cursor::new(&out), &world().root.evidence(), &Policy::default(), NOW).unwrap();
            prop_assert!(!report.signers.is_empty() && report.signers.iter().all(|signer| signer.integrity.word() == "intact"),
                "{:?}\n{}", support::ids(&report), String::from_utf8_lossy(&out));
        }
    }
}
