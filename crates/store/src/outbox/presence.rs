//! Which programs may bring mail into the folder: each has a lock of its own in `at-work/` for as long as it lives, however it ends. Who
//! hands the mails on looks for newcomers while another one is there, whatever anybody's configuration says of how long it may stay (R20).

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use rustix::fs::{FlockOperation, Timespec, Timestamps, UTIME_NOW, flock, futimens};

/// That this program is at work. Its end is seen by others even if it is killed: the lock goes with it.
#[derive(Debug)]
pub(super) struct Presence {
    folder: PathBuf,
    path: PathBuf,
    lock: File,
}

impl Presence {
    /// Says that this program is at work.
    pub(super) fn announce(folder: &Path) -> io::Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            if let Some(announced) = Self::under(folder, folder.join(format!("{}-{number}", std::process::id())))? {
                return Ok(announced);
            }
        }
    }

    /// Under this name, if nobody has it.
    fn under(folder: &Path, path: PathBuf) -> io::Result<Option<Self>> {
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path)?;
        // Somebody who looks for the dead may have taken it for one and removed it in between.
        if !lock(&file)? || !path.metadata().is_ok_and(|named| file.metadata().is_ok_and(|own| own.ino() == named.ino())) {
            return Ok(None);
        }
        // A killed process of the same number may have left it, in containers nearly always: its time is not ours. The kernel sets it by
        // the clock that it sets all others by, and takes no room on the disk for it.
        let now = Timespec { tv_sec: 0, tv_nsec: UTIME_NOW };
        futimens(&file, &Timestamps { last_access: now, last_modification: now })?;
        Ok(Some(Self { folder: folder.to_owned(), path, lock: file }))
    }

    /// Since when, by the clock of the disk: it may be some milliseconds behind the machine's, and what is written from now on must not
    /// seem to be older.
    pub(super) fn since(&self) -> io::Result<SystemTime> {
        self.lock.metadata()?.modified()
    }

    /// Whether another program is at work. Those that ended without a word are forgotten.
    pub(super) fn is_anybody_else(&self) -> io::Result<bool> {
        for entry in std::fs::read_dir(&self.folder)? {
            let entry = entry?;
            let path = entry.path();
            // What a person or another program has put there says nothing of us.
            if path == self.path || !is_ours(&entry.file_name()) || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
                continue;
            }
            match File::open(&path) {
                Ok(file) if lock(&file)? => gone(std::fs::remove_file(&path))?,
                Ok(_) => return Ok(true),
                Err(error) => gone(Err(error))?,
            }
        }
        Ok(false)
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        // What stays behind is nobody's lock, and goes when somebody looks.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Whether it is a name as [`Presence::announce`] gives it: process, number.
fn is_ours(name: &OsStr) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    name.to_str().and_then(|name| name.split_once('-')).is_some_and(|(process, number)| is_number(process) && is_number(number))
}

fn lock(file: &File) -> io::Result<bool> {
    match flock(file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(true),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(false),
        Err(errno) => Err(errno.into()),
    }
}

/// That it is gone already is no fault.
fn gone(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn r20_who_is_at_work_is_seen_until_its_end_and_the_dead_are_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let first = Presence::announce(folder.path()).unwrap();
        assert!(!first.is_anybody_else().unwrap());
        let second = Presence::announce(folder.path()).unwrap();
        let third = Presence::announce(folder.path()).unwrap();
        assert!(first.is_anybody_else().unwrap() && second.is_anybody_else().unwrap());
        drop(second);
        assert!(first.is_anybody_else().unwrap(), "one of several");
        // As a kill leaves it: the name without the lock.
        std::fs::write(folder.path().join("1-0"), "").unwrap();
        drop(third);
        assert!(!first.is_anybody_else().unwrap());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        drop(first);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn r20_what_is_written_afterwards_is_never_older() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..200 {
            let here = Presence::announce(folder.path()).unwrap();
            let path = folder.path().join("draft");
            std::fs::write(&path, "").unwrap();
            assert!(path.metadata().unwrap().modified().unwrap() >= here.since().unwrap());
            std::fs::remove_file(path).unwrap();
        }
    }

    #[test]
    fn r20_a_name_that_a_killed_process_left_has_a_new_beginning() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("1-0");
        let left = File::create(&path).unwrap();
        left.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        drop(left);
        let before = folder.path().join("before");
        std::fs::write(&before, "").unwrap();
        let here = Presence::under(folder.path(), path.clone()).unwrap().unwrap();
        assert!(here.since().unwrap() >= before.metadata().unwrap().modified().unwrap());
        assert!(Presence::under(folder.path(), path).unwrap().is_none(), "somebody has it");
    }

    #[test]
    fn r20_what_lies_there_by_mistake_is_passed_over_and_left() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("lost+found")).unwrap();
        std::fs::create_dir(folder.path().join("1-0")).unwrap();
        std::fs::write(folder.path().join("README"), "").unwrap();
        let looks = Presence::announce(folder.path()).unwrap();
        assert!(!looks.is_anybody_else().unwrap());
        let other = Presence::announce(folder.path()).unwrap();
        assert!(looks.is_anybody_else().unwrap());
        drop((looks, other));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
    }

    #[test]
    fn r20_whoever_comes_while_others_look_for_the_dead_is_seen_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let looks = Presence::announce(folder.path()).unwrap();
        for _ in 0..200 {
            let come = std::thread::scope(|scope| {
                let looking = scope.spawn(|| (0..20).filter(|_| looks.is_anybody_else().unwrap()).count());
                let come = Presence::announce(folder.path()).unwrap();
                looking.join().unwrap();
                come
            });
            assert!(looks.is_anybody_else().unwrap());
            drop(come);
        }
        assert!(!looks.is_anybody_else().unwrap());
    }
}
