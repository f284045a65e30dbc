//! What came: in memory while small, in a temporary file without a name when long. It can be read by several at once.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

/// The bytes of an answer.
#[derive(Clone, Debug)]
pub struct Body(Held);

#[derive(Clone, Debug)]
enum Held {
    Memory(Arc<[u8]>),
    File { file: Arc<File>, length: u64 },
}

impl Body {
    pub(crate) fn memory(bytes: &[u8]) -> Self {
        Self(Held::Memory(bytes.into()))
    }

    pub(crate) fn file(file: File, length: u64) -> Self {
        Self(Held::File { file: Arc::new(file), length })
    }

    /// How many bytes.
    #[must_use]
    pub fn len(&self) -> u64 {
        match &self.0 {
            Held::Memory(bytes) => bytes.len() as u64,
            Held::File { length, .. } => *length,
        }
    }

    /// Whether nothing came.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// From its beginning, with a position of its own.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader { body: self.clone(), at: 0 }
    }

    /// All of it in memory.
    ///
    /// # Errors
    /// The temporary file cannot be read.
    pub fn to_vec(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.reader().read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// Reads a [`Body`].
#[derive(Debug)]
pub struct Reader {
    body: Body,
    at: u64,
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = match &self.body.0 {
            Held::Memory(bytes) => {
                let from = usize::try_from(self.at).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
                (&mut &*from).read(into)?
            }
            Held::File { file, .. } => file.read_at(into, self.at)?,
        };
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Reader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.body.len().checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "before the beginning"))?;
        Ok(self.at)
    }
}
