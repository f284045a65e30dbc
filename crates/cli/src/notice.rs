//! `kakitome notice`: notices on incidents, one file of TOML each in the folder `notices` of the home: drafted, checked, kept, shown, fed.

mod add;
mod check;
mod draft;
mod feed;
pub(crate) mod kept;
mod list;
mod show;

use crate::context::Context;
use crate::outcome::Outcome;

/// Write notices on incidents: what recipients see, why, whom it touches, what can be done and at which price.
///
/// A notice is a file of TOML in the folder notices/ of the home, made to be edited: id, title, contact, and a [[version]] for every
/// update, each with its moment and state (expected, ongoing, workaround, fixed, resolved). What a version does not say is as the one before had it.
/// A draft is made from a forecast, from a change that `trust watch` found, or from observations: what only you know is left in 【】.
///
/// Way: `kakitome notice draft … > new.toml`, edit, `kakitome notice check new.toml`, `kakitome notice add new.toml`, and publish what
/// `show --html` and `feed` write.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Draft(draft::Args),
    Check(check::Args),
    Add(add::Args),
    List(list::Args),
    Show(show::Args),
    Feed(feed::Args),
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    match &args.command {
        Command::Draft(args) => draft::run(args, context),
        Command::Check(args) => check::run(args, context),
        Command::Add(args) => add::run(args, context),
        Command::List(args) => list::run(args, context),
        Command::Show(args) => show::run(args, context),
        Command::Feed(args) => feed::run(args, context),
    }
}
