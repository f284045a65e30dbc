//! PEM blocks (RFC 7468), read leniently: text around the blocks, any line length, any line end, headers skipped.
//! Private keys are read in crate crypto alone.

use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{Engine, alphabet};

use crate::error::Error;

/// One block.
pub(crate) struct Block {
    pub(crate) label: String,
    pub(crate) content: Vec<u8>,
}

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true).with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

struct Open {
    line: usize,
    label: String,
    base64: Vec<u8>,
}

/// All blocks in order; none: the bytes are not PEM.
pub(crate) fn blocks(bytes: &[u8]) -> Result<Vec<Block>, Error> {
    let mut found = Vec::new();
    let mut open: Option<Open> = None;
    for (at, line) in bytes.split(|octet| *octet == b'\n').enumerate() {
        let line = line.trim_ascii();
        let number = at.saturating_add(1);
        if let Some(label) = line.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(DASHES)) {
            if let Some(open) = open {
                return Err(Error::Pem { line: open.line, problem: "another block begins before its END line" });
            }
            open = Some(Open { line: number, label: String::from_utf8_lossy(label).into_owned(), base64: Vec::new() });
        } else if line.starts_with(END) {
            let Some(block) = open.take() else {
                return Err(Error::Pem { line: number, problem: "an END line without its BEGIN line" });
            };
            let wrong = |_| Error::Pem { line: block.line, problem: "its content is not base64" };
            found.push(Block { content: LENIENT.decode(&block.base64).map_err(wrong)?, label: block.label });
        } else if let Some(block) = &mut open
            && !line.contains(&b':')
        {
            block.base64.extend(line.iter().filter(|octet| !octet.is_ascii_whitespace()));
        }
    }
    match open {
        Some(open) => Err(Error::Pem { line: open.line, problem: "the file ends before its END line" }),
        None => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;

    #[test]
    fn text_around_blocks_and_any_line_end() {
        let file =
            "subject: x\r\n-----BEGIN A-----\r\nProc-Type: 4\r\nAQ\r\nID\r\n-----END A-----\r\n\n-----BEGIN B B-----\n-----END B B-----";
        let blocks = blocks(file.as_bytes()).unwrap();
        assert_eq!((blocks[0].label.as_str(), blocks[0].content.as_slice()), ("A", &[1, 2, 3][..]));
        assert_eq!((blocks[1].label.as_str(), blocks[1].content.len()), ("B B", 0));
    }

    #[test]
    fn damage_is_named_with_its_line() {
        for (file, words) in [
            ("\n-----BEGIN A-----\nAQID\n", "line 2"),
            ("-----END A-----\n", "line 1"),
            ("-----BEGIN A-----\n-----BEGIN A-----\n", "another block"),
            ("-----BEGIN A-----\n!!!!\n-----END A-----\n", "not base64"),
        ] {
            let text = blocks(file.as_bytes()).err().unwrap().to_string();
            assert!(text.contains(words), "{text}");
        }
    }
}
