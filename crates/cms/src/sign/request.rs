//! One signature: the attributes to be signed, and the SignedData around them once the signature is there.

use kakitome_ber::{Tag, der};
use kakitome_crypto::Digest;
use kakitome_pki::UnixTime;

use super::identity::{Identity, attribute};
use crate::error::Error;
use crate::oid;

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
        Ok(Self { attributes: der::set_of(&attributes), identity: identity.clone() })
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

    /// The whole SignedData, content detached, in DER.
    #[must_use]
    pub fn detached(&self, signature: &[u8]) -> Vec<u8> {
        let Wrapping { mut head, tail } = self.wrap(signature, None);
        head.extend_from_slice(&tail);
        head
    }

    /// What goes around content of this length to make a SignedData in DER.
    #[must_use]
    pub fn opaque(&self, signature: &[u8], content_length: u64) -> Wrapping {
        self.wrap(signature, Some(content_length))
    }

    fn wrap(&self, signature: &[u8], content_length: Option<u64>) -> Wrapping {
        let prepared = self.identity.prepared();
        let data = der::oid(&oid::DATA);
        let octets = content_length.map(|length| (length, of(length)));
        let explicit = octets.map(|(_, octets)| (octets, of(octets)));
        let encapsulated = data.len() as u64 + explicit.map_or(0, |(_, explicit)| explicit);

        let mut tail = Vec::with_capacity(prepared.certificates.len() + self.attributes.len() + 768);
        tail.extend_from_slice(&prepared.certificates);
        self.signer_infos(signature, &mut tail);

        let fields = prepared.head.len() as u64 + of(encapsulated) + tail.len() as u64;
        let content_type = der::oid(&oid::SIGNED_DATA);
        let mut head = Vec::with_capacity(128 + if content_length.is_none() { tail.len() } else { 0 });
        der::header(&mut head, Tag::SEQUENCE, true, content_type.len() as u64 + of(of(fields)));
        head.extend_from_slice(&content_type);
        der::header(&mut head, Tag::context(0), true, of(fields));
        der::header(&mut head, Tag::SEQUENCE, true, fields);
        head.extend_from_slice(&prepared.head);
        der::header(&mut head, Tag::SEQUENCE, true, encapsulated);
        head.extend_from_slice(&data);
        if let (Some((length, _)), Some((octets, _))) = (octets, explicit) {
            der::header(&mut head, Tag::context(0), true, octets);
            der::header(&mut head, Tag::OCTET_STRING, false, length);
        }
        Wrapping { head, tail }
    }

    /// signerInfos with this one signer.
    pub(super) fn signer_infos(&self, signature: &[u8], out: &mut Vec<u8>) {
        let prepared = self.identity.prepared();
        let before = prepared.signer.len() + self.attributes.len() + prepared.signature_algorithm.len();
        let length = before as u64 + of(signature.len() as u64);
        der::header(out, Tag::SET, true, of(length));
        der::header(out, Tag::SEQUENCE, true, length);
        out.extend_from_slice(&prepared.signer);
        out.push(0xa0); // [0] IMPLICIT: the same attributes under another tag
        out.extend_from_slice(self.attributes.get(1..).unwrap_or_default());
        out.extend_from_slice(&prepared.signature_algorithm);
        der::header(out, Tag::OCTET_STRING, false, signature.len() as u64);
        out.extend_from_slice(signature);
    }
}

/// How long an element with so much content is.
fn of(length: u64) -> u64 {
    der::header_size(length) + length
}
