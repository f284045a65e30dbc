//! What a look came to, as text and as JSON.

use kakitome_pki::UnixTime;
use serde_json::{Value, json};

use super::super::told::{harmless, list_json, list_line};
use super::change::{blocks, change_json};
use super::find::Found;
use super::letter::Mailed;
use super::owner::Owners;
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
    pub(super) found: Found,
    pub(super) owners: Owners,
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
        out.push_str(&format!("{}\n", context.say("watch-found", &[("count", self.found.changes.len().into())])));
        let changes: Vec<_> = self.found.changes.iter().collect();
        for block in blocks(&changes, &self.owners, UnixTime::now(), context) {
            out.push_str(&format!("\n{block}\n"));
        }
        if self.found.without_path > 0 {
            let facts = [("count", self.found.without_path.into()), ("all", self.found.people.into())];
            out.push_str(&format!("{}\n", context.say("watch-people-without-path", &facts)));
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
            "changes": self.found.changes.iter().map(|change| change_json(change, &self.owners)).collect::<Vec<Value>>(),
            "people": { "certificates": self.found.people, "without_path": self.found.without_path },
            "mails": self.mails.iter().map(mail).collect::<Vec<Value>>(),
        });
        format!("{object:#}\n")
    }
}
