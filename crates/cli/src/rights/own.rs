//! Files and folders change their owner through open descriptors, and no symbolic link or second name is followed: root must not be led
//! to a file that is not ours, not even while the folder changes under its hands.

use std::ffi::CStr;
use std::os::fd::{AsFd, AsRawFd as _, BorrowedFd, OwnedFd};
use std::path::Path;

use kakitome_gateway::SOCKET_MODE;
use rustix::fs::{AtFlags, CWD, Dir, FileType, Gid, Mode, OFlags, Uid, chmodat, chownat, fchmod, fchown, fstat, mkdirat, openat};
use rustix::io::Errno;

use crate::failure::Failure;

/// Never waits for the other end of a pipe, never follows a link.
const LOOK: OFlags = OFlags::RDONLY.union(OFlags::NOFOLLOW).union(OFlags::NONBLOCK).union(OFlags::CLOEXEC);
/// Folders of ours lie three deep.
const DEPTH: u32 = 8;

/// A folder, made if it is missing, with this owner, group and mode.
pub(super) fn folder(path: &Path, uid: Uid, gid: Gid, mode: u32) -> Result<(), Failure> {
    open_folder(path).and_then(|folder| give(folder.as_fd(), uid, gid, Some(mode))).map_err(|error| failed_at(path, &error))
}

/// A folder with all that is in it, closed to all others.
pub(super) fn tree(path: &Path, uid: Uid, gid: Gid) -> Result<(), Failure> {
    open_folder(path).and_then(|folder| give_all(&folder, uid, gid, DEPTH)).map_err(|error| failed_at(path, &error))
}

/// One file, if it is there.
pub(super) fn file(path: &Path, uid: Uid, gid: Gid) -> Result<(), Failure> {
    match openat(CWD, path, LOOK, Mode::empty()) {
        Ok(file) => give(file.as_fd(), uid, gid, None).map_err(|error| failed_at(path, &error)),
        Err(Errno::NOENT) => Ok(()),
        Err(error) => Err(failed_at(path, &error)),
    }
}

/// Others may go through the folder to what is theirs; they see nothing of it.
pub(super) fn passable(path: &Path) -> Result<(), Failure> {
    let open = || {
        let folder = open_folder(path)?;
        let mode = fstat(&folder)?.st_mode & 0o7777;
        if mode & 0o001 == 0 { fchmod(&folder, Mode::from_raw_mode(mode | 0o011)) } else { Ok(()) }
    };
    open().map_err(|error| failed_at(path, &error))
}

/// A file of root's that a group may read.
pub(super) fn readable_by(path: &Path, gid: Gid) -> Result<(), Failure> {
    let show = || {
        let file = openat(CWD, path, LOOK, Mode::empty())?;
        let seen = fstat(&file)?;
        if seen.st_mode & 0o004 != 0 || (seen.st_gid == gid.as_raw() && seen.st_mode & 0o040 != 0) {
            return Ok(());
        }
        fchown(&file, None, Some(gid))?;
        fchmod(&file, Mode::from_raw_mode(seen.st_mode & 0o7707 | 0o040))
    };
    show().map_err(|error: Errno| failed_at(path, &error))
}

/// A socket that root has just made, and nothing else that could have taken its name since: open to owner and group.
pub(super) fn socket(path: &Path, uid: Uid, gid: Gid) -> Result<(), Errno> {
    let socket = openat(CWD, path, OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())?;
    let seen = fstat(&socket)?;
    if FileType::from_raw_mode(seen.st_mode) != FileType::Socket || seen.st_uid != Uid::ROOT.as_raw() || seen.st_nlink > 1 {
        return Err(Errno::PERM);
    }
    chownat(&socket, c"", Some(uid), Some(gid), AtFlags::EMPTY_PATH)?;
    // A descriptor that is only a place cannot be asked to change the mode; its name in /proc can (open(2), O_PATH).
    let named = format!("/proc/self/fd/{}", socket.as_raw_fd());
    chmodat(CWD, named, Mode::from_raw_mode(SOCKET_MODE), AtFlags::empty())
}

/// What could not be handed over, and why.
pub(super) fn failed_at(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::new("serve-rights").with("why", format!("{}: {error}", path.display()))
}

fn open_folder(path: &Path) -> Result<OwnedFd, Errno> {
    match mkdirat(CWD, path, Mode::RWXU) {
        Ok(()) | Err(Errno::EXIST) => openat(CWD, path, LOOK | OFlags::DIRECTORY, Mode::empty()),
        Err(error) => Err(error),
    }
}

fn give_all(folder: &OwnedFd, uid: Uid, gid: Gid, depth: u32) -> Result<(), Errno> {
    give(folder.as_fd(), uid, gid, Some(0o700))?;
    for entry in Dir::read_from(folder)? {
        let entry = entry?;
        let name: &CStr = entry.file_name();
        if name == c"." || name == c".." {
            continue;
        }
        let opened = match openat(folder, name, LOOK, Mode::empty()) {
            Ok(opened) => opened,
            // Gone meanwhile; a link; a socket: none is ours to give.
            Err(Errno::NOENT | Errno::LOOP | Errno::NXIO) => continue,
            Err(error) => return Err(error),
        };
        match FileType::from_raw_mode(fstat(&opened)?.st_mode) {
            FileType::Directory if depth > 0 => give_all(&opened, uid, gid, depth - 1)?,
            FileType::RegularFile => give(opened.as_fd(), uid, gid, None)?,
            _ => {}
        }
    }
    Ok(())
}

fn give(what: BorrowedFd<'_>, uid: Uid, gid: Gid, mode: Option<u32>) -> Result<(), Errno> {
    let seen = fstat(what)?;
    if FileType::from_raw_mode(seen.st_mode) == FileType::RegularFile && seen.st_nlink > 1 {
        // A second name of somebody else's file.
        return Err(Errno::MLINK);
    }
    if (seen.st_uid, seen.st_gid) != (uid.as_raw(), gid.as_raw()) {
        fchown(what, Some(uid), Some(gid))?;
    }
    // After the owner: a change of owner takes set-group-ID away. So does the kernel, silently, from a root without CAP_FSETID.
    let Some(mode) = mode.filter(|mode| fstat(what).is_ok_and(|seen| seen.st_mode & 0o7777 != *mode)) else { return Ok(()) };
    fchmod(what, Mode::from_raw_mode(mode))?;
    if fstat(what)?.st_mode & 0o7777 == mode { Ok(()) } else { Err(Errno::PERM) }
}
