//! Ordered rules and the words of the programs, as they stand in `data/rules/`. The first rule whose conditions all hold decides
//! the status; the words belong to program and status.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::check::Check;
use crate::error::{self, Error};
use crate::evidence::{Class, Evidence};

/// What a person sees, in one word of the JSON contract (design, section 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shows {
    /// Signed and good.
    Trusted,
    /// Signed, with a warning.
    Warning,
    /// Signed, and bad.
    Invalid,
    /// Nothing of a signature.
    Unsigned,
    /// The content, with a file that nobody sent.
    Attachment,
    /// The content cannot be read.
    Unreadable,
    /// Not known.
    Unknown,
}

impl Shows {
    /// The word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Trusted => "trusted",
            Self::Warning => "warning",
            Self::Invalid => "invalid",
            Self::Unsigned => "unsigned",
            Self::Attachment => "attachment",
            Self::Unreadable => "unreadable",
            Self::Unknown => "unknown",
        }
    }
}

/// The words of a program, letter by letter; `None`: not known in that language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// What it shows.
    pub shows: Shows,
    /// In Japanese.
    pub ja: Option<String>,
    /// In English.
    pub en: Option<String>,
    /// A second text that a Japanese reader gets by clicking.
    pub more_ja: Option<String>,
    /// What the words rest on.
    pub evidence: Evidence,
}

impl Quote {
    /// What was really seen stands in the place of what the profile has, in the language that it was seen in.
    pub(crate) fn observe(&mut self, words: &str) {
        let known = [&self.ja, &self.en, &self.more_ja];
        if known.into_iter().flatten().any(|known| known == words) {
            return;
        }
        let japanese = words.chars().any(|letter| matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'));
        (self.ja, self.en) = if japanese { (Some(words.to_owned()), None) } else { (None, Some(words.to_owned())) };
        self.more_ja = None;
    }
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) if_all: Vec<Check>,
    pub(crate) status: String,
    pub(crate) evidence: Evidence,
    pub(crate) sender: Option<String>,
    pub(crate) recipient: Option<String>,
}

/// The rules of a family of programs, and their words.
#[derive(Debug)]
pub(crate) struct RuleSet {
    pub(crate) rules: Vec<Rule>,
    quotes: HashMap<(String, String), Quote>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Vec<RuleText>,
    words: Vec<WordsText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleText {
    id: String,
    #[serde(rename = "if")]
    if_all: Vec<Check>,
    then: String,
    class: Class,
    source: String,
    date: String,
    sender: Option<String>,
    recipient: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsText {
    programs: Vec<String>,
    status: String,
    shows: Shows,
    ja: Option<String>,
    en: Option<String>,
    more_ja: Option<String>,
    class: Class,
    source: String,
    date: String,
}

/// The files by name.
const FILES: [(&str, &str); 9] = [
    ("windows", include_str!("../data/rules/windows.toml")),
    ("exchange", include_str!("../data/rules/exchange.toml")),
    ("thunderbird", include_str!("../data/rules/thunderbird.toml")),
    ("apple", include_str!("../data/rules/apple.toml")),
    ("gmail", include_str!("../data/rules/gmail.toml")),
    ("without", include_str!("../data/rules/without.toml")),
    ("carrier", include_str!("../data/rules/carrier.toml")),
    ("docomo", include_str!("../data/rules/docomo.toml")),
    ("outlook-com", include_str!("../data/rules/outlook-com.toml")),
];
const UNKNOWN: (&str, &str) = ("unknown", include_str!("../data/rules/unknown.toml"));

impl RuleSet {
    fn read(what: &'static str, text: &str) -> Result<Self, Error> {
        let file: File = error::read(what, text)?;
        let rule = |text: RuleText| Rule {
            id: text.id,
            if_all: text.if_all,
            status: text.then,
            evidence: Evidence { class: text.class, source: text.source, date: text.date },
            sender: text.sender,
            recipient: text.recipient,
        };
        let mut quotes = HashMap::new();
        for text in file.words {
            let evidence = Evidence { class: text.class, source: text.source, date: text.date };
            let quote = Quote { shows: text.shows, ja: text.ja, en: text.en, more_ja: text.more_ja, evidence };
            for program in text.programs {
                quotes.insert((program, text.status.clone()), quote.clone());
            }
        }
        Ok(Self { rules: file.rule.into_iter().map(rule).collect(), quotes })
    }

    /// The rules of that name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        static SETS: OnceLock<HashMap<&'static str, RuleSet>> = OnceLock::new();
        let sets = SETS.get_or_init(|| {
            // a test reads every file
            let all = FILES.iter().chain([&UNKNOWN]);
            all.filter_map(|(name, text)| Self::read(name, text).ok().map(|set| (*name, set))).collect()
        });
        sets.get(name)
    }

    /// What its rules come to, in their order.
    pub(crate) fn statuses(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for rule in &self.rules {
            if !all.contains(&rule.status.as_str()) {
                all.push(&rule.status);
            }
        }
        all
    }

    /// What a program shows then.
    pub(crate) fn quote(&self, program: &str, status: &str) -> Option<&Quote> {
        self.quotes.get(&(program.to_owned(), status.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]
    use super::*;
    use crate::profile::programs;

    #[test]
    fn every_file_reads_and_every_rule_has_a_source() {
        for (name, text) in FILES.iter().chain([&UNKNOWN]) {
            let set = RuleSet::read(name, text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(set.rules.last().unwrap().if_all.is_empty(), "{name}: the last rule holds always");
            let fall_through = set.rules.iter().position(|rule| rule.if_all.is_empty());
            assert_eq!(fall_through, Some(set.rules.len() - 1), "{name}: no rule stands behind one that holds always");
            for rule in &set.rules {
                assert!(!rule.evidence.source.is_empty() && rule.evidence.date.starts_with("20"), "{name} {}", rule.id);
            }
        }
    }

    #[test]
    fn every_program_has_an_entry_for_every_status_of_its_rules() {
        for program in programs() {
            let set = program.rule_set().unwrap();
            for rule in &set.rules {
                assert!(set.quote(&program.id, &rule.status).is_some(), "{} says nothing of {} ({})", program.id, rule.status, rule.id);
            }
        }
    }

    #[test]
    fn nobody_has_words_for_a_status_that_no_rule_gives() {
        for (name, text) in FILES.iter().chain([&UNKNOWN]) {
            let set = RuleSet::read(name, text).unwrap();
            for (program, status) in set.quotes.keys() {
                assert!(set.rules.iter().any(|rule| rule.status == *status), "{name}: {program} {status}");
                assert!(programs().iter().any(|known| known.id == *program), "{name}: {program}");
            }
        }
    }
}
