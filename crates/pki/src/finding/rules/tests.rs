#![allow(clippy::unwrap_used, reason = "tests may panic")]

use const_oid::ObjectIdentifier;

use crate::budget::Cut;
use crate::email_trust::EmailState;
use crate::finding::{Finding, Severity};
use crate::status::{SourceKind, StatusSource};
use crate::time::UnixTime;

fn source() -> StatusSource {
    StatusSource { kind: SourceKind::Ocsp, by: "x".to_owned(), this_update: UnixTime(0), next_update: None }
}

/// One finding of every kind.
fn samples() -> Vec<Finding> {
    let (text, extension, at) = (|| "x".to_owned(), ObjectIdentifier::new_unwrap("2.5.29.15"), UnixTime(0));
    vec![
        Finding::AddressFolded { from: text(), certificate: text() },
        Finding::AddressInSubject { address: text() },
        Finding::AddressMismatch { from: text(), certificate: text() },
        Finding::AddressMissing,
        Finding::AddressUnusable { address: text(), problem: "a blank in it" },
        Finding::AnchorNotForEmail { because: text() },
        Finding::AuthorityKeyMismatch,
        Finding::BudgetCut { limit: Cut::Steps },
        Finding::CheckNotMade { limit: Cut::NameComparisons },
        Finding::CrlUnusable { issuer: text(), because: "x" },
        Finding::DuplicateExtension { extension },
        Finding::Expired { not_after: at, at },
        Finding::ExtendedKeyUsage { needed: "emailProtection", present: text() },
        Finding::ExtensionsBeforeVersion3 { version: 1 },
        Finding::Forbidden {
            certificate: text(),
            serial: text(),
            state: EmailState::Disallowed,
            list: text(),
            attribute: text(),
            value: text(),
        },
        Finding::FromUnusable { from: text(), problem: "no @ in it" },
        Finding::IssuerEmpty,
        Finding::IssuerNameMismatch { issuer: text(), next: text() },
        Finding::IssuerNotFound { issuer: text(), aia: Some(text()) },
        Finding::KeyUsage { needed: "keyCertSign", present: text() },
        Finding::MalformedExtension { extension, problem: text() },
        Finding::MisplacedExtension { extension },
        Finding::NameConstraintUnsupported { form: text() },
        Finding::NameExcluded { name: text(), constraint: text() },
        Finding::NameNotPermitted { name: text() },
        Finding::NotCa { version: 3 },
        Finding::NotYetValid { not_before: at, at },
        Finding::OcspUnusable { responder: text(), because: "x" },
        Finding::OnHold { since: at, source: source() },
        Finding::PathLength { allowed: 0, present: 1 },
        Finding::PathLoop { issuer: text() },
        Finding::PolicyMappingAny,
        Finding::PolicyNotProcessed,
        Finding::PolicyRequired,
        Finding::RevocationNotChecked { demanded: false },
        Finding::RevocationUnknown { because: "x", demanded: false },
        Finding::Revoked { since: at, reason: "keyCompromise", source: source() },
        Finding::RevokedAfterSigning { since: at, reason: "superseded", source: source(), signed: at, proven: false, accepted: false },
        Finding::RootLimited { root: text(), state: EmailState::Disabled, list: text(), attribute: text(), value: text() },
        Finding::SelfSignedNotAnchor,
        Finding::SerialNotConforming { serial: text() },
        Finding::SignatureAlgorithmMismatch,
        Finding::SignatureBad,
        Finding::UnknownCriticalExtension { extension },
        Finding::UnsupportedAlgorithm { algorithm: text() },
        Finding::WeakAlgorithm { algorithm: text(), accepted: false },
        Finding::WeakKey { bits: 1024, accepted: false },
    ]
}

fn after_signing(accepted: bool) -> Finding {
    let (since, signed) = (UnixTime(2), UnixTime(1));
    Finding::RevokedAfterSigning { since, reason: "superseded", source: source(), signed, proven: true, accepted }
}

#[test]
fn every_id_once_with_a_source() {
    let ids: Vec<&str> = samples().iter().map(Finding::id).collect();
    assert_eq!(ids, Finding::ids());
    for finding in samples() {
        assert!(finding.source().starts_with("RFC "), "{}", finding.id());
        let facts = finding.facts();
        assert!(facts.iter().all(|(name, value)| !name.is_empty() && !value.is_empty()), "{}", finding.id());
    }
}

#[test]
fn where_the_policy_decides_the_deciding_fact_is_in_the_finding() {
    for (soft, hard) in [
        (Finding::WeakKey { bits: 1024, accepted: true }, Finding::WeakKey { bits: 1024, accepted: false }),
        (
            Finding::WeakAlgorithm { algorithm: "x".to_owned(), accepted: true },
            Finding::WeakAlgorithm { algorithm: "x".to_owned(), accepted: false },
        ),
        (Finding::RevocationNotChecked { demanded: false }, Finding::RevocationNotChecked { demanded: true }),
        (after_signing(true), after_signing(false)),
        (Finding::RevocationUnknown { because: "x", demanded: false }, Finding::RevocationUnknown { because: "x", demanded: true }),
    ] {
        assert!(soft.severity() < Severity::Error);
        assert_eq!(hard.severity(), Severity::Error);
    }
}
