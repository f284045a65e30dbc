//! The mail's header fields inside what is signed or encrypted (RFC 9788): the pieces that `protected::write` makes are put into the plan of
//! the content, and before it. Which fields go where is decided there; nothing is read or hashed here.

use kakitome_mime::Message;
use kakitome_mime::seven_bit::{Piece, Plan};

use crate::protected::write::ProtectedPieces;

/// The plan with the fields inside, before the content's own, and the parameter at its Content-Type (RFC 9788 2.1).
pub(super) fn put(plan: Plan, index: &Message, pieces: &ProtectedPieces) -> Plan {
    let (head, rest) = split(plan.pieces, index);
    let mut inside = pieces.inside.clone();
    inside.extend_from_slice(&with_parameter(&head, pieces.parameter));
    let all = std::iter::once(Piece::Bytes(inside)).chain(rest).collect();
    Plan { pieces: all, recoded: plan.recoded, canonicalise: plan.canonicalise }
}

/// The content's own header as bytes, its blank line included, and the pieces behind it.
fn split(pieces: Vec<Piece>, index: &Message) -> (Vec<u8>, Vec<Piece>) {
    let header = &index.root.header;
    let (raw, begin, body) = (header.raw(), header.range.start, index.root.body.start);
    let at = |offset: u64| usize::try_from(offset.saturating_sub(begin)).unwrap_or(raw.len()).min(raw.len());
    let (mut head, mut rest) = (Vec::new(), Vec::new());
    let mut pieces = pieces.into_iter();
    while !ends_header(&head) {
        match pieces.next() {
            Some(Piece::Bytes(bytes)) => head.extend_from_slice(&bytes),
            Some(Piece::Source(range)) if range.start < body => {
                head.extend_from_slice(raw.get(at(range.start)..at(range.end.min(body))).unwrap_or_default());
                if range.end > header.range.end {
                    // the blank line stands in the source, behind the header
                    head.extend_from_slice(b"\r\n");
                    rest.extend((range.end > body).then_some(Piece::Source(body..range.end)));
                    break;
                }
            }
            Some(other) => {
                rest.push(other);
                break;
            }
            None => break,
        }
    }
    rest.extend(pieces);
    (head, rest)
}

/// A field without a line break at its end is not over.
fn ends_header(head: &[u8]) -> bool {
    head == b"\r\n" || head.ends_with(b"\n\r\n") || head.ends_with(b"\n\n")
}

/// The header with the parameter at the end of its Content-Type. What states no type is plain text (RFC 2045 5.2).
fn with_parameter(head: &[u8], parameter: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(head.len().saturating_add(64));
    let (mut is_type, mut found) = (false, false);
    for line in head.split_inclusive(|byte| *byte == b'\n') {
        let folds = matches!(line.first(), Some(b' ' | b'\t'));
        if is_type && !folds {
            close(&mut out, parameter);
            is_type = false;
        }
        if !folds && !found && names_type(line) {
            (is_type, found) = (true, true);
        }
        if !found && line.trim_ascii().is_empty() {
            out.extend_from_slice(b"Content-Type: text/plain\r\n");
            close(&mut out, parameter);
            found = true;
        }
        out.extend_from_slice(line);
    }
    if is_type {
        close(&mut out, parameter);
    }
    out
}

fn names_type(line: &[u8]) -> bool {
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
    name.trim_ascii_end().eq_ignore_ascii_case(b"Content-Type")
}

/// Puts the parameter at the end of the last line: before its line break, and not behind a semicolon that is there already.
fn close(out: &mut Vec<u8>, parameter: &str) {
    while out.last().is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b';') {
        out.pop();
    }
    out.extend_from_slice(parameter.as_bytes());
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use super::*;

    #[test]
    fn the_parameter_stands_at_the_end_of_the_type() {
        let parameter = ";\r\n hp=\"cipher\"";
        for (head, expected) in [
            ("Content-Type: text/plain\r\n\r\n", "Content-Type: text/plain;\r\n hp=\"cipher\"\r\n\r\n"),
            (
                "content-type: text/plain;\r\n charset=utf-8;\r\nContent-Language: ja\r\n\r\n",
                "content-type: text/plain;\r\n charset=utf-8;\r\n hp=\"cipher\"\r\nContent-Language: ja\r\n\r\n",
            ),
            ("\r\n", "Content-Type: text/plain;\r\n hp=\"cipher\"\r\n\r\n"),
            ("Content-Language: ja\r\n\r\n", "Content-Language: ja\r\nContent-Type: text/plain;\r\n hp=\"cipher\"\r\n\r\n"),
        ] {
            assert_eq!(String::from_utf8(with_parameter(head.as_bytes(), parameter)).unwrap(), expected);
        }
    }
}
