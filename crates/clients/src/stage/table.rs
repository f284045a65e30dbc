//! The facts of January 2016: `data/stage.toml`. A test holds every line to the published lists.

use std::sync::OnceLock;

use kakitome_pki::{EmailState, UnixTime};
use serde::{Deserialize, Deserializer};

use crate::error::{self, Error};

const WHAT: &str = "stage.toml";
const DATA: &str = include_str!("../../data/stage.toml");

/// One of the two roots.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedRoot {
    /// Its name.
    pub name: String,
    /// Its SHA-1, by which the list names it.
    pub sha1: String,
}

/// A day, with the edition of Microsoft's list that was out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Day {
    /// Its name: the day of January.
    pub id: String,
    /// The moment of that day at which the mail is opened.
    #[serde(deserialize_with = "moment")]
    pub date: UnixTime,
    /// The day on which the edition was first seen.
    #[serde(deserialize_with = "moment")]
    pub seen: UnixTime,
    /// When it was made, by its own number.
    #[serde(deserialize_with = "moment")]
    pub produced: UnixTime,
    /// Its number.
    pub sequence: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// How many roots it lists.
    pub entries: usize,
    /// What it says of the older root for e-mail.
    #[serde(deserialize_with = "state")]
    pub old: EmailState,
    /// And of the newer one.
    #[serde(deserialize_with = "state")]
    pub new: EmailState,
}

/// What Mozilla's list said all the time.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mozilla {
    #[serde(deserialize_with = "moment")]
    pub(crate) date: UnixTime,
    #[serde(rename = "source")]
    _source: String,
    #[serde(deserialize_with = "state")]
    pub(crate) old: EmailState,
    #[serde(deserialize_with = "state")]
    pub(crate) new: EmailState,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Programs {
    pub(crate) shown: Vec<String>,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Table {
    /// Where the lists are published.
    pub source: String,
    /// Who told the public.
    pub notice: String,
    /// The older root.
    pub old: NamedRoot,
    /// The newer one.
    pub new: NamedRoot,
    /// The days, in order.
    #[serde(rename = "day")]
    pub days: Vec<Day>,
    pub(crate) mozilla: Mozilla,
    pub(crate) programs: Programs,
}

fn moment<'de, D: Deserializer<'de>>(from: D) -> Result<UnixTime, D::Error> {
    let text = String::deserialize(from)?;
    UnixTime::parse(&text).map_err(|error| serde::de::Error::custom(error.to_string()))
}

fn state<'de, D: Deserializer<'de>>(from: D) -> Result<EmailState, D::Error> {
    let word = String::deserialize(from)?;
    EmailState::from_word(&word).ok_or_else(|| serde::de::Error::custom(format!("no state of a root: {word}")))
}

/// The facts.
///
/// # Errors
/// The data file is broken, which a test rules out.
pub fn table() -> Result<&'static Table, Error> {
    static TABLE: OnceLock<Option<Table>> = OnceLock::new();
    match TABLE.get_or_init(|| error::read(WHAT, DATA).ok()) {
        Some(table) => Ok(table),
        None => error::read::<Table>(WHAT, DATA).and(Err(Error::Data { what: WHAT, line: 1, problem: "unreadable".to_owned() })),
    }
}
