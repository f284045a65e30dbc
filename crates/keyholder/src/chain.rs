//! The hash chain of the audit log: each record carries SHA-256 of the line before.

use kakitome_crypto::{DigestAlgorithm, digest};

/// SHA-256 of the last line (without its line end), in hexadecimal; zeros before the first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Link(pub(crate) String);

impl Link {
    pub(crate) fn first() -> Self {
        Self("0".repeat(64))
    }

    pub(crate) fn behind(line: &[u8]) -> Self {
        Self(sha256(line))
    }
}

/// In hexadecimal. SHA-256 is always computed.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    digest(DigestAlgorithm::Sha256, bytes).map(|digest| digest.to_hex()).unwrap_or_default()
}
