//! Strings of distinguished names made ready for comparison: RFC 5280 7.1 asks for `caseIgnoreMatch` after the preparation
//! of RFC 4518 2 (map, fold, normalise by NFKC, prohibit, join blanks). What is shown is never made here.

use unicode_normalization::UnicodeNormalization;

/// The prepared string; `None` if it holds what RFC 4518 2.4 prohibits, or a NUL: then only the same octets are equal.
pub(crate) fn prepare(value: &str) -> Option<String> {
    if value.bytes().all(|octet| octet.is_ascii_graphic() || octet == b' ') {
        return Some(joined(value.split(' ').filter(|word| !word.is_empty()), |word| word.to_ascii_lowercase()));
    }
    let mapped: String = value.chars().filter_map(map).flat_map(fold).collect();
    let normal: String = mapped.nfkc().flat_map(fold).nfkc().collect();
    if normal.chars().any(is_prohibited) {
        return None;
    }
    Some(joined(normal.split_whitespace(), str::to_owned))
}

/// Words with one blank between them (RFC 4518 2.6.1, without the blanks that it adds to both sides of every string).
fn joined<'a>(words: impl Iterator<Item = &'a str>, written: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    for word in words {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&written(word));
    }
    out
}

/// RFC 4518 2.2: separators become a blank, what cannot be seen becomes nothing.
fn map(character: char) -> Option<char> {
    match character {
        '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' => Some(' '),
        // kept, and prohibited below: it ends strings in other programs
        '\0' => Some(character),
        _ if character.is_control() => None,
        '\u{ad}' | '\u{34f}' | '\u{6dd}' | '\u{70f}' | '\u{1806}' | '\u{180b}'..='\u{180e}' => None,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2063}' | '\u{206a}'..='\u{206f}' => None,
        '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}' => None,
        '\u{1d173}'..='\u{1d17a}' | '\u{e0001}' | '\u{e0020}'..='\u{e007f}' => None,
        _ if character.is_whitespace() => Some(' '),
        _ => Some(character),
    }
}

/// Full case folding by way of the capital (RFC 3454 B.2); the dotless i stays what it is, as there.
fn fold(character: char) -> impl Iterator<Item = char> {
    let upper = if character == 'ı' { None } else { Some(character.to_uppercase()) };
    let same = if upper.is_none() { Some(character) } else { None };
    upper.into_iter().flatten().flat_map(char::to_lowercase).chain(same)
}

/// RFC 4518 2.4, without the list of what was unassigned in 2002: names of today are written in scripts of today.
fn is_prohibited(character: char) -> bool {
    let number = u32::from(character);
    let is_private = matches!(number, 0xe000..=0xf8ff | 0xf_0000..=0xf_fffd | 0x10_0000..=0x10_fffd);
    let is_no_character = matches!(number, 0xfdd0..=0xfdef) || number & 0xfffe == 0xfffe;
    matches!(character, '\0' | '\u{fffd}') || is_private || is_no_character
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn equal_by_rfc_4518() {
        for (one, other) in [
            ("Mihon Bank", " mihon  BANK "),
            ("Mihon Bank", "Mihon\tBank\r\n"),
            ("Mihon Bank", "Mihon\u{a0}Bank"),
            ("Mihon Bank", "Mihon\u{3000}Bank"),
            ("Mihon Bank", "Ｍｉｈｏｎ　Ｂａｎｋ"),
            ("Mihon Bank", "Mi\u{ad}hon\u{200b} Bank\u{feff}"),
            ("Mihon Bank", "Mihon\u{1} Bank"),
            ("カキトメ", "ｶｷﾄﾒ"),
            ("ガ", "カ\u{3099}"),
            ("Straße", "STRASSE"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("é", "E\u{301}"),
            ("ﬁ", "FI"),
            ("株式会社", "㍿"),
            ("K", "\u{212a}"),
        ] {
            assert_eq!(prepare(one).unwrap(), prepare(other).unwrap(), "{one:?} {other:?}");
        }
    }

    #[test]
    fn not_equal() {
        for (one, other) in [("Mihon Bank", "MihonBank"), ("ı", "i"), ("カ", "ガ"), ("a", "а"), ("見本", "見本銀行")] {
            assert_ne!(prepare(one), prepare(other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn prohibited() {
        for text in ["a\0", "\u{fffd}", "\u{e000}", "\u{ffff}", "\u{fdd0}", "x\u{10fffe}"] {
            assert_eq!(prepare(text), None, "{text:?}");
        }
    }

    #[test]
    fn preparing_twice_changes_nothing() {
        for text in ["Mihon  Bank", "ｶﾞ", "ŉ", "ΐ", "İstanbul", "ẞ", "ǅ", "㌀", "\u{1d173}x", "ﷺ"] {
            let once = prepare(text).unwrap();
            assert_eq!(prepare(&once).unwrap(), once, "{text}");
        }
    }
}
