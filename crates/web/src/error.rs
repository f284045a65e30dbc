//! Why the web door cannot start. What a visitor is told stands in `refusal.rs`.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why the web door cannot start or go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file cannot be read or made.
    #[error("cannot {act} {path}: {source}", path = path.display())]
    File {
        /// What was to be done.
        act: &'static str,
        /// With which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A certificate or key of ours cannot be used.
    #[error("{path}: {why}", path = path.display())]
    Tls {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// An address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// The lists of roots or other data cannot be read.
    #[error("{what}: {why}")]
    Data {
        /// Which.
        what: String,
        /// Why.
        why: String,
    },
    /// The database does not open.
    #[error(transparent)]
    Store(#[from] kakitome_store::Error),
    /// The system gives no threads, timers or signals.
    #[error("the system refuses what is needed to run: {0}")]
    System(#[from] io::Error),
}

impl Error {
    pub(crate) fn data(what: impl Into<String>, why: &dyn std::fmt::Display) -> Self {
        Self::Data { what: what.into(), why: why.to_string() }
    }
}
