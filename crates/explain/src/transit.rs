//! What happened to a mail on its way, in words and as JSON (`kakitome.transit/1`). Nobody is blamed: what a header tells is the word of
//! those who wrote it.

use kakitome_clients::transit::{Difference, Transit, What};
use serde_json::{Value as Json, json};

use crate::lang::Lang;
use crate::sentence::shown as harmless;
use crate::words::{Value, Words, words};

/// The comparison for a terminal.
#[must_use]
pub fn text(found: &Transit, lang: Lang) -> String {
    let words = words(lang);
    let mut out = format!("{}\n", heading(found, words));
    for one in &found.differences {
        out.push_str(&format!("  {}\n", line(one, words)));
    }
    let more = where_it_was(found, words);
    if !more.is_empty() {
        out.push_str(&format!("\n{}\n", words.get("transit-where", &[])));
        more.iter().for_each(|line| out.push_str(&format!("  {line}\n")));
    }
    if found.breaks() {
        let (text, price) = (words.get("remedy-find-what-changes", &[]), words.get("remedy-find-what-changes-price", &[]));
        let priced = words.get("advice-priced", &[("text", text.into()), ("price", price.into())]);
        out.push_str(&format!("\n{}\n  {}\n", words.get("part-todo", &[]), words.get("todo-sender", &[("text", priced.into())])));
    }
    out
}

fn heading(found: &Transit, words: &Words) -> String {
    let gone = found.differences.iter().any(|one| one.what == What::SignatureGone);
    let name = match (found.differences.is_empty(), found.breaks(), found.signed) {
        (true, ..) => "transit-same",
        _ if gone => "transit-lost",
        (_, true, _) => "transit-broken",
        (_, false, true) => "transit-kept",
        (_, false, false) => "transit-unsigned",
    };
    words.get(name, &[])
}

fn line(one: &Difference, words: &Words) -> String {
    let mut values: Vec<(&str, Value<'_>)> = Vec::new();
    match &one.what {
        What::Encoding { before, after } | What::Charset { before, after } | What::Type { before, after } => {
            values.extend([("before", harmless(before).into()), ("after", harmless(after).into())]);
        }
        What::Added { lines, place } | What::Removed { lines, place } => {
            values.extend([("count", (*lines).into()), ("place", (*place).into())]);
        }
        What::Changed { lines } => values.push(("count", (*lines).into())),
        What::PartsAdded { count } | What::PartsRemoved { count } => values.push(("count", (*count).into())),
        What::Field { name } => values.push(("name", harmless(name).into())),
        _ => {}
    }
    let told = words.get(&format!("transit-{}", one.what.word()), &values);
    let told = if one.part.is_empty() {
        told
    } else {
        let part = words.get("place-part", &[("part", one.part.as_str().into())]);
        words.get("transit-in-part", &[("part", part.into()), ("text", told.into())])
    };
    // what has no signature any more fits none
    let breaks = one.breaks && one.what != What::SignatureGone;
    if breaks { words.get("transit-breaks", &[("text", told.into())]) } else { told }
}

fn where_it_was(found: &Transit, words: &Words) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(suspect) = found.suspect.as_ref().filter(|_| found.breaks()) {
        let values = [
            ("after", suspect.after.as_deref().map_or_else(|| words.get("transit-somewhere", &[]), harmless).into()),
            ("before", harmless(&suspect.before).into()),
        ];
        lines.push(words.get("transit-suspect", &values));
    } else if found.breaks() {
        lines.push(words.get("transit-nowhere", &[]));
    }
    if let Some(list) = &found.list {
        lines.push(words.get("transit-list", &[("list", harmless(list).into())]));
    }
    for hop in &found.hops {
        let name = |name: &Option<String>| name.as_deref().map_or_else(|| words.get("page-nameless", &[]), harmless);
        let values = [("from", name(&hop.from).into()), ("by", name(&hop.by).into())];
        lines.push(words.get("transit-hop", &values));
    }
    lines
}

/// The comparison as JSON.
#[must_use]
pub fn json(found: &Transit, lang: Lang) -> Json {
    let words = words(lang);
    json!({
        "schema": "kakitome.transit/1",
        "signed": found.signed,
        "breaks": found.breaks(),
        "heading": heading(found, words),
        "differences": found.differences.iter().map(|one| json!({
            "what": one.what.word(),
            "part": one.part,
            "breaks": one.breaks,
            "text": line(one, words),
        })).collect::<Vec<_>>(),
        "hops": found.hops.iter().map(|hop| json!({ "from": hop.from, "by": hop.by, "with": hop.with })).collect::<Vec<_>>(),
        "stations": found.stations.iter().map(|one| json!({ "by": one.by, "dkim_good": one.good, "arc": one.instance })).collect::<Vec<_>>(),
        "suspect": found.suspect.as_ref().map(|one| json!({ "after": one.after, "before": one.before })),
        "list": found.list,
    })
}
