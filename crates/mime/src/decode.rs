//! Streaming decoders of transfer encodings, tolerant as mail programs are; junk is counted (RFC 2045 6.7, 6.8).
//! The output does not depend on the chunks. Charsets are not decoded here.

use crate::encoding::TransferEncoding;
use crate::finding::{Finding, Kind};
use std::io::{self, Read};

/// Decodes a body chunk by chunk.
#[derive(Debug)]
pub struct Decoder {
    at: u64,
    kind: Decoding,
}

#[derive(Debug)]
enum Decoding {
    Identity,
    Base64(Base64),
    QuotedPrintable(QuotedPrintable),
}

impl Decoder {
    /// `base` is the offset of the first byte, for findings. Identity encodings and unknown ones pass bytes through.
    #[must_use]
    pub fn new(encoding: TransferEncoding, base: u64) -> Self {
        let kind = match encoding {
            TransferEncoding::Base64 => Decoding::Base64(Base64::default()),
            TransferEncoding::QuotedPrintable => Decoding::QuotedPrintable(QuotedPrintable::default()),
            _ => Decoding::Identity,
        };
        Decoder { at: base, kind }
    }

    /// Decodes the next bytes; appends to `out`.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        match &mut self.kind {
            Decoding::Identity => out.extend_from_slice(bytes),
            Decoding::Base64(base64) => base64.push(bytes, self.at, out),
            Decoding::QuotedPrintable(quoted) => quoted.push(bytes, self.at, out),
        }
        self.at += bytes.len() as u64;
    }

    /// Decodes what is left and says what was odd.
    pub fn finish(&mut self, out: &mut Vec<u8>) -> Vec<Finding> {
        match std::mem::replace(&mut self.kind, Decoding::Identity) {
            Decoding::Identity => Vec::new(),
            Decoding::Base64(base64) => base64.finish(self.at, out),
            Decoding::QuotedPrintable(quoted) => quoted.finish(out),
        }
    }
}

/// Something counted, and where it was first.
#[derive(Debug, Default)]
struct Tally {
    count: u64,
    first: u64,
}

impl Tally {
    fn note(&mut self, at: u64) {
        if self.count == 0 {
            self.first = at;
        }
        self.count += 1;
    }

    fn finding(&self, kind: impl FnOnce(u64) -> Kind) -> Option<Finding> {
        (self.count > 0).then(|| Finding::new(kind(self.count), self.first))
    }
}

#[derive(Debug, Default)]
struct Base64 {
    /// sextets of the group so far
    group: u32,
    sextets: u8,
    pads: u8,
    /// a group was padded: the content should be over
    over: bool,
    junk: Tally,
    padding: Tally,
}

/// No sextet.
const NONE: u8 = 0x80;
const PAD: u8 = 0x81;
const SPACE: u8 = 0x82;

#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler")]
const SEXTETS: [u8; 256] = {
    let mut table = [NONE; 256];
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut value = 0_u8;
    while value < 64 {
        table[alphabet[value as usize] as usize] = value;
        value += 1;
    }
    table[b'=' as usize] = PAD;
    table[b' ' as usize] = SPACE;
    table[b'\t' as usize] = SPACE;
    table[b'\r' as usize] = SPACE;
    table[b'\n' as usize] = SPACE;
    table
};

fn sextet(byte: u8) -> u8 {
    SEXTETS.get(usize::from(byte)).copied().unwrap_or(NONE)
}

impl Base64 {
    fn push(&mut self, bytes: &[u8], at: u64, out: &mut Vec<u8>) {
        out.reserve(bytes.len() / 4 * 3 + 3);
        let mut rest = bytes;
        while let Some((first, tail)) = rest.split_first() {
            if self.sextets == 0 && !self.over {
                let taken = full_groups(rest, out);
                if taken > 0 {
                    rest = rest.get(taken..).unwrap_or_default();
                    continue;
                }
            }
            self.octet(*first, at + (bytes.len() - rest.len()) as u64, out);
            rest = tail;
        }
    }

    fn octet(&mut self, byte: u8, at: u64, out: &mut Vec<u8>) {
        match sextet(byte) {
            SPACE => {}
            NONE => self.junk.note(at),
            PAD => {
                if self.sextets < 2 {
                    self.padding.note(at);
                    return;
                }
                self.pads += 1;
                if self.sextets + self.pads == 4 {
                    self.end_group(out);
                    self.over = true;
                }
            }
            value => {
                if self.over || self.pads > 0 {
                    self.padding.note(at);
                    self.over = false;
                    self.end_group(out);
                }
                self.group = self.group << 6 | u32::from(value);
                self.sextets += 1;
                if self.sextets == 4 {
                    self.end_group(out);
                }
            }
        }
    }

    /// Writes the octets of the group, full or not.
    fn end_group(&mut self, out: &mut Vec<u8>) {
        let missing = 4_u8.saturating_sub(self.sextets);
        let [_, octets @ ..] = (self.group << (6 * u32::from(missing))).to_be_bytes();
        out.extend(octets.iter().take(usize::from(self.sextets.saturating_sub(1))));
        (self.group, self.sextets, self.pads) = (0, 0, 0);
    }

    fn finish(mut self, at: u64, out: &mut Vec<u8>) -> Vec<Finding> {
        if self.sextets > 0 {
            self.padding.note(at);
            self.end_group(out);
        }
        let junk = self.junk.finding(|count| Kind::Base64Junk { count });
        junk.into_iter().chain(self.padding.finding(|_| Kind::Base64Padding)).collect()
    }
}

/// Decodes groups of four as long as they are pure; how many bytes.
fn full_groups(bytes: &[u8], out: &mut Vec<u8>) -> usize {
    let mut taken = 0;
    for group in bytes.chunks_exact(4) {
        let &[a, b, c, d] = group else { break };
        let (a, b, c, d) = (sextet(a), sextet(b), sextet(c), sextet(d));
        if (a | b | c | d) & NONE != 0 {
            break;
        }
        out.extend_from_slice(&[a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]);
        taken += 4;
    }
    taken
}

#[derive(Debug, Default)]
struct QuotedPrintable {
    /// white space, maybe with a CR behind it, whose line may end here
    space: Vec<u8>,
    /// an escape that is not complete, from its `=`
    escape: Vec<u8>,
    invalid: Tally,
}

/// No line is longer; longer white space is content (bounds the memory).
const LONGEST_SPACE: usize = 1_000;

impl QuotedPrintable {
    fn push(&mut self, bytes: &[u8], at: u64, out: &mut Vec<u8>) {
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

    fn finish(mut self, out: &mut Vec<u8>) -> Vec<Finding> {
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

/// Decodes a body while it is read.
#[derive(Debug)]
pub struct Decoded<R> {
    source: R,
    decoder: Decoder,
    input: Vec<u8>,
    output: Vec<u8>,
    /// how much of `output` was handed out
    given: usize,
    ended: bool,
    findings: Vec<Finding>,
}

/// Read from the source in pieces of this size.
const CHUNK: usize = 16 << 10;

impl<R: Read> Decoded<R> {
    /// `base` is the offset of the first byte, for findings.
    pub fn new(source: R, encoding: TransferEncoding, base: u64) -> Self {
        let decoder = Decoder::new(encoding, base);
        Decoded { source, decoder, input: vec![0; CHUNK], output: Vec::new(), given: 0, ended: false, findings: Vec::new() }
    }

    /// What was odd; complete once the source was read to its end.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The source, where it stands.
    pub fn into_inner(self) -> R {
        self.source
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.output.len() && !self.ended {
            self.output.clear();
            self.given = 0;
            let count = self.source.read(&mut self.input)?;
            if count == 0 {
                self.ended = true;
                self.findings = self.decoder.finish(&mut self.output);
            } else {
                self.decoder.push(self.input.get(..count).unwrap_or_default(), &mut self.output);
            }
        }
        let ready = self.output.get(self.given..).unwrap_or_default();
        let count = ready.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), ready.get(..count)) {
            to.copy_from_slice(from);
        }
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::{Decoded, Decoder};
    use crate::encoding::TransferEncoding;
    use std::io::Read;

    fn decode(encoding: TransferEncoding, input: &[u8], chunk: usize) -> (Vec<u8>, Vec<&'static str>) {
        let mut decoder = Decoder::new(encoding, 100);
        let mut out = Vec::new();
        input.chunks(chunk.max(1)).for_each(|piece| decoder.push(piece, &mut out));
        let findings = decoder.finish(&mut out);
        (out, findings.iter().map(super::Finding::id).collect())
    }

    fn check(encoding: TransferEncoding, cases: &[(&str, &[u8], &[&str])]) {
        for (input, expected, findings) in cases {
            for chunk in 1..=input.len().max(1) {
                let (out, found) = decode(encoding, input.as_bytes(), chunk);
                assert_eq!(out, *expected, "{input:?} by {chunk}");
                assert_eq!(found, *findings, "{input:?} by {chunk}");
            }
        }
    }

    #[test]
    fn v20_base64_reads_what_programs_read_and_reports_junk() {
        check(
            TransferEncoding::Base64,
            &[
                ("", b"", &[]),
                ("5pu455WZ", "書留".as_bytes(), &[]),
                ("5pu4\r\n55WZ\r\n", "書留".as_bytes(), &[]),
                ("YQ==", b"a", &[]),
                ("YWI=\r\n", b"ab", &[]),
                ("YW I=", b"ab", &[]),
                ("YQ", b"a", &["mime.base64-padding"]),
                ("YWI", b"ab", &["mime.base64-padding"]),
                ("Y", b"", &["mime.base64-padding"]),
                ("YQ==YQ==", b"aa", &["mime.base64-padding"]),
                ("YQ=YQ==", b"aa", &["mime.base64-padding"]),
                ("YQ===", b"a", &["mime.base64-padding"]),
                ("=YQ==", b"a", &["mime.base64-padding"]),
                ("Y!Q*=\u{e9}=", b"a", &["mime.base64-junk"]),
                ("-_-_", b"", &["mime.base64-junk"]),
            ],
        );
    }

    #[test]
    fn quoted_printable_reads_what_programs_read() {
        check(
            TransferEncoding::QuotedPrintable,
            &[
                ("", b"", &[]),
                ("a=3Db=3db\r\n", b"a=b=b\r\n", &[]),
                ("soft=\r\nbreak=\nhere=  \t\r\n!", b"softbreakhere!", &[]),
                ("pad  \t\r\nx \ny ", b"pad\r\nx\ny", &[]),
                ("a b\tc", b"a b\tc", &[]),
                ("=E6=9B=B8", "書".as_bytes(), &[]),
                ("a=", b"a", &[]),
                ("a=4", b"a=4", &[]),
                ("a=XYb", b"a=XYb", &["mime.quoted-printable-invalid"]),
                ("a=4Xb", b"a=4Xb", &["mime.quoted-printable-invalid"]),
                ("a==3D", b"a==", &["mime.quoted-printable-invalid"]),
                ("a= b", b"a= b", &["mime.quoted-printable-invalid"]),
                ("a=\rb", b"a=\rb", &["mime.quoted-printable-invalid"]),
                ("a \r b\r", b"a \r b\r", &[]),
                ("\u{e9}", "\u{e9}".as_bytes(), &["mime.quoted-printable-invalid"]),
                ("=4\nx", b"=4\nx", &["mime.quoted-printable-invalid"]),
            ],
        );
    }

    #[test]
    fn unknown_encodings_pass_through() {
        check(TransferEncoding::Unknown, &[("=41 \r\n", b"=41 \r\n", &[])]);
    }

    #[test]
    fn reading_gives_the_same() {
        let mut decoded = Decoded::new(b"5pu4\r\n!55WZ".as_slice(), TransferEncoding::Base64, 7);
        let mut text = String::new();
        decoded.read_to_string(&mut text).unwrap();
        assert_eq!(text, "書留");
        assert_eq!(decoded.findings()[0].at, 13);
    }
}
