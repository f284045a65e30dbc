//! AES-256-GCM over small pieces: keys at rest. The nonce is random and stands in front, the tag behind.

use crate::error::Error;
use zeroize::Zeroizing;

/// A key that seals and opens small pieces.
pub struct SealingKey {}

impl SealingKey {
    /// From 32 octets.
    ///
    /// # Errors
    /// The primitive library failed.
    pub fn new(_key: &[u8; 32]) -> Result<Self, Error> { todo!() }
    /// A key for one purpose, derived from this secret by HKDF-SHA-256 (RFC 5869).
    ///
    /// # Errors
    /// The primitive library failed.
    pub fn derive(_secret: &[u8; 32], _purpose: &[u8]) -> Result<Self, Error> { todo!() }
    /// Seals: nonce, ciphertext, tag.
    ///
    /// # Errors
    /// The primitive library failed.
    pub fn seal(&self, _plaintext: &[u8], _associated: &[u8]) -> Result<Vec<u8>, Error> { todo!() }
    /// Opens what [`Self::seal`] made with the same associated data.
    ///
    /// # Errors
    /// [`Error::NotOpened`].
    pub fn open(&self, _sealed: &[u8], _associated: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> { todo!() }
}
