//! What a plan, or its sending, came to: as text and as JSON. Who need do nothing stands first.

use kakitome_explain::day;
use kakitome_explain::starttls::{Stage, program_name};
use serde_json::{Value, json};

use super::plan::{Due, Plan};
use super::series::Series;
use crate::context::Context;
use crate::trust::told::harmless;

/// What became of one letter.
pub(super) struct Sent {
    pub(super) account: String,
    pub(super) signed: bool,
    /// The next hop has it, or why not.
    pub(super) fate: Result<(), String>,
}

/// Everything that is told.
pub(super) struct Told<'a> {
    pub(super) plan: &'a Plan<'a>,
    pub(super) series: &'a Series,
    pub(super) stage: Stage,
    pub(super) from: &'a str,
    pub(super) sent: Option<&'a [Sent]>,
}

impl Told<'_> {
    pub(super) fn written(&self, as_json: bool, context: Context) -> String {
        if as_json { format!("{:#}\n", self.json()) } else { self.text(context) }
    }

    fn text(&self, context: Context) -> String {
        let stage = context.say(&format!("starttls-stage-{}", self.stage.word()), &[]);
        let facts = [
            ("spared", self.plan.spared.into()),
            ("stage", stage.into()),
            ("day", day(self.series.day(self.stage), context.lang).into()),
            ("from", harmless(self.from).into()),
            ("count", self.plan.due.len().into()),
        ];
        let mut out = format!("{}\n{}\n", context.say("starttls-plan-spared", &facts), context.say("starttls-plan-stage", &facts));
        match self.sent {
            None => {
                out.push_str(&format!("{}\n", context.say("starttls-plan-due", &facts)));
                self.plan.due.iter().for_each(|due| out.push_str(&line(due, context)));
            }
            Some(sent) => {
                let taken = sent.iter().filter(|one| one.fate.is_ok()).count();
                out.push_str(&format!("{}\n", context.say("starttls-sent", &[("count", taken.into())])));
                for one in sent {
                    let facts =
                        [("account", harmless(&one.account).into()), ("why", one.fate.as_ref().err().map_or("", String::as_str).into())];
                    let name = match (&one.fate, one.signed) {
                        (Ok(()), true) => "starttls-sent-signed",
                        (Ok(()), false) => "starttls-sent-unsigned",
                        (Err(_), _) => "starttls-sent-waits",
                    };
                    out.push_str(&format!("  {}\n", context.say(name, &facts)));
                }
            }
        }
        for (account, left) in &self.plan.left {
            let facts = [("account", harmless(&account.name).into())];
            out.push_str(&format!("  {}\n", context.say(&format!("starttls-left-{}", left.word()), &facts)));
        }
        if self.sent.is_none() && !self.plan.due.is_empty() {
            out.push_str(&format!("{}\n", context.say("starttls-plan-hint", &facts)));
        }
        out
    }

    fn json(&self) -> Value {
        let due = |due: &Due<'_>| {
            let programs: Vec<&str> = due.account.in_clear().into_iter().map(|one| one.program.as_str()).collect();
            json!({ "account": due.account.name, "programs": programs })
        };
        let sent =
            |one: &Sent| json!({ "account": one.account, "sent": one.fate.is_ok(), "signed": one.signed, "why": one.fate.as_ref().err() });
        json!({
            "schema": "kakitome.starttls-notice/1",
            "series": self.series.id,
            "stage": self.stage.word(),
            "nothing_to_do": self.plan.spared,
            "due": self.plan.due.iter().map(due).collect::<Vec<_>>(),
            "left": self.plan.left.iter().map(|(account, left)| json!({ "account": account.name, "because": left.word() })).collect::<Vec<_>>(),
            "sent": self.sent.map(|all| all.iter().map(sent).collect::<Vec<_>>()),
        })
    }
}

fn line(due: &Due<'_>, context: Context) -> String {
    let mut names: Vec<String> = due.account.in_clear().into_iter().map(|one| program_name(&one.program, context.lang)).collect();
    names.dedup();
    format!("  - {}: {}\n", harmless(&due.account.name), names.join(", "))
}
