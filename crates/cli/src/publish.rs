//! `kakitome publish`: texts for those who receive our mail and for those who answer their questions, made from the key history of the home.

mod card;
mod check;
mod cost;
mod promise;
mod sender;

use crate::context::Context;
use crate::outcome::Outcome;

/// Make texts for recipients and for the support desk: how to check our mail, the promise to sign, support cards, the cost of signing.
///
/// Each is made in Japanese or English (--lang), as text, as JSON (--json) or as one HTML page (--html FILE) that can be published as it is.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Check(check::Args),
    Promise(promise::Args),
    Card(card::Args),
    Cost(cost::Args),
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    match &args.command {
        Command::Check(args) => check::run(args, context),
        Command::Promise(args) => promise::run(args, context),
        Command::Card(args) => card::run(args, context),
        Command::Cost(args) => cost::run(args, context),
    }
}
