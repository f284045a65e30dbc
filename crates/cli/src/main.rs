//! `kakitome`: one binary. It links all doors and re-executes itself as each; what a command does stands in the file of its name.
//! This file only reads the command line, calls the command and turns its outcome into an exit status.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is the door to a person's terminal")]

mod args;
mod context;
mod failure;
mod input;
mod serve;
mod sign;
mod verify;

use std::process::ExitCode;

use clap::Parser;
use kakitome_explain::Lang;

use args::{Args, Command};
use context::{Context, FAILED, Outcome};

fn main() -> ExitCode {
    let args = Args::parse();
    let context = Context { lang: args.lang.unwrap_or_else(Lang::from_env) };
    match run(args.command, context) {
        Ok(status) => status,
        Err(failure) => {
            eprintln!("{}", failure.line(context));
            ExitCode::from(FAILED)
        }
    }
}

fn run(command: Command, context: Context) -> Outcome {
    match command {
        Command::Verify(args) => verify::run(&args, context),
        Command::Sign(args) => sign::run(&args, context),
        Command::Serve(args) => serve::run(&args, context),
    }
}
