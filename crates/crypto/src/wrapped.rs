//! A wrapped content key as a RecipientInfo carries it: what the holder of a private key is asked (RFC 5652 section 6.2). No arithmetic.

use crate::{agreement::KeyAgreement, transport::KeyTransport};

/// A content key as a RecipientInfo carries it.
#[derive(Clone, Copy, Debug)]
pub enum Wrapped<'a> {
    /// KeyAgreeRecipientInfo (RFC 5652 section 6.2.2, RFC 5753).
    Agreement {
        /// keyEncryptionAlgorithm.
        algorithm: &'a KeyAgreement,
        /// The originator's key: OriginatorPublicKey under the tag of a SEQUENCE (its parameters may be absent or NULL: then the curve is
        /// the recipient's), or the SubjectPublicKeyInfo of the originator's certificate.
        originator: &'a [u8],
        /// Content of ukm, if present.
        ukm: Option<&'a [u8]>,
        /// encryptedKey.
        encrypted: &'a [u8],
    },
    /// KeyTransRecipientInfo (RFC 5652 section 6.2.1).
    Transport {
        /// keyEncryptionAlgorithm.
        algorithm: &'a KeyTransport,
        /// encryptedKey.
        encrypted: &'a [u8],
    },
}

impl<'a> Wrapped<'a> {
    /// The number for the private operation of RSA, where it is one.
    pub(crate) fn number(&self) -> Option<&'a [u8]> {
        match *self {
            Self::Agreement { .. } => None,
            Self::Transport { encrypted, .. } => Some(encrypted),
        }
    }
}
