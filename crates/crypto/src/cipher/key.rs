//! Content-encryption keys: octets that are wiped, drawn at random for writing (RFC 5652 section 6.3) or unwrapped for reading.

use zeroize::Zeroizing;

use super::algorithm::ContentCipher;
use crate::{error::Error, random};

/// A content-encryption key. It is wiped when it is dropped and has no `Debug` of its octets.
#[derive(Clone)]
pub struct ContentKey(Zeroizing<Vec<u8>>);

impl ContentKey {
    /// A new key for this cipher.
    ///
    /// # Errors
    /// The system's random source failed; a cipher that is only read.
    pub fn random(cipher: ContentCipher) -> Result<Self, Error> {
        writable(cipher)?;
        let mut octets = Zeroizing::new(vec![0; cipher.key_len()]);
        random::fill(&mut octets)?;
        Ok(Self(octets))
    }

    /// A key as it was unwrapped. Whether it is as long as its cipher wants is seen where it is used.
    #[must_use]
    pub fn from_bytes(octets: Zeroizing<Vec<u8>>) -> Self {
        Self(octets)
    }

    /// The octets, for wrapping.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The octets, if they are as many as this cipher wants. RC2 takes any key; programs make it as long as its effective bits.
    pub(super) fn of(&self, cipher: ContentCipher) -> Result<&[u8], Error> {
        if self.0.len() == cipher.key_len() {
            return Ok(&self.0);
        }
        let why = format!("{} octets; {} wants {}", self.0.len(), cipher.name(), cipher.key_len());
        Err(Error::BadKey { what: "content-encryption key", why })
    }
}

/// Old ciphers are read, never written.
pub(super) fn writable(cipher: ContentCipher) -> Result<(), Error> {
    if cipher.writes() {
        return Ok(());
    }
    Err(Error::Unsupported { what: "encryption with", name: cipher.name().to_owned(), oid: Some(cipher.oid()) })
}

impl std::fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ContentKey(..)")
    }
}
