//! `kakitome settings`: for a domain's customers, what mail programs read by themselves and what people read. Everything is made in
//! `explain`; here are the command line and the errors.

use std::process::ExitCode;

use clap::ValueEnum;
use kakitome_explain::settings::{
    Error, Login, MailService, Server, autoconfig, autodiscover, autodiscover_json, guide, guide_html, guide_text, mobileconfig, programs,
    self_check_html, self_check_text, srv_records,
};

use crate::context::{Context, tell};
use crate::failure::{Failure, failed};
use crate::outcome::Outcome;

/// Make settings for a domain's mail: files that mail programs read by themselves, guides for people, the self-check for customers.
///
/// Sending is by port 465 with TLS from the first byte (RFC 8314) unless you say another port. Where each file goes:
///
/// autoconfig: https://autoconfig.DOMAIN/mail/config-v1.1.xml (Thunderbird and others).
/// autodiscover: the answer of https://autodiscover.DOMAIN/autodiscover/autodiscover.xml to --address (Outlook).
/// autodiscover-json: the answer of https://autodiscover.DOMAIN/autodiscover/autodiscover.json.
/// mobileconfig: a profile for --address (iPhone, iPad, Mac); without password, not signed.
/// srv: lines for the zone file (RFC 6186, RFC 8314).
/// guide: step by step for each mail program.
/// self-check: two questions that tell a customer whether there is anything to do.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to make.
    #[arg(value_enum)]
    kind: Kind,
    /// The domain of the mail addresses; not needed for self-check.
    domain: Option<String>,
    /// The server for sending, HOST or HOST:PORT; without a port 465.
    #[arg(long, value_name = "SERVER")]
    smtp: Option<String>,
    /// The server for fetching by IMAP, HOST or HOST:PORT; without a port 993.
    #[arg(long, value_name = "SERVER")]
    imap: Option<String>,
    /// The server for fetching by POP3, HOST or HOST:PORT; without a port 995.
    #[arg(long, value_name = "SERVER")]
    pop3: Option<String>,
    /// What customers call you; without it the domain.
    #[arg(long, value_name = "NAME", default_value = "")]
    name: String,
    /// User names are what stands before the @, not the whole address.
    #[arg(long)]
    short_login: bool,
    /// The address that autodiscover and mobileconfig are for.
    #[arg(long)]
    address: Option<String>,
    /// guide: only this program, by its short name (thunderbird, iphone, outlook-classic, …).
    #[arg(long, value_name = "NAME")]
    program: Option<String>,
    /// guide and self-check: a fragment for a page of yours instead of text (classes only, no style, no script).
    #[arg(long)]
    html: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Guide,
    Autoconfig,
    Autodiscover,
    AutodiscoverJson,
    Mobileconfig,
    Srv,
    SelfCheck,
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    let made = match args.kind {
        Kind::SelfCheck if args.html => self_check_html(context.lang, "", None),
        Kind::SelfCheck => self_check_text(context.lang),
        Kind::Guide => guided(args, context)?,
        Kind::Autoconfig => autoconfig(&service(args)?),
        Kind::Autodiscover => autodiscover(&service(args)?, address(args)?).map_err(|error| failed("cli-settings-impossible", &error))?,
        Kind::AutodiscoverJson => autodiscover_json(&service(args)?),
        Kind::Mobileconfig => mobileconfig(&service(args)?, address(args)?).map_err(|error| failed("cli-settings-impossible", &error))?,
        Kind::Srv => srv_records(&service(args)?),
    };
    tell(made.trim_end());
    Ok(ExitCode::SUCCESS)
}

fn guided(args: &Args, context: Context) -> Result<String, Failure> {
    let only = args.program.as_deref();
    if let Some(name) = only.filter(|name| !programs().iter().any(|program| program.id == *name)) {
        let known: Vec<&str> = programs().iter().map(|program| program.id).collect();
        return Err(Failure::new("cli-settings-program").with("name", name).with("known", known.join(", ")));
    }
    let guide = guide(&service(args)?, only, context.lang);
    Ok(if args.html { guide_html(&guide) } else { guide_text(&guide) })
}

fn service(args: &Args) -> Result<MailService, Failure> {
    let domain = args.domain.as_deref().ok_or_else(|| Failure::new("cli-settings-no-domain"))?;
    let smtp = args.smtp.as_deref().ok_or_else(|| Failure::new("cli-settings-no-smtp").hint("cli-settings-servers-hint"))?;
    let optional = |given: Option<&str>, port| given.map(|given| server(given, port)).transpose();
    let (imap, pop3) = (optional(args.imap.as_deref(), 993)?, optional(args.pop3.as_deref(), 995)?);
    if imap.is_none() && pop3.is_none() {
        return Err(Failure::new("cli-settings-no-fetching").hint("cli-settings-servers-hint"));
    }
    let login = if args.short_login { Login::LocalPart } else { Login::Address };
    MailService::new(domain, &args.name, server(smtp, 465)?, imap, pop3, login).map_err(|error| failed("cli-settings-impossible", &error))
}

fn server(given: &str, usual: u16) -> Result<Server, Failure> {
    Server::read(given, usual).map_err(|error| match error {
        Error::NoPort { .. } => Failure::new("cli-settings-port").with("text", given),
        other => failed("cli-settings-impossible", &other),
    })
}

fn address(args: &Args) -> Result<&str, Failure> {
    args.address.as_deref().ok_or_else(|| Failure::new("cli-settings-no-address"))
}
