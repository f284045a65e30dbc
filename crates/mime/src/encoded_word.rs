//! Encoded words for display (RFC 2047, RFC 2231 5). What cannot be decoded stays as it was written. Never used on addr-specs.

use crate::charset;
use crate::decode::Decoder;
use crate::encoding::TransferEncoding;
use memchr::memmem;

/// Decodes the encoded words in unstructured text (`Subject`), joins adjacent ones, and reads the rest as UTF-8
/// (or, where it is not UTF-8, as the charsets that Japanese mail without MIME is written in).
#[must_use]
pub fn decode(text: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut words = Words::default();
    let mut rest = text;
    while let Some((before, word, after)) = split(rest) {
        // RFC 2047 6.2: white space between two encoded words is not shown
        if !(words.is_open() && before.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))) {
            words.flush(&mut out);
            out.push_str(&charset::guess(before));
        }
        words.push(word, &mut out);
        rest = after;
    }
    words.flush(&mut out);
    out.push_str(&charset::guess(rest));
    out
}

/// Whether the text has something that looks like an encoded word.
#[must_use]
pub fn is_present(text: &[u8]) -> bool {
    split(text).is_some()
}

/// `=?charset?encoding?text?=`
#[derive(Debug, Clone, Copy)]
struct Word<'a> {
    charset: &'a str,
    encoding: TransferEncoding,
    text: &'a [u8],
    raw: &'a [u8],
}

/// The first encoded word, what is before it and what is after it.
fn split(text: &[u8]) -> Option<(&[u8], Word<'_>, &[u8])> {
    let mut from = 0;
    // every start is tried once, and each try looks no further than its three `?`
    while let Some(start) = memmem::find(text.get(from..)?, b"=?").map(|at| from + at) {
        let candidate = text.get(start..)?;
        if let Some((word, after)) = word(candidate) {
            return Some((text.get(..start)?, word, after));
        }
        from = start + 2;
    }
    None
}

/// Some programs write words above the 75 characters of RFC 2047 2; this bounds the search in hostile text.
const LONGEST_WORD: usize = 2_000;

fn word(candidate: &[u8]) -> Option<(Word<'_>, &[u8])> {
    let window = candidate.get(..LONGEST_WORD).unwrap_or(candidate);
    let mut fields = window.get(2..)?.splitn(3, |byte| *byte == b'?');
    let (charset, encoding, rest) = (fields.next()?, fields.next()?, fields.next()?);
    let named = !charset.is_empty() && charset.len() <= 60 && charset.iter().all(|byte| byte.is_ascii_graphic() && *byte != b'=');
    let charset = std::str::from_utf8(charset).ok().filter(|_| named)?;
    let encoding = match encoding {
        b"B" | b"b" => TransferEncoding::Base64,
        b"Q" | b"q" => TransferEncoding::QuotedPrintable,
        _ => return None,
    };
    let end = memmem::find(rest, b"?=")?;
    let text = rest.get(..end)?;
    if text.iter().any(|byte| matches!(byte, b'\r' | b'\n' | b'?')) {
        return None;
    }
    let length = window.len() - rest.len() + end + 2;
    let (raw, after) = candidate.split_at_checked(length)?;
    Some((Word { charset, encoding, text, raw }, after))
}

/// Adjacent words of one charset: their octets are put together first, because programs cut characters apart.
#[derive(Debug, Default)]
struct Words<'a> {
    charset: &'a str,
    octets: Vec<u8>,
    raw: Vec<u8>,
}

impl<'a> Words<'a> {
    fn is_open(&self) -> bool {
        !self.raw.is_empty()
    }

    fn push(&mut self, word: Word<'a>, out: &mut String) {
        // ISO-2022-JP begins every word in ASCII (RFC 1468), so it joins like the others
        if self.is_open() && !self.charset.eq_ignore_ascii_case(word.charset) {
            self.flush(out);
        }
        self.charset = word.charset;
        if self.is_open() {
            self.raw.push(b' ');
        }
        self.raw.extend_from_slice(word.raw);
        let mut decoder = Decoder::new(word.encoding, 0);
        match word.encoding {
            TransferEncoding::QuotedPrintable => decode_q(word.text, &mut self.octets),
            _ => {
                decoder.push(word.text, &mut self.octets);
                decoder.finish(&mut self.octets);
            }
        }
    }

    fn flush(&mut self, out: &mut String) {
        if self.is_open() {
            match charset::decode(self.charset, &self.octets) {
                Some(text) => out.push_str(&text),
                None => out.push_str(&String::from_utf8_lossy(&self.raw)),
            }
        }
        self.octets.clear();
        self.raw.clear();
    }
}

/// RFC 2047 4.2: `_` is a space; else as quoted-printable, without line breaks.
fn decode_q(text: &[u8], out: &mut Vec<u8>) {
    let mut rest = text;
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        match (first, tail) {
            (b'_', _) => out.push(b' '),
            (b'=', [high, low, after @ ..]) => {
                let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
                if let Some((high, low)) = digit(*high).zip(digit(*low)) {
                    out.push(high << 4 | low);
                    rest = after;
                } else {
                    out.push(b'=');
                }
            }
            _ => out.push(*first),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::{decode, is_present};

    #[test]
    fn words_of_japanese_mail() {
        let cases: [(&[u8], &str); 22] = [
            (b"plain", "plain"),
            (b"=?ISO-2022-JP?B?GyRCPXFOMRsoQg==?=", "書留"),
            (b"=?iso-2022-jp?b?GyRCPXEbKEI=?=\r\n =?ISO-2022-JP?B?GyRCTjEbKEI=?=", "書留"),
            (b"=?Shift_JIS?B?j5GXrw==?=", "書留"),
            (b"=?cp932?Q?=8F=91=97=AF?=", "書留"),
            (b"=?EUC-JP?Q?=BD=F1=CE=B1?= desu", "書留 desu"),
            (b"=?UTF-8?B?5pu455WZ?=", "書留"),
            // a character cut in two
            (b"=?UTF-8?B?5pu4?= =?utf-8?b?55U=?=\t=?UTF-8?Q?=99?=", "書留"),
            (b"=?UTF-8*ja?Q?a_b=5F?=", "a b_"),
            (b"a =?us-ascii?q?b?= c", "a b c"),
            (b"=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c"),
            (b"=?utf-8?q?a?==?utf-8?q?b?=", "ab"),
            (b"=?x-unknown?q?a?= =?x-unknown?q?b?=", "=?x-unknown?q?a?= =?x-unknown?q?b?="),
            (b"=?utf-8?x?a?=", "=?utf-8?x?a?="),
            (b"=?utf-8?q?a", "=?utf-8?q?a"),
            (b"=?=?utf-8?q?a?=", "=?a"),
            (b"=?utf-8?q?=ZZ=4?=", "=ZZ=4"),
            (b"=?utf-8?q?a\nb?=", "=?utf-8?q?a\nb?="),
            ("生の文字".as_bytes(), "生の文字"),
            (b"\x1b$B=qN1\x1b(B", "書留"),
            (b"\x8f\x91\x97\xaf", "書留"),
            (b"=?utf-8?q?=ff?=", "\u{fffd}"),
        ];
        for (text, expected) in cases {
            assert_eq!(decode(text), expected, "{}", text.escape_ascii());
        }
    }

    #[test]
    fn presence() {
        assert!(is_present(b"x=?utf-8?q?a?=y"));
        assert!(!is_present(b"=?utf-8?q?"));
    }

    #[test]
    fn hostile_words_take_linear_time() {
        for text in [b"=?".repeat(500_000), b"=?a?q?".repeat(150_000), b"=?a?q?a?= ".repeat(100_000)] {
            let start = std::time::Instant::now();
            assert!(!decode(&text).is_empty());
            assert!(start.elapsed().as_secs() < 2);
        }
    }
}
