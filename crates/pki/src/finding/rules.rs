//! The rules behind the findings: id, severity, source and facts of each.

use super::{Finding, Severity};
use crate::status::StatusSource;

/// Every id, in order.
const IDS: [&str; 47] = [
    "pki.address-folded",
    "pki.address-in-subject",
    "pki.address-mismatch",
    "pki.address-missing",
    "pki.address-unusable",
    "pki.anchor-not-for-email",
    "pki.authority-key-mismatch",
    "pki.budget-cut",
    "pki.check-not-made",
    "pki.crl-unusable",
    "pki.duplicate-extension",
    "pki.expired",
    "pki.extended-key-usage",
    "pki.extensions-before-version-3",
    "pki.forbidden",
    "pki.from-unusable",
    "pki.issuer-empty",
    "pki.issuer-name-mismatch",
    "pki.issuer-not-found",
    "pki.key-usage",
    "pki.malformed-extension",
    "pki.misplaced-extension",
    "pki.name-constraint-unsupported",
    "pki.name-excluded",
    "pki.name-not-permitted",
    "pki.not-ca",
    "pki.not-yet-valid",
    "pki.ocsp-unusable",
    "pki.on-hold",
    "pki.path-length",
    "pki.path-loop",
    "pki.policy-mapping-any",
    "pki.policy-not-processed",
    "pki.policy-required",
    "pki.revocation-not-checked",
    "pki.revocation-unknown",
    "pki.revoked",
    "pki.revoked-after-signing",
    "pki.root-limited",
    "pki.self-signed-not-anchor",
    "pki.serial-not-conforming",
    "pki.signature-algorithm-mismatch",
    "pki.signature-bad",
    "pki.unknown-critical-extension",
    "pki.unsupported-algorithm",
    "pki.weak-algorithm",
    "pki.weak-key",
];

impl Finding {
    /// All ids that this crate can give.
    pub fn ids() -> &'static [&'static str] {
        &IDS
    }

    /// The stable id.
    pub fn id(&self) -> &'static str {
        match self {
            Self::AddressFolded { .. } => "pki.address-folded",
            Self::AddressInSubject { .. } => "pki.address-in-subject",
            Self::AddressMismatch { .. } => "pki.address-mismatch",
            Self::AddressMissing => "pki.address-missing",
            Self::AddressUnusable { .. } => "pki.address-unusable",
            Self::AnchorNotForEmail { .. } => "pki.anchor-not-for-email",
            Self::RootLimited { .. } => "pki.root-limited",
            Self::AuthorityKeyMismatch => "pki.authority-key-mismatch",
            Self::BudgetCut { .. } => "pki.budget-cut",
            Self::CheckNotMade { .. } => "pki.check-not-made",
            Self::CrlUnusable { .. } => "pki.crl-unusable",
            Self::DuplicateExtension { .. } => "pki.duplicate-extension",
            Self::Expired { .. } => "pki.expired",
            Self::ExtendedKeyUsage { .. } => "pki.extended-key-usage",
            Self::ExtensionsBeforeVersion3 { .. } => "pki.extensions-before-version-3",
            Self::Forbidden { .. } => "pki.forbidden",
            Self::FromUnusable { .. } => "pki.from-unusable",
            Self::IssuerEmpty => "pki.issuer-empty",
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
            Self::OcspUnusable { .. } => "pki.ocsp-unusable",
            Self::OnHold { .. } => "pki.on-hold",
            Self::PathLength { .. } => "pki.path-length",
            Self::PathLoop { .. } => "pki.path-loop",
            Self::PolicyMappingAny => "pki.policy-mapping-any",
            Self::PolicyNotProcessed => "pki.policy-not-processed",
            Self::PolicyRequired => "pki.policy-required",
            Self::RevocationNotChecked { .. } => "pki.revocation-not-checked",
            Self::RevocationUnknown { .. } => "pki.revocation-unknown",
            Self::Revoked { .. } => "pki.revoked",
            Self::RevokedAfterSigning { .. } => "pki.revoked-after-signing",
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
            | Self::OcspUnusable { .. }
            | Self::RevokedAfterSigning { accepted: true, .. }
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
            Self::AnchorNotForEmail { .. } | Self::RootLimited { .. } => "RFC 5914 2",
            Self::AuthorityKeyMismatch => "RFC 5280 4.2.1.1",
            Self::BudgetCut { .. } | Self::CheckNotMade { .. } => "RFC 4158 2.4",
            Self::CrlUnusable { .. } => "RFC 5280 6.3.3",
            Self::DuplicateExtension { .. } | Self::UnknownCriticalExtension { .. } => "RFC 5280 4.2",
            Self::Expired { .. } | Self::NotYetValid { .. } => "RFC 5280 6.1.3(a)(2)",
            Self::ExtendedKeyUsage { needed, .. } if needed.starts_with("timeStamping") => "RFC 3161 2.3",
            Self::ExtendedKeyUsage { .. } => "RFC 8550 4.4.4",
            Self::ExtensionsBeforeVersion3 { .. } => "RFC 5280 4.1.2.9",
            Self::Forbidden { .. } => "RFC 5280 6.2",
            Self::IssuerEmpty => "RFC 5280 4.1.2.4",
            Self::IssuerNameMismatch { .. } | Self::IssuerNotFound { .. } => "RFC 5280 6.1.3(a)(4)",
            Self::KeyUsage { needed, .. } if *needed == "keyCertSign" => "RFC 5280 6.1.4(n)",
            Self::KeyUsage { .. } => "RFC 8550 4.4.2",
            Self::MalformedExtension { .. } => "RFC 5280 4.2",
            Self::MisplacedExtension { .. } | Self::NameConstraintUnsupported { .. } => "RFC 5280 4.2.1.10",
            Self::NameExcluded { .. } => "RFC 5280 6.1.3(c)",
            Self::NameNotPermitted { .. } => "RFC 5280 6.1.3(b)",
            Self::NotCa { .. } => "RFC 5280 6.1.4(k)",
            Self::PathLength { .. } => "RFC 5280 6.1.4(l)",
            Self::PathLoop { .. } => "RFC 4158 5.2",
            Self::PolicyMappingAny => "RFC 5280 6.1.4(a)",
            Self::PolicyNotProcessed | Self::PolicyRequired => "RFC 5280 6.1.5(g)",
            Self::RevocationNotChecked { .. } | Self::RevocationUnknown { .. } => "RFC 5280 6.3",
            Self::OcspUnusable { .. } => "RFC 6960 3.2",
            Self::OnHold { .. } => "RFC 5280 5.3.1",
            Self::Revoked { .. } => "RFC 5280 6.1.3(a)(3)",
            Self::RevokedAfterSigning { .. } => "RFC 5280 5.3.2",
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
            Self::RootLimited { root, state, list, attribute, value } => vec![
                ("root", root.clone()),
                ("state", state.word().to_owned()),
                ("list", list.clone()),
                ("attribute", attribute.clone()),
                ("value", value.clone()),
            ],
            Self::Forbidden { certificate, serial, state, list, attribute, value } => vec![
                ("certificate", certificate.clone()),
                ("serial", serial.clone()),
                ("state", state.word().to_owned()),
                ("list", list.clone()),
                ("attribute", attribute.clone()),
                ("value", value.clone()),
            ],
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
            Self::PathLoop { issuer } => vec![("issuer", issuer.clone())],
            Self::RevocationNotChecked { demanded } => vec![("demanded", demanded.to_string())],
            Self::RevocationUnknown { because, demanded } => {
                vec![("because", (*because).to_owned()), ("demanded", demanded.to_string())]
            }
            Self::OcspUnusable { responder, because } => {
                vec![("responder", responder.clone()), ("because", (*because).to_owned())]
            }
            Self::OnHold { since, source } => {
                let mut facts = vec![("since", since.to_string())];
                facts.extend(said_by(source));
                facts
            }
            Self::Revoked { since, reason, source } => {
                let mut facts = vec![("since", since.to_string()), ("reason", (*reason).to_owned())];
                facts.extend(said_by(source));
                facts
            }
            Self::RevokedAfterSigning { since, reason, source, signed, proven, accepted } => {
                let mut facts = vec![("since", since.to_string()), ("reason", (*reason).to_owned())];
                facts.extend(said_by(source));
                facts.extend([("signed", signed.to_string()), ("proven", proven.to_string()), ("accepted", accepted.to_string())]);
                facts
            }
            Self::SerialNotConforming { serial } => vec![("serial", serial.clone())],
            Self::UnsupportedAlgorithm { algorithm } => vec![("algorithm", algorithm.clone())],
            Self::WeakAlgorithm { algorithm, accepted } => {
                vec![("algorithm", algorithm.clone()), ("accepted", accepted.to_string())]
            }
            Self::WeakKey { bits, accepted } => vec![("bits", bits.to_string()), ("accepted", accepted.to_string())],
            Self::AddressMissing
            | Self::AuthorityKeyMismatch
            | Self::IssuerEmpty
            | Self::PolicyMappingAny
            | Self::PolicyNotProcessed
            | Self::PolicyRequired
            | Self::SelfSignedNotAnchor
            | Self::SignatureAlgorithmMismatch
            | Self::SignatureBad => Vec::new(),
        }
    }
}

/// Who says that a certificate is revoked, and as of when.
fn said_by(source: &StatusSource) -> [(&'static str, String); 3] {
    [("kind", source.kind.word().to_owned()), ("by", source.by.clone()), ("updated", source.this_update.to_string())]
}

#[cfg(test)]
mod tests;
