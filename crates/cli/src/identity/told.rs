//! An identity in words and as JSON (`kakitome.identity/1`): the history of its keys, newest first, with all that a person
//! compares with a mail: serial number, SHA-256, validity, chain.

use std::fmt::Write as _;
use std::io::Write as _;

use kakitome_store::{ChainLink, Identity, Key, KeyState, Millis, StoredCertificate};
use serde_json::{Map, Value, json};

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::pem;
use crate::values::{date, hex, rfc3339};

const DAY: i64 = 86_400_000;

/// Writes to standard output. A reader that went away (`| head`) is no failure of ours.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(failed("cli-output", &error)),
        _ => Ok(()),
    }
}

/// The whole history as JSON.
pub(super) fn json(identity: &Identity, now: Millis) -> Value {
    json_with(identity, now, [])
}

/// The same with more to say.
pub(super) fn json_with<const MORE: usize>(identity: &Identity, now: Millis, more: [(&str, Value); MORE]) -> Value {
    let signing = identity.signing_key();
    let mut value = json!({
        "schema": "kakitome.identity/1",
        "address": identity.address.as_str(),
        "name": identity.name,
        "created": rfc3339(identity.created),
        "state": signing.map(|key| key.state_at(now).as_str()),
        "signs_with": signing.and_then(|key| key.certificates.first()).map(|one| one.serial.as_str()),
        "keys": identity.keys.iter().map(|key| json_of_key(key, now)).collect::<Vec<_>>(),
    });
    if let Some(object) = value.as_object_mut() {
        object.extend(more.map(|(name, fact)| (name.to_owned(), fact)));
    }
    value
}

fn json_of_key(key: &Key, now: Millis) -> Value {
    json!({
        "id": key.holder_id,
        "kind": key.kind,
        "purpose": key.purpose.as_str(),
        "source": key.source.as_str(),
        "state": key.state_at(now).as_str(),
        "created": rfc3339(key.created),
        "changed": rfc3339(key.changed),
        "spki_sha256": hex(&key.spki_sha256),
        "certificates": key.certificates.iter().map(|one| json_of_certificate(one, now)).collect::<Vec<_>>(),
    })
}

fn json_of_certificate(one: &StoredCertificate, now: Millis) -> Value {
    let mut facts = facts(one);
    facts.insert("pem".to_owned(), json!(pem::certificate(&one.der)));
    facts.insert("days_left".to_owned(), json!(days_left(one, now)));
    facts.insert("chain".to_owned(), one.chain.iter().map(json_of_link).collect());
    Value::Object(facts)
}

fn json_of_link(link: &ChainLink) -> Value {
    let mut facts = facts(&link.certificate);
    facts.insert("role".to_owned(), json!(link.certificate.role.as_str()));
    facts.insert("crossed".to_owned(), json!(link.crossed));
    facts.insert("sent".to_owned(), json!(link.sent));
    Value::Object(facts)
}

/// What a certificate says, as in the report on a mail.
fn facts(one: &StoredCertificate) -> Map<String, Value> {
    [
        ("subject", one.subject.clone()),
        ("issuer", one.issuer.clone()),
        ("serial", one.serial.clone()),
        ("sha256", hex(&one.sha256)),
        ("not_before", rfc3339(one.not_before)),
        ("not_after", rfc3339(one.not_after)),
    ]
    .into_iter()
    .map(|(name, fact)| (name.to_owned(), Value::String(fact)))
    .collect()
}

/// One line of the list.
pub(super) fn line(identity: &Identity, now: Millis, context: Context) -> String {
    let Some(key) = identity.signing_key() else {
        let waiting = identity.keys.iter().any(|key| key.state == KeyState::Requested);
        let name = if waiting { "identity-line-requested" } else { "identity-line-none" };
        return context.say(name, &[("address", identity.address.as_str().into())]);
    };
    let newest = key.certificates.first();
    let values = [
        ("address", identity.address.as_str().into()),
        ("state", state(key.state_at(now), context).into()),
        ("kind", key.kind.as_str().into()),
        ("date", newest.map(|one| date(one.not_after, context)).unwrap_or_default().into()),
        ("days", newest.map_or(0, |one| days_left(one, now)).into()),
    ];
    let over = key.state_at(now) == KeyState::Expired;
    context.say(if over { "identity-line-expired" } else { "identity-line" }, &values)
}

/// The whole history for people.
pub(super) fn history(identity: &Identity, now: Millis, context: Context) -> String {
    let mut text = String::new();
    let name = identity.name.as_deref().unwrap_or_default();
    let title = if name.is_empty() { "identity-title" } else { "identity-title-name" };
    let address = identity.address.as_str();
    push(&mut text, 0, &context.say(title, &[("address", address.into()), ("name", name.into())]));
    if identity.keys.is_empty() {
        push(&mut text, 1, &context.say("identity-no-keys", &[]));
    }
    for key in &identity.keys {
        // What a key did once is not what it does now.
        let old = matches!(key.state, KeyState::Superseded | KeyState::Revoked);
        let values = [
            ("kind", key.kind.as_str().into()),
            ("state", state(key.state_at(now), context).into()),
            ("source", context.say(&format!("identity-source-{}", key.source.as_str()), &[]).into()),
            ("purpose", context.say(&format!("identity-{}-{}", if old { "served" } else { "purpose" }, key.purpose.as_str()), &[]).into()),
            ("since", date(key.changed, context).into()),
        ];
        push(&mut text, 1, &context.say("identity-key", &values));
        for one in &key.certificates {
            certificate(&mut text, one, now, context);
        }
        if key.certificates.is_empty() {
            push(&mut text, 2, &context.say("identity-no-certificate", &[]));
        }
    }
    text
}

fn certificate(text: &mut String, one: &StoredCertificate, now: Millis, context: Context) {
    let days = days_left(one, now);
    let left = match () {
        () if one.not_after < now => context.say("identity-days-over", &[]),
        () if now < one.not_before => context.say("identity-days-not-yet", &[]),
        () => context.say("identity-days-left", &[("days", days.into())]),
    };
    let values = [
        ("subject", one.subject.as_str().into()),
        ("issuer", one.issuer.as_str().into()),
        ("serial", one.serial.as_str().into()),
        ("sha256", hex(&one.sha256).into()),
        ("from", date(one.not_before, context).into()),
        ("to", date(one.not_after, context).into()),
        ("left", left.into()),
    ];
    push(text, 2, &context.say("identity-certificate", &values));
    for link in &one.chain {
        let name = match (link.certificate.role, link.crossed, link.sent) {
            (kakitome_store::Role::Root, ..) => "identity-link-root",
            (_, true, true) => "identity-link-crossed-sent",
            (_, true, false) => "identity-link-crossed",
            (_, false, _) => "identity-link",
        };
        let values = [("subject", link.certificate.subject.as_str().into()), ("to", date(link.certificate.not_after, context).into())];
        push(text, 3, &context.say(name, &values));
    }
}

fn push(text: &mut String, depth: usize, sentence: &str) {
    for line in sentence.lines() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{:width$}{line}", "", width = depth * 2);
    }
}

fn state(state: KeyState, context: Context) -> String {
    context.say(&format!("identity-state-{}", state.as_str()), &[])
}

/// Whole days until it runs out; negative afterwards.
pub(super) fn days_left(one: &StoredCertificate, now: Millis) -> i64 {
    one.not_after.0.saturating_sub(now.0).div_euclid(DAY)
}
