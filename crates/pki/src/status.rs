//! What is known of the revocation of one certificate, and from whom. Only `revocation` finds it out.

use crate::crl_entry::RevokedEntry;
use crate::time::UnixTime;

/// What is known of revocation; of a path, the worst of its certificates.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Revocation {
    /// Every certificate below the anchor is answered for.
    Good,
    /// Nobody looked, or nothing was at hand.
    NotChecked,
    /// Data was at hand and did not answer.
    Unknown,
    /// One is revoked.
    Revoked,
}

/// What is known of one certificate.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum CertificateStatus {
    /// Not revoked as of the time asked.
    Good {
        /// Who says so: of several, the newest.
        source: StatusSource,
    },
    /// Revoked, or on hold (its reason says which).
    Revoked {
        /// Since when and why.
        entry: RevokedEntry,
        /// Who says so.
        source: StatusSource,
    },
    /// Something was at hand and did not answer.
    Unknown {
        /// Why.
        because: &'static str,
    },
    /// Nothing was at hand, or the policy does not ask.
    NotChecked,
}

/// Where an answer comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StatusSource {
    /// Of what kind it is.
    pub kind: SourceKind,
    /// The issuer of the CRL, or the responder, to show.
    pub by: String,
    /// As of when it speaks.
    pub this_update: UnixTime,
    /// When a newer one is promised.
    pub next_update: Option<UnixTime>,
}

/// Kinds of answers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SourceKind {
    /// A complete CRL.
    Crl,
    /// A delta CRL.
    DeltaCrl,
    /// An OCSP response.
    Ocsp,
}

/// When the message was signed, for telling "revoked after it was signed" from "revoked before".
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SigningTime {
    /// The signer says so: a claim, which excuses nothing (C18).
    Claimed(UnixTime),
    /// A time stamp that was checked proves it.
    Proven(UnixTime),
}

impl Revocation {
    /// The word of the JSON report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::NotChecked => "not-checked",
            Self::Unknown => "unknown",
            Self::Revoked => "revoked",
        }
    }
}

impl CertificateStatus {
    /// In one word.
    pub fn revocation(&self) -> Revocation {
        match self {
            Self::Good { .. } => Revocation::Good,
            Self::Revoked { .. } => Revocation::Revoked,
            Self::Unknown { .. } => Revocation::Unknown,
            Self::NotChecked => Revocation::NotChecked,
        }
    }

    /// Who says so.
    pub fn source(&self) -> Option<&StatusSource> {
        match self {
            Self::Good { source } | Self::Revoked { source, .. } => Some(source),
            Self::Unknown { .. } | Self::NotChecked => None,
        }
    }
}

impl StatusSource {
    /// How old it is at a moment, in seconds; one from the future is 0 old.
    pub fn age(&self, at: UnixTime) -> u64 {
        u64::try_from(at.0.saturating_sub(self.this_update.0)).unwrap_or(0)
    }
}

impl SourceKind {
    /// A stable word for reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Crl => "crl",
            Self::DeltaCrl => "delta-crl",
            Self::Ocsp => "ocsp",
        }
    }
}

impl SigningTime {
    /// The moment, believed or not.
    pub fn moment(self) -> UnixTime {
        match self {
            Self::Claimed(moment) | Self::Proven(moment) => moment,
        }
    }
}
