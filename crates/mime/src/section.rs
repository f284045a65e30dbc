//! A range of a seekable source as a `Read`. Decodes nothing.

use crate::error::Error;
use std::io::{self, Read, Seek};
use std::ops::Range;

/// Reads `range` of `source`, and no byte more. A source that ends early is an error, not a short read.
#[derive(Debug)]
pub struct Section<R> {
    source: R,
    at: u64,
    end: u64,
}

impl<R: Read + Seek> Section<R> {
    /// Positions the source at the start of the range.
    ///
    /// # Errors
    /// `Error::Read`
    pub fn new(mut source: R, range: Range<u64>) -> Result<Self, Error> {
        source.seek(io::SeekFrom::Start(range.start)).map_err(|source| Error::Read { at: range.start, source })?;
        Ok(Section { source, at: range.start, end: range.end.max(range.start) })
    }
}

impl<R> Section<R> {
    /// The source, where it stands.
    pub fn into_inner(self) -> R {
        self.source
    }
}

impl<R: Read> Read for Section<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let wanted = buffer.len().min(left);
        let Some(buffer) = buffer.get_mut(..wanted).filter(|buffer| !buffer.is_empty()) else { return Ok(0) };
        let count = self.source.read(buffer)?;
        if count == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, Error::Shrunk { at: self.at }));
        }
        self.at += count as u64;
        Ok(count)
    }
}
