//! The outbox's folder: who may work in it, what lies in it, and how a mail gets in, out, and aside.
//!
//! One program owns it and hands its mails on. A second one may write beside it while the first goes (a graceful restart): it takes the
//! folder over when the first has let it go; the lock is never held twice.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use rustix::fs::{FlockOperation, flock, statvfs};

use super::clock::Clock;
use super::commit::{Committed, Committer};
use super::disk::Disk;
use super::draft::Draft;
use super::frame::{Head, StorageKey};
use super::presence::Presence;
use super::record::Envelope;
use super::stored::Sealed;
use crate::error::Error;
use crate::mail_id::MailId;

/// Folder of the programs that are at work.
const AT_WORK: &str = "at-work";

/// The folder. Its mails are this process's alone while it [owns](Spool::owns) it.
#[derive(Debug)]
pub struct Spool {
    folder: PathBuf,
    disk: Disk,
    clock: Clock,
    committer: Committer,
    /// Given up with the process, however it ends, or before.
    lock: Mutex<Option<File>>,
    opened: SystemTime,
    /// Goes last: no mail is brought without it.
    presence: Presence,
}

/// A mail that lies in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Its name.
    pub id: MailId,
    /// When it was taken, by the outbox's own clock in seconds.
    pub born: u64,
    /// Octets of its file.
    pub size: u64,
    /// When it is to be tried next, if that was said.
    pub due: Option<SystemTime>,
}

impl Spool {
    /// Opens the folder, or makes it, and says what lies in it. What was being written when the last program ended is removed: it was
    /// never acknowledged.
    ///
    /// # Errors
    /// Another program works in it; a folder cannot be made or read.
    pub fn open(folder: &Path, disk: Disk) -> Result<(Self, Vec<Found>), Error> {
        make(folder)?;
        let lock = lock(&folder.join("lock"))?.ok_or_else(|| Error::OutboxInUse { folder: folder.to_owned() })?;
        let tmp = folder.join("tmp");
        for entry in std::fs::read_dir(&tmp).map_err(fault("list", &tmp))? {
            let path = entry.map_err(fault("list", &tmp))?.path();
            disk.remove(&path).map_err(fault("remove", &path))?;
        }
        let mails = folder.join("mails");
        let found = list(&mails).map_err(fault("list", &mails))?;
        let spool = Self::with(folder, disk, &found, Some(lock), announced(folder)?)?;
        spool.clock.keep().map_err(fault("write", &folder.join("clock")))?;
        Ok((spool, found))
    }

    /// Opens the folder beside a program that works in it and is going: mails may be committed at once, and
    /// [`Spool::take_over`] says when the rest is ours.
    ///
    /// # Errors
    /// A folder cannot be made or read.
    pub fn beside(folder: &Path, disk: Disk) -> Result<Self, Error> {
        make(folder)?;
        let presence = announced(folder)?;
        let mails = folder.join("mails");
        let found = list(&mails).map_err(fault("list", &mails))?;
        Self::with(folder, disk, &found, None, presence)
    }

    fn with(folder: &Path, disk: Disk, found: &[Found], lock: Option<File>, presence: Presence) -> Result<Self, Error> {
        let clock = Clock::open(folder, found.iter().map(|found| found.born).max().unwrap_or(0));
        let opened = presence.since().map_err(fault("look at", folder))?;
        let committer = Committer::start(folder.join("mails")).map_err(fault("start a thread for", folder))?;
        Ok(Self { folder: folder.to_owned(), disk, clock, committer, lock: Mutex::new(lock), opened, presence })
    }

    /// Takes the folder if nobody owns it; says whether it is ours now.
    ///
    /// # Errors
    /// The lock cannot be asked for.
    pub fn take_over(&self) -> Result<bool, Error> {
        let mut held = self.held();
        if held.is_none() {
            *held = lock(&self.folder.join("lock"))?;
        }
        Ok(held.is_some())
    }

    /// Lets the folder go: another program may take it. Mails that are being written here may still be committed; the other finds them.
    pub fn let_go(&self) {
        *self.held() = None;
    }

    /// Whether the folder's mails are this process's to hand on.
    #[must_use]
    pub fn owns(&self) -> bool {
        self.held().is_some()
    }

    fn held(&self) -> MutexGuard<'_, Option<File>> {
        self.lock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether another program may still bring mail into the folder: one that goes, or one that comes to take it over. Asked before
    /// [`Spool::newcomers`], a no means that those are all.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn is_anybody_else_at_work(&self) -> io::Result<bool> {
        self.presence.is_anybody_else()
    }

    /// Mails in the folder that `known` does not know: another program has brought them, or they were there when it was taken over.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn newcomers(&self, known: impl Fn(MailId) -> bool) -> io::Result<Vec<Found>> {
        list_some(&self.folder.join("mails"), known)
    }

    /// Removes what a program that wrote beside this one left behind in the middle of a mail: files from before this one began. Call when
    /// that program has ended.
    ///
    /// # Errors
    /// The folder cannot be read, or a file not be removed.
    pub fn clear_left_behind(&self) -> io::Result<()> {
        for entry in std::fs::read_dir(self.folder.join("tmp"))? {
            let entry = entry?;
            let old = match entry.metadata() {
                Ok(facts) => facts.modified()? < self.opened,
                // It has become a mail meanwhile.
                Err(_) => false,
            };
            if old {
                self.disk.remove(&entry.path())?;
            }
        }
        Ok(())
    }

    /// Where it is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The disk, for its moments.
    #[must_use]
    pub const fn disk(&self) -> &Disk {
        &self.disk
    }

    /// Now, by the outbox's own clock, in seconds.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.clock.now()
    }

    /// Writes its clock down. Call every minute.
    ///
    /// # Errors
    /// The disk failed; nothing is lost by it but a minute.
    pub fn keep_clock(&self) -> io::Result<()> {
        self.clock.keep()
    }

    /// Octets that are free on its disk.
    ///
    /// # Errors
    /// The system does not say.
    pub fn room(&self) -> io::Result<u64> {
        let facts = statvfs(&self.folder)?;
        Ok(facts.f_bavail.saturating_mul(facts.f_frsize))
    }

    /// Begins a mail.
    ///
    /// # Errors
    /// No random numbers; the primitive library failed.
    pub fn draft(&self, id: MailId, key: &StorageKey, envelope: &Envelope) -> io::Result<Draft> {
        let born = self.now();
        let paths = (self.folder.join("tmp").join(format!("{id}.tmp")), self.mail(id, born));
        Draft::new(id, born, paths, self.disk.clone(), key, envelope)
    }

    /// Makes a mail durable: when `told` is called with a value, a power cut does not take it away. After an error it is not there.
    pub fn commit(&self, draft: Draft, told: impl FnOnce(io::Result<Found>) + Send + 'static) {
        let (id, born) = (draft.id, draft.born);
        match draft.complete() {
            Ok(complete) => self
                .committer
                .commit(complete, Box::new(move |done| told(done.map(|Committed { size }| Found { id, born, size, due: None })))),
            Err(error) => told(Err(error)),
        }
    }

    /// Reads the beginning of a mail's file.
    ///
    /// # Errors
    /// It cannot be read, or is not a mail.
    pub fn look(&self, id: MailId, born: u64) -> Result<Sealed, Error> {
        let path = self.mail(id, born);
        let fault = |source| Error::OutboxFile { act: "read", path: path.clone(), source };
        let mut file = self.disk.open(&path).map_err(fault)?;
        match Head::read(&mut file).map_err(fault)? {
            Some(head) => Ok(Sealed { id, path, disk: self.disk.clone(), file, head }),
            None => Err(Error::OutboxDamaged { path, what: "beginning" }),
        }
    }

    /// Removes a mail that needs nothing more.
    ///
    /// # Errors
    /// The disk failed.
    pub fn remove(&self, id: MailId, born: u64) -> io::Result<()> {
        self.disk.remove(&self.mail(id, born))
    }

    /// Notes when a mail is to be tried next, so that the next program knows; not synced, since nothing but time is lost with it.
    ///
    /// # Errors
    /// The disk failed.
    pub fn due(&self, id: MailId, born: u64, at: SystemTime) -> io::Result<()> {
        OpenOptions::new().write(true).open(self.mail(id, born))?.set_modified(at)
    }

    /// Puts a mail aside, with a word why.
    ///
    /// # Errors
    /// The disk failed.
    pub fn quarantine(&self, id: MailId, born: u64, why: &str) -> io::Result<()> {
        let aside = self.aside(id, born);
        std::fs::write(aside.with_extension("why"), format!("{why}\n"))?;
        self.disk.rename(&self.mail(id, born), &aside)?;
        self.disk.sync_folder(&self.folder.join("quarantine"))?;
        self.disk.sync_folder(&self.folder.join("mails"))
    }

    /// What was put aside, and why.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn quarantined(&self) -> io::Result<Vec<(Found, String)>> {
        aside(&self.folder.join("quarantine"))
    }

    /// Takes a mail back that was put aside.
    ///
    /// # Errors
    /// The disk failed.
    pub fn take_back(&self, id: MailId, born: u64) -> io::Result<()> {
        let aside = self.aside(id, born);
        self.disk.rename(&aside, &self.mail(id, born))?;
        self.disk.sync_folder(&self.folder.join("mails"))?;
        self.forget_why(&aside)
    }

    /// Removes a mail that was put aside.
    ///
    /// # Errors
    /// The disk failed.
    pub fn remove_aside(&self, id: MailId, born: u64) -> io::Result<()> {
        let aside = self.aside(id, born);
        self.disk.remove(&aside)?;
        self.forget_why(&aside)
    }

    fn forget_why(&self, aside: &Path) -> io::Result<()> {
        match self.disk.remove(&aside.with_extension("why")) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn mail(&self, id: MailId, born: u64) -> PathBuf {
        self.folder.join("mails").join(format!("{id}-{born:x}.mail"))
    }

    fn aside(&self, id: MailId, born: u64) -> PathBuf {
        self.folder.join("quarantine").join(format!("{id}-{born:x}.mail"))
    }
}

fn fault(act: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::OutboxFile { act, path, source }
}

fn announced(folder: &Path) -> Result<Presence, Error> {
    let folder = folder.join(AT_WORK);
    Presence::announce(&folder).map_err(fault("make a file in", &folder))
}

fn make(folder: &Path) -> Result<(), Error> {
    for name in ["", "tmp", "mails", "quarantine", AT_WORK] {
        let path = if name.is_empty() { folder.to_owned() } else { folder.join(name) };
        DirBuilder::new().recursive(true).mode(0o700).create(&path).map_err(fault("make", &path))?;
    }
    Ok(())
}

/// The mails that lie aside in this folder, each with its word why.
pub(super) fn aside(folder: &Path) -> io::Result<Vec<(Found, String)>> {
    let why = |found: &Found| folder.join(format!("{}-{:x}.why", found.id, found.born));
    let told = |found: Found| (found, std::fs::read_to_string(why(&found)).unwrap_or_default().trim().to_owned());
    Ok(list(folder)?.into_iter().map(told).collect())
}

/// The mails of a folder; other files are not ours and stay.
pub(super) fn list(folder: &Path) -> io::Result<Vec<Found>> {
    list_some(folder, |_| false)
}

/// Those of them that are not known; one that goes away meanwhile is none.
fn list_some(folder: &Path, known: impl Fn(MailId) -> bool) -> io::Result<Vec<Found>> {
    let mut found = Vec::new();
    // All names first: a mail that is here now, comes to be known and goes, is not there when it is looked at.
    let names: Vec<_> = std::fs::read_dir(folder)?.collect::<io::Result<_>>()?;
    for entry in names {
        let name = entry.file_name();
        let Some((id, born)) = name.to_str().and_then(|name| name.strip_suffix(".mail")).and_then(|stem| stem.split_once('-')) else {
            continue;
        };
        let (Ok(id), Ok(born)) = (id.parse(), u64::from_str_radix(born, 16)) else { continue };
        if known(id) {
            continue;
        }
        match entry.metadata() {
            Ok(facts) => found.push(Found { id, born, size: facts.len(), due: facts.modified().ok() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    found.sort_unstable_by_key(|found| found.id);
    Ok(found)
}

/// The lock; none where another program has it.
fn lock(path: &Path) -> Result<Option<File>, Error> {
    let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path).map_err(fault("open", path))?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Some(file)),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
        Err(errno) => Err(fault("open", path)(errno.into())),
    }
}
