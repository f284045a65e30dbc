//! `kakitome trust touched`: what `trust watch` has found so far, newest first.

use std::process::ExitCode;

use kakitome_pki::UnixTime;
use kakitome_store::{Millis, RootChange};
use serde_json::{Value, json};

use super::told;
use super::watch::{Owners, block, change_json};
use crate::context::Context;
use crate::home::{Home, InHome};
use crate::outcome::{NO, Outcome};

/// Show which certificates, our own and correspondents', were touched by changes of lists of roots, as `trust watch` found them: newest first.
///
/// Exit status 1 if there is none.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: u32,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let home = Home::open(args.place.home.as_deref())?;
    let all = home.ask(async |store| store.root_changes(args.limit).await)?;
    let text = if args.json { as_json(&all, &Owners::of(&home)?) } else { as_text(&all, context) };
    told::print(&text)?;
    Ok(if all.is_empty() { ExitCode::from(NO) } else { ExitCode::SUCCESS })
}

fn moment(moment: Millis) -> String {
    UnixTime(moment.seconds()).to_string()
}

fn as_json(all: &[RootChange], owners: &Owners) -> String {
    let one = |found: &RootChange| {
        let mut object = change_json(&found.change, owners);
        if let Some(fields) = object.as_object_mut() {
            fields.insert("found".to_owned(), json!(moment(found.found)));
            fields.insert("told".to_owned(), json!(found.told.map(moment)));
        }
        object
    };
    format!("{:#}\n", json!({ "schema": "kakitome.touched/1", "changes": all.iter().map(one).collect::<Vec<Value>>() }))
}

fn as_text(all: &[RootChange], context: Context) -> String {
    if all.is_empty() {
        return format!("{}\n", context.say("touched-nothing", &[]));
    }
    let one = |found: &RootChange| {
        let told = match found.told {
            Some(told) => context.say("touched-told", &[("at", moment(told).into())]),
            None => context.say("touched-waits", &[]),
        };
        format!("{}\n{}\n  {told}\n", moment(found.found), block(&found.change, UnixTime::now(), context))
    };
    all.iter().map(one).collect::<Vec<_>>().join("\n")
}
