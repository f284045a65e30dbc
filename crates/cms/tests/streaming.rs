//! Large content goes through in constant memory: the only test of this program, because it looks at the whole process.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]
#![cfg(target_os = "linux")]

mod support;

use std::io::{self, Read};

use kakitome_cms::sign::{Identity, Opaque, Options, Request};
use kakitome_cms::{
    CompressedData, CompressedDataWriter, ContentHasher, DigestMatch, DigestedData, DigestedDataWriter, EncryptedData, Integrity, Limits,
    Policy, SignedData, oid,
};
use kakitome_crypto::{ContentCipher, ContentKey, DigestAlgorithm};
use support::{World, certificates};

/// OpenSSL 3.0 takes 425 MiB to verify this much.
const LENGTH: u64 = 200 << 20;

/// The most memory that this process ever had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn content() -> impl Read {
    io::repeat(b'm').take(LENGTH)
}

/// A file that is gone when it is closed.
fn file() -> io::BufWriter<std::fs::File> {
    io::BufWriter::new(tempfile::tempfile().unwrap())
}

/// What was written, from its beginning.
fn rewound(sink: io::BufWriter<std::fs::File>) -> std::fs::File {
    let mut file = sink.into_inner().unwrap();
    io::Seek::rewind(&mut file).unwrap();
    file
}

fn good(source: impl Read, signers: usize) -> bool {
    let signed_data = SignedData::read(source, &mut io::sink(), &[], &Limits::default()).unwrap();
    assert_eq!(signed_data.content_digests.length(), LENGTH);
    let checks = signed_data.check(&signed_data.content_digests, &certificates(&signed_data), &Policy::default());
    checks.len() == signers && checks.iter().all(|check| matches!(check.integrity, Integrity::Good(_)))
}

#[test]
fn content_of_200_mb_in_constant_memory() {
    let world = World::get();
    let (certificate, key) = (world.certificate("p256"), world.key("p256"));
    let algorithm = key.default_algorithm();
    let identity = identity_of(&key, &certificate);
    let mut warm = ContentHasher::new([identity.digest()]);
    warm.update(b"warm");
    key.sign(&algorithm, b"warm").unwrap();
    let before = peak();

    // DER around content that is read twice
    let mut hasher = ContentHasher::new([identity.digest()]);
    io::copy(&mut content(), &mut hasher).unwrap();
    let request = Request::new(&identity, hasher.finish().digest(identity.digest()).unwrap(), None).unwrap();
    let signature = key.sign(&algorithm, request.to_be_signed()).unwrap();
    let wrapping = request.opaque(&signature, LENGTH);
    assert!(good(wrapping.head.chain(content()).chain(&wrapping.tail[..]), 1));

    by_three_in_one_pass();
    other_containers();

    let grown = peak() - before;
    assert!(grown < 4096, "memory grew by {grown} KiB");
}

/// Indefinite lengths in one pass, through a file; three digests at once.
fn by_three_in_one_pass() {
    let world = World::get();
    let keys = ["p256", "p384", "p521"].map(|name| (world.key(name), world.certificate(name)));
    let identities: Vec<Identity> = keys.iter().map(|(key, certificate)| identity_of(key, certificate)).collect();
    let mut stream = Opaque::new(&identities, file()).unwrap();
    io::copy(&mut content(), &mut stream).unwrap();
    let awaiting = stream.complete(None).unwrap();
    let sign = |((key, _), request): (&(kakitome_crypto::PrivateKey, _), &Request)| {
        key.sign(&key.default_algorithm(), request.to_be_signed()).unwrap()
    };
    let signatures: Vec<Vec<u8>> = keys.iter().zip(awaiting.requests()).map(sign).collect();
    assert!(good(rewound(awaiting.finish(&signatures).unwrap()), 3));
}

fn identity_of(key: &kakitome_crypto::PrivateKey, certificate: &kakitome_pki::Certificate) -> Identity {
    Identity::new(certificate, &[], key.default_algorithm(), &Options::default()).unwrap()
}

fn other_containers() {
    let mut writer = CompressedDataWriter::new(oid::DATA, file()).unwrap();
    io::copy(&mut content(), &mut writer).unwrap();
    let limits = Limits { decompression_ratio: 10_000, ..Limits::default() };
    let read = CompressedData::read(rewound(writer.finish().unwrap()), &mut io::sink(), &limits).unwrap();
    assert_eq!(read.length, LENGTH);

    let mut writer = DigestedDataWriter::new(oid::DATA, DigestAlgorithm::Sha256, file()).unwrap();
    io::copy(&mut content(), &mut writer).unwrap();
    let read = DigestedData::read(rewound(writer.finish().unwrap()), &mut io::sink()).unwrap();
    assert_eq!((read.content_digests.length(), read.check(&read.content_digests)), (LENGTH, DigestMatch::Same));

    let key = ContentKey::random(ContentCipher::Aes128Cbc).unwrap();
    let mut writer = EncryptedData::stream(oid::DATA, ContentCipher::Aes128Cbc, &key, file()).unwrap();
    io::copy(&mut content(), &mut writer).unwrap();
    let mut source = rewound(writer.finish().unwrap());
    let read = EncryptedData::read(&mut source, &Limits::default()).unwrap();
    let checked = read.check(&mut source, &key).unwrap();
    assert_eq!(checked.write_to(&mut source, &mut io::sink()).unwrap(), LENGTH);
}
