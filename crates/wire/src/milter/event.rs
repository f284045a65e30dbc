//! What the owner of a milter session is told, and what it can answer.

use crate::reply::Reply;

/// What happened. Events marked *answer* want [`Session::answer`](super::Session::answer) before the next call.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// All input is used up: write the output, then read more.
    NeedInput,
    /// *answer*: a client has connected to the MTA.
    Connect {
        /// Its name as the MTA found it; `[192.0.2.1]` where it found none.
        name: &'a [u8],
        /// Where from.
        peer: Peer<'a>,
    },
    /// *answer*: HELO or EHLO.
    Hello(&'a [u8]),
    /// *answer*: MAIL: the sender with its angle brackets, then parameters.
    Mail(Vec<&'a [u8]>),
    /// *answer*: RCPT: a recipient with its angle brackets, then parameters.
    Rcpt(Vec<&'a [u8]>),
    /// *answer*: DATA, where the MTA cannot leave it out.
    Data,
    /// *answer*: a header field; line ends inside the value are line feeds.
    Header {
        /// Its name.
        name: &'a [u8],
        /// Its value.
        value: &'a [u8],
    },
    /// *answer*: the header is complete.
    EndOfHeaders,
    /// *answer*: a piece of the body, CRLF line ends.
    Body(&'a [u8]),
    /// *answer*: the mail is complete: changes first ([`Session::change`](super::Session::change)), then the answer.
    EndOfMessage,
    /// *answer*: a command that the MTA does not know.
    Unknown(&'a [u8]),
    /// The mail is forgotten; nothing is answered.
    Abort,
    /// The client has gone; another may follow on this connection.
    ClientGone,
    /// The MTA has said farewell: close.
    Quit,
    /// The MTA's bytes make no sense, or cannot be served: close. It then answers its client as it is set to: tempfail, if well set.
    Close(Fault),
}

/// Where a client of the MTA comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer<'a> {
    /// The MTA does not say.
    Unknown,
    /// A Unix socket, or the machine itself.
    Local(&'a [u8]),
    /// An address as text and a port.
    Network {
        /// `192.0.2.1`, `2001:db8::1`.
        address: &'a str,
        /// Port.
        port: u16,
    },
}

/// Why a session cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// A packet of no or too many bytes.
    #[error("a packet that says it has {0} bytes")]
    Length(u32),
    /// A kind that is not in the protocol.
    #[error("a command {0:#04x} that is not of the milter protocol")]
    Command(u8),
    /// The data of a command cannot be read.
    #[error("command {0:?} with data that cannot be read")]
    Malformed(char),
    /// A command that has no place here.
    #[error("command {0:?} out of its order")]
    OutOfOrder(char),
    /// More header than the limit.
    #[error("a header of more than {0} bytes")]
    TooMuchHeader(u64),
    /// The MTA speaks a version that is too old.
    #[error("protocol version {0}; at least 2 is needed")]
    Version(u32),
    /// The MTA does not allow what has to be done.
    #[error("the mail server does not offer changes that are needed (missing {missing:#x} of SMFIF)")]
    Actions {
        /// Missing bits.
        missing: u32,
    },
    /// The connection ended in the middle of a packet.
    #[error("the connection ended within a packet")]
    CutOff,
}

/// What the MTA is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer<'a> {
    /// Go on.
    Continue,
    /// Nothing more about this mail (or, before MAIL, about this client): it goes on as it is.
    Accept,
    /// Not now, in the MTA's words.
    TempFail,
    /// Refused, in the MTA's words.
    Reject,
    /// Taken and thrown away.
    Discard,
    /// 4xx or 5xx in our words.
    Reply(&'a Reply),
}
