//! `kakitome alerts`: what whoever runs the gateway is told by mail. The running gateway tells; here it is asked and read.

mod list;
mod test;

use crate::context::Context;
use crate::outcome::Outcome;

/// What whoever runs the gateway was told by mail, and will be ([alerts] in the configuration).
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    List(list::Args),
    Test(test::Args),
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    match &args.command {
        Command::List(args) => list::run(args, context),
        Command::Test(args) => test::run(args, context),
    }
}
