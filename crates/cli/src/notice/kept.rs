//! The notices of a home: every `.toml` of its folder `notices`, the newest change first. One that is faulty is told and keeps no other
//! from being read.

use std::path::{Path, PathBuf};

use kakitome_clients::notice::{MOST_BYTES, Notice};

use crate::failure::{Failure, failed};
use crate::home;
use crate::input;

/// The folder in the home.
const FOLDER: &str = "notices";

/// The folder.
pub(super) fn folder(home: Option<&Path>) -> Result<PathBuf, Failure> {
    Ok(home::folder(home)?.join(FOLDER))
}

/// The files by name; none where there is no folder.
pub(super) fn files(home: Option<&Path>) -> Result<Vec<PathBuf>, Failure> {
    let Ok(folder) = folder(home) else { return Ok(Vec::new()) };
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let unreadable = |error: std::io::Error| failed("cli-input-unreadable", &error).with("file", folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// All that can be read, and why the others cannot.
pub(crate) fn all(home: Option<&Path>) -> Result<(Vec<Notice>, Vec<Failure>), Failure> {
    let (mut good, mut faulty) = (Vec::new(), Vec::new());
    for file in files(home)? {
        match read(&file) {
            Ok((notice, _)) => good.push(notice),
            Err(failure) => faulty.push(failure),
        }
    }
    good.sort_by(|one, other| (other.updated(), &one.id).cmp(&(one.updated(), &other.id)));
    Ok((good, faulty))
}

/// The notice of that name.
pub(super) fn named(home: Option<&Path>, id: &str) -> Result<Notice, Failure> {
    let unknown = || Failure::new("notice-unknown").with("id", id).hint("notice-unknown-hint");
    // a name is no path
    let file = files(home)?.into_iter().find(|file| file.file_stem().is_some_and(|stem| stem == id)).ok_or_else(unknown)?;
    read(&file).map(|(notice, _)| notice)
}

/// A file and its text.
pub(super) fn read(file: &Path) -> Result<(Notice, String), Failure> {
    let faulty = |error: &dyn std::error::Error| failed("notice-faulty", error).with("file", file.display()).hint("notice-faulty-hint");
    let bytes = input::small(file, MOST_BYTES)?;
    let text = String::from_utf8(bytes).map_err(|error| faulty(&error))?;
    let notice = Notice::read(&text).map_err(|error| faulty(&error))?;
    Ok((notice, text))
}
