//! `kakitome trust import`: takes a list into the home under a name, as one more edition of it.

use std::path::PathBuf;
use std::process::ExitCode;

use kakitome_pki::UnixTime;
use kakitome_roots::{Kept, ListSignature, Order, Snapshot};

use super::show::moment;
use super::store::{Finder, certificates, shelf};
use super::told;
use crate::context::{Context, tell};
use crate::failure::{Failure, failed};
use crate::home::InHome;
use crate::outcome::Outcome;

/// Take lists into the home, each as one more edition of its name. Nothing that is kept is replaced by a list that cannot be read,
/// whose signature is not good, or that is of another kind.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The lists: files or folders of certificates.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The name to keep them under. Default: what the list is (microsoft, mozilla, ccadb, windows, bundle).
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The day the list was made, for lists that do not say so themselves. Default: when the file was last changed.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    date: Option<UnixTime>,
    /// The day the list came into the world, where that is not the day it was made: from then on it answers.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    seen: Option<UnixTime>,
    /// Files or folders with root certificates: Microsoft's lists name roots by hash alone; may be given again.
    #[arg(long, value_name = "FILE")]
    cert: Vec<PathBuf>,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let known = certificates(&args.cert)?;
    let shelf = shelf(args.place.home.as_deref())?;
    let finder = Finder { home: args.place.home.as_deref(), at: args.date.unwrap_or_else(UnixTime::now), certificates: &known };
    // all are read before one is kept
    let mut lists = Vec::new();
    for file in &args.files {
        if !file.exists() {
            return Err(Failure::new("cli-input-missing").with("file", file.display()));
        }
        lists.push((file, dated(finder.find(file)?, args)));
    }
    for (file, list) in &lists {
        let name = args.name.as_deref().unwrap_or_else(|| list.source.word());
        let kept = shelf.keep(name, list, Order::Any).map_err(|error| failed("trust-refused", &error).with("store", file.display()))?;
        let sentence = if kept == Kept::Known { "trust-import-known" } else { "trust-imported" };
        tell(&context.say(sentence, &[("name", name.into()), ("list", told::list_line(list, context).into())]));
        let without = list.roots().iter().filter(|root| root.certificate.is_none()).count();
        if without > 0 {
            tell(&context.say("trust-without-certificates", &[("count", without.into())]));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A list with a date of its own, signed, keeps it.
fn dated(mut list: Snapshot, args: &Args) -> Snapshot {
    if let Some(date) = args.date
        && list.signature == ListSignature::None
    {
        list.date = date;
    }
    list.seen = args.seen.or(list.seen);
    list
}
