//! The fields that every certificate has: RFC 5280 4.1.2 and 4.2.

use super::linted::every;
use super::rule::{Check, LintGroup, LintRule, LintSeverity, RFC_5280, when};

const fn rule(id: &'static str, clause: &'static str, check: Check) -> LintRule {
    LintRule::new(id, clause, LintSeverity::Error, RFC_5280, LintGroup::Encoding, every, check)
}

pub(super) const RULES: &[LintRule] = &[
    rule("rfc5280.4-1-2-1-version", "RFC 5280 4.1.2.1", |linted| {
        when(linted.certificate.version() != 3 && !linted.extensions().all.is_empty())
    }),
    rule("rfc5280.4-1-2-2-serial", "RFC 5280 4.1.2.2", |linted| {
        if linted.certificate.serial().is_conforming() { Vec::new() } else { vec![linted.certificate.serial().hex()] }
    }),
    rule("rfc5280.4-1-2-4-issuer-empty", "RFC 5280 4.1.2.4", |linted| when(linted.certificate.issuer().is_empty())),
    rule("rfc5280.4-1-2-8-issuer-unique-id", "RFC 5280 4.1.2.8", |linted| when(linted.raw.issuer_unique_id)),
    rule("rfc5280.4-1-2-8-subject-unique-id", "RFC 5280 4.1.2.8", |linted| when(linted.raw.subject_unique_id)),
    rule("rfc5280.4-2-extension-twice", "RFC 5280 4.2", |linted| linted.extensions().duplicates.iter().map(ToString::to_string).collect()),
];
