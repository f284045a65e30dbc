//! What the owner of a server session is told.

use crate::data::Fault;
use crate::envelope::{Mail, Rcpt};
use crate::forwarded::Forwarded;
use crate::server::credentials::Credentials;
use crate::server::scram::ScramProof;

/// What happened. Events marked *answer* want [`Session::reply`](super::Session::reply), in the order in which they came.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// All input is used up: write the output, then read more.
    NeedInput,
    /// Much output has gathered: write it, then call again with the same input.
    Flush,
    /// Nothing goes on before the oldest open question is answered.
    Awaiting,
    /// EHLO or HELO (answered by the session). A transaction that was open is forgotten.
    Hello {
        /// Name as said; bytes outside printable ASCII are `?`.
        name: String,
        /// EHLO, not HELO.
        extended: bool,
    },
    /// *answer*: a transaction begins. 2xx, 4xx or 5xx.
    Mail(Mail),
    /// *answer*: one recipient. 2xx, 4xx or 5xx.
    Rcpt(Rcpt),
    /// *answer*: 354 to have the content, else 4xx or 5xx.
    Data,
    /// Content, unstuffed, CRLF only.
    Content(&'a [u8]),
    /// *answer*: the content is complete (this many bytes). The transaction is over with the answer. In LMTP as many answers as
    /// recipients were accepted, in their order (RFC 2033 4.2).
    ContentEnd {
        /// Bytes of content.
        size: u64,
    },
    /// The content is refused and answered; the owner throws away what it has. A `Close` follows where it must.
    ContentRefused(Fault),
    /// The open transaction is forgotten (RSET; answered).
    Reset,
    /// The peer's word about its own client (answered 220; the session begins anew, EHLO follows).
    XClient(Box<Forwarded>),
    /// The peer's word about the client of the next mail (answered 250); several add up until the mail is over.
    XForward(Box<Forwarded>),
    /// *answer*: a name and a password (PLAIN or LOGIN). 235, 454 or 535.
    Login(Box<Credentials>),
    /// *answer*: somebody begins SCRAM-SHA-256: [`Session::scram`](super::Session::scram) with the account's salt, or 4xx or 5xx. An account
    /// that is not there gets a salt too, or it could be told from one that is.
    ScramFirst {
        /// Who the peer says it is.
        login: String,
    },
    /// *answer*: the proof of SCRAM-SHA-256: [`Session::prove`](super::Session::prove) if it is right, or 4xx or 5xx.
    ScramProof(Box<ScramProof>),
    /// *answer*: EXTERNAL (RFC 4422 appendix A): whoever is known by its certificate wants to be known as that, or as this one of its names.
    /// 235, 454 or 535.
    External {
        /// The authorisation identity; none: the certificate's own.
        act_as: Option<String>,
    },
    /// The peer is who it said it is (answered 235).
    Authenticated,
    /// Write the output, throw away any buffer, do the handshake on the bare socket, then call
    /// [`Session::tls_established`](super::Session::tls_established). Any byte fed before that ends the session.
    StartTls,
    /// Write the output, shut down writing, read and throw away for a moment (else the last reply may be lost by a reset), close.
    Close(Close),
}

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Close {
    /// QUIT.
    Quit,
    /// The owner asked for it (`shut_down`, `time_out`).
    ByOwner,
    /// Bare CR, bare LF or NUL in the content (S01).
    Content(Fault),
    /// Bare CR or LF in a command.
    CommandLineEnd,
    /// Bytes after a command that has to be the last of its group (RFC 2920 3.1; S05).
    UnauthorisedPipelining,
    /// Bytes between STARTTLS and the handshake (T01, T02).
    BytesBeforeHandshake,
    /// Limit of errors.
    TooManyErrors,
    /// Limit of commands that move nothing.
    TooMuchJunk,
    /// Limit of mails.
    TooManyTransactions,
    /// Another protocol (an HTTP request, a TLS handshake in clear).
    NotSmtp,
    /// BDAT although CHUNKING is not offered: what follows cannot be told from commands.
    Chunking,
    /// A line that never ends.
    EndlessLine,
    /// Content that went on and on past the size limit.
    EndlessContent,
}
