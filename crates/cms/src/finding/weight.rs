//! How much a finding weighs, and the rule it comes from.

use kakitome_pki::Severity;

use super::Finding;

const RFC_5652_5_1: &str = "RFC 5652 5.1";
const RFC_5652_5_3: &str = "RFC 5652 5.3";
const RFC_5652_5_4: &str = "RFC 5652 5.4";

impl Finding {
    /// How much it weighs: an error makes the signer not good.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::Ber { .. } | Self::TrailingBytes { .. } | Self::OtherChoice { .. } | Self::SeveralSignerCertificates { .. } => {
                Severity::Note
            }
            Self::UnexpectedVersion { of: "SignerInfo", found: 1 | 3, .. }
            | Self::UnexpectedVersion { of: "SignedData", found: 1..=5, .. }
            | Self::DigestNotListed { .. }
            | Self::TooManyCertificates { .. }
            | Self::TooManyCrls { .. }
            | Self::Oversized { .. }
            | Self::AttributesNotDer
            | Self::SigningCertificateUnchecked { .. }
            | Self::WeakDigest { tolerated: true, .. } => Severity::Warning,
            // advice to those who answer, and no statement about what was signed
            Self::RepeatedAttribute { attribute: "SMIMECapabilities" }
            | Self::ValueCount { attribute: "SMIMECapabilities", .. }
            | Self::UnreadableAttribute { attribute: "SMIMECapabilities" } => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// The rule it comes from.
    #[must_use]
    pub fn source(&self) -> &'static str {
        match self {
            Self::Ber { .. } => "RFC 8551 2.1",
            Self::TrailingBytes { .. } => "RFC 5652 3",
            Self::UnexpectedVersion { of: "SignerInfo", .. } | Self::UnreadableSigner { .. } => RFC_5652_5_3,
            Self::UnexpectedVersion { .. } | Self::EmptyDigestAlgorithms | Self::DigestNotListed { .. } | Self::NoSigners => RFC_5652_5_1,
            Self::TooManySigners { .. } | Self::TooManyCertificates { .. } | Self::TooManyCrls { .. } | Self::Oversized { .. } => {
                "limit of Kakitome"
            }
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
            Self::AttributesNotDer => RFC_5652_5_4,
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
