//! Where the content of a layer goes while it is checked: memory up to a limit, then a place that the caller
//! gives (a private file, a wrapped one, or memory again). This file opens no files itself.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

pub use kakitome_cms::{Backing, InMemory, Spill};

use crate::secret::Secret;

/// Bytes on their way to be read again.
pub(crate) struct Buffer<'s> {
    spill: &'s dyn Spill,
    in_memory: usize,
    /// What was encrypted leaves memory as ciphertext only.
    is_secret: bool,
    memory: Vec<u8>,
    elsewhere: Option<Box<dyn Backing>>,
}

impl<'s> Buffer<'s> {
    pub(crate) fn new(in_memory: usize, spill: &'s dyn Spill) -> Self {
        Self { spill, in_memory, is_secret: false, memory: Vec::new(), elsewhere: None }
    }

    /// For what was inside an encryption.
    pub(crate) fn secret(mut self, is_secret: bool) -> Self {
        self.is_secret = is_secret;
        self
    }

    fn place(&self) -> io::Result<Box<dyn Backing>> {
        let place = self.spill.create()?;
        if self.is_secret { Ok(Box::new(Secret::new(place)?)) } else { Ok(place) }
    }

    /// With room for this many bytes, as far as they stay in memory.
    pub(crate) fn expecting(mut self, bytes: u64) -> Self {
        self.memory.reserve_exact(usize::try_from(bytes).unwrap_or(usize::MAX).min(self.in_memory));
        self
    }

    /// All that was written, from its beginning.
    pub(crate) fn into_source(self) -> io::Result<Source> {
        match self.elsewhere {
            None => Ok(Source::Memory(Cursor::new(self.memory))),
            Some(mut place) => {
                place.flush()?;
                place.rewind()?;
                Ok(Source::Elsewhere(place))
            }
        }
    }
}

impl Write for Buffer<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(place) = &mut self.elsewhere {
            return place.write(bytes);
        }
        if self.memory.len().saturating_add(bytes.len()) <= self.in_memory {
            self.memory.extend_from_slice(bytes);
            return Ok(bytes.len());
        }
        let mut place = self.place()?;
        place.write_all(&self.memory)?;
        place.write_all(bytes)?;
        self.memory = Vec::new();
        self.elsewhere = Some(place);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.elsewhere.as_mut().map_or(Ok(()), |place| place.flush())
    }
}

/// What a [`Buffer`] became.
pub(crate) enum Source {
    Memory(Cursor<Vec<u8>>),
    Elsewhere(Box<dyn Backing>),
}

impl Source {
    /// Bytes of memory that it takes.
    pub(crate) fn in_memory(&self) -> usize {
        match self {
            Self::Memory(memory) => memory.get_ref().len(),
            Self::Elsewhere(_) => 0,
        }
    }
}

impl Read for Source {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Memory(memory) => memory.read(bytes),
            Self::Elsewhere(place) => place.read(bytes),
        }
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::Memory(memory) => memory.seek(to),
            Self::Elsewhere(place) => place.seek(to),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests may panic")]

    use std::cell::Cell;

    use super::*;

    struct Counting(Cell<u32>);

    impl Spill for Counting {
        fn create(&self) -> io::Result<Box<dyn Backing>> {
            self.0.set(self.0.get() + 1);
            InMemory.create()
        }
    }

    fn through(limit: usize, pieces: &[&[u8]]) -> (Vec<u8>, u32) {
        let spill = Counting(Cell::new(0));
        let mut buffer = Buffer::new(limit, &spill);
        for piece in pieces {
            buffer.write_all(piece).unwrap();
        }
        let mut all = Vec::new();
        buffer.into_source().unwrap().read_to_end(&mut all).unwrap();
        (all, spill.0.get())
    }

    #[test]
    fn small_content_stays_in_memory() {
        assert_eq!(through(8, &[b"1234", b"5678"]), (b"12345678".to_vec(), 0));
    }

    #[test]
    fn one_byte_more_goes_elsewhere_whole_and_once() {
        assert_eq!(through(8, &[b"1234", b"5678", b"9", b"0"]), (b"1234567890".to_vec(), 1));
    }
}
