//! Signature algorithms as AlgorithmIdentifiers name them (RFC 3279, 4055, 5754, 5758, 8410, 8419).
//! What is well formed and not offered keeps its object identifier and, where known, its name.

use const_oid::ObjectIdentifier;

use crate::{digest::DigestAlgorithm, error::Error};

/// A signature algorithm with its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2).
    RsaPkcs1 {
        /// Digest of the message.
        digest: DigestAlgorithm,
    },
    /// RSASSA-PSS (RFC 8017 section 8.1, RFC 4055 section 3.1).
    RsaPss {
        /// Digest of the message.
        digest: DigestAlgorithm,
        /// Digest inside MGF1.
        mgf: DigestAlgorithm,
        /// Octets of salt.
        salt_len: u32,
    },
    /// ECDSA (RFC 5758 section 3.2); the curve belongs to the key.
    Ecdsa {
        /// Digest of the message.
        digest: DigestAlgorithm,
    },
    /// Ed25519 (RFC 8032, RFC 8410).
    Ed25519,
    /// Well formed, but not offered here.
    Unsupported(Unsupported),
}

/// An algorithm that is known by its object identifier at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Unsupported {
    /// Its object identifier.
    pub oid: ObjectIdentifier,
    /// Its name, if it has one here (`ML-DSA-65`, `dsa-with-SHA1`).
    pub name: Option<&'static str>,
}

impl SignatureAlgorithm {
    /// Reads the AlgorithmIdentifier of a certificate, CRL or request.
    ///
    /// # Errors
    /// The bytes are no AlgorithmIdentifier, or the parameters of a known algorithm cannot be read.
    pub fn from_der(_der: &[u8]) -> Result<Self, Error> { todo!() }
    /// Reads signatureAlgorithm of a SignerInfo, with its digestAlgorithm (both AlgorithmIdentifiers as DER):
    /// CMS often says plain rsaEncryption or id-ecPublicKey and leaves the digest to the other field (RFC 5754 section 3.2).
    ///
    /// # Errors
    /// As [`Self::from_der`].
    pub fn for_cms(_signature_algorithm: &[u8], _digest_algorithm: &[u8]) -> Result<Self, Error> { todo!() }
    /// The AlgorithmIdentifier as DER. Of an unsupported one only the object identifier is left.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> { todo!() }
    /// The digest that the signature computes over its input: `None` for Ed25519 (SHA-512 inside) and unsupported ones.
    #[must_use]
    pub fn digest(&self) -> Option<DigestAlgorithm> { todo!() }
    /// The digest to name as digestAlgorithm of a SignerInfo (RFC 8419 section 3.1: SHA-512 with Ed25519).
    #[must_use]
    pub fn cms_digest(&self) -> Option<DigestAlgorithm> { todo!() }
    /// A name for people: `RSA with SHA-256`.
    #[must_use]
    pub fn name(&self) -> String { todo!() }
}
