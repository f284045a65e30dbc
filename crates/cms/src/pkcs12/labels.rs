//! The attributes of a bag (RFC 7292 4.2): a name for people, and the identifier that ties a key to its certificate.

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Error as BerError, Tag};

use crate::attribute::{self, Attribute};

/// friendlyName (RFC 2985 5.5.1)
pub(super) const FRIENDLY_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.20");
/// localKeyId (RFC 2985 5.5.2)
pub(super) const LOCAL_KEY_ID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.21");

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Labels {
    pub(super) friendly_name: Option<String>,
    pub(super) local_key_id: Option<Vec<u8>>,
}

impl Labels {
    /// Reads what follows a bag's value.
    pub(super) fn read(bag: &mut Cursor<'_>) -> Result<Self, BerError> {
        let mut labels = Self::default();
        if bag.is_empty() {
            return Ok(labels);
        }
        for attribute in Attribute::read_all(bag.set()?, attribute::MOST)? {
            let Some(value) = attribute.values.first() else { continue };
            match attribute.oid {
                FRIENDLY_NAME => labels.friendly_name = name(value),
                LOCAL_KEY_ID => labels.local_key_id = Cursor::new(value).octet_string().ok().map(std::borrow::Cow::into_owned),
                _ => {}
            }
        }
        Ok(labels)
    }
}

/// BMPString by the standard, UTF8String by some; a name in another type is no name. Windows ends it with U+0000.
fn name(value: &[u8]) -> Option<String> {
    let mut cursor = Cursor::new(value);
    let text = if cursor.at(Tag::UTF8_STRING).ok()? {
        String::from_utf8_lossy(&cursor.any().ok()?.octets().ok()?).into_owned()
    } else {
        bmp_string(&cursor.expect(Tag::BMP_STRING).ok()?.octets().ok()?)
    };
    let text = text.trim_end_matches('\0').to_owned();
    (!text.is_empty()).then_some(text)
}

/// UTF-16, though the standard says UCS-2; what is no text is shown as U+FFFD.
fn bmp_string(octets: &[u8]) -> String {
    let (units, _) = octets.as_chunks::<2>();
    let units: Vec<u16> = units.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_kind() {
        for (value, expected) in [
            (&b"\x1e\x04\x66\xf8\x75\x59"[..], Some("書留")),
            (b"\x1e\x06\x66\xf8\x75\x59\0\0", Some("書留")),
            (b"\x1e\x04\xd8\x42\xdf\xb7", Some("𠮷")),
            (b"\x1e\x02\xd8\x42", Some("\u{fffd}")),
            (b"\x0c\x03a b", Some("a b")),
            (b"\x1e\x00", None),
            (b"\x02\x01\x05", None),
            (b"", None),
        ] {
            assert_eq!(name(value).as_deref(), expected, "{value:x?}");
        }
    }
}
