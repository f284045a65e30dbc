//! The second pass: decrypts what a `Checker` found whole.

use super::checker::CheckedCiphertext;
use crate::error::Error;

/// Decrypts the checked ciphertext piece by piece.
pub struct Decryptor {}

impl Decryptor {
    /// # Errors
    /// The primitive library failed.
    pub fn new(_checked: &CheckedCiphertext) -> Result<Self, Error> {
        todo!()
    }

    /// Appends the plaintext of this piece; CBC holds the last block back.
    ///
    /// # Errors
    /// More ciphertext than was checked; the primitive library failed.
    pub fn update(&mut self, _ciphertext: &[u8], _out: &mut Vec<u8>) -> Result<(), Error> {
        todo!()
    }

    /// Appends what was held back, without the padding.
    ///
    /// # Errors
    /// The ciphertext is not the one that was checked.
    pub fn finish(self, _out: &mut Vec<u8>) -> Result<(), Error> {
        todo!()
    }
}
