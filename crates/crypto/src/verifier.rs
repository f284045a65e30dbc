//! Which pairs of key and algorithm the primitive library computes, and why not the others (attack row M20: only matching pairs).

use std::sync::LazyLock;

use aws_lc_rs::signature::{self as native, RsaParameters, RsaPssSaltLength, VerificationAlgorithm};

use crate::{algorithm::SignatureAlgorithm as Algorithm, digest::DigestAlgorithm as Hash, kind::KeyKind};

/// Why nothing was computed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Why {
    /// The algorithm is not offered.
    #[error("signature algorithm {0} is not supported")]
    Algorithm(String),
    /// The key's type is not offered.
    #[error("key type {0} is not supported")]
    Key(String),
    /// The key is shorter or longer than what is computed.
    #[error("an RSA key of {bits} bits is outside {least} to {most}")]
    KeySize {
        /// Bits of the modulus.
        bits: u32,
        /// At least this.
        least: u32,
        /// At most this: longer ones only burn time (attack row C09).
        most: u32,
    },
    /// Key and algorithm do not belong together.
    #[error("a key of type {key} cannot verify {algorithm}")]
    Mismatch {
        /// The key's type.
        key: String,
        /// The algorithm.
        algorithm: String,
    },
    /// Ed25519 needs the message itself, not its digest.
    #[error("{algorithm} cannot be checked from a digest")]
    NeedsMessage {
        /// The algorithm.
        algorithm: String,
    },
}

/// What the primitive library accepts.
pub(crate) const RSA_LEAST: u32 = 1024;
pub(crate) const RSA_MOST: u32 = 8192;
/// SHA-384 and PSS are offered from here on only.
const RSA_MODERN: u32 = 2048;

/// A way to verify, and the slot in which a key keeps itself parsed for it (`None`: rare, parsed each time).
pub(crate) struct Choice {
    pub(crate) native: &'static dyn VerificationAlgorithm,
    pub(crate) slot: Option<usize>,
}

/// Slots that a key needs: no key type has more ways than this.
pub(crate) const SLOTS: usize = 7;

/// The way to verify this algorithm with this kind of key.
pub(crate) fn choose(kind: KeyKind, pss_only: bool, algorithm: &Algorithm) -> Result<Choice, Why> {
    let mismatch = || Why::Mismatch { key: kind.name(), algorithm: algorithm.name() };
    let missing = || Why::Algorithm(format!("{} on {}", algorithm.name(), kind.name()));
    if let Algorithm::Unsupported(unsupported) = algorithm {
        return Err(Why::Algorithm(unsupported.to_string()));
    }
    if let KeyKind::Unsupported(unsupported) = kind {
        return Err(Why::Key(unsupported.to_string()));
    }
    let found = match (kind, *algorithm) {
        (KeyKind::Rsa { .. }, Algorithm::RsaPkcs1 { .. }) if pss_only => return Err(mismatch()),
        (KeyKind::Rsa { bits }, Algorithm::RsaPkcs1 { digest }) => {
            in_range(bits, if digest == Hash::Sha384 { RSA_MODERN } else { RSA_LEAST })?;
            pkcs1(digest)
        }
        (KeyKind::Rsa { bits }, Algorithm::RsaPss { digest, mgf, salt_len }) => {
            in_range(bits, RSA_MODERN)?;
            if digest == mgf { pss(digest, salt_len) } else { None }
        }
        (KeyKind::P256, Algorithm::Ecdsa { digest }) => p256(digest),
        (KeyKind::P384, Algorithm::Ecdsa { digest }) => p384(digest),
        (KeyKind::P521, Algorithm::Ecdsa { digest }) => p521(digest),
        (KeyKind::Ed25519, Algorithm::Ed25519) => Some(at(0, &native::ED25519)),
        _ => return Err(mismatch()),
    };
    found.ok_or_else(missing)
}

fn in_range(bits: u32, least: u32) -> Result<(), Why> {
    let most = RSA_MOST;
    if (least..=most).contains(&bits) { Ok(()) } else { Err(Why::KeySize { bits, least, most }) }
}

fn at(slot: usize, native: &'static dyn VerificationAlgorithm) -> Choice {
    Choice { native, slot: Some(slot) }
}

fn pkcs1(digest: Hash) -> Option<Choice> {
    Some(match digest {
        Hash::Sha1 => at(0, &native::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY),
        Hash::Sha256 => at(1, &native::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY),
        Hash::Sha384 => at(2, &native::RSA_PKCS1_2048_8192_SHA384),
        Hash::Sha512 => at(3, &native::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY),
        _ => return None,
    })
}

fn p256(digest: Hash) -> Option<Choice> {
    Some(match digest {
        Hash::Sha1 => at(0, &native::ECDSA_P256_SHA1_ASN1),
        Hash::Sha256 => at(1, &native::ECDSA_P256_SHA256_ASN1),
        Hash::Sha384 => at(2, &native::ECDSA_P256_SHA384_ASN1),
        Hash::Sha512 => at(3, &native::ECDSA_P256_SHA512_ASN1),
        _ => return None,
    })
}

fn p384(digest: Hash) -> Option<Choice> {
    Some(match digest {
        Hash::Sha256 => at(0, &native::ECDSA_P384_SHA256_ASN1),
        Hash::Sha384 => at(1, &native::ECDSA_P384_SHA384_ASN1),
        Hash::Sha512 => at(2, &native::ECDSA_P384_SHA512_ASN1),
        Hash::Sha3_384 => at(3, &native::ECDSA_P384_SHA3_384_ASN1),
        _ => return None,
    })
}

fn p521(digest: Hash) -> Option<Choice> {
    Some(match digest {
        Hash::Sha1 => at(0, &native::ECDSA_P521_SHA1_ASN1),
        Hash::Sha224 => at(1, &native::ECDSA_P521_SHA224_ASN1),
        Hash::Sha256 => at(2, &native::ECDSA_P521_SHA256_ASN1),
        Hash::Sha384 => at(3, &native::ECDSA_P521_SHA384_ASN1),
        Hash::Sha512 => at(4, &native::ECDSA_P521_SHA512_ASN1),
        Hash::Sha3_512 => at(5, &native::ECDSA_P521_SHA3_512_ASN1),
        _ => return None,
    })
}

/// No salt is longer than a key of 8192 bits leaves room for beside SHA-256 (RFC 8017 section 9.1.1).
const LONGEST_SALT: u16 = 1024 - 32 - 2;

/// The primitive library wants a static for each salt length: a table made at its first use, 64 KiB at most for each digest.
type Salts = LazyLock<Vec<RsaParameters>>;

fn salts(of: fn() -> RsaParameters) -> Vec<RsaParameters> {
    (0..=LONGEST_SALT).map(|salt| of().with_pss_salt_length(RsaPssSaltLength::Custom(salt))).collect()
}

static SALTS_SHA256: Salts = LazyLock::new(|| salts(|| native::RSA_PSS_2048_8192_SHA256));
static SALTS_SHA384: Salts = LazyLock::new(|| salts(|| native::RSA_PSS_2048_8192_SHA384));
static SALTS_SHA512: Salts = LazyLock::new(|| salts(|| native::RSA_PSS_2048_8192_SHA512));

fn pss(digest: Hash, salt_len: u32) -> Option<Choice> {
    let (slot, usual, table): (usize, &'static RsaParameters, &'static Salts) = match digest {
        Hash::Sha256 => (4, &native::RSA_PSS_2048_8192_SHA256, &SALTS_SHA256),
        Hash::Sha384 => (5, &native::RSA_PSS_2048_8192_SHA384, &SALTS_SHA384),
        Hash::Sha512 => (6, &native::RSA_PSS_2048_8192_SHA512, &SALTS_SHA512),
        _ => return None,
    };
    let salt_len = usize::try_from(salt_len).ok()?;
    if salt_len == digest.output_len() {
        return Some(at(slot, usual));
    }
    table.get(salt_len).map(|native| Choice { native, slot: None })
}
