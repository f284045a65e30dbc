//! Cuts an address list into tokens (RFC 5322 3.2). Iterative; every octet ends up in exactly one token.
//! Faults of the octets themselves (controls, line breaks, open quotes) are found here, faults of the order in `parse`.

use crate::address_fault::AddressFault;
use crate::finding::{Finding, Findings, Kind};
use crate::syntax::{Cursor, End, is_space};

/// A token and where it begins in the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: TokenKind<'a>,
    pub(super) at: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenKind<'a> {
    /// letters of an atom, dots among them
    Atom(&'a [u8]),
    /// a quoted string, quotes and escapes undone
    Quoted(Vec<u8>),
    /// `[...]` with its brackets
    Literal(&'a [u8]),
    /// the inside of a comment
    Comment(&'a [u8]),
    Space,
    /// one of `< > @ , : ;`
    Special(u8),
    /// an octet that has no place anywhere
    Stray(u8),
}

/// Reads all tokens of a value that stands at `base`.
pub(super) fn tokens<'a>(value: &'a [u8], base: u64, findings: &mut Findings) -> Vec<Token<'a>> {
    let mut cursor = Cursor::new(value);
    let mut out = Vec::new();
    while let Some(byte) = cursor.peek() {
        let at = cursor.at();
        let mut fault = |fault, at: usize| findings.push(Finding::new(Kind::AddressSyntax(fault), base + at as u64));
        let kind = match byte {
            _ if is_space(byte) => {
                cursor.skip_space();
                check_octets(cursor.since(at), at, &mut fault);
                TokenKind::Space
            }
            b'(' => {
                let (inside, end) = cursor.comment();
                match end {
                    End::Closed => {}
                    End::Open => fault(AddressFault::UnclosedComment, at),
                    End::TooDeep => fault(AddressFault::TooDeep, at),
                }
                check_octets(inside, at + 1, &mut fault);
                TokenKind::Comment(inside)
            }
            b'"' => {
                let (content, end) = cursor.quoted();
                if end != End::Closed {
                    fault(AddressFault::UnclosedQuote, at);
                }
                check_octets(cursor.since(at), at, &mut fault);
                TokenKind::Quoted(content)
            }
            b'[' => {
                cursor.bump();
                cursor
                    .take_while(|byte| byte.is_ascii_graphic() && !matches!(byte, b'[' | b']' | b'\\' | b'<' | b'>' | b',' | b'@' | b'"'));
                if !cursor.eat(b']') {
                    fault(AddressFault::UnclosedLiteral, at);
                }
                TokenKind::Literal(cursor.since(at))
            }
            b'<' | b'>' | b'@' | b',' | b':' | b';' => {
                cursor.bump();
                TokenKind::Special(byte)
            }
            _ if is_atom(byte) => TokenKind::Atom(cursor.take_while(is_atom)),
            _ => {
                cursor.bump();
                fault(
                    match byte {
                        b')' => AddressFault::UnclosedComment,
                        b']' => AddressFault::UnclosedLiteral,
                        _ if byte.is_ascii_control() => AddressFault::Control,
                        _ => AddressFault::Stray,
                    },
                    at,
                );
                TokenKind::Stray(byte)
            }
        };
        out.push(Token { kind, at });
    }
    out
}

/// RFC 5322 3.2.3 atext, the dot, and UTF-8 (RFC 6532 3.2).
fn is_atom(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte)
}

/// Line breaks must be folding (RFC 5322 2.2.3); no other controls.
fn check_octets(bytes: &[u8], start: usize, fault: &mut impl FnMut(AddressFault, usize)) {
    for (index, byte) in bytes.iter().enumerate() {
        let next = bytes.get(index + 1);
        match byte {
            b'\n' if !matches!(next, Some(b' ' | b'\t')) => fault(AddressFault::RawNewline, start + index),
            b'\r' if next != Some(&b'\n') => fault(AddressFault::RawNewline, start + index),
            b'\n' | b'\r' | b'\t' => {}
            _ if byte.is_ascii_control() => fault(AddressFault::Control, start + index),
            _ => {}
        }
    }
}
