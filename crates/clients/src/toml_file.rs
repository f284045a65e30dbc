//! Files that people write: TOML with the line of every fault, and the few checks that all such files have in common.

use kakitome_pki::UnixTime;
use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::error::{self, Error};

pub(crate) fn read<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, Error> {
    error::read(what, text)
}

/// Where in a file something stands.
pub(crate) struct Place<'a> {
    what: &'static str,
    text: &'a str,
    begins: usize,
}

impl<'a> Place<'a> {
    pub(crate) fn new<T>(what: &'static str, text: &'a str, value: &Spanned<T>) -> Self {
        Self { what, text, begins: value.span().start }
    }

    /// In no file.
    pub(crate) const fn none(what: &'static str) -> Self {
        Self { what, text: "", begins: 0 }
    }

    pub(crate) fn error(&self, problem: String) -> Error {
        let before = self.text.get(..self.begins).unwrap_or_default();
        Error::Data { what: self.what, line: before.matches('\n').count().saturating_add(1), problem }
    }
}

/// A day, as `2026-11-22`.
pub(crate) fn day(place: &Place<'_>, name: &str, text: &str) -> Result<UnixTime, Error> {
    let read = (text.len() == 10).then(|| UnixTime::parse(text).ok()).flatten();
    read.ok_or_else(|| place.error(format!("{name}: {:?} is no day: write it as 2026-11-22", shortened(text))))
}

/// A moment with its zone, as RFC 3339 has it.
pub(crate) fn moment(place: &Place<'_>, name: &str, text: &str) -> Result<UnixTime, Error> {
    let read = text.contains('T').then(|| UnixTime::parse(text).ok()).flatten();
    read.ok_or_else(|| {
        place.error(format!("{name}: {:?} is no moment with a zone: write it as 2026-11-22T10:15:00+09:00", shortened(text)))
    })
}

/// One mail address.
pub(crate) fn mail_address(place: &Place<'_>, name: &str, text: &str) -> Result<(), Error> {
    let sound = text.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.') && !domain.ends_with('.'));
    let odd = |letter: char| letter.is_control() || letter.is_whitespace() || "<>,;".contains(letter);
    if sound && text.len() <= 254 && !text.chars().any(odd) {
        return Ok(());
    }
    Err(place.error(format!("{name}: {:?} is no mail address: write it as noreply@bank.example", shortened(text))))
}

/// Text for people: not empty, not endless, nothing that drives a terminal.
pub(crate) fn free_text(place: &Place<'_>, name: &str, text: &str, longest: usize) -> Result<(), Error> {
    if text.trim().is_empty() {
        return Err(place.error(format!("{name} is empty: write something or leave it out")));
    }
    if text.chars().count() > longest {
        return Err(place.error(format!("{name} has more than {longest} characters")));
    }
    if text.chars().any(|letter| letter.is_control() && letter != '\n') {
        return Err(place.error(format!("{name} has a control character")));
    }
    Ok(())
}

fn shortened(text: &str) -> String {
    text.chars().take(64).collect()
}
