//! The sentences by name, from the Fluent files in `words/`. The files are part of the program; tests read every sentence
//! in both languages. This file knows nothing of mail: the doors keep their own sentences here too (`cli-…`).

use std::borrow::Cow;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::langid;

use crate::lang::Lang;

/// The files of each language: what the report says, then what the doors say.
const JA: &[&str] = &[
    include_str!("../words/report.ja.ftl"),
    include_str!("../words/findings.ja.ftl"),
    include_str!("../words/phrases.ja.ftl"),
    include_str!("../words/accounts.ja.ftl"),
    include_str!("../words/alerts.ja.ftl"),
    include_str!("../words/cli.ja.ftl"),
    include_str!("../words/commands.ja.ftl"),
    include_str!("../words/encrypt.ja.ftl"),
    include_str!("../words/explain.ja.ftl"),
    include_str!("../words/forecast.ja.ftl"),
    include_str!("../words/home.ja.ftl"),
    include_str!("../words/hop.ja.ftl"),
    include_str!("../words/notice.ja.ftl"),
    include_str!("../words/outbox.ja.ftl"),
    include_str!("../words/picture.ja.ftl"),
    include_str!("../words/probe.ja.ftl"),
    include_str!("../words/publish.ja.ftl"),
    include_str!("../words/pages.ja.ftl"),
    include_str!("../words/seen.ja.ftl"),
    include_str!("../words/settings.ja.ftl"),
    include_str!("../words/starttls.ja.ftl"),
    include_str!("../words/trust.ja.ftl"),
    include_str!("../words/lint.ja.ftl"),
    include_str!("../words/web.ja.ftl"),
    include_str!("../words/help.ja.ftl"),
];
const EN: &[&str] = &[
    include_str!("../words/report.en.ftl"),
    include_str!("../words/findings.en.ftl"),
    include_str!("../words/phrases.en.ftl"),
    include_str!("../words/accounts.en.ftl"),
    include_str!("../words/alerts.en.ftl"),
    include_str!("../words/cli.en.ftl"),
    include_str!("../words/commands.en.ftl"),
    include_str!("../words/encrypt.en.ftl"),
    include_str!("../words/explain.en.ftl"),
    include_str!("../words/forecast.en.ftl"),
    include_str!("../words/home.en.ftl"),
    include_str!("../words/hop.en.ftl"),
    include_str!("../words/notice.en.ftl"),
    include_str!("../words/outbox.en.ftl"),
    include_str!("../words/picture.en.ftl"),
    include_str!("../words/probe.en.ftl"),
    include_str!("../words/publish.en.ftl"),
    include_str!("../words/pages.en.ftl"),
    include_str!("../words/seen.en.ftl"),
    include_str!("../words/settings.en.ftl"),
    include_str!("../words/starttls.en.ftl"),
    include_str!("../words/trust.en.ftl"),
    include_str!("../words/lint.en.ftl"),
    include_str!("../words/web.en.ftl"),
];

/// What stands in a sentence's `{ $name }`.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Text, put in as it is.
    Text(Cow<'a, str>),
    /// A count: chooses singular or plural in English.
    Number(i64),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Value<'_> {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<u64> for Value<'_> {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<u16> for Value<'_> {
    fn from(number: u16) -> Self {
        Self::Number(i64::from(number))
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Self::Number(i64::from(number))
    }
}

/// All sentences of one language.
pub struct Words {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

/// The sentences of a language; read once in a process.
///
/// ```
/// use kakitome_explain::{Lang, words};
/// let line = words(Lang::En).get("cli-hint", &[("hint", "say --help".into())]);
/// assert_eq!(line, "hint: say --help");
/// assert_eq!(words(Lang::Ja).get("heading-valid", &[]), "署名は有効です");
/// ```
#[must_use]
pub fn words(lang: Lang) -> &'static Words {
    static BOTH: [OnceLock<Words>; 2] = [OnceLock::new(), OnceLock::new()];
    let [ja, en] = &BOTH;
    match lang {
        Lang::Ja => ja.get_or_init(|| Words::read(Lang::Ja, JA)),
        Lang::En => en.get_or_init(|| Words::read(Lang::En, EN)),
    }
}

impl Words {
    fn read(lang: Lang, files: &[&str]) -> Self {
        let id = match lang {
            Lang::Ja => langid!("ja"),
            Lang::En => langid!("en"),
        };
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // The marks that isolate right-to-left text would stand in JSON and on terminals.
        bundle.set_use_isolating(false);
        for file in files {
            // A faulty line is dropped and the rest is kept; the tests of this file fail on any.
            let resource = match FluentResource::try_new((*file).to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
        Self { lang, bundle }
    }

    /// The language of these sentences.
    #[must_use]
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// The sentence of that name with its blanks filled. A name that no file knows is shown itself in ⟨⟩, so that it is
    /// seen and reported; a test looks up every name that the source of the workspace mentions.
    #[must_use]
    pub fn get(&self, name: &str, values: &[(&str, Value<'_>)]) -> String {
        self.find(name, values).unwrap_or_else(|| format!("⟨{name}⟩"))
    }

    /// The sentence of that name, if there is one.
    #[must_use]
    pub fn find(&self, name: &str, values: &[(&str, Value<'_>)]) -> Option<String> {
        let pattern = self.bundle.get_message(name)?.value()?;
        let mut args = FluentArgs::with_capacity(values.len());
        for (key, value) in values {
            match value {
                Value::Text(text) => args.set(*key, FluentValue::from(text.as_ref())),
                Value::Number(number) => args.set(*key, FluentValue::from(*number)),
            }
        }
        // A blank without a value stays visible as `{$name}`.
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned())
    }

    /// Whether there is a sentence of that name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.bundle.get_message(name).is_some_and(|message| message.value().is_some())
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words").field("lang", &self.lang).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

    use std::collections::BTreeSet;

    use super::*;

    /// Names of the sentences of a file, read the plain way.
    fn names(file: &str) -> Vec<&str> {
        file.lines()
            .filter(|line| !line.starts_with(['#', ' ', '}', '-']))
            .filter_map(|line| line.split_once('=').map(|(name, _)| name.trim()))
            .collect()
    }

    #[test]
    fn every_file_reads_without_a_fault() {
        for file in JA.iter().chain(EN) {
            if let Err((_, errors)) = FluentResource::try_new((*file).to_owned()) {
                panic!("{errors:?}");
            }
        }
    }

    #[test]
    fn no_name_is_given_twice_and_both_languages_have_the_same() {
        let mut of = Vec::new();
        for files in [JA, EN] {
            let mut seen = BTreeSet::new();
            for name in files.iter().flat_map(|file| names(file)) {
                assert!(seen.insert(name.to_owned()), "{name} stands twice");
            }
            of.push(seen);
        }
        // Help is English where the arguments stand; a test of the command line holds the Japanese to it. What is wrong with a command line or a configuration,
        // and what the system could not do, is said in English by those who found it.
        let elsewhere = |name: &str| ["help", "usage-", "system-", "fault-"].iter().any(|beginning| name.starts_with(beginning));
        let difference: Vec<_> = of[0].symmetric_difference(&of[1]).filter(|name| !elsewhere(name)).collect();
        assert!(difference.is_empty(), "only in one language: {difference:?}");
    }

    #[test]
    fn a_missing_name_is_seen() {
        assert_eq!(words(Lang::En).get("no-such-name", &[]), "⟨no-such-name⟩");
    }
}
