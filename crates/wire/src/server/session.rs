//! The state of one connection and its order of commands (RFC 5321 4.1.4).

use std::sync::Arc;
use std::time::Duration;

use crate::error::Error;
use crate::reply::Reply;
use crate::server::event::Event;
use crate::server::settings::{Peer, Settings};

/// One connection from a peer. The greeting is in the output from the start.
#[derive(Debug)]
pub struct Session {}

impl Session {
    /// A session that greets with 220.
    pub fn new(settings: Arc<Settings>, peer: Peer) -> Self {
        let _ = (settings, peer);
        todo!()
    }
    /// A session that greets with a refusal (421 or 554) and serves nothing but QUIT.
    pub fn refusing(settings: Arc<Settings>, reply: Reply) -> Self {
        let _ = (settings, reply);
        todo!()
    }
    /// Takes from the front of `input` up to the next event.
    pub fn next<'a>(&mut self, input: &mut &'a [u8]) -> Event<'a> {
        let _ = input;
        todo!()
    }
    /// Answers the oldest open question.
    pub fn reply(&mut self, reply: &Reply) -> Result<(), Error> {
        let _ = reply;
        todo!()
    }
    /// Bytes to write to the peer.
    pub fn output(&self) -> &[u8] {
        todo!()
    }
    /// So many bytes of the output have been written.
    pub fn written(&mut self, bytes: usize) {
        let _ = bytes;
        todo!()
    }
    /// The TLS handshake is done: all that was said before is forgotten (RFC 3207 4.2).
    pub fn tls_established(&mut self) -> Result<(), Error> {
        todo!()
    }
    /// Whether the connection is inside TLS.
    pub fn inside_tls(&self) -> bool {
        todo!()
    }
    /// The owner ends the session (421); `next` gives `Close` from now on.
    pub fn shut_down(&mut self, reply: &Reply) {
        let _ = reply;
        todo!()
    }
    /// The peer was silent too long (421).
    pub fn time_out(&mut self) {
        todo!()
    }
    /// How long to wait for the peer's next bytes.
    pub fn timeout(&self) -> Duration {
        todo!()
    }
}
