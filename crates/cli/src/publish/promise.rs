//! `kakitome publish promise`: the promises to sign of the home, its own and those of others with their names; `promises.toml`, added to and
//! never changed by a command.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kakitome_clients::{Exempt, Promise};
use kakitome_explain::publish::promise::{document, json};
use kakitome_pki::UnixTime;

use crate::context::{Context, tell};
use crate::failure::{Failure, failed};
use crate::home::{self, InHome};
use crate::outcome::Outcome;
use crate::promises;
use crate::trust::told::harmless;
use crate::written::{Form, print};

/// Keep and publish promises to sign: which mails of an address are signed, since when, and which are not.
///
/// A promise is used whenever a mail of that sender has no signature: `kakitome explain` then says what was promised, and by whose word.
/// It is kept in the home as promises.toml, one table each:
///
/// [[promise]] address = "noreply@bank.example", since = "2023-10-18"; and if need be until, except (automatic, reports, calendar, lists),
/// not_to (domains of recipients), other_ja and other_en (what else is not signed), published (a page), said_by and heard (whose word).
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Add(Add),
    Import(Import),
    List(List),
    Show(Show),
}

/// Add a promise of this home's own: mail of this address is signed from a day on.
#[derive(Debug, clap::Args)]
struct Add {
    /// The sending address.
    #[arg(long, value_name = "ADDR")]
    address: String,
    /// The first day: 2023-10-18.
    #[arg(long, value_name = "DAY")]
    since: String,
    /// The last day.
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// A kind of mail that is not signed: automatic, reports, calendar or lists; may be given again.
    #[arg(long, value_name = "KIND", value_parser = kind)]
    except: Vec<Exempt>,
    /// A domain of recipients whose mail is not signed; may be given again.
    #[arg(long, value_name = "DOMAIN")]
    not_to: Vec<String>,
    /// What else is not signed, in Japanese.
    #[arg(long, value_name = "TEXT", requires = "other_en")]
    other_ja: Option<String>,
    /// The same in English.
    #[arg(long, value_name = "TEXT", requires = "other_ja")]
    other_en: Option<String>,
    /// Address of the page where it is published; it is shown and never followed.
    #[arg(long, value_name = "URL")]
    published: Option<String>,
    #[command(flatten)]
    place: InHome,
}

/// Keep the promises of another sender, with whose word they are.
#[derive(Debug, clap::Args)]
struct Import {
    /// Their file (promises.toml).
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Who gave it to you.
    #[arg(long, value_name = "TEXT")]
    said_by: String,
    #[command(flatten)]
    place: InHome,
}

/// List the promises that are kept.
#[derive(Debug, clap::Args)]
struct List {
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

/// Make the page of a promise.
#[derive(Debug, clap::Args)]
struct Show {
    /// The address.
    #[arg(value_name = "ADDR")]
    address: String,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: InHome,
}

fn kind(text: &str) -> Result<Exempt, String> {
    let words = Exempt::ALL.map(Exempt::word).join(", ");
    Exempt::ALL.into_iter().find(|one| one.word() == text).ok_or_else(|| format!("say one of {words}"))
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    match &args.command {
        Command::Add(args) => add(args, context),
        Command::Import(args) => import(args, context),
        Command::List(args) => list(args, context),
        Command::Show(args) => show(args, context),
    }
}

fn add(args: &Add, context: Context) -> Outcome {
    let promise = Promise {
        address: args.address.clone(),
        since: args.since.clone(),
        until: args.until.clone(),
        except: args.except.clone(),
        not_to: args.not_to.clone(),
        other_ja: args.other_ja.clone(),
        other_en: args.other_en.clone(),
        published: args.published.clone(),
        said_by: None,
        heard: None,
    };
    let promise = Promise::new(promise).map_err(|error| failed("promise-refused", &error))?;
    keep(&[promise], args.place.home.as_deref(), context)
}

fn import(args: &Import, context: Context) -> Outcome {
    let today: String = UnixTime::now().to_string().chars().take(10).collect();
    let mut all = promises::read(&args.file)?;
    for one in &mut all {
        (one.said_by, one.heard) = (Some(args.said_by.clone()), Some(today.clone()));
        *one = Promise::new(one.clone()).map_err(|error| failed("promise-refused", &error))?;
    }
    keep(&all, args.place.home.as_deref(), context)
}

/// Behind what is kept already; a file that cannot be read is not written to, and nothing is kept twice.
fn keep(new: &[Promise], home: Option<&Path>, context: Context) -> Outcome {
    let known = promises::kept(home)?;
    let folder = home::folder(home)?;
    let file = folder.join(promises::FILE);
    let unwritable = |error: std::io::Error| failed("cli-file-unwritable", &error).with("file", file.display());
    let text: String = new.iter().filter(|one| !known.contains(one)).map(|one| format!("{}\n", one.written())).collect();
    std::fs::create_dir_all(&folder).map_err(unwritable)?;
    let mut open = OpenOptions::new().create(true).append(true).open(&file).map_err(unwritable)?;
    open.write_all(text.as_bytes()).and_then(|()| open.sync_all()).map_err(unwritable)?;
    tell(&context.say("promise-added", &[("file", file.display().to_string().into())]));
    Ok(ExitCode::SUCCESS)
}

fn list(args: &List, context: Context) -> Outcome {
    let all = promises::kept(args.place.home.as_deref())?;
    if args.json {
        let all: Vec<_> = all.iter().map(|one| json(one, context.lang)).collect();
        print(&format!("{:#}\n", serde_json::json!({ "schema": "kakitome.promises/1", "promises": all })))?;
    } else if all.is_empty() {
        tell(&context.say("promise-none", &[]));
    } else {
        // the page's first lines: what was said, and whose word it is
        all.iter().for_each(|one| tell(&harmless(&document(one, context.lang).lead.join(" "))));
    }
    Ok(ExitCode::SUCCESS)
}

fn show(args: &Show, context: Context) -> Outcome {
    let all = promises::kept(args.place.home.as_deref())?;
    let newest = all.iter().filter(|one| one.is_of(&args.address)).max_by_key(|one| (one.said_by.is_none(), one.since.clone()));
    let unknown = || Failure::new("promise-unknown-address").with("address", &args.address).hint("promise-unknown-address-hint");
    let promise = newest.ok_or_else(unknown)?;
    args.form.write(&document(promise, context.lang), || json(promise, context.lang), context)?;
    Ok(ExitCode::SUCCESS)
}
