//! What is kept of a mail beside its content: the envelope with its DSN parameters (RFC 3461), its parts, and what became of every
//! recipient. JSON inside the encryption, so that a later version can read an earlier one's.

use serde::{Deserialize, Serialize};

use crate::millis::Millis;

/// MAIL FROM with its parameters, and what a delivery report has to say of the mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The sender; none: the null sender, to whom nothing is ever reported.
    pub sender: Option<String>,
    /// RET=HDRS was said; reports carry headers alone in any case.
    #[serde(default)]
    pub headers_only: bool,
    /// RET=FULL was said.
    #[serde(default)]
    pub full: bool,
    /// ENVID=, xtext as received.
    #[serde(default)]
    pub envid: Option<String>,
    /// SMTPUTF8 was said.
    #[serde(default)]
    pub smtputf8: bool,
    /// `Message-ID`.
    #[serde(default)]
    pub message_id: Option<String>,
    /// What a mail server before us told of its own client (XFORWARD), in its words.
    #[serde(default)]
    pub forwarded: Option<String>,
    /// When it was taken, by the calendar: for people.
    pub taken: i64,
    /// Waits for a person's word.
    #[serde(default)]
    pub held: bool,
}

/// RCPT TO with its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The address.
    pub to: String,
    /// NOTIFY=, as received.
    #[serde(default)]
    pub notify: Option<String>,
    /// ORCPT=, as received.
    #[serde(default)]
    pub orcpt: Option<String>,
}

/// What one group of recipients gets: a mail has one content for each treatment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Treatment {
    /// Who gets it.
    pub recipients: Vec<Recipient>,
    /// The content has octets above 127 (BODY=8BITMIME).
    #[serde(default)]
    pub eight_bit: bool,
    /// What was done, for people: `signed`, `encrypted`, `unsigned`.
    #[serde(default)]
    pub treatment: String,
}

/// A treatment as it lies in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Who gets what.
    pub treatment: Treatment,
    /// The first of its recipients among all of the mail.
    pub first: usize,
    /// Octets of its content.
    pub size: u64,
    /// Where its content begins in the file, and the number of the frame there.
    pub(super) at: u64,
    pub(super) frame: u64,
}

/// What became of one recipient.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// Nothing yet.
    #[default]
    Waiting,
    /// Refused for now, with these words; `told`: the sender was told of the delay.
    Deferred {
        /// What was said.
        reply: String,
        /// The sender knows.
        told: bool,
    },
    /// The next hop has it.
    Delivered,
    /// It will not be tried again, and whoever is to know has been told.
    Failed,
}

impl Fate {
    /// Whether it is still to be tried.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::Waiting | Self::Deferred { .. })
    }
}

/// What became of a mail so far; the last record of the file counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// How often it was tried.
    pub tries: u32,
    /// How often a try made the program panic.
    #[serde(default)]
    pub panics: u32,
    /// Waits for a person's word.
    #[serde(default)]
    pub held: bool,
    /// One for each recipient, in the order of the parts.
    pub fates: Vec<Fate>,
}

impl Envelope {
    /// An envelope without parameters, taken now.
    #[must_use]
    pub fn new(sender: Option<String>) -> Self {
        Self {
            sender,
            headers_only: false,
            full: false,
            envid: None,
            smtputf8: false,
            message_id: None,
            forwarded: None,
            taken: Millis::now().0,
            held: false,
        }
    }
}

impl Recipient {
    /// A recipient without parameters.
    #[must_use]
    pub fn new(to: impl Into<String>) -> Self {
        Self { to: to.into(), notify: None, orcpt: None }
    }
}
