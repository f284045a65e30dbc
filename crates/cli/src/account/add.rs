//! `kakitome account add`: a new account.

use std::process::ExitCode;

use kakitome_gateway::config::Pattern;
use kakitome_store::{Address, Millis};

use super::{secret, told};
use crate::context::Context;
use crate::failure::Failure;
use crate::home::{self, Home, InHome};
use crate::outcome::Outcome;

/// Make an account that logs in with this mail address and a password.
///
/// It may send, and sign, as its own address and as those given with --may. Of the password only what it is checked with is kept: Argon2id, and
/// the keys of SCRAM-SHA-256.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The mail address that it logs in with.
    #[arg(value_name = "ADDR")]
    address: String,
    /// Another address that it may send as, or a whole domain (@example.jp). May be given more than once.
    #[arg(long, value_name = "ADDRESS", value_parser = pattern)]
    may: Vec<String>,
    #[command(flatten)]
    source: secret::Source,
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

/// An address or a domain; every address of the world (`*`) is no account's own.
pub(super) fn pattern(text: &str) -> Result<String, String> {
    match text.parse::<Pattern>() {
        Ok(Pattern::Every) => Err("give addresses, or @domain".to_owned()),
        // In the form in which senders are compared: domains in A-labels.
        Ok(Pattern::Domain(domain)) => {
            let one = Address::parse(&format!("any@{domain}")).map_err(|error| error.to_string())?;
            Ok(format!("@{}", one.domain()))
        }
        Ok(pattern) => Address::parse(&pattern.to_string()).map(|address| address.to_string()).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let home = Home::open(args.place.home.as_deref())?;
    let address = home::address(&args.address)?;
    let keys = secret::keys(&args.source, address.as_str(), context)?;
    let made = home.ask(async |store| store.add_account(&address, &args.may, &keys, Millis::now()).await)?;
    if !made {
        return Err(Failure::new("account-exists").with("login", &address).hint("account-exists-hint"));
    }
    let account = home.ask(async |store| store.account(address.as_str()).await)?;
    if args.json {
        let shown = account.as_ref().map(told::json).unwrap_or_default();
        told::print(&format!("{shown:#}\n"))?;
    } else {
        told::print(&format!("{}\n", context.say("account-added", &[("login", address.as_str().into())])))?;
    }
    Ok(ExitCode::SUCCESS)
}
