//! Extensions that most certificates do without: S/MIME Baseline Requirements 7.1.2.3(j), (k) and (m), RFC 5280 4.2.1.8 and
//! 4.2.1.10, RFC 4262 2, RFC 6962 3.3.

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Error, Tag};

use super::linted::{Linted, authority, every, not_authority, not_legacy, not_strict, strict, subscriber};
use super::rule::{Applies, BR_1_0_0, Check, Found, LintGroup, LintRule, LintSeverity, RFC_4262, RFC_5280, RFC_6962, when};
use crate::general_name::GeneralName;
use crate::oid;
use crate::time::UnixTime;

const DIRECTORY_ATTRIBUTES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.9");
const CAPABILITIES: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.15");
const TIMESTAMPS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.11129.2.4.2");
const ADOBE_TIME_STAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113583.1.1.9.1");
const ADOBE_ARCHIVE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113583.1.1.9.2");

const fn rule(id: &'static str, clause: &'static str, since: UnixTime, applies: Applies, check: Check) -> LintRule {
    LintRule::new(id, clause, LintSeverity::Error, since, LintGroup::Extensions, applies, check)
}

const NAMES: &str = "RFC 5280 4.2.1.10";

pub(super) const RULES: &[LintRule] = &[
    rule("br.7-1-2-3-j-directory-attributes", "S/MIME BR 7.1.2.3(j)", BR_1_0_0, not_legacy, |linted| {
        when(linted.extension(DIRECTORY_ATTRIBUTES).is_some())
    }),
    rule(
        "br.7-1-2-3-k-critical",
        "S/MIME BR 7.1.2.3(k)",
        BR_1_0_0,
        |linted| subscriber(linted) && linted.extension(oid::QC_STATEMENTS).is_some(),
        |linted| when(linted.is_critical(oid::QC_STATEMENTS)),
    ),
    rule("br.7-1-2-3-m-time-stamp-forbidden", "S/MIME BR 7.1.2.3(m)", BR_1_0_0, strict, |linted| {
        when(linted.extension(ADOBE_TIME_STAMP).is_some())
    }),
    rule("br.7-1-2-3-m-archive-forbidden", "S/MIME BR 7.1.2.3(m)", BR_1_0_0, strict, |linted| {
        when(linted.extension(ADOBE_ARCHIVE).is_some())
    }),
    rule(
        "br.7-1-2-3-m-time-stamp-critical",
        "S/MIME BR 7.1.2.3(m)",
        BR_1_0_0,
        |linted| adobe(linted, ADOBE_TIME_STAMP),
        |linted| when(linted.is_critical(ADOBE_TIME_STAMP)),
    ),
    rule(
        "br.7-1-2-3-m-archive-critical",
        "S/MIME BR 7.1.2.3(m)",
        BR_1_0_0,
        |linted| adobe(linted, ADOBE_ARCHIVE),
        |linted| when(linted.is_critical(ADOBE_ARCHIVE)),
    ),
    rule(
        "adobe.time-stamp-location",
        "Adobe X.509 extensions (1.2.840.113583.1.1.9.1)",
        BR_1_0_0,
        |linted| linted.extension(ADOBE_TIME_STAMP).is_some(),
        |linted| linted.extension(ADOBE_TIME_STAMP).and_then(|extension| location(&extension.value)).into_iter().collect(),
    ),
    rule("rfc5280.4-2-1-8-critical", "RFC 5280 4.2.1.8", RFC_5280, every, |linted| when(linted.is_critical(DIRECTORY_ATTRIBUTES))),
    rule("rfc5280.4-2-1-10-not-ca", NAMES, RFC_5280, not_authority, |linted| when(linted.extension(oid::NAME_CONSTRAINTS).is_some())),
    rule("rfc5280.4-2-1-10-not-critical", NAMES, RFC_5280, authority, |linted| {
        when(linted.extension(oid::NAME_CONSTRAINTS).is_some_and(|extension| !extension.critical))
    }),
    rule("rfc5280.4-2-1-10-empty", NAMES, RFC_5280, every, |linted| {
        let empty = |value: &[u8]| Cursor::new(value).sequence().is_ok_and(|trees| trees.is_empty());
        when(linted.extension(oid::NAME_CONSTRAINTS).is_some_and(|extension| empty(&extension.value)))
    }),
    rule("rfc5280.4-2-1-10-minimum-or-maximum", NAMES, RFC_5280, every, |linted| {
        when(linted.extension(oid::NAME_CONSTRAINTS).is_some_and(|extension| bounded(&extension.value).unwrap_or(false)))
    }),
    rule("rfc5280.4-2-1-10-ip-length", NAMES, RFC_5280, every, |linted| {
        networks(linted).filter(|octets| ![8, 32].contains(&octets.len())).map(|octets| octets.len().to_string()).collect()
    }),
    rule("rfc5280.4-2-1-10-ip-mask", NAMES, RFC_5280, every, |linted| {
        let fits = |octets: &[u8]| [8, 32].contains(&octets.len()) && !is_mask(octets.get(octets.len() / 2..).unwrap_or_default());
        let broken: Found = networks(linted).filter(|octets| fits(octets)).map(crate::text::hex).collect();
        broken
    }),
    rule("rfc4262.2-critical", "RFC 4262 2", RFC_4262, every, |linted| when(linted.is_critical(CAPABILITIES))),
    rule(
        "rfc6962.3-3-empty",
        "RFC 6962 3.3",
        RFC_6962,
        |linted| linted.extension(TIMESTAMPS).is_some(),
        |linted| {
            let list = |value: &[u8]| -> Result<bool, Error> { Ok(Cursor::new(value).octet_string()?.len() <= 2) };
            when(linted.extension(TIMESTAMPS).is_some_and(|extension| list(&extension.value).unwrap_or(true)))
        },
    ),
];

fn adobe(linted: &Linted<'_>, extension: ObjectIdentifier) -> bool {
    not_strict(linted) && linted.extension(extension).is_some()
}

/// `SEQUENCE { version INTEGER, location GeneralName, … }`: the location's form, if it is no link; "?" if it cannot be read.
fn location(value: &[u8]) -> Option<String> {
    let read = || -> Result<GeneralName, Error> {
        let mut parts = Cursor::new(value).sequence()?;
        parts.expect(Tag::INTEGER)?;
        GeneralName::from_element(&parts.any()?)
    };
    match read() {
        Ok(GeneralName::Uri(_)) => None,
        Ok(other) => Some(other.form().to_owned()),
        Err(_) => Some("?".to_owned()),
    }
}

/// A subtree with a minimum other than 0, or any maximum.
fn bounded(value: &[u8]) -> Result<bool, Error> {
    let mut both = Cursor::new(value).sequence()?;
    for number in [0, 1] {
        let Some(trees) = both.optional(Tag::context(number))? else { continue };
        let mut trees = trees.children()?;
        while !trees.is_empty() {
            let mut tree = trees.sequence()?;
            tree.any()?;
            if let Some(minimum) = tree.optional(Tag::context(0))?
                && minimum.content().iter().any(|octet| *octet != 0)
            {
                return Ok(true);
            }
            if !tree.is_empty() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn networks<'a>(linted: &Linted<'a>) -> impl Iterator<Item = &'a [u8]> {
    let all = linted.extensions().name_constraints.iter().flat_map(|names| names.permitted.iter().chain(&names.excluded));
    all.filter_map(|name| match name {
        GeneralName::Ip(octets) => Some(octets.as_slice()),
        _ => None,
    })
}

/// Ones, then zeros (RFC 4632).
fn is_mask(octets: &[u8]) -> bool {
    let rest = octets.iter().skip_while(|octet| **octet == 0xff);
    let mut rest = rest.copied();
    let edge = rest.next().unwrap_or(0);
    edge.leading_ones().saturating_add(edge.trailing_zeros()) >= 8 && rest.all(|octet| octet == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks() {
        for (mask, fits) in [
            ([255, 255, 0, 0], true),
            ([255, 254, 0, 0], true),
            ([0, 0, 0, 0], true),
            ([255, 0, 255, 0], false),
            ([255, 253, 0, 0], false),
            ([255; 4], true),
        ] {
            assert_eq!(is_mask(&mask), fits, "{mask:?}");
        }
    }
}
