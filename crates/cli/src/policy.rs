//! `kakitome policy`: what is written, what is read, what is called weak, and what decides a verdict, with sources and dates. The value is
//! `smime::stance`; here it is told.

use std::io::Write as _;
use std::process::ExitCode;

use kakitome_smime::Policy;
use kakitome_smime::seal::RecipientPolicy;
use kakitome_smime::stance::{Algorithm, Area, Stance, Value};
use serde_json::json;

use crate::context::Context;
use crate::failure::failed;
use crate::outcome::Outcome;

/// What is written, what is read, what is called weak.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Show(Show),
}

/// Show the policy, with the source of each rule and the day it was last looked at.
///
/// It is made of the very values that decide: nothing weak is written that does not stand here.
#[derive(Debug, clap::Args)]
struct Show {
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    let Command::Show(args) = &args.command;
    let stance = Stance::of(&Policy::default(), &RecipientPolicy::default());
    let text = if args.json { format!("{:#}\n", as_json(&stance)) } else { in_words(&stance, context) };
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        // a reader that went away (`| head`) is no failure of ours
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(failed("cli-output", &error)),
        _ => Ok(ExitCode::SUCCESS),
    }
}

fn as_json(stance: &Stance) -> serde_json::Value {
    let algorithm = |one: &Algorithm| {
        json!({
            "area": one.area.word(), "name": one.name, "written": one.written.word(), "read": one.read.word(),
            "rule": one.rule.id, "as_of": one.rule.as_of, "source": one.rule.source,
        })
    };
    let value = |one: &Value| json!({ "id": one.id, "value": one.value, "as_of": one.as_of, "source": one.source });
    json!({
        "schema": "kakitome.policy/1",
        "algorithms": stance.algorithms.iter().map(algorithm).collect::<Vec<_>>(),
        "values": stance.values.iter().map(value).collect::<Vec<_>>(),
    })
}

const AREAS: [Area; 5] = [Area::Digest, Area::Signature, Area::Cipher, Area::Key, Area::KeyFile];

fn in_words(stance: &Stance, context: Context) -> String {
    let mut text = String::new();
    for area in AREAS {
        text.push_str(&format!("{}\n", context.say(&format!("policy-area-{}", area.word()), &[])));
        for one in stance.algorithms.iter().filter(|one| one.area == area) {
            let values = [
                ("name", one.name.as_str().into()),
                ("written", context.say(&format!("policy-written-{}", one.written.word()), &[]).into()),
                ("read", context.say(&format!("policy-read-{}", one.read.word()), &[]).into()),
            ];
            let rule = [("source", one.rule.source.into()), ("date", one.rule.as_of.into())];
            text.push_str(&format!("  {}\n      {}\n", context.say("policy-line", &values), context.say("policy-rule", &rule)));
        }
        text.push('\n');
    }
    text.push_str(&format!("{}\n", context.say("policy-values", &[])));
    for one in &stance.values {
        let word = context.words().find(&format!("policy-word-{}", one.value), &[]).unwrap_or_else(|| one.value.clone());
        let said = context.say(&format!("policy-value-{}", one.id), &[("value", word.into())]);
        let rule = [("source", one.source.into()), ("date", one.as_of.into())];
        text.push_str(&format!("  {said}\n      {}\n", context.say("policy-rule", &rule)));
    }
    text
}
