//! A guide as values: for each program its steps in words, filled with the domain's servers. Renderings are beside it.

use super::field::Field;
use super::program::{Program, programs};
use super::service::{Login, MailService, Security, Server};
use crate::lang::Lang;
use crate::words::{Value, Words, words};

/// TLS from the first byte, for handing in and for fetching by IMAP (RFC 8314 7.3, 7.1).
const SUBMISSIONS: u16 = 465;
const IMAPS: u16 = 993;

/// What a guide says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guide {
    /// Of the whole.
    pub title: String,
    /// Who need do nothing.
    pub spared: String,
    /// Name and value of each setting.
    pub table: Vec<(String, String)>,
    /// Why these ports.
    pub why: String,
    /// Program by program, those of today first.
    pub programs: Vec<ProgramGuide>,
    /// Heading before the programs that are no longer kept up.
    pub old: String,
}

/// One program's part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramGuide {
    /// Which.
    pub program: Program,
    /// Something to be known before.
    pub note: Option<String>,
    /// The fields of its window for the server, in its own labels; none for a program that is no longer kept up.
    pub fields: Vec<Field>,
    /// What a reader who does not see the drawing is told.
    pub picture: String,
    /// What to do, in this order.
    pub steps: Vec<String>,
    /// Where that is from.
    pub source: String,
}

/// The guide for one program, or for all. Without a service it is for whoever has a provider that is not known here: names of servers
/// stay blanks, the port is RFC 8314's.
#[must_use]
pub fn guide<'a>(service: impl Into<Option<&'a MailService>>, only: Option<&str>, lang: Lang) -> Guide {
    let words = words(lang);
    let service: Option<&MailService> = service.into();
    let facts = facts(service, words);
    let say = |name: &str| words.get(name, &facts);
    let chosen = programs().iter().filter(|program| only.is_none_or(|only| only == program.id));
    let of = |program: &Program| ProgramGuide {
        program: *program,
        note: program.note.then(|| say(&format!("settings-{}-note", program.id))),
        fields: fields(program, service, words),
        picture: words.get("settings-picture", &[("program", program.name.into())]),
        steps: (1..=program.steps).map(|step| say(&format!("settings-{}-{step}", program.id))).collect(),
        source: words.get("settings-source", &[("source", program.source.into()), ("confidence", confidence(program, words).into())]),
    };
    let about = if service.is_some() { "settings-title" } else { "settings-title-any" };
    Guide {
        title: say(about),
        spared: say(if service.is_some() { "settings-spared" } else { "settings-spared-any" }),
        table: table(service, words),
        why: say("settings-why"),
        programs: chosen.map(of).collect(),
        old: say("settings-old"),
    }
}

/// The labels stand in one sentence, in the order server, port, encryption, and the program's own word for TLS from the first byte.
fn fields(program: &Program, service: Option<&MailService>, words: &Words) -> Vec<Field> {
    let Some(labels) = words.find(&format!("settings-{}-fields", program.id), &[]) else { return Vec::new() };
    let mut labels = labels.split('|').map(|label| label.trim().to_owned());
    let sending = service.map(MailService::sending);
    let host = sending.map_or_else(|| words.get("settings-any-short", &[]), |sending| sending.host.clone());
    let values = [host, sending.map_or(SUBMISSIONS, |sending| sending.port).to_string()];
    let mut fields: Vec<Field> = values.into_iter().filter_map(|value| Some(Field { label: labels.next()?, value })).collect();
    if let (Some(label), Some(own)) = (labels.next(), labels.next()) {
        let value = if sending.is_none_or(|sending| sending.security == Security::Implicit) {
            own
        } else {
            words.get("settings-security-starttls", &[])
        };
        fields.push(Field { label, value });
    }
    fields
}

/// What the words of a program rest on.
fn confidence(program: &Program, words: &Words) -> String {
    words.get(&format!("confidence-{}", program.confidence.word()), &[])
}

fn facts<'a>(service: Option<&'a MailService>, words: &Words) -> Vec<(&'static str, Value<'a>)> {
    let Some(service) = service else { return anybodys(words) };
    let mut facts: Vec<(&'static str, Value<'a>)> = vec![
        ("domain", service.domain().into()),
        ("name", service.name().into()),
        ("smtp-host", service.sending().host.as_str().into()),
        ("smtp-port", service.sending().port.to_string().into()),
        ("smtp-security", if service.sending().security == Security::Implicit { "implicit" } else { "starttls" }.into()),
        ("login", login(service, words).into()),
    ];
    if let Some((kind, server)) = service.fetching().next() {
        facts.push(("in-protocol", if kind == "imap" { "IMAP" } else { "POP3" }.into()));
        facts.push(("in-host", server.host.as_str().into()));
        facts.push(("in-port", server.port.to_string().into()));
    }
    facts
}

/// Blanks where a provider would stand.
fn anybodys(words: &Words) -> Vec<(&'static str, Value<'static>)> {
    let say = |name: &str| words.get(name, &[]);
    vec![
        ("smtp-host", say("settings-any-smtp").into()),
        ("smtp-port", SUBMISSIONS.to_string().into()),
        ("smtp-security", "implicit".into()),
        ("login", say("settings-any-login").into()),
        ("in-protocol", "IMAP".into()),
        ("in-host", say("settings-any-imap").into()),
        ("in-port", IMAPS.to_string().into()),
    ]
}

fn login(service: &MailService, words: &Words) -> String {
    words.get(if service.login() == Login::Address { "settings-login-address" } else { "settings-login-local" }, &[])
}

fn table(service: Option<&MailService>, words: &Words) -> Vec<(String, String)> {
    let Some(service) = service else { return anybodys_table(words) };
    let security = |server: &Server| {
        words.get(if server.security == Security::Implicit { "settings-security-implicit" } else { "settings-security-starttls" }, &[])
    };
    let value = |server: &Server| {
        let facts =
            [("host", Value::from(server.host.as_str())), ("port", server.port.to_string().into()), ("security", security(server).into())];
        words.get("settings-server", &facts)
    };
    let mut rows = Vec::new();
    for (kind, server) in service.fetching() {
        rows.push((words.get(&format!("settings-incoming-{kind}"), &[]), value(server)));
    }
    rows.push((words.get("settings-outgoing", &[]), value(service.sending())));
    rows.push((words.get("settings-login", &[]), login(service, words)));
    rows.push((words.get("settings-password", &[]), words.get("settings-password-value", &[])));
    rows
}

fn anybodys_table(words: &Words) -> Vec<(String, String)> {
    let row = |name: &str, host: &str, port: u16| {
        let facts = [
            ("host", Value::from(words.get(host, &[]))),
            ("port", port.to_string().into()),
            ("security", words.get("settings-security-implicit", &[]).into()),
        ];
        (words.get(name, &[]), words.get("settings-server", &facts))
    };
    vec![
        row("settings-incoming-imap", "settings-any-imap", IMAPS),
        row("settings-outgoing", "settings-any-smtp", SUBMISSIONS),
        (words.get("settings-login", &[]), words.get("settings-any-login", &[])),
    ]
}
