//! A new password: from a terminal (twice), standard input or a file, never from the command line, where every user of the machine could read
//! it. What is kept of it is made here and nowhere else in the command line.

use std::io::{BufRead as _, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use kakitome_crypto::{AccountSecrets, PasswordFault, Zeroizing};
use kakitome_store::AccountKeys;

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::password;

/// Longer than any line with a password.
const LIMIT: u64 = 4096;

/// Where the password comes from.
#[derive(Debug, clap::Args)]
pub(super) struct Source {
    /// The first line of this file is the password. Without it: asked for at a terminal, else the first line of standard input.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

/// Reads a new password and makes of it what is kept.
pub(super) fn keys(source: &Source, login: &str, context: Context) -> Result<AccountKeys, Failure> {
    let password = read(source, login, context)?;
    let secrets = AccountSecrets::of(&password).map_err(|error| failed("account-password-failed", &error))?;
    let secrets = secrets.map_err(|fault| {
        Failure::new(match fault {
            PasswordFault::Short => "account-password-short",
            PasswordFault::Long => "account-password-long",
            _ => "account-password-forbidden",
        })
    })?;
    Ok(AccountKeys {
        password_hash: secrets.hash.to_phc(),
        scram_salt: secrets.scram.salt,
        scram_iterations: secrets.scram.iterations,
        scram_stored_key: secrets.scram.stored_key,
        scram_server_key: secrets.scram.server_key,
    })
}

fn read(source: &Source, login: &str, context: Context) -> Result<Zeroizing<String>, Failure> {
    match &source.password_file {
        Some(file) if file != Path::new("-") => password::first_line(file),
        None if std::io::stdin().is_terminal() => {
            let ask = |prompt: &'static str| {
                let text = context.say(prompt, &[("login", login.into())]);
                rpassword::prompt_password(text).map(Zeroizing::new).map_err(|error| failed("cli-password-unreadable", &error))
            };
            let first = ask("account-password-prompt")?;
            if *ask("account-password-again")? == *first { Ok(first) } else { Err(Failure::new("account-password-differs")) }
        }
        _ => from_stdin(),
    }
}

fn from_stdin() -> Result<Zeroizing<String>, Failure> {
    let mut line = Zeroizing::new(Vec::with_capacity(4096));
    std::io::stdin().lock().take(LIMIT).read_until(b'\n', &mut line).map_err(|error| failed("cli-password-unreadable", &error))?;
    while matches!(line.last(), Some(b'\n' | b'\r')) {
        line.pop();
    }
    match std::str::from_utf8(&line) {
        Ok("") => Err(Failure::new("account-password-none").hint("account-password-hint")),
        Ok(text) => Ok(Zeroizing::new(text.to_owned())),
        Err(_) => Err(Failure::new("cli-password-not-utf8").with("file", "-")),
    }
}
