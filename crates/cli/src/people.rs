//! `kakitome people`: the certificates of correspondents, which mail to them is encrypted with.

mod forget;
mod import;
mod list;
mod show;
mod told;

use crate::context::Context;
use crate::outcome::Outcome;

/// Correspondents and their certificates, for mail that is encrypted to them.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Import(import::Args),
    List(list::Args),
    Show(show::Args),
    Forget(forget::Args),
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    match &args.command {
        Command::Import(args) => import::run(args, context),
        Command::List(args) => list::run(args, context),
        Command::Show(args) => show::run(args, context),
        Command::Forget(args) => forget::run(args, context),
    }
}
