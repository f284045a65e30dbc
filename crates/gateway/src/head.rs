//! The header of a mail on its way out: fields that must not leave are taken out, `Received:` is put on top
//! (RFC 5322 3.6.3, RFC 5321 4.4).
//!
//! Works on the bytes that go out, whoever wrote them, so nothing slips by. Never looks below the header.

use std::io::{self, Write};

use memchr::memchr;

/// Our own fields; a mail that brings them from outside is lying.
const OURS: &[u8] = b"x-kakitome-";
/// Who is named there must stay unnamed.
const BLIND: [&[u8]; 2] = [b"bcc", b"resent-bcc"];

/// So much of a line is held to see what it is; the rest of a longer one follows its beginning.
const LINE_HELD: usize = 8 * 1024;

/// What is changed in one mail's header, beside what is changed in every one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Edits {
    /// What stands in place of each `Subject`, in their order, with its line end; none: it stays.
    pub(crate) subjects: Vec<Option<Vec<u8>>>,
    /// The name of a field that must not leave.
    pub(crate) drop: Option<String>,
}

/// Passes a mail on without the fields that must not leave.
#[derive(Debug)]
pub(crate) struct HeadFilter<'e, W> {
    out: W,
    edits: &'e Edits,
    subjects: usize,
    line: Vec<u8>,
    state: State,
    within_line: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Within a field that is kept, or before the first.
    Keeping,
    /// Within a field that is taken out.
    Dropping,
    /// Behind the header.
    Body,
}

impl<'e, W: Write> HeadFilter<'e, W> {
    /// Writes to `out`.
    pub(crate) fn new(out: W, edits: &'e Edits) -> Self {
        Self { out, edits, subjects: 0, line: Vec::new(), state: State::Keeping, within_line: false }
    }

    /// The mail is complete; writes what was held.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.pass_line()?;
        Ok(self.out)
    }

    /// Whether the field that begins here is not passed on; what stands in its place is written.
    fn must_stay(&mut self, line: &[u8]) -> io::Result<bool> {
        let name = memchr(b':', line).and_then(|at| line.get(..at)).unwrap_or(line).trim_ascii();
        if name.eq_ignore_ascii_case(b"subject") {
            let other = self.edits.subjects.get(self.subjects).and_then(Option::as_ref);
            self.subjects += 1;
            if let Some(other) = other {
                self.out.write_all(other)?;
            }
            return Ok(other.is_some());
        }
        // It signs the subject that was there: a signature that cannot be right helps nobody.
        let broken = name.eq_ignore_ascii_case(b"dkim-signature") && self.edits.subjects.iter().any(Option::is_some);
        Ok(broken || must_stay(name) || self.edits.drop.as_ref().is_some_and(|drop| name.eq_ignore_ascii_case(drop.as_bytes())))
    }

    fn pass_line(&mut self) -> io::Result<()> {
        let line = std::mem::take(&mut self.line);
        if self.state != State::Body && !self.within_line {
            let continues = matches!(line.first(), Some(b' ' | b'\t'));
            if line.as_slice() == b"\r\n" || line.as_slice() == b"\n" {
                self.state = State::Body;
            } else if !continues {
                self.state = if self.must_stay(&line)? { State::Dropping } else { State::Keeping };
            }
        }
        if self.state != State::Dropping {
            self.out.write_all(&line)?;
        }
        self.within_line = !line.ends_with(b"\n");
        self.line = line;
        self.line.clear();
        Ok(())
    }
}

impl<W: Write> Write for HeadFilter<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        while self.state != State::Body && !rest.is_empty() {
            let end = memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
            let (line, after) = rest.split_at(end);
            self.line.extend_from_slice(line);
            if line.ends_with(b"\n") || self.line.len() > LINE_HELD {
                self.pass_line()?;
            }
            rest = after;
        }
        self.out.write_all(rest)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn must_stay(name: &[u8]) -> bool {
    BLIND.iter().any(|blind| name.eq_ignore_ascii_case(blind))
        || name.get(..OURS.len()).is_some_and(|start| start.eq_ignore_ascii_case(OURS))
}

/// What `Received:` says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trace<'a> {
    /// What the client called itself, and its address; none: it is not named (S23).
    pub(crate) client: Option<(&'a str, std::net::IpAddr)>,
    /// Our name.
    pub(crate) hostname: &'a str,
    /// `ESMTPS`, `ESMTP`, `SMTP`, `UTF8SMTP`… (RFC 3848, RFC 6531 4.3).
    pub(crate) protocol: &'a str,
    /// The mail's name.
    pub(crate) id: &'a str,
    /// Now, as RFC 5322 3.3 writes it.
    pub(crate) date: &'a str,
}

/// The field, with its line end. Recipients are not named: one of them may be blind.
pub(crate) fn received(trace: &Trace<'_>) -> Vec<u8> {
    let from = trace.client.map_or_else(|| "unnamed".to_owned(), |(hello, address)| from(hello, address));
    format!("Received: from {from}\r\n\tby {} (Kakitome) with {} id {};\r\n\t{}\r\n", trace.hostname, trace.protocol, trace.id, trace.date)
        .into_bytes()
}

fn from(hello: &str, client: std::net::IpAddr) -> String {
    let hello: String = hello.chars().take(255).map(|c| if c.is_ascii_alphanumeric() || ".-_:[]".contains(c) { c } else { '?' }).collect();
    let hello = if hello.is_empty() { "unknown" } else { hello.as_str() };
    match client.to_canonical() {
        std::net::IpAddr::V4(v4) => format!("{hello} ([{v4}])"),
        std::net::IpAddr::V6(v6) => format!("{hello} ([IPv6:{v6}])"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;

    static NONE: Edits = Edits { subjects: Vec::new(), drop: None };

    fn filtered(mail: &[u8], split: usize) -> Vec<u8> {
        let mut filter = HeadFilter::new(Vec::new(), &NONE);
        for piece in mail.chunks(split) {
            filter.write_all(piece).unwrap();
        }
        filter.finish().unwrap()
    }

    #[test]
    fn blind_copies_and_our_own_fields_never_leave_however_they_are_split() {
        let mail = b"From: a@b\r\nBcc: x@y,\r\n z@y\r\nresent-bcc : q@y\r\nX-Kakitome-Verdict: valid\r\n\
            Subject: Bcc: no\r\n\tBcc: folded\r\n\r\nBcc: text\r\n";
        let kept = b"From: a@b\r\nSubject: Bcc: no\r\n\tBcc: folded\r\n\r\nBcc: text\r\n";
        for split in 1..=mail.len() {
            assert_eq!(filtered(mail, split), kept, "pieces of {split}");
        }
    }

    #[test]
    fn h09_subjects_are_replaced_and_the_field_that_asks_never_leaves() {
        let mail = b"Subject: one\r\n folded\r\nX-Ask : sign,\r\n encrypt\r\nsubject : two\r\nSUBJECT:three\r\n\r\nSubject: text\r\n";
        let edits =
            Edits { subjects: vec![Some(b"Subject: 1\r\n".to_vec()), None, Some(b"Subject: 3\r\n".to_vec())], drop: Some("x-ask".into()) };
        for split in 1..=mail.len() {
            let mut filter = HeadFilter::new(Vec::new(), &edits);
            mail.chunks(split).for_each(|piece| filter.write_all(piece).unwrap());
            assert_eq!(filter.finish().unwrap(), b"Subject: 1\r\nsubject : two\r\nSubject: 3\r\n\r\nSubject: text\r\n", "{split}");
        }
    }

    #[test]
    fn a_mail_without_body_or_header_passes() {
        assert_eq!(filtered(b"Bcc: a@b\r\n", 3), b"");
        assert_eq!(filtered(b"Subject: x", 3), b"Subject: x");
        assert_eq!(filtered(b"Bcc: cut off", 3), b"");
        assert_eq!(filtered(b"\r\nBcc: text\r\n", 3), b"\r\nBcc: text\r\n");
    }

    #[test]
    fn s09_an_endless_line_is_not_held() {
        let mut filter = HeadFilter::new(Vec::new(), &NONE);
        for _ in 0..1_000 {
            filter.write_all(&[b'x'; 1_000]).unwrap();
            assert!(filter.line.len() <= LINE_HELD + 1_000);
        }
        filter.write_all(b" \r\nBcc: ").unwrap();
        for _ in 0..100 {
            filter.write_all(&[b'y'; 1_000]).unwrap();
        }
        filter.write_all(b"\r\nTo: a@b\r\n\r\n").unwrap();
        let out = filter.finish().unwrap();
        assert_eq!(out.len(), 1_000_000 + 3 + 11);
        assert!(out.ends_with(b"x \r\nTo: a@b\r\n\r\n"));
    }

    #[test]
    fn s22_the_name_of_a_client_cannot_break_the_field() {
        let field = received(&Trace {
            client: Some(("evil\r\nX: y (;)", "::ffff:10.0.0.1".parse().unwrap())),
            hostname: "gw.example.jp",
            protocol: "ESMTP",
            id: "0abc",
            date: "Sun, 22 Nov 2026 04:00:00 +0000",
        });
        let text = String::from_utf8(field).unwrap();
        assert_eq!(
            text,
            "Received: from evil??X:?y???? ([10.0.0.1])\r\n\tby gw.example.jp (Kakitome) with ESMTP id 0abc;\r\n\tSun, 22 Nov 2026 04:00:00 +0000\r\n"
        );
    }
}
