//! The joint [`Signer`]: bytes with their kind go in, a signature comes out; where the key lives is the implementor's affair.
//! It never takes a bare digest: whoever holds the key can look at what it signs.

use crate::{algorithm::SignatureAlgorithm, error::Error, private::PrivateKey};

/// What the bytes are that are to be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// TBSCertificate (RFC 5280 section 4.1).
    Certificate,
    /// CertificationRequestInfo (RFC 2986 section 4.1).
    CertificateRequest,
    /// TBSCertList (RFC 5280 section 5.1).
    RevocationList,
    /// CMS SignedAttributes as DER SET OF (RFC 5652 section 5.4).
    SignedAttributes,
}

/// Somebody who signs.
pub trait Signer: Send + Sync {
    /// The public key as SubjectPublicKeyInfo.
    fn public_key(&self) -> &[u8];
    /// The algorithm of the signatures.
    fn algorithm(&self) -> SignatureAlgorithm;
    /// Signs the bytes.
    ///
    /// # Errors
    /// The key is not there, or its holder refuses.
    fn sign(&self, kind: Kind, bytes: &[u8]) -> Result<Vec<u8>, SignError>;
}

impl<S: Signer + ?Sized> Signer for std::sync::Arc<S> {
    fn public_key(&self) -> &[u8] {
        (**self).public_key()
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        (**self).algorithm()
    }

    fn sign(&self, kind: Kind, bytes: &[u8]) -> Result<Vec<u8>, SignError> {
        (**self).sign(kind, bytes)
    }
}

/// Why no signature was made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The holder of the key cannot be reached; later it may be.
    #[error("the keyholder cannot be reached: {reason}")]
    Away {
        /// What happened.
        reason: String,
    },
    /// The arithmetic could not be done.
    #[error(transparent)]
    Crypto(#[from] Error),
    /// The holder of the key refused: the bytes are not of their kind, or the key is not for this purpose.
    #[error("the keyholder refused to sign: {reason}")]
    Refused {
        /// Its reason.
        reason: String,
    },
}

impl SignError {
    /// Whether the same request may succeed later.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Away { .. })
    }
}

/// A key in this process's memory: for the command line and for tests.
#[derive(Debug)]
pub struct MemorySigner {
    key: PrivateKey,
    algorithm: SignatureAlgorithm,
}

impl MemorySigner {
    /// With the key's usual algorithm.
    ///
    /// # Errors
    /// The key cannot sign.
    pub fn new(key: PrivateKey) -> Result<Self, Error> {
        let algorithm = key.default_algorithm();
        Self::with_algorithm(key, algorithm)
    }

    /// With an algorithm of choice (PSS instead of PKCS#1).
    ///
    /// # Errors
    /// The algorithm does not fit the key.
    pub fn with_algorithm(key: PrivateKey, algorithm: SignatureAlgorithm) -> Result<Self, Error> {
        if !key.can_sign(&algorithm) {
            let name = format!("by {algorithm} with a key of type {}", key.kind());
            return Err(Error::Unsupported { what: "signing", name, oid: None });
        }
        Ok(Self { key, algorithm })
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &PrivateKey {
        &self.key
    }
}

impl Signer for MemorySigner {
    fn public_key(&self) -> &[u8] {
        self.key.public_spki()
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    fn sign(&self, _kind: Kind, bytes: &[u8]) -> Result<Vec<u8>, SignError> {
        Ok(self.key.sign(&self.algorithm, bytes)?)
    }
}
