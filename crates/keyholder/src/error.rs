//! Why the keyholder cannot start, or cannot go on. What goes wrong with one request is an answer to it, not an error here.

use std::{io, path::PathBuf};

/// The keyholder could not do its work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A line of the audit log does not follow from the one before.
    #[error("the audit log {path} is broken at line {line}: {why}")]
    AuditBroken {
        /// The file.
        path: PathBuf,
        /// The line, from one.
        line: u64,
        /// What does not fit.
        why: &'static str,
    },
    /// Another keyholder works in this folder.
    #[error("another keyholder is running in {path}")]
    AlreadyRunning {
        /// The folder.
        path: PathBuf,
    },
    /// A file of ours is not what it should be.
    #[error("{path} is damaged: {why}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The arithmetic failed.
    #[error(transparent)]
    Crypto(#[from] kakitome_crypto::Error),
    /// A file or socket could not be used.
    #[error("{what} {path}: {source}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// With what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Others can read what only we may read.
    #[error(
        "{path} can be read by others (mode {mode:o}, owner {owner}); it must belong to the user who runs the keyholder, with mode 600"
    )]
    NotPrivate {
        /// The file or folder.
        path: PathBuf,
        /// Its mode.
        mode: u32,
        /// Its owner.
        owner: u32,
    },
    /// There is no key of that name.
    #[error("there is no key {id}")]
    NoSuchKey {
        /// The name.
        id: String,
    },
    /// A key that signs certificates is not handed out.
    #[error("the key {id} is a certification authority's; it is not handed out")]
    StaysHere {
        /// Its name.
        id: String,
    },
    /// There is no keyholder here yet.
    #[error("there is no keyholder in {path} yet; make one with `kakitome init`")]
    NotThere {
        /// The folder.
        path: PathBuf,
    },
    /// The key-encryption key is missing, but keys that are sealed under it are there. Making a new one would not open them.
    #[error("the key-encryption key {path} is missing, but there are keys that it opens; put it back from where it is kept")]
    KekMissing {
        /// Where it should be.
        path: PathBuf,
    },
    /// A rotation from one source of the key-encryption key to another was interrupted.
    #[error("a rotation of the key-encryption key was interrupted; start with its new source, {path}")]
    RotationPending {
        /// The file of the new source.
        path: PathBuf,
    },
    /// The key-encryption key comes from a passphrase, and none was given.
    #[error("the key-encryption key in {path} needs its passphrase")]
    PassphraseNeeded {
        /// The file that says so.
        path: PathBuf,
    },
    /// A thread could not be started.
    #[error("starting a thread: {0}")]
    Thread(io::Error),
    /// The passphrase is wrong. While a rotation is unfinished, the new one is needed.
    #[error("this passphrase does not open {path}{}", if *.rotating { "; a rotation was interrupted: give the new passphrase" } else { "" })]
    WrongPassphrase {
        /// The file that it does not open.
        path: PathBuf,
        /// Whether this is the file of an unfinished rotation.
        rotating: bool,
    },
}

impl Error {
    /// For `map_err` behind an operation on a path.
    pub(crate) fn io(what: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { what, path, source }
    }
}
