//! The textual encoding (RFC 7468) of key files, read leniently: any line length, text around the blocks, several blocks.
//! Base64 goes through buffers that are wiped.

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use zeroize::Zeroizing;

use crate::error::Error;

/// One block: its label, whether it has headers of RFC 1421 (encrypted in OpenSSL's old way), its content.
pub(crate) struct Block {
    pub(crate) label: String,
    pub(crate) has_headers: bool,
    pub(crate) content: Zeroizing<Vec<u8>>,
}

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true).with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Whether the bytes look like PEM at all.
pub(crate) fn is_pem(bytes: &[u8]) -> bool {
    bytes.windows(BEGIN.len()).any(|window| window == BEGIN.as_bytes())
}

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// All blocks, in order.
pub(crate) fn blocks(bytes: &[u8]) -> Result<Vec<Block>, Error> {
    let malformed = |why: &str| Error::malformed("PEM file", why);
    let mut found = Vec::new();
    let mut open: Option<(String, bool, Zeroizing<Vec<u8>>)> = None;
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
        let (line, behind) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        let line = line.trim_ascii();
        rest = behind.get(1..).unwrap_or_default();
        let text = std::str::from_utf8(line).unwrap_or_default();
        if let Some(label) = text.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(DASHES)) {
            if open.is_some() {
                return Err(malformed("a block begins inside a block"));
            }
            // Reserved whole, so that growing leaves no copies behind; up to its own end, since what is reserved is wiped.
            let length = rest.windows(END.len()).position(|window| window == END.as_bytes()).unwrap_or(rest.len());
            open = Some((label.to_owned(), false, Zeroizing::new(Vec::with_capacity(length))));
        } else if text.starts_with(END) {
            let (label, has_headers, base64) = open.take().ok_or_else(|| malformed("an END line without its BEGIN"))?;
            // Content behind headers is encrypted; it is named, not read.
            let content = if has_headers { Zeroizing::default() } else { decode(&base64)? };
            found.push(Block { label, has_headers, content });
        } else if let Some((_, has_headers, base64)) = &mut open {
            *has_headers |= line.contains(&b':');
            base64.extend_from_slice(line);
        }
    }
    if open.is_some() {
        return Err(malformed("the file ends inside a block"));
    }
    Ok(found)
}

fn decode(base64: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut content = Zeroizing::new(vec![0; base64::decoded_len_estimate(base64.len())]);
    let length = LENIENT.decode_slice(base64, content.as_mut_slice()).map_err(|why| Error::malformed("PEM file", why))?;
    content.truncate(length);
    Ok(content)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn blocks_in_any_lines_with_anything_between() {
        let text =
            "a: b\r\n-----BEGIN X-----\r\nAQID\r\nBA==\r\n-----END X-----\nc\r-----BEGIN Y Z-----\nProc-Type: 4\n\nAQ\n-----END Y Z-----";
        let found = blocks(text.as_bytes()).unwrap();
        let found: Vec<_> = found.iter().map(|block| (block.label.as_str(), block.has_headers, block.content.as_slice())).collect();
        assert_eq!(found, [("X", false, &[1, 2, 3, 4][..]), ("Y Z", true, &[])]);
        for (text, why) in [
            ("-----BEGIN X-----\nAQ==", "ends inside"),
            ("-----BEGIN X-----\n-----BEGIN X-----\n-----END X-----", "inside a block"),
            ("-----END X-----\n", "without its BEGIN"),
            ("-----BEGIN X-----\nA!==\n-----END X-----\n", "PEM file"),
        ] {
            let said = blocks(text.as_bytes()).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(said.contains(why), "{text:?}: {said}");
        }
    }

    /// Each block once reserved, and wiped, as much as the whole file has: 20,000 of them took a minute.
    #[test]
    fn many_blocks_cost_what_they_have() {
        let text = "-----BEGIN X-----\nAQID\n-----END X-----\n".repeat(20_000);
        let begin = Instant::now();
        assert_eq!(blocks(text.as_bytes()).unwrap().len(), 20_000);
        assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
    }
}
