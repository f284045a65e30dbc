//! `kakitome publish check`: "how to check our mail" for one identity. Exit status 1 where there is no certificate that signs now.

use std::process::ExitCode;

use kakitome_clients::Promise;
use kakitome_explain::publish::check::{Check, document, json};
use kakitome_pki::UnixTime;

use super::sender;
use crate::context::Context;
use crate::explain;
use crate::home::{Home, InHome};
use crate::outcome::{NO, Outcome};
use crate::promises;
use crate::written::Form;

/// Make the page "how to check our mail" for a sending address.
///
/// It says what to compare (the address first), where to press in each mail program, with drawings, which certificates sign and signed
/// before, with the serial numbers of the signer's and of the intermediate certificate and their periods, what each mail program shows,
/// and in which the signature cannot be checked. That a serial number alone proves nothing is said too.
///
/// Exit status: 0 the page was made; 1 it was made, but no certificate signs for the address now; 2 it could not be done.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The sending address. Without it, the only identity of the home.
    #[arg(value_name = "ADDR")]
    address: Option<String>,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let folder = args.place.home.as_deref();
    let (home, at) = (Home::open(folder)?, UnixTime::now());
    let sender = sender::find(&home, args.address.as_deref())?;
    let stores = explain::at_home(folder, at)?;
    let shown = sender::shown(&sender, &[], &stores, folder, at)?;
    let promises = promises::kept(folder)?;
    let own = |one: &&Promise| one.said_by.is_none() && one.is_of(&sender.address) && one.holds_at(at);
    let lists: Vec<String> = [&stores.microsoft, &stores.mozilla].into_iter().flatten().map(kakitome_roots::Snapshot::title).collect();
    let check = Check { sender: &sender, shown: &shown, promise: promises.iter().find(own), lists: &lists, at };
    args.form.write(&document(&check, context.lang), || json(&check, context.lang), context)?;
    Ok(if sender.current(at).is_some() { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}
