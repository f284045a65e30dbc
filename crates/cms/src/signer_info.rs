//! SignerInfo (RFC 5652 5.3): who signed, with which algorithms, over which attributes.

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Error, Tag};

use crate::algorithm::AlgorithmIdentifier;
use crate::attribute::Attribute;
use crate::identifier::SignerIdentifier;
use crate::oid;
use crate::signed_attributes::SignedAttributes;

/// One signer.
#[derive(Clone, Debug)]
pub struct SignerInfo {
    /// 1 or 3.
    pub version: u64,
    /// Which certificate.
    pub identifier: SignerIdentifier,
    /// How the content was hashed.
    pub digest_algorithm: AlgorithmIdentifier,
    /// What was signed beside the content's digest; `None`: the content itself was signed.
    pub signed_attributes: Option<SignedAttributes>,
    /// How it was signed.
    pub signature_algorithm: AlgorithmIdentifier,
    /// The signature.
    pub signature: Vec<u8>,
    /// What was added afterwards: time stamps and the like. Nobody signed it.
    pub unsigned_attributes: Vec<Attribute>,
    /// All of it as received.
    pub raw: Vec<u8>,
    /// Its place among the container's signerInfos, from 0: some before it may have been unreadable.
    pub index: usize,
}

impl SignerInfo {
    /// Reads the SignerInfo with this place in its list, which began at `offset`; of attributes no more than so many in each list.
    pub(crate) fn read(raw: Vec<u8>, offset: u64, index: usize, attributes: usize) -> Result<Self, Error> {
        let mut fields = Cursor::at_offset(&raw, offset).sequence()?;
        let version = fields.unsigned()?;
        let identifier = SignerIdentifier::read(&mut fields)?;
        let digest_algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let signed = fields.optional(Tag::context(0))?;
        let signed_attributes = signed.map(|element| SignedAttributes::read(&element, attributes)).transpose()?;
        let signature_algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let signature = fields.octet_string()?.into_owned();
        let unsigned_attributes = match fields.optional(Tag::context(1))? {
            Some(element) => Attribute::read_all(element.children()?, attributes)?,
            None => Vec::new(),
        };
        fields.finish()?;
        Ok(Self {
            version,
            identifier,
            digest_algorithm,
            signed_attributes,
            signature_algorithm,
            signature,
            unsigned_attributes,
            raw,
            index,
        })
    }
    /// Time stamps over the signature (RFC 3161 appendix A): each a whole ContentInfo as received. They are not judged here.
    pub fn time_stamps(&self) -> impl Iterator<Item = &[u8]> {
        self.unsigned(oid::TIME_STAMP_TOKEN)
    }

    /// Signatures over this signature (RFC 5652 11.4): each a whole SignerInfo as received. `SignedData::check` reads and checks them.
    pub fn countersignatures(&self) -> impl Iterator<Item = &[u8]> {
        self.unsigned(oid::COUNTERSIGNATURE)
    }

    fn unsigned(&self, oid: ObjectIdentifier) -> impl Iterator<Item = &[u8]> {
        let attributes = self.unsigned_attributes.iter().filter(move |attribute| attribute.oid == oid);
        attributes.flat_map(|attribute| attribute.values.iter().map(Vec::as_slice))
    }
}
