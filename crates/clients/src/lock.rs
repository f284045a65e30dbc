//! Gmail's lock: what it says of the transport of the last hop, or of encryption of the content. It never says anything of a
//! signature or a certificate, and nothing here asks about one.

use std::sync::OnceLock;

use kakitome_smime::{LayerKind, Report};
use serde::Deserialize;

use crate::error::{self, Error};
use crate::evidence::{Class, Confidence, Evidence};
use crate::hop::Tls;
use crate::journey::Journey;

const WHAT: &str = "lock.toml";
const DATA: &str = include_str!("../data/lock.toml");

/// What the lock shows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lock {
    /// `red`, `grey`, `green`.
    pub colour: String,
    /// Its words in Japanese; Gmail has changed them, all of them are in use.
    pub ja: Vec<String>,
    /// In English.
    pub en: Vec<String>,
    /// What it rests on.
    pub evidence: Evidence,
    /// The header of a mail tells what one hop claims; what Gmail itself saw it does not.
    pub confidence: Confidence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    lock: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    ja: Vec<String>,
    en: Vec<String>,
    class: Class,
    source: String,
    date: String,
}

fn load() -> Result<Vec<Lock>, Error> {
    let lock = |entry: Entry| Lock {
        colour: entry.id,
        ja: entry.ja,
        en: entry.en,
        evidence: Evidence { class: entry.class, source: entry.source, date: entry.date },
        confidence: Confidence::Inferred,
    };
    Ok(error::read::<File>(WHAT, DATA)?.lock.into_iter().map(lock).collect())
}

/// Every lock with its words.
#[must_use]
pub fn locks() -> &'static [Lock] {
    static LOCKS: OnceLock<Vec<Lock>> = OnceLock::new();
    // a test reads the file
    LOCKS.get_or_init(|| load().unwrap_or_default())
}

/// The lock that Gmail would show; `None`: the header does not tell how the mail reached its last station.
#[must_use]
pub fn lock(report: &Report, journey: &Journey) -> Option<&'static Lock> {
    let hides = [LayerKind::Encrypted, LayerKind::AuthenticatedEncrypted];
    let encrypted = report.layers.first().is_some_and(|layer| hides.contains(&layer.kind));
    let colour = match journey.last()?.tls {
        _ if encrypted => "green",
        Tls::Yes => "grey",
        Tls::No => "red",
        Tls::Unknown => return None,
    };
    locks().iter().find(|lock| lock.colour == colour)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn every_colour_has_its_words() {
        let all = load().unwrap();
        assert_eq!(all.iter().map(|lock| lock.colour.as_str()).collect::<Vec<_>>(), ["red", "grey", "green"]);
        assert!(all.iter().all(|lock| !lock.ja.is_empty() && !lock.en.is_empty()));
    }
}
