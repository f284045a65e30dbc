//! ASN.1 strings as text, and text made safe to show: what comes from a certificate is an attacker's until checked (C20).

use kakitome_ber::{Element, Tag};

/// NumericString, VisibleString, GeneralString, UniversalString: tags that `ber` has no name for.
const NUMERIC_STRING: Tag = Tag::universal(18);
const VISIBLE_STRING: Tag = Tag::universal(26);
const GENERAL_STRING: Tag = Tag::universal(27);
const UNIVERSAL_STRING: Tag = Tag::universal(28);

/// The text of a string element; `None` if it is no string type or its octets are no text of it.
pub(crate) fn decode(element: &Element<'_>) -> Option<String> {
    let octets = element.octets().ok()?;
    match element.tag() {
        Tag::UTF8_STRING => String::from_utf8(octets.into_owned()).ok(),
        Tag::PRINTABLE_STRING | Tag::IA5_STRING | NUMERIC_STRING | VISIBLE_STRING => Some(ascii_or_latin1(&octets)),
        // T.61 as it is used: Latin-1, or UTF-8 by those who did not know better
        Tag::TELETEX_STRING | GENERAL_STRING => Some(ascii_or_latin1(&octets)),
        Tag::BMP_STRING => from_utf16(&octets),
        UNIVERSAL_STRING => from_utf32(&octets),
        _ => None,
    }
}

fn ascii_or_latin1(octets: &[u8]) -> String {
    match std::str::from_utf8(octets) {
        Ok(text) => text.to_owned(),
        Err(_) => octets.iter().map(|&octet| char::from(octet)).collect(),
    }
}

fn from_utf16(octets: &[u8]) -> Option<String> {
    let (pairs, rest) = octets.as_chunks::<2>();
    let units = pairs.iter().map(|pair| u16::from_be_bytes(*pair));
    if rest.is_empty() { char::decode_utf16(units).collect::<Result<_, _>>().ok() } else { None }
}

fn from_utf32(octets: &[u8]) -> Option<String> {
    let (quads, rest) = octets.as_chunks::<4>();
    let points = quads.iter().map(|quad| char::from_u32(u32::from_be_bytes(*quad)));
    if rest.is_empty() { points.collect() } else { None }
}

/// Characters that change or hide what stands beside them: control, bidirectional, zero width, fillers.
pub(crate) fn is_deceptive(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// One character as `\XX` of its UTF-8 octets.
pub(crate) fn push_hex(out: &mut String, character: char) {
    for octet in character.encode_utf8(&mut [0; 4]).bytes() {
        out.push('\\');
        out.push_str(&hex(&[octet]));
    }
}

/// Text to show, deceptive characters as RFC 4514 2.4 writes what must be escaped, cut after `limit` characters.
pub(crate) fn shown(text: &str, limit: usize) -> String {
    let mut out = String::new();
    for character in text.chars().take(limit.saturating_add(1)) {
        if is_deceptive(character) {
            push_hex(&mut out, character);
        } else {
            out.push(character);
        }
    }
    cut(out, limit)
}

/// Cuts after `limit` characters and says so.
pub(crate) fn cut(mut text: String, limit: usize) -> String {
    if let Some((at, _)) = text.char_indices().nth(limit) {
        text.truncate(at);
        text.push('…');
    }
    text
}

/// Lower-case hexadecimal.
pub(crate) fn hex(octets: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or('?');
    octets.iter().flat_map(|octet| [digit(octet >> 4), digit(octet & 0xf)]).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use kakitome_ber::{Cursor, der};

    fn text(tag: Tag, octets: &[u8]) -> Option<String> {
        let bytes = der::element(tag, false, &[octets]);
        decode(&Cursor::new(&bytes).any().unwrap())
    }

    #[test]
    fn every_string_type() {
        assert_eq!(text(Tag::UTF8_STRING, "株式会社見本銀行".as_bytes()).unwrap(), "株式会社見本銀行");
        assert_eq!(text(Tag::BMP_STRING, &[0x66, 0xf8, 0x75, 0x59]).unwrap(), "書留");
        assert_eq!(text(Tag::TELETEX_STRING, b"M\xfcller").unwrap(), "Müller");
        assert_eq!(text(UNIVERSAL_STRING, &[0, 0, 0x66, 0xf8]).unwrap(), "書");
        assert_eq!(text(Tag::UTF8_STRING, b"\xff"), None);
        assert_eq!(text(Tag::BMP_STRING, b"\x66"), None);
        assert_eq!(text(Tag::BMP_STRING, b"\xd8\x00\x00\x20"), None);
        assert_eq!(text(Tag::INTEGER, b"\x01"), None);
    }

    #[test]
    fn c20_deceptive_characters_are_escaped_and_long_text_is_cut() {
        assert_eq!(shown("a\u{202e}b\n\0", 100), "a\\e2\\80\\aeb\\0a\\00");
        assert_eq!(shown("書留書留", 2), "書留…");
        assert_eq!(shown(&"x".repeat(10_000), 10).chars().count(), 11);
    }
}
