//! Whom the certificate names: S/MIME Baseline Requirements 7.1.4.2.2 to 7.1.4.2.6. What X.500 asks of names stands in
//! `distinguished`, the identifier of an organisation in `organization`.

use std::collections::HashSet;

use const_oid::ObjectIdentifier;

use super::addresses::is_mailbox;
use super::attribute::{
    self, Attribute, COUNTRY, GIVEN_NAME, LOCALITY, ORGANIZATION, ORGANIZATION_ID, POSTAL_CODE, PSEUDONYM, SERIAL_NUMBER, STATE, STREET,
    SURNAME, TITLE, UNIT,
};
use super::countries;
use super::linted::{Linted, subscriber};
use super::rule::{Applies, BR_1_0_0, Check, Found, LintGroup, LintRule, LintSeverity, when};
use crate::identity::{Generation, Identity};
use crate::oid;

const fn rule(id: &'static str, clause: &'static str, applies: Applies, check: Check) -> LintRule {
    LintRule::new(id, clause, LintSeverity::Error, BR_1_0_0, LintGroup::Subject, applies, check)
}

pub(super) const RULES: &[LintRule] = &[
    rule("br.7-1-4-2-2-a-common-name", "S/MIME BR 7.1.4.2.2(a)", has_common_name, |linted| {
        linted.names().flat_map(|name| common_names(linted, name)).collect()
    }),
    rule("br.7-1-4-2-2-e-name-and-pseudonym", "S/MIME BR 7.1.4.2.2(e)", personal, |linted| {
        let both = |name: &[Attribute]| has(name, PSEUDONYM) && (has(name, GIVEN_NAME) || has(name, SURNAME));
        when(linted.names().any(both))
    }),
    rule(
        "br.7-1-4-2-2-h-address-not-one",
        "S/MIME BR 7.1.4.2.2(h)",
        |linted| subscriber(linted) && linted.has_attribute(oid::EMAIL_ADDRESS),
        |linted| linted.texts(oid::EMAIL_ADDRESS).filter(|text| !is_mailbox(text)).map(str::to_owned).collect(),
    ),
    rule(
        "br.7-1-4-2-2-n-country",
        "S/MIME BR 7.1.4.2.2(n)",
        |linted| named(linted) && linted.has_attribute(COUNTRY),
        |linted| {
            // XX: no country of ISO 3166 fits
            let wrong = |code: &&str| *code != "XX" && !countries::is_country(code);
            linted.names().flatten().filter(|one| one.kind == COUNTRY).map(Attribute::text).filter(wrong).map(str::to_owned).collect()
        },
    ),
    rule("br.7-1-4-2-2-place-without-country", "S/MIME BR 7.1.4.2.2", subscriber, |linted| {
        let places = [STATE, LOCALITY, STREET, POSTAL_CODE];
        let lonely = |kind: &&ObjectIdentifier| linted.has_attribute(**kind) && !linted.has_attribute(COUNTRY);
        places.iter().filter(lonely).map(|kind| attribute::label(*kind)).collect()
    }),
    rule("br.7-1-4-2-placeholder", "S/MIME BR 7.1.4.2", subscriber, |linted| {
        let empty = |attribute: &&Attribute| {
            attribute.text.as_ref().is_some_and(|text| text.chars().all(|letter| matches!(letter, '.' | '-' | ' ')))
        };
        linted.subject.iter().filter(empty).map(Attribute::label).collect()
    }),
    rule("br.7-1-4-2-2-html-entity", "S/MIME BR 7.1.4.2.2", subscriber, |linted| {
        linted.subject.iter().filter(|attribute| has_entity(attribute.text())).map(Attribute::label).collect()
    }),
    rule("br.7-1-4-2-3-attribute-forbidden", "S/MIME BR 7.1.4.2.3", |linted| linted.is_identity(&[Identity::Mailbox]), forbidden),
    rule("br.7-1-4-2-4-attribute-forbidden", "S/MIME BR 7.1.4.2.4", |linted| linted.is_identity(&[Identity::Organization]), forbidden),
    rule("br.7-1-4-2-5-attribute-forbidden", "S/MIME BR 7.1.4.2.5", |linted| linted.is_identity(&[Identity::Sponsor]), forbidden),
    rule("br.7-1-4-2-6-attribute-forbidden", "S/MIME BR 7.1.4.2.6", |linted| linted.is_identity(&[Identity::Individual]), forbidden),
    rule("br.7-1-4-2-4-attribute-missing", "S/MIME BR 7.1.4.2.4, 7.1.4.2.5", organisation, |linted| {
        let missing = |kind: &&ObjectIdentifier| !linted.has_attribute(**kind);
        [ORGANIZATION, ORGANIZATION_ID].iter().filter(missing).map(|kind| attribute::label(*kind)).collect()
    }),
    rule("br.7-1-4-2-5-person-missing", "S/MIME BR 7.1.4.2.5, 7.1.4.2.6", personal, |linted| {
        let legacy = linted.is_generation(&[Generation::Legacy]) && linted.has_attribute(oid::COMMON_NAME);
        when(!legacy && ![GIVEN_NAME, SURNAME, PSEUDONYM].iter().any(|kind| linted.has_attribute(*kind)))
    }),
];

fn has(name: &[Attribute], kind: ObjectIdentifier) -> bool {
    name.iter().any(|attribute| attribute.kind == kind)
}

/// More than an address is vouched for.
fn named(linted: &Linted<'_>) -> bool {
    linted.is_identity(&[Identity::Organization, Identity::Sponsor, Identity::Individual])
}

fn organisation(linted: &Linted<'_>) -> bool {
    linted.is_identity(&[Identity::Organization, Identity::Sponsor])
}

fn personal(linted: &Linted<'_>) -> bool {
    linted.is_identity(&[Identity::Sponsor, Identity::Individual])
}

fn has_common_name(linted: &Linted<'_>) -> bool {
    subscriber(linted) && linted.names().any(|name| has(name, oid::COMMON_NAME))
}

/// Common names that come from nowhere: 7.1.4.2.2(a) has a table of what they may repeat.
fn common_names(linted: &Linted<'_>, name: &[Attribute]) -> Found {
    let Some(profile) = linted.profile else { return Found::new() };
    let of = |kind: ObjectIdentifier| -> HashSet<&str> { name.iter().filter(|one| one.kind == kind).map(Attribute::text).collect() };
    let (pseudonyms, organisations) = (of(PSEUDONYM), of(ORGANIZATION));
    let a_person_is_named = has(name, GIVEN_NAME) || has(name, SURNAME);
    let is_known = |text: &str| match profile.identity {
        Identity::Organization => organisations.contains(text),
        // how the parts of a person's name are joined is the CA's to say
        Identity::Sponsor | Identity::Individual => {
            a_person_is_named || pseudonyms.contains(text) || (profile.generation == Generation::Legacy && pseudonyms.is_empty())
        }
        Identity::Mailbox | Identity::Unknown => false,
    };
    let names = name.iter().filter(|attribute| attribute.kind == oid::COMMON_NAME).map(Attribute::text);
    names.filter(|text| !linted.addresses.contains(*text) && !is_known(text)).map(str::to_owned).collect()
}

/// Attributes that the table of the certificate's profile forbids.
fn forbidden(linted: &Linted<'_>) -> Found {
    let Some(profile) = linted.profile else { return Found::new() };
    let strict = profile.generation == Generation::Strict;
    let always = [oid::COMMON_NAME, SERIAL_NUMBER, oid::EMAIL_ADDRESS];
    let place = [LOCALITY, STATE, COUNTRY];
    let address = [STREET, POSTAL_CODE];
    let person = [GIVEN_NAME, SURNAME, PSEUDONYM, TITLE];
    let house = [ORGANIZATION, UNIT, ORGANIZATION_ID];
    let is_person = matches!(profile.identity, Identity::Sponsor | Identity::Individual);
    let is_house = matches!(profile.identity, Identity::Organization | Identity::Sponsor);
    let is_named = profile.identity != Identity::Mailbox;
    // the Legacy generation lets other attributes pass where more than an address is vouched for
    let others = is_named && profile.generation == Generation::Legacy;
    let allowed = |kind: &ObjectIdentifier| {
        always.contains(kind)
            || (place.contains(kind) && is_named)
            || (address.contains(kind) && is_named && !strict)
            || (person.contains(kind) && is_person)
            || (house.contains(kind) && is_house)
            || (others && ![&place[..], &address, &person, &house].concat().contains(kind))
    };
    let mut labels = Found::new();
    for attribute in linted.names().flatten().filter(|attribute| !allowed(&attribute.kind)) {
        labels.push(attribute.label());
    }
    labels
}

/// `&amp;`, `&#39;`: somebody pasted a web page.
fn has_entity(text: &str) -> bool {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('&') {
        let name: &str = after.split(';').next().unwrap_or_default();
        let is_name = |name: &str| !name.is_empty() && name.len() <= 10 && name.chars().all(|letter| letter.is_ascii_alphanumeric());
        if name.len() < after.len() && is_name(name.strip_prefix('#').unwrap_or(name)) {
            return true;
        }
        rest = after;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_of_web_pages() {
        for (text, found) in [("A &amp; B", true), ("A & B;", false), ("&#39;", true), ("R&D", false), ("a && b&lt;", true), ("&;", false)]
        {
            assert_eq!(has_entity(text), found, "{text}");
        }
    }
}
