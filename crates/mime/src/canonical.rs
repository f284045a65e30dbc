//! Canonical line ends for signing: LF -> CR LF, lone CR -> CR LF (RFC 8551 3.1.1, RFC 2049 4). Nothing else changes.
//! Works on bytes as they pass; the result does not depend on the chunks.

use memchr::{memchr_iter, memchr2};
use std::io::{self, Write};

/// Passes bytes on with canonical line ends, whatever the chunks. Call [`Canonical::finish`]: a CR at the very end is held until then.
#[derive(Debug)]
pub struct Canonical<W> {
    out: W,
    /// a CR was seen and not yet written
    cr: bool,
}

impl<W: Write> Canonical<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Self {
        Canonical { out, cr: false }
    }

    /// Writes what was held and gives the destination back.
    ///
    /// # Errors
    /// What the destination says.
    pub fn finish(mut self) -> io::Result<W> {
        if self.cr {
            self.out.write_all(b"\r\n")?;
        }
        Ok(self.out)
    }

    fn rewrite(&mut self, mut rest: &[u8]) -> io::Result<()> {
        while let Some(at) = memchr2(b'\r', b'\n', rest) {
            let (text, breaks) = rest.split_at(at);
            self.out.write_all(text)?;
            let length = match breaks {
                [b'\r'] => {
                    self.cr = true;
                    return Ok(());
                }
                [b'\r', b'\n', ..] => 2,
                _ => 1,
            };
            self.out.write_all(b"\r\n")?;
            rest = breaks.get(length..).unwrap_or_default();
        }
        self.out.write_all(rest)
    }
}

/// Whether every line end within is CR LF. Most chunks are: they pass in one piece.
fn is_canonical(bytes: &[u8]) -> bool {
    let mut pairs = 0;
    for lf in memchr_iter(b'\n', bytes) {
        if lf.checked_sub(1).and_then(|before| bytes.get(before)) != Some(&b'\r') {
            return false;
        }
        pairs += 1;
    }
    memchr_iter(b'\r', bytes).count() == pairs
}

impl<W: Write> Write for Canonical<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        if self.cr && !rest.is_empty() {
            self.cr = false;
            self.out.write_all(b"\r\n")?;
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        if is_canonical(rest) {
            self.out.write_all(rest)?
        } else {
            self.rewrite(rest)?
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
    use super::Canonical;
    use std::io::Write;

    fn canonical(input: &[u8], chunk: usize) -> Vec<u8> {
        let mut out = Canonical::new(Vec::new());
        input.chunks(chunk.max(1)).for_each(|piece| out.write_all(piece).unwrap());
        out.finish().unwrap()
    }

    #[test]
    fn s03_every_line_end_becomes_crlf_in_any_chunks() {
        let cases: [(&[u8], &[u8]); 9] = [
            (b"", b""),
            (b"a", b"a"),
            (b"a\nb\n", b"a\r\nb\r\n"),
            (b"a\r\nb\r\n", b"a\r\nb\r\n"),
            (b"a\rb\r", b"a\r\nb\r\n"),
            (b"\r\r\n\n\r", b"\r\n\r\n\r\n\r\n"),
            (b"\n\r\n", b"\r\n\r\n"),
            (b"a\r\n\rb", b"a\r\n\r\nb"),
            (b"\n", b"\r\n"),
        ];
        for (input, expected) in cases {
            for chunk in 1..=input.len().max(1) {
                assert_eq!(canonical(input, chunk), expected, "{input:?} by {chunk}");
            }
        }
    }
}
