//! `kakitome backup` and `kakitome restore`: the home as one file, with the private keys wrapped in it and the key-encryption key apart,
//! so that neither alone opens anything (attack rows W16, R35).

mod belongs;
mod file;
mod pack;
mod unpack;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use file::{at, private, taken};
use kakitome_gateway::config::Settings;
use serde_json::json;

use crate::context::{Context, tell};
use crate::failure::Failure;
use crate::home::{self, Home, InHome};
use crate::keyholder_access::turn;
use crate::outcome::Outcome;
use crate::progress;

/// Make one file of the home: configuration, database, wrapped keys, log of their use, certificates, lists.
///
/// Mail goes on meanwhile: the database is copied as of one moment. The key-encryption key is not in it: keep that key apart (--key-out),
/// because the file alone opens no key, and neither does the key alone. What is on its way (the outbox, large mails) is not in it: a mail that
/// was delivered since must not go out again.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file to make; it must not be there yet.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Copy the key-encryption key to this file; keep it elsewhere than the backup.
    #[arg(long, value_name = "FILE")]
    key_out: Option<PathBuf>,
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

/// Make a home of a backup.
///
/// Every file is compared with what the backup says of it, the database is opened, and every key is looked for with the key-encryption
/// key, before the home gets its name. Nothing that is there is overwritten.
#[derive(Debug, clap::Args)]
pub(crate) struct RestoreArgs {
    /// The backup.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The file with the key-encryption key that `backup --key-out` made. Not needed where the home has a passphrase: it is asked for.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    // Before anything is made: a backup without the key that was asked for with it is half of one.
    if let Some(there) = [Some(&args.file), args.key_out.as_ref()].into_iter().flatten().find(|file| file.symlink_metadata().is_ok()) {
        return Err(taken(there));
    }
    let home = Home::open(args.place.home.as_deref())?;
    let contents = belongs::contents(&home.folder, &home.settings)?;
    // Neither another command nor a rotation of the key-encryption key changes files under our hands.
    let _turn = turn(&home.settings, context)?;
    let summary = progress::shown(context.say("backup-working", &[]), || {
        refuse_rotation(&home.settings)?;
        let summary = pack::pack(&home, &contents, &args.file)?;
        // It may have begun while we read.
        refuse_rotation(&home.settings).inspect_err(|_| {
            let _ = std::fs::remove_file(&args.file);
        })?;
        Ok(summary)
    })?;
    // Half of what was asked for is nothing, and in the way of the next attempt. Both files are of this run.
    let key = copy_key(args, &home).inspect_err(|_| {
        let _ = std::fs::remove_file(&args.file);
    })?;
    if args.json {
        let value = json!({
            "schema": "kakitome.backup/1", "file": args.file.display().to_string(), "files": summary.files, "bytes": summary.bytes,
            "key": key.as_ref().map(|key| key.display().to_string()),
            "clear": contents.clear.iter().map(|path| path.display().to_string()).collect::<Vec<_>>(),
            "outside": contents.outside.iter().map(|path| path.display().to_string()).collect::<Vec<_>>(),
        });
        tell(&format!("{value:#}"));
        return Ok(ExitCode::SUCCESS);
    }
    let facts = [("file", args.file.display().to_string().into()), ("files", summary.files.into())];
    tell(&context.say("backup-done", &facts));
    for path in &contents.outside {
        tell(&context.say("backup-outside", &[("file", path.display().to_string().into())]));
    }
    for path in &contents.clear {
        tell(&context.say("backup-clear", &[("file", path.display().to_string().into())]));
    }
    let (name, file) = match (key, &home.settings.key_encryption_key) {
        (Some(key), _) => ("backup-key-apart", key.display().to_string()),
        (None, Some(key)) => ("backup-key-missing", key.display().to_string()),
        (None, None) => ("backup-passphrase", String::new()),
    };
    tell(&context.say(name, &[("file", file.into())]));
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn restore(args: &RestoreArgs, context: Context) -> Outcome {
    let folder = home::folder(args.place.home.as_deref())?;
    let fresh = unpack::Fresh::beside(&folder)?;
    let summary = progress::shown(context.say("restore-working", &[]), || unpack::unpack(&args.file, fresh.folder()))?;
    let keys = keys(args, &fresh, context).map_err(|failure| named(failure, &fresh, &folder))?;
    fresh.name(&folder)?;
    if args.json {
        let value = json!({
            "schema": "kakitome.restore/1", "home": folder.display().to_string(), "files": summary.files, "keys": keys, "made": summary.made,
        });
        tell(&format!("{value:#}"));
    } else {
        let facts = [("home", folder.display().to_string().into()), ("keys", keys.into()), ("made", summary.made.into())];
        tell(&context.say("restore-done", &facts));
    }
    Ok(ExitCode::SUCCESS)
}

/// How many keys there are; each can be opened.
fn keys(args: &RestoreArgs, fresh: &unpack::Fresh, context: Context) -> Result<usize, Failure> {
    let place = fresh.check(&args.file, args.key.as_deref())?;
    let home = Home::open(Some(fresh.folder()))?;
    let keyholder = home.keyholder(context).map_err(|failure| match (&args.key, &place) {
        // It was started, and could not open the keys: anything else is not the key's fault.
        (Some(key), Some(place)) if failure.is("keyholder-not-started") => {
            let place = place.display().to_string();
            let why = failure.renamed(&place, &key.display().to_string());
            let told =
                Failure::new("restore-wrong-key").with("key", key.display()).with("file", args.file.display()).with("why", why.why());
            told.hint("restore-wrong-key-hint")
        }
        _ => failure,
    })?;
    Ok(keyholder.list_keys()?.len())
}

/// Nobody knows the folder that a home is made in; it is told as the home that it would have become.
fn named(failure: Failure, fresh: &unpack::Fresh, home: &Path) -> Failure {
    failure.renamed(&fresh.folder().display().to_string(), &home.display().to_string())
}

/// Where the wrapping of the keys changes, a copy would hold some under the old key and some under the new.
fn refuse_rotation(settings: &Settings) -> Result<(), Failure> {
    if settings.keyholder_folder.join(belongs::ROTATING).exists() {
        return Err(Failure::new("backup-rotating").hint("backup-rotating-hint"));
    }
    Ok(())
}

fn copy_key(args: &Args, home: &Home) -> Result<Option<PathBuf>, Failure> {
    let Some(out) = &args.key_out else { return Ok(None) };
    let Some(key) = &home.settings.key_encryption_key else {
        return Err(Failure::new("backup-no-key-file").hint("backup-no-key-file-hint"));
    };
    let bytes = kakitome_crypto::Zeroizing::new(std::fs::read(key).map_err(|error| at("backup-unreadable", key, &error))?);
    let mut file = private(out)?;
    file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(|error| {
        let _ = std::fs::remove_file(out);
        at("backup-unwritable", out, &error)
    })?;
    Ok(Some(out.clone()))
}
