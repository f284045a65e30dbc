//! SignerInfo (RFC 5652 5.3): who signed, with which algorithms, over which attributes.

use kakitome_ber::{Cursor, Error, Tag};
use kakitome_pki::{Certificate, Name};

use crate::algorithm::AlgorithmIdentifier;
use crate::attribute::Attribute;
use crate::signed_attributes::SignedAttributes;

/// How a signer names its certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignerIdentifier {
    /// By issuer and serial number.
    IssuerAndSerialNumber {
        /// The issuer's Name as received.
        issuer: Vec<u8>,
        /// The serial number's content octets as received.
        serial: Vec<u8>,
    },
    /// By the subject key identifier.
    SubjectKeyIdentifier(Vec<u8>),
}

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
}

impl SignerInfo {
    /// Reads a SignerInfo that began at `offset`.
    pub(crate) fn read(raw: Vec<u8>, offset: u64) -> Result<Self, Error> {
        let mut fields = Cursor::at_offset(&raw, offset).sequence()?;
        let version = fields.unsigned()?;
        let identifier = SignerIdentifier::read(&mut fields)?;
        let digest_algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let signed = fields.optional(Tag::context(0))?;
        let signed_attributes = signed.map(|element| SignedAttributes::read(&element)).transpose()?;
        let signature_algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let signature = fields.octet_string()?.into_owned();
        let unsigned_attributes = match fields.optional(Tag::context(1))? {
            Some(element) => Attribute::read_all(element.children()?)?,
            None => Vec::new(),
        };
        fields.finish()?;
        Ok(Self { version, identifier, digest_algorithm, signed_attributes, signature_algorithm, signature, unsigned_attributes, raw })
    }
}

impl SignerIdentifier {
    fn read(fields: &mut Cursor<'_>) -> Result<Self, Error> {
        if let Some(key_identifier) = fields.optional(Tag::context(0))? {
            return Ok(Self::SubjectKeyIdentifier(key_identifier.octets()?.into_owned()));
        }
        let mut pair = fields.sequence()?;
        let issuer = pair.expect(Tag::SEQUENCE)?.raw().to_vec();
        let serial = pair.expect(Tag::INTEGER)?.integer()?.to_vec();
        pair.finish()?;
        Ok(Self::IssuerAndSerialNumber { issuer, serial })
    }

    /// Whether this certificate is meant. Names are compared as RFC 5280 7.1 says.
    #[must_use]
    pub fn names(&self, certificate: &Certificate) -> bool {
        match self {
            Self::SubjectKeyIdentifier(wanted) => certificate.extensions().subject_key_id.as_ref() == Some(wanted),
            Self::IssuerAndSerialNumber { issuer, serial } => {
                certificate.serial().content() == serial
                    && (certificate.issuer().as_der() == issuer || Name::from_der(issuer).is_ok_and(|name| name == *certificate.issuer()))
            }
        }
    }

    /// The version that a SignerInfo with such an identifier must have.
    pub(crate) fn version(&self) -> u64 {
        match self {
            Self::IssuerAndSerialNumber { .. } => 1,
            Self::SubjectKeyIdentifier(_) => 3,
        }
    }
}
