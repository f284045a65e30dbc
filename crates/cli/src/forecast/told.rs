//! The forecast on standard output as text or JSON, or as a calendar in a file.

use std::io::Write;

use kakitome_clients::forecast::Turning;
use kakitome_explain::forecast::{About, calendar, json, text};
use kakitome_pki::UnixTime;

use super::args::Args;
use crate::context::{Context, complain};
use crate::failure::{Failure, failed};

/// Prints it. A reader that went away (`| head`) is no failure of ours.
pub(super) fn print(turnings: &[Turning], about: &About, now: UnixTime, args: &Args, context: Context) -> Result<(), Failure> {
    if let Some(file) = &args.ics {
        let text = calendar(turnings, about, now, context.lang);
        std::fs::write(file, text).map_err(|error| failed("cli-file-unwritable", &error).with("file", file.display()))?;
        complain(&context.say("forecast-written", &[("file", file.display().to_string().into())]));
        return Ok(());
    }
    let text = if args.json { format!("{:#}\n", json(turnings, about, context.lang)) } else { text(turnings, about, context.lang) };
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(failed("cli-output", &error)),
        _ => Ok(()),
    }
}
