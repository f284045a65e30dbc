//! What became of a mail, and why a session cannot go on. One table, as Postfix classifies.

use crate::data::Fault;
use crate::reply::Reply;

/// Steps of a dialogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "named for the command that is answered")]
pub enum Step {
    Greeting,
    Hello,
    StartTls,
    Handshake,
    XForward,
    Mail,
    Rcpt,
    Data,
    Content,
    ContentEnd,
    Reset,
    Noop,
    Quit,
}

/// What a reply or failure means for the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The step is done; after `ContentEnd`: the next hop has the mail.
    Sent,
    /// Try again later.
    Deferred,
    /// The next hop will not have it.
    Rejected,
}

impl Outcome {
    /// What this reply means at this step.
    pub fn of(step: Step, reply: &Reply) -> Self {
        let _ = (step, reply);
        todo!()
    }
}

/// Why a session cannot go on: close the connection, nothing more may be sent on it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// The next hop refuses the session (greeting, EHLO and HELO, or 421 anywhere).
    #[error("the next hop refuses at {step:?}: {reply}")]
    Refused {
        /// Where.
        step: Step,
        /// Its words.
        reply: Reply,
    },
    /// The connection ended.
    #[error("the next hop closed the connection at {step:?}")]
    Lost {
        /// Where.
        step: Step,
    },
    /// Silence.
    #[error("the next hop did not answer in time at {step:?}")]
    TimedOut {
        /// Where.
        step: Step,
    },
    /// Something that is not a reply, a reply too many, or one that cannot answer this step: who answers what is no longer known.
    #[error("the next hop broke the protocol at {step:?}: {what}")]
    Desynchronised {
        /// Where.
        step: Step,
        /// What it did.
        what: &'static str,
    },
    /// TLS is required and cannot be had.
    #[error("TLS is required and the next hop does not give it: {what}")]
    TlsUnavailable {
        /// Why.
        what: &'static str,
        /// Its words, if any.
        reply: Option<Reply>,
    },
    /// Bytes after the answer to STARTTLS, before the handshake (T04).
    #[error("the next hop sent bytes between STARTTLS and the handshake")]
    InjectedBeforeTls,
    /// The TLS handshake failed (said by the owner).
    #[error("the TLS handshake with the next hop failed")]
    Handshake,
    /// Our own content must not be sent; the connection was given up in the middle of DATA.
    #[error("content must not be sent: {0}")]
    Unsendable(Fault),
}

impl Failure {
    /// Deferred or Rejected.
    pub fn outcome(&self) -> Outcome {
        todo!()
    }
    /// What to tell the peer whose mail it was: 4xx or 5xx.
    pub fn to_reply(&self) -> Reply {
        todo!()
    }
}
