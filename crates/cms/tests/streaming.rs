//! Large content goes through in constant memory: the only test of this program, because it looks at the whole process.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]
#![cfg(target_os = "linux")]

mod support;

use std::io::{self, Read, Write};

use kakitome_cms::sign::{Identity, Opaque, Options, Request};
use kakitome_cms::{ContentHasher, Integrity, Limits, Policy, SignedData};
use support::{World, certificates};

/// OpenSSL 3.0 takes 425 MiB to verify this much.
const LENGTH: u64 = 200 << 20;

/// The most memory that this process ever had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn good(source: impl Read) -> bool {
    let signed_data = SignedData::read(source, &mut io::sink(), &[], &Limits::default()).unwrap();
    assert_eq!(signed_data.content_digests.length(), LENGTH);
    let checks = signed_data.check(&signed_data.content_digests, &certificates(&signed_data), &Policy::default());
    matches!(checks.as_slice(), [check] if matches!(check.integrity, Integrity::Good(_)))
}

#[test]
fn content_of_200_mb_in_constant_memory() {
    let world = World::get();
    let (certificate, key) = (world.certificate("p256"), world.key("p256"));
    let algorithm = key.default_algorithm();
    let identity = Identity::new(&certificate, &[], algorithm, &Options::default()).unwrap();
    let mut warm = ContentHasher::new([identity.digest()]);
    warm.update(b"warm");
    key.sign(&algorithm, b"warm").unwrap();
    let before = peak();

    // DER around content that is read twice
    let mut hasher = ContentHasher::new([identity.digest()]);
    io::copy(&mut io::repeat(b'm').take(LENGTH), &mut hasher).unwrap();
    let request = Request::new(&identity, hasher.finish().digest(identity.digest()).unwrap(), None).unwrap();
    let signature = key.sign(&algorithm, request.to_be_signed()).unwrap();
    let wrapping = request.opaque(&signature, LENGTH);
    assert!(good(wrapping.head.chain(io::repeat(b'm').take(LENGTH)).chain(&wrapping.tail[..])));

    // indefinite lengths in one pass, through a file
    let mut stream = Opaque::new(std::slice::from_ref(&identity), io::BufWriter::new(tempfile::tempfile().unwrap())).unwrap();
    io::copy(&mut io::repeat(b'm').take(LENGTH), &mut stream).unwrap();
    let awaiting = stream.complete(None).unwrap();
    let signature = key.sign(&algorithm, awaiting.requests()[0].to_be_signed()).unwrap();
    let mut sink = awaiting.finish(&[signature]).unwrap();
    sink.flush().unwrap();
    let mut file = sink.into_inner().unwrap();
    io::Seek::rewind(&mut file).unwrap();
    assert!(good(file));

    let grown = peak() - before;
    assert!(grown < 4096, "memory grew by {grown} KiB");
}
