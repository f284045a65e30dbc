//! `kakitome cert`: what can be said of a certificate by itself. Whether a mail is good is `verify`'s to say.

mod lint;
mod note;
mod panel;

use crate::context::Context;
use crate::outcome::Outcome;

pub(crate) use note::{note, refuse};

/// Look at certificates by themselves.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Lint(lint::Args),
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    match &args.command {
        Command::Lint(args) => lint::run(args, context),
    }
}
