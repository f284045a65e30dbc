//! Streaming encoders for leaves that we compose or make 7-bit safe: base64 and quoted-printable (RFC 2045 6.7, 6.8).
//! The output depends on the bytes alone, never on the chunks. Lines end in CR LF and have at most 76 octets.

use crate::canonical::Canonical;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::io::{self, Write};

/// How the encoders understand line breaks of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnds {
    /// Text: LF, CR LF and a lone CR are line breaks (quoted-printable: a hard break; base64: CR LF, as RFC 2049 4 has it).
    Text,
    /// Text in which only CR LF is a line break; a lone CR or LF is content and survives as such.
    Crlf,
    /// Every octet is content.
    Exact,
}

/// Octets of content in a line of 76.
const LINE: usize = 57;

/// Writes base64. The last line ends in CR LF, unless there is no content.
#[derive(Debug)]
pub struct Base64<W: Write>(Base64Input<W>);

#[derive(Debug)]
enum Base64Input<W: Write> {
    Text(Canonical<Base64Lines<W>>),
    Exact(Base64Lines<W>),
}

impl<W: Write> Base64<W> {
    /// Writes to `out`.
    pub fn new(out: W, line_ends: LineEnds) -> Self {
        let lines = Base64Lines { out, line: Vec::with_capacity(LINE) };
        Base64(match line_ends {
            LineEnds::Text => Base64Input::Text(Canonical::new(lines)),
            LineEnds::Crlf | LineEnds::Exact => Base64Input::Exact(lines),
        })
    }

    /// Writes the rest and gives the destination back.
    ///
    /// # Errors
    /// What the destination says.
    pub fn finish(self) -> io::Result<W> {
        let mut lines = match self.0 {
            Base64Input::Text(text) => text.finish()?,
            Base64Input::Exact(lines) => lines,
        };
        write_base64_line(&lines.line, &mut lines.out)?;
        Ok(lines.out)
    }
}

impl<W: Write> Write for Base64<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.0 {
            Base64Input::Text(text) => text.write(bytes),
            Base64Input::Exact(lines) => lines.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Base64Input::Text(text) => text.flush(),
            Base64Input::Exact(lines) => lines.flush(),
        }
    }
}

/// Cuts octets into lines.
#[derive(Debug)]
struct Base64Lines<W> {
    out: W,
    /// content of a line that is not full
    line: Vec<u8>,
}

impl<W: Write> Write for Base64Lines<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        if !self.line.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(LINE - self.line.len()));
            self.line.extend_from_slice(now);
            rest = later;
            if self.line.len() < LINE {
                return Ok(bytes.len());
            }
            write_base64_line(&self.line, &mut self.out)?;
            self.line.clear();
        }
        let full = rest.chunks_exact(LINE);
        self.line.extend_from_slice(full.remainder());
        for line in full {
            write_base64_line(line, &mut self.out)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn write_base64_line(line: &[u8], out: &mut impl Write) -> io::Result<()> {
    if line.is_empty() {
        return Ok(());
    }
    let mut encoded = [0; 78];
    let length = STANDARD.encode_slice(line, &mut encoded).map_err(io::Error::other)?;
    if let Some([cr, lf]) = encoded.get_mut(length..length + 2) {
        (*cr, *lf) = (b'\r', b'\n');
    }
    out.write_all(encoded.get(..length + 2).unwrap_or_default())
}

/// Writes quoted-printable. White space at line ends, `From ` at a line's start and a line of one dot are encoded too.
/// Content that does not end in a line break gets none (nor a soft one).
#[derive(Debug)]
pub struct QuotedPrintable<W> {
    out: W,
    line_ends: LineEnds,
    /// the encoded line so far; its white space and first octets may still change
    line: Vec<u8>,
    /// a space or tab that is not written yet: whether it ends the line is not known
    space: Option<u8>,
    /// a CR that is not written yet
    cr: bool,
}

/// RFC 2045 6.7 (5): 76 octets; the last one is kept for the `=` of a soft break.
const SOFT: usize = 75;

impl<W: Write> QuotedPrintable<W> {
    /// Writes to `out`.
    pub fn new(out: W, line_ends: LineEnds) -> Self {
        QuotedPrintable { out, line_ends, line: Vec::with_capacity(80), space: None, cr: false }
    }

    /// Writes the rest and gives the destination back.
    ///
    /// # Errors
    /// What the destination says.
    pub fn finish(mut self) -> io::Result<W> {
        if std::mem::take(&mut self.cr) {
            if self.line_ends == LineEnds::Text { self.hard_break()? } else { self.content(b'\r')? }
        }
        self.end_of_line()?;
        self.write_line(b"")?;
        Ok(self.out)
    }

    fn octet(&mut self, octet: u8) -> io::Result<()> {
        if std::mem::take(&mut self.cr) {
            match (octet, self.line_ends) {
                (b'\n', _) => return self.hard_break(),
                (_, LineEnds::Text) => self.hard_break()?,
                _ => self.content(b'\r')?,
            }
        }
        match (octet, self.line_ends) {
            (b'\r', LineEnds::Text | LineEnds::Crlf) => {
                self.cr = true;
                Ok(())
            }
            (b'\n', LineEnds::Text) => self.hard_break(),
            (b' ' | b'\t', _) => {
                self.settle_space()?;
                self.space = Some(octet);
                Ok(())
            }
            _ => self.content(octet),
        }
    }

    fn content(&mut self, octet: u8) -> io::Result<()> {
        self.settle_space()?;
        if is_plain(octet) { self.put(&[octet]) } else { self.put(&escape(octet)) }
    }

    /// Octets that stand for themselves, in as many lines as they need.
    fn run(&mut self, octets: &[u8]) -> io::Result<()> {
        let mut rest = octets;
        while !rest.is_empty() {
            if self.line.len() >= SOFT {
                self.write_line(b"=\r\n")?;
            }
            let (now, later) = rest.split_at(rest.len().min(SOFT - self.line.len()));
            self.line.extend_from_slice(now);
            rest = later;
        }
        Ok(())
    }

    /// The held space is followed by more on its line, so it may stand as it is.
    fn settle_space(&mut self) -> io::Result<()> {
        match self.space.take() {
            // mailbox files: a line that begins with `From ` would get a `>` (RFC 4155; RFC 2049 3)
            Some(b' ') if self.line == b"From" => self.put(&escape(b' ')),
            Some(space) => self.put(&[space]),
            None => Ok(()),
        }
    }

    /// Adds an unbreakable piece to the line.
    fn put(&mut self, piece: &[u8]) -> io::Result<()> {
        if self.line.len() + piece.len() > SOFT {
            self.write_line(b"=\r\n")?;
        }
        self.line.extend_from_slice(piece);
        Ok(())
    }

    fn hard_break(&mut self) -> io::Result<()> {
        self.end_of_line()?;
        self.write_line(b"\r\n")
    }

    /// White space at the end of a line is lost in transport, and a lone dot ends SMTP's DATA.
    fn end_of_line(&mut self) -> io::Result<()> {
        if let Some(space) = self.space.take() {
            self.put(&escape(space))?;
        }
        if self.line == b"." {
            self.line.clear();
            self.put(&escape(b'.'))?;
        }
        Ok(())
    }

    fn write_line(&mut self, end: &[u8]) -> io::Result<()> {
        self.line.extend_from_slice(end);
        self.out.write_all(&self.line)?;
        self.line.clear();
        Ok(())
    }
}

/// RFC 2045 6.7 (2)
fn is_plain(octet: u8) -> bool {
    octet.is_ascii_graphic() && octet != b'='
}

fn escape(octet: u8) -> [u8; 3] {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |value: u8| HEX.get(usize::from(value)).copied().unwrap_or(b'0');
    [b'=', digit(octet >> 4), digit(octet & 15)]
}

impl<W: Write> Write for QuotedPrintable<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        while let Some((first, tail)) = rest.split_first() {
            let plain = if self.cr { 0 } else { rest.iter().position(|octet| !is_plain(*octet)).unwrap_or(rest.len()) };
            if plain > 0 {
                self.settle_space()?;
                self.run(rest.get(..plain).unwrap_or_default())?;
                rest = rest.get(plain..).unwrap_or_default();
            } else {
                self.octet(*first)?;
                rest = tail;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::{Base64, LineEnds, QuotedPrintable};
    use std::io::Write;

    fn quoted(input: &[u8], line_ends: LineEnds, chunk: usize) -> String {
        let mut out = QuotedPrintable::new(Vec::new(), line_ends);
        input.chunks(chunk.max(1)).for_each(|piece| out.write_all(piece).unwrap());
        String::from_utf8(out.finish().unwrap()).unwrap()
    }

    fn base64(input: &[u8], line_ends: LineEnds, chunk: usize) -> String {
        let mut out = Base64::new(Vec::new(), line_ends);
        input.chunks(chunk.max(1)).for_each(|piece| out.write_all(piece).unwrap());
        String::from_utf8(out.finish().unwrap()).unwrap()
    }

    #[test]
    fn v22_quoted_printable_keeps_line_breaks_and_protects_what_transports_change() {
        let cases: [(&[u8], LineEnds, &str); 14] = [
            (b"a=b\r\n", LineEnds::Text, "a=3Db\r\n"),
            (b"a\nb\rc", LineEnds::Text, "a\r\nb\r\nc"),
            (b"a\r\r\nb\r", LineEnds::Text, "a\r\n\r\nb\r\n"),
            (b"end \r\nend\t\n \n", LineEnds::Text, "end=20\r\nend=09\r\n=20\r\n"),
            (b"a  b ", LineEnds::Text, "a  b=20"),
            (b"From here\nFrom\n From x", LineEnds::Text, "From=20here\r\nFrom\r\n From x"),
            (b".\n..\n.a\n.", LineEnds::Text, "=2E\r\n..\r\n.a\r\n=2E"),
            ("書".as_bytes(), LineEnds::Text, "=E6=9B=B8"),
            (b"a\r\nb\nc\rd", LineEnds::Exact, "a=0D=0Ab=0Ac=0Dd"),
            (b"a\r\nb\nc\rd\r\r\n\r", LineEnds::Crlf, "a\r\nb=0Ac=0Dd=0D\r\n=0D"),
            (b"a \nb \rc", LineEnds::Crlf, "a =0Ab =0Dc"),
            (b"\0\x7f", LineEnds::Text, "=00=7F"),
            (b"", LineEnds::Text, ""),
            (b"\n", LineEnds::Text, "\r\n"),
        ];
        for (input, line_ends, expected) in cases {
            for chunk in 1..=input.len().max(1) {
                assert_eq!(quoted(input, line_ends, chunk), expected, "{input:?} by {chunk}");
            }
        }
    }

    #[test]
    fn quoted_printable_breaks_long_lines_softly() {
        let encoded = quoted(&[b'x'; 400], LineEnds::Text, 400);
        assert!(encoded.split("\r\n").all(|line| line.len() <= 76), "{encoded}");
        assert_eq!(encoded.replace("=\r\n", ""), "x".repeat(400));
        // a space that would end the line before a soft break is protected by the `=` behind it
        let encoded = quoted(&[b"x".repeat(74), b" yz".to_vec()].concat(), LineEnds::Text, 1);
        assert_eq!(encoded, format!("{} =\r\nyz", "x".repeat(74)));
    }

    #[test]
    fn base64_has_lines_of_76_and_canonical_text() {
        assert_eq!(base64(b"", LineEnds::Exact, 1), "");
        assert_eq!(base64(b"a\nb\r", LineEnds::Text, 1), "YQ0KYg0K\r\n");
        assert_eq!(base64(b"a\nb\r", LineEnds::Exact, 2), "YQpiDQ==\r\n");
        assert_eq!(base64(b"a\nb\r", LineEnds::Crlf, 2), "YQpiDQ==\r\n");
        let bytes: Vec<u8> = (0..=255).cycle().take(1000).collect();
        let whole = base64(&bytes, LineEnds::Exact, 1000);
        assert_eq!(whole.split("\r\n").next().unwrap().len(), 76);
        for chunk in [1, 2, 56, 57, 58, 113, 114, 115] {
            assert_eq!(base64(&bytes, LineEnds::Exact, chunk), whole);
        }
    }
}
