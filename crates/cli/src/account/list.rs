//! `kakitome account list`: every account.

use std::process::ExitCode;

use serde_json::json;

use super::told;
use crate::context::Context;
use crate::home::{Home, InHome};
use crate::outcome::Outcome;

/// List all accounts.
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
    let accounts = home.ask(async |store| store.accounts().await)?;
    if args.json {
        let all: Vec<_> = accounts.iter().map(told::json).collect();
        told::print(&format!("{:#}\n", json!({"schema": "kakitome.accounts/1", "accounts": all})))?;
    } else if accounts.is_empty() {
        told::print(&format!("{}\n", context.say("account-none", &[])))?;
    } else {
        let lines: String = accounts.iter().map(|account| told::line(account, context)).collect();
        told::print(&lines)?;
    }
    Ok(ExitCode::SUCCESS)
}
