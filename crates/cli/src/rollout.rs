//! `kakitome rollout`: what signing would change, or has changed, before more of it is switched on.

mod report;
mod tally;
mod views;

use crate::context::Context;
use crate::outcome::Outcome;

/// What signing would change, or has changed, for whom.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Report(report::Args),
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    match &args.command {
        Command::Report(args) => report::run(args, context),
    }
}
