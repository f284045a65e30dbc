//! What was read and is notable: facts as fields, the rule it comes from, and how much it weighs. Sentences stand elsewhere.

use const_oid::ObjectIdentifier;
use kakitome_pki::Severity;

/// Something notable about a SignedData or one of its signers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// The encoding is BER where DER was possible; allowed, and worth knowing.
    Ber {
        /// The first byte that shows it.
        offset: u64,
    },
    /// Bytes follow the container.
    TrailingBytes {
        /// Where they begin.
        offset: u64,
    },
    /// The version number does not follow from what is inside.
    UnexpectedVersion {
        /// `SignedData` or `SignerInfo`.
        of: &'static str,
        /// The number found.
        found: u64,
        /// The number RFC 5652 demands.
        expected: u64,
    },
    /// digestAlgorithms is empty although there are signers.
    EmptyDigestAlgorithms,
    /// A signer's digest algorithm is not in digestAlgorithms.
    DigestNotListed {
        /// The algorithm.
        digest: String,
    },
    /// There is no signer at all.
    NoSigners,
    /// There are more signers than are read.
    TooManySigners {
        /// The limit.
        limit: usize,
    },
    /// A SignerInfo cannot be read.
    UnreadableSigner {
        /// Where it begins.
        offset: u64,
        /// What is wrong, and where.
        reason: String,
    },
    /// There are more certificates than are kept.
    TooManyCertificates {
        /// How many there are.
        count: usize,
        /// The limit.
        limit: usize,
    },
    /// There are more CRLs than are kept.
    TooManyCrls {
        /// How many there are.
        count: usize,
        /// The limit.
        limit: usize,
    },
    /// A certificate or CRL was passed over because of its size.
    Oversized {
        /// `certificate` or `CRL`.
        what: &'static str,
        /// Where it begins.
        offset: u64,
        /// The limit in bytes.
        limit: usize,
    },
    /// Something other than certificates or CRLs stands among them and was passed over.
    OtherChoice {
        /// What it is.
        what: &'static str,
        /// Where it begins.
        offset: u64,
    },
    /// The signature covers the content directly, without signed attributes.
    NoSignedAttributes,
    /// A signed attribute that must be there is not.
    MissingAttribute {
        /// Its name.
        attribute: &'static str,
    },
    /// A signed attribute that may occur once occurs more often.
    RepeatedAttribute {
        /// Its name.
        attribute: &'static str,
    },
    /// A signed attribute that must have one value has none or several.
    ValueCount {
        /// Its name.
        attribute: &'static str,
        /// How many values it has.
        count: usize,
    },
    /// The value of a signed attribute cannot be read.
    UnreadableAttribute {
        /// Its name.
        attribute: &'static str,
    },
    /// An attribute stands among the signed ones and must not, or the other way round.
    MisplacedAttribute {
        /// Its name.
        attribute: &'static str,
    },
    /// The signed content type is not that of the content.
    ContentTypeMismatch {
        /// What was signed.
        signed: ObjectIdentifier,
        /// What is there.
        actual: ObjectIdentifier,
    },
    /// The content is not the one that was signed.
    ContentChanged {
        /// The digest algorithm.
        digest: &'static str,
        /// The signed digest, in hexadecimal.
        signed: String,
        /// The content's digest, in hexadecimal.
        actual: String,
    },
    /// The signature does not verify with the signer's key.
    BadSignature,
    /// The signature fits the attributes only when they are written in DER (sorted, definite length), not as received.
    AttributesNotDer,
    /// The signed algorithms are not those of the SignerInfo.
    AlgorithmProtectionMismatch {
        /// `digest` or `signature`.
        what: &'static str,
        /// What was signed.
        signed: ObjectIdentifier,
        /// What is there.
        actual: ObjectIdentifier,
    },
    /// The signed certificate identifier is not that of the signer's certificate.
    SigningCertificateMismatch,
    /// The signed certificate identifier uses a hash that is not computed here.
    SigningCertificateUnchecked {
        /// The hash algorithm.
        hash: ObjectIdentifier,
    },
    /// The digest is no longer safe for signatures.
    WeakDigest {
        /// The algorithm.
        digest: &'static str,
        /// Whether the policy in force lets it pass.
        tolerated: bool,
    },
    /// The digest algorithm is not computed here.
    UnsupportedDigest {
        /// Its name, or its object identifier.
        digest: String,
    },
    /// The signature algorithm is not offered here.
    UnsupportedSignature {
        /// Its name, or its object identifier.
        algorithm: String,
    },
    /// The key of the certificate does not belong to the signature algorithm.
    KeyMismatch {
        /// What kind of key it is, and what it was asked to verify.
        reason: String,
    },
    /// Digest algorithm and signature algorithm do not belong together.
    DigestMismatch {
        /// The SignerInfo's digest algorithm.
        digest: String,
        /// The signature algorithm.
        signature: String,
    },
    /// No certificate for the signer is at hand.
    NoSignerCertificate,
    /// Several certificates answer to the signer's identifier.
    SeveralSignerCertificates {
        /// How many.
        count: usize,
    },
}

const RFC_5652_5_1: &str = "RFC 5652 5.1";
const RFC_5652_5_3: &str = "RFC 5652 5.3";
const RFC_5652_5_4: &str = "RFC 5652 5.4";

/// Every id, in alphabetical order.
const IDS: [&str; 32] = [
    "cms.algorithm-protection-mismatch",
    "cms.attribute-value-count",
    "cms.attributes-not-der",
    "cms.bad-signature",
    "cms.ber",
    "cms.content-changed",
    "cms.content-type-mismatch",
    "cms.digest-mismatch",
    "cms.digest-not-listed",
    "cms.empty-digest-algorithms",
    "cms.key-mismatch",
    "cms.misplaced-attribute",
    "cms.missing-attribute",
    "cms.no-signed-attributes",
    "cms.no-signer-certificate",
    "cms.no-signers",
    "cms.other-choice",
    "cms.oversized",
    "cms.repeated-attribute",
    "cms.several-signer-certificates",
    "cms.signing-certificate-mismatch",
    "cms.signing-certificate-unchecked",
    "cms.too-many-certificates",
    "cms.too-many-crls",
    "cms.too-many-signers",
    "cms.trailing-bytes",
    "cms.unexpected-version",
    "cms.unreadable-attribute",
    "cms.unreadable-signer",
    "cms.unsupported-digest",
    "cms.unsupported-signature",
    "cms.weak-digest",
];

impl Finding {
    /// All ids that this crate can give.
    #[must_use]
    pub fn ids() -> &'static [&'static str] {
        &IDS
    }

    /// The stable name.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::Ber { .. } => "cms.ber",
            Self::TrailingBytes { .. } => "cms.trailing-bytes",
            Self::UnexpectedVersion { .. } => "cms.unexpected-version",
            Self::EmptyDigestAlgorithms => "cms.empty-digest-algorithms",
            Self::DigestNotListed { .. } => "cms.digest-not-listed",
            Self::NoSigners => "cms.no-signers",
            Self::TooManySigners { .. } => "cms.too-many-signers",
            Self::UnreadableSigner { .. } => "cms.unreadable-signer",
            Self::TooManyCertificates { .. } => "cms.too-many-certificates",
            Self::TooManyCrls { .. } => "cms.too-many-crls",
            Self::Oversized { .. } => "cms.oversized",
            Self::OtherChoice { .. } => "cms.other-choice",
            Self::NoSignedAttributes => "cms.no-signed-attributes",
            Self::MissingAttribute { .. } => "cms.missing-attribute",
            Self::RepeatedAttribute { .. } => "cms.repeated-attribute",
            Self::ValueCount { .. } => "cms.attribute-value-count",
            Self::UnreadableAttribute { .. } => "cms.unreadable-attribute",
            Self::MisplacedAttribute { .. } => "cms.misplaced-attribute",
            Self::ContentTypeMismatch { .. } => "cms.content-type-mismatch",
            Self::ContentChanged { .. } => "cms.content-changed",
            Self::BadSignature => "cms.bad-signature",
            Self::AttributesNotDer => "cms.attributes-not-der",
            Self::AlgorithmProtectionMismatch { .. } => "cms.algorithm-protection-mismatch",
            Self::SigningCertificateMismatch => "cms.signing-certificate-mismatch",
            Self::SigningCertificateUnchecked { .. } => "cms.signing-certificate-unchecked",
            Self::WeakDigest { .. } => "cms.weak-digest",
            Self::UnsupportedDigest { .. } => "cms.unsupported-digest",
            Self::UnsupportedSignature { .. } => "cms.unsupported-signature",
            Self::KeyMismatch { .. } => "cms.key-mismatch",
            Self::DigestMismatch { .. } => "cms.digest-mismatch",
            Self::NoSignerCertificate => "cms.no-signer-certificate",
            Self::SeveralSignerCertificates { .. } => "cms.several-signer-certificates",
        }
    }

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

    /// The facts, by name.
    #[must_use]
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Ber { offset } | Self::TrailingBytes { offset } => vec![("offset", offset.to_string())],
            Self::UnexpectedVersion { of, found, expected } => {
                vec![("of", (*of).to_owned()), ("found", found.to_string()), ("expected", expected.to_string())]
            }
            Self::EmptyDigestAlgorithms
            | Self::NoSigners
            | Self::NoSignedAttributes
            | Self::BadSignature
            | Self::AttributesNotDer
            | Self::SigningCertificateMismatch
            | Self::NoSignerCertificate => Vec::new(),
            Self::DigestNotListed { digest } | Self::UnsupportedDigest { digest } => vec![("digest", digest.clone())],
            Self::TooManySigners { limit } => vec![("limit", limit.to_string())],
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
            Self::SeveralSignerCertificates { count } => vec![("count", count.to_string())],
        }
    }
}

#[cfg(test)]
mod tests;
