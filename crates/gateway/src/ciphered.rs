//! What came of the encryption of a mail, where rules, settings or its sender wanted any: for the numbers. Decides nothing.

/// By mail, not by recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ciphered {
    /// Everybody gets ciphertext.
    All,
    /// Some do; the others get it in clear, by rule or for want of a certificate.
    Some,
    /// Nobody does: it was wanted if possible, and no recipient has a certificate that can be used.
    Clear,
    /// It is required and impossible: for good.
    Refused,
    /// The same for now.
    Deferred,
}

impl Ciphered {
    /// In the order in which they are shown.
    pub(crate) const EVERY: [Self; 5] = [Self::All, Self::Some, Self::Clear, Self::Refused, Self::Deferred];

    /// As it is shown.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::All => "encrypted",
            Self::Some => "parted",
            Self::Clear => "clear",
            Self::Refused => "refused",
            Self::Deferred => "deferred",
        }
    }
}
