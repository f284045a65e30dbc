//! Key wrap algorithms by name and AlgorithmIdentifier: AES (RFC 3394, RFC 3565 section 2.3.2), and for reading only 3DES and RC2 (RFC 3217, RFC 3370 section 4.3).

use const_oid::ObjectIdentifier;
use zeroize::Zeroizing;

use crate::{digest::Strength, error::Error};

/// An algorithm that wraps a content-encryption key with a key-encryption key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyWrap {
    /// AES-128 key wrap.
    Aes128,
    /// AES-192 key wrap.
    Aes192,
    /// AES-256 key wrap.
    Aes256,
    /// 3DES key wrap: read only.
    TripleDes,
    /// RC2 key wrap: read only.
    Rc2 {
        /// The effective key length of RFC 2268, in bits.
        effective_bits: u16,
    },
}

impl KeyWrap {
    /// Reads an AlgorithmIdentifier.
    ///
    /// # Errors
    /// [`Error::Unsupported`] with the object identifier, or parameters that are not the algorithm's.
    pub fn from_der(_der: &[u8]) -> Result<Self, Error> {
        todo!()
    }

    /// The AlgorithmIdentifier as DER (RFC 3565 section 2.3.2: AES has absent parameters).
    #[must_use]
    pub fn to_der(self) -> Vec<u8> {
        todo!()
    }

    /// Its object identifier.
    #[must_use]
    pub fn oid(self) -> ObjectIdentifier {
        todo!()
    }

    /// Its name: `AES-256 key wrap`.
    #[must_use]
    pub fn name(self) -> &'static str {
        todo!()
    }

    /// Octets of the key-encryption key.
    #[must_use]
    pub fn kek_len(self) -> usize {
        todo!()
    }

    /// How far it keeps a secret.
    #[must_use]
    pub fn strength(self) -> Strength {
        todo!()
    }

    /// Whether it is also written: AES only.
    #[must_use]
    pub fn writes(self) -> bool {
        todo!()
    }

    /// Wraps a key of a multiple of 8 octets, 16 at least.
    ///
    /// # Errors
    /// An algorithm that is only read, a key-encryption key of another length, a key that it does not wrap.
    pub fn wrap(self, _kek: &[u8], _key: &[u8]) -> Result<Vec<u8>, Error> {
        todo!()
    }

    /// Unwraps. `None`: wrong key-encryption key (or of another length), altered, cut: one answer.
    #[must_use]
    pub fn unwrap(self, _kek: &[u8], _wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        todo!()
    }
}
