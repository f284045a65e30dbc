//! Forecasts: January 2016 by two of Microsoft's real lists, dates that a list has, announced days, and the ends of certificates. The
//! chain is made here; its two roots stand in for the real ones.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

#[path = "../../smime/tests/support/mod.rs"]
mod support;
mod town;

use kakitome_clients::Stores;
use kakitome_clients::forecast::{Fate, Held, Kind, Line, Turning, announced, between, dated, endings, forecast, past};
use kakitome_pki::UnixTime;
use kakitome_roots::{History, Root, Snapshot, Source, schedule};
use support::{Authority, NOW};
use town::Chain;

fn day(text: &str) -> UnixTime {
    UnixTime::parse(text).unwrap()
}

fn held(chain: &Chain, cross: bool, mails: u64) -> Held {
    let mut along = vec![chain.issuing.clone()];
    along.extend(cross.then(|| chain.cross.clone()));
    Held { name: town::SENDER.into(), kind: Kind::Identity, leaf: chain.person.certificate.clone(), chain: along, mails }
}

fn lines(chain: &Chain, cross: bool, lists: &[&Snapshot]) -> Vec<Line> {
    Line::all(vec![held(chain, cross, 12)], &Stores::none(), lists)
}

#[test]
fn january_2016_breaks_and_mends() {
    let chain = Chain::new();
    let list = |date| chain.stand_in(&town::authroot(date));
    let (before, broken, repaired) = (list("2015-11-24"), list("2016-01-20"), list("2016-01-25"));
    let with = lines(&chain, true, &[&before]);
    assert_eq!(with[0].roots().count(), 2, "by the cross certificate, and directly");
    let turnings = between(&with, &before, &broken);
    let [turning] = &turnings[..] else { panic!("{turnings:#?}") };
    assert_eq!(turning.day, day("2016-01-20"));
    assert_eq!((turning.subject.as_str(), turning.state), ("Class 3 Public Primary Certification Authority", Some("email-off")));
    assert_eq!((turning.old_mail, turning.new_mail), (Fate::Breaks, Fate::Breaks));
    // the newer root is good: leaving the cross certificate out helps, and a renewed certificate under it is not touched
    assert_eq!((turning.sender, turning.recipient, turning.renewed), (Some("leave-out-cross"), Some("wait-update"), Fate::Stays));
    assert!(turning.programs.contains(&"outlook-classic") && !turning.programs.contains(&"thunderbird"), "{:?}", turning.programs);
    assert_eq!(turning.mails(), 12);
    // without the cross certificate nothing turns
    assert!(between(&lines(&chain, false, &[&before]), &before, &broken).is_empty());
    let turnings = between(&with, &broken, &repaired);
    assert_eq!(turnings.iter().map(|one| one.old_mail).collect::<Vec<_>>(), [Fate::Mends]);
    assert!(!turnings[0].breaks());
    // the same list twice is no change
    assert!(between(&with, &broken, &broken).is_empty());
}

/// The 17 lists of the corpus by the day each was first seen.
const DAYS: [&str; 17] = [
    "2007-01-02",
    "2011-04-13",
    "2015-11-24",
    "2016-01-20",
    "2016-01-25",
    "2016-01-29",
    "2016-04-26",
    "2016-09-30",
    "2016-11-16",
    "2017-02-28",
    "2018-04-25",
    "2018-04-28",
    "2020-02-26",
    "2023-08-22",
    "2023-08-25",
    "2024-02-27",
    "2025-06-26",
];

#[test]
fn every_edition_since_2007_is_walked_through() {
    let chain = Chain::new();
    let history = History::new(DAYS.map(|date| chain.stand_in(&town::authroot(date))));
    let known: Vec<&Snapshot> = history.editions().iter().collect();
    let all = |cross: bool, from: &str, until: &str| past(&lines(&chain, cross, &known), &history, day(from), day(until));
    let told = |turnings: &[Turning]| {
        let one = |turning: &Turning| {
            let root = if turning.subject.contains("G3") { "G3" } else { "G1" };
            format!("{} {root} {} {}", &turning.day.to_string()[..10], turning.state.unwrap(), turning.old_mail.word())
        };
        turnings.iter().map(one).collect::<Vec<_>>()
    };
    let newer = ["2023-08-22 G3 disabled breaks", "2023-08-25 G3 ok mends", "2024-02-27 G3 disabled breaks"];
    // the list of 28 February 2017 names the day after as the last on which a certificate below the older root may have been issued
    let older =
        ["2016-01-20 G1 email-off breaks", "2016-01-25 G1 ok mends", "2017-03-01 G1 not-before stays", "2020-02-26 G1 disabled breaks"];
    assert_eq!(told(&all(true, "2007-01-01", "2026-11-22")), [&older[..], &newer[..]].concat());
    // without the cross certificate only the newer root's days are left
    assert_eq!(told(&all(false, "2007-01-01", "2026-11-22")), newer);
    // a span cuts out what happened within it: the incident of January 2016
    let january = all(true, "2016-01-01", "2016-01-31");
    assert_eq!(told(&january), ["2016-01-20 G1 email-off breaks", "2016-01-25 G1 ok mends"]);
    assert_eq!((january[0].sender, january[1].sender), (Some("leave-out-cross"), None));
    assert!(all(true, "2016-01-26", "2016-12-31").is_empty());
}

#[test]
fn certificates_authorities_and_roots_end() {
    let chain = Chain::new();
    let list = chain.stand_in(&town::authroot("2015-11-24"));
    let with = lines(&chain, true, &[&list]);
    // everything here ends on one day; the leaf, the authority and both roots are told once each
    let turnings = endings(&with, day("2035-01-01"), day("2037-01-01"));
    let changes: Vec<&str> = turnings.iter().map(|one| one.change.as_str()).collect();
    assert_eq!(changes.iter().filter(|change| **change == "leaf-expires").count(), 1, "{changes:?}");
    assert!(changes.contains(&"authority-expires") && changes.contains(&"root-expires"), "{changes:?}");
    assert!(turnings.iter().all(|one| one.old_mail == Fate::Breaks && one.programs.contains(&"thunderbird")));
    let leaf = turnings.iter().find(|one| one.change == "leaf-expires").unwrap();
    assert_eq!((leaf.renewed, leaf.sender), (Fate::Stays, Some("renew")));
    assert!(endings(&with, day("2020-01-01"), day("2030-01-01")).is_empty());
}

#[test]
fn days_in_lists_and_announcements_touch_those_below_the_root() {
    let root = Authority::new("GlobalSign Root CA - R3");
    let person = root.person("a@bank.example");
    let limit = |state, when| kakitome_pki::EmailLimit { state, when, attribute: "x".into(), value: "y".into() };
    let limits = vec![
        limit(kakitome_pki::EmailState::Disabled, kakitome_pki::LimitedWhen::From(day("2028-06-01"))),
        limit(kakitome_pki::EmailState::NotBefore, kakitome_pki::LimitedWhen::IssuedAfter(day("2027-06-01"))),
    ];
    let entry = Root { limits, ..Root::of(root.certificate.clone()) };
    let stores = Stores::none().with(Snapshot::new(Source::Microsoft, NOW, [1; 32], vec![entry]));
    let one = Held { name: "a@bank.example".into(), kind: Kind::File, leaf: person.certificate.clone(), chain: Vec::new(), mails: 3 };
    let lines = Line::all(vec![one], &stores, &[]);
    let turnings = dated(&lines, &stores, day("2026-11-22"), day("2029-01-01"));
    let told: Vec<_> = turnings.iter().map(|one| (one.change.as_str(), one.day, one.old_mail, one.renewed)).collect();
    assert!(told.contains(&("root-state", day("2028-06-01"), Fate::Breaks, Fate::Breaks)), "{told:?}");
    assert!(told.contains(&("root-issued-after", day("2027-06-01"), Fate::Stays, Fate::Breaks)), "{told:?}");

    let schedule = schedule().unwrap();
    // Mozilla's wave names roots by hash: one of the same name is another root
    let waves = |lines: &[Line]| {
        let all = announced(lines, &schedule, day("2026-11-22"), day("2033-01-01"));
        all.iter().filter(|one| one.change == "mozilla-distrust-after").count()
    };
    assert_eq!(waves(&lines), 0);
    let shipped = Stores::shipped().unwrap();
    let real = shipped.mozilla.as_ref().unwrap().roots().iter().find(|root| root.name.contains("GlobalSign Root CA - R3")).unwrap();
    let certificate = real.certificate.clone().unwrap();
    let own = Held { name: "r3".into(), kind: Kind::File, leaf: certificate.clone(), chain: vec![certificate], mails: 0 };
    let lines = vec![Line { paths: vec![vec![own.leaf.clone(), own.leaf.clone()]], held: own }];
    assert_eq!(waves(&lines), 1);
}

#[test]
fn rules_for_new_certificates_touch_those_who_renew() {
    let root = Authority::new("Example CA");
    let with = root.person("a@bank.example");
    let without = root.person_with("a@bank.example", kakitome_crypto::KeyKind::P256, |params| params.subject_alt_names.clear());
    let (stores, schedule) = (Stores::none(), schedule().unwrap());
    let touched = |certificate: &kakitome_pki::Certificate, kind: Kind| {
        let one = Held { name: "x".into(), kind, leaf: certificate.clone(), chain: vec![root.certificate.clone()], mails: 0 };
        let lines = Line::all(vec![one], &stores, &[]);
        announced(&lines, &schedule, day("2026-11-22"), day("2027-03-01")).iter().any(|one| one.change == "apple-rfc822name")
    };
    assert!(touched(&without.certificate, Kind::Identity));
    assert!(!touched(&with.certificate, Kind::Identity));
    assert!(!touched(&without.certificate, Kind::Person), "a correspondent's renewal is not ours");
}

#[test]
fn everything_together_is_in_order_and_names_its_source() {
    let chain = Chain::new();
    let list = chain.stand_in(&town::authroot("2025-06-26"));
    let stores = Stores::shipped().unwrap().with(list);
    let lines = Line::all(vec![held(&chain, true, 1)], &stores, &[]);
    let all = forecast(&lines, &stores, &schedule().unwrap(), day("2026-01-01"), day("2040-01-01"));
    assert!(!all.is_empty() && all.is_sorted_by_key(|one: &Turning| one.day));
    assert!(all.iter().all(|one| !one.source.is_empty() && !one.touched.is_empty()));
}
