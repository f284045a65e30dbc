//! One file of a backup or beside it: made for its owner alone, and named where something goes wrong.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::failure::{Failure, failed};

/// A new file that only its owner reads.
pub(super) fn private(path: &Path) -> Result<std::fs::File, Failure> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    made.map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => taken(path),
        _ => at("backup-unwritable", path, &error),
    })
}

/// What is there is never overwritten.
pub(super) fn taken(path: &Path) -> Failure {
    Failure::new("backup-taken").with("file", path.display()).hint("backup-taken-hint")
}

/// A failure at a file.
pub(super) fn at(what: &'static str, path: &Path, error: &dyn std::error::Error) -> Failure {
    failed(what, error).with("file", path.display())
}
