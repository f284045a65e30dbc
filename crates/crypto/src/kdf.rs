//! Keys from shared secrets: the KDF of ANSI X9.63 (SEC 1 section 3.6.1, RFC 5753 section 7.2) and HKDF (RFC 5869).

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
