//! Replies out of a stream of bytes (RFC 5321 4.2). What is not a reply is told as such, never skipped in silence;
//! long lines are read to their end and kept in part.

use crate::client::settings::Limits;
use crate::reply::Reply;

/// What was found at the front of the input.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Read {
    Reply(Reply),
    /// All input was taken; the reply is not complete.
    More,
    /// A line that is no part of a reply.
    Garbage(&'static str),
    /// More bytes than a reply may have.
    Endless,
}

/// The part of a reply that came so far.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    code: Option<u16>,
    lines: Vec<Vec<u8>>,
    line: Vec<u8>,
    /// Bytes since the last whole reply, whether kept or not.
    bytes: usize,
}

impl Reader {
    pub(crate) fn take(&mut self, input: &mut &[u8], limits: &Limits) -> Read {
        loop {
            let end = memchr::memchr(b'\n', input).map(|at| at + 1);
            let (piece, rest) = input.split_at_checked(end.unwrap_or(input.len())).unwrap_or((input, &[]));
            *input = rest;
            self.bytes = self.bytes.saturating_add(piece.len());
            if self.bytes > limits.reply_bytes {
                return Read::Endless;
            }
            let room = limits.reply_line.saturating_sub(self.line.len());
            let kept = piece.get(..room).unwrap_or(piece);
            if end.is_none() {
                self.line.extend_from_slice(kept);
                return Read::More;
            }
            let whole = if self.line.is_empty() {
                // As it is nearly always: the line came in one piece.
                self.line(kept.trim_ascii_end(), limits)
            } else {
                let mut line = std::mem::take(&mut self.line);
                line.extend_from_slice(kept);
                self.line(line.trim_ascii_end(), limits)
            };
            match whole {
                Ok(Some(reply)) => {
                    self.bytes = 0;
                    return Read::Reply(reply);
                }
                Ok(None) => {}
                Err(what) => {
                    self.code = None;
                    self.lines.clear();
                    return Read::Garbage(what);
                }
            }
        }
    }

    /// Whether bytes of a reply came that is not complete.
    pub(crate) fn is_midway(&self) -> bool {
        self.code.is_some() || !self.line.is_empty()
    }

    fn line(&mut self, line: &[u8], limits: &Limits) -> Result<Option<Reply>, &'static str> {
        let (digits, text) = line.split_at_checked(3).ok_or("a line that is not a reply")?;
        let code = std::str::from_utf8(digits)
            .ok()
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|digits| digits.parse::<u16>().ok())
            .filter(|code| (200..600).contains(code))
            .ok_or("a line that is not a reply")?;
        let (last, text) = match text.split_first() {
            None => (true, text),
            Some((b' ', text)) => (true, text),
            Some((b'-', text)) => (false, text),
            Some(_) => return Err("a line that is not a reply"),
        };
        if *self.code.get_or_insert(code) != code {
            return Err("a reply with two codes");
        }
        if last && self.lines.is_empty() {
            self.code = None;
            return Ok(Some(Reply::verbatim(code, [text])));
        }
        if self.lines.len() < limits.reply_lines {
            self.lines.push(text.to_vec());
        }
        if !last {
            return Ok(None);
        }
        self.code = None;
        let lines = std::mem::take(&mut self.lines);
        Ok(Some(Reply::verbatim(code, lines.iter().map(Vec::as_slice))))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "tests may panic")]
    use super::*;
    use proptest::prelude::*;

    fn all(pieces: &[&[u8]]) -> Vec<String> {
        let (mut reader, mut found) = (Reader::default(), Vec::new());
        for piece in pieces {
            let mut input = *piece;
            loop {
                match reader.take(&mut input, &Limits::default()) {
                    Read::Reply(reply) => found.push(reply.to_string()),
                    Read::Garbage(what) => found.push(what.into()),
                    Read::Endless => {
                        found.push("endless".into());
                        return found;
                    }
                    Read::More => break,
                }
            }
        }
        found
    }

    #[test]
    fn replies_are_read() {
        for (bytes, expected) in [
            (&b"250 ok\r\n"[..], vec!["250 ok"]),
            (b"250\r\n", vec!["250 "]),
            (b"250 \r\n", vec!["250 "]),
            (b"250 ok\n", vec!["250 ok"]),
            (b"250-a\r\n250-b\r\n250 c\r\n", vec!["250 a / b / c"]),
            (b"250-5.7.1 a\r\n250\r\n", vec!["250 5.7.1 a / "]),
            (b"250 ok\r\n250 ok\r\n", vec!["250 ok", "250 ok"]),
            (b"550 \x1b[31m\xff\r\n", vec!["550 ?[31m?"]),
            (b"550 a\rb\r\n", vec!["550 a?b"]),
            (b"\x00\xff\xfegarbage\r\n", vec!["a line that is not a reply"]),
            (b"25\r\n", vec!["a line that is not a reply"]),
            (b"\r\n", vec!["a line that is not a reply"]),
            (b"2500 ok\r\n", vec!["a line that is not a reply"]),
            (b"+25 ok\r\n", vec!["a line that is not a reply"]),
            (b"150 ok\r\n", vec!["a line that is not a reply"]),
            (b"650 ok\r\n", vec!["a line that is not a reply"]),
            (b"250-a\r\n550 b\r\n", vec!["a reply with two codes"]),
        ] {
            assert_eq!(all(&[bytes]), expected, "{bytes:?}");
            assert_eq!(all(&bytes.chunks(1).collect::<Vec<_>>()), expected, "{bytes:?}");
        }
    }

    #[test]
    fn r05_a_long_line_is_cut_and_one_without_end_is_given_up() {
        let mut line = b"250 ".to_vec();
        line.resize(200_004, b'A');
        line.extend_from_slice(b"\r\n");
        for size in [1000, line.len()] {
            let found = all(&line.chunks(size).collect::<Vec<_>>());
            assert!(matches!(found.as_slice(), [one] if one.starts_with("250 AAA") && one.len() == 510), "{}", found.len());
        }
        assert_eq!(all(&[&vec![b'2'; 1024 * 1024 + 1]]), ["endless"]);
        assert_eq!(all(&[&b"250-a\r\n".repeat(150_000)]), ["endless"]);
    }

    #[test]
    fn a_thousand_lines_are_one_reply_of_a_hundred() {
        let mut reader = Reader::default();
        let bytes = [b"250-a\r\n".repeat(1000), b"250 b\r\n".to_vec()].concat();
        let Read::Reply(reply) = reader.take(&mut bytes.as_slice(), &Limits::default()) else { panic!("no reply") };
        assert_eq!(reply.lines().count(), 100);
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same(bytes in "[0-9 \\-a\\r\\n]{0,60}|(250[ -]a\r\n){0,6}", size in 1..9usize) {
            let bytes = bytes.as_bytes();
            prop_assert_eq!(all(&[bytes]), all(&bytes.chunks(size).collect::<Vec<_>>()));
        }
    }
}
