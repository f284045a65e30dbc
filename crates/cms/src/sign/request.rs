//! One signature: the attributes to be signed, and the SignedData around them once the signature is there.

use kakitome_ber::{Tag, der};
use kakitome_crypto::Digest;
use kakitome_pki::UnixTime;

use super::identity::{Identity, attribute};
use crate::error::Error;
use crate::frame::{Place, Plan, of};
use crate::oid;

/// A SignedData that waits for its signature.
#[derive(Clone, Debug)]
pub struct Request {
    identity: Identity,
    content: Digest,
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
    pub fn new(identity: &Identity, content: &Digest, signing_time: Option<UnixTime>) -> Result<Self, Error> {
        let expected = identity.digest();
        if content.algorithm() != expected {
            return Err(Error::WrongDigest { expected: expected.name(), found: content.algorithm().name() });
        }
        let message_digest = attribute(&oid::MESSAGE_DIGEST, &der::octet_string(content.as_bytes()));
        let signing_time = signing_time.map(|time| attribute(&oid::SIGNING_TIME, &der::time(time.0)));
        let mut attributes: Vec<&[u8]> = identity.prepared().attributes.iter().map(Vec::as_slice).collect();
        attributes.push(&message_digest);
        attributes.extend(signing_time.as_deref());
        Ok(Self { attributes: der::set_of(&attributes), content: *content, identity: identity.clone() })
    }

    /// The bytes to be signed: SignedAttributes as DER SET OF (RFC 5652 5.4).
    #[must_use]
    pub fn to_be_signed(&self) -> &[u8] {
        &self.attributes
    }

    /// Who signs.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The digest of the content that this is for.
    pub(super) fn content(&self) -> &Digest {
        &self.content
    }

    /// The whole SignedData, content detached, in DER.
    #[must_use]
    pub fn detached(&self, signature: &[u8]) -> Vec<u8> {
        let Wrapping { mut head, tail } = around(&self.identity.prepared().head, self.tail(signature), None);
        head.extend_from_slice(&tail);
        head
    }

    /// What goes around content of this length to make a SignedData in DER.
    #[must_use]
    pub fn opaque(&self, signature: &[u8], content_length: u64) -> Wrapping {
        around(&self.identity.prepared().head, self.tail(signature), Some(content_length))
    }

    /// certificates, and signerInfos with this one signer.
    fn tail(&self, signature: &[u8]) -> Vec<u8> {
        let certificates = &self.identity.prepared().certificates;
        let mut tail = Vec::with_capacity(certificates.len() + self.attributes.len() + 768);
        tail.extend_from_slice(certificates);
        der::header(&mut tail, Tag::SET, true, of(self.signer_info_length(signature)));
        self.push_signer_info(signature, &mut tail);
        tail
    }

    /// The SignerInfo.
    pub(super) fn signer_info(&self, signature: &[u8]) -> Vec<u8> {
        let mut info = Vec::new();
        self.push_signer_info(signature, &mut info);
        info
    }

    /// How long the content of the SignerInfo is.
    fn signer_info_length(&self, signature: &[u8]) -> u64 {
        let prepared = self.identity.prepared();
        let before = prepared.signer.len() + self.attributes.len() + prepared.signature_algorithm.len();
        before as u64 + of(signature.len() as u64)
    }

    fn push_signer_info(&self, signature: &[u8], out: &mut Vec<u8>) {
        let prepared = self.identity.prepared();
        der::header(out, Tag::SEQUENCE, true, self.signer_info_length(signature));
        out.extend_from_slice(&prepared.signer);
        out.push(0xa0); // [0] IMPLICIT: the same attributes under another tag
        out.extend_from_slice(self.attributes.get(1..).unwrap_or_default());
        out.extend_from_slice(&prepared.signature_algorithm);
        der::header(out, Tag::OCTET_STRING, false, signature.len() as u64);
        out.extend_from_slice(signature);
    }
}

/// What goes around content of this length, or makes a SignedData without it, given the fields before and behind.
pub(super) fn around(head: &[u8], tail: Vec<u8>, content_length: Option<u64>) -> Wrapping {
    let place = if content_length.is_some() { Place::Explicit } else { Place::Detached };
    let head = plan(head, place).before(content_length.unwrap_or(0), tail.len() as u64);
    Wrapping { head, tail }
}

/// A SignedData of id-data with these first fields.
pub(super) fn plan(head: &[u8], place: Place) -> Plan<'_> {
    Plan { container: oid::SIGNED_DATA, head, content_type: oid::DATA, algorithm: &[], place }
}
