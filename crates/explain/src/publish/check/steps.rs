//! Where to press and what to compare, program by program: a picture with the numbers of the steps, the steps, and what they rest on.

use kakitome_clients::{Class, Guide, Shown, Shows, guides};
use serde_json::{Value, json};

use super::subject::Check;
use crate::document::{Fact, Item};
use crate::lang::Lang;
use crate::page::case_line;
use crate::picture::{View, guide_view};
use crate::publish::programs;
use crate::sentence::shown as harmless;
use crate::words::Words;

/// The guides of programs that show the signature as good; of all others the page says what they show.
fn fitting<'a>(check: &Check<'a>) -> impl Iterator<Item = (&'static Guide, &'a Shown)> {
    let shown = check.shown;
    let of = move |guide: &'static Guide| shown.iter().find(|one| one.program.id == guide.program).map(|one| (guide, one));
    let good = |one: &Shown| one.cases.iter().any(|case| case.shows == Shows::Trusted);
    guides().iter().filter_map(of).filter(move |(_, one)| good(one))
}

pub(super) fn items(check: &Check<'_>, words: &Words) -> Vec<Item> {
    let mut items = Vec::new();
    for (guide, one) in fitting(check) {
        items.push(Item::Heading(programs::name(one, words)));
        items.extend(picture(one, check, words));
        items.push(Item::Steps(steps(guide, check, words)));
        items.extend(unless_good(one, words));
    }
    if items.is_empty() {
        return items;
    }
    items.insert(0, Item::Text(words.get("guide-intro", &[])));
    items
}

/// Drawn as it is when the signature is good: that is what a reader compares with.
fn picture(one: &Shown, check: &Check<'_>, words: &Words) -> Option<Item> {
    let good = one.cases.iter().find(|case| case.shows == Shows::Trusted)?;
    let view = View { from: Some(&check.sender.address), ..View::of_case(one.program, good, words.lang()) };
    let mut name = programs::name(one, words);
    if words.lang() == Lang::Ja && name.ends_with(|letter: char| letter.is_ascii_alphanumeric()) {
        name.push(' ');
    }
    let said = words.get("guide-picture", &[("program", name.into())]);
    Some(Item::Pictures(vec![(guide_view(&view, words.lang()), said)]))
}

fn steps(guide: &Guide, check: &Check<'_>, words: &Words) -> Vec<String> {
    let address = harmless(&check.sender.address);
    let name = |step: &String| format!("guide-{}-{step}", guide.program);
    guide.steps.iter().map(|step| words.get(&name(step), &[("address", (&address).into())])).collect()
}

/// Where the program usually does not show it as good: under which conditions it does. All cases of all programs stand further down.
fn unless_good(one: &Shown, words: &Words) -> Option<Item> {
    let usual = one.usual()?;
    (usual.shows != Shows::Trusted).then(|| Item::Points(one.cases.iter().map(|case| case_line(case, words)).collect()))
}

/// What the steps rest on, for those who want to know.
pub(super) fn basis(check: &Check<'_>, words: &Words) -> Vec<Item> {
    let facts: Vec<Fact> = fitting(check).map(|(guide, one)| Fact::plain(programs::name(one, words), source(guide, words))).collect();
    if facts.is_empty() { Vec::new() } else { vec![Item::Facts(facts)] }
}

fn source(guide: &Guide, words: &Words) -> String {
    let class = words.get(&format!("confidence-{}", class(guide.evidence.class)), &[]);
    words.get(
        "guide-basis",
        &[("class", class.into()), ("source", (&guide.evidence.source).into()), ("date", (&guide.evidence.date).into())],
    )
}

const fn class(class: Class) -> &'static str {
    class.confidence().word()
}

pub(super) fn json(check: &Check<'_>, words: &Words) -> Vec<Value> {
    let one = |(guide, shown): (&'static Guide, &Shown)| {
        json!({
            "client": guide.program,
            "name": programs::name(shown, words),
            "steps": steps(guide, check, words),
            "confidence": class(guide.evidence.class),
            "source": guide.evidence.source,
            "date": guide.evidence.date,
        })
    };
    fitting(check).map(one).collect()
}
