//! `kakitome identity`: mail addresses with their keys and certificates. Private keys are made and kept by the keyholder; no
//! command here sees one, but `import-p12`, which hands it over, and `export-p12`, which works on files, or on the keyholder's folder where
//! the configuration allows it.

mod add;
mod admit;
mod authority;
mod bundle;
mod csr;
mod export_p12;
mod from_home;
mod import;
mod import_p12;
mod list;
mod publish;
mod record;
mod show;
mod told;

use crate::context::Context;
use crate::outcome::Outcome;

/// Mail addresses with their keys and certificates.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Add(add::Args),
    Csr(csr::Args),
    Import(import::Args),
    ImportP12(import_p12::Args),
    ExportP12(export_p12::Args),
    List(list::Args),
    Publish(publish::Args),
    Show(show::Args),
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    match &args.command {
        Command::Add(args) => add::run(args, context),
        Command::Csr(args) => csr::run(args, context),
        Command::Import(args) => import::run(args, context),
        Command::ImportP12(args) => import_p12::run(args, context),
        Command::ExportP12(args) => export_p12::run(args, context),
        Command::List(args) => list::run(args, context),
        Command::Publish(args) => publish::run(args, context),
        Command::Show(args) => show::run(args, context),
    }
}
