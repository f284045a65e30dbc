//! BER rewritten as DER as far as that can be done without knowing the schema (X.690 10, 11): lengths definite and minimal, strings
//! of universal types in one piece, sets sorted. An implicitly tagged string in pieces looks like any constructed element, so what
//! comes out is a second opinion on what was meant, never a replacement for the bytes as received.

use crate::cursor::{Cursor, Element};
use crate::der;
use crate::error::Error;
use crate::tag::Tag;

/// Rewrites one element; `None` if it cannot be walked.
#[must_use]
pub fn rewritten(element: &[u8]) -> Option<Vec<u8>> {
    let mut cursor = Cursor::new(element);
    let written = cursor.any().and_then(|element| rewrite(&element)).ok()?;
    cursor.is_empty().then_some(written)
}

/// `Element::children` bounds the depth.
fn rewrite(element: &Element<'_>) -> Result<Vec<u8>, Error> {
    let tag = element.tag();
    if !element.header().constructed {
        return Ok(der::element(tag, false, &[element.content()]));
    }
    if is_string(tag) {
        return Ok(der::element(tag, false, &[&joined(element)?]));
    }
    let mut parts = Vec::new();
    let mut children = element.children()?;
    while !children.is_empty() {
        parts.push(rewrite(&children.any()?)?);
    }
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    Ok(if tag == Tag::SET { der::set_of(&parts) } else { der::element(tag, true, &parts) })
}

/// Strings of octets; pieces of a BIT STRING cannot be put one behind the other.
fn is_string(tag: Tag) -> bool {
    matches!(tag, Tag { class: crate::tag::Class::Universal, number: 4 | 12 | 18..=22 | 25..=30 })
}

/// The pieces of a string are OCTET STRINGs whatever its own type (X.690 8.23.6), or, as some write, of its type.
fn joined(element: &Element<'_>) -> Result<Vec<u8>, Error> {
    let mut all = Vec::new();
    let mut children = element.children()?;
    while !children.is_empty() {
        let piece = children.any()?;
        match piece.header().constructed {
            true => all.extend(joined(&piece)?),
            false => all.extend_from_slice(piece.content()),
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn der_stays_as_it_is() {
        let set = der::set_of(&[&der::octet_string(b"b"), &der::octet_string(b"a")]);
        for element in [der::null(), der::sequence(&[&der::unsigned(5), &set]), der::context(0, &[&set])] {
            assert_eq!(rewritten(&element), Some(element));
        }
    }

    #[test]
    fn every_freedom_of_ber_is_taken_away() {
        let ber = b"\x30\x80\x31\x80\x04\x01b\x04\x81\x01a\0\0\x24\x80\x24\x03\x04\x01x\x04\x01y\0\0\xa0\x80\x05\0\0\0\0\0";
        let wanted = der::sequence(&[
            &der::set_of(&[&der::octet_string(b"a"), &der::octet_string(b"b")]),
            &der::octet_string(b"xy"),
            &der::context(0, &[&der::null()]),
        ]);
        assert_eq!(rewritten(ber), Some(wanted));
    }

    #[test]
    fn what_cannot_be_walked_is_not_rewritten() {
        for bytes in [&b""[..], b"\x30\x05\x04", b"\x30\x80\x04\x01a", b"\x05\0\0", &b"\x30\x80".repeat(20_000)] {
            assert_eq!(rewritten(bytes), None);
        }
    }
}
