//! `kakitome rule explain`: the gateway's own functions are asked, with the home's rules and certificates.

use std::net::IpAddr;
use std::process::ExitCode;

use clap::ValueEnum;
use kakitome_gateway::config::Kind;
use kakitome_gateway::{Addressees, Asked};
use kakitome_store::{Address, Millis};

use super::decided::{Cipher, Decided};
use super::told;
use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::home::{Home, InHome};
use crate::outcome::{NO, Outcome};

/// Say what the gateway would do with a mail, and by which rules: who signs, who gets it encrypted and with which certificate, and in how
/// many mails it leaves. Exit status 0: it would go out; 1: it would be refused or deferred.
///
/// Nothing is sent. The configuration is read from the file: after a change, `kakitome serve` follows at SIGHUP.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The one mailbox of From.
    #[arg(long, value_name = "ADDR", value_parser = Address::parse)]
    pub(super) from: Address,
    /// A recipient; may be given again.
    #[arg(long, value_name = "ADDR", required_unless_present = "bcc")]
    pub(super) to: Vec<String>,
    /// A recipient who is not named in To or Cc; may be given again.
    #[arg(long, value_name = "ADDR")]
    pub(super) bcc: Vec<String>,
    /// The subject: its words may ask for something, where a login is given.
    #[arg(long, value_name = "TEXT")]
    pub(super) subject: Option<String>,
    /// The address that the mail comes from.
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    pub(super) client: IpAddr,
    /// The account that has logged in.
    #[arg(long, value_name = "LOGIN")]
    pub(super) login: Option<String>,
    /// The mail is of a kind that usually stays unsigned; may be given again.
    #[arg(long, value_name = "KIND")]
    pub(super) kind: Vec<KindName>,
    /// One JSON object.
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) place: InHome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum KindName {
    NullSender,
    AutoSubmitted,
    Report,
    Calendar,
}

impl From<KindName> for Kind {
    fn from(name: KindName) -> Self {
        match name {
            KindName::NullSender => Self::NullSender,
            KindName::AutoSubmitted => Self::AutoSubmitted,
            KindName::Report => Self::Report,
            KindName::Calendar => Self::Calendar,
        }
    }
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let home = Home::open(args.place.home.as_deref())?;
    let identity = home.ask(async |store| store.signer(&args.from, Millis::now()).await)?;
    let may = match &args.login {
        Some(login) => {
            let account = home.ask(async |store| store.account(login).await)?;
            let account = account.ok_or_else(|| Failure::new("rule-no-account").with("login", login).hint("rule-no-account-hint"))?;
            account.may
        }
        None => Vec::new(),
    };
    let off = home.ask(async |store| store.is_off().await)?;
    let to: Vec<&str> = args.to.iter().chain(&args.bcc).map(String::as_str).collect();
    let kinds: Vec<Kind> = args.kind.iter().copied().map(Kind::from).collect();
    let asked = Asked {
        client: args.client,
        login: args.login.as_deref().map(|login| (login, may.as_slice())),
        from: args.from.as_str(),
        to: &to,
        kinds: &kinds,
        subject: args.subject.as_deref(),
    };
    let said = home.settings.ask(&asked);
    let ciphers = ciphers(&home, &to)?;
    let decided = Decided::new(said, identity.as_ref(), args, off, &ciphers);
    if args.json {
        told::json(&decided, args, off);
    } else {
        told::people(&decided, args, context);
    }
    Ok(if decided.goes() { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

/// What each recipient could be encrypted to.
fn ciphers(home: &Home, to: &[&str]) -> Result<Vec<Cipher>, Failure> {
    let addressees = Addressees::new(&home.settings).map_err(|error| failed("rule-no-roots", &error))?;
    let one = |text: &&str| match Address::parse(text) {
        Ok(address) => home.look_up(async |store| addressees.find(store, &address).await),
        Err(_) => Ok(Err(std::sync::Arc::new(kakitome_smime::seal::Unserved::unknown(text)))),
    };
    to.iter().map(one).collect()
}
