//! `kakitome trust export`: a list for other programs: as JSON with everything that it says, or the roots that are good for e-mail as PEM.

use std::path::PathBuf;
use std::process::ExitCode;

use kakitome_pki::{EmailState, UnixTime};

use super::show::moment;
use super::store::{Finder, certificates};
use super::told;
use crate::context::{Context, complain};
use crate::outcome::{NO, Outcome};
use crate::pem;

/// Write a list for other programs: the roots that are trusted for e-mail at a moment as PEM, or with --json everything that the list
/// says (schema kakitome.snapshot/1), which `trust import` reads again.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The list: a file, a folder, or the name of one that is kept.
    #[arg(value_name = "STORE")]
    store: PathBuf,
    /// The roots that are trusted at this moment. Default: now.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<UnixTime>,
    /// The day the list was made, for lists that do not say so themselves.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    date: Option<UnixTime>,
    /// Files or folders with root certificates, for lists that name roots by hash alone; may be given again.
    #[arg(long, value_name = "FILE")]
    cert: Vec<PathBuf>,
    /// Leave out roots that are never for e-mail.
    #[arg(long)]
    for_email: bool,
    /// Write JSON.
    #[arg(long)]
    json: bool,
    /// The home with the kept lists. Default: $KAKITOME_HOME, else the usual place.
    #[arg(long, value_name = "DIR")]
    home: Option<PathBuf>,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let at = args.at.unwrap_or_else(UnixTime::now);
    let known = certificates(&args.cert)?;
    let mut list = Finder { home: args.home.as_deref(), at, certificates: &known }.find(&args.store)?;
    if let Some(date) = args.date {
        list.date = date;
    }
    if args.for_email {
        list = list.for_email();
    }
    if args.json {
        told::print(&list.to_json())?;
        return Ok(ExitCode::SUCCESS);
    }
    let good: Vec<_> = list.roots().iter().filter(|root| root.email(at, at).0 == EmailState::Ok).collect();
    let mut text = String::new();
    for root in &good {
        if let Some(certificate) = &root.certificate {
            text.push_str(&format!("# {}\n{}", told::harmless(&root.name), pem::certificate(certificate.as_der())));
        }
    }
    let without = good.iter().filter(|root| root.certificate.is_none()).count();
    if without > 0 {
        complain(&context.say("trust-without-certificates", &[("count", without.into())]));
    }
    told::print(&text)?;
    Ok(if text.is_empty() { ExitCode::from(NO) } else { ExitCode::SUCCESS })
}
