//! `kakitome rollout report`: the journal, counted page by page, with what programs would show.

use std::io::Write;
use std::process::ExitCode;

use kakitome_explain::rollout;
use kakitome_pki::UnixTime;
use kakitome_store::Millis;

use super::tally::Tally;
use super::views;
use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::home::{Home, InHome};
use crate::outcome::Outcome;

/// Mails of one question to the store.
const PAGE: u32 = 5_000;
/// Without --since.
const DAYS: i64 = 7;

/// Count what observe mode (mode = "observe") or a share (percent) would do, or did, from the journal.
///
/// As whom mail would be signed, to which kinds of recipients it goes (our own domains, web mail, mobile carriers, others), what stands in
/// the way of a signature (not authorised, expired, not 7-bit safe, DKIM), and what recipients' mail programs are expected to show. For that a short
/// specimen is signed with the key of each identity; it is not sent.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Not before: 2026-11-22, 2026-11-22T10:15:00+09:00, or seconds since 1970. Default: seven days ago.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    since: Option<UnixTime>,
    /// Print a page of HTML.
    #[arg(long, conflicts_with = "json")]
    html: bool,
    /// Do not predict what programs show: no specimen is signed.
    #[arg(long)]
    no_views: bool,
    /// Print JSON (schema kakitome.rollout/1).
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

fn moment(text: &str) -> Result<UnixTime, String> {
    UnixTime::parse(text).map_err(|error| error.to_string())
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let home = Home::open(args.place.home.as_deref())?;
    let now = UnixTime::now();
    if let Some(since) = args.since.filter(|since| *since > now) {
        return Err(Failure::new("rollout-since-future").with("since", since).with("now", now).hint("rollout-since-future-hint"));
    }
    let since = args.since.unwrap_or(UnixTime(now.0.saturating_sub(DAYS * 86_400)));
    let identities = home.ask(async |store| store.identities().await)?;
    let mut tally = Tally::new(identities.iter().map(|identity| identity.address.to_string()), &home.settings.signing.never_opaque);
    let mut below = None;
    loop {
        let page = home.ask(async |store| store.mails_since(Millis::from_seconds(since.0), below, PAGE).await)?;
        let Some(last) = page.last() else { break };
        below = Some(last.id);
        page.iter().for_each(|entry| tally.add(entry));
    }
    let mut report = tally.report();
    (report.since, report.until) = (Some(since), Some(now));
    if !args.no_views {
        views::add(&mut report, args.place.home.as_deref(), context)?;
    }
    let text = match (args.json, args.html) {
        (true, _) => format!("{:#}\n", rollout::json(&report, context.lang)),
        (false, true) => rollout::html(&report, context.lang),
        (false, false) => rollout::text(&report, context.lang),
    };
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(failed("cli-output", &error)),
        _ => Ok(ExitCode::SUCCESS),
    }
}
