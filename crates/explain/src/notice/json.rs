//! A notice as JSON (`kakitome.notice/1`): every version whole, in both languages.

use kakitome_clients::notice::{Both, Confirmed, Notice, Remedy, State, Version};
use serde_json::{Value, json};

/// The object.
#[must_use]
pub fn object(notice: &Notice) -> Value {
    let contact = &notice.contact;
    json!({
        "schema": "kakitome.notice/1",
        "id": notice.id,
        "state": notice.state().word(),
        "open": notice.state() != State::Resolved,
        "published": notice.published().to_string(),
        "updated": notice.updated().to_string(),
        "title": both(&notice.title),
        "contact": {
            "name": both(&contact.name),
            "page": contact.page,
            "mail": contact.mail,
            "phone": contact.phone,
            "hours": both(&contact.hours),
        },
        "versions": notice.versions().iter().map(version).collect::<Vec<_>>(),
    })
}

fn both(text: &Both) -> Value {
    json!({ "ja": text.ja, "en": text.en })
}

fn version(version: &Version) -> Value {
    let all = |list: &[Both]| list.iter().map(both).collect::<Vec<_>>();
    let remedies = |list: &[Remedy]| list.iter().map(|one| json!({ "do": both(&one.todo), "price": both(&one.price) })).collect::<Vec<_>>();
    let confirmed = |one: &Confirmed| json!({ "os": one.os, "program": one.program, "date": one.date, "seen": both(&one.seen) });
    json!({
        "at": version.at.to_string(),
        "state": version.state.word(),
        "summary": both(&version.summary),
        "unaffected": all(&version.unaffected),
        "phenomenon": both(&version.phenomenon),
        "cause": both(&version.cause),
        "conditions": all(&version.conditions),
        "recipient": remedies(&version.recipient),
        "sender": remedies(&version.sender),
        "cautions": all(&version.cautions),
        "confirmed": version.confirmed.iter().map(confirmed).collect::<Vec<_>>(),
    })
}
