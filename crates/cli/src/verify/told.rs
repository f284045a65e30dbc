//! The report on standard output: words, JSON, or the tree of paths; and what was fetched for it.

use std::io::Write;

use kakitome_explain::{json, text, tree};
use kakitome_smime::Report;
use serde_json::{Value, json};

use super::args::Args;
use super::online::{Asked, Outcome};
use super::stores::Stores;
use super::troubles;
use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::remember::Remembered;

/// What there is to tell.
pub(super) struct Told<'a> {
    pub(super) report: &'a Report,
    pub(super) asked: &'a [Asked],
    pub(super) stores: &'a Stores,
    /// What was kept of the author, if that was asked for.
    pub(super) remembered: Option<&'a Remembered>,
}

/// Prints the report. A reader that went away (`| head`) is no failure of ours.
pub(super) fn print(told: &Told<'_>, args: &Args, context: Context) -> Result<(), Failure> {
    let Told { report, asked, stores, remembered } = told;
    let troubles = stores.troubles(report, args.by.home.as_deref());
    let kept = remembered.map(|kept| format!("\n{}\n", kept.line(context))).unwrap_or_default();
    let lines = |asked| format!("{}{}{kept}", troubles::lines(stores, &troubles, context), lines(asked, context));
    let text = if args.json {
        let mut object = object(report, asked, context);
        troubles::insert(&mut object, stores, &troubles);
        if let (Some(kept), Some(fields)) = (remembered, object.as_object_mut()) {
            fields.insert("remembered".to_owned(), kept.json());
        }
        format!("{object:#}\n")
    } else if args.tree {
        format!("{}\n\n{}{}", text::heading(report, context.lang), tree::report(report, context.lang), lines(asked))
    } else {
        format!("{}{}", text::report(report, context.lang), lines(asked))
    };
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(failed("cli-output", &error)),
        _ => Ok(()),
    }
}

fn object(report: &Report, asked: &[Asked], context: Context) -> Value {
    let mut object = json::report(report, context.lang);
    let fetched: Vec<Value> = asked.iter().map(one).collect();
    if let Some(fields) = object.as_object_mut() {
        fields.insert("fetched".to_owned(), Value::Array(fetched));
    }
    object
}

fn one(asked: &Asked) -> Value {
    let (outcome, bytes, why) = match &asked.outcome {
        Outcome::Fetched(bytes) => ("fetched", Some(*bytes), None),
        Outcome::Failed(why) => ("failed", None, Some(why.as_str())),
        Outcome::UnknownIssuer => ("not-asked", None, Some("the organization of the issuer is that of no trusted root")),
    };
    json!({ "kind": asked.kind, "url": asked.url, "outcome": outcome, "bytes": bytes, "why": why })
}

/// What was asked for, for people.
pub(crate) fn lines(asked: &[Asked], context: Context) -> String {
    if asked.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", context.say("cli-online-fetched", &[]));
    for one in asked {
        let kind = context.say("cli-online-kind", &[("kind", one.kind.into())]);
        let (what, url) = (("what", kind.into()), ("url", harmless(&one.url).into()));
        let line = match &one.outcome {
            Outcome::Fetched(bytes) => context.say("cli-online-came", &[what, url, ("bytes", (*bytes).into())]),
            Outcome::Failed(why) => context.say("cli-online-failed", &[what, url, ("why", harmless(why).into())]),
            Outcome::UnknownIssuer => context.say("cli-online-unknown-issuer", &[what, url]),
        };
        out.push_str(&format!("  {line}\n"));
    }
    out
}

/// An address is a stranger's word: nothing in it moves a cursor, and it is cut where nobody reads on.
fn harmless(text: &str) -> String {
    const LONGEST: usize = 300;
    text.chars()
        .take(LONGEST)
        .flat_map(|letter| if letter.is_control() { letter.escape_default().collect() } else { vec![letter] })
        .collect()
}
