//! A reply: a code and lines of text (RFC 5321 4.2, enhanced codes RFC 2034 and 3463).
//! CR, LF and control characters cannot get into one, wherever its text came from. Which replies we give stands in `replies.rs`.

use std::borrow::Cow;
use std::fmt;

/// Longest line of a reply without code and line end: RFC 5321 4.5.3.1.5 allows 512 bytes with both.
const LINE: usize = 506;
/// What goes out when a program gave a code that is none.
const IMPOSSIBLE: u16 = 451;

/// First digit of a reply code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// 2xx: done.
    Positive,
    /// 3xx: go on.
    Intermediate,
    /// 4xx: not now.
    Transient,
    /// 5xx: not so.
    Permanent,
}

/// Enhanced status code (RFC 3463).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enhanced(pub u8, pub u16, pub u16);

impl fmt::Display for Enhanced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// A reply, ours or the next hop's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    code: u16,
    /// Lines parted by `\n`, each with its enhanced code if it has one; printable ASCII only.
    text: Cow<'static, str>,
}

impl Reply {
    /// A reply of ours. The text may have several lines parted by `\n`; each gets the enhanced code, anything unprintable becomes `?`.
    /// A code outside 200 to 599 becomes 451: a fault in the program must not break the dialogue.
    pub fn new(code: u16, enhanced: Enhanced, text: &str) -> Self {
        let mut lines = String::with_capacity(text.len() + 8);
        for (n, line) in text.lines().enumerate() {
            if n > 0 {
                lines.push('\n');
            }
            push_line(&mut lines, &format!("{enhanced} "), line.as_bytes());
        }
        if lines.is_empty() {
            lines = enhanced.to_string();
        }
        Self { code: possible(code), text: Cow::Owned(lines) }
    }

    /// An entry of a table of replies: `text` holds the enhanced code. For constants; lines are parted by `\n` and have to be printable ASCII.
    pub const fn fixed(code: u16, text: &'static str) -> Self {
        Self { code: possible(code), text: Cow::Borrowed(text) }
    }

    /// A reply without enhanced codes (greeting, answer to EHLO; RFC 2034 4), or one that has them in its lines already.
    pub(crate) fn verbatim<'l>(code: u16, lines: impl IntoIterator<Item = &'l [u8]>) -> Self {
        let mut text = String::new();
        for (n, line) in lines.into_iter().enumerate() {
            if n > 0 {
                text.push('\n');
            }
            push_line(&mut text, "", line);
        }
        Self { code: possible(code), text: Cow::Owned(text) }
    }

    /// This reply with more said at the end of its last line: `": " + detail`.
    pub fn with(&self, detail: &str) -> Self {
        let mut text = self.text.clone().into_owned();
        let last = text.rfind('\n').map_or(0, |at| at + 1);
        let line = text.split_off(last);
        push_line(&mut text, &format!("{line}: "), detail.as_bytes());
        Self { code: self.code, text: Cow::Owned(text) }
    }

    /// Reply code, 200 to 599.
    pub fn code(&self) -> u16 {
        self.code
    }

    /// First digit.
    pub fn class(&self) -> Class {
        match self.code {
            ..300 => Class::Positive,
            300..400 => Class::Intermediate,
            400..500 => Class::Transient,
            500.. => Class::Permanent,
        }
    }

    /// Whether it is 2xx.
    pub fn is_positive(&self) -> bool {
        self.class() == Class::Positive
    }

    /// Enhanced code of the first line.
    pub fn enhanced(&self) -> Option<Enhanced> {
        let word = self.text.split([' ', '\n']).next()?;
        let mut parts = word.split('.').map(|part| {
            let digits = (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            if digits { part.parse::<u16>().ok() } else { None }
        });
        let (class, subject, detail) = (parts.next()??, parts.next()??, parts.next()??);
        let class = u8::try_from(class).ok().filter(|class| matches!(class, 2 | 4 | 5))?;
        parts.next().is_none().then_some(Enhanced(class, subject, detail))
    }

    /// Lines of text, each without code and line end.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.split('\n')
    }

    /// Appends the reply as it goes over the wire.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        let code = [digit(self.code / 100), digit(self.code / 10), digit(self.code)];
        let mut lines = self.lines().peekable();
        while let Some(line) = lines.next() {
            out.extend_from_slice(&code);
            out.push(if lines.peek().is_some() { b'-' } else { b' ' });
            // fixed texts are the program's own, but nothing may ever split a reply
            out.extend(line.bytes().map(|b| if printable(b) { b } else { b'?' }));
            out.extend_from_slice(b"\r\n");
        }
    }
}

/// One line for logs: `550 5.7.1 text / next line`.
impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        for (n, line) in self.lines().enumerate() {
            write!(f, "{}{line}", if n == 0 { " " } else { " / " })?;
        }
        Ok(())
    }
}

const fn possible(code: u16) -> u16 {
    if code >= 200 && code < 600 { code } else { IMPOSSIBLE }
}

fn digit(value: u16) -> u8 {
    b'0' + u8::try_from(value % 10).unwrap_or(0)
}

fn printable(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// Appends `prefix` and `bytes`, unprintable ones as `?`, cut to the length of a line.
fn push_line(text: &mut String, prefix: &str, bytes: &[u8]) {
    text.push_str(prefix);
    let room = LINE.saturating_sub(prefix.len());
    let bytes = bytes.get(..room).unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(plain) if bytes.iter().copied().all(printable) => text.push_str(plain),
        _ => text.extend(bytes.iter().map(|&b| if printable(b) { char::from(b) } else { '?' })),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;

    fn wire(reply: &Reply) -> String {
        let mut out = Vec::new();
        reply.write_to(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn several_lines_each_have_the_code() {
        let reply = Reply::new(550, Enhanced(5, 7, 1), "first\nsecond");
        assert_eq!(wire(&reply), "550-5.7.1 first\r\n550 5.7.1 second\r\n");
        assert_eq!(reply.enhanced(), Some(Enhanced(5, 7, 1)));
        assert_eq!(reply.to_string(), "550 5.7.1 first / 5.7.1 second");
    }

    #[test]
    fn s22_no_line_end_or_escape_gets_into_a_reply() {
        let reply = Reply::new(550, Enhanced(5, 1, 1), "x\r\n250 2.0.0 Ok\r\u{1b}[31m\u{202e}\0");
        assert_eq!(wire(&reply).matches("\r\n").count(), 2);
        for line in wire(&reply).split_terminator("\r\n") {
            assert!(line.starts_with("550"), "{line}");
            assert!(line.bytes().all(|b| (b' '..=b'~').contains(&b)), "{line}");
        }
        let reply = reply.with("a\nb\r\nc");
        assert_eq!(wire(&reply).matches("\r\n").count(), 2);
        assert_eq!(wire(&Reply::fixed(250, "fine\rnot fine")), "250 fine?not fine\r\n");
    }

    #[test]
    fn a_line_is_never_longer_than_512_bytes() {
        let long = "a".repeat(2000);
        for reply in [Reply::new(250, Enhanced(2, 0, 0), &long), Reply::fixed(250, "x").with(&long)] {
            assert_eq!(wire(&reply).len(), 512);
        }
    }

    #[test]
    fn an_impossible_code_becomes_451() {
        assert_eq!(Reply::new(99, Enhanced(2, 0, 0), "x").code(), 451);
        assert_eq!(Reply::fixed(1000, "x").code(), 451);
        assert_eq!(wire(&Reply::new(250, Enhanced(2, 0, 0), "")), "250 2.0.0\r\n");
    }

    #[test]
    fn enhanced_codes_are_read_strictly() {
        for (text, expected) in [
            ("2.1.5 Ok", Some(Enhanced(2, 1, 5))),
            ("4.999.1", Some(Enhanced(4, 999, 1))),
            ("3.0.0 no", None),
            ("2.1 no", None),
            ("2.1.5.1 no", None),
            ("2.+1.5 no", None),
            ("Ok", None),
            ("", None),
        ] {
            assert_eq!(Reply::fixed(250, text).enhanced(), expected, "{text}");
        }
    }
}
