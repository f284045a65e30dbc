//! A root store as it is named on a command line: a file, a folder, or a list that is kept in the home.

use std::path::{Path, PathBuf};

use kakitome_pki::{Certificate, UnixTime, certificates_from};
use kakitome_roots::{Beside, History, MAX_LIST, Shelf, Snapshot, apple, is_module, mozilla, own_roots, read};

use super::module;
use crate::failure::{Failure, failed};
use crate::rights::TRUST_FOLDER;
use crate::{home, input};

/// The list that comes with the program.
const SHIPPED: &str = "mozilla";
/// Apple's constraints come with it too; they take away from other lists.
const APPLE: &str = "apple";
/// Endings of files that are read in a folder of certificates; hashed names as OpenSSL makes them end in a digit.
const CERTIFICATES: [&str; 7] = ["pem", "crt", "cer", "der", "p7b", "p7c", "0"];

/// The shelf of a home.
pub(crate) fn shelf(home: Option<&Path>) -> Result<Shelf, Failure> {
    Ok(Shelf::new(home::folder(home)?.join(TRUST_FOLDER)))
}

/// Finds stores by what a person wrote.
pub(crate) struct Finder<'a> {
    /// Where kept lists are looked for.
    pub(crate) home: Option<&'a Path>,
    /// The moment that is asked about: a kept list answers with its edition of then.
    pub(crate) at: UnixTime,
    /// Certificates at hand, for lists that name roots by hash alone.
    pub(crate) certificates: &'a [Certificate],
}

impl Finder<'_> {
    /// The store.
    pub(crate) fn find(&self, name: &Path) -> Result<Snapshot, Failure> {
        let mut list = self.read(name)?;
        list.resolve(self.certificates);
        if list.roots().iter().any(|root| root.certificate.is_none())
            && let Ok(shipped) = mozilla()
        {
            let known: Vec<Certificate> = shipped.roots().iter().filter_map(|root| root.certificate.clone()).collect();
            list.resolve(&known);
        }
        Ok(list)
    }

    /// All editions of a list that is kept under this name.
    pub(crate) fn history(&self, name: &str) -> Result<History, Failure> {
        let unreadable = |error| failed("trust-unreadable", &error).with("store", name);
        let kept = shelf(self.home)?.history(name).map_err(unreadable)?;
        if kept.editions().is_empty() {
            return Err(Failure::new("trust-no-store").with("store", name).with("why", "").hint("trust-no-store-hint"));
        }
        let shipped = mozilla().map_err(|error| failed("trust-unreadable", &error).with("store", SHIPPED))?;
        let known: Vec<Certificate> = shipped.roots().iter().filter_map(|root| root.certificate.clone()).collect();
        let resolved = kept.editions().iter().cloned().map(|mut edition| {
            edition.resolve(self.certificates);
            edition.resolve(&known);
            edition
        });
        Ok(History::new(resolved))
    }

    fn read(&self, name: &Path) -> Result<Snapshot, Failure> {
        if name.is_dir() {
            return folder(name, self.at);
        }
        if name.exists() {
            return file(name, self.certificates);
        }
        match name.to_str().filter(|name| !name.contains('/')) {
            Some(name) => self.kept(name),
            None => Err(Failure::new("cli-input-missing").with("file", name.display())),
        }
    }

    /// A list of the home, else one that came with the program.
    fn kept(&self, name: &str) -> Result<Snapshot, Failure> {
        let (name, at) = match name.split_once('@') {
            Some((name, day)) => (name, UnixTime::parse(day).map_err(|error| failed("trust-no-store", &error).with("store", name))?),
            None => (name, self.at),
        };
        let missing = || Failure::new("trust-no-store").with("store", name).with("why", "").hint("trust-no-store-hint");
        // a person who names no home and has no usual place has no kept lists either
        if let Ok(shelf) = shelf(self.home) {
            let unreadable = |error| failed("trust-unreadable", &error).with("store", name);
            if let Some(found) = shelf.at(name, at).map_err(unreadable)? {
                return Ok(found);
            }
            let later = shelf.history(name).map_err(unreadable)?;
            if let Some(first) = later.editions().first() {
                return Err(Failure::new("trust-too-early").with("store", name).with("at", at).with("first", first.in_force()));
            }
        }
        let shipped = |error| failed("trust-unreadable", &error).with("store", name);
        match name {
            SHIPPED => mozilla().map_err(shipped),
            APPLE => apple().map_err(shipped),
            _ => Err(missing()),
        }
    }
}

/// A file, whatever its format.
pub(crate) fn file(path: &Path, certificates: &[Certificate]) -> Result<Snapshot, Failure> {
    let bytes = input::small(path, MAX_LIST as u64)?;
    if is_module(&bytes) {
        return module::snapshot(path, changed(path), certificates);
    }
    read(&bytes, &Beside { date: changed(path), certificates })
        .map_err(|error| failed("cli-trust-unreadable", &error).with("file", path.display()).hint("trust-unreadable-hint"))
}

/// When a file was last changed: the date of lists that say none themselves.
fn changed(path: &Path) -> UnixTime {
    let changed = std::fs::metadata(path).and_then(|about| about.modified()).ok();
    let since = changed.and_then(|moment| moment.duration_since(std::time::UNIX_EPOCH).ok());
    since.and_then(|since| i64::try_from(since.as_secs()).ok()).map_or_else(UnixTime::now, UnixTime)
}

fn folder(path: &Path, date: UnixTime) -> Result<Snapshot, Failure> {
    let all = certificates(&[path.to_path_buf()])?;
    if all.is_empty() {
        return Err(Failure::new("trust-empty-folder").with("store", path.display()));
    }
    Ok(own_roots(all, date))
}

/// All certificates of files and folders.
pub(crate) fn certificates(paths: &[PathBuf]) -> Result<Vec<Certificate>, Failure> {
    let mut all = Vec::new();
    for path in paths {
        if !path.is_dir() {
            all.extend(input::certificates(path)?);
            continue;
        }
        let unreadable = |error: std::io::Error| Failure::new("cli-input-unreadable").with("file", path.display()).with("why", error);
        let mut files: Vec<PathBuf> = Vec::new();
        for entry in std::fs::read_dir(path).map_err(unreadable)? {
            files.push(entry.map_err(unreadable)?.path());
        }
        let is_certificate = |file: &PathBuf| {
            let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
            file.is_file() && CERTIFICATES.contains(&ending.as_str())
        };
        files.retain(is_certificate);
        files.sort();
        for file in files {
            let bytes = input::small(&file, MAX_LIST as u64)?;
            let read = certificates_from(&bytes);
            all.extend(read.map_err(|error| failed("cli-certificate-unreadable", &error).with("file", file.display()))?);
        }
    }
    Ok(all)
}
