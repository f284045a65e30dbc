//! HMAC (RFC 2104), and the key derivation of PKCS#12 (RFC 7292 appendix B) that its MAC needs.

use crate::{digest::DigestAlgorithm, error::Error, stretch::Pbkdf2Limits};
use zeroize::Zeroizing;

/// The MAC of the bytes.
///
/// # Errors
/// The digest is not computed here.
pub fn hmac(_digest: DigestAlgorithm, _key: &[u8], _bytes: &[u8]) -> Result<Vec<u8>, Error> { todo!() }

/// Whether the MAC is right, in constant time.
///
/// # Errors
/// The digest is not computed here.
pub fn hmac_matches(_digest: DigestAlgorithm, _key: &[u8], _bytes: &[u8], _mac: &[u8]) -> Result<bool, Error> { todo!() }

/// RFC 7292 appendix B.2: `id` 1 key, 2 IV, 3 MAC key. The password is a BMPString with two zero octets at its end.
///
/// # Errors
/// The digest is not computed here, or too many iterations.
pub fn pkcs12_key(_digest: DigestAlgorithm, _id: u8, _bmp_password: &[u8], _salt: &[u8], _iterations: u32, _length: usize, _limits: &Pbkdf2Limits) -> Result<Zeroizing<Vec<u8>>, Error> { todo!() }
