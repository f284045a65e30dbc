//! The questions that rules ask of a mail: a closed list of words, so that a profile that misspells one is refused when it is read.

use std::collections::BTreeSet;

use serde::Deserialize;

/// Something that holds of a mail, or of a mail on a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Check {
    /// No signature and no encryption that a program would see.
    Unsigned,
    /// Encrypted, whatever is inside.
    Encrypted,
    /// The key is not on the machine.
    NoKey,
    /// What a browser needs for S/MIME is not on the machine.
    NoControl,
    /// Encrypted, and nobody has opened it here, so that what is inside is not known.
    Hidden,
    /// The signature stands around an encryption, not inside it.
    AroundEncryption,
    /// Signed, with the content inside the signature data, or encrypted.
    Opaque,
    /// Signed, with the content beside the signature data.
    Clear,
    /// What is signed is a part of the mail.
    Part,
    /// Signature and content do not match.
    Altered,
    /// The same of the first signer, whatever others did.
    FirstAltered,
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
    /// An issuer's name and the subject of its certificate are the same name, written in other octets.
    NamesDiffer,
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
    /// The first address of From, or Sender's where there is none, is not the signer's.
    FirstFromMismatch,
    /// The certificate has no address.
    AddressNone,
    /// The signing time lies more than an hour from Date.
    TimeFar,
    /// There is a signing time, and no Date that it could be compared with.
    NoDate,
    /// `micalg` names another digest than the signature has.
    OtherMicalg,
    /// The certificate was not valid at the signing time.
    SignedOutOfTime,
    /// A signed layer directly inside another one, and one of the two has its content beside the signature data.
    NestedClear,
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
            Self::Altered | Self::FirstAltered => &["cms.content-changed", "cms.bad-signature"],
            Self::Unverifiable => &["cms.unsupported-digest", "cms.unsupported-signature", "cms.key-mismatch", "smime.content-missing"],
            Self::NoCertificate => &["cms.no-signer-certificate"],
            Self::WeakDigest => &["cms.weak-digest", "pki.weak-algorithm"],
            Self::Revoked => &["pki.revoked", "pki.revoked-after-signing", "pki.on-hold"],
            Self::Expired => &["pki.expired", "smime.expired-since"],
            Self::NotYet => &["pki.not-yet-valid"],
            Self::Purpose => &["pki.extended-key-usage", "pki.key-usage"],
            Self::RootAbsent => &["smime.no-path", "pki.issuer-not-found", "pki.self-signed-not-anchor"],
            Self::RootOff | Self::RootNotBefore => &["pki.root-limited", "pki.anchor-not-for-email"],
            Self::AddressMismatch | Self::FirstFromMismatch => &["pki.address-mismatch", "smime.sender-only"],
            Self::AddressNone => &["pki.address-missing"],
            Self::TimeFar => &["smime.signing-time-far"],
            Self::OtherMicalg => &["smime.micalg-differs"],
            Self::Hidden | Self::NoKey => &["smime.no-key"],
            _ => &[],
        }
    }
}
