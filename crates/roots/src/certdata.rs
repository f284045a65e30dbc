//! The text of certdata.txt, Mozilla's list of roots: objects with typed attributes (NSS, lib/ckfw/builtins). What the attributes
//! mean stands in `mozilla`.

use std::collections::HashMap;

use crate::error::Error;

pub(crate) const WHAT: &str = "certdata.txt";
/// Objects of one file; the largest has 400.
const MAX_OBJECTS: usize = 20_000;

/// One object: its attributes by name.
pub(crate) struct Object<'a> {
    /// The line in which it begins, from 1.
    pub(crate) line: usize,
    attributes: HashMap<&'a str, Value<'a>>,
}

/// What an attribute says.
pub(crate) enum Value<'a> {
    /// A word: CK_TRUE, CKO_CERTIFICATE, CKT_NSS_TRUSTED_DELEGATOR.
    Word(&'a str),
    /// Text between quotation marks, escapes as they stand.
    Text(&'a str),
    /// Octets.
    Octets(Vec<u8>),
}

impl Object<'_> {
    pub(crate) fn word(&self, name: &str) -> Option<&str> {
        match self.attributes.get(name) {
            Some(Value::Word(word)) => Some(word),
            _ => None,
        }
    }

    pub(crate) fn octets(&self, name: &str) -> Option<&[u8]> {
        match self.attributes.get(name) {
            Some(Value::Octets(octets)) => Some(octets),
            _ => None,
        }
    }

    /// The text with its escapes resolved: NSS writes octets as `\xNN`.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let Some(Value::Text(text)) = self.attributes.get(name) else { return None };
        let mut octets = Vec::with_capacity(text.len());
        let mut rest = text.as_bytes();
        while let [first, later @ ..] = rest {
            let escaped = match rest {
                [b'\\', b'x', high, low, ..] => char::from(*high).to_digit(16).zip(char::from(*low).to_digit(16)),
                _ => None,
            };
            match escaped.and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
                Some(octet) => {
                    octets.push(octet);
                    rest = rest.get(4..).unwrap_or_default();
                }
                None => {
                    octets.push(*first);
                    rest = later;
                }
            }
        }
        Some(String::from_utf8_lossy(&octets).into_owned())
    }
}

/// All objects in their order.
pub(crate) fn objects(text: &str) -> Result<Vec<Object<'_>>, Error> {
    let mut lines = text.lines().enumerate();
    if !lines.any(|(_, line)| line.trim() == "BEGINDATA") {
        return Err(Error::Line { what: WHAT, line: 1, problem: "there is no BEGINDATA".to_owned() });
    }
    let mut found: Vec<Object<'_>> = Vec::new();
    while let Some((at, line)) = lines.next() {
        let line = line.trim();
        let number = at.saturating_add(1);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = |problem: &str| Error::Line { what: WHAT, line: number, problem: problem.to_owned() };
        let (name, rest) = line.split_once(char::is_whitespace).ok_or_else(|| wrong("an attribute without a type"))?;
        let (kind, value) = rest.trim().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
        let value = match kind {
            "MULTILINE_OCTAL" => Value::Octets(octets(&mut lines, number)?),
            "UTF8" => {
                let text = value.trim().strip_prefix('"').and_then(|text| text.strip_suffix('"'));
                Value::Text(text.ok_or_else(|| wrong("text without quotation marks"))?)
            }
            _ => Value::Word(value.trim()),
        };
        if name == "CKA_CLASS" {
            if found.len() == MAX_OBJECTS {
                return Err(wrong("too many objects"));
            }
            found.push(Object { line: number, attributes: HashMap::new() });
        }
        let object = found.last_mut().ok_or_else(|| wrong("an attribute before the first CKA_CLASS"))?;
        if object.attributes.insert(name, value).is_some() {
            return Err(wrong(&format!("{name} stands twice in one object")));
        }
    }
    if found.is_empty() { Err(Error::Empty { what: WHAT }) } else { Ok(found) }
}

/// Lines of `\ooo` up to END.
fn octets<'a>(lines: &mut impl Iterator<Item = (usize, &'a str)>, begun: usize) -> Result<Vec<u8>, Error> {
    let mut octets = Vec::new();
    for (at, line) in lines {
        let line = line.trim();
        if line == "END" {
            return Ok(octets);
        }
        let wrong = || Error::Line { what: WHAT, line: at.saturating_add(1), problem: "not octets as \\ooo".to_owned() };
        let (groups, rest) = line.as_bytes().as_chunks::<4>();
        if !rest.is_empty() {
            return Err(wrong());
        }
        for [slash, digits @ ..] in groups {
            let value =
                digits.iter().try_fold(0_u16, |value, digit| matches!(digit, b'0'..=b'7').then(|| value << 3 | u16::from(digit - b'0')));
            let octet = value.and_then(|value| u8::try_from(value).ok()).filter(|_| *slash == b'\\');
            octets.push(octet.ok_or_else(wrong)?);
        }
    }
    Err(Error::Line { what: WHAT, line: begun, problem: "the file ends before the END of these octets".to_owned() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;

    #[test]
    fn attributes_of_every_type() {
        let text = "# x\nBEGINDATA\n\nCKA_CLASS CK_OBJECT_CLASS CKO_CERTIFICATE\nCKA_LABEL UTF8 \"T\\xc3\\x9cB \\x41\"\nCKA_VALUE MULTILINE_OCTAL\n\\060\\377\n\\000\nEND\nCKA_TOKEN CK_BBOOL CK_TRUE\n";
        let objects = objects(text).unwrap();
        let object = &objects[0];
        assert_eq!((object.line, object.word("CKA_CLASS"), object.word("CKA_TOKEN")), (4, Some("CKO_CERTIFICATE"), Some("CK_TRUE")));
        assert_eq!(object.text("CKA_LABEL").unwrap(), "TÜB A");
        assert_eq!(object.octets("CKA_VALUE").unwrap(), [0o060, 0o377, 0]);
        assert_eq!((object.word("CKA_VALUE"), object.octets("CKA_LABEL")), (None, None));
    }

    #[test]
    fn damage_is_named_with_its_line() {
        let head = "BEGINDATA\nCKA_CLASS CK_OBJECT_CLASS CKO_CERTIFICATE\n";
        for (text, line, words) in [
            ("CKA_CLASS\n".to_owned(), 1, "BEGINDATA"),
            ("BEGINDATA\nCKA_TOKEN CK_BBOOL CK_TRUE\n".to_owned(), 2, "before the first"),
            (format!("{head}CKA_VALUE MULTILINE_OCTAL\n\\060\n"), 3, "before the END"),
            (format!("{head}CKA_VALUE MULTILINE_OCTAL\n\\06\nEND\n"), 4, "octets"),
            (format!("{head}CKA_VALUE MULTILINE_OCTAL\n\\777\nEND\n"), 4, "octets"),
            (format!("{head}CKA_LABEL UTF8 x\n"), 3, "quotation"),
            (format!("{head}CKA_TOKEN\n"), 3, "type"),
            (format!("{head}CKA_A B C\nCKA_A B D\n"), 4, "twice"),
        ] {
            let error = objects(&text).err().unwrap().to_string();
            assert!(error.contains(words) && error.contains(&format!("line {line}:")), "{error}");
        }
        assert!(matches!(objects("BEGINDATA\n"), Err(Error::Empty { .. })));
    }
}
