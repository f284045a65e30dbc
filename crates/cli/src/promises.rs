//! The promises to sign that are at hand: those of the home (`promises.toml`), or those of a file that somebody names. Each keeps whose
//! word it is.

use std::path::{Path, PathBuf};

use kakitome_clients::Promise;

use crate::failure::{Failure, failed};
use crate::home;
use crate::input;

/// The file in the home.
pub(crate) const FILE: &str = "promises.toml";
/// Longest such file: a promise has some 300 bytes.
const BYTES: u64 = 4 << 20;

/// Those of the named file, else those of the home; nothing where there is no home.
pub(crate) fn at_hand(file: Option<&Path>, home: Option<&Path>) -> Result<Vec<Promise>, Failure> {
    match file {
        Some(file) => of_file(file),
        None => kept(home),
    }
}

/// Those of a file. Whose word they are is not known unless they say so: then the file's name stands for it.
pub(crate) fn of_file(file: &Path) -> Result<Vec<Promise>, Failure> {
    let mut all = read(file)?;
    for one in &mut all {
        one.said_by.get_or_insert_with(|| file.display().to_string());
    }
    Ok(all)
}

/// Those of the home: its own, and others' with their names.
pub(crate) fn kept(home: Option<&Path>) -> Result<Vec<Promise>, Failure> {
    match place(home) {
        Some(file) if file.exists() => read(&file),
        _ => Ok(Vec::new()),
    }
}

/// Where they are kept; nowhere if there is no home.
pub(crate) fn place(home: Option<&Path>) -> Option<PathBuf> {
    home::folder(home).ok().map(|folder| folder.join(FILE))
}

/// A file as it stands.
pub(crate) fn read(file: &Path) -> Result<Vec<Promise>, Failure> {
    let faulty =
        |error: &dyn std::error::Error| failed("promise-unreadable", error).with("file", file.display()).hint("promise-unreadable-hint");
    let bytes = input::small(file, BYTES)?;
    let text = std::str::from_utf8(&bytes).map_err(|error| faulty(&error))?;
    Promise::read_all(text).map_err(|error| faulty(&error))
}
