//! `kakitome identity list`: every address with the state of the key that signs.

use std::process::ExitCode;

use kakitome_store::Millis;
use serde_json::json;

use super::told;
use crate::context::Context;
use crate::home::{Home, InHome};
use crate::outcome::Outcome;

/// List all identities.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let home = Home::open(args.place.home.as_deref())?;
    let now = Millis::now();
    let identities = home.ask(async |store| store.identities().await)?;
    if args.json {
        let all: Vec<_> = identities.iter().map(|identity| told::json(identity, now)).collect();
        told::print(&format!("{:#}\n", json!({"schema": "kakitome.identities/1", "identities": all})))?;
    } else if identities.is_empty() {
        told::print(&format!("{}\n", context.say("identity-none", &[])))?;
    } else {
        let lines: String = identities.iter().map(|identity| format!("{}\n", told::line(identity, now, context))).collect();
        told::print(&lines)?;
    }
    Ok(ExitCode::SUCCESS)
}
