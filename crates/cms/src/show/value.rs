//! Values as they are shown: decoded where the tag tells the type, else octets in hexadecimal. Long ones are cut; a line never
//! holds more than its limit.

use std::fmt;

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Tag, time};
use kakitome_pki::UnixTime;

use super::names;
use super::schema::Names;

/// What an element says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// An object identifier, and its name if it has one.
    Oid {
        /// Dotted.
        oid: String,
        /// As RFCs name it.
        name: Option<String>,
    },
    /// An integer that fits in 64 bits.
    Small(i64),
    /// A larger one, in hexadecimal.
    Integer(String),
    /// A BOOLEAN.
    Boolean(bool),
    /// NULL
    Null,
    /// A time.
    Time(UnixTime),
    /// Text of any string type.
    Text {
        /// The beginning of it.
        text: String,
        /// Whether there is more.
        cut: bool,
    },
    /// Octets of an OCTET STRING, or of what nobody knows here.
    Octets {
        /// The beginning in hexadecimal.
        hex: String,
        /// Whether there is more.
        cut: bool,
    },
    /// Bits; the last octet may have fewer than eight.
    Bits {
        /// How many bits of the last octet do not count.
        unused: u8,
        /// The beginning in hexadecimal.
        hex: String,
        /// Whether there is more.
        cut: bool,
    },
    /// Bits with names.
    Flags {
        /// Of the bits that are set; `bit 12` where there is none.
        names: Vec<String>,
        /// How many bits of the last octet do not count.
        unused: u8,
        /// The octets in hexadecimal.
        hex: String,
    },
    /// A number with a name.
    Number {
        /// The number.
        number: i64,
        /// What it means.
        name: &'static str,
    },
    /// A distinguished name, as text.
    Name(String),
    /// An algorithm, an attribute, an extension: by name.
    Called(String),
    /// An octet string that came in so many pieces, with so many octets in all.
    Pieces {
        /// How many pieces.
        pieces: u64,
        /// Octets of content.
        octets: u64,
        /// What they begin with, where they hold no elements.
        begin: Option<Box<Value>>,
    },
    /// Part of a private key: not shown.
    Hidden,
    /// The octets are no value of their type.
    Bad {
        /// The octets in hexadecimal, from their beginning.
        hex: String,
    },
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = |cut: &bool| if *cut { "…" } else { "" };
        match self {
            Self::Oid { oid, name: Some(name) } => write!(f, "{name} ({oid})"),
            Self::Oid { oid, name: None } => f.write_str(oid),
            Self::Small(value) => write!(f, "{value}"),
            Self::Integer(hex) => write!(f, "0x{hex}"),
            Self::Boolean(value) => f.write_str(if *value { "TRUE" } else { "FALSE" }),
            Self::Null => Ok(()),
            Self::Time(time) => write!(f, "{time}"),
            Self::Text { text, cut } => write!(f, "\"{text}\"{}", more(cut)),
            Self::Octets { hex, cut } => write!(f, "{hex}{}", more(cut)),
            Self::Bits { unused: 0, hex, cut } => write!(f, "{hex}{}", more(cut)),
            Self::Bits { unused, hex, cut } => write!(f, "{hex}{} (-{unused} bits)", more(cut)),
            Self::Flags { names, .. } if names.is_empty() => f.write_str("(none)"),
            Self::Flags { names, .. } => f.write_str(&names.join(", ")),
            Self::Number { number, name } => write!(f, "{name} ({number})"),
            Self::Name(text) | Self::Called(text) => f.write_str(text),
            Self::Pieces { pieces, octets, begin } => {
                let plural = if *pieces == 1 { "" } else { "s" };
                write!(f, "{octets} octets in {pieces} piece{plural}")?;
                begin.as_ref().map_or(Ok(()), |begin| write!(f, ": {begin}"))
            }
            Self::Hidden => f.write_str("(private, not shown)"),
            Self::Bad { hex } => write!(f, "{hex} (?)"),
        }
    }
}

/// Reads a primitive value from the first octets of its content; `length` is that of the whole content.
pub(super) fn read(tag: Tag, content: &[u8], length: u64, octets: usize) -> Value {
    let whole = content.len() as u64 == length;
    let decoded = match tag {
        Tag::NULL if content.is_empty() => Some(Value::Null),
        Tag::BOOLEAN => single(content).map(|octet| Value::Boolean(octet != 0)),
        Tag::OID => object_identifier(content),
        Tag::INTEGER | Tag::ENUMERATED if !content.is_empty() => Some(integer(content, whole, octets)),
        Tag::UTC_TIME => time::parse_utc(content).map(|seconds| Value::Time(UnixTime(seconds))),
        Tag::GENERALIZED_TIME => time::parse_generalized(content).map(|seconds| Value::Time(UnixTime(seconds))),
        Tag::BIT_STRING => bits(content, whole, octets),
        Tag::OCTET_STRING => Some(raw(content, whole, octets)),
        Tag { class: kakitome_ber::Class::Context, .. } => Some(implicit(content, whole, octets)),
        Tag { class: kakitome_ber::Class::Universal, number: 12 | 18..=22 | 25..=30 } => text(tag, content, whole, octets),
        Tag { class: kakitome_ber::Class::Universal, number: 1..=30 } => None,
        _ => Some(raw(content, whole, octets)),
    };
    decoded.unwrap_or_else(|| Value::Bad { hex: hex(content, octets).0 })
}

/// Octets as they are.
pub(super) fn raw(content: &[u8], whole: bool, octets: usize) -> Value {
    let (hex, cut) = hex(content, octets);
    Value::Octets { hex, cut: cut || !whole }
}

/// Octets that nobody looks into: as text where they are nothing but text.
pub(super) fn octets(content: &[u8], whole: bool, octets: usize) -> Value {
    let is_text = |octet: &u8| octet.is_ascii_graphic() || matches!(octet, b' ' | b'\t' | b'\r' | b'\n');
    if content.len() < LEAST_TEXT || !content.iter().all(is_text) {
        return raw(content, whole, octets);
    }
    let shown = content.get(..octets.max(64).min(content.len())).unwrap_or_default();
    let text = shown.iter().map(|octet| char::from(*octet)).collect::<String>();
    let text = text.replace('\r', "\\r").replace('\n', "\\n").replace('\t', "\\t");
    Value::Text { text, cut: !whole || shown.len() < content.len() }
}

/// Fewer octets than this may look like text by chance.
const LEAST_TEXT: usize = 12;

/// The object identifier that a SEQUENCE begins with, by name: what an attribute or an extension is.
pub(super) fn kind(whole: &[u8]) -> Option<Value> {
    let oid = Cursor::new(whole).any().and_then(|element| element.children()?.oid()).ok()?;
    names::described(&oid).map(Value::Called)
}

/// The object identifier of an element's content.
pub(super) fn object_identifier(content: &[u8]) -> Option<Value> {
    let oid: ObjectIdentifier = ObjectIdentifier::from_bytes(content).ok()?;
    Some(Value::Oid { oid: oid.to_string(), name: names::described(&oid) })
}

/// An AlgorithmIdentifier in one line.
pub(super) fn algorithm(whole: &[u8]) -> Option<Value> {
    let oid = Cursor::new(whole).any().and_then(|element| element.children()?.oid()).ok()?;
    let plain = kakitome_ber::rewritten(whole)?;
    Some(Value::Called(names::of_algorithm(&oid, &plain).unwrap_or_else(|| oid.to_string())))
}

/// A Name in one line.
pub(super) fn name(whole: &[u8]) -> Option<Value> {
    kakitome_pki::Name::from_der(whole).ok().map(|name| Value::Name(harmless(&name.display())))
}

fn single(content: &[u8]) -> Option<u8> {
    match content {
        [octet] => Some(*octet),
        _ => None,
    }
}

fn integer(content: &[u8], whole: bool, octets: usize) -> Value {
    if whole && content.len() <= 8 {
        let negative = content.first().is_some_and(|first| first & 0x80 != 0);
        let start = if negative { -1 } else { 0 };
        return Value::Small(content.iter().fold(start, |value, octet| value << 8 | i64::from(*octet)));
    }
    let (mut hex, cut) = hex(content, octets.max(20)); // a serial number whole
    if cut || !whole {
        hex.push('…');
    }
    Value::Integer(hex)
}

/// Bits of a NamedBitList: what is no such list is shown as bits.
pub(super) fn flags(names: Names, content: &[u8]) -> Option<Value> {
    let (unused, octets) = content.split_first().filter(|(unused, octets)| **unused < 8 && (**unused == 0 || !octets.is_empty()))?;
    if octets.len() > MOST_FLAGS {
        return None;
    }
    let is_set = |bit: &usize| octets.get(bit / 8).is_some_and(|octet| octet & 0x80 >> (bit % 8) != 0);
    let name = |bit: usize| names.get(bit).map_or_else(|| format!("bit {bit}"), |name| (*name).to_owned());
    let names = (0..octets.len() * 8).filter(is_set).map(name).collect();
    Some(Value::Flags { names, unused: *unused, hex: hex(octets, MOST_FLAGS).0 })
}

/// Octets of a list of bits with names; keyUsage, the longest in use, has two.
const MOST_FLAGS: usize = 8;

/// A small number, by its name if it has one.
pub(super) fn number(names: Names, content: &[u8]) -> Option<Value> {
    let [number @ 0..=0x7f] = content else { return None };
    let name = names.get(usize::from(*number)).filter(|name| !name.is_empty())?;
    Some(Value::Number { number: i64::from(*number), name })
}

fn bits(content: &[u8], whole: bool, octets: usize) -> Option<Value> {
    let (unused, content) = content.split_first()?;
    let (hex, cut) = hex(content, octets);
    (*unused < 8).then_some(Value::Bits { unused: *unused, hex, cut: cut || !whole })
}

/// Under a context tag the type is not told: names in certificates are text.
fn implicit(content: &[u8], whole: bool, octets: usize) -> Value {
    let is_text = content.len() > 3 && content.iter().all(|octet| octet.is_ascii_graphic() || *octet == b' ');
    match is_text {
        true => text(Tag::IA5_STRING, content, whole, octets).unwrap_or_else(|| raw(content, whole, octets)),
        false => raw(content, whole, octets),
    }
}

fn text(tag: Tag, content: &[u8], whole: bool, octets: usize) -> Option<Value> {
    let decoded = match tag {
        Tag::BMP_STRING => {
            let units: Vec<u16> =
                content.chunks_exact(2).map(|pair| pair.iter().fold(0, |unit, octet| unit << 8 | u16::from(*octet))).collect();
            String::from_utf16(&units).ok()?
        }
        Tag::UTF8_STRING => match std::str::from_utf8(content) {
            Ok(text) => text.to_owned(),
            // the last character may have been cut
            Err(error) if !whole && error.valid_up_to() + 4 > content.len() => {
                String::from_utf8_lossy(content.get(..error.valid_up_to())?).into_owned()
            }
            Err(_) => return None,
        },
        _ => content.iter().map(|octet| char::from(*octet)).collect(), // T.61 as Latin-1, as everybody does
    };
    let shown: String = decoded.chars().take(octets.max(64)).collect();
    let cut = !whole || shown.len() < decoded.len();
    Some(Value::Text { text: harmless(&shown), cut })
}

/// Nothing that could drive a terminal.
fn harmless(text: &str) -> String {
    let turns = |letter| matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    text.chars().map(|letter| if letter.is_control() || turns(letter) { '\u{fffd}' } else { letter }).collect()
}

fn hex(content: &[u8], octets: usize) -> (String, bool) {
    let shown = content.get(..octets.min(content.len())).unwrap_or_default();
    (shown.iter().map(|octet| format!("{octet:02x}")).collect(), shown.len() < content.len())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "tests may panic")]

    use super::*;

    fn shown(tag: Tag, content: &[u8]) -> String {
        read(tag, content, content.len() as u64, 8).to_string()
    }

    #[test]
    fn values_by_their_types() {
        assert_eq!(shown(Tag::INTEGER, &[0xff]), "-1");
        assert_eq!(shown(Tag::INTEGER, &[0, 0x80]), "128");
        assert_eq!(shown(Tag::INTEGER, &[1; 12]), "0x010101010101010101010101");
        assert_eq!(shown(Tag::INTEGER, &[]), " (?)");
        assert_eq!(read(Tag::INTEGER, &[1; 4], 257, 2).to_string(), "0x01010101…");
        assert_eq!(octets(b"Pay 100 to Taro.\r\n", true, 8).to_string(), "\"Pay 100 to Taro.\\r\\n\"");
        assert_eq!(octets(b"Pay 100", true, 8).to_string(), "50617920313030");
        assert_eq!(shown(Tag::OID, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2]), "signedData (1.2.840.113549.1.7.2)");
        assert_eq!(shown(Tag::OID, &[0x80]), "80 (?)");
        assert_eq!(shown(Tag::BOOLEAN, &[1]), "TRUE");
        assert_eq!(shown(Tag::NULL, &[]), "");
        assert_eq!(shown(Tag::UTC_TIME, b"160120030405Z"), "2016-01-20T03:04:05Z");
        assert_eq!(shown(Tag::UTC_TIME, b"nonsense"), "6e6f6e73656e7365 (?)");
        assert_eq!(shown(Tag::OCTET_STRING, &[0xab; 9]), "abababababababab…");
        assert_eq!(shown(Tag::BIT_STRING, &[5, 0xa0]), "a0 (-5 bits)");
        assert_eq!(shown(Tag::UTF8_STRING, "書留".as_bytes()), "\"書留\"");
        assert_eq!(shown(Tag::UTF8_STRING, b"\x1b[31m\xe2\x80\xae"), "\"\u{fffd}[31m\u{fffd}\"");
        assert_eq!(shown(Tag::BMP_STRING, &[0x66, 0xf8]), "\"書\"");
        assert_eq!(shown(Tag::context(1), b"a@b.example"), "\"a@b.example\"");
        assert_eq!(shown(Tag::context(1), &[1, 2, 3, 4]), "01020304");
    }

    #[test]
    fn bits_and_numbers_with_names() {
        let names = &["zero", "one", "two"][..];
        let shown = |content: &[u8]| flags(names, content).map(|value| value.to_string());
        assert_eq!(shown(&[6, 0xc0]).as_deref(), Some("zero, one"));
        assert_eq!(shown(&[0, 0x20, 0x80]).as_deref(), Some("two, bit 8"));
        assert_eq!(shown(&[0]).as_deref(), Some("(none)"));
        for bad in [&[][..], &[8, 0x80], &[1], &[0; 10]] {
            assert_eq!(shown(bad), None, "{bad:02x?}");
        }
        let shown = |content: &[u8]| number(&["v1", "", "v3"], content).map(|value| value.to_string());
        assert_eq!(shown(&[2]).as_deref(), Some("v3 (2)"));
        for bad in [&[][..], &[1], &[3], &[0xff], &[0, 2]] {
            assert_eq!(shown(bad), None, "{bad:02x?}");
        }
    }

    #[test]
    fn what_was_cut_is_marked() {
        assert_eq!(read(Tag::OCTET_STRING, &[1, 2], 1000, 8).to_string(), "0102…");
        assert_eq!(read(Tag::UTF8_STRING, &"書".as_bytes()[..2], 1000, 8).to_string(), "\"\"…");
    }
}
