//! What the owner of a client session is told.

use crate::client::failure::{Failure, Step};
use crate::reply::Reply;

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// Write the output, then read more.
    NeedInput,
    /// Greeting, EHLO (and TLS, if there is any) are done: `mail` may be called.
    Ready,
    /// Write the output, do the handshake on the bare socket with an empty buffer, then call
    /// [`tls_established`](crate::client::Session::tls_established) or [`handshake_failed`](crate::client::Session::handshake_failed). Any byte fed before that ends the session.
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
