//! The few things that the outbox does to its folder, each by its name. A watcher sees every one before it is done and may refuse it:
//! that is how tests cut the power, fill the disk and kill the program in between. Nobody watches in a running gateway.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One thing that is about to be done.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Act<'a> {
    /// A new file.
    Create(&'a Path),
    /// Bytes into a file.
    Write {
        /// Which.
        path: &'a Path,
        /// Where in it.
        at: u64,
        /// What.
        bytes: &'a [u8],
    },
    /// What follows in the file is cut off.
    Cut {
        /// Which.
        path: &'a Path,
        /// Its new length.
        length: u64,
    },
    /// A file's bytes to the disk.
    SyncFile(&'a Path),
    /// A folder's names to the disk.
    SyncFolder(&'a Path),
    /// Another name.
    Rename {
        /// The old one.
        from: &'a Path,
        /// The new one.
        to: &'a Path,
    },
    /// A file's name goes.
    Remove(&'a Path),
    /// A file is read.
    Open(&'a Path),
    /// No act on the disk: a moment by its name ("before the reply").
    Moment(&'static str),
}

/// Sees every act; an error is what the act says instead of being done.
pub type Watcher = Arc<dyn Fn(&Act<'_>) -> io::Result<()> + Send + Sync>;

/// The disk, as the outbox uses it.
#[derive(Clone, Default)]
pub struct Disk {
    watcher: Option<Watcher>,
}

impl std::fmt::Debug for Disk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.watcher.is_some() { "Disk(watched)" } else { "Disk" })
    }
}

/// A file that is being written, and how far.
#[derive(Debug)]
pub(super) struct Writing {
    file: File,
    pub(super) path: PathBuf,
    at: u64,
    disk: Disk,
}

impl Disk {
    /// A disk whose every act this watcher sees first.
    #[must_use]
    pub fn watched(watcher: Watcher) -> Self {
        Self { watcher: Some(watcher) }
    }

    /// A moment that a watcher may want to know of.
    ///
    /// # Errors
    /// What the watcher says.
    pub fn moment(&self, name: &'static str) -> io::Result<()> {
        self.see(&Act::Moment(name))
    }

    fn see(&self, act: &Act<'_>) -> io::Result<()> {
        self.watcher.as_ref().map_or(Ok(()), |watcher| watcher(act))
    }

    pub(super) fn create(&self, path: &Path) -> io::Result<Writing> {
        self.see(&Act::Create(path))?;
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        Ok(Writing { file, path: path.to_owned(), at: 0, disk: self.clone() })
    }

    /// Writes on at `at`; what stood there is cut off first.
    pub(super) fn go_on(&self, path: &Path, at: u64) -> io::Result<Writing> {
        let file = OpenOptions::new().write(true).open(path)?;
        if file.metadata()?.len() > at {
            self.see(&Act::Cut { path, length: at })?;
            file.set_len(at)?;
        }
        Ok(Writing { file, path: path.to_owned(), at, disk: self.clone() })
    }

    pub(super) fn open(&self, path: &Path) -> io::Result<File> {
        self.see(&Act::Open(path))?;
        File::open(path)
    }

    pub(super) fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.see(&Act::Rename { from, to })?;
        std::fs::rename(from, to)
    }

    pub(super) fn remove(&self, path: &Path) -> io::Result<()> {
        self.see(&Act::Remove(path))?;
        std::fs::remove_file(path)
    }

    pub(super) fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.see(&Act::SyncFolder(path))?;
        File::open(path)?.sync_all()
    }
}

impl Writing {
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.disk.see(&Act::Write { path: &self.path, at: self.at, bytes })?;
        self.file.write_all_at(bytes, self.at)?;
        self.at += bytes.len() as u64;
        Ok(())
    }

    /// Once it has failed, nobody knows what is on the disk, and asking again may say that all is well: the file counts as lost (R12).
    pub(super) fn sync(&self) -> io::Result<()> {
        self.disk.see(&Act::SyncFile(&self.path))?;
        self.file.sync_all()
    }

    pub(super) const fn length(&self) -> u64 {
        self.at
    }
}
