//! `kakitome starttls`: which accounts still use STARTTLS or port 587 at our own doors, and letters to them, stage by stage (RFC 8314).

mod confirm;
mod draft;
mod notice;
mod plan;
mod report;
mod series;
mod survey;
mod told;

use crate::context::Context;
use crate::outcome::Outcome;

/// Move accounts from STARTTLS (port 587) to TLS from the first byte (port 465): who still uses it, and letters to them.
///
/// The gateway writes down which door each account uses, since when, how often, and what its program calls itself; nothing of any mail's content.
///
/// Way: `report` says who need do nothing and who still uses STARTTLS; `draft` writes a series of letters as a file, made to be edited;
/// `notice FILE` says who would get which letter, and sends it with --send. Then change the listener of port 587 or take it away.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Report(report::Args),
    Draft(draft::Args),
    Notice(notice::Args),
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    match &args.command {
        Command::Report(args) => report::run(args, context),
        Command::Draft(args) => draft::run(args, context),
        Command::Notice(args) => notice::run(args, context),
    }
}
