//! The report as JSON (`kakitome.rollout/1`).

use serde_json::{Map, Value, json};

use super::report::{Identity, Report, View};
use crate::lang::Lang;
use crate::page::case_line;
use crate::words::{Words, words};

/// The object.
#[must_use]
pub fn object(report: &Report, lang: Lang) -> Value {
    let words = words(lang);
    let outcomes: Map<String, Value> = report.outcomes.iter().map(|(word, count)| ((*word).to_owned(), json!(count))).collect();
    let classes: Vec<Value> = report
        .classes
        .iter()
        .map(|class| {
            let domains: Vec<Value> =
                class.domains.iter().map(|(domain, count)| json!({ "domain": domain, "recipients": count })).collect();
            json!({ "class": class.kind.word(), "recipients": class.recipients, "domains": domains })
        })
        .collect();
    json!({
        "schema": "kakitome.rollout/1",
        "since": report.since.map(|moment| moment.to_string()),
        "until": report.until.map(|moment| moment.to_string()),
        "mails": report.mails,
        "outcomes": outcomes,
        "recipients": classes,
        "identities": report.identities.iter().map(|one| identity(one, words)).collect::<Vec<_>>(),
        "advice": report.advice(words),
    })
}

fn identity(one: &Identity, words: &Words) -> Value {
    json!({
        "address": one.address,
        "signed": one.signed,
        "would_sign": one.would,
        "not_in_share": one.outside,
        "opaque": one.opaque,
        "loses_dkim": one.dkim,
        "refused": one.refused,
        "carrier_recipients": one.carriers,
        "views": one.views.iter().map(|one| view(one, words)).collect::<Vec<_>>(),
    })
}

fn view(one: &View, words: &Words) -> Value {
    let form = if one.opaque { "opaque" } else { "clear" };
    match &one.shown {
        Ok(shown) => {
            let clients: Vec<Value> = shown
                .iter()
                .filter_map(|one| {
                    let usual = one.usual()?;
                    Some(json!({
                        "client": one.program.id, "likely": one.likely, "shows": usual.shows.word(), "text": case_line(usual, words),
                        "confidence": usual.confidence.word(),
                    }))
                })
                .collect();
            json!({ "form": form, "clients": clients })
        }
        Err(why) => json!({ "form": form, "clients": [], "why": why }),
    }
}
