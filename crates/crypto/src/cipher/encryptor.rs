//! Encryption in one pass: AES-CBC with the padding of RFC 5652 section 6.3, AES-GCM (NIST SP 800-38D) with its tag at the end.

use super::{algorithm::CipherAlgorithm, key::ContentKey};
use crate::error::Error;

/// Encrypts content piece by piece.
pub struct Encryptor {}

impl Encryptor {
    /// `associated` is authenticated along (RFC 5083: the DER of authAttrs); it is empty with CBC.
    ///
    /// # Errors
    /// A cipher that is only read, a key of another length, associated data with CBC.
    pub fn new(_algorithm: &CipherAlgorithm, _key: &ContentKey, _associated: &[u8]) -> Result<Self, Error> {
        todo!()
    }

    /// Appends to `out` what can be encrypted of this piece.
    ///
    /// # Errors
    /// More content than one nonce allows (64 GiB); the primitive library failed.
    pub fn update(&mut self, _plaintext: &[u8], _out: &mut Vec<u8>) -> Result<(), Error> {
        todo!()
    }

    /// Appends the rest and returns the tag, which is empty with CBC.
    ///
    /// # Errors
    /// The primitive library failed.
    pub fn finish(self, _out: &mut Vec<u8>) -> Result<Vec<u8>, Error> {
        todo!()
    }
}
