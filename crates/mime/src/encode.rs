//! Streaming encoders for leaves that we compose or make 7-bit safe: base64 and quoted-printable (RFC 2045 6.7, 6.8).
//! The output depends on the bytes alone, never on the chunks. Lines end in CR LF and have at most 76 octets.

use std::io::{self, Write};

/// How the encoders understand line breaks of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnds {
    /// Text: LF and CR LF are line breaks (quoted-printable: a hard break; base64: CR LF). A lone CR stays a lone CR.
    Text,
    /// Every octet is content.
    Exact,
}

/// Writes base64. The last line ends in CR LF, unless there is no content.
#[derive(Debug)]
pub struct Base64<W> {
    out: W,
}

impl<W: Write> Base64<W> {
    /// Writes to `out`.
    pub fn new(out: W, line_ends: LineEnds) -> Self {
        let _ = line_ends;
        Base64 { out }
    }

    /// Writes the rest and gives the destination back.
    ///
    /// # Errors
    /// What the destination says.
    pub fn finish(self) -> io::Result<W> {
        todo!()
    }
}

impl<W: Write> Write for Base64<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = bytes;
        todo!()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes quoted-printable. White space at line ends, `From ` at a line's start and a line of one dot are encoded too.
#[derive(Debug)]
pub struct QuotedPrintable<W> {
    out: W,
}

impl<W: Write> QuotedPrintable<W> {
    /// Writes to `out`.
    pub fn new(out: W, line_ends: LineEnds) -> Self {
        let _ = line_ends;
        QuotedPrintable { out }
    }

    /// Writes the rest and gives the destination back.
    ///
    /// # Errors
    /// What the destination says.
    pub fn finish(self) -> io::Result<W> {
        todo!()
    }
}

impl<W: Write> Write for QuotedPrintable<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = bytes;
        todo!()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
