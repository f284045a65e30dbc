//! The page on standard output as text or JSON, or as one HTML file.

use std::io::Write;

use kakitome_explain::page::{self, Page, Subject};

use super::args::Args;
use crate::context::{Context, complain};
use crate::failure::{Failure, failed};

/// Prints the page. A reader that went away (`| head`) is no failure of ours.
pub(super) fn print(page: &Page, subject: &Subject<'_>, args: &Args, context: Context) -> Result<(), Failure> {
    if let Some(file) = &args.html {
        std::fs::write(file, page::html(page)).map_err(|error| failed("cli-file-unwritable", &error).with("file", file.display()))?;
        complain(&context.say("explain-written", &[("file", file.display().to_string().into())]));
        return Ok(());
    }
    let text = if args.json { format!("{:#}\n", page::json(page, subject)) } else { page::text(page) };
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(failed("cli-output", &error)),
        _ => Ok(()),
    }
}
