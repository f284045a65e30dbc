//! Correspondents in words and as JSON (`kakitome.person/1`).

use std::io::Write as _;

use kakitome_store::{Millis, Person, PersonCertificate, PersonState};
use serde_json::{Value, json};

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::pem;
use crate::remember::read_by;
use crate::values::{date, hex, rfc3339};

/// Writes to standard output. A reader that went away (`| head`) is no failure of ours.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(failed("cli-output", &error)),
        _ => Ok(()),
    }
}

pub(super) fn json(person: &Person, now: Millis) -> Value {
    json!({
        "schema": "kakitome.person/1",
        "address": person.address.as_str(),
        "certificates": person.certificates.iter().map(|one| certificate(one, now)).collect::<Vec<_>>(),
    })
}

fn certificate(one: &PersonCertificate, now: Millis) -> Value {
    json!({
        "subject": one.subject,
        "issuer": one.issuer,
        "serial": one.serial,
        "sha256": hex(&one.sha256),
        "not_before": rfc3339(one.not_before),
        "not_after": rfc3339(one.not_after),
        "trust": one.trust.as_str(),
        "state": state(one, now),
        "capabilities": read_by(one.capabilities.as_deref()),
        "asked_for": one.asked_for.map(rfc3339),
        "first_seen": rfc3339(one.first_seen),
        "last_seen": rfc3339(one.last_seen),
        "pem": pem::certificate(&one.der),
    })
}

/// The state with time taken in.
fn state(one: &PersonCertificate, now: Millis) -> &'static str {
    match one.state {
        PersonState::Review => "review",
        PersonState::Usable if one.not_after < now => "expired",
        PersonState::Usable if now < one.not_before => "not-yet",
        PersonState::Usable => "usable",
    }
}

/// One line of the list for each certificate.
pub(super) fn line(person: &Person, now: Millis, context: Context) -> String {
    let of = |one: &PersonCertificate| {
        let values = [
            ("address", person.address.as_str().into()),
            ("state", context.say(&format!("people-state-{}", state(one, now)), &[]).into()),
            ("trust", context.say(&format!("people-trust-{}", one.trust.as_str()), &[]).into()),
            ("to", date(one.not_after, context).into()),
        ];
        format!("{}\n", context.say("people-line", &values))
    };
    person.certificates.iter().map(of).collect()
}

/// Everything about a correspondent.
pub(super) fn whole(person: &Person, now: Millis, context: Context) -> String {
    let mut text = format!("{}\n", person.address);
    for one in &person.certificates {
        let reads = read_by(one.capabilities.as_deref())
            .filter(|names| !names.is_empty())
            .map_or_else(|| context.say("cli-unknown", &[]), |names| names.join(", "));
        let values = [
            ("subject", one.subject.as_str().into()),
            ("issuer", one.issuer.as_str().into()),
            ("serial", one.serial.as_str().into()),
            ("sha256", hex(&one.sha256).into()),
            ("from", date(one.not_before, context).into()),
            ("to", date(one.not_after, context).into()),
            ("state", context.say(&format!("people-state-{}", state(one, now)), &[]).into()),
            ("trust", context.say(&format!("people-trust-{}", one.trust.as_str()), &[]).into()),
            ("reads", reads.into()),
            ("asked", one.asked_for.map_or_else(|| context.say("people-never-asked", &[]), |time| date(time, context)).into()),
            ("first", date(one.first_seen, context).into()),
            ("last", date(one.last_seen, context).into()),
        ];
        for line in context.say("people-certificate", &values).lines() {
            text.push_str("  ");
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}
