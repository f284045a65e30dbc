//! Where revocation lists and issuers are: S/MIME Baseline Requirements 7.1.2.3(b) and (c), RFC 5280 4.2.1.13, 4.2.2.1 and
//! 4.2.2.2. Whether anything answers there is not asked.

use const_oid::ObjectIdentifier;

use super::addresses::{is_domain, is_uri};
use super::linted::{Linted, every, legacy, not_legacy, subscriber};
use super::rule::{Applies, BR_1_0_0, Check, Found, LintGroup, LintRule, LintSeverity, RFC_5280, when};
use crate::general_name::GeneralName;
use crate::oid;

const B: &str = "S/MIME BR 7.1.2.3(b)";
const C: &str = "S/MIME BR 7.1.2.3(c)";

const fn br(id: &'static str, clause: &'static str, severity: LintSeverity, applies: Applies, check: Check) -> LintRule {
    LintRule::new(id, clause, severity, BR_1_0_0, LintGroup::Access, applies, check)
}

const fn rfc(id: &'static str, clause: &'static str, severity: LintSeverity, check: Check) -> LintRule {
    LintRule::new(id, clause, severity, RFC_5280, LintGroup::Access, every, check)
}

pub(super) const RULES: &[LintRule] = &[
    br("br.7-1-2-3-b-crl-points-missing", B, LintSeverity::Error, subscriber, |linted| {
        when(linted.extension(oid::CRL_DISTRIBUTION_POINTS).is_none())
    }),
    br("br.7-1-2-3-b-crl-points-critical", B, LintSeverity::Warning, subscriber, |linted| {
        when(linted.is_critical(oid::CRL_DISTRIBUTION_POINTS))
    }),
    br("br.7-1-2-3-b-no-http", B, LintSeverity::Error, with_points, |linted| when(!points(linted).any(is_http))),
    br(
        "br.7-1-2-3-b-not-only-http",
        B,
        LintSeverity::Error,
        |linted| not_legacy(linted) && with_points(linted),
        |linted| shown(points(linted).filter(|name| is_link(name) && !is_http(name))),
    ),
    br("br.7-1-2-3-b-name-form", B, LintSeverity::Error, with_points, |linted| {
        points(linted).filter(|name| !is_link(name)).map(|name| name.form().to_owned()).collect()
    }),
    br("br.7-1-2-3-c-access-missing", C, LintSeverity::Warning, subscriber, |linted| {
        when(linted.extension(oid::AUTHORITY_INFO_ACCESS).is_none())
    }),
    br("br.7-1-2-3-c-issuers-missing", C, LintSeverity::Warning, with_access, |linted| {
        when(locations(linted, Some(oid::ACCESS_CA_ISSUERS)).next().is_none())
    }),
    br(
        "br.7-1-2-3-c-issuers-no-http",
        C,
        LintSeverity::Error,
        |linted| legacy(linted) && with_access(linted),
        |linted| no_http(linted, oid::ACCESS_CA_ISSUERS),
    ),
    br(
        "br.7-1-2-3-c-ocsp-no-http",
        C,
        LintSeverity::Error,
        |linted| legacy(linted) && with_access(linted),
        |linted| no_http(linted, oid::ACCESS_OCSP),
    ),
    br(
        "br.7-1-2-3-c-not-only-http",
        C,
        LintSeverity::Error,
        |linted| not_legacy(linted) && with_access(linted),
        |linted| shown(locations(linted, None).filter(|name| is_link(name) && !is_http(name))),
    ),
    br("br.7-1-2-3-c-name-form", C, LintSeverity::Error, with_access, |linted| {
        locations(linted, None).filter(|name| !is_link(name)).map(|name| name.form().to_owned()).collect()
    }),
    br("br.7-1-2-3-c-internal-name", C, LintSeverity::Warning, with_access, |linted| {
        locations(linted, None).filter_map(host).filter(|host| is_internal(host)).collect()
    }),
    LintRule::new(
        "gmail.issuers-no-http",
        "Google Workspace Admin Help 7300887",
        LintSeverity::Notice,
        BR_1_0_0,
        LintGroup::Access,
        with_access,
        |linted| when(!locations(linted, Some(oid::ACCESS_CA_ISSUERS)).any(is_http)),
    ),
    rfc("rfc5280.4-2-1-13-critical", "RFC 5280 4.2.1.13", LintSeverity::Warning, |linted| {
        when(linted.is_critical(oid::CRL_DISTRIBUTION_POINTS))
    }),
    rfc("rfc5280.4-2-1-13-nowhere", "RFC 5280 4.2.1.13", LintSeverity::Error, |linted| {
        let mut all = linted.extensions().crl_distribution_points.iter().flatten();
        when(all.any(|point| point.full_name.is_empty() && point.relative_name.is_none() && point.crl_issuer.is_empty()))
    }),
    rfc("rfc5280.4-2-1-13-uri-syntax", "RFC 5280 4.2.1.13", LintSeverity::Error, |linted| broken(points(linted))),
    rfc("rfc5280.4-2-2-1-uri-syntax", "RFC 5280 4.2.2.1", LintSeverity::Error, |linted| broken(locations(linted, None))),
    rfc("rfc5280.4-2-2-1-critical", "RFC 5280 4.2.2.1", LintSeverity::Error, |linted| when(linted.is_critical(oid::AUTHORITY_INFO_ACCESS))),
    rfc("rfc5280.4-2-2-2-critical", "RFC 5280 4.2.2.2", LintSeverity::Error, |linted| when(linted.is_critical(oid::SUBJECT_INFO_ACCESS))),
];

fn with_points(linted: &Linted<'_>) -> bool {
    subscriber(linted) && linted.extensions().crl_distribution_points.is_some()
}

fn with_access(linted: &Linted<'_>) -> bool {
    subscriber(linted) && linted.extensions().authority_info_access.is_some()
}

fn points<'a>(linted: &Linted<'a>) -> impl Iterator<Item = &'a GeneralName> {
    linted.extensions().crl_distribution_points.iter().flatten().flat_map(|point| &point.full_name)
}

fn locations<'a>(linted: &Linted<'a>, method: Option<ObjectIdentifier>) -> impl Iterator<Item = &'a GeneralName> {
    let all = linted.extensions().authority_info_access.iter().flatten();
    all.filter(move |access| method.is_none_or(|method| access.method == method)).map(|access| &access.location)
}

/// A method that is there needs one location that every mail program can fetch.
fn no_http(linted: &Linted<'_>, method: ObjectIdentifier) -> Found {
    let all: Vec<_> = locations(linted, Some(method)).collect();
    if all.is_empty() || all.iter().any(|name| is_http(name)) { Found::new() } else { shown(all.into_iter()) }
}

fn is_link(name: &GeneralName) -> bool {
    matches!(name, GeneralName::Uri(_))
}

fn is_http(name: &GeneralName) -> bool {
    matches!(name, GeneralName::Uri(octets) if octets.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"http://")))
}

fn shown<'a>(names: impl Iterator<Item = &'a GeneralName>) -> Found {
    names.map(GeneralName::display).collect()
}

/// Links that are none; an LDAP link's own grammar (RFC 4516) is not looked at.
fn broken<'a>(names: impl Iterator<Item = &'a GeneralName>) -> Found {
    let wrong = |name: &&GeneralName| matches!(name, GeneralName::Uri(octets) if !is_uri(octets));
    shown(names.filter(wrong))
}

/// The host of a link.
fn host(name: &GeneralName) -> Option<String> {
    let GeneralName::Uri(octets) = name else { return None };
    let text = std::str::from_utf8(octets).ok()?;
    let authority = text.split_once("://")?.1.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host.split(':').next()?;
    is_domain(host.as_bytes()).then(|| host.to_ascii_lowercase())
}

/// Names that mean something only inside a house: one label, or a domain that the public DNS never has (RFC 6761, 6762, 8375,
/// ICANN's reservation of `internal`, and what houses use besides).
fn is_internal(host: &str) -> bool {
    const DOMAINS: [&str; 10] = ["localhost", "local", "internal", "lan", "home", "corp", "intranet", "private", "invalid", "test"];
    let numbers = host.parse::<std::net::Ipv4Addr>().is_ok();
    let last = host.rsplit('.').next().unwrap_or_default();
    !numbers && (!host.contains('.') || DOMAINS.contains(&last) || host.ends_with(".home.arpa"))
}
