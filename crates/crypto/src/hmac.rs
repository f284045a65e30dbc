//! HMAC (RFC 2104), and the key derivation of PKCS#12 (RFC 7292 appendix B) that its MAC needs.

use aws_lc_rs::hmac as native;
use zeroize::Zeroizing;

use crate::{
    digest::{DigestAlgorithm, Hasher},
    error::Error,
    stretch::{Pbkdf2Limits, allowed, within_time},
};

/// The MAC of the bytes.
///
/// # Errors
/// The digest is not computed here.
pub fn hmac(digest: DigestAlgorithm, key: &[u8], bytes: &[u8]) -> Result<Vec<u8>, Error> {
    Ok(native::sign(&native_key(digest, key)?, bytes).as_ref().to_vec())
}

/// Whether the MAC is right, in constant time.
///
/// # Errors
/// The digest is not computed here.
pub fn hmac_matches(digest: DigestAlgorithm, key: &[u8], bytes: &[u8], mac: &[u8]) -> Result<bool, Error> {
    Ok(native::verify(&native_key(digest, key)?, bytes, mac).is_ok())
}

fn native_key(digest: DigestAlgorithm, key: &[u8]) -> Result<native::Key, Error> {
    let algorithm = match digest {
        DigestAlgorithm::Sha1 => native::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        DigestAlgorithm::Sha224 => native::HMAC_SHA224,
        DigestAlgorithm::Sha256 => native::HMAC_SHA256,
        DigestAlgorithm::Sha384 => native::HMAC_SHA384,
        DigestAlgorithm::Sha512 => native::HMAC_SHA512,
        other => return Err(Error::Unsupported { what: "HMAC with", name: other.name().to_owned(), oid: Some(other.oid()) }),
    };
    Ok(native::Key::new(algorithm, key))
}

/// What the derived octets are for (RFC 7292 B.3).
const KNOWN_IDS: std::ops::RangeInclusive<u8> = 1..=3;
/// The longest key or IV of any PKCS#12 scheme is 24; an HMAC key is as long as its digest.
const LONGEST: usize = 64;

/// RFC 7292 B.2: `id` 1 key, 2 IV, 3 MAC key. The password is a BMPString with two zero octets at its end.
///
/// # Errors
/// The digest is not computed here, or too much work is asked for.
pub fn pkcs12_key(
    digest: DigestAlgorithm,
    id: u8,
    bmp_password: &[u8],
    salt: &[u8],
    iterations: u64,
    length: usize,
    limits: &Pbkdf2Limits,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let unsupported =
        || Error::Unsupported { what: "PKCS#12 key derivation with", name: digest.name().to_owned(), oid: Some(digest.oid()) };
    let block = digest.native().ok_or_else(unsupported)?.block_len();
    if !KNOWN_IDS.contains(&id) || length > LONGEST {
        return Err(Error::malformed("PKCS#12 key derivation", format_args!("id {id}, {length} octets")));
    }
    let iterations = allowed(iterations, limits)?;
    let mut key = Zeroizing::new(Vec::with_capacity(length));
    within_time(iterations, limits, |rounds| {
        let mut input = Zeroizing::new(repeated(salt, block));
        input.extend_from_slice(&Zeroizing::new(repeated(bmp_password, block)));
        key.clear();
        while key.len() < length {
            let mut piece = hash(digest, &[&vec![id; block], &input]).ok_or_else(unsupported)?;
            for _ in 1..rounds.get() {
                piece = hash(digest, &[&piece]).ok_or_else(unsupported)?;
            }
            let wanted = length.saturating_sub(key.len()).min(piece.len());
            key.extend(piece.iter().take(wanted));
            let addend = Zeroizing::new(repeated(&piece, block));
            for part in input.chunks_mut(block) {
                add_one_and(part, &addend);
            }
        }
        Ok(())
    })?;
    Ok(key)
}

fn hash(digest: DigestAlgorithm, parts: &[&[u8]]) -> Option<Zeroizing<Vec<u8>>> {
    let mut hasher = Hasher::new(digest)?;
    for part in parts {
        hasher.update(part);
    }
    Some(Zeroizing::new(hasher.finish().as_bytes().to_vec()))
}

/// The bytes again and again, up to the next multiple of the block.
fn repeated(bytes: &[u8], block: usize) -> Vec<u8> {
    let length = bytes.len().div_ceil(block) * block;
    bytes.iter().copied().cycle().take(length).collect()
}

/// `part = (part + addend + 1) mod 2^(8 * length)`, big-endian.
fn add_one_and(part: &mut [u8], addend: &[u8]) {
    let mut carry = 1_u16;
    for (to, from) in part.iter_mut().rev().zip(addend.iter().rev()) {
        let [high, low] = (u16::from(*to) + u16::from(*from) + carry).to_be_bytes();
        *to = low;
        carry = high.into();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use super::*;

    /// RFC 4231 test case 2.
    #[test]
    fn hmac_known_answer() {
        let mac = hmac(DigestAlgorithm::Sha256, b"Jefe", b"what do ya want for nothing?").unwrap();
        assert_eq!(mac[..4], [0x5b, 0xdc, 0xc1, 0x46]);
        assert!(hmac_matches(DigestAlgorithm::Sha256, b"Jefe", b"what do ya want for nothing?", &mac).unwrap());
        assert!(!hmac_matches(DigestAlgorithm::Sha256, b"Jefe", b"what do ya want for nothing!", &mac).unwrap());
        assert!(!hmac_matches(DigestAlgorithm::Sha256, b"Jefe", b"what do ya want for nothing?", &mac[..31]).unwrap());
    }

    #[test]
    fn addition_carries() {
        let mut part = [0x00, 0xff, 0xff];
        add_one_and(&mut part, &[0, 0, 0]);
        assert_eq!(part, [1, 0, 0]);
        let mut part = [0xff; 3];
        add_one_and(&mut part, &[0xff; 3]);
        assert_eq!(part, [0xff; 3]);
    }

    #[test]
    fn m24_pkcs12_iterations_are_bounded() {
        let limits = Pbkdf2Limits::default();
        let refused = pkcs12_key(DigestAlgorithm::Sha256, 3, &[0, 0], b"saltsalt", 1 << 31, 32, &limits);
        assert!(matches!(refused, Err(Error::TooMuchWork { unit: "iterations", .. })), "{refused:?}");
        let slow = Pbkdf2Limits { milliseconds: 1, ..limits };
        let refused = pkcs12_key(DigestAlgorithm::Sha256, 3, &[0, 0], b"saltsalt", 9_000_000, 32, &slow);
        assert!(matches!(refused, Err(Error::TooMuchWork { unit: "milliseconds", .. })), "{refused:?}");
    }
}
