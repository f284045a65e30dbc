//! Start, reload and end of the gateway.

use std::net::SocketAddr;

use crate::config::Settings;
use crate::error::Error;

/// A gateway whose doors are open, not yet running.
#[derive(Debug)]
pub struct Gateway {
    addresses: Vec<SocketAddr>,
}

/// Controls a running gateway from elsewhere in the process.
#[derive(Debug, Clone)]
pub struct Handle {}

impl Gateway {
    /// Opens database, TLS files and listeners. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// Whatever keeps it from taking mail. A keyholder or next hop that is down is none: mail gets 4xx meanwhile.
    pub async fn start(settings: Settings) -> Result<Self, Error> {
        let _ = settings;
        todo!()
    }

    /// Where it listens, in the order of the configuration; free ports are resolved.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// A handle to stop or reload it.
    pub fn handle(&self) -> Handle {
        Handle {}
    }

    /// Takes mail until [`Handle::stop`]; then lets running sessions end.
    ///
    /// # Errors
    /// A listener failed for good.
    pub async fn run(self) -> Result<(), Error> {
        todo!()
    }
}

impl Handle {
    /// Begins the graceful end.
    pub fn stop(&self) {
        todo!()
    }

    /// Reads configuration, TLS files and identities again; on a fault the old ones stay.
    pub fn reload(&self) {
        todo!()
    }
}

/// Runs a gateway in a runtime of its own until SIGTERM or SIGINT; SIGHUP reloads.
/// `ready` is called once with the addresses when mail can come in.
///
/// # Errors
/// See [`Gateway::start`] and [`Gateway::run`].
pub fn run(settings: Settings, ready: impl FnOnce(&[SocketAddr])) -> Result<(), Error> {
    let _ = (settings, ready);
    todo!()
}
