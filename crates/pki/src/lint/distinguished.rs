//! What X.500 and RFC 5280 ask of names: attributes, string types, lengths (RFC 5280 4.1.2.4 and appendix A, RFC 4519, X.501 9.3).

use std::collections::HashSet;

use kakitome_ber::Tag;

use super::addresses::is_domain;
use super::attribute::{Attribute, COUNTRY, DOMAIN_COMPONENT, LOCALITY, ORGANIZATION, SERIAL_NUMBER, STATE, UNIT};
use super::linted::{Linted, every, subscriber};
use super::rule::{BR_1_0_0, Found, LintGroup, LintRule, LintSeverity, RFC_4519, RFC_5280};
use crate::oid;

pub(super) const RULES: &[LintRule] = &[
    LintRule::new("x501.9-3-attribute-twice", "X.501 9.3", LintSeverity::Error, RFC_5280, LintGroup::Subject, every, |linted| {
        let mut seen = HashSet::new();
        linted.subject.iter().filter(|one| !seen.insert((one.group, one.kind))).map(Attribute::label).collect()
    }),
    LintRule::new(
        "br.7-1-4-2-several-in-one",
        "CA/Browser Forum ballot SC-62",
        LintSeverity::Notice,
        BR_1_0_0,
        LintGroup::Subject,
        subscriber,
        |linted| {
            let mut seen = HashSet::new();
            linted.subject.iter().filter(|one| !seen.insert(one.group)).map(Attribute::label).collect()
        },
    ),
    LintRule::new("rfc5280.a-1-country", "RFC 5280 appendix A.1", LintSeverity::Error, RFC_5280, LintGroup::Subject, every, |linted| {
        let fits = |one: &Attribute| one.tag == Tag::PRINTABLE_STRING && one.text().len() == 2;
        linted.subject.iter().filter(|one| one.kind == COUNTRY && !fits(one)).map(|one| one.text().to_owned()).collect()
    }),
    LintRule::new("rfc5280.a-1-too-long", "RFC 5280 appendix A.1", LintSeverity::Error, RFC_5280, LintGroup::Subject, every, too_long),
    LintRule::new("rfc4519.2-4-domain", "RFC 4519 2.4", LintSeverity::Error, RFC_4519, LintGroup::Subject, every, |linted| {
        let labels: Vec<&str> = linted.texts(DOMAIN_COMPONENT).collect();
        let domain = labels.iter().rev().copied().collect::<Vec<_>>().join(".");
        if labels.is_empty() || is_domain(domain.as_bytes()) { Found::new() } else { vec![domain] }
    }),
];

/// Upper bounds of RFC 5280 appendix A.1, in characters.
fn too_long(linted: &Linted<'_>) -> Found {
    let most = |one: &Attribute| match one.kind {
        oid::COMMON_NAME | ORGANIZATION | UNIT | SERIAL_NUMBER => 64,
        LOCALITY | STATE => 128,
        oid::EMAIL_ADDRESS => 255,
        _ => usize::MAX,
    };
    linted.subject.iter().filter(|one| one.text().chars().count() > most(one)).map(Attribute::label).collect()
}
