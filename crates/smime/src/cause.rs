//! Why a signed mail is not called valid: the weightiest of its findings names the heading (glossary, section 3).
//! Weighs findings that the verdict has counted; decides nothing.

use kakitome_cms::Finding as Cms;
use kakitome_pki::{Finding as Pki, Severity};

use crate::finding::{Finding, Noted, Place};
use crate::report::Report;

/// The main cause of "untrusted", weightiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Cause {
    /// From is not the signer's.
    Address,
    /// From is not one address that all programs read alike.
    From,
    /// A certificate was revoked.
    Revoked,
    /// The signature covers a part.
    Part,
    /// Programs read the mail in different ways.
    Ambiguous,
    /// The arithmetic could not be done.
    Unverifiable,
    /// Not for e-mail.
    Purpose,
    /// No way to a trusted root.
    NoPath,
    /// A certificate is not valid yet.
    NotYet,
    /// A certificate has expired.
    Expired,
    /// An old method.
    Weak,
    /// The signature breaks a rule of its form.
    Form,
    /// Revocation had to be known and is not.
    Revocation,
    /// Something else.
    Other,
}

impl Cause {
    /// All of them, weightiest first.
    pub const ALL: [Self; 14] = [
        Self::Address,
        Self::From,
        Self::Revoked,
        Self::Part,
        Self::Ambiguous,
        Self::Unverifiable,
        Self::Purpose,
        Self::NoPath,
        Self::NotYet,
        Self::Expired,
        Self::Weak,
        Self::Form,
        Self::Revocation,
        Self::Other,
    ];

    /// A stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::From => "from",
            Self::Revoked => "revoked",
            Self::Part => "part",
            Self::Ambiguous => "ambiguous",
            Self::Unverifiable => "unverifiable",
            Self::Purpose => "purpose",
            Self::NoPath => "no-path",
            Self::NotYet => "not-yet",
            Self::Expired => "expired",
            Self::Weak => "weak",
            Self::Form => "form",
            Self::Revocation => "revocation",
            Self::Other => "other",
        }
    }
}

impl Report {
    /// The weightiest cause and its finding, if an error counts.
    #[must_use]
    pub fn cause(&self) -> Option<(Cause, &Noted)> {
        self.causes().into_iter().next()
    }

    /// Each cause once, with its first finding, weightiest first.
    #[must_use]
    pub fn causes(&self) -> Vec<(Cause, &Noted)> {
        let errors = self.findings.iter().filter(|noted| noted.severity == Severity::Error && self.counts(noted));
        let mut causes: Vec<_> = errors.map(|noted| (cause(noted), noted)).collect();
        causes.sort_by_key(|(cause, _)| *cause);
        causes.dedup_by_key(|(cause, _)| *cause);
        causes
    }
}

fn cause(noted: &Noted) -> Cause {
    match &noted.finding {
        Finding::Mime(_) if matches!(&noted.place, Place::Field(name) if name == "From") => Cause::From,
        Finding::Mime(_) | Finding::TooManyLayers { .. } | Finding::TypeDiffers { .. } => Cause::Ambiguous,
        Finding::Pki(finding) => pki(finding),
        Finding::Cms(finding) => cms(finding),
        Finding::FromMissing | Finding::FromRepeated { .. } | Finding::FromNotOne { .. } | Finding::FromAmbiguous { .. } => Cause::From,
        Finding::ProtectedFrom { .. } => Cause::From,
        Finding::PartOnly { .. } | Finding::PartCount { .. } => Cause::Part,
        Finding::NoPath { .. } => Cause::NoPath,
        Finding::OtherContent { .. } | Finding::ContentTwice { .. } => Cause::Form,
        Finding::ContentMissing | Finding::TooManySigners { .. } => Cause::Unverifiable,
        _ => Cause::Other,
    }
}

fn pki(finding: &Pki) -> Cause {
    match finding {
        Pki::AddressMismatch { .. } | Pki::AddressMissing | Pki::AddressUnusable { .. } => Cause::Address,
        Pki::FromUnusable { .. } => Cause::From,
        Pki::Revoked { .. } | Pki::RevokedAfterSigning { .. } | Pki::OnHold { .. } => Cause::Revoked,
        Pki::AnchorNotForEmail { .. }
        | Pki::RootLimited { .. }
        | Pki::Forbidden { .. }
        | Pki::ExtendedKeyUsage { .. }
        | Pki::KeyUsage { .. } => Cause::Purpose,
        Pki::NotYetValid { .. } => Cause::NotYet,
        Pki::Expired { .. } => Cause::Expired,
        Pki::WeakAlgorithm { .. } | Pki::WeakKey { .. } => Cause::Weak,
        Pki::RevocationNotChecked { .. } | Pki::RevocationUnknown { .. } => Cause::Revocation,
        // Everything else about a path: it leads nowhere that counts.
        _ => Cause::NoPath,
    }
}

fn cms(finding: &Cms) -> Cause {
    match finding {
        Cms::NoSignerCertificate
        | Cms::UnsupportedDigest { .. }
        | Cms::UnsupportedSignature { .. }
        | Cms::KeyMismatch { .. }
        | Cms::TooManySigners { .. } => Cause::Unverifiable,
        Cms::WeakDigest { .. } => Cause::Weak,
        _ => Cause::Form,
    }
}
