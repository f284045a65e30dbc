//! `kakitome trust diff`: which roots changed for e-mail between two lists, for new and for old mail.

use std::path::PathBuf;
use std::process::ExitCode;

use kakitome_pki::UnixTime;
use kakitome_roots::{Change, Moments, Snapshot, changes};
use serde_json::{Value, json};

use super::show::moment;
use super::store::{Finder, certificates};
use super::told;
use crate::context::Context;
use crate::outcome::Outcome;

/// Say which roots changed for e-mail between two lists: for certificates that are new, and for those that were issued long ago.
///
/// Each list is asked on its own day, unless --at names one moment for both.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The earlier list.
    #[arg(value_name = "STORE")]
    before: PathBuf,
    /// The later list.
    #[arg(value_name = "STORE")]
    after: PathBuf,
    /// Ask both lists at this moment. Default: each on the day it came.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<UnixTime>,
    /// New mail is signed with a certificate that is valid from this moment on. Default: as new as the list.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    leaf_not_before: Option<UnixTime>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// The home with the kept lists. Default: $KAKITOME_HOME, else the usual place.
    #[arg(long, value_name = "DIR")]
    home: Option<PathBuf>,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let known = certificates(&[])?;
    let finder = Finder { home: args.home.as_deref(), at: args.at.unwrap_or_else(UnixTime::now), certificates: &known };
    let (before, after) = (finder.find(&args.before)?, finder.find(&args.after)?);
    let moments = Moments {
        before: args.at.unwrap_or_else(|| before.in_force()),
        after: args.at.unwrap_or_else(|| after.in_force()),
        leaf_not_before: args.leaf_not_before,
    };
    let found = changes(&before, &after, &moments);
    let text = if args.json { as_json(&before, &after, &found, &moments) } else { as_text(&before, &after, &found, context) };
    told::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn as_json(before: &Snapshot, after: &Snapshot, found: &[Change], moments: &Moments) -> String {
    let one = |change: &Change| {
        let mut object = told::root_json(&change.root);
        object.insert("before".to_owned(), json!(change.new_mail.before.word()));
        object.insert("after".to_owned(), json!(change.new_mail.after.word()));
        object.insert("because".to_owned(), told::because_json(change.new_mail.after.because.as_ref()));
        object.insert("new_mail".to_owned(), told::shift_json(&change.new_mail));
        object.insert("old_mail".to_owned(), told::shift_json(&change.old_mail));
        Value::Object(object)
    };
    let changes: Vec<Value> = found.iter().map(one).collect();
    let (first, second) = (moments.before.to_string(), moments.after.to_string());
    let object = json!({ "before": told::list_json(before), "after": told::list_json(after), "at": [first, second], "changes": changes });
    format!("{object:#}\n")
}

fn as_text(before: &Snapshot, after: &Snapshot, found: &[Change], context: Context) -> String {
    let mut out = format!("- {}\n+ {}\n", told::list_line(before, context), told::list_line(after, context));
    out.push_str(&context.say("trust-changes", &[("count", found.len().into())]));
    out.push('\n');
    for change in found {
        out.push_str(&format!("\n{}\n  {}\n", told::harmless(&change.root.name), change.root.id()));
        for (name, shift) in [("trust-new-mail", &change.new_mail), ("trust-old-mail", &change.old_mail)] {
            let name = if shift.is_change() { name.to_owned() } else { format!("{name}-same") };
            let facts = [("before", told::state(&shift.before, context).into()), ("after", told::state(&shift.after, context).into())];
            out.push_str(&format!("  {}\n", context.say(&name, &facts)));
        }
        if let Some(limit) = &change.new_mail.after.because {
            let facts = [("attribute", (&limit.attribute).into()), ("value", told::harmless(&limit.value).into())];
            out.push_str(&format!("  {}\n", context.say("trust-because", &facts)));
        }
    }
    out
}
