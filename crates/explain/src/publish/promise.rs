//! The promise to sign as a page, and the data that another may keep: what was said, of which address, since when, and what is left out.

use kakitome_clients::Promise;
use serde_json::{Value, json};

use crate::document::{Document, Fact, Item};
use crate::lang::Lang;
use crate::sentence::shown as harmless;
use crate::words::{Words, words};
use crate::{moment, promised};

/// The page.
#[must_use]
pub fn document(promise: &Promise, lang: Lang) -> Document {
    let words = words(lang);
    let address = harmless(&promise.address);
    let say = |name: &str| words.get(name, &[("address", (&address).into())]);
    let mut page = Document::new(lang, say("promise-title"));
    page.terms = true;
    page.lead = vec![promised::told(promise, words)];
    page.lead.extend(promised::whose(promise, words));
    page.add(say("promise-what"), vec![Item::Facts(facts(promise, words))]);
    page.add(say("promise-use"), vec![Item::Points(["promise-use-unsigned", "promise-use-lost", "promise-use-ask"].map(say).into())]);
    page.add(say("promise-limits"), vec![Item::Text(say("promise-limits-text"))]);
    page.fold(say("promise-data"), vec![Item::Text(say("promise-data-text")), Item::Copy(promise.written().trim_end().to_owned())]);
    page
}

fn facts(promise: &Promise, words: &Words) -> Vec<Fact> {
    let day = |text: &String| moment::day_of(text, words.lang());
    let mut facts = vec![
        Fact::exact(words.get("promise-address", &[]), harmless(&promise.address)),
        Fact::plain(words.get("promise-since", &[]), day(&promise.since)),
    ];
    facts.extend(promise.until.as_ref().map(|until| Fact::plain(words.get("promise-until", &[]), day(until))));
    let left_out = if promise.has_exceptions() { promised::exceptions(promise, words) } else { words.get("promise-no-exceptions", &[]) };
    facts.push(Fact::plain(words.get("promise-left-out", &[]), left_out));
    facts.extend(promise.published.as_ref().map(|page| Fact::exact(words.get("promise-published", &[]), harmless(page))));
    facts
}

/// The promise's values and sentence (`kakitome.promise/1`).
#[must_use]
pub fn json(promise: &Promise, lang: Lang) -> Value {
    let mut object = object(promise);
    if let Some(fields) = object.as_object_mut() {
        fields.insert("schema".to_owned(), json!("kakitome.promise/1"));
        fields.insert("text".to_owned(), json!(promised::told(promise, words(lang))));
    }
    object
}

/// Its values.
pub(super) fn object(promise: &Promise) -> Value {
    json!({
        "address": promise.address,
        "since": promise.since,
        "until": promise.until,
        "except": promise.except.iter().map(|kind| kind.word()).collect::<Vec<_>>(),
        "not_to": promise.not_to,
        "other": { "ja": promise.other_ja, "en": promise.other_en },
        "published": promise.published,
        "said_by": promise.said_by,
        "heard": promise.heard,
    })
}
