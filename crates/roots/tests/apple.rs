//! The data that we wrote down ourselves (Apple's blocked roots, announced changes) against certificates and lists made by others:
//! every hash that is in the corpus belongs to a certificate of that name there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

#[allow(dead_code, reason = "each test file uses its part")]
mod support;

use std::collections::{HashMap, HashSet};

use kakitome_pki::{EmailState, UnixTime};
use kakitome_roots::{Sha256, Snapshot, apple, schedule};

use support::{authroot, authroot_days, corpus, day, microsofts, reading};

/// Names that lists and certificates of the corpus have for a hash.
fn names() -> HashMap<Sha256, Vec<String>> {
    let certificates = microsofts();
    let mut names: HashMap<Sha256, Vec<String>> = HashMap::new();
    for certificate in &certificates {
        names.entry(*certificate.sha256()).or_default().push(certificate.subject().display());
    }
    let mut add = |list: Snapshot| {
        for root in list.roots() {
            let Some(hash) = root.sha256 else { continue };
            let subject = root.certificate.as_ref().map(|certificate| certificate.subject().display());
            names.entry(hash).or_default().extend([Some(root.name.clone()), subject].into_iter().flatten());
        }
    };
    for date in authroot_days() {
        add(authroot(&date, &certificates));
    }
    for file in std::fs::read_dir(corpus("nss-certdata")).unwrap() {
        let file = file.unwrap().path();
        if file.file_name().unwrap().to_str().unwrap().starts_with("certdata-") && file.extension().is_some_and(|ending| ending == "txt") {
            add(reading(&std::fs::read(&file).unwrap(), &[]).unwrap());
        }
    }
    for (hash, name) in ["apple", "microsoft_windows", "mozilla_nss", "oracle_java"].into_iter().flat_map(observed) {
        names.entry(hash).or_default().push(name);
    }
    names
}

/// `subject_name` and `fingerprint` of a file of the trust stores observatory.
fn observed(program: &str) -> Vec<(Sha256, String)> {
    let text = std::fs::read_to_string(corpus(&format!("trust-stores-observatory/{program}.yaml"))).unwrap();
    let (mut all, mut name) = (Vec::new(), String::new());
    for line in text.lines() {
        if let Some(found) = line.strip_prefix("- subject_name: ") {
            name = found.trim_matches(['"', '\'']).to_owned();
        } else if let Some(found) = line.trim().strip_prefix("fingerprint: ") {
            all.push((hash(found), std::mem::take(&mut name)));
        }
    }
    assert!(all.len() > 100, "{program}: {}", all.len());
    all
}

fn hash(text: &str) -> Sha256 {
    let octets: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap()).collect();
    octets.try_into().unwrap()
}

/// Letters and digits of both, one within the other: what lists call a root and what it calls itself differ in hyphens and commas.
fn fits(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>().to_lowercase();
    let (one, other) = (plain(one), plain(other));
    !one.is_empty() && !other.is_empty() && (one.contains(&other) || other.contains(&one))
}

#[test]
fn every_hash_of_apples_data_that_the_corpus_has_belongs_to_a_certificate_of_that_name() {
    let (names, list) = (names(), apple().unwrap());
    let (mut known, mut wrong) = (0, Vec::new());
    for root in list.roots() {
        let Some(called) = names.get(&root.sha256.unwrap()) else { continue };
        known += 1;
        if !called.iter().any(|name| fits(name, &root.name)) {
            wrong.push(format!("{} is called {}", root.name, called[0]));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // of the 38 that are blocked most were never a root of anybody
    assert_eq!((list.roots().len(), known), (142, 115));
}

#[test]
fn what_is_gone_is_not_in_apples_newest_list_and_what_is_limited_may_be() {
    let newest: HashSet<Sha256> = observed("apple").into_iter().map(|(hash, _)| hash).collect();
    assert_eq!(newest.len(), 156);
    let list = apple().unwrap();
    let gone = |root: &&kakitome_roots::Root| root.notes.iter().any(|note| note.attribute == "not listed any more");
    assert_eq!(list.roots().iter().filter(gone).count(), 88);
    for root in list.roots() {
        let now = root.email(day("2026-11-22"), day("2000-01-01")).0;
        // WoSign's roots never were in it; other roots led to them
        if root.name.contains("WoSign") || root.name == "CA 沃通根证书" {
            continue;
        }
        // old certificates: whatever is blocked, disabled or gone is not in the list, whatever is limited for new ones is
        assert_eq!(newest.contains(&root.sha256.unwrap()), now == EmailState::Ok, "{} {now}", root.name);
    }
}

#[test]
fn apple_blocks_the_root_of_2016_and_intermediates_too() {
    let list = apple().unwrap();
    let at = |root: &str, moment: UnixTime| list.by_sha256(&hash(root)).unwrap().email(moment, day("2015-01-01")).0;
    // Class 3 Public Primary Certification Authority, signed with SHA-1; WoSign's intermediate
    for blocked in [
        "a4b6b3996fc2f306b3fd8681bd63413d8c5009cc4fa329c2ccf0e2fa1b140305",
        "41a235ab60f0643e752a2db4e914d68c0542167de9ca28df25fd79a693c29072",
    ] {
        assert_eq!((at(blocked, day("2016-01-20")), at(blocked, day("2017-12-28"))), (EmailState::Ok, EmailState::Disallowed));
    }
    // TrustCor's roots left Apple's list between 2023 and 2025
    let trustcor = "d40e9c86cd8fe468c1776959f49ea774fa548684b6c406f3909261f4dce2575c";
    assert_eq!((at(trustcor, day("2023-10-01")), at(trustcor, day("2026-01-01"))), (EmailState::Ok, EmailState::Disabled));
}

#[test]
fn every_root_of_an_announcement_has_a_hash_and_the_corpus_calls_it_so() {
    let names = names();
    let (mut named, mut known, mut wrong) = (0, 0, Vec::new());
    for event in schedule().unwrap() {
        for root in &event.roots {
            named += 1;
            let hash = root.sha256.unwrap_or_else(|| panic!("{} {}: no hash", event.change, root.name));
            let Some(called) = names.get(&hash) else { continue };
            known += 1;
            if !called.iter().any(|name| fits(name, &root.name)) {
                wrong.push(format!("{} {} is called {}", event.change, root.name, called[0]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!((named, known), (176, 176));
}

#[test]
fn the_notices_of_2026_are_there_whole() {
    let events = schedule().unwrap();
    let roots = |day: &str, change: &str| {
        let found = events.iter().filter(|event| event.day == support::day(day) && event.change == change);
        found.flat_map(|event| &event.roots).map(|root| root.name.clone()).collect::<Vec<_>>()
    };
    let may = roots("2026-05-19", "microsoft-not-before");
    assert_eq!(may.len(), 19);
    for name in ["Go Daddy Class 2 Certification Authority", "Starfield Root Certificate Authority - G2", "SecureSign Root CA14"] {
        assert!(may.iter().any(|root| root == name), "{name}: {may:?}");
    }
    assert!(may.iter().any(|root| root.contains("Firmaprofesional")), "{may:?}");
    assert_eq!(roots("2026-05-19", "microsoft-not-before-all").len(), 6);
    assert_eq!((roots("2026-09-15", "microsoft-not-before").len(), roots("2026-09-15", "microsoft-not-before-all").len()), (10, 19));
    // what is disabled or removed is so from the day of the release
    assert_eq!(roots("2026-08-25", "microsoft-disable"), ["Baltimore CyberTrust Root", "GeoTrust Universal CA"]);
    assert_eq!(roots("2026-08-25", "microsoft-remove"), ["Visa Information Delivery Root CA"]);
}
