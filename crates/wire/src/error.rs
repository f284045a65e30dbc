//! What could not be done. Every variant says whose fault it is and what to do about it;
//! what the peer did wrong is not here: that is answered by a reply or ends the session with a reason.

use crate::data::Fault;

/// A call that could not be carried out. Nothing has been sent on its account.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The owner answered although no event waits for an answer.
    #[error("no command waits for an answer")]
    NothingToAnswer,
    /// The owner answered a command with a code that this command cannot have; the peer was told 451 instead.
    #[error("reply code {code} cannot answer {command}")]
    WrongReply {
        /// The command that was to be answered.
        command: &'static str,
        /// The code that the owner gave.
        code: u16,
    },
    /// The call does not fit the state of the session.
    #[error("{call} is not possible now: {state}")]
    OutOfOrder {
        /// The call.
        call: &'static str,
        /// The state that it met.
        state: &'static str,
    },
    /// The client session is over already; its next event tells why ([`client::Event::Failed`](crate::client::Event::Failed)).
    #[error("{call} is not possible any more: the session with the next hop is over")]
    Over {
        /// The call.
        call: &'static str,
    },
    /// The mail needs SMTPUTF8 and the next hop does not offer it (RFC 6531 3.2).
    #[error("the mail needs SMTPUTF8, which the next hop does not offer")]
    SmtpUtf8NotOffered,
    /// The mail is larger than the next hop's announced limit (RFC 1870 6.1).
    #[error("the mail has {size} bytes, the next hop takes {limit}")]
    TooLargeForHop {
        /// Size of the mail.
        size: u64,
        /// Limit of the next hop.
        limit: u64,
    },
    /// The content must not be sent as it is; the connection has to be dropped without ending DATA.
    #[error("content must not be sent: {0}")]
    Unsendable(Fault),
    /// A mailbox, parameter or name that has no place in a command.
    #[error("{what} cannot be written into a command: {why}")]
    Unwritable {
        /// Which thing.
        what: &'static str,
        /// What is wrong with it.
        why: &'static str,
    },
}
