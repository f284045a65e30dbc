//! `kakitome people show`: one correspondent with all certificates.

use std::process::ExitCode;

use kakitome_store::Millis;

use super::told;
use crate::context::{Context, complain};
use crate::failure::Failure;
use crate::home::{self, Home, InHome};
use crate::outcome::{NO, Outcome};

/// Show a correspondent's certificates: where they come from, how long they are valid, what their owner reads. Exit status 1 if there
/// is none.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
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
    let Some(person) = home.ask(async |store| store.person(&address).await)? else {
        complain(&Failure::new("people-unknown").with("address", &address).hint("people-unknown-hint").line(context));
        return Ok(ExitCode::from(NO));
    };
    let now = Millis::now();
    if args.json {
        told::print(&format!("{:#}\n", told::json(&person, now)))?;
    } else {
        told::print(&told::whole(&person, now, context))?;
    }
    Ok(ExitCode::SUCCESS)
}
