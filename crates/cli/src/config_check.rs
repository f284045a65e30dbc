//! `kakitome config check`: what is wrong with a configuration, all of it, each fault with file, line and column; or what it
//! means. Nothing is started.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use kakitome_gateway::config::{ConfigError, Meaning, Settings};
use serde_json::json;

use crate::config_fault;
use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::home;
use crate::home::InHome;
use crate::outcome::{FAILED, Outcome};

/// Work with the configuration.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Check(Check),
}

/// Say what is wrong with the configuration, or what it means. Exit status 0 or 2.
#[derive(Debug, clap::Args)]
struct Check {
    /// The configuration. Default: kakitome.toml in the home.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    place: InHome,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    match &args.command {
        Command::Check(check) => run_check(check, context),
    }
}

fn run_check(args: &Check, context: Context) -> Outcome {
    let file = home::config_file(args.place.home.as_deref(), args.config.as_deref())?;
    let (text, status) = match Settings::load(&file) {
        Ok(settings) => {
            let say = |line: &Meaning| {
                let facts: Vec<_> = line.facts.iter().map(|(blank, fact)| (*blank, fact.into())).collect();
                context.say(line.name, &facts)
            };
            let lines: Vec<String> = settings.describe().iter().map(say).collect();
            let text = if args.json {
                format!("{}\n", json!({"schema": "kakitome.config/1", "file": file.display().to_string(), "faults": [], "means": lines}))
            } else {
                let good = context.say("config-good", &[("file", file.display().to_string().into())]);
                let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
                format!("{good}\n{lines}")
            };
            (text, ExitCode::SUCCESS)
        }
        Err(ConfigError::Faulty { faults }) => {
            let text = if args.json {
                let faults: Vec<_> = faults
                    .iter()
                    .map(|fault| {
                        json!({
                            "file": fault.path.display().to_string(),
                            "line": fault.line,
                            "column": fault.column,
                            "what": fault.what,
                            "hint": fault.hint,
                        })
                    })
                    .collect();
                format!("{}\n", json!({"schema": "kakitome.config/1", "file": file.display().to_string(), "faults": faults}))
            } else {
                let count = context.say("config-faults", &[("count", faults.len().into())]);
                let lines: String = faults.iter().map(|fault| format!("{}\n", config_fault::line(fault, context))).collect();
                format!("{lines}{count}\n")
            };
            (text, ExitCode::from(FAILED))
        }
        Err(ConfigError::Read { path, source }) => {
            return Err(Failure::new("cli-input-unreadable").with("file", path.display()).with("why", source));
        }
        Err(other) => return Err(failed("cli-config-faulty", &other)),
    };
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(failed("cli-output", &error)),
        _ => Ok(status),
    }
}
