//! CompressedData (RFC 3274): read within bounds, whatever it claims to be, and written.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::io::{self, Write};
use std::time::Duration;

use kakitome_cms::{CompressedData, CompressedDataWriter, Error, Limits, oid};
use support::bombs::{container, zlib, zlib_of_zeros};
use support::cost::thread_time;
use support::{ids, shared};

fn read(bytes: &[u8]) -> Result<(CompressedData, Vec<u8>), Error> {
    let mut content = Vec::new();
    CompressedData::read(bytes, &mut content, &Limits::default()).map(|read| (read, content))
}

#[test]
fn corpus() {
    let folder = shared().join("corpus/asn1crypto");
    let (read_back, content) = read(&std::fs::read(folder.join("cms-compressed.der")).unwrap()).unwrap();
    assert_eq!(content.trim_ascii(), b"This is the message to encapsulate in PKCS#7/CMS");
    assert_eq!((read_back.content_type, read_back.length), (oid::DATA, content.len() as u64));
    assert!(read_back.findings.is_empty());

    let (read_back, content) = read(&std::fs::read(folder.join("meca2_compressed.der")).unwrap()).unwrap();
    assert_eq!(ids(&read_back.findings), ["cms.trailing-bytes", "cms.ber"]); // a line feed stands behind it
    assert_eq!((read_back.compressed_length, read_back.length), (9532, 51_003));
    assert!(content.starts_with(b"Content-Type: application/EDI-Consent\r\n"));
}

#[test]
fn round_trip_at_every_size() {
    for length in [0, 1, 100, 16_383, 16_384, 65_537, 3_000_000] {
        let mut state = 1_u64;
        let mut letter = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 58) as u8
        };
        let content: Vec<u8> = (0..length).map(|_: u32| letter()).collect();
        let definite = CompressedData::write(oid::DATA, &content).unwrap();
        let (read_back, same) = read(&definite).unwrap();
        assert!(same == content && read_back.findings.is_empty() && read_back.length == length.into());
        let mut writer = CompressedDataWriter::new(oid::SIGNED_DATA, Vec::new()).unwrap();
        for piece in content.chunks(777) {
            writer.write_all(piece).unwrap();
        }
        let (read_back, same) = read(&writer.finish().unwrap()).unwrap();
        assert!(same == content && read_back.content_type == oid::SIGNED_DATA);
        assert_eq!(ids(&read_back.findings), ["cms.ber"]);
    }
}

#[test]
fn m21_a_bomb_is_refused_by_its_growth() {
    let bomb = container(0, &oid::ZLIB, &oid::DATA, &zlib_of_zeros(512));
    let mut seen = Counter(0);
    let error = CompressedData::read(&bomb[..], &mut seen, &Limits::default()).unwrap_err();
    assert!(matches!(error, Error::Limit { what: "growth of compressed content", limit: 100 }), "{error}");
    assert!(seen.0 <= (1 << 20) + (64 << 10), "{} octets came out", seen.0);
    // and the bomb is one: with other limits all of it comes out
    let open = Limits { decompression_ratio: 10_000, ..Limits::default() };
    let mut seen = Counter(0);
    CompressedData::read(&bomb[..], &mut seen, &open).unwrap();
    assert_eq!(seen.0, 512 << 20);
    let tight = Limits { decompressed_bytes: 1 << 20, ..open };
    let error = CompressedData::read(&bomb[..], &mut io::sink(), &tight).unwrap_err();
    assert!(matches!(error, Error::Limit { what: "decompressed content", .. }), "{error}");
}

#[test]
fn m21_10_kb_that_become_10_gb() {
    let inner = container(0, &oid::ZLIB, &oid::DATA, &zlib_of_zeros(10 << 10));
    let outer = container(0, &oid::ZLIB, &oid::COMPRESSED_DATA, &zlib(&inner));
    assert!(outer.len() < 64 << 10, "{} octets", outer.len());
    let start = thread_time();
    let mut unpacked = Vec::new();
    let error = CompressedData::read(&outer[..], &mut unpacked, &Limits::default()).unwrap_err();
    assert!(matches!(error, Error::Limit { .. }), "{error}");
    assert!(unpacked.len() < 2 << 20 && (thread_time() - start) < Duration::from_secs(1));
    // whoever unpacks the outer one all the same meets the same refusal inside
    let open = Limits { decompression_ratio: 10_000, ..Limits::default() };
    let mut unpacked = Vec::new();
    CompressedData::read(&outer[..], &mut unpacked, &open).unwrap();
    assert_eq!(unpacked, inner);
    let error = CompressedData::read(&unpacked[..], &mut io::sink(), &Limits::default()).unwrap_err();
    assert!(matches!(error, Error::Limit { .. }), "{error}");
}

#[test]
fn m21_five_layers() {
    let mut bomb = container(0, &oid::ZLIB, &oid::DATA, &zlib_of_zeros(512));
    for _ in 1..5 {
        bomb = container(0, &oid::ZLIB, &oid::COMPRESSED_DATA, &zlib(&bomb));
    }
    let (mut layers, mut written) = (0, 0);
    let error = loop {
        let mut inner = Vec::new();
        let outcome = CompressedData::read(&bomb[..], &mut inner, &Limits::default());
        written += inner.len();
        match outcome {
            Ok(_) => (bomb, layers) = (inner, layers + 1),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, Error::Limit { what: "growth of compressed content", .. }), "{error}");
    assert!(layers <= 4 && written < 4 << 20, "{written} octets in {layers} layers");
}

#[test]
fn what_shrinks_well_and_is_small_passes() {
    let blanks = vec![b' '; 900 << 10];
    assert_eq!(read(&CompressedData::write(oid::DATA, &blanks).unwrap()).unwrap().1, blanks);
}

#[test]
fn what_is_damaged_is_no_content() {
    let text = b"Content-Type: text/plain\r\n\r\nTen thousand lines.\r\n".repeat(500);
    let whole = zlib(&text);
    let with = |octets: &[u8]| container(0, &oid::ZLIB, &oid::DATA, octets);
    assert_eq!(read(&with(&whole)).unwrap().1, text);
    let mut checksum = whole.clone();
    *checksum.last_mut().unwrap() ^= 1;
    let longer = [&whole[..], b"more"].concat();
    let twice = [&whole[..], &whole[..]].concat();
    for (octets, expected) in [
        (&checksum[..], "damaged"),
        (&longer[..], "octets behind the end"),
        (&twice[..], "octets behind the end"),
        (&whole[2..], "damaged"), // raw deflate
        (&b"no zlib stream at all"[..], "damaged"),
        (&[][..], "breaks off"),
    ] {
        let error = read(&with(octets)).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    for end in 0..whole.len() {
        let error = read(&with(&whole[..end])).unwrap_err();
        assert!(matches!(error, Error::Compressed { .. }), "{end}: {error}");
    }
    let bytes = with(&whole);
    for end in 0..bytes.len() {
        read(&bytes[..end]).unwrap_err();
    }
}

#[test]
fn versions_algorithms_and_kinds() {
    let body = zlib(b"x");
    assert_eq!(ids(&read(&container(2, &oid::ZLIB, &oid::DATA, &body)).unwrap().0.findings), ["cms.unexpected-version"]);
    let trailing = [container(0, &oid::ZLIB, &oid::DATA, &body), vec![0]].concat();
    assert_eq!(ids(&read(&trailing).unwrap().0.findings), ["cms.trailing-bytes"]);
    let error = read(&container(0, &oid::DATA, &oid::DATA, &body)).unwrap_err();
    assert!(matches!(error, Error::UnsupportedAlgorithm { what: "compression", .. }), "{error}");
    let other = kakitome_cms::DigestedData::write(oid::DATA, kakitome_crypto::DigestAlgorithm::Sha256, b"x").unwrap();
    let error = read(&other).unwrap_err();
    assert_eq!(error.to_string(), "this is no CompressedData but 1.2.840.113549.1.7.5");
}

#[test]
fn a_sink_that_fails_is_told_as_such() {
    let bytes = CompressedData::write(oid::DATA, &[7; 5000]).unwrap();
    let mut full: &mut [u8] = &mut [0; 10];
    let error = CompressedData::read(&bytes[..], &mut full, &Limits::default()).unwrap_err();
    assert!(matches!(error, Error::Io { .. }), "{error}");
}

struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        assert!(bytes.iter().all(|octet| *octet == 0));
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
