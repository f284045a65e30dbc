//! Which bits of the key usage fit which key: S/MIME Baseline Requirements 7.1.2.3(e), RFC 3279 2.3.1, RFC 8813 3, RFC 9295 3.

use const_oid::ObjectIdentifier;

use super::linted::{Linted, subscriber};
use super::rule::{Applies, BR_1_0_0, Check, Found, LintGroup, LintRule, LintSeverity, RFC_3279, RFC_8813, RFC_9295, when};
use crate::extension::KeyUsage;
use crate::identity::Generation;
use crate::time::UnixTime;

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const X25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.110");
const X448: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.111");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const ED448: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.113");
/// ML-DSA-44, -65, -87 (RFC 9881).
const ML_DSA: [ObjectIdentifier; 3] = [
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.17"),
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.18"),
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.19"),
];
/// ML-KEM-512, -768, -1024 (RFC 9935).
const ML_KEM: [ObjectIdentifier; 3] = [
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.4.1"),
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.4.2"),
    ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.4.3"),
];

const BR_CLAUSE: &str = "S/MIME BR 7.1.2.3(e)";

const fn rule(id: &'static str, clause: &'static str, since: UnixTime, applies: Applies, check: Check) -> LintRule {
    LintRule::new(id, clause, LintSeverity::Error, since, LintGroup::Usage, applies, check)
}

pub(super) const RULES: &[LintRule] = &[
    rule("br.7-1-2-3-e-neither-signing-nor-encryption", BR_CLAUSE, BR_1_0_0, known_key, |linted| {
        when(purpose(linted).is_some_and(|(signs, manages)| !signs && !manages))
    }),
    rule("br.7-1-2-3-e-bit-forbidden", BR_CLAUSE, BR_1_0_0, known_purpose, |linted| match allowed(linted) {
        Some(allowed) => beyond(linted, allowed),
        None => Found::new(),
    }),
    rule("br.7-1-3-1-key-type-unknown", "S/MIME BR 7.1.3.1", BR_1_0_0, subscriber, |linted| {
        let known = linted.is_key(&[RSA, EC, ED25519, ED448]) || linted.is_key(&ML_DSA) || linted.is_key(&ML_KEM);
        if known { Found::new() } else { vec![linted.key_oid().map(|oid| oid.to_string()).unwrap_or_default()] }
    }),
    rule(
        "rfc3279.2-3-1-bit-forbidden",
        "RFC 3279 2.3.1",
        RFC_3279,
        |linted| linted.is_key(&[RSA]) && has_usage(linted),
        |linted| among(linted, KeyUsage::KEY_AGREEMENT | KeyUsage::ENCIPHER_ONLY | KeyUsage::DECIPHER_ONLY),
    ),
    rule(
        "rfc8813.3-bit-forbidden",
        "RFC 8813 3",
        RFC_8813,
        |linted| linted.is_key(&[EC]) && has_usage(linted),
        |linted| among(linted, KeyUsage::KEY_ENCIPHERMENT | KeyUsage::DATA_ENCIPHERMENT),
    ),
    rule("rfc9295.3-bit-forbidden", "RFC 9295 3", RFC_9295, edwards, |linted| {
        let agreement = KeyUsage::KEY_AGREEMENT | KeyUsage::ENCIPHER_ONLY | KeyUsage::DECIPHER_ONLY;
        let encryption = KeyUsage::KEY_ENCIPHERMENT | KeyUsage::DATA_ENCIPHERMENT;
        if linted.is_key(&[ED25519, ED448]) { among(linted, agreement | encryption) } else { beyond(linted, agreement) }
    }),
    rule(
        "rfc9295.3-bit-missing",
        "RFC 9295 3",
        RFC_9295,
        |linted| linted.is_key(&[X25519, X448]) && has_usage(linted),
        |linted| when(!usage(linted).is_some_and(|usage| usage.intersects(KeyUsage::KEY_AGREEMENT))),
    ),
];

fn usage(linted: &Linted<'_>) -> Option<KeyUsage> {
    linted.extensions().key_usage
}

fn has_usage(linted: &Linted<'_>) -> bool {
    usage(linted).is_some()
}

fn edwards(linted: &Linted<'_>) -> bool {
    linted.is_key(&[X25519, X448, ED25519, ED448]) && has_usage(linted)
}

fn known_key(linted: &Linted<'_>) -> bool {
    subscriber(linted) && purpose(linted).is_some()
}

fn known_purpose(linted: &Linted<'_>) -> bool {
    known_key(linted) && purpose(linted).is_some_and(|(signs, manages)| signs || manages)
}

/// Signing, key management; none where the key is of no type that the Baseline Requirements know, or nothing is said.
fn purpose(linted: &Linted<'_>) -> Option<(bool, bool)> {
    let usage = usage(linted)?;
    let management = management(linted)?;
    let signs = !linted.is_key(&ML_KEM) && usage.intersects(KeyUsage::DIGITAL_SIGNATURE);
    Some((signs, usage.intersects(management)))
}

/// The bit that says key management with a key of this type.
fn management(linted: &Linted<'_>) -> Option<KeyUsage> {
    let key = linted.key_oid()?;
    match key {
        RSA => Some(KeyUsage::KEY_ENCIPHERMENT),
        EC => Some(KeyUsage::KEY_AGREEMENT),
        ED25519 | ED448 => Some(KeyUsage(0)),
        _ if ML_DSA.contains(&key) => Some(KeyUsage(0)),
        _ if ML_KEM.contains(&key) => Some(KeyUsage::KEY_ENCIPHERMENT),
        _ => None,
    }
}

/// The bits that go with what the certificate is for.
fn allowed(linted: &Linted<'_>) -> Option<KeyUsage> {
    let (signs, manages) = purpose(linted)?;
    let mut allowed = KeyUsage(0);
    if signs {
        allowed = allowed | KeyUsage::DIGITAL_SIGNATURE | KeyUsage::NON_REPUDIATION;
    }
    if manages {
        allowed = allowed | management(linted)?;
        if linted.is_key(&[EC]) {
            allowed = allowed | KeyUsage::ENCIPHER_ONLY | KeyUsage::DECIPHER_ONLY;
        }
        let strict = linted.profile.is_some_and(|profile| profile.generation == Generation::Strict);
        if linted.is_key(&[RSA]) && !strict {
            allowed = allowed | KeyUsage::DATA_ENCIPHERMENT;
        }
    }
    Some(allowed)
}

/// The bits that are set and not allowed.
fn beyond(linted: &Linted<'_>, allowed: KeyUsage) -> Found {
    among(linted, KeyUsage(!allowed.0))
}

/// The bits that are set and forbidden.
fn among(linted: &Linted<'_>, forbidden: KeyUsage) -> Found {
    let wrong = KeyUsage(usage(linted).map_or(0, |usage| usage.0 & forbidden.0));
    if wrong.0 == 0 { Found::new() } else { vec![wrong.names()] }
}
