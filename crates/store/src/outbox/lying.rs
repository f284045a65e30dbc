//! What lies in an outbox in which no program works, for a person who looks: names, sizes, times. Nothing is made, changed or opened; what
//! is encrypted stays so.

use std::fs::File;
use std::io;
use std::path::Path;

use rustix::fs::{FlockOperation, flock};

use super::spool::{Found, aside, list};
use crate::error::Error;

/// The mails of a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lying {
    /// Those that wait, oldest first.
    pub mails: Vec<Found>,
    /// Those that were put aside, and why.
    pub aside: Vec<(Found, String)>,
}

impl Lying {
    /// Looks. `None`: a program works in the folder, and is the one to be asked.
    ///
    /// # Errors
    /// A folder may not be entered or read.
    pub fn look(folder: &Path) -> Result<Option<Self>, Error> {
        let fault = |path: &Path| {
            let path = path.to_owned();
            move |source| Error::OutboxFile { act: "read", path, source }
        };
        let lock = folder.join("lock");
        match File::open(&lock) {
            // Given back at once: a program that starts meanwhile must not find the folder taken.
            Ok(file) => match flock(&file, FlockOperation::NonBlockingLockShared) {
                Ok(()) => drop(file),
                Err(rustix::io::Errno::WOULDBLOCK) => return Ok(None),
                Err(errno) => return Err(fault(&lock)(errno.into())),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(fault(&lock)(error)),
        }
        let mails = folder.join("mails");
        let put_aside = folder.join("quarantine");
        Ok(Some(Self {
            mails: or_nothing(list(&mails)).map_err(fault(&mails))?,
            aside: or_nothing(aside(&put_aside)).map_err(fault(&put_aside))?,
        }))
    }
}

/// An outbox that was never used has no folders.
fn or_nothing<T>(found: io::Result<Vec<T>>) -> io::Result<Vec<T>> {
    match found {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        other => other,
    }
}
