//! The wrapping that a source turns out to have, and its decoding while it is read (RFC 7468, RFC 4648).

use std::io::{self, BufRead, BufReader, Read};

use crate::error::Error;

/// Lines before `-----BEGIN`: openssl prints the structure there, some 10 KiB with certificates.
const MAX_PREAMBLE: usize = 1 << 20;
/// The longest line looked at as a whole; PEM lines have 64 characters, bare base64 may come in one line.
const MAX_LINE: usize = 8 << 10;

/// A source in the wrapping that was found.
pub(super) enum Wrapped<R> {
    Binary(BufReader<R>),
    Text(Base64<BufReader<R>>),
}

impl<R: Read> Read for Wrapped<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Binary(source) => source.read(out),
            Self::Text(source) => source.read(out),
        }
    }
}

impl<R> Wrapped<R> {
    pub(super) fn into_source(self) -> R {
        match self {
            Self::Binary(source) => source.into_inner(),
            Self::Text(base64) => base64.source.into_inner(),
        }
    }
}

pub(super) type Known = fn(&[u8]) -> bool;

/// Labels of containers; OpenSSL and gpgsm once wrote the longer ones.
pub(super) fn is_container(label: &[u8]) -> bool {
    matches!(label, b"CMS" | b"PKCS7" | b"PKCS #7 SIGNED DATA" | b"SIGNED MESSAGE" | b"ENCRYPTED MESSAGE" | b"PKCS12")
}

pub(super) fn begin<R: Read>(source: R, is_known: Known) -> Result<Wrapped<R>, Error> {
    let mut source = BufReader::new(source);
    let io = |source| Error::Io { what: "reading the container", source };
    let mut offset = 0_u64;
    loop {
        let buffer = source.fill_buf().map_err(io)?;
        match buffer {
            [] => return Err(Error::Armor { offset, what: "nothing but blanks" }),
            [0x30, ..] => return Ok(Wrapped::Binary(source)),
            [b' ' | b'\t' | b'\r' | b'\n', ..] => {}
            [0xef | 0xbb | 0xbf, ..] if offset < 3 => {} // byte order mark
            _ => break,
        }
        source.consume(1);
        offset += 1;
    }
    let start = Start::find(&mut source, &mut offset, is_known)?;
    let decoder = Decoder { offset, pem: start.pem, bits: 0, held: 0, end: End::Open };
    Ok(Wrapped::Text(Base64 { source, early: start.early, decoder }))
}

/// Where base64 begins.
struct Start {
    pem: bool,
    /// Bytes of bare base64 that were read while looking.
    early: Vec<u8>,
}

impl Start {
    fn find(source: &mut impl BufRead, offset: &mut u64, is_known: Known) -> Result<Self, Error> {
        let begin = *offset;
        let mut first = true;
        while *offset - begin < MAX_PREAMBLE as u64 {
            let mut line = Vec::new();
            let read = source.by_ref().take(MAX_LINE as u64).read_until(b'\n', &mut line);
            let read = read.map_err(|source| Error::Io { what: "reading the container", source })?;
            if read == 0 {
                break;
            }
            let text = line.trim_ascii();
            if let Some(label) = text.strip_prefix(b"-----BEGIN ").and_then(|rest| rest.strip_suffix(b"-----")) {
                *offset += read as u64;
                return match is_known(label) {
                    true => Ok(Self { pem: true, early: Vec::new() }),
                    false => Err(Error::Armor { offset: *offset - read as u64, what: "a PEM label other than CMS, PKCS7 or PKCS12" }),
                };
            }
            if first && text.iter().all(|byte| sextet(*byte).is_some() || *byte == b'=') {
                return Ok(Self { pem: false, early: line });
            }
            first = false;
            *offset += read as u64;
        }
        Err(Error::Armor { offset: begin, what: "neither binary nor PEM nor base64" })
    }
}

#[derive(PartialEq)]
enum End {
    Open,
    Padded,
    Done,
}

/// Decodes while it is read.
pub(super) struct Base64<R> {
    source: R,
    early: Vec<u8>,
    decoder: Decoder,
}

impl<R: BufRead> Read for Base64<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut written = 0;
        while written < out.len() && self.decoder.end != End::Done {
            if !self.early.is_empty() {
                let used = self.decoder.decode(&self.early, out, &mut written)?;
                self.early.drain(..used);
                continue;
            }
            let input = self.source.fill_buf()?;
            if input.is_empty() {
                self.decoder.finish(self.decoder.pem)?;
                break;
            }
            let used = self.decoder.decode(input, out, &mut written)?;
            self.source.consume(used);
        }
        Ok(written)
    }
}

struct Decoder {
    offset: u64,
    pem: bool,
    bits: u32,
    held: u32,
    end: End,
}

impl Decoder {
    /// Decodes as much as fits; answers how much was used.
    fn decode(&mut self, input: &[u8], out: &mut [u8], written: &mut usize) -> io::Result<usize> {
        let used = self.decode_some(input, out, written)?;
        self.offset += used as u64;
        Ok(used)
    }

    fn decode_some(&mut self, input: &[u8], out: &mut [u8], written: &mut usize) -> io::Result<usize> {
        let mut at = 0;
        while let Some(byte) = input.get(at) {
            if self.held == 0 && self.end == End::Open {
                let groups = whole_groups(input.get(at..).unwrap_or_default(), out.get_mut(*written..).unwrap_or_default());
                at += 4 * groups;
                *written += 3 * groups;
                if groups > 0 {
                    continue;
                }
            }
            match (byte, sextet(*byte)) {
                (b' ' | b'\t' | b'\r' | b'\n', _) => {}
                (b'=', _) => self.end = End::Padded,
                (b'-', _) if self.pem => {
                    self.finish(false)?;
                    return Ok(at);
                }
                (_, Some(sextet)) if self.end == End::Open => {
                    let octet = if self.held == 0 { None } else { out.get_mut(*written) };
                    if self.held > 0 && octet.is_none() {
                        return Ok(at);
                    }
                    self.bits = self.bits << 6 | u32::from(sextet);
                    self.held += 6;
                    if let Some(octet) = octet {
                        self.held -= 8;
                        *octet = low_octet(self.bits >> self.held);
                        *written += 1;
                    }
                }
                (_, Some(_)) => return Err(bad(self.offset + at as u64, "base64 goes on after its padding")),
                _ => return Err(bad(self.offset + at as u64, "not a base64 character")),
            }
            at += 1;
        }
        Ok(input.len())
    }

    fn finish(&mut self, end_line_missing: bool) -> io::Result<()> {
        if end_line_missing {
            return Err(bad(self.offset, "the END line is missing"));
        }
        if self.held >= 6 {
            return Err(bad(self.offset, "base64 ends in the middle of a byte"));
        }
        self.end = End::Done;
        Ok(())
    }
}

fn bad(offset: u64, what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, Error::Armor { offset, what })
}

/// Decodes groups of four characters to three octets as long as nothing else comes; answers how many. Large containers are read twice.
fn whole_groups(input: &[u8], out: &mut [u8]) -> usize {
    let mut groups = 0;
    for (characters, octets) in input.chunks_exact(4).zip(out.chunks_exact_mut(3)) {
        let ([a, b, c, d], [first, second, third]) = (characters, octets) else { break };
        let (a, b, c, d) = (value(*a), value(*b), value(*c), value(*d));
        if (a | b | c | d) & NONE != 0 {
            break;
        }
        let bits = a << 18 | b << 12 | c << 6 | d;
        (*first, *second, *third) = (low_octet(bits >> 16), low_octet(bits >> 8), low_octet(bits));
        groups += 1;
    }
    groups
}

/// Set in the value of what is no base64 character.
const NONE: u32 = 0x80;

/// The value of every octet as a base64 character (RFC 4648 4).
const VALUES: [u8; 256] = {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut values = [0x80; 256];
    let mut at = 0_u8;
    while at < 64 {
        #[allow(clippy::indexing_slicing, reason = "64 places, computed while compiling")]
        {
            values[ALPHABET[at as usize] as usize] = at;
        }
        at += 1;
    }
    values
};

fn value(byte: u8) -> u32 {
    u32::from(VALUES.get(usize::from(byte)).copied().unwrap_or(0x80))
}

fn sextet(byte: u8) -> Option<u8> {
    VALUES.get(usize::from(byte)).copied().filter(|value| u32::from(*value) & NONE == 0)
}

#[allow(clippy::cast_possible_truncation, reason = "the low octet is what is wanted")]
const fn low_octet(value: u32) -> u8 {
    (value & 0xff) as u8
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

    use super::*;
    use crate::armor::decode;

    const BODY: &str = "MAkCAQECAQICAQM=";
    const BINARY: [u8; 11] = [0x30, 9, 2, 1, 1, 2, 1, 2, 2, 1, 3];

    fn all(text: impl AsRef<[u8]>) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        let mut stream = decode(text.as_ref()).map_err(io::Error::other)?;
        // one byte at a time: every state survives a full buffer
        let mut byte = [0];
        while stream.read(&mut byte)? == 1 {
            out.push(byte[0]);
        }
        Ok(out)
    }

    #[test]
    fn every_wrapping() {
        for text in [
            BODY.to_owned(),
            format!("\r\n {BODY}\r\n"),
            format!("\u{feff}{}\n{}\n", &BODY[..5], &BODY[5..]),
            format!("-----BEGIN CMS-----\n{BODY}\n-----END CMS-----\n"),
            format!("PKCS7:\n  type: signed\n-----BEGIN PKCS7-----\r\n{BODY}\r\n-----END PKCS7-----\r\nmore\r\n"),
        ] {
            assert_eq!(all(&text).unwrap(), BINARY, "{text}");
            let mut whole = Vec::new();
            decode(text.as_bytes()).unwrap().read_to_end(&mut whole).unwrap();
            assert_eq!(whole, BINARY, "{text}");
        }
        assert_eq!(all(BINARY).unwrap(), BINARY);
    }

    #[test]
    fn long_single_line() {
        let binary: Vec<u8> = [0x30_u8].into_iter().chain((0..60_000_u32).map(|n| low_octet(n * 7))).collect();
        let mut text = String::new();
        for chunk in binary.chunks(3) {
            let value = chunk.iter().fold(0_u32, |value, octet| value << 8 | u32::from(*octet)) << (8 * (3 - chunk.len()));
            for shift in [18, 12, 6, 0].iter().take(chunk.len() + 1) {
                let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
                text.push(char::from(alphabet[(value >> shift & 63) as usize]));
            }
        }
        assert_eq!(all(&text).unwrap(), binary);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (text, expected) in [
            ("", "nothing but blanks"),
            ("Dear Sir,\n", "neither binary nor PEM nor base64"),
            ("-----BEGIN CERTIFICATE-----\nMAk=\n", "label"),
            ("-----BEGIN CMS-----\nMAkCAQEC\n", "END line is missing"),
            ("MAkC\nAQ!C", "at byte 7: not a base64"),
            ("MAkCA", "middle of a byte"),
            ("MAk=\nMAkC", "at byte 5: base64 goes on"),
        ] {
            let error = all(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text:?}: {error}");
        }
    }
}
