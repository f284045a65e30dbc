//! Which words a program shows, and for which situations: the rules read the other way round, for people who have seen a text or a
//! sign and have no file. Nothing is predicted here.

use crate::evidence::Evidence;
use crate::profile::{Program, programs};
use crate::rules::Quote;

/// One thing that a program shows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Saying {
    /// The program.
    pub program: &'static Program,
    /// The situation, by the name that observations use.
    pub status: String,
    /// Its words.
    pub quote: Quote,
    /// The rules that lead there, in the order in which they are asked.
    pub rules: Vec<Because>,
}

/// Why a situation is taken to be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Because {
    /// The rule.
    pub rule: String,
    /// What the sender can do, by name.
    pub sender: Option<String>,
    /// What the recipient can do, by name.
    pub recipient: Option<String>,
    /// What the rule rests on.
    pub evidence: Evidence,
}

/// Everything that a program shows, in the order of its rules.
#[must_use]
pub fn sayings(program: &'static Program) -> Vec<Saying> {
    let Some(set) = program.rule_set() else { return Vec::new() };
    let mut all: Vec<Saying> = Vec::new();
    for rule in &set.rules {
        let because = Because {
            rule: rule.id.clone(),
            sender: rule.sender.clone(),
            recipient: rule.recipient.clone(),
            evidence: rule.evidence.clone(),
        };
        if let Some(known) = all.iter_mut().find(|one| one.status == rule.status) {
            known.rules.push(because);
        } else if let Some(quote) = set.quote(&program.id, &rule.status) {
            all.push(Saying { program, status: rule.status.clone(), quote: quote.clone(), rules: vec![because] });
        }
    }
    all
}

/// What every program shows that has these words, letter by letter, in Japanese or English.
#[must_use]
pub fn who_says(words: &str) -> Vec<Saying> {
    let says = |one: &Saying| [&one.quote.ja, &one.quote.en, &one.quote.more_ja].into_iter().flatten().any(|text| text == words);
    programs().iter().flat_map(sayings).filter(says).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use crate::profile::program;

    #[test]
    fn every_rule_is_found_again_from_what_it_shows() {
        for program in programs() {
            let told: Vec<String> = sayings(program).into_iter().flat_map(|one| one.rules).map(|one| one.rule).collect();
            let rules = &program.rule_set().unwrap().rules;
            assert_eq!(told.len(), rules.len(), "{}", program.id);
            assert!(rules.iter().all(|rule| told.contains(&rule.id)), "{}", program.id);
        }
    }

    #[test]
    fn one_text_of_2016_stands_for_two_situations() {
        let outlook = program("outlook-classic").unwrap();
        let all = who_says("デジタルIDは取り消されています。");
        let found: Vec<&str> = all.iter().filter(|one| one.program == outlook).map(|one| one.status.as_str()).collect();
        assert_eq!(found, ["revoked", "root-off"]);
        assert!(all.iter().all(|one| ["outlook-classic", "windows-mail", "windows-live-mail"].contains(&one.program.id.as_str())));
        assert!(who_says("no program says this").is_empty());
    }
}
