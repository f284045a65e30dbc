//! One signature: the attributes to be signed, and the SignedData around them once the signature is there.

use kakitome_crypto::Digest;
use kakitome_pki::UnixTime;

use super::identity::Identity;
use crate::error::Error;

/// A SignedData that waits for its signature.
#[derive(Clone, Debug)]
pub struct Request {
    identity: Identity,
    attributes: Vec<u8>,
}

/// What stands before and behind the content in an opaque SignedData.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrapping {
    /// Before the content.
    pub head: Vec<u8>,
    /// Behind the content.
    pub tail: Vec<u8>,
}

impl Request {
    /// For content with this digest, which must be of the identity's algorithm.
    pub fn new(_identity: &Identity, _content: &Digest, _signing_time: Option<UnixTime>) -> Result<Self, Error> {
        todo!()
    }

    /// The bytes to be signed: SignedAttributes as DER SET OF.
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.attributes
    }

    /// The whole SignedData, content detached, in DER.
    #[must_use]
    pub fn detached(&self, _signature: &[u8]) -> Vec<u8> {
        let _ = &self.identity;
        todo!()
    }

    /// What goes around content of this length to make a SignedData in DER.
    #[must_use]
    pub fn opaque(&self, _signature: &[u8], _content_length: u64) -> Wrapping {
        todo!()
    }
}
