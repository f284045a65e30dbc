//! The way of a string's octets from reader to sink, however small the pieces are that they come in.

use std::io::Write;

use crate::error::Error;

/// Pieces below this size are joined before they go to the sink.
const SMALL: usize = 512;

/// Joins small pieces, so that a string of one-byte parts does not cost a sink call each.
pub(crate) struct Joined<'a> {
    sink: &'a mut dyn Write,
    small: Vec<u8>,
    total: u64,
}

impl<'a> Joined<'a> {
    pub(crate) fn new(sink: &'a mut dyn Write) -> Self {
        Self { sink, small: Vec::with_capacity(SMALL), total: 0 }
    }

    /// How many octets went through.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    pub(crate) fn write(&mut self, offset: u64, bytes: &[u8]) -> Result<(), Error> {
        self.total = self.total.saturating_add(bytes.len() as u64);
        if self.small.len() + bytes.len() > SMALL {
            self.flush(offset)?;
        }
        if bytes.len() < SMALL {
            self.small.extend_from_slice(bytes);
            return Ok(());
        }
        self.sink.write_all(bytes).map_err(|source| Error::Sink { offset, source })
    }

    pub(crate) fn flush(&mut self, offset: u64) -> Result<(), Error> {
        let written = self.sink.write_all(&self.small);
        self.small.clear();
        written.map_err(|source| Error::Sink { offset, source })
    }
}
