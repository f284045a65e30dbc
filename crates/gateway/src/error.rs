//! Why the gateway could not start or had to stop. What happens to one mail is a reply, not an error.

use std::path::PathBuf;

use crate::config::{ConfigError, Place};

/// The gateway could not be started, or not be kept running.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The configuration has faults.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// An address cannot be listened on.
    #[error("cannot listen on {place}: {source}{hint}", hint = hint_for(source))]
    Listen {
        /// Which.
        place: Place,
        /// Why.
        source: std::io::Error,
    },
    /// Whoever started the gateway has not opened this for it.
    #[error("{place} was not opened for this gateway: the configuration has changed meanwhile (hint: start it once more)")]
    NotOpened {
        /// Which.
        place: Place,
    },
    /// A file cannot be read or a folder not be made.
    #[error("{path}: cannot {act}: {source}", path = path.display())]
    File {
        /// What was tried: "read the certificate".
        act: &'static str,
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Certificate, key or list of authorities cannot be used for TLS.
    #[error("{path}: {why}", path = path.display())]
    Tls {
        /// Which file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// A file that certificates of recipients are judged by cannot be used.
    #[error("{path}: {why}", path = path.display())]
    Encryption {
        /// Which file, or list of roots.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The database cannot be used.
    #[error("{path}: cannot use the database: {why}", path = path.display())]
    Database {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The outbox cannot be used.
    #[error("the outbox: {0}{hint}", hint = outbox_hint(.0))]
    Outbox(kakitome_store::Error),
    /// The outbox fell while the gateway ran.
    #[error("the outbox has fallen ({why}); what lies in it is tried at the next start")]
    OutboxFell {
        /// How.
        why: String,
    },
    /// The runtime or a signal handler could not be set up.
    #[error("cannot start: {0}")]
    System(#[from] std::io::Error),
}

/// What the store says of an address could not be used: it is never taken for "nobody".
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LookUpError {
    /// The store does not answer.
    #[error("the database: {0}")]
    Store(#[from] kakitome_store::Error),
    /// What the store has cannot be used.
    #[error("the certificate of {address} cannot be used: {why}")]
    Unusable {
        /// Whose.
        address: String,
        /// Why.
        why: String,
    },
}

fn outbox_hint(error: &kakitome_store::Error) -> &'static str {
    match error {
        kakitome_store::Error::OutboxInUse { .. } => " (hint: a gateway runs with it already; stop that one, or set [outbox] folder)",
        _ => "",
    }
}

fn hint_for(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => " (hint: another program listens there; change [[listener]] address, or stop it)",
        std::io::ErrorKind::PermissionDenied => " (hint: ports below 1024 are for root and for who has CAP_NET_BIND_SERVICE)",
        std::io::ErrorKind::AddrNotAvailable => " (hint: this machine does not have this address)",
        _ => "",
    }
}
