//! What a CRL entry says (RFC 5280 5.3): since when, why, and from when on the key is not to be trusted.

use crate::serial::Serial;
use crate::time::UnixTime;

/// Why a certificate was revoked (RFC 5280 5.3.1).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the RFC's own words")]
pub enum RevocationReason {
    Unspecified,
    KeyCompromise,
    CaCompromise,
    AffiliationChanged,
    Superseded,
    CessationOfOperation,
    CertificateHold,
    RemoveFromCrl,
    PrivilegeWithdrawn,
    AaCompromise,
}

/// One revoked certificate.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RevokedEntry {
    /// Its serial number.
    pub serial: Serial,
    /// Since when.
    pub since: UnixTime,
    /// Why.
    pub reason: RevocationReason,
    /// From when on its key is known or suspected to be in other hands (RFC 5280 5.3.2).
    pub invalid_since: Option<UnixTime>,
}

use RevocationReason as Reason;

/// Reasons with their numbers and the RFC's words.
const REASONS: [(u8, Reason, &str); 10] = [
    (0, Reason::Unspecified, "unspecified"),
    (1, Reason::KeyCompromise, "keyCompromise"),
    (2, Reason::CaCompromise, "cACompromise"),
    (3, Reason::AffiliationChanged, "affiliationChanged"),
    (4, Reason::Superseded, "superseded"),
    (5, Reason::CessationOfOperation, "cessationOfOperation"),
    (6, Reason::CertificateHold, "certificateHold"),
    (8, Reason::RemoveFromCrl, "removeFromCRL"),
    (9, Reason::PrivilegeWithdrawn, "privilegeWithdrawn"),
    (10, Reason::AaCompromise, "aACompromise"),
];

impl RevocationReason {
    /// The RFC's word.
    pub fn word(self) -> &'static str {
        REASONS.iter().find(|(_, reason, _)| *reason == self).map_or("unspecified", |(_, _, word)| word)
    }

    /// Its number in the CRL entry extension.
    pub(crate) fn code(self) -> u8 {
        REASONS.iter().find(|(_, reason, _)| *reason == self).map_or(0, |(code, _, _)| *code)
    }

    /// From the content of the ENUMERATED; a number that no RFC has is no stated reason.
    pub(crate) fn from_content(content: &[u8]) -> Self {
        let [number] = content else { return Self::Unspecified };
        REASONS.iter().find(|(code, _, _)| code == number).map_or(Self::Unspecified, |(_, reason, _)| *reason)
    }

    /// The key may be, or may have been, in other hands: no time before is safe by itself.
    pub fn is_compromise(self) -> bool {
        matches!(self, Self::KeyCompromise | Self::CaCompromise | Self::AaCompromise)
    }
}
