//! Apple's blocked and constrained roots: a data file with a date and a source for each, because Apple publishes pages and no list.
//! It only takes away; which roots Apple includes at all is not said here.

use kakitome_pki::{EmailLimit, EmailState, LimitedWhen, UnixTime};
use serde::Deserialize;

use crate::error::Error;
use crate::fingerprint::{fixed, sha256};
use crate::snapshot::{Note, Root, Snapshot, Source};

const WHAT: &str = "apple.toml";
const DATA: &str = include_str!("../data/apple.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The day on which the pages were last looked at.
    date: String,
    root: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    sha256: String,
    name: String,
    state: String,
    /// Blocked from then on.
    from: Option<String>,
    /// Not for certificates issued after.
    issued_after: Option<String>,
    source: String,
}

/// What Apple says against roots.
///
/// # Errors
/// The data file is broken, which a test rules out.
pub fn apple() -> Result<Snapshot, Error> {
    parse(DATA)
}

fn parse(text: &str) -> Result<Snapshot, Error> {
    let file: File = toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        Error::Line { what: WHAT, line: before.matches('\n').count().saturating_add(1), problem: error.message().to_owned() }
    })?;
    let roots = file.root.into_iter().map(root).collect::<Result<Vec<_>, _>>()?;
    Ok(Snapshot::new(Source::Apple, UnixTime::parse(&file.date)?, sha256(text.as_bytes()), roots))
}

fn root(entry: Entry) -> Result<Root, Error> {
    let wrong = |problem: &str| Error::Entry { what: WHAT, entry: entry.sha256.clone(), problem: problem.to_owned() };
    let hash = fixed(&entry.sha256).ok_or_else(|| wrong("no SHA-256"))?;
    let state = EmailState::from_word(&entry.state).ok_or_else(|| wrong("an unknown state"))?;
    let when = match (&entry.from, &entry.issued_after) {
        (Some(from), None) => LimitedWhen::From(UnixTime::parse(from)?),
        (None, Some(after)) => LimitedWhen::IssuedAfter(UnixTime::parse(after)?),
        _ => return Err(wrong("one of from and issued_after has to be there")),
    };
    let value = entry.from.or(entry.issued_after).unwrap_or_default();
    Ok(Root {
        sha1: None,
        sha256: Some(hash),
        signed_hash: None,
        issuer_serial: None,
        name: entry.name,
        certificate: None,
        limits: vec![EmailLimit { state, when, attribute: entry.source.clone(), value }],
        notes: vec![Note { attribute: "source".to_owned(), value: entry.source }],
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn the_file_is_read_and_every_entry_has_a_source() {
        let list = apple().unwrap();
        assert!(list.roots().len() >= 10);
        for root in list.roots() {
            assert_eq!((root.limits.len(), root.sha256.is_some()), (1, true), "{}", root.name);
            assert!(root.notes.iter().all(|note| note.value.starts_with("https://")), "{}", root.name);
        }
    }

    #[test]
    fn mozillas_entrust_root_takes_no_new_mail_certificates_with_apple() {
        let list = apple().unwrap();
        let root = list.by_sha256(&fixed("43df5774b03e7fef5fe40d931a7bedf1bb2e6b42738c4e6d3841103d3aa7f339").unwrap()).unwrap();
        let at = |day: &str| UnixTime::parse(day).unwrap();
        assert_eq!(root.email(at("2025-06-01"), at("2024-11-15")).0, EmailState::Ok);
        assert_eq!(root.email(at("2025-06-01"), at("2024-11-17")).0, EmailState::DistrustAfter);
    }

    #[test]
    fn a_broken_file_is_named_with_its_line() {
        let said = parse("date = \"2026-01-01\"\n[[root]]\nsha = 1\n").unwrap_err().to_string();
        assert!(said.contains("line 3"), "{said}");
    }
}
