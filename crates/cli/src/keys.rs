//! `kakitome keys`: what the keyholder has, and a new key-encryption key. No command ever shows a private key.

use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;

use crate::context::{Context, tell};
use crate::failure::Failure;
use crate::home::Home;
use crate::outcome::Outcome;
use crate::{password, progress};

/// The private keys as the keyholder has them.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    List(List),
    Rotate(Rotate),
}

/// List the keys: name, kind, what each is for. The private halves stay where they are.
#[derive(Debug, clap::Args)]
struct List {
    /// One JSON object.
    #[arg(long)]
    json: bool,
    /// The home. Default: $KAKITOME_HOME, else the usual place.
    #[arg(long, value_name = "DIR")]
    home: Option<PathBuf>,
}

/// Wrap all private keys by a new key-encryption key.
///
/// Mail is signed meanwhile. An interruption at any moment loses nothing: the next start goes on where it stopped, and each key is
/// readable by exactly one of the two. Afterwards the old key-encryption key opens nothing; make a new backup of the keyholder's folder.
#[derive(Debug, clap::Args)]
struct Rotate {
    /// The new passphrase is the first line of this file; needed where the home has a passphrase, not allowed where it has a key file.
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<PathBuf>,
    /// The home. Default: $KAKITOME_HOME, else the usual place.
    #[arg(long, value_name = "DIR")]
    home: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    match &args.command {
        Command::List(args) => list(args, context),
        Command::Rotate(args) => rotate(args, context),
    }
}

fn list(args: &List, context: Context) -> Outcome {
    let home = Home::open(args.home.as_deref())?;
    let keys = home.keyholder(context)?.list_keys()?;
    if args.json {
        let list: Vec<_> =
            keys.iter().map(|key| json!({ "id": key.id.to_string(), "purpose": key.purpose.to_string(), "label": key.label })).collect();
        tell(&format!("{:#}", json!({ "schema": "kakitome.keys/1", "keys": list })));
    } else {
        for key in &keys {
            tell(&format!("{}  {:<10} {}", key.id, key.purpose, key.label));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn rotate(args: &Rotate, context: Context) -> Outcome {
    let home = Home::open(args.home.as_deref())?;
    let passphrase = match (&args.new_passphrase_file, &home.settings.key_encryption_key) {
        (Some(file), None) => Some(password::first_line(file)?),
        (None, Some(_)) => None,
        (None, None) => return Err(Failure::new("keys-rotate-passphrase").hint("keys-rotate-passphrase-hint")),
        (Some(_), Some(file)) => return Err(Failure::new("keys-rotate-file").with("file", file.display())),
    };
    if passphrase.as_ref().is_some_and(|line| line.is_empty()) {
        let file = args.new_passphrase_file.as_ref().map(|file| file.display().to_string()).unwrap_or_default();
        return Err(Failure::new("init-no-passphrase").with("file", file));
    }
    let keyholder = home.keyholder(context)?;
    let count = progress::shown(context.say("keys-rotating", &[]), || keyholder.rotate(passphrase))?;
    tell(&context.say("keys-rotated", &[("count", count.into())]));
    Ok(ExitCode::SUCCESS)
}
