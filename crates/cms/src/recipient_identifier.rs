//! How a recipient, or the originator of a key agreement, names a certificate (RFC 5652 6.2.1, 6.2.2), and whether a certificate at
//! hand is the one. Nothing is said here about whether it may be used.

use kakitome_ber::{Cursor, Error, Tag};
use kakitome_pki::{Certificate, Name, Serial};

/// Octets of a key identifier that are shown; real ones have 20 or 32.
const SHOWN: usize = 32;

/// Which certificate is meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RecipientIdentifier {
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

impl RecipientIdentifier {
    /// `RecipientIdentifier` of key transport, and the first two choices of `OriginatorIdentifierOrKey`: the key identifier stands in
    /// `[0]` without a tag of its own.
    pub(crate) fn read(fields: &mut Cursor<'_>) -> Result<Self, Error> {
        match fields.optional(Tag::context(0))? {
            Some(identifier) => Ok(Self::SubjectKeyIdentifier(identifier.octets()?.into_owned())),
            None => Self::issuer_and_serial(fields),
        }
    }

    /// `KeyAgreeRecipientIdentifier`: the key identifier stands in `[0]` as a SEQUENCE, perhaps with a date and more.
    pub(crate) fn read_agreed(fields: &mut Cursor<'_>) -> Result<Self, Error> {
        let Some(key) = fields.optional(Tag::context(0))? else { return Self::issuer_and_serial(fields) };
        let mut parts = key.children()?;
        let identifier = parts.octet_string()?.into_owned();
        skip_date_and_other(&mut parts)?;
        Ok(Self::SubjectKeyIdentifier(identifier))
    }

    fn issuer_and_serial(fields: &mut Cursor<'_>) -> Result<Self, Error> {
        let mut pair = fields.sequence()?;
        let issuer = pair.expect(Tag::SEQUENCE)?.raw().to_vec();
        let serial = pair.expect(Tag::INTEGER)?.integer()?.to_vec();
        pair.finish()?;
        Ok(Self::IssuerAndSerialNumber { issuer, serial })
    }

    /// Whether this certificate is meant: the serial number must be the same octets, the issuer the same octets or the same name as
    /// RFC 5280 7.1 compares names; a key identifier must be the one that stands in the certificate.
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

    /// For people: `serial 0a1b of CN=…`, `key identifier 0c0f…`.
    #[must_use]
    pub fn display(&self) -> String {
        match self {
            Self::SubjectKeyIdentifier(identifier) => format!("key identifier {}", hex(identifier)),
            Self::IssuerAndSerialNumber { issuer, serial } => {
                let issuer = Name::from_der(issuer).map_or_else(|_| "an unreadable name".to_owned(), |name| name.display());
                format!("serial {} of {issuer}", Serial::from_content(serial).hex())
            }
        }
    }
}

/// `date GeneralizedTime OPTIONAL, other OtherKeyAttribute OPTIONAL`: nobody matches by them.
pub(crate) fn skip_date_and_other(parts: &mut Cursor<'_>) -> Result<(), Error> {
    parts.optional(Tag::GENERALIZED_TIME)?;
    parts.optional(Tag::SEQUENCE)?;
    parts.finish()
}

/// Octets as text, cut where they are longer than any real identifier.
pub(crate) fn hex(octets: &[u8]) -> String {
    let mut text: String = octets.iter().take(SHOWN).map(|octet| format!("{octet:02x}")).collect();
    if octets.len() > SHOWN {
        text.push('…');
    }
    text
}
