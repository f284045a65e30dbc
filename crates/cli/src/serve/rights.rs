//! Which user each process runs as. Started as root, keyholder and gateway get users of their own, if the system has them;
//! otherwise both run as the user who started `serve`, and that is said in one line.

use std::ffi::OsStr;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};

use kakitome_gateway::config::Settings;
use tokio::process::Command;

use crate::failure::{Failure, failed};

/// The user of the gateway and everything that it writes.
const GATEWAY: &str = "kakitome";
/// The user of the keyholder: the only one who can read the key-encryption key.
const KEYHOLDER: &str = "kakitome-keyholder";

/// Who runs what.
pub(super) enum Rights {
    /// Both processes as the user who calls.
    One,
    /// A user each.
    Two { keyholder: User, gateway: User },
}

/// A line of the system's list of users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct User {
    uid: u32,
    gid: u32,
}

impl Rights {
    /// Looks for the two users when we are root, and hands them what is theirs.
    pub(super) fn find(settings: &Settings) -> Result<Self, Failure> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self::One);
        }
        let list = std::fs::read_to_string("/etc/passwd").map_err(|error| failed("cli-cannot-start", &error))?;
        let (Some(keyholder), Some(gateway)) = (user(&list, KEYHOLDER), user(&list, GATEWAY)) else { return Ok(Self::One) };
        hand_over(settings, keyholder, gateway).map_err(|error| failed("serve-rights", &error))?;
        Ok(Self::Two { keyholder, gateway })
    }

    /// The sentence that says where the boundary is.
    pub(super) const fn sentence(&self) -> &'static str {
        match self {
            Self::One => "serve-one-user",
            Self::Two { .. } => "serve-two-users",
        }
    }

    pub(super) fn keyholder(&self, command: &mut Command) {
        if let Self::Two { keyholder, gateway } = self {
            command.uid(keyholder.uid).gid(gateway.gid).arg("--peer-uid").arg(gateway.uid.to_string());
        }
    }

    pub(super) fn gateway(&self, command: &mut Command) {
        if let Self::Two { gateway, .. } = self {
            command.uid(gateway.uid).gid(gateway.gid);
        }
    }
}

/// Keys and their log to the keyholder, the rest to the gateway. The socket's folder is the keyholder's, open to the gateway's group.
fn hand_over(settings: &Settings, keyholder: User, gateway: User) -> std::io::Result<()> {
    give(&settings.keyholder_folder, keyholder, 0o700)?;
    if let Some(file) = &settings.key_encryption_key {
        chown(file, Some(keyholder.uid), Some(keyholder.gid))?;
    }
    if let Some(folder) = settings.keyholder_socket.parent() {
        std::fs::create_dir_all(folder)?;
        chown(folder, Some(keyholder.uid), Some(gateway.gid))?;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o750))?;
    }
    std::fs::create_dir_all(&settings.spill)?;
    give(&settings.spill, gateway, 0o700)?;
    for file in database_files(&settings.database) {
        chown(file, Some(gateway.uid), Some(gateway.gid))?;
    }
    // SQLite makes its journal beside the database, so the folder is the gateway's; others may pass through to what is theirs.
    if let Some(home) = settings.database.parent() {
        chown(home, Some(gateway.uid), Some(gateway.gid))?;
        std::fs::set_permissions(home, std::fs::Permissions::from_mode(0o711))?;
    }
    chown(&settings.source, Some(gateway.uid), Some(gateway.gid))
}

fn give(folder: &Path, to: User, mode: u32) -> std::io::Result<()> {
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        chown(&folder, Some(to.uid), Some(to.gid))?;
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(mode))?;
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            // A link is never followed: whoever could plant one would get the file that it points to.
            match entry.file_type()? {
                kind if kind.is_dir() => folders.push(entry.path()),
                kind if kind.is_file() => chown(entry.path(), Some(to.uid), Some(to.gid))?,
                _ => {}
            }
        }
    }
    Ok(())
}

fn database_files(database: &Path) -> Vec<PathBuf> {
    ["", "-wal", "-shm"]
        .iter()
        .map(|ending| {
            let mut name = database.as_os_str().to_owned();
            name.push(OsStr::new(ending));
            PathBuf::from(name)
        })
        .filter(|file| file.is_file())
        .collect()
}

fn user(list: &str, name: &str) -> Option<User> {
    list.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next()? == name).then_some(())?;
        let _password = fields.next()?;
        Some(User { uid: fields.next()?.parse().ok()?, gid: fields.next()?.parse().ok()? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_its_whole_name() {
        let list =
            "root:x:0:0::/root:/bin/sh\nkakitome-keyholder:x:991:990::/nonexistent:/usr/sbin/nologin\nkakitome:x:992:989::/:/bin/false\n";
        assert_eq!(user(list, GATEWAY), Some(User { uid: 992, gid: 989 }));
        assert_eq!(user(list, KEYHOLDER), Some(User { uid: 991, gid: 990 }));
        assert_eq!(user(list, "kaki"), None);
    }
}
