//! To be replaced.
use kakitome_crypto::Zeroizing;
use std::path::{Path, PathBuf};

/// Where the key-encryption key comes from.
pub enum KekSource {
    /// From the file `kek` in the keyholder's folder.
    File,
    /// From a passphrase, by Argon2id.
    Passphrase(Zeroizing<Vec<u8>>),
}

/// How to run.
pub struct Options {
    /// The home; the keyholder's own folder is `<home>/keyholder`.
    pub home: PathBuf,
    /// Where to listen; see [`socket_path`].
    pub socket: PathBuf,
    /// The key-encryption key.
    pub kek: KekSource,
    /// Users beside our own and root who may connect.
    pub peer_uids: Vec<u32>,
    /// Groups whose members (by their primary group) may connect. The first one owns the socket (mode 0660).
    pub peer_gids: Vec<u32>,
    /// End when standard input ends: the parent holds the other end of a pipe.
    pub stop_with_stdin: bool,
    /// Threads that sign; `None`: one for each core.
    pub workers: Option<usize>,
    /// Called once the socket listens.
    pub ready: Option<Box<dyn FnOnce() + Send>>,
}

/// Why the keyholder could not start or work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {}

/// `<home>/keyholder/socket`.
#[must_use]
pub fn socket_path(home: &Path) -> PathBuf {
    home.join("keyholder").join("socket")
}

/// Makes the keyholder's folder and its key-encryption key; nothing happens where they are already.
///
/// # Errors
/// The folder cannot be made.
pub fn init(_home: &Path, _kek: &KekSource) -> Result<(), Error> {
    todo!()
}

/// Runs until it is told to stop. Call it on the main thread of a process of its own, before other threads are started.
///
/// # Errors
/// See [`Error`].
pub fn run(_options: Options) -> Result<(), Error> {
    todo!()
}

/// Rotates the key-encryption key while no keyholder runs (a running one is asked over its socket). Tells how many keys were wrapped anew.
///
/// # Errors
/// See [`Error`].
pub fn rotate(_home: &Path, _old: &KekSource, _new: &KekSource) -> Result<u32, Error> {
    todo!()
}
