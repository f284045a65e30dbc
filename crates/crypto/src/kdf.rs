//! Keys from shared secrets: the KDF of ANSI X9.63 (SEC 1 section 3.6.1, RFC 5753 section 7.2) and HKDF (RFC 5869).

use zeroize::Zeroizing;

use crate::{digest::DigestAlgorithm, error::Error};

/// The KDF of ANSI X9.63 with SHA-1 or SHA-2.
///
/// # Errors
/// A digest that is not offered; more octets than a key has.
pub fn x963_kdf(_digest: DigestAlgorithm, _secret: &[u8], _shared_info: &[u8], _length: usize) -> Result<Zeroizing<Vec<u8>>, Error> {
    todo!()
}

/// HKDF with HMAC-SHA-256, -384 or -512: extract and expand. An empty salt is the default one.
///
/// # Errors
/// A digest that is not offered; more than 255 digests of octets (RFC 5869 section 2.3).
pub fn hkdf(_digest: DigestAlgorithm, _salt: &[u8], _secret: &[u8], _info: &[u8], _length: usize) -> Result<Zeroizing<Vec<u8>>, Error> {
    todo!()
}
