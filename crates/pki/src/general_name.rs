//! GeneralName (RFC 5280 4.2.1.6), each form with the bytes that a comparison needs.

use const_oid::ObjectIdentifier;
use kakitome_ber::{Class, Cursor, Element, Error, Tag};

use crate::name::Name;
use crate::oid;
use crate::text;

/// One general name.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum GeneralName {
    /// otherName: its type and its value (DER, without the `[0]`).
    Other {
        /// Type of the name.
        form: ObjectIdentifier,
        /// Value as DER.
        value: Vec<u8>,
    },
    /// rfc822Name, the octets as they stand (not yet known to be an address).
    Rfc822(Vec<u8>),
    /// dNSName.
    Dns(Vec<u8>),
    /// x400Address, not read.
    X400,
    /// directoryName.
    Directory(Name),
    /// ediPartyName, not read.
    Edi,
    /// uniformResourceIdentifier.
    Uri(Vec<u8>),
    /// iPAddress, the octets.
    Ip(Vec<u8>),
    /// registeredID.
    Registered(ObjectIdentifier),
}

/// Longest name that is shown, in characters.
const SHOWN: usize = 256;

impl GeneralName {
    /// From one element.
    pub(crate) fn from_element(element: &Element<'_>) -> Result<Self, Error> {
        let tag = element.tag();
        let unknown = Error::BadValue { offset: element.offset(), what: "GeneralName" };
        if tag.class != Class::Context {
            return Err(unknown);
        }
        Ok(match tag.number {
            0 => {
                let mut parts = element.children()?;
                let form = parts.oid()?;
                let value = parts.expect(Tag::context(0))?;
                parts.finish()?;
                let mut inner = value.children()?;
                let value = inner.any()?.raw().to_vec();
                inner.finish()?;
                Self::Other { form, value }
            }
            1 => Self::Rfc822(element.primitive()?.to_vec()),
            2 => Self::Dns(element.primitive()?.to_vec()),
            3 => Self::X400,
            4 => {
                let mut inner = element.children()?;
                let name = Name::from_element(&inner.any()?)?;
                inner.finish()?;
                Self::Directory(name)
            }
            5 => Self::Edi,
            6 => Self::Uri(element.primitive()?.to_vec()),
            7 => Self::Ip(element.primitive()?.to_vec()),
            8 => Self::Registered(ObjectIdentifier::from_bytes(element.primitive()?).map_err(|_| unknown)?),
            _ => return Err(unknown),
        })
    }

    /// All elements of a GeneralNames whose header the caller has read.
    pub(crate) fn list(mut cursor: Cursor<'_>) -> Result<Vec<Self>, Error> {
        let mut names = Vec::new();
        while !cursor.is_empty() {
            names.push(Self::from_element(&cursor.any()?)?);
        }
        Ok(names)
    }

    /// How long it is, roughly.
    pub(crate) fn octets(&self) -> usize {
        match self {
            Self::Other { value: octets, .. } | Self::Rfc822(octets) | Self::Dns(octets) | Self::Uri(octets) | Self::Ip(octets) => {
                octets.len()
            }
            Self::Directory(name) => name.as_der().len(),
            Self::X400 | Self::Edi | Self::Registered(_) => 0,
        }
    }

    /// The name of its form.
    pub fn form(&self) -> &'static str {
        match self {
            Self::Other { .. } => "otherName",
            Self::Rfc822(_) => "rfc822Name",
            Self::Dns(_) => "dNSName",
            Self::X400 => "x400Address",
            Self::Directory(_) => "directoryName",
            Self::Edi => "ediPartyName",
            Self::Uri(_) => "uniformResourceIdentifier",
            Self::Ip(_) => "iPAddress",
            Self::Registered(_) => "registeredID",
        }
    }

    /// The name to show: form and value, escaped, bounded.
    pub fn display(&self) -> String {
        let value = match self {
            Self::Other { form, value } => match self.smtp_utf8_mailbox() {
                Some(mailbox) => String::from_utf8_lossy(&mailbox).into_owned(),
                None => format!("{form} ({} octets)", value.len()),
            },
            Self::Rfc822(octets) | Self::Dns(octets) | Self::Uri(octets) => String::from_utf8_lossy(octets).into_owned(),
            Self::X400 | Self::Edi => return self.form().to_owned(),
            Self::Directory(name) => name.display(),
            Self::Ip(octets) => shown_ip(octets),
            Self::Registered(oid) => oid.to_string(),
        };
        format!("{}:{}", self.form(), text::shown(&value, SHOWN))
    }

    /// The octets of a SmtpUTF8Mailbox (RFC 9598 3); wrong inner types give the octets of the whole value, which no address equals.
    pub(crate) fn smtp_utf8_mailbox(&self) -> Option<Vec<u8>> {
        let Self::Other { form, value } = self else { return None };
        if *form != oid::SMTP_UTF8_MAILBOX {
            return None;
        }
        let text = Cursor::new(value).expect(Tag::UTF8_STRING).and_then(|string| string.octets().map(std::borrow::Cow::into_owned));
        Some(text.unwrap_or_else(|_| value.clone()))
    }
}

fn shown_ip(octets: &[u8]) -> String {
    if let Ok(v4) = <[u8; 4]>::try_from(octets) {
        return std::net::Ipv4Addr::from(v4).to_string();
    }
    match <[u8; 16]>::try_from(octets) {
        Ok(v6) => std::net::Ipv6Addr::from(v6).to_string(),
        Err(_) => text::hex(octets.get(..octets.len().min(32)).unwrap_or_default()),
    }
}
