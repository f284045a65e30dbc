//! A login that is not at its end: what has to be remembered from one of the client's messages to the next.

use tokio::time::Instant;

use crate::admission::accounts::Begun;
use crate::admission::login::Login;

/// How far it is.
#[derive(Debug)]
pub(crate) enum Attempt {
    /// SCRAM: the client's proof is awaited.
    Scram {
        /// Who the client says it is.
        name: String,
        /// What the proof is held against.
        begun: Box<Begun>,
        /// When it began.
        since: Instant,
    },
    /// It is right; the client has to take note.
    Right(Login),
}
