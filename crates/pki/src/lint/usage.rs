//! What the key may be used for: S/MIME Baseline Requirements 7.1.2.3(d) and (f), RFC 5280 4.2.1.3, 4.2.1.9 and 4.2.1.12.
//! Which bits of the key usage fit which key stands in `key_usage`.

use const_oid::ObjectIdentifier;

use super::linted::{Linted, authority, every, not_authority, not_strict, strict, subscriber};
use super::rule::{Applies, BR_1_0_0, Check, Found, LintGroup, LintRule, LintSeverity, RFC_5280, when};
use crate::extension::{ExtendedKeyUsage, KeyUsage};
use crate::oid;

const fn br(id: &'static str, clause: &'static str, severity: LintSeverity, applies: Applies, check: Check) -> LintRule {
    LintRule::new(id, clause, severity, BR_1_0_0, LintGroup::Usage, applies, check)
}

const fn rfc(id: &'static str, clause: &'static str, severity: LintSeverity, applies: Applies, check: Check) -> LintRule {
    LintRule::new(id, clause, severity, RFC_5280, LintGroup::Usage, applies, check)
}

/// Purposes that the Legacy and Multipurpose generations forbid.
const FORBIDDEN: [ObjectIdentifier; 5] = [
    oid::EKU_ANY,
    oid::EKU_TIME_STAMPING,
    oid::EKU_OCSP_SIGNING,
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1"),
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.3"),
];

pub(super) const RULES: &[LintRule] = &[
    br("br.7-1-2-3-e-key-usage-missing", "S/MIME BR 7.1.2.3(e)", LintSeverity::Error, subscriber, |linted| {
        when(linted.extension(oid::KEY_USAGE).is_none())
    }),
    br("br.7-1-2-3-e-key-usage-not-critical", "S/MIME BR 7.1.2.3(e)", LintSeverity::Warning, subscriber_with_usage, |linted| {
        when(!linted.is_critical(oid::KEY_USAGE))
    }),
    br("br.7-1-2-3-f-purposes-missing", "S/MIME BR 7.1.2.3(f)", LintSeverity::Error, subscriber, |linted| {
        when(linted.extension(oid::EXTENDED_KEY_USAGE).is_none())
    }),
    br("br.7-1-2-3-f-email-protection-missing", "S/MIME BR 7.1.2.3(f)", LintSeverity::Error, subscriber_with_purposes, |linted| {
        when(!linted.is_for_email())
    }),
    br("br.7-1-2-3-f-purpose-forbidden", "S/MIME BR 7.1.2.3(f)", LintSeverity::Error, not_strict_with_purposes, |linted| {
        purposes(linted, |purpose| FORBIDDEN.contains(purpose))
    }),
    br("br.7-1-2-3-f-other-purpose", "S/MIME BR 7.1.2.3(f)", LintSeverity::Error, strict_with_purposes, |linted| {
        purposes(linted, |purpose| *purpose != oid::EKU_EMAIL_PROTECTION)
    }),
    rfc("rfc5280.4-2-1-3-no-bits", "RFC 5280 4.2.1.3", LintSeverity::Error, every, |linted| {
        when(linted.extensions().key_usage == Some(KeyUsage(0)))
    }),
    rfc("rfc5280.4-2-1-3-not-critical", "RFC 5280 4.2.1.3", LintSeverity::Warning, has_usage, |linted| {
        when(!linted.is_critical(oid::KEY_USAGE))
    }),
    rfc("rfc5280.4-2-1-3-encipher-and-decipher-only", "RFC 5280 4.2.1.3", LintSeverity::Error, has_usage, |linted| {
        let has = |bit| linted.extensions().key_usage.is_some_and(|usage| usage.intersects(bit));
        when(has(KeyUsage::ENCIPHER_ONLY) && has(KeyUsage::DECIPHER_ONLY))
    }),
    rfc("rfc5280.4-2-1-3-ca-without-key-usage", "RFC 5280 4.2.1.3", LintSeverity::Error, authority, |linted| {
        when(linted.extension(oid::KEY_USAGE).is_none())
    }),
    rfc("rfc5280.4-2-1-3-ca-without-cert-sign", "RFC 5280 4.2.1.3", LintSeverity::Error, authority_with_usage, |linted| {
        when(!signs_certificates(linted))
    }),
    rfc("rfc5280.4-2-1-9-cert-sign-without-ca", "RFC 5280 4.2.1.9", LintSeverity::Error, not_authority, |linted| {
        when(linted.extensions().key_usage.is_some() && signs_certificates(linted))
    }),
    rfc("rfc5280.4-2-1-9-not-critical", "RFC 5280 4.2.1.9", LintSeverity::Error, authority, |linted| {
        when(!linted.is_critical(oid::BASIC_CONSTRAINTS))
    }),
    rfc("rfc5280.4-2-1-9-path-length-without-ca", "RFC 5280 4.2.1.9", LintSeverity::Error, has_path_length, |linted| {
        when(!linted.certificate.is_ca() || !signs_certificates(linted))
    }),
];

fn has_usage(linted: &Linted<'_>) -> bool {
    linted.extensions().key_usage.is_some()
}

fn subscriber_with_usage(linted: &Linted<'_>) -> bool {
    subscriber(linted) && has_usage(linted)
}

fn authority_with_usage(linted: &Linted<'_>) -> bool {
    authority(linted) && has_usage(linted)
}

fn has_purposes(linted: &Linted<'_>) -> bool {
    linted.extensions().extended_key_usage.is_some()
}

fn subscriber_with_purposes(linted: &Linted<'_>) -> bool {
    subscriber(linted) && has_purposes(linted)
}

fn not_strict_with_purposes(linted: &Linted<'_>) -> bool {
    not_strict(linted) && has_purposes(linted)
}

fn strict_with_purposes(linted: &Linted<'_>) -> bool {
    strict(linted) && has_purposes(linted)
}

fn has_path_length(linted: &Linted<'_>) -> bool {
    linted.extensions().basic_constraints.is_some_and(|basic| basic.path_length.is_some())
}

/// Without the extension every use is open.
fn signs_certificates(linted: &Linted<'_>) -> bool {
    linted.extensions().key_usage.is_none_or(|usage| usage.intersects(KeyUsage::KEY_CERT_SIGN))
}

fn purposes(linted: &Linted<'_>, wrong: impl Fn(&ObjectIdentifier) -> bool) -> Found {
    let all = linted.extensions().extended_key_usage.iter().flat_map(|usage| &usage.0);
    all.filter(|purpose| wrong(purpose)).map(|purpose| ExtendedKeyUsage(vec![*purpose]).names()).collect()
}
