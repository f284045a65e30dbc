//! `kakitome rule`: what the rules would do with a mail, before anybody sends it; the rules in their order; the list of carriers' domains.

mod asked;
mod decided;
mod explain;
mod list;
mod told;

use std::process::ExitCode;

use kakitome_gateway::config::CARRIERS;
use serde_json::json;

use crate::context::{Context, tell};
use crate::outcome::Outcome;

/// Look at the rules of signing and encryption.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Explain(asked::Args),
    List(list::Args),
    Carriers(Carriers),
}

/// List the domains of Japanese carriers' mail: a signature to them never has the text inside, unless `never-opaque` says otherwise.
#[derive(Debug, clap::Args)]
struct Carriers {
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    match &args.command {
        Command::Explain(args) => explain::run(args, context),
        Command::List(args) => list::run(args, context),
        Command::Carriers(args) => carriers(args),
    }
}

fn carriers(args: &Carriers) -> Outcome {
    if args.json {
        let list: Vec<_> = CARRIERS.iter().map(|carrier| json!({ "domain": carrier.domain, "service": carrier.service })).collect();
        tell(&format!("{:#}", json!({ "schema": "kakitome.carriers/1", "carriers": list })));
    } else {
        for carrier in CARRIERS {
            tell(&format!("{:<16} {}", carrier.domain, carrier.service));
        }
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_carriers_are_those_of_the_mail_programs() {
        let programs = kakitome_clients::programs().iter().filter(|program| ["jp-mms", "docomo-mail"].contains(&program.id.as_str()));
        let known: BTreeSet<&str> = programs.flat_map(|program| &program.domains).map(String::as_str).collect();
        let ours: BTreeSet<&str> = CARRIERS.iter().map(|carrier| carrier.domain).collect();
        assert_eq!(ours, known);
    }
}
