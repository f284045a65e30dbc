//! DER builders (X.690 section 10, 11): each answers the bytes of one whole element.
//!
//! They trust their caller's types and fail only where a value cannot be written at all; sizes are those of memory.

use const_oid::ObjectIdentifier;

use crate::tag::Tag;
use crate::time;

/// Appends identifier and length octets for content of `length` octets.
pub fn header(out: &mut Vec<u8>, tag: Tag, constructed: bool, length: u64) {
    let identifier = tag.class.bits() | if constructed { 0x20 } else { 0 };
    match u8::try_from(tag.number) {
        Ok(number @ 0..=30) => out.push(identifier | number),
        _ => {
            out.push(identifier | 0x1f);
            let septets = (1..=4).rev().filter(|n| tag.number >> (7 * n) != 0);
            out.extend(septets.map(|n| 0x80 | low_octet(u64::from(tag.number) >> (7 * n)) & 0x7f));
            out.push(low_octet(u64::from(tag.number)) & 0x7f);
        }
    }
    push_length(out, length);
}

/// How many octets [`header`] would write, for a tag below 31.
#[must_use]
pub fn header_size(length: u64) -> u64 {
    match length {
        0..=0x7f => 2,
        _ => 2 + u64::from(8 - length.leading_zeros() / 8),
    }
}

/// One element.
#[must_use]
pub fn element(tag: Tag, constructed: bool, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut out = Vec::with_capacity(length + 10);
    header(&mut out, tag, constructed, length as u64);
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

/// SEQUENCE of these elements.
#[must_use]
pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(Tag::SEQUENCE, true, parts)
}

/// SET OF these elements, in the order of X.690 11.6.
#[must_use]
pub fn set_of(parts: &[&[u8]]) -> Vec<u8> {
    element(Tag::SET, true, &sorted(parts))
}

/// `[number]` around whole elements (EXPLICIT), or over a constructed type (IMPLICIT).
#[must_use]
pub fn context(number: u32, parts: &[&[u8]]) -> Vec<u8> {
    element(Tag::context(number), true, parts)
}

/// `[number]` IMPLICIT over a primitive type.
#[must_use]
pub fn context_primitive(number: u32, content: &[u8]) -> Vec<u8> {
    element(Tag::context(number), false, &[content])
}

/// OBJECT IDENTIFIER.
#[must_use]
pub fn oid(oid: &ObjectIdentifier) -> Vec<u8> {
    element(Tag::OID, false, &[oid.as_bytes()])
}

/// INTEGER.
#[must_use]
pub fn unsigned(value: u64) -> Vec<u8> {
    unsigned_bytes(&value.to_be_bytes())
}

/// INTEGER from big-endian octets of a number that is not negative.
#[must_use]
pub fn unsigned_bytes(magnitude: &[u8]) -> Vec<u8> {
    let zeros = magnitude.iter().take_while(|octet| **octet == 0).count();
    let trimmed = magnitude.get(zeros..).unwrap_or_default();
    let sign: &[u8] = if trimmed.first().is_none_or(|first| first & 0x80 != 0) { &[0] } else { &[] };
    element(Tag::INTEGER, false, &[sign, trimmed])
}

/// OCTET STRING.
#[must_use]
pub fn octet_string(octets: &[u8]) -> Vec<u8> {
    element(Tag::OCTET_STRING, false, &[octets])
}

/// BIT STRING of whole octets.
#[must_use]
pub fn bit_string(octets: &[u8]) -> Vec<u8> {
    element(Tag::BIT_STRING, false, &[&[0], octets])
}

/// BIT STRING of a NamedBitList (X.690 11.2.2): bit 0 is the highest bit of the first octet; trailing zero bits go.
#[must_use]
pub fn named_bits(octets: &[u8]) -> Vec<u8> {
    let used = octets.iter().rposition(|octet| *octet != 0).map_or(0, |last| last + 1);
    let octets = octets.get(..used).unwrap_or_default();
    let unused = octets.last().map_or(0, |last| low_octet(u64::from(last.trailing_zeros())));
    element(Tag::BIT_STRING, false, &[&[unused], octets])
}

/// BOOLEAN.
#[must_use]
pub fn boolean(value: bool) -> Vec<u8> {
    element(Tag::BOOLEAN, false, &[&[if value { 0xff } else { 0 }]])
}

/// NULL.
#[must_use]
pub fn null() -> Vec<u8> {
    vec![0x05, 0x00]
}

/// UTF8String.
#[must_use]
pub fn utf8_string(text: &str) -> Vec<u8> {
    element(Tag::UTF8_STRING, false, &[text.as_bytes()])
}

/// PrintableString, or `None` if a character is outside its alphabet (X.680 41.4).
#[must_use]
pub fn printable_string(text: &str) -> Option<Vec<u8>> {
    let printable = |octet: u8| octet.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&octet);
    text.bytes().all(printable).then(|| element(Tag::PRINTABLE_STRING, false, &[text.as_bytes()]))
}

/// IA5String, or `None` if a character is not ASCII.
#[must_use]
pub fn ia5_string(text: &str) -> Option<Vec<u8>> {
    text.is_ascii().then(|| element(Tag::IA5_STRING, false, &[text.as_bytes()]))
}

/// UTCTime until 2049, GeneralizedTime from 2050 (RFC 5280 4.1.2.5, RFC 5652 11.3), from seconds since 1970-01-01.
#[must_use]
pub fn time(seconds: i64) -> Vec<u8> {
    let tag = if time::is_utc_time(seconds) { Tag::UTC_TIME } else { Tag::GENERALIZED_TIME };
    element(tag, false, &[time::format(seconds).as_bytes()])
}

/// The order of a SET OF in DER (X.690 11.6): as octet strings, the shorter padded with zero octets at its end.
/// Whole elements are compared, so no one is a prefix of another and plain order is the same.
#[must_use]
pub fn sorted<'a>(parts: &[&'a [u8]]) -> Vec<&'a [u8]> {
    let mut parts = parts.to_vec();
    parts.sort_unstable();
    parts
}

fn push_length(out: &mut Vec<u8>, length: u64) {
    if length <= 0x7f {
        out.push(low_octet(length));
        return;
    }
    let octets = length.to_be_bytes();
    let used = octets.iter().skip_while(|octet| **octet == 0);
    out.push(0x80 | low_octet(used.clone().count() as u64));
    out.extend(used);
}

#[allow(clippy::cast_possible_truncation, reason = "the low octet is what is wanted")]
const fn low_octet(value: u64) -> u8 {
    (value & 0xff) as u8
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use super::*;
    use crate::Cursor;

    #[test]
    fn integers() {
        assert_eq!(unsigned(0), [2, 1, 0]);
        assert_eq!(unsigned(127), [2, 1, 0x7f]);
        assert_eq!(unsigned(128), [2, 2, 0, 0x80]);
        assert_eq!(unsigned(256), [2, 2, 1, 0]);
        assert_eq!(unsigned_bytes(&[0, 0, 0xff]), [2, 2, 0, 0xff]);
    }

    #[test]
    fn lengths_are_minimal_and_their_size_is_foretold() {
        for length in [0_u64, 1, 127, 128, 255, 256, 65_535, 65_536, 1 << 24, 1 << 32, u64::MAX] {
            let mut out = Vec::new();
            header(&mut out, Tag::SEQUENCE, true, length);
            assert_eq!(out.len() as u64, header_size(length), "{length}");
            let parsed = crate::Header::parse(&out, 0).unwrap().unwrap();
            assert!(parsed.minimal);
            assert_eq!(parsed.length, crate::Length::Definite(length));
        }
    }

    #[test]
    fn tags_of_every_size() {
        for number in [0, 30, 31, 127, 128, 16_383, 16_384, u32::MAX] {
            let bytes = element(Tag::context(number), false, &[b"x"]);
            let read = Cursor::strict(&bytes).any().unwrap();
            assert_eq!(read.tag(), Tag::context(number));
            assert_eq!(read.content(), b"x");
        }
    }

    #[test]
    fn sets_are_sorted() {
        let set = set_of(&[&octet_string(b"bb"), &octet_string(b"c"), &null()]);
        assert_eq!(set, element(Tag::SET, true, &[&octet_string(b"c"), &octet_string(b"bb"), &null()]));
    }

    #[test]
    fn named_bits_lose_their_tail() {
        assert_eq!(named_bits(&[0x80, 0]), [3, 2, 7, 0x80]);
        assert_eq!(named_bits(&[0xe0]), [3, 2, 5, 0xe0]);
        assert_eq!(named_bits(&[0]), [3, 1, 0]);
    }

    #[test]
    fn strings_keep_their_alphabets() {
        assert!(printable_string("Kakitome (Root) 1").is_some());
        assert!(printable_string("a@b").is_none());
        assert!(ia5_string("a@b").is_some());
        assert!(ia5_string("書留").is_none());
    }

    #[test]
    fn times_change_their_type_in_2050() {
        assert_eq!(time(0).first(), Some(&0x17));
        assert_eq!(time(2_524_608_000).first(), Some(&0x18));
    }
}
