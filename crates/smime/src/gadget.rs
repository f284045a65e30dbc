//! What is left of a mail whose CBC ciphertext was put together by somebody without the key (EFAIL; attack row M01): blocks of random
//! bytes among text, and parts that fetch something from the network. A tag would show it; without one, the mail must look like a mail.

use std::io::{self, Write};

/// How much of the beginning is looked at: no entity inside an encryption has a header this long.
const HEADER: usize = 64 << 10;

/// The beginning of the content: up to the end of its header, or more where it has none. Ends the pass with an error once it has seen
/// enough.
#[derive(Default)]
pub(crate) struct Beginning {
    held: Vec<u8>,
    seen: bool,
}

impl Beginning {
    /// Whether this is text, as mail is: a header that begins with a field, or, as simple programs write it, text without any header. Of
    /// that more is looked at, because its first block is the attacker's choice. `None`: nothing is known, the pass failed for another
    /// reason.
    pub(crate) fn is_mail(&self, ended: bool) -> Option<bool> {
        if !self.seen && !ended {
            return None;
        }
        if begins_with_field(&self.held) {
            let end = end_of_header(&self.held).unwrap_or(self.held.len());
            return Some(is_text(self.held.get(..end).unwrap_or_default()));
        }
        Some(!self.held.is_empty() && is_text(&self.held))
    }
}

impl Write for Beginning {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= HEADER || (end_of_header(&self.held).is_some() && begins_with_field(&self.held)) {
            self.seen = true;
            return Err(io::Error::other("the beginning was seen"));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn end_of_header(bytes: &[u8]) -> Option<usize> {
    let crlf = bytes.windows(4).position(|window| window == b"\r\n\r\n");
    let lf = bytes.windows(2).position(|window| window == b"\n\n");
    match (crlf, lf) {
        (Some(crlf), Some(lf)) => Some(crlf.min(lf)),
        (one, other) => one.or(other),
    }
}

/// A field name of printable characters, then a colon (RFC 5322 2.2); or no header at all, which is allowed (RFC 2045 5.2).
fn begins_with_field(header: &[u8]) -> bool {
    if header.starts_with(b"\r\n") || header.starts_with(b"\n") {
        return true;
    }
    let name = header.iter().take_while(|byte| byte.is_ascii_graphic() && **byte != b':').count();
    name > 0 && header.get(name..).is_some_and(|rest| rest.trim_ascii_start().starts_with(b":"))
}

/// UTF-8 without control characters (RFC 6532 3.2): sixteen random bytes are that once in ten million. A letter may be cut at the end.
fn is_text(header: &[u8]) -> bool {
    let control = |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\r' | b'\n');
    let is_utf8 = std::str::from_utf8(header).map_or_else(|error| error.error_len().is_none(), |_| true);
    is_utf8 && !header.iter().any(control)
}

/// Passes content on and looks whether it would fetch something from the network as soon as it is shown.
pub(crate) struct Watched<'a> {
    sink: &'a mut dyn Write,
    /// The last bytes, in lower case: what is looked for may be cut by two writes.
    tail: Vec<u8>,
    fetches: bool,
}

/// As long as the longest thing that is looked for.
const LONGEST: usize = 24;

impl<'a> Watched<'a> {
    pub(crate) fn new(sink: &'a mut dyn Write) -> Self {
        Self { sink, tail: Vec::new(), fetches: false }
    }

    pub(crate) fn fetches(&self) -> bool {
        self.fetches
    }

    fn look(&mut self, bytes: &[u8]) {
        self.tail.extend(bytes.iter().map(u8::to_ascii_lowercase));
        self.fetches = self.fetches || fetches(&self.tail);
        let keep = self.tail.len().saturating_sub(LONGEST);
        self.tail.drain(..keep);
    }
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sink.write_all(bytes)?;
        self.look(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

/// An attribute or style that makes a program load an address without being asked.
fn fetches(text: &[u8]) -> bool {
    [&b"src"[..], b"background", b"poster", b"url"].iter().any(|name| {
        memchr::memmem::find_iter(text, name).any(|at| {
            let rest = text.get(at + name.len()..).unwrap_or_default().trim_ascii_start();
            let Some((b'=' | b'(', rest)) = rest.split_first() else { return false };
            let rest = rest.trim_ascii_start();
            let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
            [&b"http:"[..], b"https:", b"//", b"ftp:"].iter().any(|scheme| rest.starts_with(scheme))
        })
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

    use super::*;

    fn is_mail(content: &[u8]) -> bool {
        let mut beginning = Beginning::default();
        let ended = content.chunks(5).all(|piece| beginning.write_all(piece).is_ok());
        beginning.is_mail(ended).unwrap()
    }

    #[test]
    fn a_mails_beginning_is_told_from_a_gadgets() {
        for good in [
            &b"Content-Type: text/plain\r\n\r\nhello\xff\x00"[..],
            b"content-type : text/plain\n\nhello",
            "Subject: 書留\r\n\r\n".as_bytes(),
            b"\r\nno header at all",
            b"Content-Type: text/plain",
            b"Hello without any header.\r\n",
            b"Two paragraphs.\n\nNo header either.\n",
        ] {
            assert!(is_mail(good), "{good:?}");
        }
        for bad in [
            &b"xt/html\r\n\r\n<img src=\x8f\x03\x91\xee"[..],
            b"Content-Type: te\x8f\x03\x91\xee\r\n\r\n",
            b"",
            b"\x00\x01",
            b"Content-Type: a\x1b[31m\r\n\r\n",
        ] {
            assert!(!is_mail(bad), "{bad:?}");
        }
    }

    #[test]
    fn a_pass_that_failed_elsewhere_says_nothing() {
        assert_eq!(Beginning::default().is_mail(false), None);
    }

    #[test]
    fn what_fetches_is_seen_wherever_it_is_cut() {
        for text in ["<img src=\"http://x/\">", "<IMG SRC = 'https://x'>", "style=\"background:url(//x)\"", "<table background=http://x>"] {
            for at in 0..text.len() {
                let mut out = Vec::new();
                let mut watched = Watched::new(&mut out);
                watched.write_all(&text.as_bytes()[..at]).unwrap();
                watched.write_all(&text.as_bytes()[at..]).unwrap();
                assert!(watched.fetches(), "{text} cut at {at}");
                assert_eq!(out, text.as_bytes());
            }
        }
        let mut out = Vec::new();
        let mut watched = Watched::new(&mut out);
        watched.write_all(b"see http://example.com/ or <a href=\"http://example.com/\">this</a> src=cid:1").unwrap();
        assert!(!watched.fetches());
    }
}
