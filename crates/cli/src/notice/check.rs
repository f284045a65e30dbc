//! `kakitome notice check`: whether notices can be published: every fault with its line and what to write, blanks of drafts, parts that
//! stand in one language only. Exit status 1 if one cannot.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kakitome_clients::notice::Notice;
use serde_json::json;

use super::kept;
use crate::context::{Context, tell};
use crate::home::InHome;
use crate::outcome::{NO, Outcome};
use crate::written::print;

/// Check notices before they are published: faults with their lines, blanks that nobody filled in, missing translations.
///
/// Exit status: 0 all can be published; 1 one cannot; 2 it could not be done.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The files. Without one, all of the home.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Print JSON (schema kakitome.notice-check/1).
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

/// What was found in a file.
struct Found {
    file: String,
    faults: Vec<String>,
    notes: Vec<String>,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let kept = args.files.is_empty();
    let files = if kept { kept::files(args.place.home.as_deref())? } else { args.files.clone() };
    let found: Vec<Found> = files.iter().map(|file| look(file, kept, context)).collect();
    if args.json {
        let one = |one: &Found| json!({ "file": one.file, "good": one.faults.is_empty(), "faults": one.faults, "notes": one.notes });
        let all: Vec<_> = found.iter().map(one).collect();
        print(&format!("{:#}\n", json!({ "schema": "kakitome.notice-check/1", "files": all })))?;
    } else if found.is_empty() {
        tell(&context.say("notice-none", &[]));
    } else {
        for one in &found {
            one.faults.iter().chain(&one.notes).for_each(|line| tell(line));
            if one.faults.is_empty() {
                tell(&context.say("notice-good", &[("file", (&one.file).into())]));
            }
        }
    }
    Ok(if found.iter().all(|one| one.faults.is_empty()) { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

fn look(file: &Path, kept: bool, context: Context) -> Found {
    let mut found = Found { file: file.display().to_string(), faults: Vec::new(), notes: Vec::new() };
    let (notice, text) = match kept::read(file) {
        Ok(read) => read,
        Err(failure) => {
            found.faults.push(failure.line(context));
            return found;
        }
    };
    found.faults = blanks(&found.file, &text, context);
    if kept && file.file_stem().is_none_or(|stem| stem != notice.id.as_str()) {
        found.faults.push(context.say("notice-other-name", &[("file", (&found.file).into()), ("id", (&notice.id).into())]));
    }
    let missing = notice.untranslated();
    if !missing.is_empty() {
        let parts = missing.join(", ");
        found.notes.push(context.say("notice-untranslated", &[("file", (&found.file).into()), ("parts", parts.into())]));
    }
    found
}

/// Blanks that nobody filled in, a line each.
fn blanks(file: &str, text: &str, context: Context) -> Vec<String> {
    let line = |blank: kakitome_clients::notice::Fault| {
        context.say("notice-blank", &[("file", file.into()), ("line", blank.line.into()), ("text", blank.text.into())])
    };
    Notice::blanks(text).into_iter().map(line).collect()
}
