//! `kakitome identity publish`: whether strangers may look up the certificates of an address. Nothing is published unless this was said.

use std::process::ExitCode;

use kakitome_store::Millis;

use super::told;
use crate::context::Context;
use crate::failure::Failure;
use crate::home::{self, Home, InHome};
use crate::outcome::Outcome;

/// Let the certificates of an identity be looked up on the pages of this server, or take that back.
///
/// Whoever knows the address, the serial number or the fingerprint then gets the certificates (current and earlier ones) with their
/// intermediates; there is no listing, and for other addresses the answer is the same as for those that do not exist. Private keys
/// are not touched. Whoever has downloaded a certificate keeps it, also after this is taken back.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The mail address.
    #[arg(value_name = "ADDR")]
    address: String,
    /// Take it back.
    #[arg(long)]
    withdraw: bool,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let home = Home::open(args.place.home.as_deref())?;
    let address = home::address(&args.address)?;
    let since = (!args.withdraw).then(Millis::now);
    if !home.ask(async |store| store.publish(&address, since).await)? {
        return Err(Failure::new("identity-unknown").with("address", &address).hint("identity-unknown-hint"));
    }
    let said = if args.withdraw { "identity-withdrawn" } else { "identity-published" };
    told::print(&format!("{}\n", context.say(said, &[("address", address.as_str().into())])))?;
    Ok(ExitCode::SUCCESS)
}
