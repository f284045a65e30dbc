//! `kakitome account`: who may hand in mail by login at the submission doors.

mod add;
mod change;
mod list;
mod secret;
mod told;

use crate::context::Context;
use crate::outcome::Outcome;

/// Accounts: who may hand in mail by login at the submission doors (ports 465 and 587).
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Add(add::Args),
    List(list::Args),
    Password(change::PasswordArgs),
    May(change::MayArgs),
    Disable(change::OneArgs),
    Enable(change::EnableArgs),
    Remove(change::RemoveArgs),
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    match &args.command {
        Command::Add(args) => add::run(args, context),
        Command::List(args) => list::run(args, context),
        Command::Password(args) => change::password(args, context),
        Command::May(args) => change::may(args, context),
        Command::Disable(args) => change::disable(args, context),
        Command::Enable(args) => change::enable(args, context),
        Command::Remove(args) => change::remove(args, context),
    }
}
