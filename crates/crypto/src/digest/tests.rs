#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
use super::*;

#[test]
fn every_algorithm_has_its_own_row() {
    for algorithm in DigestAlgorithm::all() {
        assert_eq!(DigestAlgorithm::from_oid(algorithm.oid()), Some(algorithm));
        assert_eq!(DigestAlgorithm::from_name(algorithm.name()), Some(algorithm));
        assert_eq!(DigestAlgorithm::from_der(&algorithm.to_der()), Ok(Some(algorithm)));
        assert!(algorithm.output_len() <= LONGEST);
    }
    // One row for each variant: the last one in the derived order is reached.
    assert_eq!(DigestAlgorithm::all().count(), 15);
}

/// Values of "abc" from RFC 1321 A.5 and FIPS 180-2 / 202 examples.
#[test]
fn known_answers() {
    for (algorithm, expected) in [
        (DigestAlgorithm::Md5, "900150983cd24fb0d6963f7d28e17f72"),
        (DigestAlgorithm::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (DigestAlgorithm::Sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (DigestAlgorithm::Sha3_224, "e642824c3f8cf24ad09234ee7d3c766fc9a3a5168d0c94ad73b46fdf"),
        (DigestAlgorithm::Sha3_256, "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"),
    ] {
        let whole = digest(algorithm, b"abc").unwrap();
        assert_eq!(whole.to_hex(), expected);
        let mut pieces = Hasher::new(algorithm).unwrap();
        for piece in b"abc".chunks(1) {
            pieces.update(piece);
        }
        assert_eq!(pieces.finish(), whole);
        assert_eq!(Digest::from_bytes(algorithm, whole.as_bytes()), Some(whole));
    }
}

#[test]
fn what_is_only_named_is_not_computed() {
    for algorithm in [DigestAlgorithm::Md2, DigestAlgorithm::Ripemd160, DigestAlgorithm::Shake256] {
        assert!(Hasher::new(algorithm).is_none());
        assert!(digest(algorithm, b"").is_none());
    }
    assert_eq!(Digest::from_bytes(DigestAlgorithm::Sha256, &[0; 20]), None);
}
