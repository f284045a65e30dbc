//! `kakitome observe`: what was seen in a mail program, on which system, when and by whom. Kept in the home as `observations.toml`, one
//! table each, added and never changed; what is kept is set against what the profiles predict.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use kakitome_clients::{Observation, shipped_observations};
use kakitome_pki::UnixTime;
use serde_json::json;

use crate::context::{Context, tell};
use crate::failure::{Failure, failed};
use crate::home::{self, InHome};
use crate::input;
use crate::outcome::Outcome;

/// The file in the home.
const FILE: &str = "observations.toml";
/// Longest such file: an observation has some 300 bytes, a person makes no million of them.
const BYTES: u64 = 16 << 20;

/// Keep what was seen in a mail program, and look at what is kept.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Add(Add),
    List(List),
}

/// Add an observation. `kakitome explain` then says of this program and situation: observed, with the day.
#[derive(Debug, clap::Args)]
struct Add {
    /// The mail program by its name here: outlook-classic, gmail-web, ios-mail, thunderbird, …
    #[arg(long, value_name = "NAME")]
    client: String,
    /// The operating system: "Windows 11".
    #[arg(long, value_name = "TEXT")]
    os: String,
    /// The program's version.
    #[arg(long, value_name = "TEXT", default_value = "")]
    client_version: String,
    /// The situation: good, altered, expired, untrusted, root-off, revoked, unsigned, … (as `status` in the profiles).
    #[arg(long, value_name = "WORD")]
    status: String,
    /// What the program showed, letter by letter.
    #[arg(long, value_name = "TEXT", default_value = "")]
    words: String,
    /// It was looked for and is gone.
    #[arg(long)]
    gone: bool,
    /// Who saw it.
    #[arg(long, value_name = "TEXT")]
    by: String,
    /// The day: 2026-11-22. Default: today (UTC).
    #[arg(long, value_name = "DAY")]
    date: Option<String>,
    #[command(flatten)]
    place: InHome,
}

/// List the observations: those that come with the program and those that are kept, as a matrix of program, system and situation.
#[derive(Debug, clap::Args)]
struct List {
    /// Only of this mail program.
    #[arg(long, value_name = "NAME")]
    client: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    match &args.command {
        Command::Add(add) => self::add(add, context),
        Command::List(list) => self::list(list, context),
    }
}

/// What is kept in that home; nothing where there is none.
pub(crate) fn kept(home: Option<&Path>) -> Result<Vec<Observation>, Failure> {
    let Ok(folder) = home::folder(home) else { return Ok(Vec::new()) };
    let file = folder.join(FILE);
    if !file.exists() {
        return Ok(Vec::new());
    }
    let unreadable = |error: &dyn std::error::Error| failed("observe-unreadable", error).with("file", file.display());
    let bytes = input::small(&file, BYTES)?;
    let text = std::str::from_utf8(&bytes).map_err(|error| unreadable(&error))?;
    Observation::read_all(text).map_err(|error| unreadable(&error))
}

fn add(args: &Add, context: Context) -> Outcome {
    let today = || UnixTime::now().to_string().get(..10).map(str::to_owned).unwrap_or_default();
    let one = Observation {
        os: args.os.clone(),
        program: args.client.clone(),
        version: args.client_version.clone(),
        date: args.date.clone().unwrap_or_else(today),
        status: args.status.clone(),
        words: args.words.clone(),
        gone: args.gone,
        by: args.by.clone(),
    };
    let one = one.known().map_err(|error| {
        let failure = failed("observe-refused", &error);
        if matches!(error, kakitome_clients::Error::UnknownProgram { .. }) { failure.hint("explain-no-client-hint") } else { failure }
    })?;
    // what is there is read first: a file that cannot be read is not written to
    kept(args.place.home.as_deref())?;
    let folder = home::folder(args.place.home.as_deref())?;
    let file = folder.join(FILE);
    let unwritable = |error: std::io::Error| failed("cli-file-unwritable", &error).with("file", file.display());
    std::fs::create_dir_all(&folder).map_err(unwritable)?;
    let mut open = OpenOptions::new().create(true).append(true).open(&file).map_err(unwritable)?;
    open.write_all(format!("{}\n", one.written()).as_bytes()).and_then(|()| open.sync_all()).map_err(unwritable)?;
    tell(&context.say("observe-added", &[("file", file.display().to_string().into())]));
    Ok(ExitCode::SUCCESS)
}

fn list(args: &List, context: Context) -> Outcome {
    if let Some(client) = &args.client {
        kakitome_clients::program(client).map_err(|error| failed("observe-refused", &error).hint("explain-no-client-hint"))?;
    }
    let shipped = shipped_observations().map_err(|error| failed("explain-data", &error))?;
    let mut all = [shipped, kept(args.place.home.as_deref())?].concat();
    all.retain(|one| args.client.as_ref().is_none_or(|client| one.program == *client));
    all.sort_by(|one, other| (&one.program, &one.os, &one.status, &one.date).cmp(&(&other.program, &other.os, &other.status, &other.date)));
    if args.json {
        let one = |one: &Observation| {
            json!({
                "client": one.program, "os": one.os, "version": one.version, "date": one.date, "status": one.status,
                "words": one.words, "gone": one.gone, "by": one.by,
            })
        };
        let list: Vec<_> = all.iter().map(one).collect();
        let matrix: Vec<_> = rows(&all).into_iter().map(|row| json!({ "client": row.client, "os": row.os, "cells": row.json() })).collect();
        tell(&format!("{:#}", json!({ "schema": "kakitome.observations/1", "matrix": matrix, "observations": list })));
    } else if all.is_empty() {
        tell(&context.say("observe-none", &[]));
    } else {
        matrix(&all, context);
        tell("");
        tell(&context.say("observe-head", &[]));
        all.iter().for_each(|one| tell(&line(one, context)));
    }
    Ok(ExitCode::SUCCESS)
}

/// One program on one system: the newest observation for each situation.
struct Row<'a> {
    client: &'a str,
    os: &'a str,
    newest: BTreeMap<&'a str, &'a Observation>,
}

impl Row<'_> {
    fn json(&self) -> serde_json::Value {
        let cell = |(status, one): (&&str, &&Observation)| ((*status).to_owned(), json!({ "date": one.date, "gone": one.gone }));
        serde_json::Value::Object(self.newest.iter().map(cell).collect())
    }
}

/// In the order of programs and systems, as they are sorted.
fn rows(all: &[Observation]) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = Vec::new();
    for one in all {
        let known = rows.last_mut().filter(|row| row.client == one.program && row.os == one.os);
        let newest = match known {
            Some(row) => &mut row.newest,
            None => {
                rows.push(Row { client: &one.program, os: &one.os, newest: BTreeMap::new() });
                let Some(row) = rows.last_mut() else { continue };
                &mut row.newest
            }
        };
        // sorted by day: the later one stays
        newest.insert(&one.status, one);
    }
    rows
}

/// A row for each program and system, a column for each situation.
fn matrix(all: &[Observation], context: Context) {
    let harmless = |text: &str| crate::trust::told::harmless(text);
    let statuses: BTreeSet<&str> = all.iter().map(|one| one.status.as_str()).collect();
    let head: Vec<String> = statuses.iter().map(|status| harmless(status)).collect();
    tell(&context.say("observe-matrix", &[("statuses", head.join(" | ").into())]));
    for row in rows(all) {
        let cell = |status: &&str| match row.newest.get(status) {
            Some(one) if one.gone => context.say("observe-matrix-gone", &[("date", one.date.as_str().into())]),
            Some(one) => one.date.clone(),
            None => context.say("observe-matrix-none", &[]),
        };
        let cells: Vec<String> = statuses.iter().map(cell).collect();
        let values = [("client", row.client.into()), ("os", harmless(row.os).into()), ("cells", cells.join(" | ").into())];
        tell(&context.say("observe-matrix-row", &values));
    }
}

fn line(one: &Observation, context: Context) -> String {
    let harmless = |text: &str| crate::trust::told::harmless(text);
    let values = [
        ("client", one.program.as_str().into()),
        ("os", harmless(&one.os).into()),
        ("version", harmless(&one.version).into()),
        ("status", harmless(&one.status).into()),
        ("words", harmless(&one.words).into()),
        ("gone", if one.gone { "yes" } else { "no" }.into()),
        ("date", one.date.as_str().into()),
        ("by", harmless(&one.by).into()),
    ];
    context.say("observe-line", &values)
}
