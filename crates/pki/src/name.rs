//! Distinguished names: the bytes as received, a form to compare (RFC 5280 7.1) and a form to show (after RFC 4514,
//! control and bidirectional characters escaped). Nothing is compared by what is shown.

use std::sync::{Arc, OnceLock};

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Element, Tag, der};

use crate::error::Error;
use crate::oid;
use crate::prepare::prepare;
use crate::text;

/// Longest name that is shown, in characters.
const SHOWN: usize = 1000;

/// A distinguished name. Cloning is cheap; equality is that of RFC 5280 7.1.
#[derive(Clone)]
pub struct Name {
    der: Arc<[u8]>,
    key: OnceLock<Arc<[u8]>>,
}

impl Name {
    /// Reads a Name from its DER, header included.
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let mut cursor = Cursor::new(der);
        let name = cursor.any().and_then(|element| cursor.finish().map(|()| element)).map_err(|e| Error::ber("name", &e))?;
        Self::from_element(&name).map_err(|e| Error::ber("name", &e))
    }

    /// From an element of a larger structure.
    pub(crate) fn from_element(element: &Element<'_>) -> Result<Self, kakitome_ber::Error> {
        if element.tag() != Tag::SEQUENCE {
            return Err(kakitome_ber::Error::UnexpectedTag { offset: element.offset(), expected: Tag::SEQUENCE, found: element.tag() });
        }
        walk(element, |_, _| ())?;
        Ok(Self { der: element.raw().into(), key: OnceLock::new() })
    }

    /// Builds a name from pairs such as `("CN", "...")`, `("O", "...")`, `("C", "JP")`, in the order of the certificate (country first).
    pub fn build(attributes: &[(&str, &str)]) -> Result<Self, Error> {
        let wrong = |problem: String| Error::Request { what: "name", problem };
        let mut parts = Vec::new();
        for (label, value) in attributes {
            let (_, kind) = oid::ATTRIBUTE_NAMES
                .iter()
                .find(|(known, _)| known.eq_ignore_ascii_case(label))
                .ok_or_else(|| wrong(format!("attribute {label:?} is not known; use CN, O, OU, C, ST, L, SN, GN, serialNumber, ...")))?;
            if value.is_empty() || value.chars().any(text::is_deceptive) {
                return Err(wrong(format!("attribute {label} is empty or contains control or invisible characters")));
            }
            let string = string_of(*kind, value).ok_or_else(|| wrong(format!("attribute {label} allows two letters or ASCII only")))?;
            parts.push(der::set_of(&[&der::sequence(&[&der::oid(kind), &string])]));
        }
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        Ok(Self { der: der::sequence(&parts).into(), key: OnceLock::new() })
    }

    /// The bytes as received, header included.
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// No attribute at all.
    pub fn is_empty(&self) -> bool {
        let mut none = true;
        self.each(|_, _| none = false);
        none
    }

    /// The name to show, most specific attribute first, escaped, at most 1,000 characters.
    pub fn display(&self) -> String {
        let mut groups: Vec<(usize, String)> = Vec::new();
        self.each(|group, attribute| {
            let shown = attribute.display();
            match groups.last_mut() {
                Some((last, text)) if *last == group => {
                    text.push_str(" + ");
                    text.push_str(&shown);
                }
                _ => groups.push((group, shown)),
            }
        });
        let parts: Vec<String> = groups.into_iter().rev().map(|(_, text)| text).collect();
        text::cut(parts.join(", "), SHOWN)
    }

    /// The name to compare by: equal octets for names that RFC 5280 7.1 calls equal.
    pub fn key(&self) -> &[u8] {
        self.key.get_or_init(|| self.rdn_keys().concat().into())
    }

    /// A key for each relative name, for comparing the beginnings of names (RFC 5280 4.2.1.10).
    pub(crate) fn rdn_keys(&self) -> Vec<Vec<u8>> {
        let mut groups: Vec<(usize, Vec<Vec<u8>>)> = Vec::new();
        self.each(|group, attribute| {
            let key = attribute.key();
            match groups.last_mut() {
                Some((last, keys)) if *last == group => keys.push(key),
                _ => groups.push((group, vec![key])),
            }
        });
        let framed = |(_, keys): (usize, Vec<Vec<u8>>)| {
            let parts: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
            der::set_of(&parts)
        };
        groups.into_iter().map(framed).collect()
    }

    /// The last common name, as text, not escaped.
    pub fn common_name(&self) -> Option<String> {
        self.texts(oid::COMMON_NAME).pop()
    }

    /// The texts of all attributes of a type, in order, not escaped. Octets that are no text are left out.
    pub fn texts(&self, kind: ObjectIdentifier) -> Vec<String> {
        let mut found = Vec::new();
        self.each(|_, attribute| {
            if attribute.kind == kind.as_bytes() {
                found.extend(text::decode(&attribute.value));
            }
        });
        found
    }

    /// The octets of all emailAddress attributes.
    pub(crate) fn email_octets(&self) -> Vec<Vec<u8>> {
        let mut found = Vec::new();
        self.each(|_, attribute| {
            if attribute.kind == oid::EMAIL_ADDRESS.as_bytes() {
                // IA5String (RFC 5280 appendix A.1) and what CAs write instead; anything else becomes octets that no address
                // has: its header stands before it
                let usual = [Tag::IA5_STRING, Tag::UTF8_STRING, Tag::PRINTABLE_STRING, Tag::TELETEX_STRING, Tag::BMP_STRING];
                let text = if usual.contains(&attribute.value.tag()) { text::decode(&attribute.value) } else { None };
                found.push(text.map_or_else(|| attribute.value.raw().to_vec(), String::into_bytes));
            }
        });
        found
    }

    fn each(&self, mut visit: impl FnMut(usize, &Attribute<'_>)) {
        // the name was walked once when it was read, so there is no error left to see
        let _ = Cursor::new(&self.der).any().and_then(|element| walk(&element, &mut visit));
    }
}

/// One attribute, borrowed from the name.
struct Attribute<'a> {
    kind: &'a [u8],
    value: Element<'a>,
}

/// Visits every attribute with the number of its relative name.
fn walk<'a>(name: &Element<'a>, mut visit: impl FnMut(usize, &Attribute<'a>)) -> Result<(), kakitome_ber::Error> {
    let mut groups = name.children()?;
    let mut group = 0_usize;
    while !groups.is_empty() {
        let mut set = groups.set()?;
        while !set.is_empty() {
            let mut pair = set.sequence()?;
            let kind = pair.expect(Tag::OID)?.primitive()?;
            let value = pair.any()?;
            pair.finish()?;
            visit(group, &Attribute { kind, value });
        }
        group = group.saturating_add(1);
    }
    Ok(())
}

impl Attribute<'_> {
    fn display(&self) -> String {
        let mut out = match oid::ATTRIBUTE_NAMES.iter().find(|(_, kind)| kind.as_bytes() == self.kind) {
            Some((label, _)) => (*label).to_owned(),
            None => ObjectIdentifier::<39>::from_bytes(self.kind).map_or_else(|_| text::hex(self.kind), |kind| kind.to_string()),
        };
        out.push('=');
        match text::decode(&self.value) {
            Some(value) => push_rfc4514(&mut out, &value),
            None => {
                out.push('#');
                out.push_str(&text::hex(self.value.raw()));
            }
        }
        out
    }

    /// Type and folded value, framed so that no two different attributes give the same octets.
    fn key(&self) -> Vec<u8> {
        let kind = der::element(Tag::OID, false, &[self.kind]);
        let value = match text::decode(&self.value).as_deref().and_then(prepare) {
            Some(value) => der::utf8_string(&value),
            None => der::octet_string(self.value.raw()),
        };
        der::sequence(&[&kind, &value])
    }
}

/// RFC 4514 2.4, and deceptive characters as hexadecimal.
fn push_rfc4514(out: &mut String, value: &str) {
    let last = value.chars().count().saturating_sub(1);
    for (at, character) in value.chars().enumerate().take(SHOWN) {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => out.extend(['\\', character]),
            '#' if at == 0 => out.push_str("\\#"),
            ' ' if at == 0 || at == last => out.push_str("\\ "),
            _ if text::is_deceptive(character) => text::push_hex(out, character),
            _ => out.push(character),
        }
    }
}

/// PrintableString where the type demands it, IA5String for mail and domain names, else UTF8String (RFC 5280 4.1.2.4).
fn string_of(kind: ObjectIdentifier, value: &str) -> Option<Vec<u8>> {
    let label = oid::ATTRIBUTE_NAMES.iter().find(|(_, known)| *known == kind).map_or("", |(label, _)| *label);
    match label {
        "C" if value.len() != 2 => None,
        "C" | "serialNumber" | "dnQualifier" => der::printable_string(value),
        "emailAddress" | "DC" => der::ia5_string(value),
        _ => Some(der::utf8_string(value)),
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der || self.key() == other.key()
    }
}

impl Eq for Name {}

impl std::fmt::Debug for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Name").field(&self.display()).finish()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn name_of(tag: Tag, octets: &[u8]) -> Name {
        let value = der::element(tag, false, &[octets]);
        let pair = der::sequence(&[&der::oid(&oid::COMMON_NAME), &value]);
        Name::from_der(&der::sequence(&[&der::set_of(&[&pair])])).unwrap()
    }

    #[test]
    fn names_that_rfc_5280_7_1_calls_equal() {
        let plain = name_of(Tag::PRINTABLE_STRING, b"Kakitome Root");
        for same in [
            name_of(Tag::UTF8_STRING, b"kakitome  ROOT "),
            name_of(Tag::BMP_STRING, &"Kakitome Root".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()),
            name_of(Tag::TELETEX_STRING, b" Kakitome Root"),
        ] {
            assert_eq!(plain, same);
        }
        assert_ne!(plain, name_of(Tag::PRINTABLE_STRING, b"KakitomeRoot"));
        assert_ne!(name_of(Tag::UTF8_STRING, b"\xff"), name_of(Tag::UTF8_STRING, b"\xfe"));
    }

    #[test]
    fn shown_most_specific_first_and_escaped() {
        let name = Name::build(&[("C", "JP"), ("O", "株式会社見本銀行"), ("CN", "a,b+c")]).unwrap();
        assert_eq!(name.display(), "CN=a\\,b\\+c, O=株式会社見本銀行, C=JP");
        assert_eq!(name_of(Tag::UTF8_STRING, "x\u{202e}\0".as_bytes()).display(), "CN=x\\e2\\80\\ae\\00");
        assert_eq!(name_of(Tag::UTF8_STRING, b"\xff").display(), "CN=#0c01ff");
    }

    #[test]
    fn c20_a_name_of_ten_kilobytes_is_cut() {
        assert!(name_of(Tag::UTF8_STRING, "あ".repeat(10_000).as_bytes()).display().chars().count() <= SHOWN + 1);
    }

    #[test]
    fn built_names_refuse_what_must_not_stand_in_them() {
        for attributes in [[("CN", "a\nb")], [("C", "Japan")], [("XX", "1")], [("CN", "")], [("emailAddress", "あ@example.jp")]] {
            assert!(Name::build(&attributes).is_err(), "{attributes:?}");
        }
    }
}
