//! The questions that rules ask of a mail: a closed list of words, so that a profile that misspells one is refused when it is read.

use std::collections::BTreeSet;

use serde::Deserialize;

/// Something that holds of a mail, or of a mail on a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Check {
    /// No signature and no encryption that a program would see.
    Unsigned,
    /// Encrypted, so that what is inside depends on a key.
    Encrypted,
    /// Signed, with the content inside the signature data.
    Opaque,
    /// Signature and content do not match.
    Altered,
    /// The arithmetic could not be done.
    Unverifiable,
    /// The signer's certificate is not in the mail.
    NoCertificate,
    /// SHA-1, MD5 and the like as digest of the content or of the attributes.
    WeakDigest,
    /// A certificate of the path is revoked.
    Revoked,
    /// A certificate of the path has expired by now.
    Expired,
    /// One is not valid yet.
    NotYet,
    /// Key usage or extended key usage forbids it.
    Purpose,
    /// Another fault of the path.
    PathBroken,
    /// No root of the store is reached.
    RootAbsent,
    /// The root reached is not for e-mail.
    RootOff,
    /// The root reached is not for certificates as new as this one.
    RootNotBefore,
    /// From is not the signer's.
    AddressMismatch,
    /// The certificate has no address.
    AddressNone,
    /// The signing time lies more than an hour from Date.
    TimeFar,
    /// More than one signed layer, one inside the other.
    Nested,
    /// Valid for more than 27 calendar months.
    #[serde(rename = "over-27-months")]
    Over27Months,
    /// The leaf was issued by its root directly.
    NoIntermediate,
    /// Read as MMS on a carrier's phone.
    Mms,
    /// Any fault of method, path or root.
    AnyFault,
}

/// What holds.
pub(crate) type Checks = BTreeSet<Check>;

/// What `any-fault` stands for.
const FAULTS: [Check; 12] = [
    Check::Altered,
    Check::Unverifiable,
    Check::NoCertificate,
    Check::WeakDigest,
    Check::Revoked,
    Check::Expired,
    Check::NotYet,
    Check::Purpose,
    Check::PathBroken,
    Check::RootAbsent,
    Check::RootOff,
    Check::RootNotBefore,
];

impl Check {
    /// Whether it holds, given what does.
    pub(crate) fn holds(self, checks: &Checks) -> bool {
        match self {
            Self::AnyFault => FAULTS.iter().any(|fault| checks.contains(fault)),
            one => checks.contains(&one),
        }
    }

    /// Findings of a report that say the same; those that the report has become the case's `because`.
    pub(crate) const fn findings(self) -> &'static [&'static str] {
        match self {
            Self::Altered => &["cms.content-changed", "cms.bad-signature"],
            Self::Unverifiable => &["cms.unsupported-digest", "cms.unsupported-signature", "cms.key-mismatch", "smime.content-missing"],
            Self::NoCertificate => &["cms.no-signer-certificate"],
            Self::WeakDigest => &["cms.weak-digest", "pki.weak-algorithm"],
            Self::Revoked => &["pki.revoked", "pki.revoked-after-signing", "pki.on-hold"],
            Self::Expired => &["pki.expired", "smime.expired-since"],
            Self::NotYet => &["pki.not-yet-valid"],
            Self::Purpose => &["pki.extended-key-usage", "pki.key-usage"],
            Self::RootAbsent => &["smime.no-path", "pki.issuer-not-found", "pki.self-signed-not-anchor"],
            Self::RootOff | Self::RootNotBefore => &["pki.root-limited", "pki.anchor-not-for-email"],
            Self::AddressMismatch => &["pki.address-mismatch", "smime.sender-only"],
            Self::AddressNone => &["pki.address-missing"],
            Self::TimeFar => &["smime.signing-time-far"],
            Self::Encrypted => &["smime.no-key"],
            _ => &[],
        }
    }
}
