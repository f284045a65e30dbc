//! A content key for a public key: RSAES-PKCS1-v1_5, RSAES-OAEP (RFC 8017 section 7), ephemeral-static ECDH and X25519 (RFC 5753, RFC 8418).
//! The other direction is the joint [`crate::Opener`].

use crate::{agreement::KeyAgreement, error::Error, public::PublicKey, transport::KeyTransport};

/// A content key wrapped by key agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// The ephemeral key as SubjectPublicKeyInfo: OriginatorPublicKey is the same under another tag.
    pub originator_spki: Vec<u8>,
    /// encryptedKey.
    pub encrypted: Vec<u8>,
}

impl PublicKey {
    /// Encrypts a content key to this RSA key.
    ///
    /// # Errors
    /// The key is not RSA, is for signatures only, too short for the content key, or outside 1024 to 16384 bits.
    pub fn encrypt_key(&self, _transport: &KeyTransport, _content_key: &[u8]) -> Result<Vec<u8>, Error> {
        todo!()
    }

    /// Wraps a content key to this EC or X25519 key, with a fresh ephemeral key.
    ///
    /// # Errors
    /// The key does not agree on keys, or the wrap is only read or does not take a content key of this length.
    pub fn agree_and_wrap(&self, _agreement: &KeyAgreement, _ukm: Option<&[u8]>, _content_key: &[u8]) -> Result<Agreed, Error> {
        todo!()
    }
}
