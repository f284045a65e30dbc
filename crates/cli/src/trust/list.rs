//! `kakitome trust list`: the lists that are kept, and those that come with the program.

use std::process::ExitCode;

use kakitome_roots::{Snapshot, apple, mozilla};
use serde_json::{Value, json};

use super::store::shelf;
use super::told;
use crate::context::Context;
use crate::failure::failed;
use crate::home::InHome;
use crate::outcome::Outcome;

/// Lists that are kept in the home, with their editions, and those that come with the program.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let shelf = shelf(args.place.home.as_deref())?;
    let unreadable = |error: kakitome_roots::Error| failed("trust-unreadable", &error).with("store", "");
    let mut all: Vec<(String, bool, Snapshot)> = Vec::new();
    for name in shelf.names().map_err(unreadable)? {
        let history = shelf.history(&name).map_err(|error| failed("trust-unreadable", &error).with("store", &name))?;
        all.extend(history.editions().iter().map(|edition| (name.clone(), false, edition.clone())));
    }
    for (name, list) in [("mozilla", mozilla()), ("apple", apple())] {
        all.push((name.to_owned(), true, list.map_err(|error| failed("trust-unreadable", &error).with("store", name))?));
    }
    let text = if args.json {
        let one =
            |(name, shipped, list): &(String, bool, Snapshot)| json!({ "name": name, "shipped": shipped, "list": told::list_json(list) });
        format!("{:#}\n", json!({ "lists": all.iter().map(one).collect::<Vec<Value>>() }))
    } else {
        let one = |(name, shipped, list): &(String, bool, Snapshot)| {
            let place = context.say(if *shipped { "trust-shipped" } else { "trust-kept" }, &[]);
            format!("{name}  [{place}]\n  {}\n", told::list_line(list, context).replace('\n', "\n  "))
        };
        all.iter().map(one).collect()
    };
    told::print(&text)?;
    Ok(ExitCode::SUCCESS)
}
