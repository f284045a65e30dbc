//! `kakitome rule explain`: the gateway's own functions are asked, with the home's rules and certificates.

use std::process::ExitCode;

use kakitome_gateway::config::Kind;
use kakitome_gateway::{Addressees, Asked};
use kakitome_store::{Address, Millis};

use super::asked::Args;
use super::decided::{Cipher, Decided};
use super::told;
use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::home::Home;
use crate::outcome::{NO, Outcome};

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let home = Home::open(args.place.home.as_deref())?;
    let identity = home.ask(async |store| store.signer(&args.from, Millis::now()).await)?;
    // Dovecot's logins are of the same doors as accounts; a certificate's and a milter's are known where networks count as well.
    let (may, submission) = match &args.login {
        Some(login) => match home.ask(async |store| store.account(login).await)? {
            Some(account) => (account.may, true),
            None if home.settings.accounts.dovecot.is_some() => (Vec::new(), true),
            None if home.settings.has_logins_of_others() => (Vec::new(), false),
            None => return Err(Failure::new("rule-no-account").with("login", login).hint("rule-no-account-hint")),
        },
        None => (Vec::new(), false),
    };
    let off = home.ask(async |store| store.is_off().await)?;
    let to: Vec<&str> = args.to.iter().chain(&args.bcc).map(String::as_str).collect();
    let kinds: Vec<Kind> = args.kind.iter().copied().map(Kind::from).collect();
    let asked = Asked {
        client: args.client,
        login: args.login.as_deref().map(|login| (login, may.as_slice())),
        submission,
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
