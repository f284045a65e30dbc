//! The facts of a finding by name, as text.

use super::Finding;

impl Finding {
    /// The facts, by name.
    #[must_use]
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Envelope(finding) => finding.facts(),
            Self::KeyFile(finding) => finding.facts(),
            Self::Ber { offset } | Self::NonMinimalLength { offset } | Self::TrailingBytes { offset } => {
                vec![("offset", offset.to_string())]
            }
            Self::UnexpectedVersion { of, found, expected } => {
                vec![("of", (*of).to_owned()), ("found", found.to_string()), ("expected", expected.to_string())]
            }
            Self::EmptyDigestAlgorithms
            | Self::NoSigners
            | Self::NoSignedAttributes
            | Self::BadSignature
            | Self::AttributesNotDer
            | Self::AttributesSignedAsReceived
            | Self::SigningTimeForm
            | Self::SigningCertificateMismatch
            | Self::NoSignerCertificate => Vec::new(),
            Self::DigestNotListed { digest } | Self::UnsupportedDigest { digest } => vec![("digest", digest.clone())],
            Self::TooManySigners { limit } | Self::TooManyCountersignatures { limit } => vec![("limit", limit.to_string())],
            Self::UnreadableSigner { offset, reason } => {
                vec![("offset", offset.to_string()), ("reason", reason.clone())]
            }
            Self::TooManyCertificates { count, limit } | Self::TooManyCrls { count, limit } => {
                vec![("count", count.to_string()), ("limit", limit.to_string())]
            }
            Self::Oversized { what, offset, limit } => {
                vec![("what", (*what).to_owned()), ("offset", offset.to_string()), ("limit", limit.to_string())]
            }
            Self::OtherChoice { what, offset } => vec![("what", (*what).to_owned()), ("offset", offset.to_string())],
            Self::MisplacedAttribute { attribute }
            | Self::MissingAttribute { attribute }
            | Self::RepeatedAttribute { attribute }
            | Self::UnreadableAttribute { attribute } => {
                vec![("attribute", (*attribute).to_owned())]
            }
            Self::ValueCount { attribute, count } => {
                vec![("attribute", (*attribute).to_owned()), ("count", count.to_string())]
            }
            Self::ContentTypeMismatch { signed, actual } => {
                vec![("signed", signed.to_string()), ("actual", actual.to_string())]
            }
            Self::ContentChanged { digest, signed, actual } => {
                vec![("digest", (*digest).to_owned()), ("signed", signed.clone()), ("actual", actual.clone())]
            }
            Self::AlgorithmProtectionMismatch { what, signed, actual } => {
                vec![("what", (*what).to_owned()), ("signed", signed.to_string()), ("actual", actual.to_string())]
            }
            Self::SigningCertificateUnchecked { hash } => vec![("hash", hash.to_string())],
            Self::WeakDigest { digest, tolerated } => {
                vec![("digest", (*digest).to_owned()), ("tolerated", tolerated.to_string())]
            }
            Self::UnsupportedSignature { algorithm } => vec![("algorithm", algorithm.clone())],
            Self::KeyMismatch { reason } => vec![("reason", reason.clone())],
            Self::DigestMismatch { digest, signature } => {
                vec![("digest", digest.clone()), ("signature", signature.clone())]
            }
            Self::Countersignature { outcome } => vec![("outcome", (*outcome).to_owned())],
            Self::SeveralSignerCertificates { count } | Self::TimeStamp { count } => vec![("count", count.to_string())],
        }
    }
}
