//! A mail on its way into the outbox. A small one stays in memory until it is committed, a large one goes to its file in pieces; both
//! are encrypted as they come, so that no octet of a mail ever lies on the disk in clear.

use std::io;
use std::path::PathBuf;

use super::disk::{Disk, Writing};
use super::frame::{CHUNK, FileKey, Head, Kind, StorageKey};
use super::record::{Envelope, Treatment};
use crate::mail_id::MailId;

/// Sealed octets that are gathered before they are written: most mails are written once, when they are committed.
const GATHER: usize = 512 * 1024;

/// A mail that is being written. Dropped before it is committed, it is gone.
#[derive(Debug)]
pub struct Draft {
    /// Its name.
    pub(super) id: MailId,
    pub(super) tmp: PathBuf,
    pub(super) place: PathBuf,
    pub(super) born: u64,
    disk: Disk,
    key: FileKey,
    frames: u64,
    plain: Vec<u8>,
    open_part: bool,
    parts: u64,
    sealed: Vec<u8>,
    file: Option<Writing>,
    done: bool,
}

/// Everything of a mail that is to be made durable.
#[derive(Debug)]
pub(super) struct Complete {
    pub(super) tmp: PathBuf,
    pub(super) place: PathBuf,
    pub(super) disk: Disk,
    /// What is not in the file yet.
    pub(super) rest: Vec<u8>,
    pub(super) file: Option<Writing>,
}

impl Draft {
    pub(super) fn new(
        id: MailId,
        born: u64,
        paths: (PathBuf, PathBuf),
        disk: Disk,
        key: &StorageKey,
        envelope: &Envelope,
    ) -> io::Result<Self> {
        let head = Head::new(key)?;
        let mut sealed = Vec::new();
        head.put(&mut sealed)?;
        let (tmp, place) = paths;
        let mut draft = Self {
            id,
            tmp,
            place,
            born,
            disk,
            key: head.key(id, &key.key)?,
            frames: 0,
            plain: Vec::new(),
            open_part: false,
            parts: 0,
            sealed,
            file: None,
            done: false,
        };
        draft.frame(Kind::Envelope, &serde_json::to_vec(envelope).map_err(io::Error::other)?)?;
        Ok(draft)
    }

    /// Its name.
    #[must_use]
    pub const fn id(&self) -> MailId {
        self.id
    }

    /// Begins what one group of recipients gets; what follows is its content.
    ///
    /// # Errors
    /// The disk, or the primitive library, failed.
    pub fn part(&mut self, treatment: &Treatment) -> io::Result<()> {
        self.end_part()?;
        self.frame(Kind::Part, &serde_json::to_vec(treatment).map_err(io::Error::other)?)?;
        self.open_part = true;
        self.parts += 1;
        Ok(())
    }

    /// Content of the part that was begun last. May write to the disk.
    ///
    /// # Errors
    /// No part was begun; the disk, or the primitive library, failed.
    pub fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        if !self.open_part {
            return Err(io::Error::other("content before a part was begun"));
        }
        while !bytes.is_empty() {
            let room = CHUNK.saturating_sub(self.plain.len());
            let (now, later) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
            self.plain.extend_from_slice(now);
            bytes = later;
            // A full chunk stays until more comes: the last one is marked as such.
            if !bytes.is_empty() {
                let plain = std::mem::take(&mut self.plain);
                self.frame(Kind::Content, &plain)?;
                self.plain = plain;
                self.plain.clear();
            }
        }
        Ok(())
    }

    /// Whether [`Draft::write`] would have to wait for the disk with so much more.
    #[must_use]
    pub const fn is_large(&self) -> bool {
        self.file.is_some() || self.sealed.len() + CHUNK > GATHER
    }

    fn end_part(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.open_part) {
            let plain = std::mem::take(&mut self.plain);
            self.frame(Kind::Last, &plain)?;
        }
        Ok(())
    }

    fn frame(&mut self, kind: Kind, plain: &[u8]) -> io::Result<()> {
        self.key.put(kind, self.frames, plain, &mut self.sealed)?;
        self.frames += 1;
        if self.sealed.len() > GATHER {
            self.settle()?;
        }
        Ok(())
    }

    fn settle(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(self.disk.create(&self.tmp)?),
        };
        file.write(&self.sealed)?;
        self.sealed.clear();
        Ok(())
    }

    /// The mail is complete; it is not yet durable.
    pub(super) fn complete(mut self) -> io::Result<Complete> {
        self.end_part()?;
        if self.parts == 0 {
            return Err(io::Error::other("a mail without a recipient"));
        }
        let parts = self.parts.to_be_bytes();
        self.key.put(Kind::End, self.frames, &parts, &mut self.sealed)?;
        self.done = true;
        Ok(Complete {
            tmp: std::mem::take(&mut self.tmp),
            place: std::mem::take(&mut self.place),
            disk: self.disk.clone(),
            rest: std::mem::take(&mut self.sealed),
            file: self.file.take(),
        })
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.done && self.file.take().is_some() {
            // What stays behind is removed at the next start.
            let _ = self.disk.remove(&self.tmp);
        }
    }
}
