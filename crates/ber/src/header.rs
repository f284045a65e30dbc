//! The header of an element: identifier and length octets (X.690 8.1.2, 8.1.3).

use crate::error::Error;
use crate::tag::{Class, Tag};
use crate::work;

/// No header is longer: one identifier octet, five for a 32-bit number, one and 126 length octets (X.690 8.1.3.5).
pub(crate) const MAX_HEADER: usize = 133;

/// How long the content is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// So many octets.
    Definite(u64),
    /// Until end-of-contents octets.
    Indefinite,
}

/// Identifier and length octets of one element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Class and number.
    pub tag: Tag,
    /// Whether the content consists of elements.
    pub constructed: bool,
    /// The content's length.
    pub length: Length,
    /// Where the element begins.
    pub offset: u64,
    /// How many octets this header has.
    pub size: usize,
    /// Whether tag and length use the fewest octets possible, as DER demands.
    pub minimal: bool,
}

impl Header {
    /// Reads a header from the start of `bytes`; `None` if more bytes are needed.
    pub(crate) fn parse(bytes: &[u8], offset: u64) -> Result<Option<Self>, Error> {
        let mut octets = bytes.iter().copied();
        let Some(identifier) = octets.next() else { return Ok(None) };
        let mut size = 1;
        let mut minimal = true;
        let mut number = u32::from(identifier & 0x1f);
        if number == 0x1f {
            number = 0;
            loop {
                let Some(octet) = octets.next() else { return Ok(None) };
                size += 1;
                if number > u32::MAX >> 7 || (size == 2 && octet == 0x80) {
                    return Err(Error::BadTag { offset });
                }
                number = number << 7 | u32::from(octet & 0x7f);
                if octet & 0x80 == 0 {
                    break;
                }
            }
            minimal = number > 30;
        }
        let tag = Tag { class: Class::from_bits(identifier), number };
        let constructed = identifier & 0x20 != 0;
        let Some(first) = octets.next() else { return Ok(None) };
        size += 1;
        let length = match first {
            0..=0x7f => Length::Definite(u64::from(first)),
            0x80 if constructed => Length::Indefinite,
            0x80 | 0xff => return Err(Error::BadLength { offset }),
            _ => {
                let mut length = 0_u64;
                for _ in 0..first & 0x7f {
                    let Some(octet) = octets.next() else { return Ok(None) };
                    size += 1;
                    minimal &= length != 0 || octet != 0; // no leading zero octet
                    if length > u64::MAX >> 8 {
                        return Err(Error::BadLength { offset });
                    }
                    length = length << 8 | u64::from(octet);
                }
                minimal &= length > 0x7f;
                Length::Definite(length)
            }
        };
        work::add(size);
        Ok(Some(Self { tag, constructed, length, offset, size, minimal }))
    }

    /// Where the content begins.
    #[must_use]
    pub fn content_offset(&self) -> u64 {
        self.offset.saturating_add(self.size as u64)
    }

    /// Where the element ends, if its length is definite.
    pub(crate) fn end(&self) -> Result<Option<u64>, Error> {
        match self.length {
            Length::Indefinite => Ok(None),
            Length::Definite(length) => self.content_offset().checked_add(length).map(Some).ok_or(Error::BadLength { offset: self.offset }),
        }
    }

    /// Whether these are end-of-contents octets as X.690 8.1.5 has them: two zero octets, no other form of the same tag.
    pub(crate) fn is_end_of_contents(&self) -> bool {
        self.closes() && !self.constructed && self.length == Length::Definite(0) && self.size == 2
    }

    /// Whether the tag is that of end-of-contents octets.
    pub(crate) fn closes(&self) -> bool {
        self.tag == Tag::END_OF_CONTENTS
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

    use super::*;

    fn parse(bytes: &[u8]) -> Header {
        Header::parse(bytes, 7).unwrap().unwrap()
    }

    #[test]
    fn short_long_and_indefinite_lengths() {
        assert_eq!(parse(&[0x04, 0x7f]).length, Length::Definite(127));
        assert_eq!(parse(&[0x04, 0x82, 0x01, 0x00]).length, Length::Definite(256));
        assert!(parse(&[0x04, 0x82, 0x01, 0x00]).minimal);
        assert_eq!(parse(&[0x30, 0x80]).length, Length::Indefinite);
        assert_eq!(parse(&[0x30, 0x80]).size, 2);
    }

    #[test]
    fn wasteful_lengths_are_read_and_flagged() {
        for bytes in [&[0x04, 0x81, 0x05][..], &[0x04, 0x82, 0x00, 0xff], &[0x04, 0x89, 0, 0, 0, 0, 0, 0, 0, 1, 0]] {
            let header = parse(bytes);
            assert!(!header.minimal, "{bytes:02x?}");
            assert_eq!(header.size, bytes.len());
        }
    }

    #[test]
    fn high_tag_numbers() {
        let header = parse(&[0x9f, 0x81, 0x01, 0x00]);
        assert_eq!(header.tag, Tag::context(129));
        assert!(header.minimal);
        assert!(!parse(&[0x9f, 0x05, 0x00]).minimal);
        assert!(matches!(Header::parse(&[0x9f, 0x80, 0x01], 7), Err(Error::BadTag { offset: 7 })));
        assert!(matches!(Header::parse(&[0x9f, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], 7), Err(Error::BadTag { offset: 7 })));
    }

    #[test]
    fn refused_lengths() {
        for bytes in [&[0x04, 0x80][..], &[0x30, 0xff], &[0x04, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0]] {
            assert!(matches!(Header::parse(bytes, 7), Err(Error::BadLength { offset: 7 })), "{bytes:02x?}");
        }
    }

    #[test]
    fn every_prefix_asks_for_more() {
        let bytes = [0x9f, 0x81, 0x01, 0x84, 0xff, 0xff, 0xff, 0xff];
        for length in 0..bytes.len() {
            assert_eq!(Header::parse(bytes.get(..length).unwrap(), 0).unwrap(), None);
        }
        assert_eq!(parse(&bytes).length, Length::Definite(0xffff_ffff));
    }
}
