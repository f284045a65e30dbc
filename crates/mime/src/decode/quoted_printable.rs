//! Quoted-printable as mail programs read it (RFC 2045 6.7): what is no escape stays as it is, and is counted.

use super::tally::Tally;
use crate::finding::{Finding, Kind};

#[derive(Debug, Default)]
pub(super) struct QuotedPrintable {
    /// white space, maybe with a CR behind it, whose line may end here
    space: Vec<u8>,
    /// an escape that is not complete, from its `=`
    escape: Vec<u8>,
    invalid: Tally,
}

/// No line is longer; longer white space is content (bounds the memory).
const LONGEST_SPACE: usize = 1_000;

impl QuotedPrintable {
    pub(super) fn push(&mut self, bytes: &[u8], at: u64, out: &mut Vec<u8>) {
        let mut rest = bytes;
        while let Some((first, tail)) = rest.split_first() {
            let offset = at + (bytes.len() - rest.len()) as u64;
            if !self.escape.is_empty() {
                if self.in_escape(*first, offset, out) {
                    rest = tail;
                }
                continue;
            }
            let plain = rest.iter().position(|byte| !byte.is_ascii_graphic() || *byte == b'=').unwrap_or(rest.len());
            if plain > 0 {
                out.append(&mut self.space);
                out.extend_from_slice(rest.get(..plain).unwrap_or_default());
                rest = rest.get(plain..).unwrap_or_default();
                continue;
            }
            self.octet(*first, offset, out);
            rest = tail;
        }
    }

    fn octet(&mut self, byte: u8, at: u64, out: &mut Vec<u8>) {
        let cr = self.space.last() == Some(&b'\r');
        match byte {
            b'\n' => {
                self.space.clear();
                out.extend_from_slice(if cr { b"\r\n" } else { b"\n" });
            }
            b' ' | b'\t' | b'\r' => {
                if cr || self.space.len() >= LONGEST_SPACE {
                    out.append(&mut self.space);
                }
                self.space.push(byte);
            }
            b'=' => {
                out.append(&mut self.space);
                self.escape.push(b'=');
            }
            _ => {
                self.invalid.note(at);
                out.append(&mut self.space);
                out.push(byte);
            }
        }
    }

    /// One more octet after `=`; whether it was taken (else it is content, and what was held is too).
    fn in_escape(&mut self, byte: u8, at: u64, out: &mut Vec<u8>) -> bool {
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
        match (self.escape.as_slice(), byte) {
            // soft break, white space before it is padding of the transport
            (_, b'\n') if self.escape.get(1).is_none_or(|second| digit(*second).is_none()) => {
                self.escape.clear();
                return true;
            }
            ([b'='], _) if digit(byte).is_some() => {
                self.escape.push(byte);
                return true;
            }
            ([b'=', high], low) => {
                if let Some((high, low)) = digit(*high).zip(digit(low)) {
                    out.push(high << 4 | low);
                    self.escape.clear();
                    return true;
                }
            }
            _ => {}
        }
        let open = self.escape.last() != Some(&b'\r') && self.escape.get(1).is_none_or(|second| digit(*second).is_none());
        if open && matches!(byte, b' ' | b'\t' | b'\r') && self.escape.len() < LONGEST_SPACE {
            self.escape.push(byte);
            return true;
        }
        self.invalid.note(at - self.escape.len() as u64);
        out.append(&mut self.escape);
        false
    }

    pub(super) fn finish(mut self, out: &mut Vec<u8>) -> Vec<Finding> {
        // `=` at the very end is a soft break whose line break went to the delimiter
        if self.escape.get(1).is_some_and(u8::is_ascii_hexdigit) {
            out.append(&mut self.escape);
        }
        if self.space.last() == Some(&b'\r') {
            out.push(b'\r');
        }
        self.invalid.finding(|count| Kind::QuotedPrintableInvalid { count }).into_iter().collect()
    }
}
