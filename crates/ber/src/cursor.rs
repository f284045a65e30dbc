//! The reader's twin over a slice, for leaves that are held in memory: elements borrow the bytes as received.
//!
//! Strict cursors refuse what DER refuses in lengths; ordering and value rules of DER are the caller's.

use const_oid::ObjectIdentifier;

use crate::MAX_DEPTH;
use crate::element::Element;
use crate::error::Error;
use crate::header::{Header, Length};
use crate::tag::Tag;

/// Walks over the elements of a slice.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    rest: &'a [u8],
    offset: u64,
    depth: usize,
    strict: bool,
}

impl<'a> Cursor<'a> {
    /// Begins at the first byte of `bytes`, which gets offset 0.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self::at_offset(bytes, 0)
    }

    /// Begins at the first byte of `bytes`, which gets the offset it has in its source, so that errors point there.
    #[must_use]
    pub fn at_offset(bytes: &'a [u8], offset: u64) -> Self {
        Self { rest: bytes, offset, depth: 0, strict: false }
    }

    /// As `new`, but lengths must be definite and minimal, and strings in one piece.
    #[must_use]
    pub fn strict(bytes: &'a [u8]) -> Self {
        Self { strict: true, ..Self::new(bytes) }
    }

    pub(crate) fn inside(bytes: &'a [u8], offset: u64, depth: usize, strict: bool) -> Self {
        Self { rest: bytes, offset, depth, strict }
    }

    /// The offset of the next byte.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Whether all was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The bytes not yet read.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next element's header, or `None` at the end.
    pub fn peek(&self) -> Result<Option<Header>, Error> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        header(self.rest, self.offset).map(Some)
    }

    /// Whether the next element is there and carries `tag`.
    pub fn at(&self, tag: Tag) -> Result<bool, Error> {
        Ok(self.peek()?.is_some_and(|header| header.tag == tag))
    }

    /// The next element, whatever it is.
    pub fn any(&mut self) -> Result<Element<'a>, Error> {
        let header = self.peek()?.ok_or(Error::Missing { offset: self.offset })?;
        if header.closes() {
            return Err(Error::StrayEndOfContents { offset: self.offset });
        }
        if self.strict {
            refuse_ber(&header)?;
        }
        let (content, total) = match header.length {
            Length::Definite(_) => {
                let end = span(&header, self.rest, self.offset)?;
                (header.size..end, end)
            }
            Length::Indefinite => {
                let end = find_end(self.rest, self.offset, self.depth)?;
                (header.size..end - 2, end)
            }
        };
        let truncated = Error::Truncated { offset: self.end() };
        let (Some(content), Some((raw, rest))) = (self.rest.get(content), self.rest.split_at_checked(total)) else {
            return Err(truncated);
        };
        self.rest = rest;
        self.offset = self.offset.saturating_add(total as u64);
        Ok(Element::new(header, raw, content, self.depth, self.strict))
    }

    /// The next element, which must be there and carry `tag`.
    pub fn expect(&mut self, tag: Tag) -> Result<Element<'a>, Error> {
        match self.peek()? {
            None => Err(Error::Missing { offset: self.offset }),
            Some(header) if header.tag == tag => self.any(),
            Some(header) => Err(Error::UnexpectedTag { offset: header.offset, expected: tag, found: header.tag }),
        }
    }

    /// The next element if it carries `tag`.
    pub fn optional(&mut self, tag: Tag) -> Result<Option<Element<'a>>, Error> {
        if self.at(tag)? { self.any().map(Some) } else { Ok(None) }
    }

    /// Steps into a SEQUENCE.
    pub fn sequence(&mut self) -> Result<Cursor<'a>, Error> {
        self.expect(Tag::SEQUENCE)?.children()
    }

    /// Steps into a SET.
    pub fn set(&mut self) -> Result<Cursor<'a>, Error> {
        self.expect(Tag::SET)?.children()
    }

    /// An OBJECT IDENTIFIER.
    pub fn oid(&mut self) -> Result<ObjectIdentifier, Error> {
        self.expect(Tag::OID)?.oid()
    }

    /// A small non-negative INTEGER.
    pub fn unsigned(&mut self) -> Result<u64, Error> {
        self.expect(Tag::INTEGER)?.unsigned()
    }

    /// An OCTET STRING, joined if it comes in pieces.
    pub fn octet_string(&mut self) -> Result<std::borrow::Cow<'a, [u8]>, Error> {
        self.expect(Tag::OCTET_STRING)?.octets()
    }

    /// Nothing may follow.
    pub fn finish(&self) -> Result<(), Error> {
        match self.peek()? {
            None => Ok(()),
            Some(header) => Err(Error::Trailing { offset: header.offset, found: header.tag }),
        }
    }

    fn end(&self) -> u64 {
        self.offset.saturating_add(self.rest.len() as u64)
    }
}

fn refuse_ber(header: &Header) -> Result<(), Error> {
    let what = match header.length {
        Length::Indefinite => "indefinite length",
        Length::Definite(_) if !header.minimal => "tag or length octets that could be fewer",
        Length::Definite(_) => return Ok(()),
    };
    Err(Error::NotDer { offset: header.offset, what })
}

fn header(bytes: &[u8], offset: u64) -> Result<Header, Error> {
    Header::parse(bytes, offset)?.ok_or(Error::Truncated { offset: offset.saturating_add(bytes.len() as u64) })
}

/// How many bytes an element of definite length takes; it must fit in `bytes`.
fn span(header: &Header, bytes: &[u8], offset: u64) -> Result<usize, Error> {
    let end = header.end()?.unwrap_or_else(|| header.content_offset());
    let bound = offset.saturating_add(bytes.len() as u64);
    usize::try_from(end - header.offset).ok().filter(|_| end <= bound).ok_or(Error::Overrun { offset: header.offset, end, bound })
}

/// Where the indefinite element at the start of `bytes` ends, end-of-contents octets included. One pass.
fn find_end(bytes: &[u8], offset: u64, depth: usize) -> Result<usize, Error> {
    let mut open = 0_usize;
    let mut at = 0_usize;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let here = offset.saturating_add(at as u64);
        let header = header(rest, here)?;
        if header.closes() {
            if header.constructed || header.length != Length::Definite(0) {
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
