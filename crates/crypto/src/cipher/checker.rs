//! The first pass over a ciphertext: is it whole? No plaintext is made. GCM: the tag over all of it; CBC: length and padding, in constant time.

use super::{algorithm::CipherAlgorithm, key::ContentKey};
use crate::error::Error;

/// Sees all ciphertext before anything is decrypted.
pub struct Checker {}

/// A ciphertext whose tag or padding is right under this key. Only a [`Checker`] makes it, and a `Decryptor` demands it.
#[derive(Clone, Debug)]
pub struct CheckedCiphertext {}

impl Checker {
    /// # Errors
    /// [`Error::BadKey`]: a key of another length than the cipher's. A reader of messages must not tell it from a failed check.
    pub fn new(_algorithm: &CipherAlgorithm, _key: &ContentKey) -> Result<Self, Error> {
        todo!()
    }

    /// Adds ciphertext.
    pub fn update(&mut self, _ciphertext: &[u8]) {
        todo!()
    }

    /// The associated data may be given last: authAttrs stand behind the content (RFC 5083). CBC has neither it nor a tag: both are empty.
    /// `None`: wrong key, altered, cut: one answer, after the same work.
    #[must_use]
    pub fn finish(self, _associated: &[u8], _tag: &[u8]) -> Option<CheckedCiphertext> {
        todo!()
    }
}
