//! What was seen in a program, by whom and when: data of its own, beside the rules. A person's own observations are kept in a file,
//! one JSON-like TOML table each; the newest one for a program and a situation counts.

use serde::{Deserialize, Serialize};
use time::Date;
use time::macros::format_description;

use crate::error::{self, Error};
use crate::profile::program;

const WHAT: &str = "observations.toml";
const DATA: &str = include_str!("../data/observations.toml");

/// One observation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observation {
    /// The operating system: `Windows 10`.
    pub os: String,
    /// The program by its id: `outlook-classic`.
    pub program: String,
    /// Its version; empty: not noted.
    #[serde(default)]
    pub version: String,
    /// The day: `2016-01-25`.
    pub date: String,
    /// The situation by the name that rules use: `good`, `altered`, `root-off`, …
    pub status: String,
    /// What the program showed, letter by letter; empty: not noted.
    #[serde(default)]
    pub words: String,
    /// It was looked for and is gone.
    #[serde(default)]
    pub gone: bool,
    /// Who saw it.
    pub by: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    observation: Vec<Observation>,
}

impl Observation {
    /// That the program has a profile and the day is one.
    ///
    /// # Errors
    /// One of the two is not so.
    pub fn checked(self) -> Result<Self, Error> {
        program(&self.program)?;
        let day = Date::parse(&self.date, format_description!("[year]-[month]-[day]"));
        day.map_err(|_| Error::Day { text: self.date.chars().take(64).collect() })?;
        Ok(self)
    }

    /// The same, and that the situation is one of the program's: before it is kept. What is kept is read whatever rules came since.
    ///
    /// # Errors
    /// As [`Self::checked`], and when the situation is not known.
    pub fn known(self) -> Result<Self, Error> {
        let one = self.checked()?;
        let statuses = program(&one.program)?.rule_set().map(crate::rules::RuleSet::statuses).unwrap_or_default();
        if statuses.contains(&one.status.as_str()) {
            return Ok(one);
        }
        let status = one.status.chars().take(64).collect();
        Err(Error::UnknownStatus { program: one.program, status, known: statuses.join(", ") })
    }

    /// All of a file, checked.
    ///
    /// # Errors
    /// It cannot be read, or one of them is not as it must be.
    pub fn read_all(text: &str) -> Result<Vec<Self>, Error> {
        error::read::<File>(WHAT, text)?.observation.into_iter().map(Self::checked).collect()
    }

    /// As one more entry of such a file.
    #[must_use]
    pub fn written(&self) -> String {
        let file = File { observation: vec![self.clone()] };
        // strings and a flag: nothing that TOML could not hold
        toml::to_string(&file).unwrap_or_default()
    }
}

/// The observations that come with the program.
///
/// # Errors
/// The data file is broken, which a test rules out.
pub fn shipped_observations() -> Result<Vec<Observation>, Error> {
    Observation::read_all(DATA)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn shipped_ones_are_of_january_2016() {
        let all = shipped_observations().unwrap();
        assert_eq!(all.len(), 6);
        assert!(all.iter().all(|one| one.status == "root-off" && one.date == "2016-01-25"));
    }

    #[test]
    fn what_is_written_is_read_back() {
        let one = Observation {
            os: "macOS 26".into(),
            program: "apple-mail".into(),
            version: String::new(),
            date: "2026-11-22".into(),
            status: "good".into(),
            words: "署名入り \"x\"\n".into(),
            gone: false,
            by: "me".into(),
        };
        let text = format!("{}\n{}", one.written(), one.written());
        assert_eq!(Observation::read_all(&text).unwrap(), [one.clone(), one.clone()]);
        assert!(matches!(Observation { date: "yesterday".into(), ..one.clone() }.checked(), Err(Error::Day { .. })));
        assert!(one.clone().known().is_ok());
        let wrong = Observation { status: "god".into(), ..one.clone() }.known();
        assert!(matches!(wrong, Err(Error::UnknownStatus { known, .. }) if known.contains("good, ") || known.ends_with("good")));
        assert!(matches!(Observation { program: "mutt".into(), ..one }.checked(), Err(Error::UnknownProgram { .. })));
    }
}
