//! What became of a mail, and why a session cannot go on. One table, as Postfix classifies, but for this: whatever leaves in doubt which reply
//! answers what is deferred, where Postfix takes the surplus reply for the next command's and bounces.

use crate::data::Fault;
use crate::replies;
use crate::reply::{Class, Reply};

/// Steps of a dialogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The greeting.
    Greeting,
    /// EHLO or HELO.
    Hello,
    /// STARTTLS.
    StartTls,
    /// The TLS handshake.
    Handshake,
    /// XFORWARD.
    XForward,
    /// MAIL.
    Mail,
    /// RCPT.
    Rcpt,
    /// DATA.
    Data,
    /// While content is sent.
    Content,
    /// The end of the content.
    ContentEnd,
    /// RSET.
    Reset,
    /// NOOP.
    Noop,
    /// QUIT.
    Quit,
    /// Nothing was asked.
    Idle,
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
    /// What this reply means at this step. A refusing greeting is about the host and its day, not about the mail: deferred (as Postfix).
    pub fn of(step: Step, reply: &Reply) -> Self {
        match reply.class() {
            Class::Positive => Self::Sent,
            Class::Intermediate if step == Step::Data => Self::Sent,
            Class::Intermediate | Class::Transient => Self::Deferred,
            Class::Permanent if step == Step::Greeting => Self::Deferred,
            Class::Permanent => Self::Rejected,
        }
    }
}

/// Why a session cannot go on: close the connection, nothing more may be sent on it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// The next hop refuses the session (greeting, EHLO and HELO, or 421 anywhere), or the mail in the middle of its content.
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
    /// The owner of the session did not go on, for a reason of its own: its policy, or nowhere to go (said by the owner).
    #[error("{reply}")]
    Decided {
        /// What whoever brought the mail is told.
        reply: Reply,
    },
    /// Our own content must not be sent; the connection was given up in the middle of DATA.
    #[error("content must not be sent: {0}")]
    Unsendable(Fault),
}

impl Failure {
    /// Deferred or Rejected.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Refused { step, reply } => Outcome::of(*step, reply),
            Self::Unsendable(_) => Outcome::Rejected,
            Self::Decided { reply } if reply.class() == Class::Permanent => Outcome::Rejected,
            _ => Outcome::Deferred,
        }
    }

    /// What to tell the peer whose mail it was: 4xx or 5xx, never 421 (which would end the peer's session with us).
    pub fn to_reply(&self) -> Reply {
        match self {
            Self::Refused { reply, .. } if self.outcome() == Outcome::Rejected => reply.clone(),
            Self::Refused { reply, .. } => replies::HOP_REFUSES.with(&reply.to_string()),
            Self::Lost { step } | Self::TimedOut { step } => match step {
                Step::ContentEnd => replies::HOP_LOST_AT_END,
                Step::Mail | Step::Rcpt | Step::Data | Step::Content => replies::HOP_LOST_MIDWAY,
                _ => replies::HOP_LOST,
            },
            Self::Desynchronised { .. } => replies::HOP_BROKE_PROTOCOL,
            Self::TlsUnavailable { .. } | Self::InjectedBeforeTls | Self::Handshake => replies::HOP_WITHOUT_TLS,
            Self::Unsendable(_) => replies::UNSENDABLE,
            Self::Decided { reply } => reply.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_to_the_peer_as_what_it_is_and_never_as_421() {
        let reply = |code| Reply::fixed(code, "5.7.1 words");
        for (failure, outcome, code) in [
            (Failure::Refused { step: Step::Greeting, reply: reply(554) }, Outcome::Deferred, 451),
            (Failure::Refused { step: Step::Hello, reply: reply(550) }, Outcome::Rejected, 550),
            (Failure::Refused { step: Step::Rcpt, reply: reply(421) }, Outcome::Deferred, 451),
            (Failure::Refused { step: Step::Content, reply: reply(550) }, Outcome::Rejected, 550),
            (Failure::Lost { step: Step::ContentEnd }, Outcome::Deferred, 451),
            (Failure::TimedOut { step: Step::Greeting }, Outcome::Deferred, 451),
            (Failure::InjectedBeforeTls, Outcome::Deferred, 451),
            (Failure::Decided { reply: reply(451) }, Outcome::Deferred, 451),
            (Failure::Decided { reply: reply(556) }, Outcome::Rejected, 556),
            (Failure::Unsendable(Fault::Nul { at: 1 }), Outcome::Rejected, 550),
        ] {
            assert_eq!((failure.outcome(), failure.to_reply().code()), (outcome, code), "{failure}");
        }
    }

    #[test]
    fn replies_are_classified_as_postfix_does() {
        let of = |step, code| Outcome::of(step, &Reply::fixed(code, "x"));
        assert_eq!(of(Step::Data, 354), Outcome::Sent);
        assert_eq!(of(Step::ContentEnd, 250), Outcome::Sent);
        assert_eq!(of(Step::Mail, 451), Outcome::Deferred);
        assert_eq!(of(Step::Rcpt, 550), Outcome::Rejected);
        assert_eq!(of(Step::Greeting, 550), Outcome::Deferred);
    }
}
