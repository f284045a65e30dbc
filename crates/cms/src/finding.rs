//! What was read and is notable, with its facts as fields. How much it weighs and by which rule stands in `weight`, the facts as
//! text in `facts`; sentences stand elsewhere.

mod envelope;
mod facts;
mod key_file;
mod weight;

use const_oid::ObjectIdentifier;

pub use envelope::EnvelopeFinding;
pub use key_file::KeyFileFinding;

/// Something notable about a container or one of its signers or recipients.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// The encoding is BER where DER was possible; allowed, and worth knowing.
    Ber {
        /// The first byte that shows it.
        offset: u64,
    },
    /// Tag or length octets could be fewer: allowed in BER, and what some programs write.
    NonMinimalLength {
        /// The first header that shows it.
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
    /// The signature fits the attributes as received, which are not written in DER: programs that write them anew before they
    /// verify call it bad.
    AttributesSignedAsReceived,
    /// signingTime is not written in the form that is demanded.
    SigningTimeForm,
    /// Somebody signed the signature.
    Countersignature {
        /// `good`, `flawed`, `bad`, `unverifiable` or `unreadable`.
        outcome: &'static str,
    },
    /// There are more countersignatures than are checked.
    TooManyCountersignatures {
        /// The limit.
        limit: usize,
    },
    /// Time stamps come along. They are not judged here.
    TimeStamp {
        /// How many.
        count: usize,
    },
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
    /// About an EnvelopedData or AuthEnvelopedData and its recipients.
    Envelope(EnvelopeFinding),
    /// About a PKCS#12 file.
    KeyFile(KeyFileFinding),
}

impl From<KeyFileFinding> for Finding {
    fn from(finding: KeyFileFinding) -> Self {
        Self::KeyFile(finding)
    }
}

impl From<EnvelopeFinding> for Finding {
    fn from(finding: EnvelopeFinding) -> Self {
        Self::Envelope(finding)
    }
}

/// Every id, in alphabetical order.
const IDS: [&str; 56] = [
    "cms.aead-in-enveloped",
    "cms.algorithm-protection-mismatch",
    "cms.attribute-value-count",
    "cms.attributes-not-der",
    "cms.attributes-signed-as-received",
    "cms.authenticated-not-der",
    "cms.authenticated-type-differs",
    "cms.bad-signature",
    "cms.ber",
    "cms.cipher-without-tag",
    "cms.content-changed",
    "cms.content-type-mismatch",
    "cms.countersignature",
    "cms.digest-mismatch",
    "cms.digest-not-listed",
    "cms.empty-digest-algorithms",
    "cms.icv-default",
    "cms.key-mismatch",
    "cms.misplaced-attribute",
    "cms.missing-attribute",
    "cms.no-encrypted-content",
    "cms.no-recipients",
    "cms.no-signed-attributes",
    "cms.no-signer-certificate",
    "cms.no-signers",
    "cms.non-minimal-length",
    "cms.other-choice",
    "cms.other-recipients",
    "cms.oversized",
    "cms.p12-no-mac",
    "cms.p12-password-form",
    "cms.p12-weak-key-protection",
    "cms.repeated-attribute",
    "cms.repeated-recipient",
    "cms.several-signer-certificates",
    "cms.signing-certificate-mismatch",
    "cms.signing-certificate-unchecked",
    "cms.signing-time-form",
    "cms.time-stamp",
    "cms.too-many-certificates",
    "cms.too-many-countersignatures",
    "cms.too-many-crls",
    "cms.too-many-recipients",
    "cms.too-many-signers",
    "cms.trailing-bytes",
    "cms.unauthenticated-cipher",
    "cms.unexpected-version",
    "cms.unreadable-attribute",
    "cms.unreadable-attributes",
    "cms.unreadable-recipients",
    "cms.unreadable-signer",
    "cms.unsupported-cipher",
    "cms.unsupported-digest",
    "cms.unsupported-signature",
    "cms.weak-cipher",
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
            Self::NonMinimalLength { .. } => "cms.non-minimal-length",
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
            Self::AttributesSignedAsReceived => "cms.attributes-signed-as-received",
            Self::SigningTimeForm => "cms.signing-time-form",
            Self::Countersignature { .. } => "cms.countersignature",
            Self::TooManyCountersignatures { .. } => "cms.too-many-countersignatures",
            Self::TimeStamp { .. } => "cms.time-stamp",
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
            Self::Envelope(finding) => finding.id(),
            Self::KeyFile(finding) => finding.id(),
        }
    }
}

#[cfg(test)]
mod tests;
