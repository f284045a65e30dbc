//! Why a request got no answer, and why the keyholder said no.

/// The request has no good answer.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The keyholder cannot be reached, or went away before it answered. Later it may be back: mail gets 4xx.
    #[error("the keyholder at {path} cannot be reached: {reason}")]
    Away {
        /// Its socket.
        path: String,
        /// What happened.
        reason: String,
    },
    /// Whoever listens there does not speak this protocol.
    #[error("what listens at {path} is no keyholder of this version: {reason}")]
    Protocol {
        /// Its socket.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// The keyholder refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The request is longer than any that is taken.
    #[error("{what} of {octets} octets is more than the keyholder takes ({limit})")]
    TooLong {
        /// What is too long.
        what: &'static str,
        /// How long it is.
        octets: usize,
        /// How long it may be.
        limit: usize,
    },
}

impl Error {
    /// Whether the same request may succeed later.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Away { .. } => true,
            Self::Refused(refusal) => refusal.code.is_temporary(),
            Self::Protocol { .. } | Self::TooLong { .. } => false,
        }
    }
}

/// For what is put into a frame.
pub(crate) fn bounded(what: &'static str, octets: usize, limit: usize) -> Result<(), Error> {
    if octets > limit { Err(Error::TooLong { what, octets, limit }) } else { Ok(()) }
}

/// The keyholder's no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the keyholder refused ({code}): {detail}")]
pub struct Refusal {
    /// What kind of no.
    pub code: RefusalCode,
    /// In its words; never a secret.
    pub detail: String,
}

/// Kinds of no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RefusalCode {
    /// The request cannot be read.
    BadRequest,
    /// Too much is under way.
    Busy,
    /// The work failed inside.
    Internal,
    /// The audit log cannot be written; no key is used while that is so.
    LogUnavailable,
    /// There is no key with this id.
    NoSuchKey,
    /// This peer may not ask for this.
    NotAllowed,
    /// The bytes are not what their kind says.
    NotOfItsKind,
    /// The key or algorithm is not offered.
    Unsupported,
    /// The key was made for another purpose.
    WrongPurpose,
}

impl RefusalCode {
    const ALL: [(u8, Self, &'static str); 9] = [
        (1, Self::BadRequest, "bad-request"),
        (2, Self::Busy, "busy"),
        (3, Self::Internal, "internal"),
        (4, Self::LogUnavailable, "log-unavailable"),
        (5, Self::NoSuchKey, "no-such-key"),
        (6, Self::NotAllowed, "not-allowed"),
        (7, Self::NotOfItsKind, "not-of-its-kind"),
        (8, Self::Unsupported, "unsupported"),
        (9, Self::WrongPurpose, "wrong-purpose"),
    ];

    pub(crate) fn to_octet(self) -> u8 {
        Self::ALL.iter().find(|(_, code, _)| *code == self).map_or(0, |(octet, ..)| *octet)
    }

    pub(crate) fn from_octet(octet: u8) -> Option<Self> {
        Self::ALL.iter().find(|(known, ..)| *known == octet).map(|(_, code, _)| *code)
    }

    /// A stable word for logs: `wrong-purpose`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, code, _)| *code == self).map_or("", |(.., word)| word)
    }

    /// Whether the same request may succeed later.
    #[must_use]
    pub fn is_temporary(self) -> bool {
        matches!(self, Self::Busy | Self::Internal | Self::LogUnavailable)
    }
}

impl std::fmt::Display for RefusalCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
