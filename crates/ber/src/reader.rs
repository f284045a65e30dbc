//! A pull reader over a stream: definite and indefinite lengths, strings in pieces, constant memory (X.690 8.1.3, 8.7).
//!
//! It checks that children stay inside their parents and that nesting is bounded; it never believes a length.
//! It does not know any schema.

use std::io::{ErrorKind, Read, Write};

use crate::MAX_DEPTH;
use crate::error::Error;
use crate::header::{Header, Length, MAX_HEADER};
use crate::joined::Joined;
use crate::tag::Tag;
use crate::work;

/// One read from the source; also the largest piece handed to a sink.
const BUFFER: usize = 16 * 1024;

/// What in the encoding is BER but not DER, each with the byte where it was first seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// An indefinite length.
    pub indefinite: Option<u64>,
    /// A string in pieces.
    pub constructed_string: Option<u64>,
    /// Tag or length octets that could have been fewer.
    pub non_minimal: Option<u64>,
}

#[derive(Debug)]
struct Frame {
    /// Where it ends; `None` for an indefinite length.
    end: Option<u64>,
    /// Where it, or the nearest ancestor of definite length, ends.
    bound: Option<u64>,
}

/// Pulls elements out of a source, front to back.
#[derive(Debug)]
pub struct Reader<R> {
    source: R,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    offset: u64,
    stack: Vec<Frame>,
    peeked: Option<Header>,
    form: Form,
}

impl<R: Read> Reader<R> {
    /// Begins at the source's next byte, which gets offset 0.
    pub fn new(source: R) -> Self {
        Self {
            source,
            buffer: vec![0; BUFFER].into_boxed_slice(),
            start: 0,
            end: 0,
            offset: 0,
            stack: Vec::with_capacity(8),
            peeked: None,
            form: Form::default(),
        }
    }

    /// The offset of the next byte.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// What was seen so far that DER would not have.
    pub fn form(&self) -> Form {
        self.form
    }

    /// The next element's header, or `None` where the element that was entered (or, outside of all, the source) ends.
    pub fn peek(&mut self) -> Result<Option<Header>, Error> {
        if let Some(header) = self.peeked {
            return Ok(Some(header));
        }
        if self.stack.last().is_some_and(|frame| frame.end == Some(self.offset)) {
            return Ok(None);
        }
        let header = loop {
            if let Some(header) = Header::parse(self.available(), self.offset)? {
                break header;
            }
            if !self.fill(MAX_HEADER)? {
                return match (self.stack.is_empty(), self.available().len()) {
                    (true, 0) => Ok(None),
                    (_, left) => Err(Error::Truncated { offset: self.offset.saturating_add(left as u64) }),
                };
            }
        };
        self.fits(&header)?;
        if header.closes() {
            let open = self.stack.last().is_some_and(|frame| frame.end.is_none());
            return if open && header.is_end_of_contents() { Ok(None) } else { Err(Error::StrayEndOfContents { offset: self.offset }) };
        }
        self.note(&header);
        self.peeked = Some(header);
        Ok(Some(header))
    }

    /// The next element's header, which must be there.
    pub fn require(&mut self) -> Result<Header, Error> {
        self.peek()?.ok_or(Error::Missing { offset: self.offset })
    }

    /// The next element's header, which must carry `tag`.
    pub fn expect(&mut self, tag: Tag) -> Result<Header, Error> {
        let header = self.require()?;
        if header.tag == tag {
            return Ok(header);
        }
        Err(Error::UnexpectedTag { offset: header.offset, expected: tag, found: header.tag })
    }

    /// Whether the next element is there and carries `tag`.
    pub fn at(&mut self, tag: Tag) -> Result<bool, Error> {
        Ok(self.peek()?.is_some_and(|header| header.tag == tag))
    }

    /// Steps into the next element, which must carry `tag` and be constructed.
    pub fn enter(&mut self, tag: Tag) -> Result<Header, Error> {
        let header = self.expect(tag)?;
        self.push(&header)?;
        Ok(header)
    }

    /// Steps out of the element that was entered last; all of it must have been read.
    pub fn leave(&mut self) -> Result<(), Error> {
        if let Some(header) = self.peek()? {
            return Err(Error::Trailing { offset: header.offset, found: header.tag });
        }
        if let Some(Frame { end: None, .. }) = self.stack.pop() {
            self.take(2, |_, _| Ok(()))?;
        }
        Ok(())
    }

    /// Steps out of the element that was entered last, whatever of it is left.
    pub fn abandon(&mut self) -> Result<(), Error> {
        while self.peek()?.is_some() {
            self.skip()?;
        }
        self.leave()
    }

    /// Passes over the next element.
    pub fn skip(&mut self) -> Result<(), Error> {
        self.walk(|_, _| Ok(()))
    }

    /// The next element as received, header and all.
    pub fn element(&mut self, limit: usize) -> Result<Vec<u8>, Error> {
        let header = self.require()?;
        let too_large = Error::TooLarge { offset: header.offset, limit: limit as u64 };
        if header.end()?.is_some_and(|end| end - header.offset > limit as u64) {
            return Err(too_large);
        }
        let mut raw = Vec::new();
        self.walk(|_, bytes| {
            if raw.len() + bytes.len() > limit {
                return Err(Error::TooLarge { offset: header.offset, limit: limit as u64 });
            }
            raw.extend_from_slice(bytes);
            Ok(())
        })?;
        Ok(raw)
    }

    /// As [`Self::element`]; one that is larger is passed over: `None`.
    pub fn element_within(&mut self, limit: usize) -> Result<Option<Vec<u8>>, Error> {
        let header = self.require()?;
        let mut raw = Vec::new();
        let mut fits = header.end()?.is_none_or(|end| end - header.offset <= limit as u64);
        self.walk(|_, bytes| {
            fits = fits && raw.len() + bytes.len() <= limit;
            if fits {
                raw.extend_from_slice(bytes);
            }
            Ok(())
        })?;
        Ok(fits.then_some(raw))
    }

    /// Sends the content of the next element, an OCTET STRING under whatever tag, to `sink`; however it is cut into
    /// pieces, the sink sees one run of octets. Answers how many there were.
    pub fn octets(&mut self, sink: &mut dyn Write) -> Result<u64, Error> {
        let header = self.require()?;
        let mut joined = Joined::new(sink);
        if !header.constructed {
            self.send(&header, &mut joined)?;
        } else {
            self.form.constructed_string.get_or_insert(header.offset);
            let base = self.stack.len();
            self.push(&header)?;
            while self.stack.len() > base {
                match self.peek()? {
                    None => self.leave()?,
                    Some(piece) if piece.tag != Tag::OCTET_STRING => {
                        let (expected, found) = (Tag::OCTET_STRING, piece.tag);
                        return Err(Error::UnexpectedTag { offset: piece.offset, expected, found });
                    }
                    Some(piece) if piece.constructed => self.push(&piece)?,
                    Some(piece) => self.send(&piece, &mut joined)?,
                }
            }
        }
        joined.flush(self.offset)?;
        Ok(joined.total())
    }

    /// Sends the content octets of the next element, whatever it is, to `sink` as they stand; its length must be definite.
    pub fn content(&mut self, sink: &mut dyn Write) -> Result<u64, Error> {
        let header = self.require()?;
        let mut joined = Joined::new(sink);
        self.send(&header, &mut joined)?;
        joined.flush(self.offset)?;
        Ok(joined.total())
    }

    /// Whether bytes follow the last element; meant for the end, when nothing is entered any more.
    pub fn has_trailing(&mut self) -> Result<bool, Error> {
        Ok(!self.available().is_empty() || self.fill(1)?)
    }

    fn send(&mut self, header: &Header, joined: &mut Joined<'_>) -> Result<(), Error> {
        let Length::Definite(length) = header.length else {
            return Err(Error::BadLength { offset: header.offset });
        };
        self.take(header.size as u64, |_, _| Ok(()))?;
        self.take(length, |offset, bytes| joined.write(offset, bytes))
    }

    fn push(&mut self, header: &Header) -> Result<(), Error> {
        if !header.constructed {
            return Err(Error::WrongForm { offset: header.offset, tag: header.tag, constructed: false });
        }
        if self.stack.len() >= MAX_DEPTH {
            return Err(Error::TooDeep { offset: header.offset, limit: MAX_DEPTH });
        }
        let end = header.end()?;
        let bound = end.or_else(|| self.bound());
        self.take(header.size as u64, |_, _| Ok(()))?;
        self.stack.push(Frame { end, bound });
        Ok(())
    }

    /// Hands the whole next element to `emit`, piece by piece.
    fn walk(&mut self, mut emit: impl FnMut(u64, &[u8]) -> Result<(), Error>) -> Result<(), Error> {
        self.require()?;
        let base = self.stack.len();
        loop {
            match self.peek()? {
                None => {
                    emit(self.offset, &[0, 0])?;
                    self.leave()?;
                }
                Some(header) => match header.length {
                    Length::Definite(length) => {
                        self.take(header.size as u64, &mut emit)?;
                        self.take(length, &mut emit)?;
                    }
                    Length::Indefinite => {
                        emit(self.offset, self.available().get(..header.size).unwrap_or_default())?;
                        self.push(&header)?;
                    }
                },
            }
            if self.stack.len() == base {
                return Ok(());
            }
        }
    }

    /// Consumes `count` bytes, handing them to `emit`.
    fn take(&mut self, count: u64, mut emit: impl FnMut(u64, &[u8]) -> Result<(), Error>) -> Result<(), Error> {
        self.peeked = None;
        let mut left = count;
        while left > 0 {
            if self.available().is_empty() && !self.fill(1)? {
                return Err(Error::Truncated { offset: self.offset });
            }
            let length = usize::try_from(left).unwrap_or(usize::MAX).min(self.end - self.start);
            let piece = self.available().get(..length).unwrap_or_default();
            emit(self.offset, piece)?;
            work::add(1 + length);
            self.start += length;
            self.offset += length as u64;
            left -= length as u64;
        }
        Ok(())
    }

    /// An element, and what closes one, stands inside the nearest element whose length is said.
    fn fits(&self, header: &Header) -> Result<(), Error> {
        let end = header.end()?.unwrap_or_else(|| header.content_offset());
        match self.bound() {
            Some(bound) if end > bound => Err(Error::Overrun { offset: header.offset, end, bound }),
            _ => Ok(()),
        }
    }

    /// Keeps what DER would not have.
    fn note(&mut self, header: &Header) {
        if header.length == Length::Indefinite {
            self.form.indefinite.get_or_insert(header.offset);
        }
        if !header.minimal {
            self.form.non_minimal.get_or_insert(header.offset);
        }
    }

    fn bound(&self) -> Option<u64> {
        self.stack.last().and_then(|frame| frame.bound)
    }

    fn available(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// Reads more; `false` at the end of the source. Keeps what is unread, at least `room` bytes contiguous.
    fn fill(&mut self, room: usize) -> Result<bool, Error> {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        } else if self.buffer.len() - self.start < room {
            work::add(self.end - self.start);
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        work::add(1);
        loop {
            let free = self.buffer.get_mut(self.end..).unwrap_or_default();
            match self.source.read(free) {
                Ok(count) => {
                    self.end += count;
                    return Ok(count > 0);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(source) => {
                    let offset = self.offset.saturating_add((self.end - self.start) as u64);
                    return Err(Error::Source { offset, source });
                }
            }
        }
    }
}
