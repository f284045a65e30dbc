//! Which pairs of key and algorithm are computed and how, and why not the others (attack row M20: only matching pairs).

use aws_lc_rs::{
    digest::{self as native_digest, Algorithm as NativeHash},
    signature::{self as native, VerificationAlgorithm},
};

use crate::{
    algorithm::SignatureAlgorithm as Algorithm,
    digest::{DigestAlgorithm as Hash, Hasher},
    kind::KeyKind,
    rsa_signature::Padding,
};

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

/// Shorter keys are factored; longer ones only burn time.
pub(crate) const RSA_LEAST: u32 = 1024;
pub(crate) const RSA_MOST: u32 = 8192;
/// From here on aws-lc-rs offers SHA-384 and PSS.
const RSA_MODERN: u32 = 2048;

/// A way to verify.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    /// By aws-lc-rs, over the message or its digest; the key keeps itself parsed in this slot.
    Whole { native: &'static dyn VerificationAlgorithm, slot: usize },
    /// ECDSA by aws-lc-rs over another digest than the curve's usual one: cut or filled to the length of `stands_for`.
    Fitted { native: &'static dyn VerificationAlgorithm, slot: usize, stands_for: &'static NativeHash },
    /// On the bare RSA operation.
    Bare { padding: Padding, bits: u32 },
}

/// Slots that a key needs: no key type has more ways than this.
pub(crate) const SLOTS: usize = 7;

/// The way to verify this algorithm with this kind of key.
pub(crate) fn choose(kind: KeyKind, pss_only: bool, algorithm: &Algorithm) -> Result<Way, Why> {
    let mismatch = || Why::Mismatch { key: kind.name(), algorithm: algorithm.name() };
    if let Algorithm::Unsupported(unsupported) = algorithm {
        return Err(Why::Algorithm(unsupported.to_string()));
    }
    if let KeyKind::Unsupported(unsupported) = kind {
        return Err(Why::Key(unsupported.to_string()));
    }
    let way = match (kind, *algorithm) {
        (KeyKind::Rsa { .. }, Algorithm::RsaPkcs1 { .. }) if pss_only => return Err(mismatch()),
        (KeyKind::Rsa { bits }, Algorithm::RsaPkcs1 { digest }) => {
            in_range(bits)?;
            pkcs1(digest, bits)
        }
        (KeyKind::Rsa { bits }, Algorithm::RsaPss { digest, mgf, salt_len }) => {
            in_range(bits)?;
            pss(digest, mgf, salt_len, bits)
        }
        (KeyKind::P256, Algorithm::Ecdsa { digest }) => {
            ecdsa(digest, Hash::Sha256, &native::ECDSA_P256_SHA256_ASN1, &native_digest::SHA256)
        }
        (KeyKind::P384, Algorithm::Ecdsa { digest }) => {
            ecdsa(digest, Hash::Sha384, &native::ECDSA_P384_SHA384_ASN1, &native_digest::SHA384)
        }
        (KeyKind::P521, Algorithm::Ecdsa { digest }) => {
            ecdsa(digest, Hash::Sha512, &native::ECDSA_P521_SHA512_ASN1, &native_digest::SHA512)
        }
        (KeyKind::Ed25519, Algorithm::Ed25519) => Way::Whole { native: &native::ED25519, slot: 0 },
        _ => return Err(mismatch()),
    };
    let inside = [algorithm.digest(), if let Algorithm::RsaPss { mgf, .. } = algorithm { Some(*mgf) } else { None }];
    if inside.iter().flatten().any(|digest| Hasher::new(*digest).is_none()) {
        return Err(Why::Algorithm(format!("{} on {}", algorithm.name(), kind.name())));
    }
    Ok(way)
}

fn in_range(bits: u32) -> Result<(), Why> {
    let (least, most) = (RSA_LEAST, RSA_MOST);
    if (least..=most).contains(&bits) { Ok(()) } else { Err(Why::KeySize { bits, least, most }) }
}

fn pkcs1(digest: Hash, bits: u32) -> Way {
    match digest {
        Hash::Sha1 => Way::Whole { native: &native::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, slot: 0 },
        Hash::Sha256 => Way::Whole { native: &native::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, slot: 1 },
        Hash::Sha384 if bits >= RSA_MODERN => Way::Whole { native: &native::RSA_PKCS1_2048_8192_SHA384, slot: 2 },
        Hash::Sha512 => Way::Whole { native: &native::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY, slot: 3 },
        _ => Way::Bare { padding: Padding::Pkcs1, bits },
    }
}

/// The usual salt is as long as the digest.
fn pss(digest: Hash, mgf: Hash, salt_len: u32, bits: u32) -> Way {
    let salt_len = usize::try_from(salt_len).unwrap_or(usize::MAX);
    let usual = digest == mgf && salt_len == digest.output_len() && bits >= RSA_MODERN;
    match digest {
        Hash::Sha256 if usual => Way::Whole { native: &native::RSA_PSS_2048_8192_SHA256, slot: 4 },
        Hash::Sha384 if usual => Way::Whole { native: &native::RSA_PSS_2048_8192_SHA384, slot: 5 },
        Hash::Sha512 if usual => Way::Whole { native: &native::RSA_PSS_2048_8192_SHA512, slot: 6 },
        _ => Way::Bare { padding: Padding::Pss { mgf, salt_len }, bits },
    }
}

fn ecdsa(digest: Hash, usual: Hash, native: &'static dyn VerificationAlgorithm, stands_for: &'static NativeHash) -> Way {
    if digest == usual { Way::Whole { native, slot: 0 } } else { Way::Fitted { native, slot: 0, stands_for } }
}

/// A digest as ECDSA sees it (FIPS 186-5 section 6.4.1): its leftmost bits as a number, no more of them than the order of the curve has.
/// So a long digest is cut at its end, a short one filled with zeros at its front. (The order of P-521 is longer than every digest.)
pub(crate) fn fitted(digest: &[u8], length: usize) -> Vec<u8> {
    let mut fitted = vec![0; length.saturating_sub(digest.len())];
    fitted.extend(digest.iter().take(length));
    fitted
}
