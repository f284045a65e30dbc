//! How a document leaves: as text or JSON on standard output, or as one HTML file; the same flags for every command that makes one.

use std::io::Write;
use std::path::{Path, PathBuf};

use kakitome_explain::document::{self, Document};
use serde_json::Value;

use crate::context::{Context, complain};
use crate::failure::{Failure, failed};

/// The flags.
#[derive(Debug, clap::Args)]
pub(crate) struct Form {
    /// Print JSON.
    #[arg(long, conflicts_with = "html")]
    json: bool,
    /// Write one HTML page to this file: no script, nothing fetched, light and dark.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write only what stands in the page, for a page of your own: classes, no style and no script of its own.
    #[arg(long, requires = "html")]
    fragment: bool,
}

impl Form {
    /// Writes it as it was asked for.
    pub(crate) fn write(&self, page: &Document, json: impl FnOnce() -> Value, context: Context) -> Result<(), Failure> {
        match &self.html {
            Some(file) if self.fragment => to_file(file, &document::body(page), context),
            Some(file) => to_file(file, &document::html(page), context),
            None if self.json => print(&format!("{:#}\n", json())),
            None => print(&document::text(page)),
        }
    }
}

/// A text into a file, and a line that says so.
pub(crate) fn to_file(file: &Path, text: &str, context: Context) -> Result<(), Failure> {
    std::fs::write(file, text).map_err(|error| failed("cli-file-unwritable", &error).with("file", file.display()))?;
    complain(&context.say("explain-written", &[("file", file.display().to_string().into())]));
    Ok(())
}

/// A text on standard output. A reader that went away (`| head`) is no failure of ours.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(failed("cli-output", &error)),
        _ => Ok(()),
    }
}
