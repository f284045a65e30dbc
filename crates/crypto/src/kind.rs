//! Types of keys, with their names.

use crate::{
    algorithm::{SignatureAlgorithm, Unsupported},
    digest::DigestAlgorithm,
};

/// The type of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyKind {
    /// Ed25519.
    Ed25519,
    /// ECDSA or ECDH on P-256.
    P256,
    /// On P-384.
    P384,
    /// On P-521.
    P521,
    /// RSA.
    Rsa {
        /// Bits of the modulus.
        bits: u32,
    },
    /// X25519 (RFC 7748, RFC 8410): agrees on keys, never signs.
    X25519,
    /// Well formed, but not offered here.
    Unsupported(Unsupported),
}

impl KeyKind {
    /// A name for people: `RSA-2048`, `P-256`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Rsa { bits } => format!("RSA-{bits}"),
            Self::P256 => "P-256".to_owned(),
            Self::P384 => "P-384".to_owned(),
            Self::P521 => "P-521".to_owned(),
            Self::Ed25519 => "Ed25519".to_owned(),
            Self::X25519 => "X25519".to_owned(),
            Self::Unsupported(unsupported) => unsupported.to_string(),
        }
    }

    /// The algorithm that keys of this kind sign with unless told otherwise: each curve with its own digest
    /// (RFC 5753 section 7, RFC 5758 section 3.2), RSA with PKCS#1 v1.5 and SHA-256, which every mail program reads.
    #[must_use]
    pub fn default_algorithm(&self) -> Option<SignatureAlgorithm> {
        Some(match self {
            Self::Rsa { .. } => SignatureAlgorithm::RsaPkcs1 { digest: DigestAlgorithm::Sha256 },
            Self::P256 => SignatureAlgorithm::Ecdsa { digest: DigestAlgorithm::Sha256 },
            Self::P384 => SignatureAlgorithm::Ecdsa { digest: DigestAlgorithm::Sha384 },
            Self::P521 => SignatureAlgorithm::Ecdsa { digest: DigestAlgorithm::Sha512 },
            Self::Ed25519 => SignatureAlgorithm::Ed25519,
            Self::X25519 | Self::Unsupported(_) => return None,
        })
    }

    /// The kind that [`Self::name`] names, of those that sign and are made here; in any case, with or without the dash.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let plain = name.replace('-', "").to_ascii_lowercase();
        Some(match plain.as_str() {
            "rsa2048" => Self::Rsa { bits: 2048 },
            "rsa3072" => Self::Rsa { bits: 3072 },
            "rsa4096" => Self::Rsa { bits: 4096 },
            "rsa8192" => Self::Rsa { bits: 8192 },
            "p256" => Self::P256,
            "p384" => Self::P384,
            "p521" => Self::P521,
            "ed25519" => Self::Ed25519,
            _ => return None,
        })
    }
}

impl std::fmt::Display for KeyKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name())
    }
}
