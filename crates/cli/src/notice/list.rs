//! `kakitome notice list`: the notices of the home, the newest change first. Exit status 2 if one of them cannot be read.

use std::process::ExitCode;

use kakitome_explain::notice::{document, json};
use serde_json::json;

use super::kept;
use crate::context::{Context, complain, tell};
use crate::home::InHome;
use crate::outcome::{FAILED, Outcome};
use crate::trust::told::harmless;
use crate::written::print;

/// List the notices of the home.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print JSON (schema kakitome.notices/1).
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let (notices, faulty) = kept::all(args.place.home.as_deref())?;
    if args.json {
        let all: Vec<_> = notices.iter().map(json).collect();
        print(&format!("{:#}\n", json!({ "schema": "kakitome.notices/1", "notices": all })))?;
    } else if notices.is_empty() && faulty.is_empty() {
        tell(&context.say("notice-none", &[]));
    }
    for notice in notices.iter().filter(|_| !args.json) {
        let page = document(notice, context.lang);
        let values = [
            ("id", (&notice.id).into()),
            ("state", page.badge.unwrap_or_default().into()),
            ("title", harmless(&page.title).into()),
            ("at", notice.updated().to_string().into()),
        ];
        tell(&context.say("notice-line", &values));
    }
    faulty.iter().for_each(|failure| complain(&failure.line(context)));
    Ok(if faulty.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
}
