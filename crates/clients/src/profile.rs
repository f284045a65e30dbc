//! The programs and the stores that decide for them: `data/programs.toml`. A program that has no entry is not answered for.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::error::{self, Error};
use crate::rules::RuleSet;

const WHAT: &str = "programs.toml";
const DATA: &str = include_str!("../data/programs.toml");

/// Whose list of roots decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum StoreKind {
    /// Windows: the machine's store, Microsoft's list, automatic updates.
    Windows,
    /// The collection of an Exchange administrator.
    Collection,
    /// Mozilla's list, as shipped with the program.
    Mozilla,
    /// Apple's list; what it blocks and limits is known, what it includes is not.
    Apple,
    /// Google's own list, which is not published as data.
    Google,
    /// A carrier's phone, which has no store that matters.
    Carrier,
    /// None.
    None,
}

/// One mail program.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Program {
    /// Stable name: `outlook-classic`.
    pub id: String,
    /// Whose roots.
    pub store: StoreKind,
    /// Its name in Japanese texts.
    pub ja: String,
    /// Its name in English texts.
    pub en: String,
    /// Domains of addresses that are usually read in it.
    #[serde(default)]
    pub domains: Vec<String>,
    /// A person can have a private key in it.
    #[serde(default = "yes")]
    pub(crate) keys: bool,
    /// A browser needs something more for it to do S/MIME at all.
    #[serde(default)]
    pub(crate) control: bool,
    rules: String,
}

const fn yes() -> bool {
    true
}

impl Program {
    /// Its ordered rules.
    pub(crate) fn rule_set(&self) -> Option<&'static RuleSet> {
        RuleSet::named(&self.rules)
    }

    /// Whether an address of this domain is usually read in it.
    #[must_use]
    pub fn reads(&self, domain: &str) -> bool {
        self.domains.iter().any(|known| known.eq_ignore_ascii_case(domain))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    program: Vec<Program>,
}

fn load() -> Result<Vec<Program>, Error> {
    error::read::<File>(WHAT, DATA).map(|file| file.program)
}

/// All programs in the order in which they are told.
#[must_use]
pub fn programs() -> &'static [Program] {
    static PROGRAMS: OnceLock<Vec<Program>> = OnceLock::new();
    // a test reads the file; what comes with the program cannot be broken on the way
    PROGRAMS.get_or_init(|| load().unwrap_or_default())
}

/// The program of that name.
///
/// # Errors
/// There is none.
pub fn program(name: &str) -> Result<&'static Program, Error> {
    programs().iter().find(|program| program.id == name).ok_or_else(|| Error::UnknownProgram { name: name.to_owned() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    /// Every program that the product promises to answer for.
    const PROMISED: [&str; 22] = [
        "outlook-classic",
        "outlook-new",
        "outlook-web",
        "outlook-mobile",
        "outlook-mac",
        "outlook-com",
        "windows-mail",
        "windows-live-mail",
        "outlook-express",
        "gmail-web",
        "gmail-app",
        "gmail-hosted",
        "apple-mail",
        "ios-mail",
        "thunderbird",
        "notes",
        "zimbra",
        "roundcube",
        "android-mail",
        "jp-mms",
        "docomo-mail",
        "no-smime",
    ];

    #[test]
    fn every_promised_program_is_there_with_rules() {
        let all = load().unwrap();
        for name in PROMISED {
            let program = all.iter().find(|program| program.id == name).unwrap();
            assert!(program.rule_set().is_some(), "{name}");
            assert!(!program.ja.is_empty() && !program.en.is_empty());
        }
        let mut names: Vec<&str> = all.iter().map(|program| program.id.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all.len(), "no name twice");
    }

    #[test]
    fn a_name_that_is_none_is_refused() {
        assert!(matches!(program("mutt"), Err(Error::UnknownProgram { name }) if name == "mutt"));
    }
}
