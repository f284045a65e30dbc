//! Header fields written into what is signed or encrypted (RFC 9788 5.2): which go inside and what is left outside. A function of the
//! mail's header alone; whoever seals puts the pieces where they belong. No listed mail program shows such fields yet, so policies have
//! it off.

use kakitome_mime::Header;

use crate::recognise::is_of_part;

/// How header fields are to be protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HeaderProtection {
    /// For a mail that is signed: fields are copied inside, and stay outside as they are.
    Clear,
    /// For a mail that is encrypted: fields are copied inside; outside, what tells the content is hidden (the baseline header
    /// confidentiality policy `hcp_baseline`, RFC 9788 3.2.1).
    Cipher,
}

/// The pieces of a protected header.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProtectedPieces {
    /// Whole field lines that go before the content's own `Content-*` fields.
    pub inside: Vec<u8>,
    /// What goes at the end of the content's `Content-Type`, before its line break.
    pub parameter: &'static str,
    /// The field lines that stay outside instead of the mail's own; `Content-*` and `MIME-Version` are not among them.
    pub outside: Vec<u8>,
}

/// Fields that relays add, or that say how a mail was carried: nobody who writes a mail states them (RFC 5322 3.6.6, 3.6.7).
const OF_THE_WAY: [&str; 10] = [
    "Received",
    "Return-Path",
    "DKIM-Signature",
    "Authentication-Results",
    "Delivered-To",
    "X-Original-To",
    "Bcc",
    "Resent-Bcc",
    "HP-Outer",
    "ARC-Seal",
];

/// What `hcp_baseline` leaves of a subject.
const HIDDEN_SUBJECT: &[u8] = b"[...]";

/// Splits a header into what is protected and what stays outside. Lines are written with CR LF; a value keeps its folding.
#[must_use]
pub fn protect(header: &Header, protection: HeaderProtection) -> ProtectedPieces {
    let mut pieces = ProtectedPieces { inside: Vec::new(), parameter: parameter(protection), outside: Vec::new() };
    let mut told = Vec::new();
    for field in header.fields().filter(|field| !is_of_part(field.name())) {
        let (name, value) = (field.name(), canonical(field.value()));
        if OF_THE_WAY.iter().any(|other| name.eq_ignore_ascii_case(other)) {
            // A field that is to stand inside only, and claims what we write there, is nobody's to state.
            if !name.eq_ignore_ascii_case("HP-Outer") {
                line(&mut pieces.outside, name, &value);
            }
            continue;
        }
        line(&mut pieces.inside, name, &value);
        let left = match protection {
            HeaderProtection::Cipher => left_outside(name, &value),
            HeaderProtection::Clear => Some(value.as_slice()),
        };
        let Some(left) = left else { continue };
        line(&mut pieces.outside, name, left);
        if protection == HeaderProtection::Cipher {
            line(&mut told, "HP-Outer", &[b" ", name.as_bytes(), b": ", left.trim_ascii_start()].concat());
        }
    }
    pieces.inside.extend(told);
    pieces
}

const fn parameter(protection: HeaderProtection) -> &'static str {
    match protection {
        HeaderProtection::Clear => ";\r\n hp=\"clear\"",
        HeaderProtection::Cipher => ";\r\n hp=\"cipher\"",
    }
}

/// The baseline policy (RFC 9788 3.2.1): `Subject` is replaced, `Comments` and `Keywords` are left out, all others stay.
fn left_outside<'v>(name: &str, value: &'v [u8]) -> Option<&'v [u8]> {
    if name.eq_ignore_ascii_case("Subject") {
        return Some(HIDDEN_SUBJECT);
    }
    let is_dropped = ["Comments", "Keywords"].iter().any(|other| name.eq_ignore_ascii_case(other));
    (!is_dropped).then_some(value)
}

fn line(out: &mut Vec<u8>, name: &str, value: &[u8]) {
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    out.extend_from_slice(value.trim_ascii());
    out.extend_from_slice(b"\r\n");
}

/// Every line break inside a folded value as CR LF.
fn canonical(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    for (number, piece) in value.split(|byte| *byte == b'\n').enumerate() {
        if number > 0 {
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(piece.strip_suffix(b"\r").unwrap_or(piece));
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use kakitome_mime::{Limits, Message};

    use super::*;

    const MAIL: &[u8] = b"Received: by a\nReturn-Path: <a@b.example>\nFrom: a@b.example\nTo: c@d.example,\n e@f.example\n\
        Subject: Salary\nKeywords: money\nHP-Outer: Subject: lies\nBcc: x@y.example\nMIME-Version: 1.0\nContent-Type: text/plain\n\nHi\n";

    fn pieces(protection: HeaderProtection) -> (String, String) {
        let index = Message::from_bytes(MAIL, &Limits::default()).unwrap();
        let pieces = protect(&index.root.header, protection);
        (String::from_utf8(pieces.inside).unwrap(), String::from_utf8(pieces.outside).unwrap())
    }

    #[test]
    fn clear_copies_and_hides_nothing() {
        let (inside, outside) = pieces(HeaderProtection::Clear);
        let common = "From: a@b.example\r\nTo: c@d.example,\r\n e@f.example\r\nSubject: Salary\r\nKeywords: money\r\n";
        assert_eq!(inside, common);
        assert_eq!(outside, format!("Received: by a\r\nReturn-Path: <a@b.example>\r\n{common}Bcc: x@y.example\r\n"));
    }

    #[test]
    fn cipher_hides_the_subject_and_says_what_is_outside() {
        let (inside, outside) = pieces(HeaderProtection::Cipher);
        assert_eq!(
            inside,
            "From: a@b.example\r\nTo: c@d.example,\r\n e@f.example\r\nSubject: Salary\r\nKeywords: money\r\n\
             HP-Outer: From: a@b.example\r\nHP-Outer: To: c@d.example,\r\n e@f.example\r\nHP-Outer: Subject: [...]\r\n"
        );
        assert!(outside.contains("Subject: [...]\r\n") && !outside.contains("money") && !outside.contains("Salary"), "{outside}");
        assert!(!inside.contains("lies") && !outside.contains("lies"));
    }
}
