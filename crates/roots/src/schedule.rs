//! Changes that root programs have announced: a data file with a source for each. It says what is expected, never what is: a verdict
//! uses lists alone.

use kakitome_pki::UnixTime;
use serde::Deserialize;

use crate::error::Error;
use crate::fingerprint::{Sha256, fixed};

const WHAT: &str = "schedule.toml";
const DATA: &str = include_str!("../data/schedule.toml");

/// One announced change.
#[derive(Clone, Debug)]
pub struct Announced {
    /// The day.
    pub day: UnixTime,
    /// Whose list: `mozilla`, `microsoft`, `apple`, or `sbr` for the S/MIME Baseline Requirements.
    pub program: String,
    /// What it is, as an id that sentences belong to.
    pub change: String,
    /// Whether mail that is already signed is touched.
    pub old_mail: bool,
    /// The roots, where they are named; none: a rule for all.
    pub roots: Vec<NamedRoot>,
    /// Where it was announced.
    pub source: String,
}

/// A root that an announcement names.
#[derive(Clone, Debug)]
pub struct NamedRoot {
    /// Its name there.
    pub name: String,
    /// Its SHA-256, where that is known.
    pub sha256: Option<Sha256>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The day on which the announcements were last looked at.
    date: String,
    event: Vec<Event>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    day: String,
    program: String,
    change: String,
    old_mail: bool,
    source: String,
    #[serde(default)]
    roots: Vec<EventRoot>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventRoot {
    name: String,
    sha256: Option<String>,
}

/// All of them, by day.
///
/// # Errors
/// The data file is broken, which a test rules out.
pub fn schedule() -> Result<Vec<Announced>, Error> {
    let mut all = file()?.event.into_iter().map(announced).collect::<Result<Vec<_>, _>>()?;
    all.sort_by_key(|event| event.day);
    Ok(all)
}

/// The day on which the announcements were last looked at.
///
/// # Errors
/// The data file is broken, which a test rules out.
pub fn schedule_date() -> Result<UnixTime, Error> {
    Ok(UnixTime::parse(&file()?.date)?)
}

fn file() -> Result<File, Error> {
    toml::from_str(DATA).map_err(|error| {
        let before = error.span().and_then(|span| DATA.get(..span.start)).unwrap_or_default();
        Error::Line { what: WHAT, line: before.matches('\n').count().saturating_add(1), problem: error.message().to_owned() }
    })
}

fn announced(event: Event) -> Result<Announced, Error> {
    let named = |root: EventRoot| {
        let wrong = || Error::Entry { what: WHAT, entry: root.name.clone(), problem: "no SHA-256".to_owned() };
        let sha256 = root.sha256.as_deref().map(|text| fixed(text).ok_or_else(wrong)).transpose()?;
        Ok(NamedRoot { name: root.name, sha256 })
    };
    let roots = event.roots.into_iter().map(named).collect::<Result<_, Error>>()?;
    let Event { day, program, change, old_mail, source, .. } = event;
    Ok(Announced { day: UnixTime::parse(&day)?, program, change, old_mail, roots, source })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn every_announcement_has_a_day_and_a_source() {
        let all = schedule().unwrap();
        assert!(all.windows(2).all(|pair| pair.first().unwrap().day <= pair.last().unwrap().day));
        for event in &all {
            assert!(event.source.starts_with("https://"), "{}", event.change);
            assert!(["mozilla", "microsoft", "apple", "sbr"].contains(&event.program.as_str()), "{}", event.program);
        }
        // MRSP 7.4: 45 of the 90 roots of 2026-05 have one of five days of transition
        let waves = all.iter().filter(|event| event.change == "mozilla-distrust-after");
        assert_eq!(waves.clone().count(), 5);
        assert_eq!(waves.map(|event| event.roots.len()).sum::<usize>(), 45);
    }
}
