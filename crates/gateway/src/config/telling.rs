//! What `[alerts]` and `[senders]` mean: values.

use std::time::Duration;

use super::pattern::Pattern;
use super::written::Language;

/// What whoever runs the gateway is told by mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alerts {
    /// Who is told; none: nobody.
    pub to: Vec<String>,
    /// From whom.
    pub from: String,
    /// In which language.
    pub language: Language,
    /// Days before a certificate expires, most first.
    pub days: Vec<u32>,
    /// How long something has to be away.
    pub after: Duration,
    /// Most mails an hour.
    pub per_hour: u64,
    /// From one check of every identity to the next; `None`: none.
    pub preflight: Option<Duration>,
}

/// What people who send are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Senders {
    /// Of carriers' recipients.
    pub tell_of_carriers: bool,
    /// Of the same domain again after so long.
    pub again: Duration,
    /// Senders that are programs.
    pub automatic: Vec<Pattern>,
    /// From whom.
    pub from: String,
    /// In which language.
    pub language: Language,
}
