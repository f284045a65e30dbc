//! `kakitome identity show`: one address with the history of its keys and certificates.

use std::process::ExitCode;

use kakitome_store::Millis;

use super::told;
use crate::context::Context;
use crate::failure::Failure;
use crate::home::{self, Home, InHome};
use crate::outcome::Outcome;

/// Show an identity: its keys with their states, certificates, chain, and the days that are left.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The mail address.
    #[arg(value_name = "ADDR")]
    address: String,
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let home = Home::open(args.place.home.as_deref())?;
    let address = home::address(&args.address)?;
    let found = home.ask(async |store| store.identity(&address).await)?;
    let identity = found.ok_or_else(|| Failure::new("identity-unknown").with("address", &address).hint("identity-unknown-hint"))?;
    let now = Millis::now();
    if args.json {
        told::print(&format!("{:#}\n", told::json(&identity, now)))?;
    } else {
        told::print(&told::history(&identity, now, context))?;
    }
    Ok(ExitCode::SUCCESS)
}
