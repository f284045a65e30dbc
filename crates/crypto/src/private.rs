//! Private keys: made here, or read from PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 A.1.2) and SEC 1 (RFC 5915), DER or PEM, encrypted or not.
//! Nothing here prints a key.

use crate::{algorithm::SignatureAlgorithm, error::Error, public::KeyKind};
use zeroize::Zeroizing;

/// A private key in memory.
pub struct PrivateKey {}

impl PrivateKey {
    /// Makes a key: RSA of 2048, 3072, 4096 or 8192 bits, P-256, P-384, P-521, Ed25519.
    ///
    /// # Errors
    /// A kind that is not made here.
    pub fn generate(_kind: KeyKind) -> Result<Self, Error> { todo!() }
    /// Reads an unencrypted PKCS#8 PrivateKeyInfo.
    ///
    /// # Errors
    /// Not PKCS#8, a type that is not offered, or a key whose parts do not fit.
    pub fn from_pkcs8(_der: &[u8]) -> Result<Self, Error> { todo!() }
    /// Reads a key file: PEM or DER; PKCS#8, PKCS#1 or SEC 1; EncryptedPrivateKeyInfo (PBES2) with a password.
    ///
    /// # Errors
    /// [`Error::PasswordNeeded`], [`Error::WrongPassword`], or as [`Self::from_pkcs8`].
    pub fn from_file(_bytes: &[u8], _password: Option<&[u8]>) -> Result<Self, Error> { todo!() }
    /// The key as PKCS#8 PrivateKeyInfo.
    ///
    /// # Errors
    /// The primitive library failed.
    pub fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, Error> { todo!() }
    /// The public half as SubjectPublicKeyInfo.
    #[must_use]
    pub fn public_spki(&self) -> &[u8] { todo!() }
    /// Its type.
    #[must_use]
    pub fn kind(&self) -> KeyKind { todo!() }
    /// The algorithm it signs with unless told otherwise.
    #[must_use]
    pub fn default_algorithm(&self) -> SignatureAlgorithm { todo!() }
    /// Signs a message.
    ///
    /// # Errors
    /// The algorithm does not fit the key, or is not offered for signing.
    pub fn sign(&self, _algorithm: &SignatureAlgorithm, _message: &[u8]) -> Result<Vec<u8>, Error> { todo!() }
}
