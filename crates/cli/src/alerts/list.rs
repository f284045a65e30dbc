//! `kakitome alerts list`: what was noticed and told when, newest first.

use std::process::ExitCode;

use kakitome_explain::alerts::{Told, heading};
use kakitome_pki::UnixTime;
use kakitome_store::{Alert, Millis};
use serde_json::json;

use crate::context::{Context, tell};
use crate::home::{Home, InHome};
use crate::outcome::Outcome;

/// Show what was to be told, newest first: what, when it was noticed, when it was told.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: u32,
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let home = Home::open(args.place.home.as_deref())?;
    let all = home.ask(async |store| store.alerts(args.limit).await)?;
    if args.json {
        let alerts: Vec<_> = all.iter().map(|one| as_json(one, context)).collect();
        tell(&format!("{:#}", json!({ "schema": "kakitome.alerts/1", "alerts": alerts })));
    } else if all.is_empty() {
        tell(&context.say("alerts-none", &[]));
    }
    for one in all.iter().filter(|_| !args.json) {
        let told = match one.told {
            Some(at) => context.say("alerts-told", &[("at", moment(at).into())]),
            None => context.say("alerts-waiting", &[]),
        };
        let values = [("found", moment(one.found).into()), ("told", told.into()), ("heading", said(one, context).into())];
        tell(&context.say("alerts-line", &values));
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn moment(at: Millis) -> String {
    UnixTime(at.seconds()).to_string()
}

fn said(one: &Alert, context: Context) -> String {
    heading(Told { kind: &one.alert.kind, facts: &one.alert.facts }, context.lang)
}

fn as_json(one: &Alert, context: Context) -> serde_json::Value {
    json!({
        "kind": one.alert.kind,
        "facts": one.alert.facts,
        "found": moment(one.found),
        "told": one.told.map(moment),
        "text": said(one, context),
    })
}
