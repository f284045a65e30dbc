//! `kakitome`: one binary. It links all doors and re-executes itself as each; what a command does stands in the file of its name.
//! This file only reads the command line, calls the command and turns its outcome into an exit status.

mod args;
mod config_check;
mod context;
mod daemons;
mod failure;
mod help;
mod home;
mod identity;
mod init;
mod input;
mod journal;
mod keyholder_access;
mod keys;
mod log;
mod outcome;
mod password;
mod pem;
mod progress;
mod rights;
mod running;
mod said;
mod serve;
mod sign;
mod trial;
mod verify;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};
use kakitome_explain::Lang;

use args::{Args, Command};
use context::{Context, complain};
use outcome::{FAILED, Outcome};

fn main() -> ExitCode {
    let words = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
    let lang = help::asked(words).unwrap_or_else(Lang::from_env);
    let line = help::in_language(Args::command(), lang).get_matches();
    let args = Args::from_arg_matches(&line).unwrap_or_else(|error| error.exit());
    let context = Context { lang };
    match run(args.command, context) {
        Ok(status) => status,
        Err(failure) => {
            complain(&failure.line(context));
            ExitCode::from(FAILED)
        }
    }
}

fn run(command: Command, context: Context) -> Outcome {
    match command {
        Command::Try(args) => trial::run(&args, context),
        Command::Init(args) => init::run(&args, context),
        Command::Serve(args) => serve::run(&args, context),
        Command::Config(args) => config_check::run(&args, context),
        Command::Sign(args) => sign::run(&args, context),
        Command::Verify(args) => verify::run(&args, context),
        Command::Identity(args) => identity::run(&args, context),
        Command::Keys(args) => keys::run(&args, context),
        Command::Journal(args) => journal::run(&args, context),
        Command::Keyholder(args) => daemons::keyholder(args, context),
        Command::Gateway(args) => daemons::gateway(&args, context),
    }
}
