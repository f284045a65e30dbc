//! `kakitome cms`: for people who debug what mail programs make. Nothing here judges; `verify` does.

mod find;
mod form;
mod json;
mod show;
mod text;

use crate::context::Context;
use crate::outcome::Outcome;

/// Look into signed and encrypted data.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Show(show::Args),
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    match &args.command {
        Command::Show(args) => show::run(args, context),
    }
}
