//! Content-encryption keys: octets that are wiped, drawn at random for writing (RFC 5652 section 6.3) or unwrapped for reading.

use zeroize::Zeroizing;

use super::algorithm::{CipherAlgorithm, ContentCipher};
use crate::{digest::DigestAlgorithm, error::Error, kdf::hkdf, random};

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

    /// The octets that the cipher works with, if the key is as long as it wants. RC2 takes any key; programs make it as long as its
    /// effective bits. RFC 9709 section 2: the key handed out is as long as the derived one.
    pub(super) fn of(&self, algorithm: &CipherAlgorithm) -> Result<Zeroizing<Vec<u8>>, Error> {
        let cipher = algorithm.cipher();
        if self.0.len() != cipher.key_len() {
            let why = format!("{} octets; {} wants {}", self.0.len(), cipher.name(), cipher.key_len());
            return Err(Error::BadKey { what: "content-encryption key", why });
        }
        match algorithm.derivation() {
            Some(info) => hkdf(DigestAlgorithm::Sha256, DERIVATION_SALT, &self.0, info, cipher.key_len()),
            None => Ok(self.0.clone()),
        }
    }
}

/// RFC 9709 section 2.
const DERIVATION_SALT: &[u8] = b"The Cryptographic Message Syntax";

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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use super::*;
    use crate::{asn1::write_algorithm, oid};

    fn unhex(text: &str) -> Vec<u8> {
        text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    }

    /// RFC 9709 appendix B.
    #[test]
    fn m10_keys_are_derived_from_the_algorithm() {
        let key = ContentKey::from_bytes(Zeroizing::new(unhex("c702e7d0a9e064b09ba55245fb733cf3")));
        for (plain, derived) in [
            ("301b0609608648016503040106300e040c5c79058ba2f43447639d29e2", "2124ffb29fac4e0fbbc7d5d87492bff3"),
            ("301d06096086480165030401020410651f722ffd512c52fe072e507d72b377", "9cd102c52f1e19ece8729b35bfeceb50"),
        ] {
            let algorithm = CipherAlgorithm::from_der(&write_algorithm(oid::CEK_HKDF_SHA256, &unhex(plain))).unwrap();
            assert!(algorithm.derives_key());
            assert_eq!(key.of(&algorithm).unwrap().as_slice(), unhex(derived));
            let plain = CipherAlgorithm::from_der(&unhex(plain)).unwrap();
            assert_eq!(key.of(&plain).unwrap().as_slice(), key.as_bytes());
            assert_eq!(plain.with_key_derivation(), algorithm);
            assert_eq!(CipherAlgorithm::from_der(&algorithm.to_der()), Ok(algorithm));
        }
    }

    #[test]
    fn a_derivation_holds_one_cipher_and_no_derivation() {
        let once = CipherAlgorithm::fresh(ContentCipher::Aes128Cbc).unwrap().with_key_derivation().to_der();
        for parameters in [&[][..], &[0x05, 0x00], &once, &[0x30, 0x00]] {
            let refused = CipherAlgorithm::from_der(&write_algorithm(oid::CEK_HKDF_SHA256, parameters));
            assert!(matches!(refused, Err(Error::Malformed { .. } | Error::Unsupported { .. })), "{refused:?}");
        }
    }
}
