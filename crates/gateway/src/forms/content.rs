//! The content of one mail on its way in: written once, indexed while it comes, never changed. Small in memory, large in a
//! private file without a name (gone when the process ends, however it ends).
//!
//! Knows nothing of SMTP or signatures.

use std::fs::File;
use std::io::{self, BufWriter, Cursor, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kakitome_mime::{Indexer, Limits, Message};

/// Bytes gathered before they are written to the file.
const FILE_BLOCK: usize = 256 * 1024;

/// A mail that is coming in.
#[derive(Debug)]
pub(crate) struct Arriving {
    folder: PathBuf,
    in_memory: usize,
    gathered: Vec<u8>,
    file: Option<File>,
    index: Result<Indexer, kakitome_mime::Error>,
}

/// A mail that is there, as received.
#[derive(Debug)]
pub(crate) struct Arrived {
    /// Its bytes.
    pub(crate) source: Source,
    /// What is where; or the budget that it passed.
    pub(crate) index: Result<Message, kakitome_mime::Error>,
}

/// The bytes of a mail.
#[derive(Debug)]
pub(crate) enum Source {
    /// In memory.
    Memory(Vec<u8>),
    /// In a private file.
    File(File),
}

/// A mail and what is known of it.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// Its bytes.
    pub(crate) source: Arc<Source>,
    /// What is where.
    pub(crate) index: Arc<Message>,
}

impl Arriving {
    /// A mail of which up to `in_memory` bytes stay in memory; else it goes to a file in `folder`.
    pub(crate) fn new(folder: PathBuf, in_memory: u64, limits: &Limits) -> Self {
        Self {
            folder,
            in_memory: usize::try_from(in_memory).unwrap_or(usize::MAX),
            gathered: Vec::new(),
            file: None,
            index: Ok(Indexer::new(limits)),
        }
    }

    /// Takes the next bytes. Call [`Arriving::settle`] when [`Arriving::is_full`].
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        if let Ok(indexer) = &mut self.index
            && let Err(error) = indexer.push(bytes)
        {
            self.index = Err(error);
        }
        self.gathered.extend_from_slice(bytes);
    }

    /// Whether what was gathered has to go to the file.
    pub(crate) fn is_full(&self) -> bool {
        let limit = if self.file.is_some() { FILE_BLOCK } else { self.in_memory };
        self.gathered.len() > limit
    }

    /// Writes what was gathered to the file.
    pub(crate) async fn settle(&mut self) -> io::Result<()> {
        let file = self.file.take();
        let mut gathered = std::mem::take(&mut self.gathered);
        let folder = self.folder.clone();
        let write = move || {
            let mut file = match file {
                Some(file) => file,
                // O_TMPFILE where the file system has it, else unlinked at once; mode 0600.
                None => tempfile::tempfile_in(folder)?,
            };
            file.write_all(&gathered)?;
            gathered.clear();
            io::Result::Ok((file, gathered))
        };
        let (file, gathered) = tokio::task::spawn_blocking(write).await.map_err(io::Error::other)??;
        self.file = Some(file);
        self.gathered = gathered;
        Ok(())
    }

    /// The mail is complete.
    pub(crate) async fn finish(mut self) -> io::Result<Arrived> {
        if self.file.is_some() {
            self.settle().await?;
        }
        let source = match self.file {
            Some(file) => Source::File(file),
            None => Source::Memory(self.gathered),
        };
        Ok(Arrived { source, index: self.index.and_then(Indexer::finish) })
    }
}

impl Arrived {
    /// A mail that is made here, of about this length: indexed while it is written, in memory or in a private file as one that comes in.
    /// Blocks while it writes a file.
    pub(crate) fn written(
        folder: &Path,
        (length, in_memory): (u64, u64),
        limits: &Limits,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<Self> {
        let mut indexer = Indexer::new(limits);
        let source = if length <= in_memory {
            let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
            write(&mut Indexed { out: &mut bytes, indexer: &mut indexer })?;
            Source::Memory(bytes)
        } else {
            let mut file = BufWriter::with_capacity(FILE_BLOCK, tempfile::tempfile_in(folder)?);
            write(&mut Indexed { out: &mut file, indexer: &mut indexer })?;
            Source::File(file.into_inner().map_err(io::IntoInnerError::into_error)?)
        };
        Ok(Self { source, index: indexer.finish() })
    }
}

/// What may be in a mail that was taken within `limits`, now that fields of ours stand above it (`Received:`, what a submission gets) and
/// perhaps a signature around it: one level and three parts.
pub(crate) fn with_ours(limits: &Limits) -> Limits {
    const HEADER: u64 = 16 * 1024;
    const FIELDS: u64 = 16;
    Limits {
        header_bytes: limits.header_bytes.saturating_add(HEADER),
        kept_bytes: limits.kept_bytes.saturating_add(HEADER),
        fields: limits.fields.saturating_add(FIELDS),
        parts: limits.parts.saturating_add(3),
        depth: limits.depth.saturating_add(2),
        ..*limits
    }
}

/// Indexes what passes.
struct Indexed<'a, W> {
    out: &'a mut W,
    indexer: &'a mut Indexer,
}

impl<W: Write> Write for Indexed<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.indexer.push(bytes.get(..count).unwrap_or_default()).map_err(io::Error::other)?;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Source {
    /// Reads from its beginning.
    pub(crate) fn reader(&self) -> io::Result<Reader<'_>> {
        match self {
            Self::Memory(bytes) => Ok(Reader::Memory(Cursor::new(bytes))),
            Self::File(file) => {
                let mut file: &File = file;
                file.rewind()?;
                Ok(Reader::File(file))
            }
        }
    }

    /// Whether work on it reads a file and must not block the runtime.
    pub(crate) fn is_file(&self) -> bool {
        matches!(self, Self::File(_))
    }
}

/// Reads a [`Source`].
#[derive(Debug)]
pub(crate) enum Reader<'a> {
    /// From memory.
    Memory(Cursor<&'a Vec<u8>>),
    /// From the file.
    File(&'a File),
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Memory(cursor) => cursor.read(buffer),
            Self::File(file) => file.read(buffer),
        }
    }
}

impl Seek for Reader<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::Memory(cursor) => cursor.seek(to),
            Self::File(file) => file.seek(to),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests may panic")]
    use super::*;

    async fn through(pieces: &[&[u8]], in_memory: u64) -> Arrived {
        let folder = tempfile::tempdir().unwrap();
        let mut arriving = Arriving::new(folder.path().to_owned(), in_memory, &Limits::default());
        for piece in pieces {
            arriving.push(piece);
            if arriving.is_full() {
                arriving.settle().await.unwrap();
            }
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "the file has no name");
        arriving.finish().await.unwrap()
    }

    fn bytes(arrived: &Arrived) -> Vec<u8> {
        let mut all = Vec::new();
        arrived.source.reader().unwrap().read_to_end(&mut all).unwrap();
        all
    }

    #[tokio::test]
    async fn a_small_mail_stays_in_memory_and_a_large_one_does_not() {
        let small = through(&[b"From: a@b\r\n", b"\r\nx\r\n"], 64).await;
        assert!(!small.source.is_file());
        assert_eq!(bytes(&small), b"From: a@b\r\n\r\nx\r\n");
        assert_eq!(small.index.unwrap().len, 16);

        let body = vec![b'x'; 70];
        let large = through(&[b"From: a@b\r\n\r\n", &body, &body, b"\r\n"], 64).await;
        assert!(large.source.is_file());
        assert_eq!(bytes(&large).len(), 155);
        assert_eq!(bytes(&large).len(), 155, "it can be read twice");
        assert_eq!(large.index.unwrap().len, 155);
    }

    #[tokio::test]
    async fn a_budget_that_is_passed_is_kept_and_the_mail_as_well() {
        let folder = tempfile::tempdir().unwrap();
        let limits = Limits { header_bytes: 20, ..Limits::default() };
        let mut arriving = Arriving::new(folder.path().to_owned(), 1024, &limits);
        arriving.push(b"Subject: far too long a header\r\n\r\n");
        arriving.push(b"body\r\n");
        let arrived = arriving.finish().await.unwrap();
        assert!(matches!(arrived.index, Err(kakitome_mime::Error::Limit { .. })));
        assert_eq!(bytes(&arrived).len(), 40);
    }
}
