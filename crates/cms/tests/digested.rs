//! DigestedData (RFC 5652 7), read and written.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::io::Write;

use kakitome_cms::{DigestMatch, DigestedData, DigestedDataWriter, Error, oid};
use kakitome_crypto::{DigestAlgorithm, Hasher};
use support::{hash, ids, shared};

fn read(bytes: &[u8]) -> Result<(DigestedData, Vec<u8>), Error> {
    let mut content = Vec::new();
    DigestedData::read(bytes, &mut content).map(|read| (read, content))
}

#[test]
fn corpus() {
    let folder = shared().join("corpus");
    let bytes = std::fs::read(folder.join("asn1crypto/cms-digested.der")).unwrap();
    let (digested, content) = read(&bytes).unwrap();
    assert_eq!(content, b"This is the message to encapsulate in PKCS#7/CMS\n");
    assert_eq!(digested.check(&digested.content_digests), DigestMatch::Same);
    assert!(digested.findings.is_empty() && digested.has_content);
    // RFC 4134 6.0: ExContent under SHA-1
    let (digested, content) = read(&std::fs::read(folder.join("rfc4134/6.0.bin")).unwrap()).unwrap();
    assert_eq!(content, b"This is some sample content.");
    assert_eq!(digested.check(&digested.content_digests), DigestMatch::Same);
    assert!(digested.findings.is_empty());
    // changed content, and a changed digest
    for needle in [&b"This is the message"[..], &bytes[bytes.len() - 20..]] {
        let mut changed = bytes.clone();
        let at = changed.windows(needle.len()).position(|window| window == needle).unwrap();
        changed[at] ^= 1;
        let (digested, _) = read(&changed).unwrap();
        assert_eq!(digested.check(&digested.content_digests), DigestMatch::Different);
    }
}

#[test]
fn round_trip_with_every_digest() {
    let content = b"Registered.\r\n".repeat(5000);
    for algorithm in DigestAlgorithm::all().filter(|algorithm| Hasher::new(*algorithm).is_some()) {
        for content_type in [oid::DATA, oid::SIGNED_DATA] {
            let definite = DigestedData::write(content_type, algorithm, &content).unwrap();
            let mut writer = DigestedDataWriter::new(content_type, algorithm, Vec::new()).unwrap();
            for piece in content.chunks(1000) {
                writer.write_all(piece).unwrap();
            }
            for (bytes, findings) in [(definite, &[][..]), (writer.finish().unwrap(), &["cms.ber"])] {
                let (digested, same) = read(&bytes).unwrap();
                assert!(same == content && digested.content_type == content_type);
                assert_eq!(digested.version, if content_type == oid::DATA { 0 } else { 2 });
                assert_eq!(digested.check(&digested.content_digests), DigestMatch::Same);
                assert_eq!(digested.check(&hash(b"other", &[algorithm])), DigestMatch::Different);
                assert_eq!(digested.check(&Default::default()), DigestMatch::Wanted(Some(algorithm)));
                assert_eq!(ids(&digested.findings), findings);
            }
        }
    }
}

#[test]
fn what_was_announced_must_be_written() {
    let writer = || DigestedDataWriter::definite(oid::DATA, DigestAlgorithm::Sha256, 10, Vec::new()).unwrap();
    let mut exact = writer();
    exact.write_all(b"0123456789").unwrap();
    let bytes = exact.finish().unwrap();
    let (digested, content) = read(&bytes).unwrap();
    assert!(content == b"0123456789" && digested.findings.is_empty());
    let mut short = writer();
    short.write_all(b"012345678").unwrap();
    assert_eq!(short.finish().unwrap_err().to_string(), "DigestedData: less content than was announced");
    assert_eq!(writer().write_all(b"01234567890").unwrap_err().to_string(), "more content than was announced");
}

#[test]
fn truncated_at_every_byte() {
    let bytes = DigestedData::write(oid::DATA, DigestAlgorithm::Sha256, b"Registered.\r\n").unwrap();
    for end in 0..bytes.len() {
        read(&bytes[..end]).unwrap_err();
    }
    assert_eq!(ids(&read(&[&bytes[..], b"\0"].concat()).unwrap().0.findings), ["cms.trailing-bytes"]);
}
