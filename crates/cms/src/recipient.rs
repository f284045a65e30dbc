//! RecipientInfo (RFC 5652 6.2): to whom a content key is encrypted, and how; every kind is a typed value beside the bytes as
//! received. What cannot be read is kept as such: one bad recipient spoils nothing. Keys are opened in `unlock`.

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Element, Error, Tag};
use kakitome_pki::Certificate;

use crate::algorithm::AlgorithmIdentifier;
use crate::recipient_identifier::{RecipientIdentifier, hex, skip_date_and_other};

/// id-ori-keyTransPSK (RFC 8696 3)
const ORI_KEY_TRANSPORT_PSK: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.13.1");
/// id-ori-keyAgreePSK (RFC 8696 4)
const ORI_KEY_AGREEMENT_PSK: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.13.2");
/// id-ori-kem (RFC 9629 3)
const ORI_KEM: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.13.3");
/// id-alg-ml-kem-512, -768, -1024 (RFC 9936 3)
const KEMS: [(ObjectIdentifier, &str); 3] = [
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.4.1"), "ML-KEM-512"),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.4.2"), "ML-KEM-768"),
    (ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.4.3"), "ML-KEM-1024"),
];

/// One recipient.
#[derive(Clone, Debug)]
pub struct Recipient {
    /// Who, and how.
    pub info: RecipientInfo,
    /// All of it as received.
    pub raw: Vec<u8>,
    /// Where it begins.
    pub offset: u64,
}

/// The choices of RecipientInfo.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum RecipientInfo {
    /// The content key is encrypted to a public key (RFC 5652 6.2.1).
    KeyTransport(KeyTransportRecipient),
    /// The content key is wrapped by a key that both sides compute (RFC 5652 6.2.2).
    KeyAgreement(KeyAgreementRecipient),
    /// The content key is wrapped by a key that both sides have (RFC 5652 6.2.3).
    Kek(KekRecipient),
    /// The content key is wrapped by a key that comes of a password (RFC 5652 6.2.4).
    Password(PasswordRecipient),
    /// Another way, known by its object identifier alone (RFC 5652 6.2.5).
    Other(OtherRecipient),
    /// Not to be read.
    Unreadable {
        /// What is wrong, and at which byte.
        reason: String,
    },
}

/// KeyTransRecipientInfo.
#[derive(Clone, Debug)]
pub struct KeyTransportRecipient {
    /// 0 or 2.
    pub version: u64,
    /// Whose key.
    pub identifier: RecipientIdentifier,
    /// How the content key is encrypted.
    pub algorithm: AlgorithmIdentifier,
    /// The content key, encrypted.
    pub encrypted_key: Vec<u8>,
}

/// KeyAgreeRecipientInfo: one originator's key, any number of recipients.
#[derive(Clone, Debug)]
pub struct KeyAgreementRecipient {
    /// 3.
    pub version: u64,
    /// The other side's key.
    pub originator: Originator,
    /// User keying material, if present.
    pub ukm: Option<Vec<u8>>,
    /// Agreement, derivation and key wrap.
    pub algorithm: AlgorithmIdentifier,
    /// Each with the content key wrapped.
    pub keys: Vec<RecipientEncryptedKey>,
}

/// The originator's side of a key agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Originator {
    /// The key of this certificate.
    Certificate(RecipientIdentifier),
    /// A key made for this message: OriginatorPublicKey under the tag of a SEQUENCE.
    Key(Vec<u8>),
}

/// RecipientEncryptedKey.
#[derive(Clone, Debug)]
pub struct RecipientEncryptedKey {
    /// Whose key.
    pub identifier: RecipientIdentifier,
    /// The content key, wrapped.
    pub encrypted_key: Vec<u8>,
}

/// KEKRecipientInfo.
#[derive(Clone, Debug)]
pub struct KekRecipient {
    /// 4.
    pub version: u64,
    /// What both sides call the key.
    pub identifier: Vec<u8>,
    /// The key wrap.
    pub algorithm: AlgorithmIdentifier,
    /// The content key, wrapped.
    pub encrypted_key: Vec<u8>,
}

/// PasswordRecipientInfo.
#[derive(Clone, Debug)]
pub struct PasswordRecipient {
    /// 0.
    pub version: u64,
    /// How the key comes of the password, under the tag of a SEQUENCE; absent where the key itself was agreed.
    pub derivation: Option<AlgorithmIdentifier>,
    /// The key wrap.
    pub algorithm: AlgorithmIdentifier,
    /// The content key, wrapped.
    pub encrypted_key: Vec<u8>,
}

/// OtherRecipientInfo.
#[derive(Clone, Debug)]
pub struct OtherRecipient {
    /// Of which type.
    pub oid: ObjectIdentifier,
    /// Its name: `ML-KEM-768`, `key agreement with a pre-shared key`, or the object identifier.
    pub name: String,
    /// Its value as received.
    pub value: Vec<u8>,
}

impl Recipient {
    /// Reads one that began at `offset`, with no more than so many keys if it is a key agreement.
    pub(crate) fn read(raw: Vec<u8>, offset: u64, keys: usize) -> Self {
        let info = RecipientInfo::read(&raw, offset, keys).unwrap_or_else(|error| RecipientInfo::Unreadable { reason: error.to_string() });
        Self { info, raw, offset }
    }

    /// Whether the holder of this certificate is meant.
    #[must_use]
    pub fn is_for(&self, certificate: &Certificate) -> bool {
        self.identifiers().any(|identifier| identifier.names(certificate))
    }

    /// The certificates that it names.
    pub fn identifiers(&self) -> impl Iterator<Item = &RecipientIdentifier> {
        let (one, several) = match &self.info {
            RecipientInfo::KeyTransport(recipient) => (Some(&recipient.identifier), &[][..]),
            RecipientInfo::KeyAgreement(recipient) => (None, recipient.keys.as_slice()),
            _ => (None, &[][..]),
        };
        one.into_iter().chain(several.iter().map(|key| &key.identifier))
    }

    /// For people: the kind and whom it names.
    #[must_use]
    pub fn display(&self) -> String {
        match &self.info {
            RecipientInfo::KeyTransport(recipient) => format!("key transport, {}", recipient.identifier.display()),
            RecipientInfo::KeyAgreement(recipient) => match recipient.keys.as_slice() {
                [] => "key agreement with nobody".to_owned(),
                [key] => format!("key agreement, {}", key.identifier.display()),
                [first, others @ ..] => format!("key agreement, {} and {} more", first.identifier.display(), others.len()),
            },
            RecipientInfo::Kek(recipient) => format!("shared key {}", hex(&recipient.identifier)),
            RecipientInfo::Password(_) => "password".to_owned(),
            RecipientInfo::Other(other) => other.name.clone(),
            RecipientInfo::Unreadable { .. } => format!("unreadable at byte {}", self.offset),
        }
    }
}

impl RecipientInfo {
    fn read(raw: &[u8], offset: u64, keys: usize) -> Result<Self, Error> {
        let mut cursor = Cursor::at_offset(raw, offset);
        let element = cursor.any()?;
        match element.tag() {
            Tag::SEQUENCE => KeyTransportRecipient::read(element.children()?).map(Self::KeyTransport),
            tag if tag == Tag::context(1) => KeyAgreementRecipient::read(element.children()?, keys).map(Self::KeyAgreement),
            tag if tag == Tag::context(2) => KekRecipient::read(element.children()?).map(Self::Kek),
            tag if tag == Tag::context(3) => PasswordRecipient::read(element.children()?).map(Self::Password),
            tag if tag == Tag::context(4) => OtherRecipient::read(element.children()?).map(Self::Other),
            found => Err(Error::UnexpectedTag { offset: element.offset(), expected: Tag::SEQUENCE, found }),
        }
    }

    /// The version found and the one that RFC 5652 6.2 demands, where there is one.
    pub(crate) fn versions(&self) -> Option<(&'static str, u64, u64)> {
        match self {
            Self::KeyTransport(recipient) => {
                let by_key = matches!(recipient.identifier, RecipientIdentifier::SubjectKeyIdentifier(_));
                Some(("KeyTransRecipientInfo", recipient.version, if by_key { 2 } else { 0 }))
            }
            Self::KeyAgreement(recipient) => Some(("KeyAgreeRecipientInfo", recipient.version, 3)),
            Self::Kek(recipient) => Some(("KEKRecipientInfo", recipient.version, 4)),
            Self::Password(recipient) => Some(("PasswordRecipientInfo", recipient.version, 0)),
            Self::Other(_) | Self::Unreadable { .. } => None,
        }
    }
}

impl KeyTransportRecipient {
    fn read(mut fields: Cursor<'_>) -> Result<Self, Error> {
        let version = fields.unsigned()?;
        let identifier = RecipientIdentifier::read(&mut fields)?;
        let algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let encrypted_key = fields.octet_string()?.into_owned();
        fields.finish()?;
        Ok(Self { version, identifier, algorithm, encrypted_key })
    }
}

impl KeyAgreementRecipient {
    fn read(mut fields: Cursor<'_>, limit: usize) -> Result<Self, Error> {
        let version = fields.unsigned()?;
        let mut explicit = fields.expect(Tag::context(0))?.children()?;
        let originator = Originator::read(&mut explicit)?;
        explicit.finish()?;
        let ukm = match fields.optional(Tag::context(1))? {
            None => None,
            Some(element) => {
                let mut explicit = element.children()?;
                let octets = explicit.octet_string()?.into_owned();
                explicit.finish()?;
                Some(octets)
            }
        };
        let algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let mut list = fields.sequence()?;
        fields.finish()?;
        let mut keys = Vec::new();
        while !list.is_empty() {
            if keys.len() >= limit {
                return Err(Error::TooMany { offset: list.offset(), what: "keys of key agreements", limit });
            }
            keys.push(RecipientEncryptedKey::read(list.sequence()?)?);
        }
        Ok(Self { version, originator, ukm, algorithm, keys })
    }
}

impl Originator {
    fn read(fields: &mut Cursor<'_>) -> Result<Self, Error> {
        match fields.optional(Tag::context(1))? {
            Some(key) => Ok(Self::Key(untagged(&key)?)),
            None => RecipientIdentifier::read(fields).map(Self::Certificate),
        }
    }
}

impl RecipientEncryptedKey {
    fn read(mut fields: Cursor<'_>) -> Result<Self, Error> {
        let identifier = RecipientIdentifier::read_agreed(&mut fields)?;
        let encrypted_key = fields.octet_string()?.into_owned();
        fields.finish()?;
        Ok(Self { identifier, encrypted_key })
    }
}

impl KekRecipient {
    fn read(mut fields: Cursor<'_>) -> Result<Self, Error> {
        let version = fields.unsigned()?;
        let mut parts = fields.sequence()?;
        let identifier = parts.octet_string()?.into_owned();
        skip_date_and_other(&mut parts)?;
        let algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let encrypted_key = fields.octet_string()?.into_owned();
        fields.finish()?;
        Ok(Self { version, identifier, algorithm, encrypted_key })
    }
}

impl PasswordRecipient {
    fn read(mut fields: Cursor<'_>) -> Result<Self, Error> {
        let version = fields.unsigned()?;
        let derivation = fields.optional(Tag::context(0))?;
        let derivation = derivation.map(|element| AlgorithmIdentifier::from_element(&element)).transpose()?;
        let algorithm = AlgorithmIdentifier::read(&mut fields)?;
        let encrypted_key = fields.octet_string()?.into_owned();
        fields.finish()?;
        Ok(Self { version, derivation, algorithm, encrypted_key })
    }
}

impl OtherRecipient {
    fn read(mut fields: Cursor<'_>) -> Result<Self, Error> {
        let oid = fields.oid()?;
        let value = fields.any()?;
        fields.finish()?;
        let name = match oid {
            ORI_KEM => kem(&value).unwrap_or_else(|| "key encapsulation".to_owned()),
            ORI_KEY_TRANSPORT_PSK => "key transport with a pre-shared key".to_owned(),
            ORI_KEY_AGREEMENT_PSK => "key agreement with a pre-shared key".to_owned(),
            other => other.to_string(),
        };
        Ok(Self { oid, name, value: value.raw().to_vec() })
    }
}

/// The name of the mechanism in a KEMRecipientInfo (RFC 9629 3): version, rid, kem, …
fn kem(value: &Element<'_>) -> Option<String> {
    let mut fields = value.children().ok()?;
    fields.unsigned().ok()?;
    RecipientIdentifier::read(&mut fields).ok()?;
    let oid = AlgorithmIdentifier::read(&mut fields).ok()?.oid;
    Some(KEMS.iter().find(|(known, _)| *known == oid).map_or_else(|| oid.to_string(), |(_, name)| (*name).to_owned()))
}

/// An IMPLICIT SEQUENCE under the tag that it would have without.
fn untagged(element: &Element<'_>) -> Result<Vec<u8>, Error> {
    element.children()?; // constructed
    Ok(kakitome_ber::der::sequence(&[element.content()]))
}
