//! `kakitome transit`: a mail as it was sent and as it was received; what was changed, which of it breaks the signature, and where, as
//! far as the header tells. Exit status 1 if a signature is broken by it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kakitome_clients::transit::transit;
use kakitome_explain::transit::{json, text};

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::input::{self, Input};
use crate::outcome::{NO, Outcome};

/// Compare a mail as it was sent with the same mail as it was received.
///
/// What was changed on the way (charset, transfer encoding, footers, line ends, parts), which of it a signature does not survive, and
/// between which servers it happened, as far as Received and ARC fields tell; they are those servers' word.
///
/// Exit status: 0 nothing that a signature covers was changed; 1 something was; 2 it could not be done.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The mail as it was sent.
    #[arg(value_name = "SENT")]
    sent: PathBuf,
    /// The mail as it was received.
    #[arg(value_name = "RECEIVED")]
    received: PathBuf,
    /// Print JSON (schema kakitome.transit/1).
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    let (sent, received) = (open(&args.sent)?, open(&args.received)?);
    let files = format!("{}, {}", args.sent.display(), args.received.display());
    let found = transit(sent, received).map_err(|error| failed("cli-mail-unreadable", &error).with("file", files))?;
    let said = if args.json { format!("{:#}\n", json(&found, context.lang)) } else { text(&found, context.lang) };
    match std::io::stdout().lock().write_all(said.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => return Err(failed("cli-output", &error)),
        _ => {}
    }
    Ok(if found.breaks() { ExitCode::from(NO) } else { ExitCode::SUCCESS })
}

fn open(file: &Path) -> Result<Input, Failure> {
    input::open(Some(file))
}
