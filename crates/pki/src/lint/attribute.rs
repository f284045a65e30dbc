//! The attributes of a name one by one (RFC 5280 4.1.2.4), with the string type that each is written in.

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Error, Tag};

use crate::name::Name;
use crate::text;

/// One attribute.
pub(super) struct Attribute {
    pub(super) kind: ObjectIdentifier,
    /// The string type.
    pub(super) tag: Tag,
    /// Its text; none if it is no text.
    pub(super) text: Option<String>,
    /// Which relative distinguished name it stands in.
    pub(super) group: usize,
}

impl Attribute {
    /// The text, or nothing.
    pub(super) fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    /// The name that people know it by, or its number.
    pub(super) fn label(&self) -> String {
        label(self.kind)
    }
}

/// The name that people know an attribute type by, or its number.
pub(super) fn label(kind: ObjectIdentifier) -> String {
    let known = crate::oid::ATTRIBUTE_NAMES.iter().find(|(_, known)| *known == kind);
    known.map_or_else(|| kind.to_string(), |(label, _)| (*label).to_owned())
}

/// All attributes of a name. One whose type is no OID this program can hold has the numbers of nothing and is left out.
pub(super) fn attributes(name: &Name) -> Vec<Attribute> {
    let mut found = Vec::new();
    // the name was walked once when it was read; what cannot be walked ends the list
    let _ = walk(name.as_der(), &mut found);
    found
}

fn walk(der: &[u8], found: &mut Vec<Attribute>) -> Result<(), Error> {
    let mut groups = Cursor::new(der).sequence()?;
    let mut group = 0_usize;
    while !groups.is_empty() {
        let mut set = groups.set()?;
        while !set.is_empty() {
            let mut pair = set.sequence()?;
            let kind = pair.expect(Tag::OID)?.oid();
            let value = pair.any()?;
            if let Ok(kind) = kind {
                found.push(Attribute { kind, tag: value.tag(), text: text::decode(&value), group });
            }
        }
        group = group.saturating_add(1);
    }
    Ok(())
}

const fn attribute(dotted: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(dotted)
}

pub(super) const SURNAME: ObjectIdentifier = attribute("2.5.4.4");
pub(super) const SERIAL_NUMBER: ObjectIdentifier = attribute("2.5.4.5");
pub(super) const COUNTRY: ObjectIdentifier = attribute("2.5.4.6");
pub(super) const LOCALITY: ObjectIdentifier = attribute("2.5.4.7");
pub(super) const STATE: ObjectIdentifier = attribute("2.5.4.8");
pub(super) const STREET: ObjectIdentifier = attribute("2.5.4.9");
pub(super) const ORGANIZATION: ObjectIdentifier = attribute("2.5.4.10");
pub(super) const UNIT: ObjectIdentifier = attribute("2.5.4.11");
pub(super) const TITLE: ObjectIdentifier = attribute("2.5.4.12");
pub(super) const POSTAL_CODE: ObjectIdentifier = attribute("2.5.4.17");
pub(super) const GIVEN_NAME: ObjectIdentifier = attribute("2.5.4.42");
pub(super) const PSEUDONYM: ObjectIdentifier = attribute("2.5.4.65");
pub(super) const ORGANIZATION_ID: ObjectIdentifier = attribute("2.5.4.97");
pub(super) const DOMAIN_COMPONENT: ObjectIdentifier = attribute("0.9.2342.19200300.100.1.25");
