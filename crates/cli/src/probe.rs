//! `kakitome probe`: STARTTLS and TLS of mail servers, found out from outside by the crate `probe`; here are the command line, the
//! hosts one after the other, and the exit status.

mod args;
mod domain_html;
mod domain_json;
mod domain_text;
mod domains;
mod domains_facts;
mod facts;
mod html;
mod json;
mod page;
mod probed;
mod text;

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use kakitome_pki::{Anchors, Certificate, UnixTime};
use kakitome_probe::{DomainReport, Door, Error, Host, Limits, Outcome as Came, Probe};

pub(crate) use args::Args;
use probed::Probed;

use crate::context::{Context, complain, tell};
use crate::failure::{Failure, failed};
use crate::input;
use crate::outcome::{FAILED, NO, Outcome};

/// One host after the other: nobody is asked for more than he would ask a server for himself.
pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    let (hosts, domains) = (args::hosts(args)?, args::domains(args)?);
    if hosts.is_empty() && domains.is_empty() {
        return Err(args::none());
    }
    let doors = if args.ports.is_empty() { Door::usual() } else { args.ports.clone() };
    let anchors = anchors(args)?;
    let now = UnixTime::now();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| failed("cli-probe-impossible", &error))?;
    let line = Line::new(hosts.len().saturating_add(domains.len()), context);
    let mut results = Vec::new();
    for (at, host) in hosts.into_iter().enumerate() {
        let asked =
            Probe { host: &host, doors: &doors, anchors: &anchors, now, limits: Limits::default(), variants: None, addresses: None };
        let probed = runtime.block_on(kakitome_probe::probe(&asked, |door| line.at(at, &host, door)));
        results.push(Probed { host, result: probed });
    }
    let reports = if domains.is_empty() {
        Vec::new()
    } else {
        let done = results.len();
        domains::probe(args, &domains, &anchors, now, &runtime, |at, name| line.of(done.saturating_add(at), name))?
    };
    line.finish();
    told(args, &results, &reports, now, context)?;
    Ok(status(&results, &reports))
}

/// 1: a fault was found; 2: nothing wrong was seen, but somewhere it could not be found out; 0: all good.
fn status(results: &[Probed], reports: &[DomainReport]) -> ExitCode {
    let outcomes: Vec<Came> = results.iter().map(Probed::outcome).chain(reports.iter().map(DomainReport::outcome)).collect();
    let any = |wanted: Came| outcomes.contains(&wanted);
    if any(Came::Fault) {
        ExitCode::from(NO)
    } else if any(Came::Undecided) || any(Came::Absent) {
        ExitCode::from(FAILED)
    } else {
        ExitCode::SUCCESS
    }
}

fn told(args: &Args, results: &[Probed], reports: &[DomainReport], now: UnixTime, context: Context) -> Result<(), Failure> {
    if let Some(file) = &args.html {
        let parts = html::hosts(results, now, context) + &domain_html::domains(reports, now, context);
        let page = html::page(&parts, !reports.is_empty(), context);
        std::fs::write(file, page).map_err(|error| failed("cli-file-unwritable", &error).with("file", file.display()))?;
        complain(&context.say("probe-html-written", &[("file", file.display().to_string().into())]));
    } else if args.json {
        tell(&json::all(results, &domain_json::domains(reports, context), now, context));
    } else {
        let look = text::Look::of_standard_output();
        let parts = text::hosts(results, now, context, &look) + &domain_text::domains(reports, now, context, &look);
        tell((parts + &text::foot(!reports.is_empty(), context, &look)).trim_end());
    }
    // exit status 2 is never without a line that says why
    for probed in results {
        match (&probed.result, probed.outcome()) {
            (Err(error), _) => complain(&refused(error, &probed.host).line(context)),
            (Ok(_), Came::Absent) => complain(&Failure::new("cli-probe-nothing-answered").with("host", &probed.host).line(context)),
            (Ok(_), Came::Undecided) => complain(&Failure::new("cli-probe-undecided").with("host", &probed.host).line(context)),
            _ => {}
        }
    }
    for report in reports.iter().filter(|report| matches!(report.outcome(), Came::Undecided | Came::Absent)) {
        complain(&Failure::new("cli-probe-undecided").with("host", &report.domain).line(context));
    }
    Ok(())
}

fn refused(error: &Error, host: &Host) -> Failure {
    match error {
        Error::NoAddress { why, .. } => Failure::new("cli-probe-no-address").with("host", host).with("why", why),
        other => failed("cli-probe-impossible", other),
    }
}

/// Whose certificates are believed: the files given, else the system's list.
fn anchors(args: &Args) -> Result<Anchors, Failure> {
    let mut anchors = Anchors::none();
    for file in &args.trust {
        anchors.extend(trusted(file)?);
    }
    if args.trust.is_empty() {
        // one that cannot be read is one less that is believed; none at all is told by a finding
        let found = rustls_native_certs::load_native_certs().certs;
        anchors = Anchors::from_certificates(found.iter().filter_map(|der| Certificate::from_der(der.as_ref()).ok()));
    }
    Ok(anchors)
}

fn trusted(file: &Path) -> Result<Anchors, Failure> {
    /// A bundle of every root there is has half a megabyte.
    const LIMIT: u64 = 16 << 20;
    let bytes = input::small(file, LIMIT)?;
    Anchors::from_bytes(&bytes).map_err(|error| failed("cli-trust-unreadable", &error).with("file", file.display()).hint("cli-trust-hint"))
}

/// What is shown meanwhile, where a person looks at both outputs.
struct Line {
    bar: ProgressBar,
    context: Context,
}

impl Line {
    fn new(hosts: usize, context: Context) -> Self {
        let seen = std::io::stdout().is_terminal() && std::io::stderr().is_terminal();
        let target = if seen { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(u64::try_from(hosts).unwrap_or(u64::MAX)), target);
        let template = if hosts > 1 { "{bar:30} {pos}/{len} {msg} {elapsed}" } else { "{spinner} {msg} {elapsed}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(std::time::Duration::from_millis(100));
        Self { bar, context }
    }

    fn at(&self, done: usize, host: &Host, door: Door) {
        self.bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
        let facts = [("host", host.name().into()), ("port", door.port.to_string().into())];
        self.bar.set_message(self.context.say("probe-working", &facts));
    }

    fn of(&self, done: usize, name: &str) {
        self.bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
        self.bar.set_message(self.context.say("probe-working-name", &[("name", name.into())]));
    }

    fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
