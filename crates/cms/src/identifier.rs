//! SignerIdentifier (RFC 5652 5.3): how a signer names its certificate, and whether a certificate is the one that is meant.

use kakitome_ber::{Cursor, Error, Tag};
use kakitome_pki::{Certificate, Name};

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

impl SignerIdentifier {
    /// Reads the next element of a SignerInfo.
    pub(crate) fn read(fields: &mut Cursor<'_>) -> Result<Self, Error> {
        if let Some(key_identifier) = fields.optional(Tag::context(0))? {
            return Ok(Self::SubjectKeyIdentifier(key_identifier.octets()?.into_owned()));
        }
        Self::issuer_and_serial(fields.sequence()?)
    }

    /// Reads the fields of an IssuerAndSerialNumber.
    pub(crate) fn issuer_and_serial(mut pair: Cursor<'_>) -> Result<Self, Error> {
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
