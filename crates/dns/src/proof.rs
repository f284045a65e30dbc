//! What DNSSEC proves of an answer (RFC 4035 4.3), in the words of RFC 7672 2.1.1.

/// How far an answer is proven. Ordered: the weakest of a chain of aliases counts for the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Proof {
    /// Nobody looked: checking is off, or the name is answered on this machine. No better than [`Proof::Insecure`].
    Indeterminate,
    /// It is proven that the zone is not signed.
    Insecure,
    /// Signed, and the signatures lead to the anchor.
    Secure,
}

impl Proof {
    /// Only then may TLSA and SMIMEA records be used.
    #[must_use]
    pub const fn is_secure(self) -> bool {
        matches!(self, Self::Secure)
    }

    /// A stable word for reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Indeterminate => "indeterminate",
            Self::Insecure => "insecure",
            Self::Secure => "secure",
        }
    }
}
