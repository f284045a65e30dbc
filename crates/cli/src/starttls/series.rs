//! A series of letters as a file of TOML: the day, the stages with their days, whom to ask. What only people know is left as a blank in
//! 【】 by `draft` and refused by `notice`.

use std::path::Path;

use kakitome_clients::notice::Notice;
use kakitome_explain::Lang;
use kakitome_explain::starttls::Stage;
use kakitome_pki::UnixTime;
use serde::Deserialize;

use crate::failure::{Failure, failed};
use crate::input;

/// Largest file.
const BYTES: u64 = 64 << 10;
/// Longest text on whom to ask, in letters.
const CONTACT: usize = 2000;

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    id: String,
    switch_off: String,
    from: Option<String>,
    languages: Vec<String>,
    contact: Contact,
    stages: Days,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contact {
    ja: Option<String>,
    en: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Days {
    announcement: String,
    reminder: String,
    last_call: String,
    done: String,
}

/// A series that can be sent.
#[derive(Debug)]
pub(super) struct Series {
    pub(super) id: String,
    pub(super) off: UnixTime,
    /// From whom; `None`: as [watch] says.
    pub(super) from: Option<String>,
    pub(super) languages: Vec<Lang>,
    /// In Japanese, in English.
    pub(super) contact: (String, String),
    /// In the order of the stages.
    days: [UnixTime; 4],
}

impl Series {
    /// Reads a file; everything that keeps it from being sent is a failure that says where.
    pub(super) fn read(file: &Path) -> Result<Self, Failure> {
        let faulty = |why: String| Failure::new("starttls-series-faulty").with("file", file.display()).with("why", why);
        let text = String::from_utf8(input::small(file, BYTES)?).map_err(|error| faulty(error.to_string()))?;
        if let Some(blank) = Notice::blanks(&text).into_iter().next() {
            let refused = Failure::new("notice-blank").with("file", file.display()).with("line", blank.line).with("text", blank.text);
            return Err(refused.hint("starttls-blank-hint"));
        }
        let written: Written =
            toml::from_str(&text).map_err(|error| failed("starttls-series-faulty", &error).with("file", file.display()))?;
        Self::meant(written).map_err(faulty)
    }

    fn meant(written: Written) -> Result<Self, String> {
        let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if written.id.is_empty() || written.id.len() > 64 || !written.id.chars().all(plain) {
            return Err("id: up to 64 of a-z, 0-9 and -".to_owned());
        }
        let off = day("switch-off", &written.switch_off)?;
        let stages = &written.stages;
        let days = [
            day("stages.announcement", &stages.announcement)?,
            day("stages.reminder", &stages.reminder)?,
            day("stages.last-call", &stages.last_call)?,
            day("stages.done", &stages.done)?,
        ];
        let [announcement, reminder, last_call, done] = days;
        if !(announcement < reminder && reminder < last_call && last_call < off && off <= done) {
            return Err("the days must come one after the other: announcement, reminder, last-call, switch-off, done".to_owned());
        }
        let languages: Vec<Lang> = written
            .languages
            .iter()
            .map(|word| word.parse().map_err(|error| format!("languages: {error}")))
            .collect::<Result<_, String>>()?;
        if languages.is_empty() || languages.len() > 2 || (languages.len() == 2 && languages.first() == languages.last()) {
            return Err("languages: [\"ja\"], [\"en\"], or both".to_owned());
        }
        let contact = |lang: Lang, text: Option<String>| match text {
            _ if !languages.contains(&lang) => Ok(String::new()),
            Some(text)
                if !text.trim().is_empty()
                    && text.chars().count() <= CONTACT
                    && !text.chars().any(|one| one.is_control() && one != '\n') =>
            {
                Ok(text)
            }
            _ => Err(format!("contact.{}: whom to ask, up to {CONTACT} letters", lang.code())),
        };
        let contact = (contact(Lang::Ja, written.contact.ja)?, contact(Lang::En, written.contact.en)?);
        Ok(Self { id: written.id, off, from: written.from, languages, contact, days })
    }

    /// The day of a stage.
    pub(super) fn day(&self, stage: Stage) -> UnixTime {
        Stage::ALL.into_iter().zip(self.days).find(|(one, _)| *one == stage).map_or(self.off, |(_, day)| day)
    }

    /// The stage whose turn it is: the last one whose day has come.
    pub(super) fn current(&self, now: UnixTime) -> Option<Stage> {
        Stage::ALL.into_iter().rev().find(|stage| self.day(*stage) <= now)
    }
}

fn day(name: &str, text: &str) -> Result<UnixTime, String> {
    let read = (text.len() == 10).then(|| UnixTime::parse(text).ok()).flatten();
    read.ok_or_else(|| format!("{name}: {:?} is no day: write it as 2027-03-31", text.chars().take(40).collect::<String>()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests may panic")]
    use super::*;

    const GOOD: &str = r#"id = "starttls-2027"
switch-off = "2027-03-31"
languages = ["ja"]
[contact]
ja = "サポート窓口"
[stages]
announcement = "2026-12-01"
reminder = "2027-02-01"
last-call = "2027-03-24"
done = "2027-03-31"
"#;

    fn read(text: &str) -> Result<Series, String> {
        toml::from_str::<Written>(text).map_err(|error| error.to_string()).and_then(Series::meant)
    }

    #[test]
    fn the_stage_whose_turn_it_is_follows_from_the_day() {
        let series = read(GOOD).unwrap();
        let on = |text: &str| series.current(UnixTime::parse(text).unwrap());
        assert_eq!(on("2026-11-30"), None);
        assert_eq!(on("2026-12-01"), Some(Stage::Announcement));
        assert_eq!(on("2027-03-23"), Some(Stage::Reminder));
        assert_eq!(on("2027-03-24"), Some(Stage::LastCall));
        assert_eq!(on("2028-01-01"), Some(Stage::Done));
    }

    #[test]
    fn what_cannot_be_sent_is_refused_and_says_why() {
        for (what, instead, said) in [
            ("starttls-2027", "STARTTLS 2027", "id:"),
            ("\"2027-03-31\"\nlang", "\"31 March\"\nlang", "switch-off"),
            ("2027-02-01", "2027-03-30", "one after the other"),
            ("last-call = \"2027-03-24\"", "last-call = \"2027-03-31\"", "one after the other"),
            ("[\"ja\"]", "[\"fr\"]", "languages"),
            ("[\"ja\"]", "[]", "languages"),
            ("[\"ja\"]", "[\"ja\", \"en\"]", "contact.en"),
            ("サポート窓口", " ", "contact.ja"),
            ("id =", "color = 1\nid =", "unknown field"),
        ] {
            assert!(GOOD.contains(what), "{what}");
            let why = read(&GOOD.replace(what, instead)).expect_err(instead);
            assert!(why.contains(said), "{instead}: {why}");
        }
    }
}
