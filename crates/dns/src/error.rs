//! Why nothing is known. Nothing here says that a name does not exist: whoever sends mail tries again later.

use crate::name::{DomainName, NoName};

/// Nothing is known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// This is no name that could be asked for.
    #[error(transparent)]
    Name(#[from] NoName),
    /// Signatures do not hold: tampered with, expired, or of other keys than the anchor's.
    #[error("the answer for {name} {kind} does not stand up to DNSSEC")]
    Bogus {
        /// What was asked for.
        name: DomainName,
        /// The kind of record.
        kind: &'static str,
    },
    /// A name server failed, refused or did not answer in time.
    #[error("no answer for {name} {kind}: {why}")]
    Temporary {
        /// What was asked for.
        name: DomainName,
        /// The kind of record.
        kind: &'static str,
        /// What happened.
        why: String,
    },
    /// More, or longer, than any honest zone has.
    #[error("the answer for {name} {kind} is beyond the limit of {limit} {what}")]
    TooMuch {
        /// What was asked for.
        name: DomainName,
        /// The kind of record.
        kind: &'static str,
        /// Of what there is too much.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// The resolver cannot be set up.
    #[error("the resolver cannot be set up: {why}")]
    Setup {
        /// What is wrong.
        why: String,
    },
}

impl Error {
    /// May be better later: everything but a name that is none. A mail is kept and tried again (4xx), never refused for it.
    #[must_use]
    pub const fn is_temporary(&self) -> bool {
        !matches!(self, Self::Name(_))
    }
}
