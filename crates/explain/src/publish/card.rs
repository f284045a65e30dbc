//! The support card for those who answer the telephone: what a customer with such an address probably sees, what to ask in which order,
//! and text to copy out. Of the address only the domain is used and shown.

use kakitome_clients::notice::{Notice, State};
use kakitome_clients::{Shown, Shows};
use serde_json::{Value, json};

use super::{check, programs};
use crate::document::{Document, Item};
use crate::lang::Lang;
use crate::picture::{View, program_view};
use crate::sentence::shown as harmless;
use crate::words::{Words, words};

/// Programs that people have whatever their address is.
const ANYWHERE: [&str; 3] = ["ios-mail", "outlook-classic", "thunderbird"];
/// Programs of organisations, whose domains tell nothing.
const WORK: [&str; 5] = ["outlook-classic", "outlook-new", "gmail-hosted", "outlook-mobile", "ios-mail"];

/// What the card is made of.
#[derive(Debug, Clone, Copy)]
pub struct Card<'a> {
    /// Domain of the customer's address.
    pub domain: &'a str,
    /// The sender's address.
    pub sender: &'a str,
    /// What every program shows of a mail in order, with that recipient ([`kakitome_clients::expect`]).
    pub shown: &'a [Shown],
    /// Notices; those that go on stand on the card.
    pub notices: &'a [Notice],
}

impl Card<'_> {
    fn likely(&self) -> Vec<&Shown> {
        self.shown.iter().filter(|one| one.likely).collect()
    }

    /// Others in which the same address may be read.
    fn others(&self) -> Vec<&Shown> {
        let names: &[&str] = if self.likely().is_empty() { &WORK } else { &ANYWHERE };
        names.iter().filter_map(|name| self.shown.iter().find(|one| one.program.id == *name && !one.likely)).collect()
    }
}

/// The card.
#[must_use]
pub fn document(card: &Card<'_>, lang: Lang) -> Document {
    let words = words(lang);
    let (domain, sender) = (harmless(card.domain), harmless(card.sender));
    let say = |name: &str| words.get(name, &[("domain", (&domain).into()), ("sender", (&sender).into())]);
    let (likely, others) = (card.likely(), card.others());
    let mut page = Document::new(lang, say("card-title"));
    page.terms = true;
    page.lead = vec![say(if likely.is_empty() { "card-lead-unknown" } else { "card-lead" })];
    page.add(say("card-now"), current(card, words));
    page.add(say("card-likely"), views(&likely, words));
    page.add(say(if likely.is_empty() { "card-work" } else { "card-others" }), views(&others, words));
    page.add(
        say("card-ask"),
        vec![Item::Steps(["card-ask-program", "card-ask-address", "card-ask-words", "card-ask-when"].map(say).into())],
    );
    page.add(say("card-copy"), copies(card, words));
    page.add(say("card-mind"), vec![Item::Points(["card-mind-limits", "card-mind-number", "card-mind-install"].map(say).into())]);
    page
}

/// Notices that are not over.
fn current(card: &Card<'_>, words: &Words) -> Vec<Item> {
    let open = card.notices.iter().filter(|notice| notice.state() != State::Resolved);
    let line = |notice: &Notice| {
        let title = crate::notice::chosen(&notice.title, words).unwrap_or_default();
        let state = words.get(&format!("notice-state-{}", notice.state().word()), &[]);
        words.get("card-notice", &[("state", state.into()), ("title", harmless(&title).into()), ("id", (&notice.id).into())])
    };
    let lines: Vec<String> = open.map(line).collect();
    if lines.is_empty() { Vec::new() } else { vec![Item::Points(lines)] }
}

fn views(all: &[&Shown], words: &Words) -> Vec<Item> {
    if all.is_empty() {
        return Vec::new();
    }
    let picture = |one: &&Shown| View::of(one, words.lang()).map(|view| program_view(&view, words.lang()));
    let pictures = all.iter().filter_map(|one| Some((picture(one)?, programs::line(one, words)))).collect();
    vec![Item::Pictures(pictures), Item::Facts(all.iter().map(|one| programs::fact(one, words)).collect())]
}

/// One text for each kind of what is seen; the customer's program decides which of them is read out.
fn copies(card: &Card<'_>, words: &Words) -> Vec<Item> {
    let all: Vec<&Shown> = card.likely().into_iter().chain(card.others()).collect();
    let mut items = Vec::new();
    for (kind, fits) in [
        ("good", &[Shows::Trusted][..]),
        ("warned", &[Shows::Warning, Shows::Invalid]),
        ("attachment", &[Shows::Attachment]),
        ("unreadable", &[Shows::Unreadable]),
        ("unknown", &[Shows::Unknown, Shows::Unsigned]),
    ] {
        let of = |one: &&&Shown| one.cases.iter().any(|case| fits.contains(&case.shows));
        let names: Vec<String> = all.iter().filter(of).map(|one| programs::name(one, words)).collect();
        if names.is_empty() {
            continue;
        }
        let values = [("sender", harmless(card.sender).into()), ("programs", names.join(&words.get("and", &[])).into())];
        items.push(Item::Heading(words.get(&format!("card-copy-{kind}-when"), &values)));
        items.push(Item::Copy(words.get(&format!("card-copy-{kind}"), &values)));
    }
    items
}

/// The card's values and sentences (`kakitome.card/1`).
#[must_use]
pub fn json(card: &Card<'_>, lang: Lang) -> Value {
    let words = words(lang);
    let copied: Vec<String> = copies(card, words)
        .into_iter()
        .filter_map(|item| match item {
            Item::Copy(text) => Some(text),
            _ => None,
        })
        .collect();
    json!({
        "schema": "kakitome.card/1",
        "domain": card.domain,
        "sender": card.sender,
        "likely": card.likely().iter().map(|one| check::client(one, words)).collect::<Vec<_>>(),
        "others": card.others().iter().map(|one| check::client(one, words)).collect::<Vec<_>>(),
        "texts": copied,
        "notices": card.notices.iter().filter(|one| one.state() != State::Resolved).map(|one| &one.id).collect::<Vec<_>>(),
    })
}
