//! Streaming decoders of transfer encodings, tolerant as mail programs are; junk is counted (RFC 2045 6.7, 6.8).
//! The output does not depend on the chunks. Charsets are not decoded here.

mod base64;
mod quoted_printable;
mod tally;

use self::base64::Base64;
use self::quoted_printable::QuotedPrintable;
use crate::encoding::TransferEncoding;
use crate::finding::Finding;
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
