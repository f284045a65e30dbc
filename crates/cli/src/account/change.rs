//! `kakitome account password`, `may`, `disable`, `enable` and `remove`: an account that is there is changed. Exit status 1 if there is none.

use std::process::ExitCode;

use kakitome_store::{Address, Millis};

use super::{add, secret, told};
use crate::context::{Context, complain};
use crate::failure::Failure;
use crate::home::{self, Home, InHome};
use crate::outcome::{NO, Outcome};

/// Give an account another password. Exit status 1 if there is no such account.
#[derive(Debug, clap::Args)]
pub(super) struct PasswordArgs {
    #[command(flatten)]
    one: One,
    #[command(flatten)]
    source: secret::Source,
}

/// Say as whom an account may send beside its own address; what was said before is replaced. Exit status 1 if there is no such account.
#[derive(Debug, clap::Args)]
pub(super) struct MayArgs {
    #[command(flatten)]
    one: One,
    /// Addresses, or whole domains (@example.jp). None: only its own address.
    #[arg(value_name = "ADDRESS", value_parser = add::pattern)]
    may: Vec<String>,
}

/// Keep an account from logging in, by password or certificate, until it is enabled. Exit status 1 if there is no such account.
#[derive(Debug, clap::Args)]
pub(super) struct OneArgs {
    #[command(flatten)]
    one: One,
}

/// Let an account log in again. Exit status 1 if there is no such account.
#[derive(Debug, clap::Args)]
pub(super) struct EnableArgs {
    #[command(flatten)]
    one: One,
}

/// Remove an account. Exit status 1 if there is no such account.
#[derive(Debug, clap::Args)]
pub(super) struct RemoveArgs {
    #[command(flatten)]
    one: One,
}

#[derive(Debug, clap::Args)]
struct One {
    /// The mail address that it logs in with.
    #[arg(value_name = "ADDR")]
    address: String,
    #[command(flatten)]
    place: InHome,
}

impl One {
    fn open(&self) -> Result<(Home, Address), Failure> {
        Ok((Home::open(self.place.home.as_deref())?, home::address(&self.address)?))
    }
}

pub(super) fn password(args: &PasswordArgs, context: Context) -> Outcome {
    let (home, address) = args.one.open()?;
    let login = address.as_str();
    if home.ask(async |store| store.account(login).await)?.is_none() {
        return said(false, "account-password-changed", &address, context);
    }
    let keys = secret::keys(&args.source, login, context)?;
    let done = home.ask(async |store| store.change_account_keys(&address, &keys, Millis::now()).await)?;
    said(done, "account-password-changed", &address, context)
}

pub(super) fn may(args: &MayArgs, context: Context) -> Outcome {
    let (home, address) = args.one.open()?;
    let done = home.ask(async |store| store.change_account_addresses(&address, &args.may, Millis::now()).await)?;
    said(done, "account-may-changed", &address, context)
}

pub(super) fn disable(args: &OneArgs, context: Context) -> Outcome {
    let (home, address) = args.one.open()?;
    let done = home.ask(async |store| store.disable_account(&address, true, Millis::now()).await)?;
    said(done, "account-disabled", &address, context)
}

pub(super) fn enable(args: &EnableArgs, context: Context) -> Outcome {
    let (home, address) = args.one.open()?;
    let done = home.ask(async |store| store.disable_account(&address, false, Millis::now()).await)?;
    said(done, "account-enabled", &address, context)
}

pub(super) fn remove(args: &RemoveArgs, context: Context) -> Outcome {
    let (home, address) = args.one.open()?;
    let done = home.ask(async |store| store.remove_account(&address).await)?;
    said(done, "account-removed", &address, context)
}

fn said(done: bool, name: &str, address: &Address, context: Context) -> Outcome {
    if !done {
        complain(&Failure::new("account-unknown").with("login", address).hint("account-unknown-hint").line(context));
        return Ok(ExitCode::from(NO));
    }
    told::print(&format!("{}\n", context.say(name, &[("login", address.as_str().into())])))?;
    Ok(ExitCode::SUCCESS)
}
