//! `kakitome keys`: what the keyholder has, the log of what it did, and a new key-encryption key. No command ever shows a private key.

use std::path::PathBuf;
use std::process::ExitCode;

use kakitome_gateway::config::Settings;
use kakitome_keyholder::{Error, audit_check};
use serde_json::json;

use crate::context::{Context, tell};
use crate::failure::{Failure, failed};
use crate::home::{self, Home, InHome};
use crate::outcome::{NO, Outcome};
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
    Audit(Audit),
}

/// List the keys: name, kind, what each is for. The private halves stay where they are.
#[derive(Debug, clap::Args)]
struct List {
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
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
    #[command(flatten)]
    place: InHome,
}

/// Check that no record of the log of key uses is missing, added or changed. Exit status 0: whole; 1: broken.
///
/// The records are chained by hashes. Keep the SHA-256 of the last record elsewhere: it shows later whether the end was cut off.
#[derive(Debug, clap::Args)]
struct Audit {
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    match &args.command {
        Command::List(args) => list(args, context),
        Command::Rotate(args) => rotate(args, context),
        Command::Audit(args) => audit(args, context),
    }
}

fn list(args: &List, context: Context) -> Outcome {
    let home = Home::open(args.place.home.as_deref())?;
    let keys = home.keyholder(context)?.list_keys()?;
    if args.json {
        let list: Vec<_> =
            keys.iter().map(|key| json!({ "id": key.id.to_string(), "purpose": key.purpose.to_string(), "label": key.label })).collect();
        tell(&format!("{:#}", json!({ "schema": "kakitome.keys/1", "keys": list })));
    } else {
        for key in &keys {
            let purpose = context.say("keys-purpose", &[("purpose", key.purpose.to_string().into())]);
            tell(&format!("{}  {purpose:<10} {}", key.id, key.label));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn rotate(args: &Rotate, context: Context) -> Outcome {
    let home = Home::open(args.place.home.as_deref())?;
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

/// The log is read as it lies there, also while it is written: neither database nor keyholder are asked.
fn audit(args: &Audit, context: Context) -> Outcome {
    let config = home::config_file(args.place.home.as_deref(), None)?;
    let settings = Settings::load(&config).map_err(|error| failed("cli-config-faulty", &error))?;
    let folder = &settings.keyholder_folder;
    match audit_check(folder) {
        Ok(summary) if summary.files == 0 => Err(Failure::new("keys-audit-none").with("folder", folder.display())),
        Ok(summary) => {
            if args.json {
                let value = json!({
                    "schema": "kakitome.audit/1", "whole": true,
                    "files": summary.files, "records": summary.records, "last": summary.last,
                });
                tell(&format!("{value:#}"));
            } else {
                let counts = [("records", summary.records.into()), ("files", summary.files.into())];
                tell(&context.say("keys-audit-good", &counts));
                tell(&context.say("keys-audit-last", &[("last", summary.last.into())]));
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(Error::AuditBroken { path, line, why }) => {
            if args.json {
                let value = json!({
                    "schema": "kakitome.audit/1", "whole": false,
                    "file": path.display().to_string(), "line": line, "why": why,
                });
                tell(&format!("{value:#}"));
            } else {
                tell(&context.say("keys-audit-broken", &[("why", format!("{}:{line}: {why}", path.display()).into())]));
            }
            Ok(ExitCode::from(NO))
        }
        Err(other) => Err(failed("keys-audit-unreadable", &other)),
    }
}
