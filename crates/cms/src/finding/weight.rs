//! How much a finding weighs, and the rule it comes from.

use kakitome_pki::Severity;

use super::Finding;

const RFC_5652_5_1: &str = "RFC 5652 5.1";
const RFC_5652_5_3: &str = "RFC 5652 5.3";
const RFC_5652_5_4: &str = "RFC 5652 5.4";

/// Attributes that say what was signed, and when: in the wrong place, they make readers disagree on it.
const ESSENTIAL: [&str; 4] = ["contentType", "messageDigest", "signingTime", "countersignature"];

/// Attributes that advise those who answer (RFC 8551 2.5.2, 2.5.3).
const ADVICE: [&str; 2] = ["SMIMECapabilities", "SMIMEEncryptionKeyPreference"];

impl Finding {
    /// How much it weighs: an error makes the signer not good.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::Envelope(finding) => finding.severity(),
            Self::KeyFile(finding) => finding.severity(),
            Self::Countersignature { outcome: "good" | "unverifiable" } => Severity::Note,
            Self::Ber { .. }
            | Self::NonMinimalLength { .. }
            | Self::TrailingBytes { .. }
            | Self::OtherChoice { .. }
            | Self::SeveralSignerCertificates { .. }
            | Self::TimeStamp { .. } => Severity::Note,
            // what nobody signed was added by anybody: it cannot make a signature bad
            Self::Countersignature { .. } | Self::TooManyCountersignatures { .. } => Severity::Warning,
            Self::MisplacedAttribute { attribute } if !ESSENTIAL.contains(attribute) => Severity::Warning,
            Self::UnexpectedVersion { of: "SignerInfo", found: 1 | 3, .. }
            | Self::UnexpectedVersion { of: "SignedData", found: 1..=5, .. }
            // readers of envelopes go by what is there; nobody is misled
            | Self::UnexpectedVersion { of: "EnvelopedData" | "AuthEnvelopedData" | "KeyTransRecipientInfo", .. }
            | Self::UnexpectedVersion { of: "KeyAgreeRecipientInfo" | "KEKRecipientInfo" | "PasswordRecipientInfo", .. }
            | Self::UnexpectedVersion { of: "EncryptedData" | "DigestedData", .. }
            | Self::DigestNotListed { .. }
            | Self::TooManyCertificates { .. }
            | Self::TooManyCrls { .. }
            | Self::Oversized { .. }
            | Self::AttributesNotDer
            | Self::AttributesSignedAsReceived
            | Self::SigningTimeForm
            | Self::SigningCertificateUnchecked { .. }
            | Self::WeakDigest { tolerated: true, .. } => Severity::Warning,
            // advice to those who answer, and no statement about what was signed
            Self::RepeatedAttribute { attribute } | Self::ValueCount { attribute, .. } | Self::UnreadableAttribute { attribute }
                if ADVICE.contains(attribute) =>
            {
                Severity::Warning
            }
            _ => Severity::Error,
        }
    }

    /// The rule it comes from.
    #[must_use]
    pub fn source(&self) -> &'static str {
        match self {
            Self::Envelope(finding) => finding.source(),
            Self::KeyFile(finding) => finding.source(),
            Self::UnexpectedVersion { of: "EnvelopedData", .. } => "RFC 5652 6.1",
            Self::UnexpectedVersion { of: "AuthEnvelopedData", .. } => "RFC 5083 2.1",
            Self::UnexpectedVersion { of: "KeyTransRecipientInfo", .. } => "RFC 5652 6.2.1",
            Self::UnexpectedVersion { of: "KeyAgreeRecipientInfo", .. } => "RFC 5652 6.2.2",
            Self::UnexpectedVersion { of: "KEKRecipientInfo", .. } => "RFC 5652 6.2.3",
            Self::UnexpectedVersion { of: "PasswordRecipientInfo", .. } => "RFC 5652 6.2.4",
            Self::UnexpectedVersion { of: "DigestedData", .. } => "RFC 5652 7",
            Self::UnexpectedVersion { of: "EncryptedData", .. } => "RFC 5652 8",
            Self::UnexpectedVersion { of: "CompressedData", .. } => "RFC 3274 1.1",
            Self::Ber { .. } => "RFC 8551 2.1",
            Self::TrailingBytes { .. } => "RFC 5652 3",
            Self::UnexpectedVersion { of: "SignerInfo", .. } | Self::UnreadableSigner { .. } => RFC_5652_5_3,
            Self::UnexpectedVersion { .. } | Self::EmptyDigestAlgorithms | Self::DigestNotListed { .. } | Self::NoSigners => RFC_5652_5_1,
            Self::TooManySigners { .. }
            | Self::TooManyCountersignatures { .. }
            | Self::TooManyCertificates { .. }
            | Self::TooManyCrls { .. }
            | Self::Oversized { .. } => "limit of Kakitome",
            Self::OtherChoice { .. } => "RFC 5652 10.2",
            Self::NoSignedAttributes => "RFC 8551 2.5",
            Self::MissingAttribute { .. } => RFC_5652_5_3,
            Self::MisplacedAttribute { .. }
            | Self::RepeatedAttribute { .. }
            | Self::ValueCount { .. }
            | Self::UnreadableAttribute { .. } => "RFC 5652 11",
            Self::ContentTypeMismatch { .. } => "RFC 5652 11.1",
            Self::ContentChanged { .. } => "RFC 5652 5.6",
            Self::BadSignature => "RFC 5652 5.6",
            Self::AttributesNotDer | Self::AttributesSignedAsReceived => RFC_5652_5_4,
            Self::NonMinimalLength { .. } => "X.690 10.1",
            Self::SigningTimeForm => "RFC 5652 11.3",
            Self::Countersignature { .. } => "RFC 5652 11.4",
            Self::TimeStamp { .. } => "RFC 3161 A",
            Self::AlgorithmProtectionMismatch { .. } => "RFC 6211 3",
            Self::SigningCertificateMismatch | Self::SigningCertificateUnchecked { .. } => "RFC 5035 5",
            Self::WeakDigest { .. } => "RFC 8551 2.1",
            Self::UnsupportedDigest { .. } => "RFC 8551 2.1",
            Self::UnsupportedSignature { .. } => "RFC 8551 2.2",
            Self::KeyMismatch { .. } => "RFC 8551 2.2",
            Self::DigestMismatch { .. } => "RFC 5754 3",
            Self::NoSignerCertificate => "RFC 8551 4.2",
            Self::SeveralSignerCertificates { .. } => RFC_5652_5_3,
        }
    }
}
