//! What a promise to sign says, in sentences: for the explanation of a mail without a signature, and for what a sender publishes.

use kakitome_clients::{Outside, Promise, Promised};

use crate::lang::Lang;
use crate::moment;
use crate::sentence::shown;
use crate::words::Words;

/// What is known of a mail by a promise: what was said, whose word that is, and why this mail is outside it.
pub(crate) fn known(found: &Promised<'_>, words: &Words) -> Vec<String> {
    let mut out = vec![said(found.promise, words)];
    out.extend(whose(found.promise, words));
    out.extend(found.outside.map(|outside| match outside {
        Outside::Kind(kind) => {
            let kind = words.get(&format!("promise-except-{}", kind.word()), &[]);
            words.get("promise-outside-kind", &[("kind", kind.into())])
        }
        Outside::Recipients => words.get("promise-outside-recipients", &[]),
    }));
    out
}

/// The promise in one sentence: in the sender's own voice where it is the sender's own, else as what was said.
pub(crate) fn told(promise: &Promise, words: &Words) -> String {
    let own = promise.said_by.is_none();
    sentence(promise, if own { ["promise-own-all", "promise-own-some"] } else { ["promise-all", "promise-some"] }, words)
}

/// As what was said.
fn said(promise: &Promise, words: &Words) -> String {
    sentence(promise, ["promise-all", "promise-some"], words)
}

fn sentence(promise: &Promise, [all, some]: [&str; 2], words: &Words) -> String {
    let (address, since) = (shown(&promise.address), moment::day_of(&promise.since, words.lang()));
    let values = [("address", address.into()), ("since", since.into()), ("exceptions", exceptions(promise, words).into())];
    words.get(if promise.has_exceptions() { some } else { all }, &values)
}

/// Whose word it is, where it is not the sender's own.
pub(crate) fn whose(promise: &Promise, words: &Words) -> Option<String> {
    let mut who = shown(promise.said_by.as_ref()?);
    // Japanese has a space between Latin letters and its own
    if words.lang() == Lang::Ja && who.ends_with(|letter: char| letter.is_ascii()) {
        who.push(' ');
    }
    Some(match &promise.heard {
        Some(day) => words.get("promise-heard", &[("who", who.into()), ("day", moment::day_of(day, words.lang()).into())]),
        None => words.get("promise-heard-undated", &[("who", who.into())]),
    })
}

/// What is left out, in one line.
pub(crate) fn exceptions(promise: &Promise, words: &Words) -> String {
    let mut all: Vec<String> = promise.except.iter().map(|kind| words.get(&format!("promise-except-{}", kind.word()), &[])).collect();
    if !promise.not_to.is_empty() {
        let domains = promise.not_to.iter().map(|domain| shown(domain)).collect::<Vec<_>>().join(&words.get("and", &[]));
        all.push(words.get("promise-not-to", &[("domains", domains.into())]));
    }
    let other = match words.lang() {
        Lang::Ja => &promise.other_ja,
        Lang::En => &promise.other_en,
    };
    all.extend(other.as_ref().map(|other| shown(other)));
    all.join(&words.get("and", &[]))
}
