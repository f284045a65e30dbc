//! Which lists a verdict rests on, and what sender and recipient can do where a root of a list is not for e-mail: in words and JSON.

use kakitome_roots::{Install, LeaveOut, Source};
use serde_json::{Value, json};

use super::stores::{Stores, Told};
use crate::context::Context;
use crate::trust::told;

/// What stands below the report; nothing where certificates alone were given and nothing is to be said.
pub(super) fn lines(stores: &Stores, troubles: &[Told], context: Context) -> String {
    let mut out = String::new();
    let lists: Vec<_> = stores.used.iter().filter(|(_, list)| list.source != Source::Bundle).collect();
    if !lists.is_empty() {
        out.push_str(&format!("\n{}\n", context.say("trust-used", &[])));
        for (name, list) in lists {
            let facts = [("name", told::harmless(&name.display().to_string()).into()), ("list", told::list_line(list, context).into())];
            out.push_str(&format!("  {}\n", context.say("trust-used-line", &facts).replace('\n', "\n  ")));
        }
    }
    for trouble in troubles {
        out.push('\n');
        for line in sentences(trouble, context) {
            out.push_str(&format!("{line}\n"));
        }
    }
    out
}

fn sentences(told: &Told, context: Context) -> Vec<String> {
    let Told { trouble, elsewhere } = told;
    let state = context
        .say(&format!("trust-state-{}", trouble.state.word()), &[("day", told::day(trouble.moment.unwrap_or(trouble.since)).into())]);
    let root = [
        ("root", told::harmless(&trouble.root).into()),
        ("list", (&trouble.list).into()),
        ("state", state.into()),
        ("since", told::day(trouble.since).into()),
    ];
    let mut lines = vec![context.say(if *elsewhere { "trust-trouble-elsewhere" } else { "trust-trouble-root" }, &root)];
    if let Some(LeaveOut { cross, instead }) = &trouble.sender {
        let facts = [("cross", told::harmless(&cross.subject().display()).into()), ("instead", told::harmless(instead).into())];
        lines.push(context.say("trust-trouble-sender", &facts));
    }
    if let Some(Install { root, name }) = &trouble.recipient {
        lines.push(context.say("trust-trouble-recipient", &[("root", told::harmless(name).into()), ("hash", root.sha256_hex().into())]));
    }
    if trouble.sender.is_none() && trouble.recipient.is_none() {
        lines.push(context.say("trust-trouble-none", &[]));
    }
    if let Some((list, day)) = &trouble.over {
        lines.push(context.say("trust-trouble-over", &[("list", list.into()), ("day", told::day(*day).into())]));
    }
    lines
}

/// `trust`: the lists; `troubles`: roots that are not for e-mail, with remedies and their price as ids.
pub(super) fn insert(report: &mut Value, stores: &Stores, troubles: &[Told]) {
    let Some(fields) = report.as_object_mut() else { return };
    let list = |(name, list): &(std::path::PathBuf, kakitome_roots::Snapshot)| json!({ "store": name.display().to_string(), "list": told::list_json(list) });
    fields.insert("trust".to_owned(), stores.used.iter().map(list).collect());
    fields.insert("troubles".to_owned(), troubles.iter().map(one).collect());
}

fn one(told: &Told) -> Value {
    let trouble = &told.trouble;
    let sender = trouble.sender.as_ref().map(|LeaveOut { cross, instead }| {
        json!({ "do": "leave-out-cross-certificate", "certificate": cross.sha256_hex(), "instead": instead, "price": "no-path-without-root-or-updates" })
    });
    let recipient = trouble.recipient.as_ref().map(|Install { root, name }| {
        json!({ "do": "install-root", "certificate": root.sha256_hex(), "name": name, "price": "trusts-everything-it-issues" })
    });
    json!({
        "root": trouble.root,
        "when": if told.elsewhere { "the-other-root-is-not-installed" } else { "" },
        "email": trouble.state.word(),
        "list": trouble.list,
        "since": trouble.since.to_string(),
        "remedy": { "sender": sender, "recipient": recipient },
        "over": trouble.over.as_ref().map(|(list, day)| json!({ "list": list, "day": day.to_string() })),
    })
}
