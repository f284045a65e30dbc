//! `kakitome trust`: root stores as dated snapshots. What a list says stands in crate roots; here it is asked, kept and told.

mod diff;
mod export;
mod import;
mod list;
pub(crate) mod module;
mod schedule;
mod show;
pub(crate) mod store;
pub(crate) mod told;
mod touched;
mod update;
mod watch;

use crate::context::Context;
use crate::outcome::Outcome;

/// Root stores: which roots a list trusts for e-mail, since when, and what changed.
///
/// STORE is a file (authroot.stl, disallowedcert.stl or their .cab; certdata.txt; a CCADB report as CSV; an .sst export; certificates
/// in PEM, DER or PKCS#7; NSS's module libnssckbi.so), a folder of certificates, or the name of a list that is kept in the home: its edition of the moment asked
/// (--at), or NAME@2016-01-20. `mozilla` comes with the program.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Show(show::Args),
    Diff(diff::Args),
    List(list::Args),
    Import(import::Args),
    Update(update::Args),
    Watch(watch::Args),
    Touched(touched::Args),
    Schedule(schedule::Args),
    Export(export::Args),
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    match &args.command {
        Command::Show(args) => show::run(args, context),
        Command::Diff(args) => diff::run(args, context),
        Command::List(args) => list::run(args, context),
        Command::Import(args) => import::run(args, context),
        Command::Update(args) => update::run(args, context),
        Command::Watch(args) => watch::run(args, context),
        Command::Touched(args) => touched::run(args, context),
        Command::Schedule(args) => schedule::run(args, context),
        Command::Export(args) => export::run(args, context),
    }
}
