//! A backup into a new home: nothing is overwritten, nothing is written outside the new folder, nothing counts before it was compared.

use std::collections::BTreeMap;
use std::fs::{DirBuilder, Permissions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Component, Path, PathBuf};

use kakitome_crypto::{DigestAlgorithm, Hasher};
use kakitome_gateway::config::Settings;
use serde::Deserialize;

use crate::backup::belongs::MANIFEST;
use crate::backup::file::{at, private};
use crate::failure::{Failure, failed};
use crate::home::CONFIG;
use crate::values::hex;

/// The largest manifest: ten thousand files' worth.
const MANIFEST_BYTES: u64 = 4 * 1024 * 1024;

#[derive(Debug, Deserialize)]
struct Manifest {
    schema: String,
    made: String,
    files: BTreeMap<String, Told>,
}

/// What the manifest tells of a file.
#[derive(Debug, Deserialize)]
struct Told {
    sha256: String,
    bytes: u64,
}

/// What was unpacked.
#[derive(Debug)]
pub(super) struct Summary {
    pub(super) files: usize,
    /// When the backup was made.
    pub(super) made: String,
}

/// A home in the making, beside the place where it will be.
#[derive(Debug)]
pub(super) struct Fresh {
    folder: tempfile::TempDir,
}

impl Fresh {
    /// The place must be free, or an empty folder.
    pub(super) fn beside(home: &Path) -> Result<Self, Failure> {
        let taken = std::fs::read_dir(home).is_ok_and(|mut entries| entries.next().is_some()) || home.is_file();
        if taken {
            return Err(Failure::new("restore-taken").with("home", home.display()).hint("restore-taken-hint"));
        }
        let parent = home.parent().unwrap_or(Path::new("/"));
        // A short name: the keyholder's socket has to fit into 108 bytes.
        let made = tempfile::Builder::new().prefix(".k").rand_bytes(6).permissions(Permissions::from_mode(0o700)).tempdir_in(parent);
        made.map(|folder| Self { folder }).map_err(|error| at("backup-unwritable", parent, &error))
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The configuration is read, the key-encryption key put in its place (which is the answer), and the folders made that no backup holds.
    pub(super) fn check(&self, backup: &Path, key: Option<&Path>) -> Result<Option<PathBuf>, Failure> {
        let settings = Settings::load(&self.folder().join(CONFIG)).map_err(|error| failed("cli-config-faulty", &error))?;
        for folder in [settings.keyholder_socket.parent(), Some(settings.spill.as_path())].into_iter().flatten() {
            make_folder(folder)?;
        }
        match (&settings.key_encryption_key, key) {
            (Some(place), Some(key)) => {
                let bytes = kakitome_crypto::Zeroizing::new(std::fs::read(key).map_err(|error| at("backup-unreadable", key, &error))?);
                if let Some(parent) = place.parent() {
                    make_folder(parent)?;
                }
                private(place)?.write_all(&bytes).map_err(|error| at("backup-unwritable", place, &error))?;
                Ok(Some(place.clone()))
            }
            (Some(_), None) => Err(Failure::new("restore-no-key").with("file", backup.display()).hint("restore-no-key-hint")),
            (None, Some(_)) => Err(Failure::new("restore-passphrase").hint("restore-passphrase-hint")),
            (None, None) => Ok(None),
        }
    }

    /// Everything was good: the home gets its name.
    pub(super) fn name(self, home: &Path) -> Result<(), Failure> {
        if home.is_dir() {
            std::fs::remove_dir(home).map_err(|error| at("backup-unwritable", home, &error))?;
        }
        let made = self.folder.keep();
        std::fs::rename(&made, home).map_err(|error| at("backup-unwritable", home, &error))
    }
}

/// Unpacks into an empty folder.
pub(super) fn unpack(file: &Path, into: &Path) -> Result<Summary, Failure> {
    let opened = std::fs::File::open(file).map_err(|error| at("backup-unreadable", file, &error))?;
    let mut tar = tar::Archive::new(std::io::BufReader::new(opened));
    let damaged = |why: &str| Failure::new("restore-damaged").with("file", file.display()).with("why", why).hint("restore-damaged-hint");
    let foreign = || Failure::new("restore-not-ours").with("file", file.display()).hint("restore-not-ours-hint");
    // What is no tar is no backup; what the system would not read is something else.
    let unread = |error: std::io::Error| match error.kind() {
        ErrorKind::UnexpectedEof | ErrorKind::Other | ErrorKind::InvalidData | ErrorKind::InvalidInput => foreign(),
        _ => at("backup-unreadable", file, &error),
    };
    let mut entries = tar.entries().map_err(unread)?;
    let first = entries.next().ok_or_else(foreign)?.map_err(unread)?;
    if first.path_bytes().as_ref() != MANIFEST.as_bytes() {
        return Err(foreign());
    }
    let manifest: Manifest =
        serde_json::from_reader(first.take(MANIFEST_BYTES)).map_err(|error| damaged(&format!("{MANIFEST}: {error}")))?;
    if manifest.schema != "kakitome.backup/1" {
        return Err(damaged(&format!("schema {:?}", manifest.schema)));
    }
    let mut missing = manifest.files;
    let mut files = 0;
    for entry in entries {
        let mut entry = entry.map_err(|error| damaged(&error.to_string()))?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let told = missing.remove(&name).ok_or_else(|| damaged(&format!("{name} is not in its list")))?;
        let place = inside(into, &name).ok_or_else(|| damaged(&format!("{name} would be outside of the home")))?;
        if let Some(parent) = place.parent() {
            make_folder(parent)?;
        }
        let digest = copy(&mut entry, &place, told.bytes).map_err(|error| damaged(&format!("{name}: {error}")))?;
        if hex(&digest) != told.sha256 {
            return Err(damaged(&format!("{name} is not what was packed")));
        }
        files += 1;
    }
    match missing.keys().next() {
        Some(name) => Err(damaged(&format!("{name} is missing"))),
        None => Ok(Summary { files, made: manifest.made }),
    }
}

fn copy(entry: &mut impl Read, place: &Path, bytes: u64) -> std::io::Result<Vec<u8>> {
    let mut file = private(place).map_err(|_| std::io::Error::other("cannot be written"))?;
    let mut hasher = Hasher::new(DigestAlgorithm::Sha256).ok_or(ErrorKind::Unsupported)?;
    let mut bounded = entry.take(bytes.saturating_add(1));
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = bounded.read(&mut buffer)?;
        let Some(piece) = buffer.get(..count).filter(|piece| !piece.is_empty()) else { break };
        hasher.write_all(piece)?;
        file.write_all(piece)?;
    }
    file.sync_all()?;
    Ok(hasher.finish().as_bytes().to_vec())
}

/// A place below the folder; nothing that climbs out of it.
fn inside(folder: &Path, name: &str) -> Option<PathBuf> {
    let name = Path::new(name);
    let plain = name.components().all(|part| matches!(part, Component::Normal(_)));
    (plain && name.components().next().is_some()).then(|| folder.join(name))
}

fn make_folder(folder: &Path) -> Result<(), Failure> {
    if folder.is_dir() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|error| at("backup-unwritable", folder, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn w05_no_name_leads_out_of_the_home() {
        let folder = Path::new("/home");
        assert_eq!(inside(folder, "keyholder/keys/a"), Some(PathBuf::from("/home/keyholder/keys/a")));
        for name in ["", "/etc/passwd", "../x", "a/../../x", "./a", "a/.."] {
            assert_eq!(inside(folder, name), None, "{name}");
        }
    }
}
