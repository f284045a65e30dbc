//! January 2016 in the words of the programs: from Microsoft's real lists, a mail whose chain may go to the old root by a cross
//! certificate or to the newer root directly. The two roots are made here and stand in for the real ones in each list.

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

use kakitome_clients::{Confidence, Mail, Shown, Shows, Stores, predict, shipped_observations};
use kakitome_pki::UnixTime;
use town::Chain;

fn day(text: &str) -> UnixTime {
    UnixTime::parse(text).unwrap()
}

fn windows(chain: &Chain, seen: &str, at: &str, cross: bool) -> Vec<Shown> {
    let list = chain.stand_in(&town::authroot(seen));
    let report = chain.report(&list, day(at), cross);
    let stores = Stores::shipped().unwrap().with(list);
    predict(Mail { report: &report, recipients: &[] }, &stores, &shipped_observations().unwrap())
}

fn bad(all: &[Shown], program: &str) -> Vec<(String, Vec<&'static str>)> {
    let one = all.iter().find(|one| one.program.id == program).unwrap();
    let bad = one.cases.iter().filter(|case| case.shows != Shows::Trusted);
    bad.map(|case| (case.status.clone(), case.when.iter().map(|one| one.word()).collect())).collect()
}

#[test]
fn the_incident_is_told_as_cases() {
    let chain = Chain::new();
    let all = windows(&chain, "2016-01-20", "2016-01-21", true);
    // update arrived, the new root absent, the old one present: the one cell in which it turned bad; and the price of no updates at all
    let cases = bad(&all, "outlook-classic");
    let off: Vec<_> = cases.iter().filter(|(status, _)| status == "root-off").collect();
    assert_eq!(off.len(), 1, "{cases:?}");
    assert!(off[0].1.contains(&"updates") && off[0].1.contains(&"no-root-present"), "{off:?}");
    for program in ["outlook-classic", "windows-mail", "windows-live-mail"] {
        let one = all.iter().find(|one| one.program.id == program).unwrap();
        let case = one.cases.iter().find(|case| case.status == "root-off").unwrap();
        assert_eq!(case.quote.ja.as_deref(), Some("デジタルIDは取り消されています。"));
        assert_eq!((case.confidence, case.seen.as_ref().unwrap().date.as_str()), (Confidence::Observed, "2016-01-25"));
        assert_eq!((case.sender.as_deref(), case.recipient.as_deref()), (Some("leave-out-cross"), Some("wait-update")));
    }
    // one machine that was not updated sees it good, whatever the list says
    let outlook = all.iter().find(|one| one.program.id == "outlook-classic").unwrap();
    assert!(outlook.cases.iter().any(|case| case.shows == Shows::Trusted && case.when.iter().any(|one| one.word() == "no-updates")));
}

#[test]
fn without_the_cross_certificate_and_after_the_repair_it_is_good() {
    let chain = Chain::new();
    for (seen, at, cross) in [("2016-01-20", "2016-01-21", false), ("2016-01-25", "2016-01-26", true), ("2015-11-24", "2016-01-10", true)] {
        let cases = bad(&windows(&chain, seen, at, cross), "outlook-classic");
        // what stays is the machine without updates and without any of the roots
        assert!(cases.iter().all(|(status, when)| status == "untrusted" && when.contains(&"no-updates")), "{seen} {cross}: {cases:?}");
    }
}

#[test]
fn the_price_of_leaving_the_cross_certificate_out() {
    let chain = Chain::new();
    let with = bad(&windows(&chain, "2015-11-24", "2016-01-10", true), "outlook-classic");
    let without = bad(&windows(&chain, "2015-11-24", "2016-01-10", false), "outlook-classic");
    // old machine, no updates, the old root alone: good with the cross certificate, bad without it
    assert!(with.iter().all(|(_, when)| when.len() >= 3), "bad only where neither root is there: {with:?}");
    assert!(without.iter().any(|(_, when)| when == &["no-updates", "no-root-present"]), "{without:?}");
}
