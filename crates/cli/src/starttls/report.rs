//! `kakitome starttls report`: who need do nothing, who still uses STARTTLS, since when, with which program as far as it tells.

use std::process::ExitCode;

use kakitome_explain::starttls::{csv, document, json};

use super::survey::survey;
use crate::context::Context;
use crate::home::{Home, InHome};
use crate::outcome::Outcome;
use crate::written::{Form, print};

/// Say which accounts still use STARTTLS or port 587: since when, how often, with which program as far as it tells.
///
/// Who need do nothing is told first. Sessions are written down within ten seconds of their end. Programs are named by what they call themselves
/// in a mail's User-Agent or X-Mailer field and in EHLO: some say nothing, some say something else.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Who used STARTTLS in so many days counts as using it still.
    #[arg(long, value_name = "NUMBER", default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=396))]
    days: u32,
    /// Write a table for a spreadsheet (CSV, UTF-8; with a byte order mark in Japanese).
    #[arg(long, conflicts_with_all = ["json", "html"])]
    csv: bool,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let home = Home::open(args.place.home.as_deref())?;
    let (survey, _) = survey(&home, args.days, None)?;
    if args.csv {
        print(&csv(&survey, context.lang))?;
    } else {
        args.form.write(&document(&survey, context.lang), || json(&survey), context)?;
    }
    Ok(ExitCode::SUCCESS)
}
