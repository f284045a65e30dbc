//! What was read and is notable: a stable id, a severity, facts as fields, the source of the rule. No sentences.

use const_oid::ObjectIdentifier;

use crate::budget::Cut;
use crate::time::UnixTime;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Allowed, and should not be so.
    Warning,
    /// The path, or the match, is not accepted.
    Error,
}

impl Severity {
    /// The word of the JSON report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A notable fact about a certificate, a path, a CRL or an address.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Finding {
    /// The certificate names an address that differs from From.
    AddressMismatch {
        /// The From address.
        from: String,
        /// The certificate's addresses, separated by blanks.
        certificate: String,
    },
    /// The addresses match only when the case of the local part is folded, which the policy allows.
    AddressFolded {
        /// The From address.
        from: String,
        /// The certificate's address.
        certificate: String,
    },
    /// The address stands in the subject alone; there is no subject alternative name.
    AddressInSubject {
        /// The address.
        address: String,
    },
    /// An address in the certificate that can never match: blank, NUL, control character, bad domain.
    AddressUnusable {
        /// The address, escaped.
        address: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The certificate names no mail address.
    AddressMissing,
    /// The From address itself cannot be compared.
    FromUnusable {
        /// The address, escaped.
        from: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The anchor is not trusted for e-mail.
    AnchorNotForEmail {
        /// Why.
        because: String,
    },
    /// Authority key identifier and the issuer's subject key identifier differ.
    AuthorityKeyMismatch,
    /// The search ended at a limit; other paths may exist.
    BudgetCut {
        /// Which limit.
        limit: Cut,
    },
    /// A check of this path was left undone because a limit was reached.
    CheckNotMade {
        /// Which limit.
        limit: Cut,
    },
    /// A CRL at hand could not be used.
    CrlUnusable {
        /// Issuer of the CRL.
        issuer: String,
        /// Why.
        because: &'static str,
    },
    /// The same extension stands twice.
    DuplicateExtension {
        /// Which.
        extension: ObjectIdentifier,
    },
    /// The validity ended before the time asked.
    Expired {
        /// Last moment of validity.
        not_after: UnixTime,
        /// The time asked.
        at: UnixTime,
    },
    /// The extended key usage does not contain the purpose.
    ExtendedKeyUsage {
        /// The purpose that is missing.
        needed: &'static str,
        /// What is there, as OIDs or names.
        present: String,
    },
    /// Extensions in a certificate that is not version 3.
    ExtensionsBeforeVersion3 {
        /// The certificate's version.
        version: u8,
    },
    /// No certificate of the issuer at hand led to an anchor.
    IssuerNotFound {
        /// The issuer's name.
        issuer: String,
        /// Where the certificate says its issuer can be fetched, if anywhere.
        aia: Option<String>,
    },
    /// The issuer's name is not the subject of the next certificate.
    IssuerNameMismatch {
        /// The issuer that the certificate names.
        issuer: String,
        /// The subject of the next certificate.
        next: String,
    },
    /// The key usage lacks a bit.
    KeyUsage {
        /// The bit that is missing (or the alternatives).
        needed: &'static str,
        /// The bits that are there.
        present: String,
    },
    /// An extension that must be understood cannot be read.
    MalformedExtension {
        /// Which.
        extension: ObjectIdentifier,
        /// What is wrong.
        problem: String,
    },
    /// An extension for CAs in a certificate that is none, marked critical.
    MisplacedExtension {
        /// Which.
        extension: ObjectIdentifier,
    },
    /// A name is inside an excluded subtree.
    NameExcluded {
        /// The name.
        name: String,
        /// The subtree.
        constraint: String,
    },
    /// A name is outside every permitted subtree of its form.
    NameNotPermitted {
        /// The name.
        name: String,
    },
    /// A constraint on, or a name of, a form that this program cannot compare.
    NameConstraintUnsupported {
        /// The form.
        form: String,
    },
    /// A certificate that issues others is not a CA certificate.
    NotCa {
        /// Version of the certificate (before 3 there is no such mark).
        version: u8,
    },
    /// The validity begins after the time asked.
    NotYetValid {
        /// First moment of validity.
        not_before: UnixTime,
        /// The time asked.
        at: UnixTime,
    },
    /// More intermediate CAs below this one than it allows.
    PathLength {
        /// How many it allows.
        allowed: u64,
        /// How many there are.
        present: u64,
    },
    /// No acceptable certificate policy although one is required.
    PolicyRequired,
    /// A policy mapping to or from anyPolicy.
    PolicyMappingAny,
    /// The certificate policies are too many to be processed.
    PolicyNotProcessed,
    /// Revoked before the time asked.
    Revoked {
        /// Since when.
        since: UnixTime,
        /// The CRL's reason.
        reason: &'static str,
    },
    /// No revocation data was at hand, or the policy does not ask for any.
    RevocationNotChecked {
        /// The policy demands an answer.
        demanded: bool,
    },
    /// Revocation data was at hand and did not answer.
    RevocationUnknown {
        /// Why.
        because: &'static str,
        /// The policy demands an answer.
        demanded: bool,
    },
    /// A self-signed certificate that is not among the given anchors.
    SelfSignedNotAnchor,
    /// A serial number that is negative, zero or longer than 20 octets.
    SerialNotConforming {
        /// The serial in hexadecimal.
        serial: String,
    },
    /// The signature does not fit the issuer's key.
    SignatureBad,
    /// The two statements of the signature algorithm differ.
    SignatureAlgorithmMismatch,
    /// The signature algorithm or key cannot be computed here.
    UnsupportedAlgorithm {
        /// Which.
        algorithm: String,
    },
    /// A critical extension that is not known.
    UnknownCriticalExtension {
        /// Which.
        extension: ObjectIdentifier,
    },
    /// The signature uses a weak digest.
    WeakAlgorithm {
        /// Which.
        algorithm: String,
        /// The policy accepts it all the same.
        accepted: bool,
    },
    /// The key is short.
    WeakKey {
        /// Size of the key.
        bits: u32,
        /// The policy accepts it all the same.
        accepted: bool,
    },
}

/// A finding and the certificate it is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Placed {
    /// Position in the path (0 is the leaf); `None`: the path as a whole.
    pub at: Option<usize>,
    /// What was found.
    pub finding: Finding,
}

impl Finding {
    /// The stable id.
    pub fn id(&self) -> &'static str {
        match self {
            Self::AddressFolded { .. } => "pki.address-folded",
            Self::AddressInSubject { .. } => "pki.address-in-subject",
            Self::AddressMismatch { .. } => "pki.address-mismatch",
            Self::AddressMissing => "pki.address-missing",
            Self::AddressUnusable { .. } => "pki.address-unusable",
            Self::AnchorNotForEmail { .. } => "pki.anchor-not-for-email",
            Self::AuthorityKeyMismatch => "pki.authority-key-mismatch",
            Self::BudgetCut { .. } => "pki.budget-cut",
            Self::CheckNotMade { .. } => "pki.check-not-made",
            Self::CrlUnusable { .. } => "pki.crl-unusable",
            Self::DuplicateExtension { .. } => "pki.duplicate-extension",
            Self::Expired { .. } => "pki.expired",
            Self::ExtendedKeyUsage { .. } => "pki.extended-key-usage",
            Self::ExtensionsBeforeVersion3 { .. } => "pki.extensions-before-version-3",
            Self::FromUnusable { .. } => "pki.from-unusable",
            Self::IssuerNameMismatch { .. } => "pki.issuer-name-mismatch",
            Self::IssuerNotFound { .. } => "pki.issuer-not-found",
            Self::KeyUsage { .. } => "pki.key-usage",
            Self::MalformedExtension { .. } => "pki.malformed-extension",
            Self::MisplacedExtension { .. } => "pki.misplaced-extension",
            Self::NameConstraintUnsupported { .. } => "pki.name-constraint-unsupported",
            Self::NameExcluded { .. } => "pki.name-excluded",
            Self::NameNotPermitted { .. } => "pki.name-not-permitted",
            Self::NotCa { .. } => "pki.not-ca",
            Self::NotYetValid { .. } => "pki.not-yet-valid",
            Self::PathLength { .. } => "pki.path-length",
            Self::PolicyMappingAny => "pki.policy-mapping-any",
            Self::PolicyNotProcessed => "pki.policy-not-processed",
            Self::PolicyRequired => "pki.policy-required",
            Self::RevocationNotChecked { .. } => "pki.revocation-not-checked",
            Self::RevocationUnknown { .. } => "pki.revocation-unknown",
            Self::Revoked { .. } => "pki.revoked",
            Self::SelfSignedNotAnchor => "pki.self-signed-not-anchor",
            Self::SerialNotConforming { .. } => "pki.serial-not-conforming",
            Self::SignatureAlgorithmMismatch => "pki.signature-algorithm-mismatch",
            Self::SignatureBad => "pki.signature-bad",
            Self::UnknownCriticalExtension { .. } => "pki.unknown-critical-extension",
            Self::UnsupportedAlgorithm { .. } => "pki.unsupported-algorithm",
            Self::WeakAlgorithm { .. } => "pki.weak-algorithm",
            Self::WeakKey { .. } => "pki.weak-key",
        }
    }

    /// How much it weighs; where the policy decides, the deciding value is one of the facts.
    pub fn severity(&self) -> Severity {
        match self {
            Self::AddressFolded { .. } | Self::AddressInSubject { .. } => Severity::Note,
            Self::RevocationNotChecked { demanded: false } => Severity::Note,
            Self::AddressUnusable { .. }
            | Self::AuthorityKeyMismatch
            | Self::BudgetCut { .. }
            | Self::CrlUnusable { .. }
            | Self::ExtensionsBeforeVersion3 { .. }
            | Self::RevocationUnknown { demanded: false, .. }
            | Self::SerialNotConforming { .. }
            | Self::WeakAlgorithm { accepted: true, .. }
            | Self::WeakKey { accepted: true, .. } => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// The rule's source.
    pub fn source(&self) -> &'static str {
        match self {
            Self::AddressFolded { .. } => "RFC 5321 2.4",
            Self::AddressInSubject { .. } | Self::AddressMismatch { .. } | Self::AddressMissing => "RFC 8550 3",
            Self::AddressUnusable { .. } => "RFC 5280 4.2.1.6",
            Self::FromUnusable { .. } => "RFC 5322 3.4.1",
            Self::AnchorNotForEmail { .. } => "RFC 5914 2",
            Self::AuthorityKeyMismatch => "RFC 5280 4.2.1.1",
            Self::BudgetCut { .. } | Self::CheckNotMade { .. } => "RFC 4158 2.4",
            Self::CrlUnusable { .. } => "RFC 5280 6.3.3",
            Self::DuplicateExtension { .. } | Self::UnknownCriticalExtension { .. } => "RFC 5280 4.2",
            Self::Expired { .. } | Self::NotYetValid { .. } => "RFC 5280 6.1.3(a)(2)",
            Self::ExtendedKeyUsage { .. } => "RFC 8550 4.4.4",
            Self::ExtensionsBeforeVersion3 { .. } => "RFC 5280 4.1.2.9",
            Self::IssuerNameMismatch { .. } | Self::IssuerNotFound { .. } => "RFC 5280 6.1.3(a)(4)",
            Self::KeyUsage { needed, .. } if *needed == "keyCertSign" => "RFC 5280 6.1.4(n)",
            Self::KeyUsage { .. } => "RFC 8550 4.4.2",
            Self::MalformedExtension { .. } => "RFC 5280 4.2",
            Self::MisplacedExtension { .. } | Self::NameConstraintUnsupported { .. } => "RFC 5280 4.2.1.10",
            Self::NameExcluded { .. } => "RFC 5280 6.1.3(c)",
            Self::NameNotPermitted { .. } => "RFC 5280 6.1.3(b)",
            Self::NotCa { .. } => "RFC 5280 6.1.4(k)",
            Self::PathLength { .. } => "RFC 5280 6.1.4(l)",
            Self::PolicyMappingAny => "RFC 5280 6.1.4(a)",
            Self::PolicyNotProcessed | Self::PolicyRequired => "RFC 5280 6.1.5(g)",
            Self::RevocationNotChecked { .. } | Self::RevocationUnknown { .. } => "RFC 5280 6.3",
            Self::Revoked { .. } => "RFC 5280 6.1.3(a)(3)",
            Self::SelfSignedNotAnchor => "RFC 5280 6.1.1(d)",
            Self::SerialNotConforming { .. } => "RFC 5280 4.1.2.2",
            Self::SignatureAlgorithmMismatch => "RFC 5280 4.1.1.2",
            Self::SignatureBad | Self::UnsupportedAlgorithm { .. } => "RFC 5280 6.1.3(a)(1)",
            Self::WeakAlgorithm { .. } => "RFC 8550 4.3",
            Self::WeakKey { .. } => "RFC 8550 4.3",
        }
    }

    /// The facts by name, in a fixed order.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::AddressFolded { from, certificate } | Self::AddressMismatch { from, certificate } => {
                vec![("from", from.clone()), ("certificate", certificate.clone())]
            }
            Self::AddressInSubject { address } => vec![("address", address.clone())],
            Self::AddressUnusable { address, problem } => {
                vec![("address", address.clone()), ("problem", (*problem).to_owned())]
            }
            Self::FromUnusable { from, problem } => vec![("from", from.clone()), ("problem", (*problem).to_owned())],
            Self::AnchorNotForEmail { because } => vec![("because", because.clone())],
            Self::BudgetCut { limit } | Self::CheckNotMade { limit } => vec![("limit", limit.word().to_owned())],
            Self::CrlUnusable { issuer, because } => {
                vec![("issuer", issuer.clone()), ("because", (*because).to_owned())]
            }
            Self::DuplicateExtension { extension }
            | Self::MisplacedExtension { extension }
            | Self::UnknownCriticalExtension { extension } => {
                vec![("extension", extension.to_string())]
            }
            Self::Expired { not_after, at } => vec![("not_after", not_after.to_string()), ("at", at.to_string())],
            Self::NotYetValid { not_before, at } => vec![("not_before", not_before.to_string()), ("at", at.to_string())],
            Self::ExtendedKeyUsage { needed, present } | Self::KeyUsage { needed, present } => {
                vec![("needed", (*needed).to_owned()), ("present", present.clone())]
            }
            Self::ExtensionsBeforeVersion3 { version } | Self::NotCa { version } => {
                vec![("version", version.to_string())]
            }
            Self::IssuerNameMismatch { issuer, next } => vec![("issuer", issuer.clone()), ("next", next.clone())],
            Self::IssuerNotFound { issuer, aia } => {
                let mut facts = vec![("issuer", issuer.clone())];
                facts.extend(aia.iter().map(|url| ("aia", url.clone())));
                facts
            }
            Self::MalformedExtension { extension, problem } => {
                vec![("extension", extension.to_string()), ("problem", problem.clone())]
            }
            Self::NameExcluded { name, constraint } => {
                vec![("name", name.clone()), ("constraint", constraint.clone())]
            }
            Self::NameNotPermitted { name } => vec![("name", name.clone())],
            Self::NameConstraintUnsupported { form } => vec![("form", form.clone())],
            Self::PathLength { allowed, present } => {
                vec![("allowed", allowed.to_string()), ("present", present.to_string())]
            }
            Self::RevocationNotChecked { demanded } => vec![("demanded", demanded.to_string())],
            Self::RevocationUnknown { because, demanded } => {
                vec![("because", (*because).to_owned()), ("demanded", demanded.to_string())]
            }
            Self::Revoked { since, reason } => vec![("since", since.to_string()), ("reason", (*reason).to_owned())],
            Self::SerialNotConforming { serial } => vec![("serial", serial.clone())],
            Self::UnsupportedAlgorithm { algorithm } => vec![("algorithm", algorithm.clone())],
            Self::WeakAlgorithm { algorithm, accepted } => {
                vec![("algorithm", algorithm.clone()), ("accepted", accepted.to_string())]
            }
            Self::WeakKey { bits, accepted } => vec![("bits", bits.to_string()), ("accepted", accepted.to_string())],
            Self::AddressMissing
            | Self::AuthorityKeyMismatch
            | Self::PolicyMappingAny
            | Self::PolicyNotProcessed
            | Self::PolicyRequired
            | Self::SelfSignedNotAnchor
            | Self::SignatureAlgorithmMismatch
            | Self::SignatureBad => Vec::new(),
        }
    }
}
