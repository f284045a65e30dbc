//! PBES2 (RFC 8018 section 6.2): PBKDF2 and AES-CBC, as PKCS#8 and PKCS#12 files use it. Older schemes are refused by name.

use crate::{error::Error, stretch::Pbkdf2Limits};
use zeroize::Zeroizing;

/// Decrypts what a PBES2 AlgorithmIdentifier (DER) describes.
///
/// # Errors
/// Another scheme than PBES2, more work than the limits allow, or [`Error::WrongPassword`].
pub fn decrypt(_algorithm: &[u8], _ciphertext: &[u8], _password: &[u8], _limits: &Pbkdf2Limits) -> Result<Zeroizing<Vec<u8>>, Error> { todo!() }

/// Encrypts with PBKDF2-HMAC-SHA-256 and AES-256-CBC; returns the AlgorithmIdentifier (DER) and the ciphertext.
///
/// # Errors
/// The primitive library failed.
pub fn encrypt(_plaintext: &[u8], _password: &[u8], _iterations: u32) -> Result<(Vec<u8>, Vec<u8>), Error> { todo!() }
