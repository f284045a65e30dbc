//! `kakitome trust show`: the roots of a list and the state of each for e-mail.

use std::path::PathBuf;
use std::process::ExitCode;

use kakitome_pki::UnixTime;
use kakitome_roots::{Root, Snapshot, Standing};
use serde_json::{Value, json};

use super::store::{Finder, certificates};
use super::told;
use crate::context::Context;
use crate::outcome::{NO, Outcome};

/// Show the roots of a list with the state of each for e-mail.
///
/// States: ok; email-off (listed without e-mail protection); disabled (from a day on, old mail too); not-before and distrust-after (not
/// for certificates issued after a day); disallowed (forbidden whoever installs it). A root that is not listed is absent.
/// Exit status 1 if no root is asked for that is listed.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The list: a file, a folder, or the name of one that is kept.
    #[arg(value_name = "STORE")]
    store: PathBuf,
    /// Only this root: SHA-1 or SHA-256 of its certificate in hexadecimal, or its beginning (8 digits or more); may be given again.
    #[arg(long, value_name = "HASH", value_parser = fingerprint)]
    root: Vec<String>,
    /// The state at this moment: 2016-01-20, 2016-01-20T09:00:00+09:00, or seconds since 1970. Default: now.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<UnixTime>,
    /// The state for a certificate that is valid from this moment on. Default: one that is as new as the moment asked.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    leaf_not_before: Option<UnixTime>,
    /// Files or folders with certificates, among them the root of the list's signer; may be given again.
    #[arg(long, value_name = "FILE")]
    cert: Vec<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// The home with the kept lists. Default: $KAKITOME_HOME, else the usual place.
    #[arg(long, value_name = "DIR")]
    home: Option<PathBuf>,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let at = args.at.unwrap_or_else(UnixTime::now);
    let leaf = args.leaf_not_before.unwrap_or(at);
    let known = certificates(&args.cert)?;
    let list = Finder { home: args.home.as_deref(), at, certificates: &known }.find(&args.store)?;
    let roots: Vec<&Root> =
        list.roots().iter().filter(|root| args.root.is_empty() || args.root.iter().any(|hash| is(root, hash))).collect();
    let text = if args.json { as_json(&list, &roots, at, leaf) } else { as_text(&list, &roots, args, at, leaf, context) };
    told::print(&text)?;
    Ok(if roots.is_empty() { ExitCode::from(NO) } else { ExitCode::SUCCESS })
}

fn as_json(list: &Snapshot, roots: &[&Root], at: UnixTime, leaf: UnixTime) -> String {
    let one = |root: &&Root| {
        let (standing, older) = (Standing::of(Some(root), at, leaf), Standing::of(Some(root), at, UnixTime(i64::MIN)));
        let mut object = told::root_json(root);
        object.insert("email".to_owned(), json!(standing.word()));
        object.insert("because".to_owned(), told::because_json(standing.because.as_ref()));
        object.insert("email_for_older_certificates".to_owned(), json!(older.word()));
        let note = |note: &kakitome_roots::Note| json!({ "attribute": note.attribute, "value": note.value });
        object.insert("notes".to_owned(), root.notes.iter().map(note).collect());
        Value::Object(object)
    };
    let roots: Vec<Value> = roots.iter().map(one).collect();
    let object = json!({ "list": told::list_json(list), "at": at.to_string(), "leaf_not_before": leaf.to_string(), "roots": roots });
    format!("{object:#}\n")
}

fn as_text(list: &Snapshot, roots: &[&Root], args: &Args, at: UnixTime, leaf: UnixTime, context: Context) -> String {
    let mut out = format!("{}\n", told::list_line(list, context));
    out.push_str(&context.say("trust-asked", &[("at", at.to_string().into()), ("leaf", leaf.to_string().into())]));
    out.push('\n');
    if roots.is_empty() {
        out.push_str(&context.say("trust-no-root", &[]));
        out.push('\n');
    }
    for root in roots {
        let standing = Standing::of(Some(root), at, leaf);
        out.push_str(&format!("\n{}\n  {}\n  {}\n", told::harmless(&root.name), root.id(), told::state(&standing, context)));
        if let Some(limit) = &standing.because {
            let facts = [("attribute", (&limit.attribute).into()), ("value", told::harmless(&limit.value).into())];
            out.push_str(&format!("  {}\n", context.say("trust-because", &facts)));
        }
        if !args.root.is_empty() {
            for note in &root.notes {
                let facts = [("attribute", (&note.attribute).into()), ("value", told::harmless(&note.value).into())];
                out.push_str(&format!("  {}\n", context.say("trust-note", &facts)));
            }
        }
    }
    out
}

fn is(root: &Root, wanted: &str) -> bool {
    let begins = |octets: &[u8]| octets.iter().map(|octet| format!("{octet:02x}")).collect::<String>().starts_with(wanted);
    root.sha1.is_some_and(|hash| begins(&hash)) || root.sha256.is_some_and(|hash| begins(&hash))
}

/// Hexadecimal as people copy it: any case, blanks and colons between.
fn fingerprint(text: &str) -> Result<String, String> {
    let digits: String = text.chars().filter(|letter| !matches!(letter, ':' | ' ')).map(|letter| letter.to_ascii_lowercase()).collect();
    let fits = (8..=64).contains(&digits.len()) && digits.chars().all(|letter| letter.is_ascii_hexdigit());
    if fits { Ok(digits) } else { Err("a SHA-1 has 40 hexadecimal digits, a SHA-256 has 64; the first 8 will do".to_owned()) }
}

pub(super) fn moment(text: &str) -> Result<UnixTime, String> {
    UnixTime::parse(text).map_err(|error| error.to_string())
}
