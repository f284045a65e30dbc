//! Apple's blocked and constrained roots: a data file with a date and a source for each, because Apple publishes pages and no list.
//! Some are blocked, some not good for new certificates, some gone from its list of roots. It only takes away; which roots Apple
//! includes at all is not said here.

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
    /// What Apple says, with its day and its page; none: only that the root is gone.
    state: Option<String>,
    /// Blocked from then on.
    from: Option<String>,
    /// Not for certificates issued after.
    issued_after: Option<String>,
    source: Option<String>,
    gone: Option<Gone>,
}

/// It was in an edition of Apple's list of roots and is not in a later one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Gone {
    /// The day on which the first edition without it was seen; it may be gone for longer.
    by: String,
    /// That edition.
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
    let mut limits = Vec::new();
    let mut notes = Vec::new();
    match (&entry.state, &entry.source) {
        (None, None) if entry.from.is_none() && entry.issued_after.is_none() => {}
        (Some(state), Some(source)) => {
            let state = EmailState::from_word(state).ok_or_else(|| wrong("an unknown state"))?;
            let (when, value) = match (&entry.from, &entry.issued_after) {
                (Some(from), None) => (LimitedWhen::From(UnixTime::parse(from)?), from),
                (None, Some(after)) => (LimitedWhen::IssuedAfter(UnixTime::parse(after)?), after),
                _ => return Err(wrong("one of from and issued_after has to be there")),
            };
            limits.push(EmailLimit { state, when, attribute: source.clone(), value: value.clone() });
            notes.push(Note { attribute: "source".to_owned(), value: source.clone() });
        }
        _ => return Err(wrong("state and source belong together")),
    }
    if let Some(gone) = &entry.gone {
        let when = LimitedWhen::From(UnixTime::parse(&gone.by)?);
        let limit = EmailLimit { state: EmailState::Disabled, when, attribute: gone.source.clone(), value: gone.by.clone() };
        // it weighs more than a limit for new certificates, less than a block
        let at = limits.iter().take_while(|known| matches!(known.when, LimitedWhen::From(_))).count();
        limits.insert(at, limit);
        notes.push(Note { attribute: "not listed any more".to_owned(), value: gone.source.clone() });
    }
    if limits.is_empty() {
        return Err(wrong("it says nothing: neither state nor gone"));
    }
    Ok(Root { sha1: None, sha256: Some(hash), signed_hash: None, issuer_serial: None, name: entry.name, certificate: None, limits, notes })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn the_file_is_read_and_every_entry_has_a_source() {
        let list = apple().unwrap();
        for root in list.roots() {
            assert!(root.sha256.is_some() && (1..=2).contains(&root.limits.len()), "{}", root.name);
            assert_eq!(root.notes.len(), root.limits.len(), "{}", root.name);
            assert!(root.notes.iter().all(|note| note.value.starts_with("https://")), "{}", root.name);
            assert!(list.by_sha256(&root.sha256.unwrap()).is_some_and(|found| std::ptr::eq(found, root)), "{} is there twice", root.name);
        }
    }

    #[test]
    fn a_root_that_is_gone_was_limited_for_new_certificates_before() {
        let list = apple().unwrap();
        let root = list.by_sha256(&fixed("c7ba6567de93a798ae1faa791e712d378fae1f93c4397fea441bb7cbe6fd5995").unwrap()).unwrap();
        let at = |day: &str| UnixTime::parse(day).unwrap();
        let state = |now: &str, leaf: &str| root.email(at(now), at(leaf)).0;
        assert_eq!((state("2020-01-01", "2016-11-30"), state("2020-01-01", "2016-12-02")), (EmailState::Ok, EmailState::DistrustAfter));
        assert_eq!((state("2026-01-01", "2016-11-30"), state("2026-01-01", "2016-12-02")), (EmailState::Disabled, EmailState::Disabled));
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
        let hash = "00".repeat(32);
        for (entry, problem) in [
            ("state = \"disabled\"\nfrom = \"2020-01-01\"", "belong together"),
            ("source = \"https://x.example\"", "belong together"),
            ("from = \"2020-01-01\"", "belong together"),
            ("state = \"disabled\"\nsource = \"https://x.example\"", "one of from and issued_after"),
            ("state = \"perhaps\"\nfrom = \"2020-01-01\"\nsource = \"https://x.example\"", "unknown state"),
            ("", "says nothing"),
        ] {
            let file = format!("date = \"2026-01-01\"\n[[root]]\nsha256 = \"{hash}\"\nname = \"x\"\n{entry}\n");
            let said = parse(&file).unwrap_err().to_string();
            assert!(said.contains(problem) && said.contains(&hash), "{said}");
        }
    }
}
