//! The content of one part, opened chunk by chunk: no more than one is in memory, and none is given out before its tag is checked.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::sync::Arc;

use kakitome_crypto::Zeroizing;

use super::frame::{FileKey, Kind, Next, fill, next};

/// Reads a content. Damage is an error of kind `InvalidData`.
#[derive(Debug)]
pub struct Content {
    input: BufReader<File>,
    key: Arc<FileKey>,
    frame: u64,
    chunk: Zeroizing<Vec<u8>>,
    used: usize,
    last: bool,
}

impl Content {
    pub(super) fn new(file: File, key: Arc<FileKey>, frame: u64) -> Self {
        Self { input: BufReader::new(file), key, frame, chunk: Zeroizing::default(), used: 0, last: false }
    }

    fn more(&mut self) -> io::Result<()> {
        let damaged = || io::Error::new(io::ErrorKind::InvalidData, "the content of a mail in the outbox is damaged");
        let Next::Frame(kind @ (Kind::Content | Kind::Last), length) = next(&mut self.input)? else { return Err(damaged()) };
        let mut sealed = vec![0; usize::try_from(length).unwrap_or(usize::MAX)];
        if !fill(&mut self.input, &mut sealed)? {
            return Err(damaged());
        }
        self.chunk = self.key.open(kind, self.frame, &sealed).ok_or_else(damaged)?;
        self.used = 0;
        self.frame += 1;
        self.last = kind == Kind::Last;
        Ok(())
    }
}

impl Read for Content {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.used == self.chunk.len() && !self.last {
            self.more()?;
        }
        let rest = self.chunk.get(self.used..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        for (place, byte) in buffer.iter_mut().zip(rest) {
            *place = *byte;
        }
        self.used += count;
        Ok(count)
    }
}
