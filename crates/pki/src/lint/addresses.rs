//! The mail addresses: S/MIME Baseline Requirements 7.1.2.3(h) and 7.1.4.2.1, RFC 5280 4.2.1.6 and 4.1.2.6, RFC 9598 3.

use super::linted::{Linted, every, strict, subscriber};
use super::rule::{Applies, BR_1_0_0, Check, Found, LintGroup, LintRule, LintSeverity, RFC_5280, RFC_8398, when};
use crate::general_name::GeneralName;
use crate::{mailbox, oid};

const fn br(id: &'static str, clause: &'static str, severity: LintSeverity, applies: Applies, check: Check) -> LintRule {
    LintRule::new(id, clause, severity, BR_1_0_0, LintGroup::Addresses, applies, check)
}

const fn rfc(id: &'static str, severity: LintSeverity, check: Check) -> LintRule {
    LintRule::new(id, "RFC 5280 4.2.1.6", severity, RFC_5280, LintGroup::Addresses, every, check)
}

const fn utf8(id: &'static str, check: Check) -> LintRule {
    LintRule::new(id, "RFC 9598 3", LintSeverity::Error, RFC_8398, LintGroup::Addresses, has_utf8, check)
}

pub(super) const RULES: &[LintRule] = &[
    br("br.7-1-2-3-h-san-missing", "S/MIME BR 7.1.2.3(h)", LintSeverity::Error, subscriber, |linted| {
        when(linted.extension(oid::SUBJECT_ALT_NAME).is_none())
    }),
    br("br.7-1-2-3-h-san-critical", "S/MIME BR 7.1.2.3(h)", LintSeverity::Warning, subscriber_with_san, |linted| {
        when(linted.is_critical(oid::SUBJECT_ALT_NAME) && !linted.certificate.subject().is_empty())
    }),
    br("br.7-1-4-2-1-no-address", "S/MIME BR 7.1.4.2.1", LintSeverity::Error, subscriber_with_san, |linted| {
        when(linted.addresses.is_empty())
    }),
    br("br.7-1-4-2-1-address-not-repeated", "S/MIME BR 7.1.4.2.1", LintSeverity::Error, has_named_address, |linted| {
        let missing = |address: &String| !linted.addresses.contains(address);
        named_addresses(linted).into_iter().filter(missing).collect()
    }),
    br("br.7-1-4-2-1-address-not-one", "S/MIME BR 7.1.4.2.1", LintSeverity::Error, subscriber_with_rfc822, |linted| {
        rfc822(linted).into_iter().filter(|address| !is_mailbox(address)).collect()
    }),
    br("br.7-1-4-2-1-name-form", "S/MIME BR 7.1.4.2.1", LintSeverity::Error, subscriber_with_san, |linted| {
        let allowed = |name: &&GeneralName| matches!(name, GeneralName::Rfc822(_) | GeneralName::Directory(_) | GeneralName::Other { .. });
        names(linted).filter(|name| !allowed(name)).map(|name| name.form().to_owned()).collect()
    }),
    br("br.7-1-4-2-1-other-name", "S/MIME BR 7.1.4.2.1", LintSeverity::Error, strict, |linted| {
        names(linted)
            .filter_map(|name| match name {
                GeneralName::Other { form, .. } if *form != oid::SMTP_UTF8_MAILBOX => Some(form.to_string()),
                _ => None,
            })
            .collect()
    }),
    rfc("rfc5280.4-2-1-6-not-critical", LintSeverity::Error, |linted| {
        let named = linted.extension(oid::SUBJECT_ALT_NAME).is_some();
        when(named && linted.certificate.subject().is_empty() && !linted.is_critical(oid::SUBJECT_ALT_NAME))
    }),
    rfc("rfc5280.4-2-1-6-critical", LintSeverity::Warning, |linted| {
        when(linted.is_critical(oid::SUBJECT_ALT_NAME) && !linted.certificate.subject().is_empty())
    }),
    rfc("rfc5280.4-2-1-6-address-syntax", LintSeverity::Error, |linted| {
        rfc822(linted).into_iter().filter(|address| !address.is_ascii() || !is_mailbox(address)).collect()
    }),
    rfc("rfc5280.4-2-1-6-domain-syntax", LintSeverity::Error, |linted| {
        names(linted)
            .filter_map(|name| match name {
                GeneralName::Dns(octets) if !is_domain(octets) => Some(String::from_utf8_lossy(octets).into_owned()),
                _ => None,
            })
            .collect()
    }),
    rfc("rfc5280.4-2-1-6-uri-syntax", LintSeverity::Error, |linted| {
        names(linted)
            .filter_map(|name| match name {
                GeneralName::Uri(octets) if !is_uri(octets) => Some(String::from_utf8_lossy(octets).into_owned()),
                _ => None,
            })
            .collect()
    }),
    rfc("rfc5280.4-2-1-6-ip-length", LintSeverity::Error, |linted| {
        names(linted)
            .filter_map(|name| match name {
                GeneralName::Ip(octets) if ![4, 16].contains(&octets.len()) => Some(octets.len().to_string()),
                _ => None,
            })
            .collect()
    }),
    LintRule::new(
        "rfc5280.4-1-2-6-address-not-in-san",
        "RFC 5280 4.1.2.6",
        LintSeverity::Error,
        RFC_5280,
        LintGroup::Addresses,
        |linted| linted.has_attribute(oid::EMAIL_ADDRESS),
        |linted| {
            let missing = linted.texts(oid::EMAIL_ADDRESS).filter(|address| !linted.addresses.contains(*address));
            missing.map(str::to_owned).collect()
        },
    ),
    utf8("rfc9598.3-byte-order-mark", |linted| utf8_wrong(linted, |address| address.contains('\u{feff}'))),
    utf8("rfc9598.3-ascii-only", |linted| {
        utf8_wrong(linted, |address| address.rsplit_once('@').is_some_and(|(local, _)| local.is_ascii()))
    }),
    utf8("rfc9598.3-no-at-sign", |linted| utf8_wrong(linted, |address| !address.contains('@'))),
    utf8("rfc9598.3-upper-case-domain", |linted| {
        utf8_wrong(linted, |address| domain_of(address).bytes().any(|octet| octet.is_ascii_uppercase()))
    }),
    utf8("rfc9598.3-domain-syntax", |linted| {
        utf8_wrong(linted, |address| address.contains('@') && !is_domain(domain_of(address).to_ascii_lowercase().as_bytes()))
    }),
];

fn names<'a>(linted: &Linted<'a>) -> impl Iterator<Item = &'a GeneralName> {
    linted.extensions().subject_alt_name.iter().flatten()
}

fn subscriber_with_san(linted: &Linted<'_>) -> bool {
    subscriber(linted) && linted.extension(oid::SUBJECT_ALT_NAME).is_some()
}

fn subscriber_with_rfc822(linted: &Linted<'_>) -> bool {
    subscriber(linted) && names(linted).any(|name| matches!(name, GeneralName::Rfc822(_)))
}

fn has_named_address(linted: &Linted<'_>) -> bool {
    subscriber(linted) && !named_addresses(linted).is_empty()
}

/// Addresses in the subject and in directory names, whatever attribute they stand in.
fn named_addresses(linted: &Linted<'_>) -> Vec<String> {
    let texts = linted.names().flatten().filter_map(|attribute| attribute.text.as_ref());
    texts.filter(|text| text.contains('@') && is_mailbox(text)).cloned().collect()
}

fn rfc822(linted: &Linted<'_>) -> Vec<String> {
    names(linted)
        .filter_map(|name| match name {
            GeneralName::Rfc822(octets) => Some(String::from_utf8_lossy(octets).into_owned()),
            _ => None,
        })
        .collect()
}

/// One address, as RFC 5321 writes it.
pub(super) fn is_mailbox(text: &str) -> bool {
    mailbox::parse(text).is_ok()
}

/// Preferred name syntax (RFC 1034 3.5, RFC 1123 2.1); an underscore is refused.
pub(super) fn is_domain(octets: &[u8]) -> bool {
    let label = |label: &[u8]| {
        let ends = [label.first(), label.last()].into_iter().all(|end| end.is_some_and(u8::is_ascii_alphanumeric));
        ends && label.len() <= 63 && label.iter().all(|octet| octet.is_ascii_alphanumeric() || *octet == b'-')
    };
    !octets.is_empty() && octets.len() <= 253 && octets.split(|octet| *octet == b'.').all(label)
}

/// Absolute, with a scheme and a host or a path (RFC 3986 3), in ASCII without blanks.
pub(super) fn is_uri(octets: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(octets) else { return false };
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let scheme_fits = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter));
    let plain = |letter: char| letter.is_ascii_graphic() && !"<>\"{}|\\^`".contains(letter);
    let host = rest.strip_prefix("//").is_none_or(|authority| !authority.is_empty() && !authority.starts_with('/') || scheme == "ldap");
    scheme_fits && !rest.is_empty() && rest.chars().all(plain) && host
}

fn domain_of(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, domain)| domain)
}

fn has_utf8(linted: &Linted<'_>) -> bool {
    names(linted).any(|name| name.smtp_utf8_mailbox().is_some())
}

fn utf8_wrong(linted: &Linted<'_>, wrong: impl Fn(&str) -> bool) -> Found {
    let texts = names(linted).filter_map(GeneralName::smtp_utf8_mailbox).map(|octets| String::from_utf8_lossy(&octets).into_owned());
    texts.filter(|text| wrong(text)).collect()
}
