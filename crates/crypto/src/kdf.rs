//! Keys from shared secrets: the KDF of ANSI X9.63 (SEC 1 section 3.6.1, RFC 5753 section 7.2) and HKDF (RFC 5869).
#![forbid(unsafe_code)]

use aws_lc_rs::hkdf as native;
use zeroize::{Zeroize, Zeroizing};

use crate::{
    digest::{DigestAlgorithm, Hasher},
    error::Error,
};

/// The longest key that is derived: HKDF-SHA-256 ends here too (RFC 5869 section 2.3), and no key-encryption key has more than 32 octets.
const LONGEST: usize = 255 * 32;

/// The KDF of ANSI X9.63 with SHA-1 or SHA-2.
///
/// # Errors
/// A digest that is not offered; more octets than a key has.
pub fn x963_kdf(digest: DigestAlgorithm, secret: &[u8], shared_info: &[u8], length: usize) -> Result<Zeroizing<Vec<u8>>, Error> {
    let offered = matches!(
        digest,
        DigestAlgorithm::Sha1 | DigestAlgorithm::Sha224 | DigestAlgorithm::Sha256 | DigestAlgorithm::Sha384 | DigestAlgorithm::Sha512
    );
    let unsupported = || Error::Unsupported { what: "X9.63 key derivation with", name: digest.name().to_owned(), oid: Some(digest.oid()) };
    if !offered {
        return Err(unsupported());
    }
    bounded(length, LONGEST)?;
    // All at once: growing would leave copies of the key behind.
    let mut key = Zeroizing::new(Vec::with_capacity(length.next_multiple_of(digest.output_len())));
    let mut counter = 0_u32;
    while key.len() < length {
        counter += 1;
        let mut hasher = Hasher::new(digest).ok_or_else(unsupported)?;
        hasher.update(secret);
        hasher.update(&counter.to_be_bytes());
        hasher.update(shared_info);
        key.extend_from_slice(hasher.finish().as_bytes());
    }
    if let Some(over) = key.get_mut(length..) {
        over.zeroize();
    }
    key.truncate(length);
    Ok(key)
}

/// HKDF with HMAC-SHA-256, -384 or -512: extract and expand. An empty salt is the default one.
///
/// # Errors
/// A digest that is not offered; more than 255 digests of octets (RFC 5869 section 2.3).
pub fn hkdf(digest: DigestAlgorithm, salt: &[u8], secret: &[u8], info: &[u8], length: usize) -> Result<Zeroizing<Vec<u8>>, Error> {
    let algorithm = match digest {
        DigestAlgorithm::Sha256 => native::HKDF_SHA256,
        DigestAlgorithm::Sha384 => native::HKDF_SHA384,
        DigestAlgorithm::Sha512 => native::HKDF_SHA512,
        other => return Err(Error::Unsupported { what: "HKDF with", name: other.name().to_owned(), oid: Some(other.oid()) }),
    };
    bounded(length, 255 * digest.output_len())?;
    let failed = |_| Error::Primitive { what: "HKDF" };
    let mut key = Zeroizing::new(vec![0; length]);
    let extracted = native::Salt::new(algorithm, salt).extract(secret);
    extracted.expand(&[info], Length(length)).and_then(|derived| derived.fill(key.as_mut_slice())).map_err(failed)?;
    Ok(key)
}

struct Length(usize);

impl native::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn bounded(length: usize, limit: usize) -> Result<(), Error> {
    if length > limit {
        return Err(Error::TooMuchWork { asked: length as u64, limit: limit as u64, unit: "octets of key" });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use super::*;

    fn unhex(text: &str) -> Vec<u8> {
        text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    }

    /// NIST CAVP, ANSI X9.63-2001 key derivation: the first vectors of their groups with shared info and without.
    #[test]
    fn x963_vectors_of_nist() {
        for (digest, secret, shared_info, expected) in [
            (DigestAlgorithm::Sha1, "1c7d7b5f0597b03d06a018466ed1a93e30ed4b04dc64ccdd", "", "bf71dffd8f4d99223936beb46fee8ccc"),
            (DigestAlgorithm::Sha256, "96c05619d56c328ab95fe84b18264b08725b85e33fd34f08", "", "443024c3dae66b95e6f5670601558f71"),
            (
                DigestAlgorithm::Sha256,
                "22518b10e70f2a3f243810ae3254139efbee04aa57c7af7d",
                "75eef81aa3041e33b80971203d2c0c52",
                "c498af77161cc59f2962b9a713e2b215152d139766ce34a776df11866a69bf2e52a13d9c7c6fc878c50c5ea0bc7b00e0da2447cfd874f6cf92f30d0097111485500c90c3af8b487872d04685d14c8d1dc8d7fa08beb0ce0ababc11f0bd496269142d43525a78e5bc79a17f59676a5706dc54d54d4d1f0bd7e386128ec26afc21",
            ),
        ] {
            let expected = unhex(expected);
            let derived = x963_kdf(digest, &unhex(secret), &unhex(shared_info), expected.len()).unwrap();
            assert_eq!(derived.as_slice(), expected, "{digest:?}");
        }
    }

    /// RFC 5869 appendix A.2 shortened to what distinguishes it: several rounds. Its whole set runs from the corpus.
    #[test]
    fn longer_outputs_begin_like_shorter_ones() {
        for digest in
            [DigestAlgorithm::Sha1, DigestAlgorithm::Sha224, DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512]
        {
            let long = x963_kdf(digest, b"secret", b"info", 300).unwrap();
            for length in [0, 1, 16, 20, 21, 64, 65, 299] {
                assert_eq!(x963_kdf(digest, b"secret", b"info", length).unwrap().as_slice(), &long[..length]);
            }
        }
    }

    #[test]
    fn what_is_not_offered_or_too_long_is_refused() {
        for digest in [DigestAlgorithm::Md5, DigestAlgorithm::Sha3_256, DigestAlgorithm::Shake128] {
            assert!(matches!(x963_kdf(digest, b"x", b"", 16), Err(Error::Unsupported { .. })));
            assert!(matches!(hkdf(digest, b"", b"x", b"", 16), Err(Error::Unsupported { .. })));
        }
        assert!(matches!(hkdf(DigestAlgorithm::Sha1, b"", b"x", b"", 16), Err(Error::Unsupported { .. })));
        assert!(matches!(x963_kdf(DigestAlgorithm::Sha256, b"x", b"", usize::MAX), Err(Error::TooMuchWork { .. })));
        assert!(matches!(hkdf(DigestAlgorithm::Sha512, b"", b"x", b"", usize::MAX), Err(Error::TooMuchWork { .. })));
        assert_eq!(hkdf(DigestAlgorithm::Sha512, b"", b"x", b"", 255 * 64).unwrap().len(), 255 * 64);
    }
}
