//! A mail that lies in the outbox, read: first the key that it wants, then envelope, parts and the last word on its recipients. Content is
//! passed over here; [`Content`] reads it.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use super::content::Content;
use super::disk::Disk;
use super::frame::{FRAME_HEAD, FileKey, Head, Kind, Next, fill, next};
use super::record::{Envelope, Fate, Part, Progress, Treatment};
use crate::error::Error;
use crate::mail_id::MailId;

/// What a sealed frame has beside its content: nonce and tag.
const SEAL: u64 = 28;

/// A mail's file of which the key is still to be found out.
#[derive(Debug)]
pub struct Sealed {
    pub(super) id: MailId,
    pub(super) path: PathBuf,
    pub(super) disk: Disk,
    pub(super) file: File,
    pub(super) head: Head,
}

/// A mail that lies in the outbox.
#[derive(Debug)]
pub struct Stored {
    /// Its name.
    pub id: MailId,
    /// MAIL FROM and what belongs to it.
    pub envelope: Envelope,
    /// Who gets what.
    pub parts: Vec<Part>,
    /// What became of it so far.
    pub progress: Progress,
    pub(super) path: PathBuf,
    disk: Disk,
    key: Arc<FileKey>,
    /// Where the last whole frame ends, and the number of the next.
    end: u64,
    frames: u64,
}

impl Sealed {
    /// The data key that it wants, as the keyholder takes it.
    #[must_use]
    pub fn wrapped(&self) -> &[u8] {
        &self.head.wrapped
    }

    /// Reads it. A record at the very end that was cut off by a crash is passed over; every other damage is an error.
    ///
    /// # Errors
    /// The file cannot be read, or is damaged.
    pub fn open(self, data_key: &[u8; 32]) -> Result<Stored, Error> {
        let damaged = |what| Error::OutboxDamaged { path: self.path.clone(), what };
        let read = |source| Error::OutboxFile { act: "read", path: self.path.clone(), source };
        let key = self.head.key(self.id, data_key).map_err(read)?;
        let mut walk = Walk {
            input: BufReader::new(&self.file),
            key: &key,
            at: self.head.length(),
            length: self.file.metadata().map_err(read)?.len(),
            frames: 0,
        };
        let envelope: Envelope = json(walk.record(Kind::Envelope).map_err(read)?).ok_or_else(|| damaged("envelope"))?;
        let mut parts = Vec::new();
        let mut recipients = 0;
        loop {
            let (kind, plain) = walk.part_or_end().map_err(read)?.ok_or_else(|| damaged("order of records"))?;
            if kind == Kind::End {
                let count = u64::try_from(parts.len()).unwrap_or(u64::MAX).to_be_bytes();
                if plain.as_slice() != count {
                    return Err(damaged("number of parts"));
                }
                break;
            }
            let treatment: Treatment = json(Some(plain)).ok_or_else(|| damaged("recipients"))?;
            let (at, frame) = (walk.at, walk.frames);
            let size = walk.pass_content().map_err(read)?.ok_or_else(|| damaged("content"))?;
            let first = recipients;
            recipients += treatment.recipients.len();
            parts.push(Part { treatment, first, size, at, frame });
        }
        let progress = walk.last_progress().map_err(read)?.map_err(damaged)?;
        let mut progress = progress.unwrap_or_else(|| Progress { held: envelope.held, ..Progress::default() });
        progress.fates.resize(recipients, Fate::Waiting);
        let (end, frames) = (walk.at, walk.frames);
        let key = Arc::new(key);
        Ok(Stored { id: self.id, envelope, parts, progress, path: self.path, disk: self.disk, key, end, frames })
    }
}

impl Stored {
    /// The content of one of its parts, from its beginning.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn content(&self, part: &Part) -> io::Result<Content> {
        let mut file = self.disk.open(&self.path)?;
        file.seek(SeekFrom::Start(part.at))?;
        Ok(Content::new(file, Arc::clone(&self.key), part.frame))
    }

    /// Octets of all contents.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.parts.iter().map(|part| part.size).sum()
    }

    /// Writes down what became of it; `durable`: and waits until the disk has it.
    ///
    /// # Errors
    /// The disk failed. What was written down before still counts.
    pub fn keep(&mut self, durable: bool) -> io::Result<()> {
        let sync = self.write_down()?;
        if durable { sync() } else { Ok(()) }
    }

    /// Writes down what became of it; what is given back waits until the disk has it, wherever waiting is no harm.
    ///
    /// # Errors
    /// The disk failed. What was written down before still counts.
    pub fn write_down(&mut self) -> io::Result<impl FnOnce() -> io::Result<()> + Send + use<>> {
        let plain = serde_json::to_vec(&self.progress).map_err(io::Error::other)?;
        let mut sealed = Vec::with_capacity(plain.len() + 64);
        self.key.put(Kind::Progress, self.frames, &plain, &mut sealed)?;
        let mut file = self.disk.go_on(&self.path, self.end)?;
        file.write(&sealed)?;
        self.end = file.length();
        self.frames += 1;
        Ok(move || file.sync())
    }
}

fn json<T: serde::de::DeserializeOwned>(plain: Option<kakitome_crypto::Zeroizing<Vec<u8>>>) -> Option<T> {
    serde_json::from_slice(&plain?).ok()
}

type Plain = kakitome_crypto::Zeroizing<Vec<u8>>;

/// Goes from frame to frame.
struct Walk<'a> {
    input: BufReader<&'a File>,
    key: &'a FileKey,
    at: u64,
    length: u64,
    frames: u64,
}

impl Walk<'_> {
    /// The next frame, which must be of this kind.
    fn record(&mut self, wanted: Kind) -> io::Result<Option<Plain>> {
        Ok(match next(&mut self.input)? {
            Next::Frame(kind, length) if kind == wanted => self.plain(kind, length)?,
            _ => None,
        })
    }

    fn part_or_end(&mut self) -> io::Result<Option<(Kind, Plain)>> {
        Ok(match next(&mut self.input)? {
            Next::Frame(kind @ (Kind::Part | Kind::End), length) => self.plain(kind, length)?.map(|plain| (kind, plain)),
            _ => None,
        })
    }

    fn plain(&mut self, kind: Kind, length: u32) -> io::Result<Option<Plain>> {
        if self.at + FRAME_HEAD + u64::from(length) > self.length {
            return Ok(None);
        }
        let mut sealed = vec![0; usize::try_from(length).unwrap_or(usize::MAX)];
        if !fill(&mut self.input, &mut sealed)? {
            return Ok(None);
        }
        let plain = self.key.open(kind, self.frames, &sealed);
        if plain.is_some() {
            self.at += FRAME_HEAD + u64::from(length);
            self.frames += 1;
        }
        Ok(plain)
    }

    /// Goes behind the content of a part without reading it; says its octets.
    fn pass_content(&mut self) -> io::Result<Option<u64>> {
        let mut size = 0;
        loop {
            let Next::Frame(kind @ (Kind::Content | Kind::Last), length) = next(&mut self.input)? else { return Ok(None) };
            let whole = FRAME_HEAD + u64::from(length);
            if self.at + whole > self.length {
                return Ok(None);
            }
            self.input.seek_relative(i64::from(length))?;
            self.at += whole;
            self.frames += 1;
            size += u64::from(length).saturating_sub(SEAL);
            if kind == Kind::Last {
                return Ok(Some(size));
            }
        }
    }

    /// The last word. What is cut off or was never filled (a crash) ends the row; a whole frame that cannot be opened is damage: it may
    /// have said that somebody has the mail already.
    fn last_progress(&mut self) -> io::Result<Result<Option<Progress>, &'static str>> {
        let mut last = None;
        loop {
            let before = self.at;
            match next(&mut self.input)? {
                Next::Nothing => return Ok(Ok(last)),
                Next::Frame(Kind::Progress, length) if before + FRAME_HEAD + u64::from(length) <= self.length => {
                    match self.plain(Kind::Progress, length)?.and_then(|plain| json(Some(plain))) {
                        Some(progress) => last = Some(progress),
                        None => return Ok(if self.rest_is_empty(before)? { Ok(last) } else { Err("record of what became of it") }),
                    }
                }
                Next::Frame(Kind::Progress, _) => return Ok(Ok(last)),
                _ if before + FRAME_HEAD > self.length || self.rest_is_empty(before)? => return Ok(Ok(last)),
                _ => return Ok(Err("record of what became of it")),
            }
        }
    }

    /// Whether there are only zeros from here on: the length was written before the crash and the octets were not.
    fn rest_is_empty(&mut self, from: u64) -> io::Result<bool> {
        self.input.seek(SeekFrom::Start(from))?;
        let mut piece = [0; 4096];
        loop {
            match self.input.read(&mut piece)? {
                0 => return Ok(true),
                count if piece.iter().take(count).any(|byte| *byte != 0) => return Ok(false),
                _ => {}
            }
        }
    }
}
