//! The second pass: decrypts what a `Checker` found whole.

use super::{bulk, checker::CheckedCiphertext, counter::Counter, gcm};
use crate::error::Error;

/// Decrypts the checked ciphertext piece by piece. Pieces of 16 to 64 KiB into an `out` that is cleared and used again cost least.
pub struct Decryptor {
    mode: Mode,
    /// Ciphertext that is still to come.
    left: u64,
}

enum Mode {
    Cbc(Box<bulk::Decrypting>),
    Gcm(Box<Counter>),
}

impl Decryptor {
    /// # Errors
    /// The primitive library failed.
    pub fn new(checked: &CheckedCiphertext) -> Result<Self, Error> {
        let algorithm = checked.algorithm();
        let key = checked.key().of(algorithm)?;
        let mode = if algorithm.cipher().is_authenticated() {
            Mode::Gcm(Box::new(gcm::counter(algorithm, &key)?))
        } else {
            Mode::Cbc(Box::new(bulk::Decrypting::new(algorithm, &key)?))
        };
        Ok(Self { mode, left: checked.ciphertext_len() })
    }

    /// Appends the plaintext of this piece; CBC holds the last block back.
    ///
    /// # Errors
    /// More ciphertext than was checked; the primitive library failed.
    pub fn update(&mut self, ciphertext: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        self.left = self.left.checked_sub(ciphertext.len() as u64).ok_or(Error::CiphertextChanged)?;
        match &mut self.mode {
            Mode::Cbc(cbc) => cbc.update(ciphertext, out),
            Mode::Gcm(counter) => counter.apply(ciphertext, out, |_| Ok(())),
        }
    }

    /// Appends what was held back, without the padding.
    ///
    /// # Errors
    /// The ciphertext is not the one that was checked.
    pub fn finish(self, out: &mut Vec<u8>) -> Result<(), Error> {
        if self.left != 0 {
            return Err(Error::CiphertextChanged);
        }
        match self.mode {
            Mode::Cbc(cbc) => cbc.finish(out),
            Mode::Gcm(_) => Ok(()),
        }
    }
}

impl std::fmt::Debug for Decryptor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Decryptor(..)")
    }
}
