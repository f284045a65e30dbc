//! What is done to a keyholder's folder from outside: made, and its key-encryption key rotated while nobody runs.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use rustix::fs::{FlockOperation, flock};

use crate::{
    error::Error,
    folder,
    kek::Kek,
    options::KekSource,
    rotation,
    vault::{DataMaster, Places},
};

/// `<home>/keyholder/socket`.
#[must_use]
pub fn socket_path(home: &Path) -> PathBuf {
    Places::new(home).root.join("socket")
}

/// Makes the keyholder's folder and its key-encryption key; where they are already, they stay as they are.
///
/// # Errors
/// The folder cannot be made, or is open to others.
pub fn init(home: &Path, kek: &KekSource) -> Result<(), Error> {
    let places = Places::new(home);
    for path in [places.root.clone(), places.keys(), places.audit()] {
        folder::make_private(&path)?;
    }
    let _lock = lock(&places)?;
    if places.kek().exists() || places.next_kek().exists() {
        return Ok(());
    }
    let kek = Kek::make(kek)?;
    kek.write(&places.kek(), None)?;
    DataMaster::open_or_make(&places, &kek)?;
    Ok(())
}

/// Rotates the key-encryption key while no keyholder runs; a running one is asked over its socket
/// ([`kakitome_keys::Blocking::rotate_kek`]). Tells how many files were sealed anew. `old` opens the present one.
///
/// # Errors
/// [`Error::AlreadyRunning`], a wrong passphrase, a file that the old key does not open (nothing is lost: repair it and rotate again).
pub fn rotate(home: &Path, old: &KekSource, new: &KekSource) -> Result<u32, Error> {
    let places = Places::new(home);
    folder::check_private(&places.root)?;
    let _lock = lock(&places)?;
    let kek = rotation::open(&places, old)?;
    rotation::rotate(&places, &kek, new, &mut |_| Ok(())).map(|(_, count)| count)
}

/// Only one process works in the folder; the lock goes with the process, however it ends.
pub(crate) fn lock(places: &Places) -> Result<File, Error> {
    let file = folder::append(&places.lock())?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(file),
        Err(rustix::io::Errno::WOULDBLOCK) => Err(Error::AlreadyRunning { path: places.root.clone() }),
        Err(why) => Err(Error::io("locking", places.lock())(why.into())),
    }
}
