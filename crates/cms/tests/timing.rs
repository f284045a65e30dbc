//! Attack row M05 over whole messages: whether the time of a refusal tells what was wrong. A measurement for a quiet machine; that all
//! refusals are one error with one text is asserted in `attacks_encrypted`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    reason = "tests may panic; a measurement says what it measured"
)]

mod support;

use std::time::Instant;

use kakitome_cms::{Error, Keys};
use kakitome_crypto::{ContentCipher, KeyTransport, random_fill};
use support::peers::reader_of;
use support::unseal::{Sealed, open, transport, transport_of};

/// Of each class about as many; more than 10,000 are left when the longest tenth is gone.
const TRIES: usize = 12_000;
/// Messages of a class: one alone might be special.
const KEPT: usize = 32;
/// Beyond this, chance is excluded (p below 1 in 100,000).
const GREATEST_T: f64 = 4.5;

fn random(length: usize) -> Vec<u8> {
    let mut octets = vec![0; length];
    random_fill(&mut octets).unwrap();
    octets
}

/// Messages that do not open: a good content key and a broken end (tag, or padding of CBC); no content key; one of another length; one of
/// another message.
fn classes(cipher: ContentCipher, keys: &Keys<'_>) -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let certificate = &reader_of("to-rsa").certificate;
    let text = b"Content-Type: text/plain\r\n\r\nSalaries.\r\n".repeat(40);
    let sealed = || Sealed::new(certificate, cipher, &text).0;
    let to = |encrypted: Vec<u8>| sealed().to(vec![encrypted]).build();
    // One in 256 has a padding by chance, as any CBC.
    let fails = |message: &Vec<u8>| open(message, keys).is_err();
    let kept = |make: &dyn Fn() -> Vec<u8>| std::iter::repeat_with(make).filter(fails).take(KEPT).collect();
    vec![
        (
            "broken end",
            kept(&|| {
                let mut broken = sealed().build();
                *broken.last_mut().unwrap() ^= 1;
                broken
            }),
        ),
        ("broken padding", kept(&|| to(transport_of(certificate, &KeyTransport::RsaPkcs1, &[&[0], &random(255)[..]].concat())))),
        ("other length", kept(&|| to(transport(certificate, &KeyTransport::RsaPkcs1, &random(16))))),
        ("other key", kept(&|| to(transport(certificate, &KeyTransport::RsaPkcs1, &random(32))))),
    ]
}

/// `cargo test --release -p kakitome-cms --test timing -- --ignored --nocapture`. The classes come in random order; Welch's t between the
/// first and each other must stay within what chance gives.
#[test]
#[ignore = "a measurement: it needs a quiet machine"]
fn m05_timing_of_refusals_of_whole_messages() {
    let reader = reader_of("to-rsa");
    let keys = Keys::new().own(&reader.certificate, &reader.opener);
    for cipher in [ContentCipher::Aes256Gcm, ContentCipher::Aes256Cbc] {
        println!("{}", cipher.name());
        compare(&classes(cipher, &keys), &keys);
    }
}

fn compare(classes: &[(&str, Vec<Vec<u8>>)], keys: &Keys<'_>) {
    let mut times = vec![Vec::with_capacity(TRIES); classes.len()];
    for drawn in random(TRIES * classes.len() * 2).chunks_exact(2) {
        let class = usize::from(drawn[0]) % classes.len();
        let message = &classes[class].1[usize::from(drawn[1]) % KEPT];
        let began = Instant::now();
        let outcome = open(message, keys);
        times[class].push(began.elapsed().as_nanos() as f64);
        assert!(matches!(outcome, Err(Error::Undecryptable)));
    }
    for list in &mut times {
        list.sort_unstable_by(f64::total_cmp);
        // Interruptions of the machine are longer than any of this.
        list.truncate(list.len() * 9 / 10);
    }
    let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len() as f64;
    let error = |list: &[f64]| {
        let middle = mean(list);
        list.iter().map(|time| (time - middle).powi(2)).sum::<f64>() / (list.len() - 1) as f64 / list.len() as f64
    };
    for ((name, _), list) in classes.iter().zip(&times) {
        let t = (mean(list) - mean(&times[0])) / (error(list) + error(&times[0])).sqrt();
        println!("{name:>15}: {} tries, mean {:.0} ns, t against the first {t:.2}", list.len(), mean(list));
        assert!(t.abs() < GREATEST_T, "{name}: t = {t}");
    }
}
