//! What is known of a mail beside its bytes when it has come in: who brought it, for whom, by which door.

use std::net::IpAddr;

use kakitome_store::MailId;
use kakitome_wire::client::Capabilities;

use crate::admission::login::Login;

/// What is told about a mail beside its bytes.
#[derive(Debug)]
pub(crate) struct Envelope<'a> {
    /// The client, after XCLIENT.
    pub(crate) client: IpAddr,
    /// Who has logged in.
    pub(crate) login: Option<&'a Login>,
    /// It was handed in by somebody who had to log in.
    pub(crate) submission: bool,
    /// The mail's name.
    pub(crate) id: MailId,
    /// `MAIL FROM:<>`.
    pub(crate) null_sender: bool,
    /// Accepted recipients.
    pub(crate) to: Vec<&'a str>,
    /// `Received:`.
    pub(crate) received: Vec<u8>,
    /// What the next hop offers.
    pub(crate) offers: Option<Capabilities>,
    /// How the door answers.
    pub(crate) answers: Answers,
}

/// For how many recipients a door can give an answer, and a form of the mail, of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answers {
    /// One answer; the mail may leave in several forms.
    One,
    /// One for each recipient (LMTP).
    Each,
    /// One answer, and one form of the mail (milter).
    OneForm,
}
