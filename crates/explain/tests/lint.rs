//! Every rule of the certificate lint has a sentence in both languages that names what was found, and no sentence is left over.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

use std::collections::BTreeSet;

use kakitome_explain::{Lang, words};
use kakitome_pki::lint::{LintGroup, rules};

fn name(id: &str) -> String {
    format!("lint-{}", id.replace('.', "-"))
}

#[test]
fn every_rule_has_its_sentence_and_every_sentence_its_rule() {
    let wanted: BTreeSet<String> = rules().map(|rule| name(rule.id)).collect();
    for lang in Lang::ALL {
        let missing: Vec<_> = wanted.iter().filter(|name| !words(lang).has(name)).collect();
        assert!(missing.is_empty(), "{lang}: {missing:#?}");
    }
    let families = ["lint-br-", "lint-rfc", "lint-x5", "lint-x6", "lint-iso", "lint-gmail-", "lint-adobe-"];
    let file = include_str!("../words/lint.en.ftl");
    let names = file.lines().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name);
    let left: Vec<_> = names.filter(|name| families.iter().any(|family| name.starts_with(family)) && !wanted.contains(*name)).collect();
    assert!(left.is_empty(), "{left:#?}");
}

#[test]
fn both_languages_name_what_was_found_in_the_same_sentences() {
    for rule in rules() {
        let says = |lang| words(lang).get(&name(rule.id), &[("found", "⟦seen⟧".into())]).contains("⟦seen⟧");
        assert_eq!(says(Lang::Ja), says(Lang::En), "{}", rule.id);
    }
}

#[test]
fn every_group_has_a_heading_and_says_what_to_do() {
    for (lang, group) in Lang::ALL.into_iter().flat_map(|lang| LintGroup::ALL.map(|group| (lang, group))) {
        for name in [format!("lint-group-{}", group.word()), format!("lint-do-{}", group.word())] {
            assert!(words(lang).has(&name), "{lang}: {name}");
        }
    }
}
