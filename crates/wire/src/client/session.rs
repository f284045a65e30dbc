//! The dialogue with one next hop.

use std::sync::Arc;
use std::time::Duration;

use crate::client::capabilities::Capabilities;
use crate::client::failure::{Failure, Step};
use crate::client::settings::Settings;
use crate::envelope::{Mail, Rcpt};
use crate::error::Error;
use crate::forwarded::Forwarded;
use crate::reply::Reply;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// Write the output, then read more.
    NeedInput,
    /// Greeting, EHLO (and TLS, if there is any) are done: `mail` may be called.
    Ready,
    /// Write the output, do the handshake on the bare socket with an empty buffer, then call `tls_established`.
    StartTls,
    /// The answer to the oldest command that was not answered yet.
    Answer {
        /// Which.
        step: Step,
        /// The next hop's words.
        reply: Reply,
    },
    /// The session is over: close the connection.
    Failed(Failure),
    /// QUIT is answered: close the connection.
    Closed,
}

/// One connection to a next hop.
#[derive(Debug)]
pub struct Session {}

#[allow(unused_variables, reason = "signatures first")]
impl Session {
    /// A session that waits for the greeting; `inside_tls`: the connection began with a handshake (implicit TLS).
    pub fn new(settings: Arc<Settings>, inside_tls: bool) -> Self {
        todo!()
    }
    /// Takes from the front of `input` up to the next event.
    pub fn next(&mut self, input: &mut &[u8]) -> Event {
        todo!()
    }
    /// Offers of the next hop.
    pub fn capabilities(&self) -> &Capabilities {
        todo!()
    }
    /// Whether the connection is inside TLS.
    pub fn inside_tls(&self) -> bool {
        todo!()
    }
    /// The handshake succeeded; everything learnt before is forgotten and EHLO is said again.
    pub fn tls_established(&mut self) -> Result<(), Error> {
        todo!()
    }
    /// XFORWARD, if offered (else nothing is sent and `false` returned).
    pub fn xforward(&mut self, about: &Forwarded) -> Result<bool, Error> {
        todo!()
    }
    /// MAIL. Parameters that the hop does not offer are left out, but SMTPUTF8 (an error).
    pub fn mail(&mut self, mail: &Mail) -> Result<(), Error> {
        todo!()
    }
    /// RCPT.
    pub fn rcpt(&mut self, rcpt: &Rcpt) -> Result<(), Error> {
        todo!()
    }
    /// DATA.
    pub fn data(&mut self) -> Result<(), Error> {
        todo!()
    }
    /// Content after 354: stuffed and appended to the output. On an error the session has failed: close the connection.
    pub fn content(&mut self, bytes: &[u8]) -> Result<(), Error> {
        todo!()
    }
    /// The end of the content; its answer is the fate of the mail.
    pub fn content_end(&mut self) -> Result<(), Error> {
        todo!()
    }
    /// RSET.
    pub fn reset(&mut self) -> Result<(), Error> {
        todo!()
    }
    /// NOOP (is a kept connection still alive?).
    pub fn noop(&mut self) -> Result<(), Error> {
        todo!()
    }
    /// QUIT.
    pub fn quit(&mut self) -> Result<(), Error> {
        todo!()
    }
    /// Bytes to write.
    pub fn output(&self) -> &[u8] {
        todo!()
    }
    /// So many bytes of the output have been written.
    pub fn written(&mut self, bytes: usize) {
        todo!()
    }
    /// The connection ended (end of stream or reset): `next` gives the failure.
    pub fn lost(&mut self) {
        todo!()
    }
    /// The wait was too long: `next` gives the failure.
    pub fn timed_out(&mut self) {
        todo!()
    }
    /// The TLS handshake failed: `next` gives the failure.
    pub fn handshake_failed(&mut self) {
        todo!()
    }
    /// How long to wait for the next hop now.
    pub fn timeout(&self) -> Duration {
        todo!()
    }
}
