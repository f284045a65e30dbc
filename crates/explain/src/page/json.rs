//! The report's object (`kakitome.report/1`) with what every program shows (`clients`), the way (`way`) and the page's sentences (`page`).

use kakitome_clients::{Case, Journey, Outside, Promised, Shown};
use serde_json::{Value, json};

use super::model::Page;
use super::shows;
use super::subject::Subject;
use crate::json;
use crate::words::{Words, words};

/// The object.
#[must_use]
pub fn object(page: &Page, subject: &Subject<'_>) -> Value {
    let words = words(page.lang);
    let mut object = json::report(subject.report, page.lang);
    let only = |one: &&Shown| subject.only.is_empty() || subject.only.contains(&one.program.id);
    let clients: Vec<Value> = subject.shown.iter().filter(only).map(|one| client(one, words)).collect();
    if let Some(fields) = object.as_object_mut() {
        fields.insert("clients".to_owned(), Value::Array(clients));
        fields.insert("way".to_owned(), subject.journey.map_or(Value::Null, way));
        fields.insert("promise".to_owned(), subject.promise.as_ref().map_or(Value::Null, promise));
        fields.insert("page".to_owned(), sentences(page));
    }
    object
}

fn client(one: &Shown, words: &Words) -> Value {
    json!({
        "client": one.program.id,
        "name": match words.lang() { crate::lang::Lang::Ja => &one.program.ja, crate::lang::Lang::En => &one.program.en },
        "likely": one.likely,
        "cases": one.cases.iter().map(|one| case(one, words)).collect::<Vec<_>>(),
    })
}

fn case(case: &Case, words: &Words) -> Value {
    let conditions: Vec<String> = case.when.iter().map(|one| shows::condition(one, words)).collect();
    let remedy = |id: &Option<String>| {
        id.as_ref().map(|id| {
            json!({
                "id": id,
                "do": words.get(&format!("remedy-{id}"), &[]),
                "price": words.get(&format!("remedy-{id}-price"), &[]),
            })
        })
    };
    json!({
        "when": conditions.join(&words.get("and", &[])),
        "conditions": case.when.iter().map(|one| json!({ "id": one.word(), "name": one.name() })).collect::<Vec<_>>(),
        "usual": case.usual,
        "shows": case.shows.word(),
        "words": { "ja": case.quote.ja, "en": case.quote.en, "more_ja": case.quote.more_ja },
        "text": shows::line(case, words),
        "because": case.because,
        "remedy": { "sender": remedy(&case.sender), "recipient": remedy(&case.recipient) },
        "confidence": case.confidence.word(),
        "rule": { "id": case.rule, "source": case.evidence.source, "date": case.evidence.date },
        "seen": case.seen.as_ref().map(|seen| json!({ "date": seen.date, "by": seen.by })),
    })
}

fn way(journey: &Journey) -> Value {
    let hop = |hop: &kakitome_clients::Hop| json!({ "from": hop.from, "by": hop.by, "with": hop.with, "tls": hop.tls.word(), "at": hop.at.map(|at| at.to_string()) });
    let claim =
        |claim: &kakitome_clients::Claim| json!({ "by": claim.by, "method": claim.method, "result": claim.result, "domain": claim.domain });
    json!({
        "hops": journey.hops.iter().map(hop).collect::<Vec<_>>(),
        "claims": journey.claims.iter().map(claim).collect::<Vec<_>>(),
        "via": journey.via().map(|via| via.domain),
    })
}

fn promise(found: &Promised<'_>) -> Value {
    let outside = found.outside.map(|outside| match outside {
        Outside::Kind(kind) => kind.word(),
        Outside::Recipients => "recipients",
    });
    json!({
        "address": found.promise.address,
        "since": found.promise.since,
        "until": found.promise.until,
        "except": found.promise.except.iter().map(|kind| kind.word()).collect::<Vec<_>>(),
        "not_to": found.promise.not_to,
        "said_by": found.promise.said_by,
        "heard": found.promise.heard,
        "outside": outside,
    })
}

fn sentences(page: &Page) -> Value {
    json!({
        "heading": page.heading,
        "known": page.known,
        "unknown": page.unknown,
        "clients": page.clients,
        "todo": page.todo,
        "later": page.later,
        "basis": page.basis,
        "questions": page.questions.iter().map(|(ask, answer)| json!({ "question": ask, "answer": answer })).collect::<Vec<_>>(),
    })
}
