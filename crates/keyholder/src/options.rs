//! How a keyholder is run.

use std::path::PathBuf;

use kakitome_crypto::Zeroizing;

/// Where the key-encryption key comes from.
pub enum KekSource {
    /// This file, which only the keyholder's user can read. It may lie elsewhere than the keys.
    File(PathBuf),
    /// A passphrase, by Argon2id. It must come through a file descriptor or a prompt, never through arguments or environment.
    Passphrase(Zeroizing<Vec<u8>>),
}

impl std::fmt::Debug for KekSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::File(_) => "File(..)",
            Self::Passphrase(_) => "Passphrase(..)",
        })
    }
}

/// How to run.
pub struct Options {
    /// The keyholder's own folder: sealed keys and the log of their use. Made by [`crate::init`].
    pub folder: PathBuf,
    /// Where to listen. Nobody but us and those who may connect should be able to reach it.
    pub socket: PathBuf,
    /// For the key-encryption key.
    pub kek: KekSource,
    /// Users beside our own and root who may connect.
    pub peer_uids: Vec<u32>,
    /// Groups whose members may connect, by their primary group. The first one gets the socket (mode 0660).
    pub peer_gids: Vec<u32>,
    /// End when standard input ends: the parent holds the other end of a pipe, and when it dies, so do we.
    pub stop_with_stdin: bool,
    /// Threads that sign; `None`: one for each core.
    pub workers: Option<usize>,
    /// Called once, when the socket listens.
    pub ready: Option<Box<dyn FnOnce() + Send>>,
}

impl Options {
    /// The usual ones: nobody but our own user and root may connect.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>, socket: impl Into<PathBuf>, kek: KekSource) -> Self {
        Self {
            folder: folder.into(),
            socket: socket.into(),
            kek,
            peer_uids: Vec::new(),
            peer_gids: Vec::new(),
            stop_with_stdin: false,
            workers: None,
            ready: None,
        }
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options").field("folder", &self.folder).field("socket", &self.socket).finish_non_exhaustive()
    }
}
