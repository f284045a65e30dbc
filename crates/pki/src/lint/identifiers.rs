//! Key identifiers: S/MIME Baseline Requirements 7.1.2.3(g), RFC 5280 4.2.1.1 and 4.2.1.2, RFC 7093 2.

use kakitome_ber::{Cursor, Error, Tag};
use kakitome_crypto::{DigestAlgorithm, digest};

use super::linted::{Linted, authority, every, not_authority, subscriber};
use super::rule::{Applies, BR_1_0_0, Check, Found, LintGroup, LintRule, LintSeverity, RFC_5280, when};
use crate::{oid, text};

const AUTHORITY: &str = "RFC 5280 4.2.1.1";
const SUBJECT: &str = "RFC 5280 4.2.1.2";

const fn br(id: &'static str, applies: Applies, check: Check) -> LintRule {
    LintRule::new(id, "S/MIME BR 7.1.2.3(g)", LintSeverity::Error, BR_1_0_0, LintGroup::Extensions, applies, check)
}

const fn rfc(id: &'static str, clause: &'static str, severity: LintSeverity, applies: Applies, check: Check) -> LintRule {
    LintRule::new(id, clause, severity, RFC_5280, LintGroup::Extensions, applies, check)
}

pub(super) const RULES: &[LintRule] = &[
    br("br.7-1-2-3-g-authority-key-missing", subscriber, |linted| when(linted.extension(oid::AUTHORITY_KEY_ID).is_none())),
    br("br.7-1-2-3-g-key-identifier-missing", with_authority, |linted| when(linted.extensions().authority_key_id.is_none())),
    br("br.7-1-2-3-g-issuer-or-serial", with_authority, |linted| {
        let parts = parts(linted);
        when(parts.issuer || parts.serial)
    }),
    rfc("rfc5280.4-2-1-1-critical", AUTHORITY, LintSeverity::Error, every, |linted| when(linted.is_critical(oid::AUTHORITY_KEY_ID))),
    rfc("rfc5280.4-2-1-1-missing", AUTHORITY, LintSeverity::Error, issued_by_another, |linted| {
        when(linted.extension(oid::AUTHORITY_KEY_ID).is_none())
    }),
    rfc("rfc5280.4-2-1-1-no-key-identifier", AUTHORITY, LintSeverity::Error, issued_by_another, |linted| {
        when(linted.extension(oid::AUTHORITY_KEY_ID).is_some() && linted.extensions().authority_key_id.is_none())
    }),
    rfc("rfc5280.4-2-1-1-issuer-without-serial", AUTHORITY, LintSeverity::Error, every, |linted| {
        let parts = parts(linted);
        when(parts.issuer && !parts.serial)
    }),
    rfc("rfc5280.4-2-1-1-serial-without-issuer", AUTHORITY, LintSeverity::Error, every, |linted| {
        let parts = parts(linted);
        when(parts.serial && !parts.issuer)
    }),
    rfc("rfc5280.4-2-1-2-critical", SUBJECT, LintSeverity::Error, every, |linted| when(linted.is_critical(oid::SUBJECT_KEY_ID))),
    rfc("rfc5280.4-2-1-2-missing-in-ca", SUBJECT, LintSeverity::Error, authority, |linted| {
        when(linted.extension(oid::SUBJECT_KEY_ID).is_none())
    }),
    rfc("rfc5280.4-2-1-2-missing", SUBJECT, LintSeverity::Warning, not_authority, |linted| {
        when(linted.extension(oid::SUBJECT_KEY_ID).is_none())
    }),
    rfc("rfc5280.4-2-1-2-unknown-method", SUBJECT, LintSeverity::Notice, every, |linted| match &linted.extensions().subject_key_id {
        Some(id) if !is_derived(id, linted.raw.key_bits.unwrap_or_default()) => {
            vec![text::hex(id.get(..id.len().min(32)).unwrap_or_default())]
        }
        _ => Found::new(),
    }),
];

fn with_authority(linted: &Linted<'_>) -> bool {
    subscriber(linted) && linted.extension(oid::AUTHORITY_KEY_ID).is_some()
}

/// A self-signed certificate may leave the authority's key identifier away.
fn issued_by_another(linted: &Linted<'_>) -> bool {
    !linted.certificate.is_self_issued()
}

/// Which parts the authority key identifier has.
#[derive(Default)]
struct Parts {
    issuer: bool,
    serial: bool,
}

fn parts(linted: &Linted<'_>) -> Parts {
    let read = |value: &[u8]| -> Result<Parts, Error> {
        let mut inner = Cursor::new(value).sequence()?;
        inner.optional(Tag::context(0))?;
        let issuer = inner.optional(Tag::context(1))?.is_some();
        Ok(Parts { issuer, serial: inner.optional(Tag::context(2))?.is_some() })
    };
    linted.extension(oid::AUTHORITY_KEY_ID).and_then(|extension| read(&extension.value).ok()).unwrap_or_default()
}

/// SHA-1 of the key's bits, whole or its last 60 bits after 0100; or the first 160 bits of a longer hash.
fn is_derived(id: &[u8], key: &[u8]) -> bool {
    let hash = |algorithm| digest(algorithm, key).map(|digest| digest.as_bytes().to_vec()).unwrap_or_default();
    if id.len() == 20 {
        let all = [DigestAlgorithm::Sha1, DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512];
        return all.into_iter().any(|algorithm| hash(algorithm).get(..20) == Some(id));
    }
    let sha1 = hash(DigestAlgorithm::Sha1);
    match (id, sha1.get(12..)) {
        ([first, rest @ ..], Some([of_first, of_rest @ ..])) => *first == 0x40 | of_first & 0x0f && rest == of_rest,
        _ => false,
    }
}
