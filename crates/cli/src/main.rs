//! `kakitome`: one binary. It links all doors and re-executes itself as each; what a command does stands in the file of its name.
//! This file only reads the command line, calls the command and turns its outcome into an exit status.

mod account;
mod alerts;
mod args;
mod backup;
mod cert;
mod cms;
mod config_check;
mod config_fault;
mod context;
mod daemons;
mod decrypt;
mod encrypt;
mod explain;
mod failure;
mod forecast;
mod health;
mod held;
mod help;
mod home;
mod hop;
mod identity;
mod init;
mod input;
mod journal;
mod key_file;
mod keyholder_access;
mod keys;
mod leash;
mod leg;
mod log;
mod manner;
mod misused;
mod not_begun;
mod notice;
mod observe;
mod our_mail;
mod outcome;
mod pages;
mod password;
mod pem;
mod people;
mod policy;
mod preflight;
mod probe;
mod progress;
mod promises;
mod publish;
mod remember;
mod rights;
mod rollout;
mod rule;
mod running;
mod said;
mod serve;
mod settings;
mod sign;
mod sockets;
mod starttls;
mod switch;
mod transit;
mod trial;
mod trust;
mod values;
mod verify;
mod written;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};
use kakitome_explain::Lang;

use args::{Args, Command};
use context::{Context, complain};
use outcome::{FAILED, Outcome};

fn main() -> ExitCode {
    let words = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
    let lang = help::asked(words).unwrap_or_else(Lang::from_env);
    let context = Context { lang };
    let line = help::in_language(Args::command(), lang).try_get_matches();
    let args = match line.and_then(|line| Args::from_arg_matches(&line)) {
        Ok(args) => args,
        Err(error) => return misused::misused(&error, context),
    };
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
        Command::Encrypt(args) => encrypt::run(&args, context),
        Command::Decrypt(args) => decrypt::run(&args, context),
        Command::Verify(args) => verify::run(&args, context),
        Command::Explain(args) => explain::run(&args, context),
        Command::Forecast(args) => forecast::run(&args, context),
        Command::Preflight(args) => preflight::run(&args, context),
        Command::Transit(args) => transit::run(&args, context),
        Command::Observe(args) => observe::run(&args, context),
        Command::Publish(args) => publish::run(&args, context),
        Command::Notice(args) => notice::run(&args, context),
        Command::Trust(args) => trust::run(&args, context),
        Command::Identity(args) => identity::run(&args, context),
        Command::People(args) => people::run(&args, context),
        Command::Account(args) => account::run(&args, context),
        Command::Keys(args) => keys::run(&args, context),
        Command::Backup(args) => backup::run(&args, context),
        Command::Restore(args) => backup::restore(&args, context),
        Command::Policy(args) => policy::run(&args, context),
        Command::Rule(args) => rule::run(&args, context),
        Command::Rollout(args) => rollout::run(&args, context),
        Command::Off(args) => switch::off(&args, context),
        Command::On(args) => switch::on(&args, context),
        Command::Alerts(args) => alerts::run(&args, context),
        Command::Journal(args) => journal::run(&args, context),
        Command::Hop(args) => hop::run(&args, context),
        Command::Held(args) => held::run(&args, context),
        Command::Health(args) => health::run(&args, context),
        Command::Cms(args) => cms::run(&args, context),
        Command::Cert(args) => cert::run(&args, context),
        Command::Probe(args) => probe::run(&args, context),
        Command::Settings(args) => settings::run(&args, context),
        Command::Starttls(args) => starttls::run(&args, context),
        Command::Keyholder(args) => daemons::keyholder(args, context),
        Command::Pkcs11Module(args) => trust::module::load(&args, context),
        Command::Gateway(args) => daemons::gateway(&args, context),
        Command::Web(args) => pages::run(&args, context),
    }
}
