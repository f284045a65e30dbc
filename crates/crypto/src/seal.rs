//! AES-256-GCM over small pieces (NIST SP 800-38D): keys at rest. The nonce is random and stands in front, the tag behind.
//! With random nonces one key seals fewer than 2^32 pieces; a keyholder seals thousands. Streams are not its business.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    hkdf,
};
use zeroize::Zeroizing;

use crate::{error::Error, random};

const NONCE_LEN: usize = 12;

/// A key that seals and opens small pieces.
pub struct SealingKey {
    key: LessSafeKey,
}

impl SealingKey {
    /// From 32 octets.
    ///
    /// # Errors
    /// The primitive library failed.
    pub fn new(key: &[u8; 32]) -> Result<Self, Error> {
        let key = UnboundKey::new(&AES_256_GCM, key).map_err(|_| Error::Primitive { what: "setting an AES key" })?;
        Ok(Self { key: LessSafeKey::new(key) })
    }

    /// A key for one purpose, derived from this secret by HKDF-SHA-256 (RFC 5869).
    ///
    /// # Errors
    /// The primitive library failed.
    pub fn derive(secret: &[u8; 32], purpose: &[u8]) -> Result<Self, Error> {
        let failed = |_| Error::Primitive { what: "deriving a key" };
        let mut key = Zeroizing::new([0; 32]);
        hkdf::Salt::new(hkdf::HKDF_SHA256, &[])
            .extract(secret)
            .expand(&[purpose], hkdf::HKDF_SHA256)
            .and_then(|okm| okm.fill(key.as_mut_slice()))
            .map_err(failed)?;
        Self::new(&key)
    }

    /// Seals: nonce, ciphertext, tag.
    ///
    /// # Errors
    /// The primitive library failed.
    pub fn seal(&self, plaintext: &[u8], associated: &[u8]) -> Result<Vec<u8>, Error> {
        let failed = |_| Error::Primitive { what: "sealing" };
        let mut nonce = [0; NONCE_LEN];
        random::fill(&mut nonce)?;
        let mut body = Zeroizing::new(plaintext.to_vec());
        let tag = self
            .key
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(associated), body.as_mut_slice())
            .map_err(failed)?;
        Ok([&nonce, body.as_slice(), tag.as_ref()].concat())
    }

    /// Opens what [`Self::seal`] made with the same associated data.
    ///
    /// # Errors
    /// [`Error::NotOpened`].
    pub fn open(&self, sealed: &[u8], associated: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(Error::NotOpened)?;
        let mut body = Zeroizing::new(rest.to_vec());
        let length = self
            .key
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(associated), body.as_mut_slice())
            .map_err(|_| Error::NotOpened)?
            .len();
        body.truncate(length);
        Ok(body)
    }
}

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealingKey(..)")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use super::*;

    #[test]
    fn opens_only_what_was_sealed_with_the_same_key_and_data() {
        let key = SealingKey::derive(&[7; 32], b"test").unwrap();
        let sealed = key.seal(b"secret", b"about it").unwrap();
        assert_eq!(key.open(&sealed, b"about it").unwrap().as_slice(), b"secret");
        assert_eq!(key.open(&sealed, b"about else"), Err(Error::NotOpened));
        assert_eq!(SealingKey::derive(&[7; 32], b"other").unwrap().open(&sealed, b"about it"), Err(Error::NotOpened));
        for position in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[position] ^= 1;
            assert_eq!(key.open(&altered, b"about it"), Err(Error::NotOpened), "octet {position}");
            assert_eq!(key.open(&sealed[..position], b"about it"), Err(Error::NotOpened), "cut at {position}");
        }
    }

    #[test]
    fn two_seals_of_one_text_differ() {
        let key = SealingKey::new(&[1; 32]).unwrap();
        assert_ne!(key.seal(b"x", b"").unwrap(), key.seal(b"x", b"").unwrap());
    }
}
