//! `coverage.tsv`: which of the rules of two other lints are covered here, by which rules, and which are not and why.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use kakitome_pki::lint::rules;

use crate::shared::corpus;

/// Rules here that do the same, none and a note why not.
pub(crate) struct Row {
    pub(crate) rules: Vec<String>,
    pub(crate) note: String,
}

/// By source and name.
pub(crate) fn table() -> BTreeMap<(String, String), Row> {
    let mut table = BTreeMap::new();
    for line in include_str!("coverage.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        let mut next = || fields.next().unwrap_or_default().to_owned();
        let (source, name, rules, note) = (next(), next(), next(), next());
        let rules = rules.split(' ').filter(|rule| *rule != "-").map(str::to_owned).collect();
        assert!(table.insert((source, name), Row { rules, note }).is_none(), "stands twice: {line}");
    }
    table
}

/// The inventories of both lints.
fn inventory() -> Vec<(String, String)> {
    let facts = corpus().parent().unwrap().join("facts");
    let text = fs::read_to_string(facts.join("zlint-smime-lints.txt")).unwrap();
    let mut all: Vec<_> = text.lines().filter_map(|line| line.split_once(" | ")).map(|(name, _)| ("zlint", name.to_owned())).collect();
    let bytes = fs::read(facts.join("smime-br-findings.csv")).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    all.extend(text.lines().skip(1).filter_map(|line| line.split(',').nth(1)).map(|name| ("pkilint", name.to_owned())));
    all.into_iter().map(|(source, name)| (source.to_owned(), name)).collect()
}

#[test]
fn every_rule_of_both_inventories_is_covered_or_has_a_reason() {
    let table = table();
    let inventory = inventory();
    assert_eq!(inventory.len(), 37 + 160);
    let missing: Vec<_> = inventory.iter().filter(|one| !table.contains_key(*one)).collect();
    assert!(missing.is_empty(), "{missing:#?}");
    let silent: Vec<_> = table.iter().filter(|(_, row)| row.rules.is_empty() && row.note.len() < 20).map(|(name, _)| name).collect();
    assert!(silent.is_empty(), "neither covered nor explained: {silent:#?}");
    let covered = inventory.iter().filter(|one| !table[*one].rules.is_empty()).count();
    assert_eq!(covered, 197 - 13, "of 197 rules; keep the sentence in the documents true");
}

#[test]
fn every_rule_that_the_table_names_exists_and_ids_are_plain_and_single() {
    let ids: BTreeSet<&str> = rules().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), rules().count(), "an id stands twice");
    for id in &ids {
        let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-.".contains(letter);
        assert!(id.chars().all(plain) && id.matches('.').count() == 1, "{id}");
    }
    for rule in rules() {
        assert!(rule.clause.contains(' ') && rule.since.0 > 0, "{rule:?} has no clause or no day");
    }
    let table = table();
    let unknown: BTreeSet<_> = table.values().flat_map(|row| &row.rules).filter(|rule| !ids.contains(rule.as_str())).collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
}

#[test]
fn the_page_for_readers_has_every_row() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/cert-lint.md");
    let page = fs::read_to_string(page).unwrap();
    let table = table();
    for one in inventory() {
        let row = &table[&one];
        let rules: Vec<String> = row.rules.iter().map(|rule| format!("`{rule}`")).collect();
        let rules = if rules.is_empty() { "-".to_owned() } else { rules.join(" ") };
        let line = format!("| `{}` | {rules} | {} |", one.1, row.note.replace('|', "/"));
        assert!(page.contains(&line), "docs/cert-lint.md lacks: {line}");
    }
    let covered = |source: &str| inventory().iter().filter(|one| one.0 == source && !table[*one].rules.is_empty()).count();
    for (source, all) in [("zlint", 37), ("pkilint", 160)] {
        assert!(page.contains(&format!("## {source}: {} of {all}", covered(source))), "{source}: {}", covered(source));
    }
}
