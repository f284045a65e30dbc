//! The stage of January 2016: every cell of its table, and every fact of it held to the published lists.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::path::{Path, PathBuf};

use kakitome_clients::Shows;
use kakitome_clients::stage::{Choice, play, table};
use kakitome_pki::{EmailState, UnixTime};
use kakitome_roots::{Beside, Root, Snapshot, read};
use kakitome_smime::Verdict;

fn corpus(path: &str) -> PathBuf {
    let shared =
        std::env::var_os("KAKITOME_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let file = shared.join("corpus").join(path);
    assert!(file.exists(), "no {}: set KAKITOME_SHARED to the folder that holds the corpus", file.display());
    file
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

fn list(path: &str, day: &str) -> Snapshot {
    read(&std::fs::read(corpus(path)).unwrap(), &Beside { date: UnixTime::parse(day).unwrap(), certificates: &[] }).unwrap()
}

/// A leaf of 2015, as mail of those days was signed.
fn state(root: &Root, at: UnixTime) -> EmailState {
    root.email(at, UnixTime::parse("2015-06-01").unwrap()).0
}

#[test]
fn every_fact_stands_in_the_published_lists() {
    let table = table().unwrap();
    assert_eq!(table.days.iter().map(|day| day.id.as_str()).collect::<Vec<_>>(), ["19", "20", "25", "28"]);
    for day in &table.days {
        let seen = day.seen.to_string()[..10].to_owned();
        let path = format!("authroot/authroot-{seen}.stl");
        let real = list(&path, &seen);
        assert_eq!(real.date, day.produced, "{seen}");
        assert_eq!(hex(real.sequence.as_deref().unwrap()), day.sequence, "{seen}");
        assert_eq!(hex(&real.origin), day.sha256, "{seen}");
        assert_eq!(real.roots().len(), day.entries, "{seen}");
        for (named, said) in [(&table.old, day.old), (&table.new, day.new)] {
            let root = real.roots().iter().find(|root| root.sha1.is_some_and(|hash| hex(&hash) == named.sha1)).unwrap();
            assert_eq!(state(root, day.date), said, "{seen} {}", named.name);
        }
        assert!(day.seen <= day.date, "the edition was out on that day");
    }
}

#[test]
fn mozilla_trusted_both_before_and_after() {
    let table = table().unwrap();
    let state = |edition: &str, name: &str| {
        let text = std::fs::read_to_string(corpus(&format!("nss-certdata/certdata-{edition}.roots.tsv"))).unwrap();
        let named = |line: &&str| line.split('\t').nth(1).is_some_and(|label| label.eq_ignore_ascii_case(name));
        let words: Vec<&str> = text.lines().filter(named).filter_map(|line| line.split('\t').nth(4)).collect();
        assert!(!words.is_empty(), "{name} is in {edition}");
        words.contains(&"TRUSTED_DELEGATOR")
    };
    // Mozilla writes the name of the house before the older root's
    let older = format!("Verisign {}", table.old.name);
    for edition in ["2013-02-28-bf65ba4ce1c2", "2016-02-25-911b67963a69"] {
        assert!(state(edition, &older) && state(edition, &table.new.name), "{edition}");
    }
    assert!(table.notice.contains("ALERT1958"));
}

#[test]
fn every_cell_is_as_the_notice_says() {
    for day in 0..4 {
        for bits in 0..8 {
            let choice = Choice { day, cross: bits & 1 == 1, newer_root: bits & 2 == 2, updates: bits & 4 == 4 };
            let scene = play(choice).unwrap();
            let off = day == 1 && choice.cross && !choice.newer_root && choice.updates;
            // left out, the newer root absent, and no update that would fetch it
            let absent = !choice.cross && !choice.newer_root && !choice.updates;
            assert_eq!(scene.report.verdict() == Verdict::Valid, !off && !absent, "{choice:?} {:?}", scene.report.verdict());
            for program in ["windows-mail", "windows-live-mail", "outlook-classic"] {
                let one = scene.shown.iter().find(|one| one.program.id == program).unwrap();
                let expected = if off {
                    "root-off"
                } else if absent {
                    "untrusted"
                } else {
                    "good"
                };
                assert_eq!((one.cases.len(), one.cases[0].status.as_str()), (1, expected), "{program} {choice:?}");
                if off {
                    assert_eq!(one.cases[0].quote.ja.as_deref(), Some("デジタルIDは取り消されています。"));
                }
            }
            for program in ["thunderbird", "ios-mail", "gmail-web"] {
                let one = scene.shown.iter().find(|one| one.program.id == program).unwrap();
                assert_eq!(one.cases[0].shows, Shows::Trusted, "{program} {choice:?}");
            }
            assert_eq!(scene.troubles.len(), usize::from(off), "{choice:?}");
        }
    }
}

#[test]
fn the_remedies_and_the_end_come_from_the_lists() {
    let scene = play(Choice::HIT).unwrap();
    let trouble = &scene.troubles[0];
    assert_eq!((trouble.state, trouble.root.as_str()), (EmailState::EmailOff, table().unwrap().old.name.as_str()));
    assert!(trouble.sender.is_some() && trouble.recipient.as_ref().is_some_and(|install| install.name == table().unwrap().new.name));
    assert_eq!(trouble.over.as_ref().unwrap().1, UnixTime::parse("2016-01-25").unwrap());
}

#[test]
fn a_fifth_day_is_refused() {
    assert!(play(Choice { day: 4, ..Choice::HIT }).is_err());
}
