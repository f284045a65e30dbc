//! Listening sockets that outlive a gateway: who starts it has opened them (or has them from the service manager) and hands them to each
//! one, so that a client that comes in between waits a moment and is not refused (R20). Opens nothing.

use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::config::Place;

/// What a gateway finds at its start.
#[derive(Debug, Default)]
pub struct Kept {
    /// Sockets that listen already, by the place that the configuration gives them.
    pub sockets: Vec<(String, OwnedFd)>,
    /// They are all that there are: none is opened here.
    pub all: bool,
    /// Another gateway works in the outbox and goes when this one is ready.
    pub beside: bool,
    /// Counts log lines that nobody took.
    pub lost_lines: Arc<AtomicU64>,
}

impl Kept {
    /// The first socket for this place; each is given once.
    pub(crate) fn take(&mut self, place: &Place) -> Option<OwnedFd> {
        let name = place.to_string();
        let index = self.sockets.iter().position(|(kept, _)| *kept == name)?;
        Some(self.sockets.remove(index).1)
    }
}
