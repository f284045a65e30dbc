//! `kakitome off` and `kakitome on`: one command makes the gateway a plain relay, one brings the signatures back.

use std::process::ExitCode;

use serde_json::json;

use crate::context::{Context, tell};
use crate::home::{Home, InHome};
use crate::outcome::Outcome;

/// Make the gateway a plain relay: mail passes as it comes, nothing is signed.
///
/// Every gateway of this home sees it within a second, without a restart, and a restart does not forget it. Logins and networks are looked at
/// as before. The journal says `gateway.off` for every mail. `kakitome on` brings the signatures back.
#[derive(Debug, clap::Args)]
pub(crate) struct OffArgs {
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

/// Let the gateway sign again, after `kakitome off`.
#[derive(Debug, clap::Args)]
pub(crate) struct OnArgs {
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

pub(crate) fn off(args: &OffArgs, context: Context) -> Outcome {
    put(&args.place, args.json, true, context)
}

pub(crate) fn on(args: &OnArgs, context: Context) -> Outcome {
    put(&args.place, args.json, false, context)
}

fn put(place: &InHome, json: bool, off: bool, context: Context) -> Outcome {
    let home = Home::open(place.home.as_deref())?;
    let changed = home.ask(async |store| store.switch(off).await)?;
    if json {
        tell(&format!("{:#}", json!({ "schema": "kakitome.switch/1", "signing": !off, "changed": changed })));
        return Ok(ExitCode::SUCCESS);
    }
    let name = match (off, changed) {
        (true, true) => "switch-off",
        (true, false) => "switch-off-already",
        (false, true) => "switch-on",
        (false, false) => "switch-on-already",
    };
    tell(&context.say(name, &[]));
    Ok(ExitCode::SUCCESS)
}
