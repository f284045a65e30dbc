//! Mail from a file or standard input, as something that can be read from anywhere in it.
//! What is not a plain file is kept in memory while small and in a private unnamed file when large.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use kakitome_smime::{Backing, Spill};
use tempfile::SpooledTempFile;

use crate::failure::{Failure, failed};

/// Standard input stays in memory up to here; a larger mail goes to an unnamed file of this user.
const IN_MEMORY: usize = 1 << 20;

/// A mail that was given to a command.
pub(crate) enum Input {
    File(File),
    Kept(SpooledTempFile),
}

/// Opens the file, or reads standard input to its end (no name, or `-`).
pub(crate) fn open(file: Option<&Path>) -> Result<Input, Failure> {
    let Some(path) = file.filter(|path| *path != Path::new("-")) else {
        return keep(io::stdin().lock(), "-");
    };
    let opened = File::open(path).map_err(|error| unreadable(path, &error))?;
    let about = opened.metadata().map_err(|error| unreadable(path, &error))?;
    if about.is_dir() {
        return Err(Failure::new("cli-input-folder").with("file", path.display()));
    }
    if about.is_file() {
        return Ok(Input::File(opened));
    }
    keep(opened, &path.display().to_string())
}

/// What was made here, as if it had been given.
pub(crate) fn of(bytes: &[u8]) -> Result<Input, Failure> {
    keep(bytes, "-")
}

/// A whole small file (a certificate, a key, a password), refused above `limit` bytes.
pub(crate) fn small(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let opened = File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut bytes = Vec::new();
    opened.take(limit + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit {
        return Err(Failure::new("cli-input-too-large").with("file", path.display()).with("limit", limit));
    }
    Ok(bytes)
}

fn keep(mut source: impl Read, name: &str) -> Result<Input, Failure> {
    let mut kept = SpooledTempFile::new(IN_MEMORY);
    io::copy(&mut source, &mut kept)
        .and_then(|_| kept.rewind())
        .map_err(|error| Failure::new("cli-input-unreadable").with("file", name).with("why", error))?;
    Ok(Input::Kept(kept))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::NotFound => Failure::new("cli-input-missing").with("file", path.display()),
        io::ErrorKind::IsADirectory => Failure::new("cli-input-not-a-file").with("file", path.display()),
        _ => Failure::new("cli-input-unreadable").with("file", path.display()).with("why", error),
    }
}

impl Read for Input {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(bytes),
            Self::Kept(kept) => kept.read(bytes),
        }
    }
}

impl Seek for Input {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::File(file) => file.seek(to),
            Self::Kept(kept) => kept.seek(to),
        }
    }
}

/// Content that is too large for memory goes to an unnamed file that only this user can read.
pub(crate) struct PrivateFile;

impl Spill for PrivateFile {
    fn create(&self) -> io::Result<Box<dyn Backing>> {
        Ok(Box::new(tempfile::tempfile()?))
    }
}

/// All certificates of a PEM or DER file.
pub(crate) fn certificates(path: &Path) -> Result<Vec<kakitome_pki::Certificate>, Failure> {
    /// A bundle of every root there is has half a megabyte.
    const LIMIT: u64 = 16 << 20;
    let bytes = small(path, LIMIT)?;
    kakitome_pki::certificates_from(&bytes).map_err(|error| failed("cli-certificate-unreadable", &error).with("file", path.display()))
}

/// The path as a person wrote it, for messages.
pub(crate) fn name(file: Option<&PathBuf>) -> String {
    file.map_or_else(|| "-".to_owned(), |path| path.display().to_string())
}
