//! The memory of certificates: what it answers is what the bytes say, and it stays within its bound. And what one message costs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::io;
use std::time::{Duration, Instant};

use kakitome_cms::{Integrity, KnownCertificates, Limits, Policy, SignedData};
use kakitome_pki::Certificate;
use support::World;
use support::craft::{Container, Signer, content_type, message_digest, signing_time};

/// The same parsed value: cloned, not read again.
fn is_remembered(known: &KnownCertificates, der: &[u8]) -> bool {
    std::ptr::eq(known.read(der).unwrap().as_der(), known.read(der).unwrap().as_der())
}

#[test]
fn the_same_bytes_are_read_once() {
    let world = World::get();
    let known = KnownCertificates::default();
    for name in ["rsa", "p256", "root"] {
        let certificate = world.certificate(name);
        assert_eq!(known.read(certificate.as_der()).unwrap(), certificate);
        assert!(is_remembered(&known, certificate.as_der()));
    }
    assert!(known.read(b"\x30\x03nonsense").is_err());
    let mut changed = world.certificate("rsa").as_der().to_vec();
    *changed.last_mut().unwrap() ^= 1;
    assert_eq!(known.read(&changed).unwrap().as_der(), changed);
}

#[test]
fn the_memory_is_bounded_and_forgets_what_nobody_asks_for() {
    let world = World::get();
    let der = world.certificate("rsa").as_der().to_vec();
    let numbered = |number: u32| {
        let mut der = der.clone();
        let end = der.len();
        der[end - 4..].copy_from_slice(&number.to_be_bytes()); // the end of the signature
        der
    };
    let known = KnownCertificates::new(der.len() * 20);
    let favourite = numbered(u32::MAX);
    for number in 0..1000 {
        known.read(&numbered(number)).unwrap();
        known.read(&favourite).unwrap();
    }
    let text = format!("{known:?}");
    assert!(text.matches("ByBytes").count() <= 20, "{}", text.matches("ByBytes").count());
    let first = known.read(&favourite).unwrap();
    assert!(std::ptr::eq(first.as_der(), known.read(&favourite).unwrap().as_der()));
    // one that is larger than the memory is read, and not kept
    let small = KnownCertificates::new(100);
    assert!(!is_remembered(&small, &der));
}

#[test]
fn threads_share_it() {
    let der = World::get().certificate("p256").as_der().to_vec();
    let known = KnownCertificates::default();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..200).for_each(|_| assert_eq!(known.read(&der).unwrap().as_der(), der)));
        }
    });
}

/// Whether a message of 4 KB costs little beside its one RSA operation and its digest: both are measured here, in turns.
#[test]
fn verifying_many_small_messages_costs_little_beside_the_arithmetic() {
    const MESSAGES: usize = 200;
    let world = World::get();
    let (certificate, key, root) = (world.certificate("rsa"), world.key("rsa"), world.certificate("root"));
    let messages: Vec<Vec<u8>> = (0..MESSAGES)
        .map(|number| {
            let content = format!("Content-Type: text/plain\r\n\r\n{number}\r\n").repeat(4096 / 33).into_bytes();
            let mut signer = Signer::new(&certificate, &key);
            signer.attributes = Some(vec![content_type(), message_digest(&content), signing_time()]);
            let mut container = Container::opaque(&content, &certificate, vec![signer.build(&content)]);
            container.certificates.push(root.as_der().to_vec());
            container.build()
        })
        .collect();
    let known = KnownCertificates::default();
    let verify = |bytes: &[u8]| {
        let signed_data = SignedData::read(bytes, &mut io::sink(), &[], &Limits::default()).unwrap();
        let certificates: Vec<Certificate> = signed_data.certificates.iter().map(|der| known.read(der).unwrap()).collect();
        let checks = signed_data.check(&signed_data.content_digests, &certificates, &Policy::default());
        assert!(matches!(checks[0].integrity, Integrity::Good(_)));
    };
    let public = certificate.public_key().unwrap();
    let algorithm = key.default_algorithm();
    let signature = key.sign(&algorithm, b"raw").unwrap();
    let raw = |bytes: &[u8]| {
        std::hint::black_box(kakitome_crypto::digest(kakitome_crypto::DigestAlgorithm::Sha256, bytes));
        assert_eq!(public.verify(&algorithm, b"raw", &signature), kakitome_crypto::Verification::Good);
    };
    let timed = |work: &dyn Fn(&[u8])| {
        let started = Instant::now();
        messages.iter().for_each(|bytes| work(bytes));
        started.elapsed()
    };
    let (mut best_ours, mut best_raw) = (Duration::MAX, Duration::MAX);
    for _ in 0..10 {
        best_ours = best_ours.min(timed(&verify));
        best_raw = best_raw.min(timed(&raw));
    }
    let each = |total: Duration| total.as_secs_f64() * 1e6 / MESSAGES as f64;
    assert!(best_ours < best_raw * 3, "a message: {:.1} microseconds, of these arithmetic {:.1}", each(best_ours), each(best_raw));
}
