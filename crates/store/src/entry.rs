//! One mail in the journal: what came, what was decided, what was answered. No content of the mail.

use crate::mail_id::MailId;

/// One mail that was handled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The mail's name; its time is the journal's time.
    pub id: MailId,
    /// `Message-ID` as it stands in the mail, with its angle brackets.
    pub message_id: Option<String>,
    /// The mailbox of the header `From`, if there is exactly one.
    pub header_from: Option<String>,
    /// The address of MAIL FROM; empty for the null sender.
    pub envelope_sender: String,
    /// The addresses of RCPT TO.
    pub recipients: Vec<String>,
    /// Who brought the mail: address and port, or a socket's peer.
    pub peer: Option<String>,
    /// What was done with it.
    pub decision: Decision,
    /// The stable id of the reason (`rule.null-sender`, `certificate.expired`, …).
    pub reason: Option<String>,
    /// The reply to whoever brought it.
    pub reply: String,
    /// The identity that signed.
    pub identity: Option<String>,
    /// The serial number of its certificate, hexadecimal.
    pub serial: Option<String>,
    /// SHA-256 of what was signed.
    pub content_sha256: Option<[u8; 32]>,
    /// The form of the signature that it got, or would have got.
    pub form: Option<SignedForm>,
    /// Where it went.
    pub next_hop: Option<String>,
    /// Octets, as received.
    pub size: u64,
}

/// The form of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignedForm {
    /// The text stands before the signature.
    Clear,
    /// The text stands inside it.
    Opaque,
}

impl SignedForm {
    /// The word in the journal.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Opaque => "opaque",
        }
    }

    pub(crate) fn from_row(text: &str) -> Option<Self> {
        [Self::Clear, Self::Opaque].into_iter().find(|one| one.as_str() == text)
    }
}

/// What was done with a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Decision {
    /// Refused for now (4xx).
    Deferred,
    /// Handed on as it was.
    Passed,
    /// Refused for good (5xx).
    Refused,
    /// Signed and handed on.
    Signed,
}

impl Decision {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Deferred, Self::Passed, Self::Refused, Self::Signed];

    /// The word in the journal.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deferred => "deferred",
            Self::Passed => "passed",
            Self::Refused => "refused",
            Self::Signed => "signed",
        }
    }

    pub(crate) fn from_row(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}
