//! `kakitome trust schedule`: what root programs have announced. It says what is expected; a verdict uses lists alone.

use std::process::ExitCode;

use kakitome_pki::UnixTime;
use kakitome_roots::{Announced, NamedRoot, schedule, schedule_date};
use serde_json::{Value, json};

use super::show::moment;
use super::told;
use crate::context::Context;
use crate::failure::failed;
use crate::outcome::{NO, Outcome};
use crate::values;

/// Changes that Mozilla, Microsoft, Apple and the CA/Browser Forum have announced, each with its day and its source.
///
/// Lists decide; this only says what is expected. Exit status 1 if nothing is announced for what was asked.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only those of this program; may be given again.
    #[arg(long, value_name = "PROGRAM", value_parser = ["mozilla", "microsoft", "apple", "sbr"])]
    program: Vec<String>,
    /// Only those that touch this root: SHA-256 of its certificate in hexadecimal, or its beginning (8 digits or more), or a part of its
    /// name; may be given again.
    #[arg(long, value_name = "ROOT")]
    root: Vec<String>,
    /// From this day on. Default: today; past ones are shown with --all.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    from: Option<UnixTime>,
    /// Up to this day.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    until: Option<UnixTime>,
    /// Also those of the past.
    #[arg(long, conflicts_with = "from")]
    all: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let unreadable = |error: kakitome_roots::Error| failed("trust-unreadable", &error).with("store", "schedule");
    let mut all = schedule().map_err(unreadable)?;
    let date = schedule_date().map_err(unreadable)?;
    let now = UnixTime::now();
    // an event of today is not over
    let from = args.from.unwrap_or_else(|| if args.all { UnixTime(i64::MIN) } else { now.plus_days(-1) });
    all.retain(|event| {
        let in_time = event.day >= from && args.until.is_none_or(|until| event.day <= until);
        let of_program = args.program.is_empty() || args.program.contains(&event.program);
        in_time && of_program && (args.root.is_empty() || args.root.iter().any(|root| touches(event, root)))
    });
    let text = if args.json { as_json(&all, date) } else { as_text(&all, date, args, context) };
    told::print(&text)?;
    Ok(if all.is_empty() { ExitCode::from(NO) } else { ExitCode::SUCCESS })
}

/// A rule for all roots names none, and so touches nobody in particular.
fn touches(event: &Announced, wanted: &str) -> bool {
    event.roots.iter().any(|root| names(root, wanted))
}

fn names(root: &NamedRoot, wanted: &str) -> bool {
    /// Fewer digits name no certificate.
    const DIGITS: usize = 8;
    let digits: String = wanted.chars().filter(|letter| !matches!(letter, ':' | ' ')).map(|letter| letter.to_ascii_lowercase()).collect();
    let is_hash = digits.len() >= DIGITS && digits.chars().all(|letter| letter.is_ascii_hexdigit());
    let by_hash = is_hash && root.sha256.is_some_and(|hash| values::hex(&hash).starts_with(&digits));
    by_hash || root.name.to_lowercase().contains(&wanted.to_lowercase())
}

fn as_json(events: &[Announced], date: UnixTime) -> String {
    let root = |root: &NamedRoot| json!({ "name": root.name, "sha256": root.sha256.map(|hash| values::hex(&hash)) });
    let one = |event: &Announced| {
        json!({
            "day": told::day(event.day),
            "program": event.program,
            "change": event.change,
            "old_mail": event.old_mail,
            "roots": event.roots.iter().map(root).collect::<Vec<Value>>(),
            "source": event.source,
        })
    };
    let object =
        json!({ "schema": "kakitome.schedule/1", "date": told::day(date), "events": events.iter().map(one).collect::<Vec<Value>>() });
    format!("{object:#}\n")
}

fn as_text(events: &[Announced], date: UnixTime, args: &Args, context: Context) -> String {
    let mut out = context.say("trust-schedule-date", &[("date", told::day(date).into())]);
    out.push('\n');
    if events.is_empty() {
        out.push_str(&format!("{}\n", context.say("trust-schedule-nothing", &[])));
    }
    for event in events {
        let program = context.say(&format!("trust-program-{}", event.program), &[]);
        let change = context.say(&format!("trust-change-{}", event.change), &[]);
        out.push_str(&format!("\n{}  {program}\n  {change}\n", told::day(event.day)));
        let touched = if event.old_mail { "trust-schedule-old-mail" } else { "trust-schedule-new-mail" };
        out.push_str(&format!("  {}\n", context.say(touched, &[])));
        let shown = event.roots.iter().filter(|root| args.root.is_empty() || args.root.iter().any(|wanted| names(root, wanted)));
        for root in shown {
            out.push_str(&format!(
                "  - {}{}\n",
                root.name,
                root.sha256.map(|hash| format!("  {}", values::hex(&hash))).unwrap_or_default()
            ));
        }
        out.push_str(&format!("  {}\n", context.say("trust-schedule-source", &[("source", (&event.source).into())])));
    }
    out
}
