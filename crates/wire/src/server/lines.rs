//! Command lines out of a stream of bytes (RFC 5321 4.5.3.1.4, 2.3.8). A line that came whole is not copied; one that is too long is not kept.

use std::borrow::Cow;

use memchr::memchr;
use zeroize::Zeroize;

/// Bytes of an overlong line that are read on to find its end and answer it, before the connection is given up.
const ENDLESS: usize = 64 * 1024;

/// What was found at the front of the input.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Taken<'a> {
    /// A line with its end.
    Line(Cow<'a, [u8]>),
    /// A line over the limit; it is gone.
    TooLong,
    /// A line that does not end.
    Endless,
    /// No line end yet; all input was taken.
    Nothing,
}

/// The part of a line that came so far.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    part: Vec<u8>,
    /// Bytes of the present line that were not kept.
    dropped: usize,
    /// The part is a whole line that was put back.
    whole: bool,
}

impl Lines {
    pub(crate) fn take<'a>(&mut self, input: &mut &'a [u8], limit: usize) -> Taken<'a> {
        if self.whole {
            self.whole = false;
            return Taken::Line(Cow::Owned(std::mem::take(&mut self.part)));
        }
        let end = memchr(b'\n', input).map(|at| at + 1);
        let (piece, rest) = input.split_at_checked(end.unwrap_or(input.len())).unwrap_or((input, &[]));
        *input = rest;
        if self.dropped > 0 || self.part.len() + piece.len() > limit {
            return self.drop_piece(piece.len(), end.is_some());
        }
        if self.part.is_empty() && end.is_some() {
            return Taken::Line(Cow::Borrowed(piece));
        }
        self.keep(piece);
        match end {
            Some(_) => Taken::Line(Cow::Owned(std::mem::take(&mut self.part))),
            None => Taken::Nothing,
        }
    }

    /// A line may hold a password: what grows out of its place leaves no copy.
    fn keep(&mut self, piece: &[u8]) {
        let needed = self.part.len() + piece.len();
        if needed > self.part.capacity() {
            let mut larger = Vec::with_capacity(needed * 2);
            larger.extend_from_slice(&self.part);
            self.part.zeroize();
            self.part = larger;
        }
        self.part.extend_from_slice(piece);
    }

    fn drop_piece<'a>(&mut self, length: usize, ended: bool) -> Taken<'a> {
        self.dropped = self.dropped.saturating_add(self.part.len()).saturating_add(length);
        self.part.zeroize();
        self.part = Vec::new();
        if self.dropped > ENDLESS {
            return Taken::Endless;
        }
        if ended {
            self.dropped = 0;
            return Taken::TooLong;
        }
        Taken::Nothing
    }

    /// Puts a whole line back: it is the next one again.
    pub(crate) fn put_back(&mut self, line: Cow<'_, [u8]>) {
        self.part = line.into_owned();
        self.whole = true;
    }

    /// The first byte of the line that has not ended yet.
    pub(crate) fn first(&self) -> Option<u8> {
        self.part.first().copied()
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        self.part.zeroize();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn all(pieces: &[&[u8]], limit: usize) -> Vec<String> {
        let mut lines = Lines::default();
        let mut found = Vec::new();
        for piece in pieces {
            let mut input = *piece;
            loop {
                match lines.take(&mut input, limit) {
                    Taken::Line(line) => found.push(String::from_utf8(line.into_owned()).unwrap()),
                    Taken::TooLong => found.push("too long".into()),
                    Taken::Endless => return found,
                    Taken::Nothing => break,
                }
            }
        }
        found
    }

    #[test]
    fn lines_come_whole_however_they_are_cut() {
        let bytes = b"NOOP\r\n\r\nQUIT\nrest";
        let expected = ["NOOP\r\n", "\r\n", "QUIT\n"];
        assert_eq!(all(&[bytes], 100), expected);
        assert_eq!(all(&bytes.chunks(1).collect::<Vec<_>>(), 100), expected);
    }

    #[test]
    fn s09_a_line_over_the_limit_is_told_once_and_not_kept() {
        let bytes = [&[b'a'; 99][..], b"\r\nNOOP\r\n"].concat();
        for size in [1, 7, 200] {
            assert_eq!(all(&bytes.chunks(size).collect::<Vec<_>>(), 100), ["too long", "NOOP\r\n"]);
        }
        assert_eq!(all(&[&bytes], 101).len(), 2);
        assert_eq!(all(&[&bytes], 101).first().unwrap().len(), 101);
    }

    #[test]
    fn s09_a_line_without_an_end_holds_no_memory() {
        let mut lines = Lines::default();
        for _ in 0..15 {
            assert_eq!(lines.take(&mut &[b'a'; 4096][..], 2048), Taken::Nothing);
            assert_eq!(lines.part.capacity(), 0);
        }
        assert_eq!(lines.take(&mut &[b'a'; 4097][..], 2048), Taken::Endless);
    }

    #[test]
    fn a_line_put_back_comes_again() {
        let mut lines = Lines::default();
        lines.put_back(Cow::Borrowed(b"DATA\r\n"));
        assert_eq!(lines.take(&mut &b""[..], 10), Taken::Line(Cow::Borrowed(b"DATA\r\n")));
        assert_eq!(lines.take(&mut &b""[..], 10), Taken::Nothing);
    }
}
