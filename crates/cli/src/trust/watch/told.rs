//! What a look came to, as text and as JSON; and a change in the words that the mail has too.

use kakitome_pki::UnixTime;
use kakitome_roots::Plan;
use kakitome_store::NewRootChange;
use serde_json::{Value, json};

use super::super::told::{day, harmless, hex, list_json, list_line};
use super::letter::Mailed;
use crate::context::Context;
use crate::failure::Failure;
use crate::trust::update::Updated;

/// One list.
pub(super) struct Look {
    pub(super) name: String,
    pub(super) outcome: Result<Updated, Failure>,
}

/// A whole look.
pub(super) struct Looked {
    pub(super) lists: Vec<Look>,
    pub(super) found: Vec<NewRootChange>,
    pub(super) mails: Vec<Mailed>,
}

impl Looked {
    /// What could not be done, if anything.
    pub(super) fn first_failure(&self) -> Option<&Failure> {
        let lists = self.lists.iter().filter_map(|list| list.outcome.as_ref().err());
        lists.chain(self.mails.iter().filter_map(|mail| mail.fate.as_ref().err())).next()
    }

    pub(super) fn text(&self, context: Context) -> String {
        let mut out = String::new();
        for look in &self.lists {
            let line = match &look.outcome {
                Ok(Updated::Known(list)) => ("watch-list-known", list_line(list, context)),
                Ok(Updated::New { list, .. }) => ("watch-list-new", list_line(list, context)),
                Err(failure) => ("watch-list-failed", failure.line(context)),
            };
            let facts = [("name", (&look.name).into()), ("list", line.1.into())];
            out.push_str(&format!("{}\n", context.say(line.0, &facts).replace('\n', "\n  ")));
        }
        out.push_str(&format!("{}\n", context.say("watch-found", &[("count", self.found.len().into())])));
        for change in &self.found {
            out.push_str(&format!("\n{}\n", block(change, UnixTime::now(), context)));
        }
        for mail in &self.mails {
            let facts = [("to", harmless(&mail.to).into()), ("count", mail.changes.into())];
            let name = match (&mail.fate, mail.signed) {
                (Ok(_), true) => "watch-mail-signed",
                (Ok(_), false) => "watch-mail-unsigned",
                (Err(_), _) => "watch-mail-waits",
            };
            out.push_str(&format!("{}\n", context.say(name, &facts)));
        }
        out
    }

    pub(super) fn json(&self) -> String {
        let list = |look: &Look| {
            let (state, list) = match &look.outcome {
                Ok(Updated::Known(list)) => ("known", list_json(list)),
                Ok(Updated::New { list, .. }) => ("new", list_json(list)),
                Err(_) => ("failed", Value::Null),
            };
            json!({ "name": look.name, "state": state, "list": list })
        };
        let mail = |mail: &Mailed| {
            let state = if mail.fate.is_ok() { "sent" } else { "waits" };
            json!({ "to": mail.to, "changes": mail.changes, "state": state, "signed": mail.signed })
        };
        let object = json!({
            "schema": "kakitome.watch/1",
            "lists": self.lists.iter().map(list).collect::<Vec<Value>>(),
            "changes": self.found.iter().map(change_json).collect::<Vec<Value>>(),
            "mails": self.mails.iter().map(mail).collect::<Vec<Value>>(),
        });
        format!("{object:#}\n")
    }
}

/// One change for scripts.
pub(crate) fn change_json(change: &NewRootChange) -> Value {
    json!({
        "address": change.address,
        "certificate": hex(&change.certificate),
        "serial": change.serial,
        "root": hex(&change.root),
        "root_name": change.root_name,
        "list": change.list,
        "edition": change.title,
        "came": UnixTime(change.came.seconds()).to_string(),
        "before": change.before,
        "after": change.state,
        "another_root": change.another,
    })
}

/// One change in a few lines for people.
pub(crate) fn block(change: &NewRootChange, now: UnixTime, context: Context) -> String {
    let plan = change.state.parse::<Plan>().ok();
    let came = UnixTime(change.came.seconds());
    let mut lines = vec![
        harmless(&change.address),
        context.say("watch-certificate", &[("serial", (&change.serial).into())]),
        context.say("watch-root", &[("root", harmless(&change.root_name).into()), ("hash", hex(&change.root).into())]),
        context.say("watch-list", &[("list", harmless(&change.title).into()), ("day", day(came).into())]),
    ];
    let state = |plan: &Plan| state(plan, came, now, context);
    let before = change.before.as_ref().and_then(|text| text.parse::<Plan>().ok());
    lines.push(match (&before, &plan) {
        (Some(before), Some(after)) => context.say("watch-change", &[("before", state(before).into()), ("after", state(after).into())]),
        (_, Some(after)) => context.say("watch-first", &[("after", state(after).into())]),
        // written by a newer program: as it stands
        (_, None) => harmless(&change.state),
    });
    if let Some((from, next)) = plan.as_ref().and_then(|plan| plan.next(now)) {
        let next = context.say(&format!("watch-state-{}", next.word()), &[("day", day(from).into())]);
        lines.push(context.say("watch-expected", &[("day", day(from).into()), ("state", next.into())]));
    }
    let is_good = plan.as_ref().is_some_and(Plan::is_ok);
    match &change.another {
        _ if is_good => lines.push(context.say("watch-good", &[])),
        Some(other) => lines.push(context.say("watch-another", &[("root", harmless(other).into())])),
        None => lines.push(context.say("watch-alone", &[])),
    }
    lines.join("\n  ")
}

/// The state now; one that began with a day of its own names that day, any other the day of the edition.
fn state(plan: &Plan, came: UnixTime, now: UnixTime, context: Context) -> String {
    let word = plan.at(now).map_or("absent", kakitome_pki::EmailState::word);
    let since = plan.since(now).unwrap_or(came);
    context.say(&format!("watch-state-{word}"), &[("day", day(since).into())])
}
