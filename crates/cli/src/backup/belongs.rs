//! What belongs into a backup: everything of the home but what lives for a moment, what can be fetched again, and the one key that opens
//! the others.

use std::path::{Path, PathBuf};

use kakitome_gateway::config::Settings;

use crate::backup::file::at;
use crate::failure::Failure;

/// The marker of a rotation that is going on, in the keyholder's folder.
pub(super) const ROTATING: &str = "rotating";
/// The first file of a backup: what the others are.
pub(super) const MANIFEST: &str = "kakitome-backup.json";
/// Folders of the home with what lives for a moment: sockets, mails on their way.
const FLEETING: &[&str] = &["run", "spill", "outbox"];
/// What a copy of the database is called after its name, for the moment that it has one.
pub(super) const COPY: &str = ".copy-";
/// Locks are empty and held by whoever runs.
const LOCK: &str = "lock";

/// The files of a backup, by their places in the home.
#[derive(Debug)]
pub(super) struct Contents {
    /// Beside the database, in the order in which they are packed.
    pub(super) files: Vec<PathBuf>,
    /// The database's place in the home.
    pub(super) database: PathBuf,
    /// What the configuration names and the home does not hold.
    pub(super) outside: Vec<PathBuf>,
    /// Private keys in the clear, which TLS needs so: a backup that anybody may carry does not hold them (W16).
    pub(super) clear: Vec<PathBuf>,
}

/// Looks through the home.
pub(super) fn contents(home: &Path, settings: &Settings) -> Result<Contents, Failure> {
    let inside = |path: &Path| path.strip_prefix(home).map(Path::to_owned).ok();
    let database = inside(&settings.database);
    let (Some(database), Some(_)) = (database, inside(&settings.keyholder_folder)) else {
        return Err(Failure::new("backup-elsewhere").with("home", home.display()).hint("backup-elsewhere-hint"));
    };
    let kek = settings.key_encryption_key.as_deref().and_then(inside);
    let fleeting: Vec<PathBuf> = FLEETING
        .iter()
        .map(PathBuf::from)
        .chain([&settings.spill, &settings.outbox.folder].into_iter().filter_map(|folder| inside(folder)))
        .chain(settings.keyholder_socket.parent().and_then(inside))
        .collect();
    let doors = || settings.listeners.iter().filter_map(|listener| listener.tls.as_ref());
    let pages = settings.web.as_ref().and_then(|web| web.tls.as_ref());
    let clear: Vec<PathBuf> = doors().map(|tls| &tls.key).chain(pages.map(|tls| &tls.key)).cloned().collect();
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let here = home.join(&folder);
        let mut names: Vec<_> = std::fs::read_dir(&here)
            .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.file_name())).collect::<Result<_, _>>())
            .map_err(|error| at("backup-unreadable", &here, &error))?;
        names.sort();
        for name in names {
            let path = folder.join(&name);
            // A link could lead root to what the home's owner may not read.
            let seen = std::fs::symlink_metadata(home.join(&path)).map_err(|error| at("backup-unreadable", &home.join(&path), &error))?;
            if seen.is_dir() && !fleeting.contains(&path) {
                folders.push(path);
            } else if seen.is_file()
                && name != LOCK
                && Some(&path) != kek.as_ref()
                && !clear.contains(&home.join(&path))
                && !is_of(&path, &database)
            {
                files.push(path);
            }
        }
    }
    files.sort();
    let tls = doors().map(|tls| &tls.cert).chain(pages.map(|tls| &tls.cert));
    let authorities = settings
        .next_hop
        .tls
        .ca
        .iter()
        .chain(settings.watch.ca.iter())
        .chain(doors().filter_map(|tls| tls.clients.as_ref()).map(|clients| &clients.ca));
    let mut outside: Vec<PathBuf> = tls.chain(authorities).filter(|path| inside(path).is_none()).cloned().collect();
    outside.sort();
    outside.dedup();
    Ok(Contents { files, database, outside, clear })
}

/// The database itself, and what SQLite keeps beside it.
fn is_of(path: &Path, database: &Path) -> bool {
    let (Some(path), Some(database)) = (path.to_str(), database.to_str()) else { return path == database };
    path.strip_prefix(database).is_some_and(|rest| matches!(rest, "" | "-wal" | "-shm" | "-journal") || rest.starts_with(COPY))
}
