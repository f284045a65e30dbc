//! The cases of zlint and of pkilint, each with the result that its own suite expects. What differs stands in
//! `divergences.tsv` with a reason; a difference that is gone fails as well.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use kakitome_pki::lint::{LintSeverity, Outcome, Profile, Terms, lint, lint_as};
use kakitome_pki::{Certificate, UnixTime, certificates_from};

use crate::coverage::{Row, table};
use crate::shared::corpus;

/// File, what is compared -> reason.
fn divergences() -> BTreeMap<(String, String), String> {
    let lines = include_str!("divergences.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut listed = BTreeMap::new();
    for line in lines {
        let fields: Vec<&str> = line.split('\t').collect();
        let [file, what, reason] = fields[..] else { panic!("three fields: {line}") };
        assert!(reason.len() > 20, "a divergence needs a reason: {line}");
        listed.insert((file.to_owned(), what.to_owned()), reason.to_owned());
    }
    listed
}

fn settle(found: &BTreeMap<(String, String), String>, belongs: &str) {
    let mut listed = divergences();
    listed.retain(|(file, _), _| file.starts_with(belongs));
    let new: Vec<_> = found.iter().filter(|(key, _)| !listed.contains_key(*key)).collect();
    let gone: Vec<_> = listed.keys().filter(|key| !found.contains_key(*key)).collect();
    assert!(new.is_empty() && gone.is_empty(), "not listed: {new:#?}\nlisted, and there is no difference: {gone:#?}");
}

/// The one answer of several rules, in zlint's words.
fn in_their_words(certificate: &Certificate, row: &Row) -> &'static str {
    let report = lint(certificate).unwrap();
    let ours: Vec<_> = report.outcomes.iter().filter(|(rule, _)| row.rules.iter().any(|one| one == rule.id)).collect();
    assert_eq!(ours.len(), row.rules.len());
    let broken = ours.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Broken(_))).map(|(rule, _)| rule.severity).max();
    match broken {
        Some(LintSeverity::Error) => "Error",
        Some(LintSeverity::Warning) => "Warn",
        Some(LintSeverity::Notice) => "Notice",
        None if ours.iter().any(|(_, outcome)| *outcome == Outcome::Kept) => "Pass",
        None if ours.iter().any(|(_, outcome)| *outcome == Outcome::NotEffective) => "NE",
        None => "NA",
    }
}

#[test]
fn zlint() {
    let (corpus, table) = (corpus(), table());
    let manifest = fs::read_to_string(corpus.join("manifest.tsv")).unwrap();
    let mut differences = BTreeMap::new();
    let mut compared = 0;
    for line in manifest.lines().filter(|line| line.starts_with("zlint/")) {
        let fields: Vec<&str> = line.split('\t').collect();
        let read = certificates_from(&fs::read(corpus.join(fields[0])).unwrap());
        let certificate = read.unwrap_or_else(|error| panic!("{}: {error}", fields[0])).remove(0);
        // five files have no expectation in their suite: they must be lintable all the same
        lint(&certificate).unwrap();
        let Some(expected) = fields[2].strip_prefix("lint: ") else { continue };
        for (name, expected) in expected.split("; ").map(|one| one.split_once('=').unwrap()) {
            compared += 1;
            let ours = in_their_words(&certificate, &table[&("zlint".to_owned(), name.to_owned())]);
            if ours != expected {
                differences.insert((fields[0].to_owned(), name.to_owned()), format!("{expected} expected, {ours} here"));
            }
        }
    }
    assert!(compared > 100, "{compared} expectations");
    settle(&differences, "zlint/");
}

/// The profile that a case of pkilint is held to is its folder.
fn profile_of(path: &str) -> Option<Profile> {
    let mut folders = path.strip_prefix("pkilint/smime_br/")?.split('/');
    let (identity, generation) = (folders.next()?, folders.next()?);
    let identity = if identity == "sponsored" { "sponsor" } else { identity };
    Some(Profile::from_name(&format!("{identity}-{generation}")).unwrap())
}

/// Codes of an expectation, those that only say how something was done left out.
fn codes(text: &str) -> BTreeSet<String> {
    let rows = text.lines().filter(|line| line.starts_with("certificate."));
    let fields = rows.map(|line| line.split(',').collect::<Vec<_>>());
    fields.filter(|fields| fields[2] != "INFO").map(|fields| fields[3].to_owned()).collect()
}

#[test]
fn pkilint() {
    let (corpus, table) = (corpus(), table());
    let manifest = fs::read_to_string(corpus.join("manifest.tsv")).unwrap();
    let mut differences = BTreeMap::new();
    let mut cases = 0;
    for file in manifest.lines().filter(|line| line.starts_with("pkilint/")).filter_map(|line| line.split('\t').next()) {
        cases += 1;
        let text = fs::read_to_string(corpus.join(file)).unwrap();
        let (pem, expected) = text.split_once("-----END CERTIFICATE-----").unwrap();
        let pem = format!("{pem}-----END CERTIFICATE-----\n");
        let certificate = certificates_from(pem.as_bytes()).unwrap().remove(0);
        // pkilint asks for no day: its cases from before the Baseline Requirements are held to their first
        let issued = certificate.not_before().max(UnixTime::parse("2023-09-01").unwrap());
        let report = lint_as(&certificate, Terms { profile: profile_of(file), issued: Some(issued) }).unwrap();
        let ours: BTreeSet<&str> = report.findings().iter().map(|finding| finding.rule.id).collect();
        let mut explained = BTreeSet::new();
        for code in codes(expected) {
            let row = table.get(&("pkilint".to_owned(), code.clone())).unwrap_or_else(|| panic!("{file}: {code} is not in the table"));
            let found: Vec<&str> = row.rules.iter().map(String::as_str).filter(|rule| ours.contains(rule)).collect();
            if found.is_empty() {
                differences.insert((file.to_owned(), code.clone()), "expected and not found".to_owned());
            }
            explained.extend(found);
        }
        for rule in ours.difference(&explained) {
            differences.insert((file.to_owned(), (*rule).to_owned()), "found and not expected".to_owned());
        }
    }
    assert_eq!(cases, 49);
    settle(&differences, "pkilint/");
}
