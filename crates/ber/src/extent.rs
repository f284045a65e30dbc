//! Where an element of a slice ends: lengths are checked against the bytes that are there, indefinite ones are walked once.

use crate::MAX_DEPTH;
use crate::error::Error;
use crate::header::{Header, Length};

pub(crate) fn header(bytes: &[u8], offset: u64) -> Result<Header, Error> {
    Header::parse(bytes, offset)?.ok_or(Error::Truncated { offset: offset.saturating_add(bytes.len() as u64) })
}

/// How many bytes an element of definite length takes; it must fit in `bytes`.
pub(crate) fn span(header: &Header, bytes: &[u8], offset: u64) -> Result<usize, Error> {
    let end = header.end()?.unwrap_or_else(|| header.content_offset());
    let bound = offset.saturating_add(bytes.len() as u64);
    usize::try_from(end - header.offset).ok().filter(|_| end <= bound).ok_or(Error::Overrun { offset: header.offset, end, bound })
}

/// Where the indefinite element at the start of `bytes` ends, end-of-contents octets included. One pass.
pub(crate) fn find_end(bytes: &[u8], offset: u64, depth: usize) -> Result<usize, Error> {
    let mut open = 0_usize;
    let mut at = 0_usize;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let here = offset.saturating_add(at as u64);
        let header = header(rest, here)?;
        if header.closes() {
            if !header.is_end_of_contents() {
                return Err(Error::StrayEndOfContents { offset: here });
            }
            open -= 1; // an indefinite header came first, so one is open
        } else if header.length == Length::Indefinite {
            open += 1;
            if depth + open > MAX_DEPTH {
                return Err(Error::TooDeep { offset: here, limit: MAX_DEPTH });
            }
        }
        at += match header.length {
            Length::Indefinite => header.size,
            Length::Definite(_) => span(&header, rest, here)?,
        };
        if open == 0 {
            return Ok(at);
        }
    }
}
