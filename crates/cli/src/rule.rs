//! `kakitome rule`: what the rules would do with a mail, before anybody sends it; and the list of carriers' domains.

use std::net::IpAddr;
use std::process::ExitCode;

use clap::ValueEnum;
use kakitome_gateway::config::{CARRIERS, Kind, Mode, Sign, Unauthorised, WhenExpired};
use kakitome_gateway::{Asked, Said};
use kakitome_store::{Address, Millis, SigningIdentity};
use serde_json::json;

use crate::context::{Context, tell};
use crate::failure::Failure;
use crate::home::{Home, InHome};
use crate::outcome::{NO, Outcome};
use crate::values::date;

/// Look at the rules of signing.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Explain(Explain),
    Carriers(Carriers),
}

/// Say what the gateway would do with a mail, and by which rules. Exit status 0: it would go out; 1: it would be refused.
///
/// Nothing is sent. The configuration is read from the file: after a change, `kakitome serve` follows at SIGHUP.
#[derive(Debug, clap::Args)]
struct Explain {
    /// The one mailbox of From.
    #[arg(long, value_name = "ADDR", value_parser = Address::parse)]
    from: Address,
    /// A recipient; may be given again.
    #[arg(long, value_name = "ADDR", required = true)]
    to: Vec<String>,
    /// The address that the mail comes from.
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    client: IpAddr,
    /// The account that has logged in.
    #[arg(long, value_name = "LOGIN")]
    login: Option<String>,
    /// The mail is of a kind that usually stays unsigned; may be given again.
    #[arg(long, value_name = "KIND")]
    kind: Vec<KindName>,
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

/// List the domains of Japanese carriers' mail: a signature to them never has the text inside, unless `never-opaque` says otherwise.
#[derive(Debug, clap::Args)]
struct Carriers {
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum KindName {
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

/// What becomes of the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Sign,
    SignOpaque,
    Unsigned,
    Refuse,
}

impl Fate {
    const fn word(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::SignOpaque => "sign-opaque",
            Self::Unsigned => "unsigned",
            Self::Refuse => "refuse",
        }
    }
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    match &args.command {
        Command::Explain(args) => explain(args, context),
        Command::Carriers(args) => carriers(args),
    }
}

fn explain(args: &Explain, context: Context) -> Outcome {
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
    let to: Vec<&str> = args.to.iter().map(String::as_str).collect();
    let kinds: Vec<Kind> = args.kind.iter().copied().map(Kind::from).collect();
    let asked = Asked {
        client: args.client,
        login: args.login.as_deref().map(|login| (login, may.as_slice())),
        from: args.from.as_str(),
        to: &to,
        kinds: &kinds,
    };
    let said = home.settings.ask(&asked);
    let (fate, why) = judge(&said, identity.as_ref(), args, off);
    if args.json {
        let value = json!({
            "schema": "kakitome.rule/1", "result": fate.word(), "because": why, "rules": said.rules, "may_sign": said.may_sign,
            "observe": said.signing.mode == Mode::Observe, "percent": said.signing.percent, "carrier": said.fragile,
            "apart": said.apart, "splits": said.splits, "identity": identity.is_some(), "signing": !off,
        });
        tell(&format!("{value:#}"));
    } else {
        tell_people(args, context, &said, identity.as_ref(), fate, why);
    }
    Ok(if fate == Fate::Refuse { ExitCode::from(NO) } else { ExitCode::SUCCESS })
}

/// In the order in which the gateway decides.
fn judge(said: &Said, identity: Option<&SigningIdentity>, args: &Explain, off: bool) -> (Fate, &'static str) {
    let refuse_or = |refuse: bool, why| match (refuse, said.signing.mode) {
        (true, Mode::Sign) => (Fate::Refuse, why),
        _ => (Fate::Unsigned, why),
    };
    // Whoever has logged in may send only as itself, signed or not.
    if args.login.is_some() && !said.may_sign {
        return (Fate::Refuse, "rule-why-login");
    }
    if off {
        return (Fate::Unsigned, "rule-why-off");
    }
    let Some(identity) = identity else { return (Fate::Unsigned, "rule-why-no-identity") };
    if said.signing.sign == Sign::No {
        return (Fate::Unsigned, "rule-why-no");
    }
    if said.kind.is_some() {
        return (Fate::Unsigned, "rule-why-kind");
    }
    if !said.may_sign {
        return refuse_or(said.signing.unauthorised == Unauthorised::Refuse, "rule-why-unauthorised");
    }
    if !(identity.not_before..=identity.not_after).contains(&Millis::now()) {
        return refuse_or(said.signing.when_expired == WhenExpired::Refuse, "rule-why-expired");
    }
    match said.signing.mode {
        Mode::Observe => (Fate::Unsigned, "rule-why-observe"),
        Mode::Sign if said.signing.percent == 0 => (Fate::Unsigned, "rule-why-share"),
        Mode::Sign if said.signing.sign == Sign::Opaque => (Fate::SignOpaque, "rule-why-signed"),
        Mode::Sign => (Fate::Sign, "rule-why-signed"),
    }
}

fn tell_people(args: &Explain, context: Context, said: &Said, identity: Option<&SigningIdentity>, fate: Fate, why: &'static str) {
    let from = args.from.as_str();
    tell(&context.say(&format!("rule-fate-{}", fate.word()), &[("from", from.into())]));
    let until = identity.map(|identity| date(identity.not_after, context)).unwrap_or_default();
    let client = args.login.clone().unwrap_or_else(|| args.client.to_string());
    tell(&context.say(why, &[("from", from.into()), ("until", until.into()), ("client", client.into())]));
    if !said.rules.is_empty() {
        tell(&context.say("rule-by", &[("rules", said.rules.join(", ").into())]));
    }
    if (1..100).contains(&said.signing.percent) && matches!(fate, Fate::Sign | Fate::SignOpaque) {
        tell(&context.say("rule-share", &[("percent", u32::from(said.signing.percent).into())]));
    }
    if said.fragile {
        tell(&context.say("rule-carrier", &[]));
    }
    if !said.apart.is_empty() {
        let name = if said.splits { "rule-apart" } else { "rule-together" };
        tell(&context.say(name, &[("to", said.apart.join(", ").into())]));
    }
}

fn carriers(args: &Carriers) -> Outcome {
    if args.json {
        let list: Vec<_> = CARRIERS.iter().map(|carrier| json!({ "domain": carrier.domain, "service": carrier.service })).collect();
        tell(&format!("{:#}", json!({ "schema": "kakitome.carriers/1", "carriers": list })));
    } else {
        for carrier in CARRIERS {
            tell(&format!("{:<16} {}", carrier.domain, carrier.service));
        }
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_carriers_are_those_of_the_mail_programs() {
        let programs = kakitome_clients::programs().iter().filter(|program| ["jp-mms", "docomo-mail"].contains(&program.id.as_str()));
        let known: BTreeSet<&str> = programs.flat_map(|program| &program.domains).map(String::as_str).collect();
        let ours: BTreeSet<&str> = CARRIERS.iter().map(|carrier| carrier.domain).collect();
        assert_eq!(ours, known);
    }
}
