//! Public keys (SubjectPublicKeyInfo, RFC 5280 section 4.1.2.7) and the verification of signatures.
//! A key is parsed once and verifies many times; key type and algorithm must fit, else nothing is computed.

use crate::{algorithm::{SignatureAlgorithm, Unsupported}, digest::Digest, error::Error};

/// The type of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyKind {
    /// RSA.
    Rsa {
        /// Bits of the modulus.
        bits: u32,
    },
    /// ECDSA or ECDH on P-256.
    P256,
    /// On P-384.
    P384,
    /// On P-521.
    P521,
    /// Ed25519.
    Ed25519,
    /// Well formed, but not offered here.
    Unsupported(Unsupported),
}

/// What the arithmetic said.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Verification {
    /// The signature was made over these bytes with the private half of this key.
    Good,
    /// It was not.
    Bad,
    /// Nothing was computed.
    Unsupported(crate::verifier::Why),
}

/// A parsed public key.
#[derive(Clone)]
pub struct PublicKey {}

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo. A key type that is not offered is a key of kind [`KeyKind::Unsupported`], no error.
    ///
    /// # Errors
    /// The bytes are no SubjectPublicKeyInfo, or the key of a known type is unusable (a point off the curve).
    pub fn from_spki(_spki: &[u8]) -> Result<Self, Error> { todo!() }
    /// The SubjectPublicKeyInfo as received.
    #[must_use]
    pub fn spki(&self) -> &[u8] { todo!() }
    /// Content of the subjectPublicKey BIT STRING: what SHA-1 key identifiers are made of (RFC 5280 section 4.2.1.2).
    #[must_use]
    pub fn key_bits(&self) -> &[u8] { todo!() }
    /// Its type.
    #[must_use]
    pub fn kind(&self) -> KeyKind { todo!() }
    /// Checks a signature over a message.
    pub fn verify(&self, _algorithm: &SignatureAlgorithm, _message: &[u8], _signature: &[u8]) -> Verification { todo!() }
    /// Checks a signature over a message of which only the digest is at hand. Ed25519 cannot do this.
    pub fn verify_digest(&self, _algorithm: &SignatureAlgorithm, _digest: &Digest, _signature: &[u8]) -> Verification { todo!() }
}
