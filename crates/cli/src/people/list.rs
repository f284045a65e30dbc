//! `kakitome people list`: every correspondent with the newest certificate.

use std::process::ExitCode;

use kakitome_store::Millis;
use serde_json::json;

use super::told;
use crate::context::Context;
use crate::home::{Home, InHome};
use crate::outcome::Outcome;

/// List all correspondents.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let home = Home::open(args.place.home.as_deref())?;
    let people = home.ask(async |store| store.people().await)?;
    let now = Millis::now();
    if args.json {
        let all: Vec<_> = people.iter().map(|person| told::json(person, now)).collect();
        told::print(&format!("{:#}\n", json!({"schema": "kakitome.people/1", "people": all})))?;
    } else if people.is_empty() {
        told::print(&format!("{}\n", context.say("people-none", &[])))?;
    } else {
        let lines: String = people.iter().map(|person| told::line(person, now, context)).collect();
        told::print(&lines)?;
    }
    Ok(ExitCode::SUCCESS)
}
