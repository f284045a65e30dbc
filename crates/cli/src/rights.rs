//! Which user each process runs as, and what belongs to whom. Started as root, keyholder and gateway get users of their own, if the
//! system has them; otherwise everything runs as the user who calls. The home stays root's, so that neither of the two can put
//! something else in the place of what the other, or root, will open.

mod lent;
mod own;
mod user;

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use kakitome_gateway::config::{Settings, Users};

use crate::failure::{Failure, failed};
pub(crate) use lent::Lent;
use own::failed_at;
use user::User;

/// The system's list of users.
const LIST: &str = "/etc/passwd";

/// Folder in the home of the lists of roots that are kept.
pub(crate) const TRUST_FOLDER: &str = "trust";

/// Who runs what.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Rights {
    /// All as the user who calls.
    One,
    /// A user each.
    Two { keyholder: User, gateway: User },
}

impl Rights {
    /// Looks for the two users when we are root, and hands them what is theirs.
    pub(crate) fn find(settings: &Settings) -> Result<Self, Failure> {
        let Some(users) = settings.users.as_ref().filter(|_| rustix::process::geteuid().is_root()) else { return Ok(Self::One) };
        let list = std::fs::read_to_string(LIST).map_err(|error| failed("cli-cannot-start", &error))?;
        let rights = Self::chosen(&list, users)?;
        if let Self::Two { keyholder, gateway } = rights {
            hand_over(settings, keyholder, gateway)?;
        }
        Ok(rights)
    }

    /// Neither of the usual users is there: nobody has set them up. One of them, or others by name: somebody has, and must be told.
    fn chosen(list: &str, users: &Users) -> Result<Self, Failure> {
        let usual = users.gateway == "kakitome" && users.keyholder == "kakitome-keyholder";
        match (User::find(list, &users.keyholder), User::find(list, &users.gateway)) {
            (Some(keyholder), Some(gateway)) => Ok(Self::Two { keyholder, gateway }),
            (None, None) if usual => Ok(Self::One),
            (keyholder, _) => {
                let missing = if keyholder.is_none() { &users.keyholder } else { &users.gateway };
                Err(Failure::new("rights-no-user").with("user", missing).hint("rights-no-user-hint"))
            }
        }
    }

    /// The sentence that says where the boundary is.
    pub(crate) const fn sentence(&self) -> &'static str {
        match self {
            Self::One => "serve-one-user",
            Self::Two { .. } => "serve-two-users",
        }
    }

    /// The keyholder's rights for a process. Supplementary groups are dropped with them.
    pub(crate) fn keyholder(&self, command: &mut Command) {
        use std::os::unix::process::CommandExt;
        if let Self::Two { keyholder, .. } = self {
            command.uid(keyholder.uid).gid(keyholder.gid);
        }
    }

    /// The gateway's rights for a process.
    pub(crate) fn gateway(&self, command: &mut Command) {
        use std::os::unix::process::CommandExt;
        if let Self::Two { gateway, .. } = self {
            command.uid(gateway.uid).gid(gateway.gid);
        }
    }

    /// For the keyholder's command line: who may connect beside its own user and root.
    pub(crate) fn peers(&self) -> Vec<String> {
        match self {
            Self::One => Vec::new(),
            Self::Two { gateway, .. } => {
                ["--peer-uid".to_owned(), gateway.uid.to_string(), "--peer-gid".to_owned(), gateway.gid.to_string()].into()
            }
        }
    }

    /// Whether there is a boundary between users.
    pub(crate) const fn are_two(&self) -> bool {
        matches!(self, Self::Two { .. })
    }

    /// A Unix socket that root has made becomes the gateway's.
    pub(crate) fn give_socket(&self, path: &Path) -> std::io::Result<()> {
        match self {
            Self::One => Ok(()),
            Self::Two { gateway, .. } => Ok(own::socket(path, gateway.uid(), gateway.gid())?),
        }
    }

    /// The gateway's rights for this thread, for as long as the value lives: root must not open what the gateway could have put there.
    pub(crate) fn as_gateway(&self) -> Result<Lent, Failure> {
        match self {
            Self::One => Ok(Lent::nothing()),
            Self::Two { gateway, .. } => Lent::take(*gateway).map_err(|error| failed("rights-not-given", &error)),
        }
    }

    /// The keyholder's rights for this thread.
    pub(crate) fn as_keyholder(&self) -> Result<Lent, Failure> {
        match self {
            Self::One => Ok(Lent::nothing()),
            Self::Two { keyholder, .. } => Lent::take(*keyholder).map_err(|error| failed("rights-not-given", &error)),
        }
    }

    /// The configuration may have been replaced by an editor: the gateway is to read it again.
    pub(crate) fn show_configuration(&self, settings: &Settings) -> Result<(), Failure> {
        match self {
            Self::One => Ok(()),
            Self::Two { gateway, .. } => own::readable_by(&settings.source, gateway.gid()),
        }
    }
}

/// Keys, their log and the socket's folder to the keyholder; database and large mails to the gateway; the rest stays root's.
fn hand_over(settings: &Settings, keyholder: User, gateway: User) -> Result<(), Failure> {
    let home = settings.source.parent().unwrap_or(Path::new("/"));
    let data = settings.database.parent().unwrap_or(Path::new("/"));
    check_home(home, settings)?;
    own::passable(home)?;
    own::readable_by(&settings.source, gateway.gid())?;
    own::tree(&settings.keyholder_folder, keyholder.uid(), keyholder.gid())?;
    if let Some(file) = settings.key_encryption_key.as_ref().filter(|file| !file.starts_with(&settings.keyholder_folder)) {
        own::file(file, keyholder.uid(), keyholder.gid())?;
    }
    if let Some(folder) = settings.keyholder_socket.parent() {
        // Set-group-ID: what the keyholder makes in it belongs to the gateway's group, of which the keyholder is no member.
        own::folder(folder, keyholder.uid(), gateway.gid(), 0o2750)?;
    }
    for folder in [data, settings.spill.as_path(), settings.outbox.folder.as_path()] {
        own::folder(folder, gateway.uid(), gateway.gid(), 0o700)?;
    }
    // The lists of roots that the gateway's user fetches.
    own::tree(&home.join(TRUST_FOLDER), gateway.uid(), gateway.gid())?;
    // What root made while the users were not there yet; SQLite keeps the owner of what is made later.
    for ending in ["", "-wal", "-shm"] {
        let mut name = settings.database.as_os_str().to_owned();
        name.push(ending);
        own::file(Path::new(&name), gateway.uid(), gateway.gid())?;
    }
    for (user, paths) in [
        (gateway, vec![&settings.source, &settings.spill, &settings.outbox.folder, &settings.database, &settings.keyholder_socket]),
        (keyholder, vec![&settings.keyholder_folder, &settings.keyholder_socket]),
    ] {
        for path in paths {
            check_way(path, user)?;
        }
    }
    Ok(())
}

/// Whoever can write into root's folder could have root give him any file of the system.
fn check_home(home: &Path, settings: &Settings) -> Result<(), Failure> {
    for path in [home, settings.source.as_path()] {
        let seen = std::fs::symlink_metadata(path).map_err(|error| failed_at(path, &error))?;
        if seen.uid() != 0 || seen.mode() & 0o022 != 0 || seen.is_symlink() {
            let mode = format!("{:o}", seen.mode() & 0o7777);
            return Err(Failure::new("rights-home-not-root")
                .with("path", path.display())
                .with("owner", seen.uid())
                .with("mode", mode)
                .hint("rights-home-not-root-hint"));
        }
    }
    let given = [settings.database.parent(), settings.keyholder_socket.parent(), Some(settings.spill.as_path())];
    for folder in given.into_iter().flatten().chain([settings.keyholder_folder.as_path()]) {
        if home.starts_with(folder) {
            return Err(Failure::new("rights-no-folder-of-its-own")
                .with("path", folder.display())
                .hint("rights-no-folder-of-its-own-hint"));
        }
        // A folder of the system's that somebody named by mistake (`/var/lib`) must not be given away.
        if let Ok(seen) = std::fs::symlink_metadata(folder)
            && seen.uid() == 0
            && seen.mode() & 0o007 != 0
        {
            return Err(Failure::new("rights-open-folder")
                .with("path", folder.display())
                .with("mode", format!("{:o}", seen.mode() & 0o7777))
                .hint("rights-open-folder-hint"));
        }
    }
    Ok(())
}

/// The user gets to the folder of the path. Tried with the user's own rights, so that whatever the system asks for counts.
fn check_way(path: &Path, user: User) -> Result<(), Failure> {
    let lent = Lent::take(user).map_err(|error| failed("rights-not-given", &error))?;
    let folders: Vec<PathBuf> = path.ancestors().skip(1).map(Path::to_owned).collect();
    let mut closed = None;
    for folder in folders.iter().rev() {
        if let Err(error) = std::fs::symlink_metadata(folder.join(".")) {
            closed = Some((folder.clone(), error));
            break;
        }
    }
    drop(lent);
    match closed {
        None => Ok(()),
        Some((folder, error)) => Err(Failure::new("rights-no-way")
            .with("folder", folder.display())
            .with("path", path.display())
            .with("user", user.uid)
            .with("why", error)
            .hint("rights-no-way-hint")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
    use super::*;

    const BOTH: &str =
        "root:x:0:0::/root:/bin/sh\nkakitome-keyholder:x:991:990::/nonexistent:/usr/sbin/nologin\nkakitome:x:992:989::/:/bin/false\n";

    fn users(gateway: &str, keyholder: &str) -> Users {
        Users { gateway: gateway.into(), keyholder: keyholder.into() }
    }

    #[test]
    fn a_user_who_was_named_must_be_there() {
        let usual = users("kakitome", "kakitome-keyholder");
        assert!(matches!(Rights::chosen(BOTH, &usual), Ok(Rights::Two { .. })));
        assert!(matches!(Rights::chosen("root:x:0:0::/root:/bin/sh\n", &usual), Ok(Rights::One)));
        let half = BOTH.lines().filter(|line| !line.starts_with("kakitome:")).collect::<Vec<_>>().join("\n");
        assert!(Rights::chosen(&half, &usual).is_err(), "half of the boundary is none");
        assert!(Rights::chosen(BOTH, &users("other", "kakitome-keyholder")).is_err());
        assert!(Rights::chosen("", &users("gate", "keys")).is_err());
    }
}
