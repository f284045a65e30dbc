//! What is done to a keyholder's folder from outside: made, and its key-encryption key rotated while nobody runs.

use std::{fs::File, path::Path};

use rustix::fs::{FlockOperation, flock};

use crate::{
    error::Error,
    folder,
    kek::Kek,
    options::KekSource,
    rotation,
    vault::{DataMaster, Places},
};

/// Makes the keyholder's folder and its key-encryption key. What is there already stays as it is, and must fit: the key-encryption
/// key must open the folder.
///
/// # Errors
/// The folder cannot be made or is open to others; a passphrase that is not the one of this folder; [`Error::KekMissing`].
pub fn init(folder: &Path, kek: &KekSource) -> Result<(), Error> {
    let places = Places::new(folder);
    for path in [places.root.clone(), places.keys(), places.audit()] {
        folder::make_private(&path)?;
    }
    let _lock = lock(&places)?;
    if places.sealed()?.is_empty() && !places.kek(kek).exists() {
        Kek::make(kek)?.write(&places.kek(kek), None)?;
    }
    let kek = rotation::open(&places, kek)?;
    DataMaster::open_or_make(&places, &kek)?;
    Ok(())
}

/// Rotates the key-encryption key while no keyholder runs, also from one kind of source to the other; a running one is asked over its
/// socket ([`kakitome_keys::Blocking::rotate_kek`]). Tells how many files were sealed anew. `old` opens the present one; afterwards it
/// opens nothing.
///
/// # Errors
/// [`Error::AlreadyRunning`], a wrong passphrase, a file that the old key does not open (nothing is lost: put the file right and rotate
/// again).
pub fn rotate(folder: &Path, old: &KekSource, new: &KekSource) -> Result<u32, Error> {
    let places = Places::new(folder);
    folder::check_private(&places.root)?;
    let _lock = lock(&places)?;
    let kek = rotation::open(&places, old)?;
    rotation::rotate(&places, &kek, &places.kek(old), new, &mut |_| Ok(())).map(|(_, count)| count)
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
