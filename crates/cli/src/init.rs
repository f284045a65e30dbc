//! `kakitome init`: makes the home. What is there already stays as it is: a home may be made again, nothing is overwritten.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kakitome_crypto::Zeroizing;
use kakitome_gateway::config::{Blanks, Settings, template};
use kakitome_keyholder::KekSource;
use kakitome_store::Store;
use serde_json::json;

use crate::context::{Context, tell};
use crate::failure::{Failure, failed};
use crate::outcome::Outcome;
use crate::rights::Rights;
use crate::{home, password};

/// The line of the template's section that says where the key-encryption key is; the empty text means a passphrase.
const PASSPHRASE_SECTION: &str =
    "\n# The keys are wrapped by a passphrase: serve asks for it at its start.\n[keyholder]\nkey-encryption-key = \"\"\n";

/// Make a home: configuration, database, and the keyholder's folder with its key-encryption key.
///
/// What is there already stays as it is. Default place: $KAKITOME_HOME, else /var/lib/kakitome for root, else
/// ~/.local/share/kakitome.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder.
    #[arg(long, value_name = "DIR")]
    home: Option<PathBuf>,
    /// Wrap the keys by the passphrase in the first line of this file instead of a key in a file. `serve` will ask for it.
    #[arg(long, value_name = "FILE")]
    kek_passphrase_file: Option<PathBuf>,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    let folder = home::folder(args.home.as_deref())?;
    // Read first: a wrong file must not leave half a home.
    let passphrase = args.kek_passphrase_file.as_deref().map(passphrase).transpose()?;
    let mut done = Done { made: Vec::new(), kept: Vec::new() };
    done.note(make_folder(&folder)?, &folder);
    let config = folder.join(home::CONFIG);
    done.note(write_config(&config, passphrase.is_some())?, &config);
    let settings = Settings::load(&config)
        .map_err(|error| failed("init-config-faulty", &error).with("file", config.display()).hint("init-config-hint"))?;
    for folder in [settings.keyholder_socket.parent(), Some(settings.spill.as_path()), settings.database.parent()].into_iter().flatten() {
        done.note(make_folder(folder)?, folder);
    }
    let keyholder = if settings.keyholder_folder.is_dir() { Found::There } else { Found::Missing };
    let rights = Rights::find(&settings)?;
    done.note(!settings.database.exists(), &settings.database);
    make_database(&settings, &rights)?;
    make_keyholder(&settings, passphrase, keyholder, &rights, context, &mut done)?;
    done.tell(args, &folder, &config, context);
    Ok(ExitCode::SUCCESS)
}

/// Whether the keyholder's folder was there before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    There,
    Missing,
}

fn make_database(settings: &Settings, rights: &Rights) -> Result<(), Failure> {
    let _lent = rights.as_gateway()?;
    home::runtime()?.block_on(async {
        let store = Store::create(&settings.database).await.map_err(|error| home::store_failed(&error))?;
        store.close().await;
        Ok(())
    })
}

/// What was made and what was there.
struct Done {
    made: Vec<String>,
    kept: Vec<String>,
}

impl Done {
    fn note(&mut self, made: bool, what: &Path) {
        let list = if made { &mut self.made } else { &mut self.kept };
        list.push(what.display().to_string());
    }

    fn tell(&self, args: &Args, folder: &Path, config: &Path, context: Context) {
        if args.json {
            let value = json!({
                "schema": "kakitome.home/1",
                "home": folder.display().to_string(),
                "config": config.display().to_string(),
                "made": self.made,
                "kept": self.kept,
            });
            tell(&format!("{value:#}"));
            return;
        }
        for (name, list) in [("init-made", &self.made), ("init-kept", &self.kept)] {
            for what in list {
                tell(&context.say(name, &[("what", what.into())]));
            }
        }
        let values = [("home", folder.display().to_string().into()), ("config", config.display().to_string().into())];
        tell(&context.say("init-done", &values));
    }
}

fn passphrase(file: &Path) -> Result<Zeroizing<String>, Failure> {
    let line = password::first_line(file)?;
    if line.is_empty() {
        return Err(Failure::new("init-no-passphrase").with("file", file.display()));
    }
    Ok(line)
}

/// Only its owner gets in. Answers whether it was made.
fn make_folder(folder: &Path) -> Result<bool, Failure> {
    if folder.is_dir() {
        return Ok(false);
    }
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map(|()| true).map_err(|error| Failure::new("init-failed").with("why", format!("{}: {error}", folder.display())))
}

fn write_config(file: &Path, with_passphrase: bool) -> Result<bool, Failure> {
    let mut text = template(&Blanks::default());
    if with_passphrase {
        text.push_str(PASSPHRASE_SECTION);
    }
    let written = OpenOptions::new().write(true).create_new(true).mode(0o640).open(file);
    match written.and_then(|mut file| file.write_all(text.as_bytes())) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(Failure::new("init-failed").with("why", format!("{}: {error}", file.display()))),
    }
}

/// The keyholder makes what is missing of its own folder, and checks that what is there fits the source of the key.
fn make_keyholder(
    settings: &Settings,
    passphrase: Option<Zeroizing<String>>,
    found: Found,
    rights: &Rights,
    context: Context,
    done: &mut Done,
) -> Result<(), Failure> {
    let folder = &settings.keyholder_folder;
    let kek = match (&settings.key_encryption_key, passphrase) {
        (Some(file), None) => KekSource::File(file.clone()),
        (Some(file), Some(_)) => {
            return Err(Failure::new("init-passphrase-unused").with("file", file.display()).hint("init-passphrase-unused-hint"));
        }
        (None, Some(passphrase)) => KekSource::Passphrase(Zeroizing::new(passphrase.as_bytes().to_vec())),
        // A home with a passphrase that is there already needs none to stay as it is.
        (None, None) if found == Found::There => {
            done.note(false, folder);
            return Ok(());
        }
        (None, None) => KekSource::Passphrase(Zeroizing::new(home::ask_passphrase(context)?.as_bytes().to_vec())),
    };
    done.note(found == Found::Missing, folder);
    let _lent = rights.as_keyholder()?;
    kakitome_keyholder::init(folder, &kek).map_err(|error| failed("init-keyholder-failed", &error))
}
