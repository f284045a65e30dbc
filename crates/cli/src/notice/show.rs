//! `kakitome notice show`: one notice as a page.

use std::process::ExitCode;

use kakitome_explain::notice::{document, json};

use super::kept;
use crate::context::Context;
use crate::home::InHome;
use crate::outcome::Outcome;
use crate::written::Form;

/// Make the page of a notice: who need do nothing stands at the top, then what is seen, why, whom it touches, and what can be done.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Its id.
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let notice = kept::named(args.place.home.as_deref(), &args.id)?;
    args.form.write(&document(&notice, context.lang), || json(&notice), context)?;
    Ok(ExitCode::SUCCESS)
}
