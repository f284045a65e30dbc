//! The identifier of an organisation: S/MIME Baseline Requirements 7.1.4.2.2(d) and appendix A (registration schemes), which
//! build on ETSI EN 319 412-1 5.1.4: `NTRJP-1234567890123`, `NTRUS+CA-123456`, `LEIXG-…`.

use kakitome_ber::Tag;

use super::attribute::{Attribute, COUNTRY, ORGANIZATION_ID};
use super::countries;
use super::lei;
use super::linted::Linted;
use super::rule::{BR_1_0_0, Check, Found, LintGroup, LintRule, LintSeverity};
use crate::identity::Identity;

const D: &str = "S/MIME BR 7.1.4.2.2(d)";
const A: &str = "S/MIME BR appendix A";

const fn rule(id: &'static str, clause: &'static str, severity: LintSeverity, check: Check) -> LintRule {
    LintRule::new(id, clause, severity, BR_1_0_0, LintGroup::Organization, |linted| linted.is_subscriber() && has_identifier(linted), check)
}

pub(super) const RULES: &[LintRule] = &[
    rule("br.7-1-4-2-2-d-format", D, LintSeverity::Error, |linted| {
        texts(linted).filter(|text| read(text).is_none()).map(str::to_owned).collect()
    }),
    rule("br.7-1-4-2-2-d-encoding", D, LintSeverity::Error, |linted| {
        let modern = |attribute: &&Attribute| [Tag::UTF8_STRING, Tag::PRINTABLE_STRING].contains(&attribute.tag);
        identifiers(linted).filter(|one| !modern(one)).map(|one| one.text().to_owned()).collect()
    }),
    rule("br.a-1-scheme", A, LintSeverity::Error, |linted| wrong(linted, |id| scheme(id.scheme).is_none())),
    rule("br.a-1-country", A, LintSeverity::Error, |linted| {
        wrong(linted, |id| match scheme(id.scheme) {
            Some(Scheme { country: Country::International, .. }) => id.country != "XG",
            // ETSI EN 319 412-1: Greece and Northern Ireland have codes of their own for VAT
            Some(_) if id.scheme == "VAT" && ["EL", "XI"].contains(&id.country) => false,
            Some(_) => !countries::is_country(id.country),
            None => false,
        })
    }),
    rule("br.a-1-state-not-allowed", A, LintSeverity::Error, |linted| {
        wrong(linted, |id| id.state.is_some() && scheme(id.scheme).is_some_and(|scheme| !scheme.state))
    }),
    rule("br.a-1-state-format", A, LintSeverity::Error, |linted| {
        let fits = |state: &str| (1..=3).contains(&state.len()) && state.bytes().all(|octet| octet.is_ascii_alphanumeric());
        wrong(linted, |id| scheme(id.scheme).is_some_and(|scheme| scheme.state) && id.state.is_some_and(|state| !fits(state)))
    }),
    rule("br.a-1-reference-missing", A, LintSeverity::Error, |linted| {
        wrong(linted, |id| id.reference.is_none() && scheme(id.scheme).is_some_and(|scheme| scheme.reference == Reference::Required))
    }),
    rule("br.a-1-reference-not-allowed", A, LintSeverity::Error, |linted| {
        wrong(linted, |id| id.reference.is_some() && scheme(id.scheme).is_some_and(|scheme| scheme.reference == Reference::Forbidden))
    }),
    LintRule::new("br.a-1-country-differs", A, LintSeverity::Error, BR_1_0_0, LintGroup::Organization, has_two_countries, |linted| {
        // the subject has one country; more than one is a finding of its own
        let Some(subject) = linted.texts(COUNTRY).next() else { return Found::new() };
        let own = |country: &str| (country == "EL" && subject == "GR") || (country == "XI" && subject == "GB");
        let same = |country: &str| country.eq_ignore_ascii_case(subject) || own(country);
        wrong(linted, |id| id.country != "XG" && !same(id.country))
    }),
    rule("br.a-1-lei-format", A, LintSeverity::Error, |linted| {
        wrong(linted, |id| id.scheme == "LEI" && id.reference.is_some_and(|reference| !lei::is_format(reference)))
    }),
    rule("br.a-1-lei-checksum", A, LintSeverity::Error, |linted| {
        let broken = |reference: &str| lei::is_format(reference) && !lei::is_sound(reference);
        wrong(linted, |id| id.scheme == "LEI" && id.reference.is_some_and(broken))
    }),
    rule("br.a-1-germany-euid", A, LintSeverity::Warning, |linted| {
        // EUID: DE, register, dot, number
        let euid = |reference: &str| {
            reference.strip_prefix("DE").is_some_and(|rest| rest.split_once('.').is_some_and(|(a, b)| !a.is_empty() && !b.is_empty()))
        };
        wrong(linted, |id| id.scheme == "NTR" && id.country == "DE" && (id.state.is_some() || id.reference.is_some_and(|text| !euid(text))))
    }),
];

/// An identifier taken apart.
struct Identifier<'a> {
    scheme: &'a str,
    country: &'a str,
    state: Option<&'a str>,
    reference: Option<&'a str>,
}

/// Whose country codes a scheme uses.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Country {
    National,
    International,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Reference {
    Required,
    Optional,
    Forbidden,
}

/// What a registration scheme allows.
#[derive(Clone, Copy)]
struct Scheme {
    country: Country,
    state: bool,
    reference: Reference,
}

fn scheme(name: &str) -> Option<Scheme> {
    let (country, state, reference) = match name {
        "NTR" => (Country::National, true, Reference::Required),
        "VAT" | "PSD" => (Country::National, false, Reference::Required),
        "GOV" => (Country::National, true, Reference::Optional),
        "LEI" => (Country::International, false, Reference::Required),
        "INT" => (Country::International, false, Reference::Forbidden),
        _ => return None,
    };
    Some(Scheme { country, state, reference })
}

/// Three letters, two letters, perhaps `+` and a state, perhaps `-` and a reference.
fn read(text: &str) -> Option<Identifier<'_>> {
    let (head, reference) = text.split_once('-').map_or((text, None), |(head, reference)| (head, Some(reference)));
    let (head, state) = head.split_once('+').map_or((head, None), |(head, state)| (head, Some(state)));
    let upper = |text: &str| text.bytes().all(|octet| octet.is_ascii_uppercase());
    let (scheme, country) = head.split_at_checked(3)?;
    let whole = upper(scheme) && country.len() == 2 && upper(country) && reference != Some("") && state != Some("");
    whole.then_some(Identifier { scheme, country, state, reference })
}

/// In the subject and in the directory names beside it.
fn identifiers<'a>(linted: &'a Linted<'_>) -> impl Iterator<Item = &'a Attribute> {
    linted.names().flatten().filter(|attribute| attribute.kind == ORGANIZATION_ID)
}

fn texts<'a>(linted: &'a Linted<'_>) -> impl Iterator<Item = &'a str> {
    identifiers(linted).map(Attribute::text)
}

fn has_identifier(linted: &Linted<'_>) -> bool {
    identifiers(linted).next().is_some()
}

/// Appendix A.1 compares the subject's country with that of every scheme that is not international.
fn has_two_countries(linted: &Linted<'_>) -> bool {
    let national = |text: &str| read(text).is_some_and(|identifier| identifier.country != "XG");
    linted.is_identity(&[Identity::Organization, Identity::Sponsor]) && linted.has_attribute(COUNTRY) && texts(linted).any(national)
}

/// The identifiers that can be taken apart and are wrong in this way.
fn wrong(linted: &Linted<'_>, is_wrong: impl Fn(&Identifier<'_>) -> bool) -> Found {
    texts(linted).filter(|text| read(text).is_some_and(|identifier| is_wrong(&identifier))).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn taken_apart() {
        let id = read("NTRUS+CA-12-34").unwrap();
        assert_eq!((id.scheme, id.country, id.state, id.reference), ("NTR", "US", Some("CA"), Some("12-34")));
        assert!(read("GOVUS").is_some_and(|id| id.state.is_none() && id.reference.is_none()));
        for broken in ["", "GOV", "NTRU-1", "ntrUS-1", "NTRUSA-1", "NTRUS-", "NTRUS+-1", "日本国-1", "NTR日-1"] {
            assert!(read(broken).is_none(), "{broken}");
        }
    }
}
