//! The reader's twin over a slice, for leaves that are held in memory: elements borrow the bytes as received.
//!
//! Strict cursors refuse what DER refuses in lengths; ordering and value rules of DER are the caller's.

use crate::MAX_DEPTH;
use crate::error::Error;
use crate::extent::{find_end, header, span};
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
        Ok(Element { header, raw, content, depth: self.depth, strict: self.strict })
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

/// An element, borrowed from the bytes as received.
#[derive(Clone, Copy, Debug)]
pub struct Element<'a> {
    header: Header,
    raw: &'a [u8],
    content: &'a [u8],
    depth: usize,
    strict: bool,
}

impl<'a> Element<'a> {
    /// Its header.
    #[must_use]
    pub fn header(&self) -> Header {
        self.header
    }

    /// Its tag.
    #[must_use]
    pub fn tag(&self) -> Tag {
        self.header.tag
    }

    /// Where it begins.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.header.offset
    }

    /// All its bytes as received, header and end-of-contents octets included.
    #[must_use]
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// Its content octets as received: of a constructed string still with the pieces' headers.
    #[must_use]
    pub fn content(&self) -> &'a [u8] {
        self.content
    }

    /// Steps into it; it must be constructed.
    pub fn children(&self) -> Result<Cursor<'a>, Error> {
        if !self.header.constructed {
            return Err(self.wrong_form());
        }
        if self.depth >= MAX_DEPTH {
            return Err(Error::TooDeep { offset: self.offset(), limit: MAX_DEPTH });
        }
        Ok(Cursor { rest: self.content, offset: self.header.content_offset(), depth: self.depth + 1, strict: self.strict })
    }

    /// The content of a primitive element.
    pub fn primitive(&self) -> Result<&'a [u8], Error> {
        if self.header.constructed { Err(self.wrong_form()) } else { Ok(self.content) }
    }

    /// Whether it stands in a strict cursor.
    pub(crate) fn is_strict(&self) -> bool {
        self.strict
    }

    pub(crate) fn wrong_form(&self) -> Error {
        Error::WrongForm { offset: self.offset(), tag: self.tag(), constructed: self.header.constructed }
    }
}
