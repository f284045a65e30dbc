//! How a keyholder is run.

use std::path::PathBuf;

use kakitome_crypto::Zeroizing;

/// Where the key-encryption key comes from.
pub enum KekSource {
    /// A file that only the keyholder's user can read.
    File,
    /// A passphrase, by Argon2id. It must come through a file descriptor or a prompt, never through arguments or environment.
    Passphrase(Zeroizing<Vec<u8>>),
}

impl std::fmt::Debug for KekSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::File => "File",
            Self::Passphrase(_) => "Passphrase(..)",
        })
    }
}

/// How to run.
pub struct Options {
    /// The home; the keyholder's own folder is `<home>/keyholder`.
    pub home: PathBuf,
    /// Where to listen; usually [`crate::socket_path`].
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
    /// The usual ones for this home.
    #[must_use]
    pub fn new(home: impl Into<PathBuf>, kek: KekSource) -> Self {
        let home = home.into();
        Self {
            socket: crate::home::socket_path(&home),
            home,
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
        f.debug_struct("Options").field("home", &self.home).field("socket", &self.socket).finish_non_exhaustive()
    }
}
