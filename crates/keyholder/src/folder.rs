//! Files that only we may read: made with mode 0600 in folders with 0700, written whole or not at all, never through a symbolic link
//! (attack row W18).

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use kakitome_crypto::Zeroizing;

use crate::error::Error;

/// Our files are a few kilobytes; what is longer is not ours.
const LONGEST: u64 = 1024 * 1024;
const NOFOLLOW: i32 = libc::O_NOFOLLOW;

/// Makes a folder with mode 0700, or makes sure that the one there is private.
pub(crate) fn make_private(path: &Path) -> Result<(), Error> {
    match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => {
            if let Some(parent) = path.parent() {
                sync(parent)?;
            }
        }
        Err(why) if why.kind() == io::ErrorKind::AlreadyExists => {}
        Err(why) => return Err(Error::io("making the folder", path)(why)),
    }
    check_private(path)
}

/// Ours (or root's), and closed to all others.
pub(crate) fn check_private(path: &Path) -> Result<(), Error> {
    let seen = fs::symlink_metadata(path).map_err(Error::io("looking at", path))?;
    if !seen.is_dir() {
        return Err(Error::Damaged { path: path.into(), why: "not a folder".to_owned() });
    }
    judge(path, &seen)
}

fn judge(path: &Path, seen: &fs::Metadata) -> Result<(), Error> {
    let (mode, owner) = (seen.mode() & 0o7777, seen.uid());
    let ours = owner == rustix::process::geteuid().as_raw() || owner == 0;
    if ours && mode & 0o077 == 0 { Ok(()) } else { Err(Error::NotPrivate { path: path.into(), mode, owner }) }
}

/// Reads a private file whole. `Ok(None)`: it is not there.
pub(crate) fn read(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    let file = match OpenOptions::new().read(true).custom_flags(NOFOLLOW).open(path) {
        Ok(file) => file,
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(why) => return Err(Error::io("opening", path)(why)),
    };
    let seen = file.metadata().map_err(Error::io("looking at", path))?;
    judge(path, &seen)?;
    if !seen.is_file() || seen.len() > LONGEST {
        return Err(Error::Damaged { path: path.into(), why: "not a file of ours".to_owned() });
    }
    // Reserved whole and bounded, so that reading leaves no copies behind.
    let mut content = Zeroizing::new(Vec::with_capacity(usize::try_from(seen.len()).unwrap_or_default() + 1));
    file.take(LONGEST).read_to_end(&mut content).map_err(Error::io("reading", path))?;
    Ok(Some(content))
}

/// Writes a file so that at every moment either the old or the new content is there, whole and on the disk.
pub(crate) fn write(path: &Path, content: &[u8]) -> Result<(), Error> {
    let beside = temporary(path);
    let written = write_beside(&beside, content).and_then(|()| fs::rename(&beside, path));
    if let Err(why) = written {
        // The error that counts is the first one.
        let _ = fs::remove_file(&beside);
        return Err(Error::io("writing", path)(why));
    }
    path.parent().map_or(Ok(()), sync)
}

fn write_beside(beside: &Path, content: &[u8]) -> io::Result<()> {
    match fs::remove_file(beside) {
        Err(why) if why.kind() != io::ErrorKind::NotFound => return Err(why),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).custom_flags(NOFOLLOW).open(beside)?;
    file.write_all(content)?;
    file.sync_all()
}

const TEMPORARY: &str = ".new";

fn temporary(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(TEMPORARY);
    name.into()
}

/// Whether a name is one that [`write`] leaves behind when it is interrupted.
pub(crate) fn is_leftover(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().ends_with(TEMPORARY.as_bytes())
}

/// Removes a file and makes sure that it stays removed.
pub(crate) fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(why) if why.kind() != io::ErrorKind::NotFound => return Err(Error::io("removing", path)(why)),
        _ => {}
    }
    path.parent().map_or(Ok(()), sync)
}

/// Opens (or makes) a private file for appending.
pub(crate) fn append(path: &Path) -> Result<File, Error> {
    let fresh = !path.exists();
    let file = OpenOptions::new()
        .read(true)
        .append(true)
        .create(true)
        .mode(0o600)
        .custom_flags(NOFOLLOW)
        .open(path)
        .map_err(Error::io("opening", path))?;
    judge(path, &file.metadata().map_err(Error::io("looking at", path))?)?;
    if fresh && let Some(parent) = path.parent() {
        sync(parent)?;
    }
    Ok(file)
}

/// All names in a folder, in order.
pub(crate) fn list(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut all = fs::read_dir(path)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>())
        .map_err(Error::io("listing", path))?;
    all.sort();
    Ok(all)
}

fn sync(folder: &Path) -> Result<(), Error> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::io("syncing the folder", folder))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn w18_files_and_folders_are_private_whatever_the_umask() {
        let room = tempfile::tempdir().unwrap();
        let folder = room.path().join("keys");
        make_private(&folder).unwrap();
        let file = folder.join("a");
        write(&file, b"one").unwrap();
        write(&file, b"two").unwrap();
        assert_eq!(fs::metadata(&folder).unwrap().mode() & 0o777, 0o700);
        assert_eq!(fs::metadata(&file).unwrap().mode() & 0o777, 0o600);
        assert_eq!(read(&file).unwrap().unwrap().as_slice(), b"two");
        assert_eq!(list(&folder).unwrap(), std::slice::from_ref(&file));

        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(read(&file), Err(Error::NotPrivate { mode: 0o640, .. })));
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        assert!(matches!(make_private(&folder), Err(Error::NotPrivate { .. })));
    }

    #[test]
    fn w18_planted_links_are_not_followed() {
        let room = tempfile::tempdir().unwrap();
        fs::set_permissions(room.path(), fs::Permissions::from_mode(0o700)).unwrap();
        let victim = room.path().join("victim");
        fs::write(&victim, b"victim").unwrap();
        let target = room.path().join("kek");
        symlink(&victim, &target).unwrap();
        assert!(matches!(read(&target), Err(Error::Io { .. })));
        assert!(matches!(append(&target), Err(Error::Io { .. })));
        symlink(&victim, temporary(&room.path().join("other"))).unwrap();
        write(&room.path().join("other"), b"ours").unwrap();
        // The link itself is replaced, what it points at is not touched.
        write(&target, b"ours").unwrap();
        assert_eq!(fs::read(&victim).unwrap(), b"victim");
        assert!(fs::symlink_metadata(&target).unwrap().is_file());
        let folder = room.path().join("folder");
        symlink(room.path(), &folder).unwrap();
        assert!(make_private(&folder).is_err());
    }
}
