//! Display names and comments for display (RFC 5322 3.2.5, RFC 2047 5), and what in them could deceive a reader or a parser.

use super::list::AddrSpec;
use super::token::{Token, TokenKind};
use crate::address_fault::AddressFault;
use crate::encoded_word;
use crate::finding::Kind;

/// The text of a phrase or of a comment, decoded.
pub(super) fn text(tokens: &[Token<'_>]) -> String {
    let mut raw = Vec::new();
    for token in tokens {
        match &token.kind {
            TokenKind::Atom(bytes) | TokenKind::Literal(bytes) => raw.extend_from_slice(bytes),
            // programs decode encoded words in quotes too, though RFC 2047 5 (3) forbids it
            TokenKind::Quoted(bytes) => raw.extend_from_slice(bytes),
            TokenKind::Space => raw.push(b' '),
            TokenKind::Special(byte) | TokenKind::Stray(byte) => raw.push(*byte),
            TokenKind::Comment(_) => {}
        }
    }
    encoded_word::decode(raw.trim_ascii())
}

/// The text of a comment.
pub(super) fn comment_text(inside: &[u8]) -> String {
    let mut raw = Vec::with_capacity(inside.len());
    let mut bytes = inside.iter().filter(|byte| !matches!(byte, b'\r' | b'\n'));
    while let Some(byte) = bytes.next() {
        raw.extend(if *byte == b'\\' { bytes.next() } else { Some(byte) });
    }
    encoded_word::decode(raw.trim_ascii())
}

/// Whether an encoded word was in it.
pub(super) fn has_encoded_word(tokens: &[Token<'_>]) -> bool {
    tokens.iter().any(|token| match &token.kind {
        TokenKind::Atom(bytes) => encoded_word::is_present(bytes),
        TokenKind::Quoted(bytes) => encoded_word::is_present(bytes),
        _ => false,
    })
}

/// What is notable in a decoded name. `encoded`: it came out of encoded words, which some programs decode before they parse.
pub(super) fn judge(name: &str, encoded: bool, address: Option<&AddrSpec>) -> Vec<Kind> {
    let mut kinds = Vec::new();
    let invisible = name.chars().any(is_invisible);
    if invisible {
        kinds.push(Kind::DisplayNameInvisible);
    }
    let has_address = holds_address(name);
    let angle = name.contains(['<', '>']);
    if encoded && (name.chars().any(char::is_control) || angle || has_address && name.contains([',', ';', ':', '"'])) {
        kinds.push(Kind::AddressSyntax(AddressFault::EncodedWord));
    }
    if has_address {
        let own = address.map(ToString::to_string);
        let same = own.is_some_and(|own| {
            name.split_whitespace()
                .filter(|word| word.contains(AT))
                .all(|word| word.trim_matches(|edge: char| !edge.is_alphanumeric()).eq_ignore_ascii_case(&own))
        });
        kinds.push(Kind::DisplayNameAddress { same, whole: holds_whole_address(name) });
    }
    kinds
}

/// `@` and the two characters that look like it.
const AT: [char; 3] = ['@', '\u{ff20}', '\u{fe6b}'];

/// Whether something stands on both sides of an `@`.
fn holds_address(name: &str) -> bool {
    name.match_indices(AT).any(|(at, sign)| {
        let before = name.get(..at).and_then(|text| text.chars().next_back());
        let after = name.get(at + sign.len()..).and_then(|text| text.chars().next());
        before.zip(after).is_some_and(|(before, after)| !before.is_whitespace() && !after.is_whitespace())
    })
}

/// Whether a domain name stands behind an `@`: two labels or more, the last one of a kind that exists.
fn holds_whole_address(name: &str) -> bool {
    let mut behind = name.match_indices(AT).filter_map(|(at, sign)| name.get(at + sign.len()..));
    behind.any(|text| {
        let end = text.find(|one: char| !one.is_alphanumeric() && !matches!(one, '.' | '-' | '_')).unwrap_or(text.len());
        let domain = text.get(..end).unwrap_or_default().trim_end_matches('.');
        let top = domain.rsplit_once('.').map(|(_, top)| top).unwrap_or_default();
        top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}

/// Controls, characters without width, and those that turn the direction of writing.
pub(super) fn is_invisible(one: char) -> bool {
    one.is_control()
        || matches!(one, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
