//! Password recipients (RFC 5652 section 6.2.4): PBKDF2 (RFC 8018) and id-alg-PWRI-KEK (RFC 3211), which encrypts the key twice with CBC.

use zeroize::Zeroizing;

use crate::{
    cipher::{CipherAlgorithm, ContentCipher},
    digest::DigestAlgorithm,
    error::Error,
    stretch::Pbkdf2Limits,
};

/// How a password recipient wraps its key: both AlgorithmIdentifiers of PasswordRecipientInfo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordKek {
    cipher: CipherAlgorithm,
}

impl PasswordKek {
    /// Reads keyDerivationAlgorithm (with its tag `[0]` set back to SEQUENCE; absent: the password *is* the key-encryption key)
    /// and keyEncryptionAlgorithm.
    ///
    /// # Errors
    /// [`Error::Unsupported`] with the object identifier, or parameters that are not the algorithm's.
    pub fn from_der(_derivation: Option<&[u8]>, _encryption: &[u8]) -> Result<Self, Error> {
        todo!()
    }

    /// PBKDF2 with HMAC-SHA-256, a random salt and [`Self::ITERATIONS`]; `cipher` one of AES-CBC.
    ///
    /// # Errors
    /// Another cipher; the system's random source failed.
    pub fn fresh(_cipher: ContentCipher) -> Result<Self, Error> {
        todo!()
    }

    /// Iterations that are written: OWASP's 2023 figure for PBKDF2 with HMAC-SHA-256.
    pub const ITERATIONS: u32 = 600_000;

    /// keyDerivationAlgorithm as DER with the tag of a SEQUENCE.
    #[must_use]
    pub fn derivation_der(&self) -> Option<Vec<u8>> {
        todo!()
    }

    /// keyEncryptionAlgorithm as DER.
    #[must_use]
    pub fn encryption_der(&self) -> Vec<u8> {
        todo!()
    }

    /// The inner cipher.
    #[must_use]
    pub fn cipher(&self) -> ContentCipher {
        self.cipher.cipher()
    }

    /// The digest of the HMAC and the iterations, if the password is stretched.
    #[must_use]
    pub fn stretching(&self) -> Option<(DigestAlgorithm, u64)> {
        todo!()
    }

    /// Wraps a content-encryption key.
    ///
    /// # Errors
    /// A cipher that is only read, a key that is not wrapped (3 to 255 octets are), more work than the limits allow.
    pub fn wrap(&self, _password: &[u8], _key: &[u8], _limits: &Pbkdf2Limits) -> Result<Vec<u8>, Error> {
        todo!()
    }

    /// Unwraps. `Ok(None)`: wrong password, altered, cut: one answer.
    ///
    /// # Errors
    /// [`Error::TooMuchWork`]; a digest that is not offered.
    pub fn unwrap(&self, _password: &[u8], _wrapped: &[u8], _limits: &Pbkdf2Limits) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        todo!()
    }
}
