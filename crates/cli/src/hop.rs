//! `kakitome hop`: what is remembered of the servers that mail was handed to: since when each does TLS, whether one has stopped, and how
//! connections went.

use std::collections::BTreeMap;
use std::process::ExitCode;

use kakitome_store::{HopCount, KnownHop, Millis};
use serde_json::json;

use crate::context::{Context, tell};
use crate::failure::Failure;
use crate::home::{Home, InHome};
use crate::leg;
use crate::outcome::{NO, Outcome};
use crate::values::{date, hex, rfc3339};

const DAY_MS: i64 = 86_400_000;

/// What is remembered of the servers that mail was handed to, and of TLS with them.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    List(List),
    Forget(Forget),
    Report(Report),
}

/// List the hops that have done TLS: since when, when last, with which certificate, and whether one does not do it any more. Exit status 1 if
/// there is none.
#[derive(Debug, clap::Args)]
struct List {
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

/// Forget that a hop has done TLS.
///
/// For a hop that has stopped doing TLS, once you have made sure that this is meant: from the next connection on mail goes there in clear.
/// Running gateways see it within a second.
#[derive(Debug, clap::Args)]
struct Forget {
    /// The hop with its port, as `kakitome hop list` writes it.
    #[arg(value_name = "HOP")]
    hop: String,
    #[command(flatten)]
    place: InHome,
}

/// Count how connections ended, by domain and hop: the kinds of success and failure are those of RFC 8460.
#[derive(Debug, clap::Args)]
struct Report {
    /// How many days back.
    #[arg(long, value_name = "N", default_value_t = 7)]
    days: u32,
    /// One JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: InHome,
}

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    match &args.command {
        Command::List(list) => run_list(list, context),
        Command::Forget(forget) => run_forget(forget, context),
        Command::Report(report) => run_report(report, context),
    }
}

fn run_list(args: &List, context: Context) -> Outcome {
    let home = Home::open(args.place.home.as_deref())?;
    let hops = home.ask(async |store| store.known_hops().await)?;
    if args.json {
        let hops: Vec<_> = hops.iter().map(hop_json).collect();
        tell(&format!("{:#}", json!({ "schema": "kakitome.hops/1", "hops": hops })));
    } else if hops.is_empty() {
        tell(&context.say("hop-none", &[]));
    } else {
        hops.iter().for_each(|hop| tell(&hop_text(hop, context)));
    }
    Ok(if hops.is_empty() { ExitCode::from(NO) } else { ExitCode::SUCCESS })
}

fn hop_json(hop: &KnownHop) -> serde_json::Value {
    json!({
        "hop": hop.hop,
        "since": rfc3339(hop.since),
        "seen": rfc3339(hop.seen),
        "tls": leg::tls_json(&hop.tls),
        "downgraded": hop.downgrade.as_ref().map(|(at, why)| json!({ "time": rfc3339(*at), "why": why })),
    })
}

fn hop_text(hop: &KnownHop, context: Context) -> String {
    let values = [
        ("hop", hop.hop.as_str().into()),
        ("since", date(hop.since, context).into()),
        ("seen", date(hop.seen, context).into()),
        ("version", leg::version(&hop.tls).into()),
        ("cipher", hop.tls.cipher.as_str().into()),
        ("proven", leg::proven(&hop.tls, context).into()),
    ];
    let mut text = context.say("hop-line", &values);
    if let Some(name) = &hop.tls.certificate {
        let digest = |digest: Option<[u8; 32]>| digest.map(|digest| hex(&digest)).unwrap_or_default();
        let values =
            [("name", name.as_str().into()), ("sha256", digest(hop.tls.sha256).into()), ("spki", digest(hop.tls.spki_sha256).into())];
        text.push_str("\n  ");
        text.push_str(&context.say("hop-certificate", &values));
    }
    if let Some((at, why)) = &hop.downgrade {
        let values = [("hop", hop.hop.as_str().into()), ("at", rfc3339(*at).into()), ("why", why.as_str().into())];
        text.push_str("\n  ");
        text.push_str(&context.say("hop-downgraded", &values));
    }
    text
}

fn run_forget(args: &Forget, context: Context) -> Outcome {
    let home = Home::open(args.place.home.as_deref())?;
    if !home.ask(async |store| store.forget_hop(&args.hop).await)? {
        return Err(Failure::new("hop-unknown").with("hop", &args.hop).hint("hop-unknown-hint"));
    }
    tell(&context.say("hop-forgotten", &[("hop", args.hop.as_str().into())]));
    Ok(ExitCode::SUCCESS)
}

fn run_report(args: &Report, context: Context) -> Outcome {
    let home = Home::open(args.place.home.as_deref())?;
    let today = Millis::now().0.div_euclid(DAY_MS);
    let since = today.saturating_sub(i64::from(args.days.saturating_sub(1)));
    let counts = home.ask(async |store| store.hop_counts(since).await)?;
    let first = date(Millis(since.saturating_mul(DAY_MS)), context);
    if args.json {
        let rows: Vec<_> = counts.iter().map(count_json).collect();
        let start = rfc3339(Millis(since.saturating_mul(DAY_MS)));
        tell(&format!("{:#}", json!({ "schema": "kakitome.hop-report/1", "since": start, "connections": rows })));
        return Ok(ExitCode::SUCCESS);
    }
    if counts.is_empty() {
        tell(&context.say("hop-report-none", &[("since", first.into())]));
        return Ok(ExitCode::SUCCESS);
    }
    tell(&context.say("hop-report-head", &[("since", first.into())]));
    let mut summed: BTreeMap<(&str, &str, &str, &str), u64> = BTreeMap::new();
    for (kind, count) in &counts {
        let sum = summed.entry((&kind.domain, &kind.hop, &kind.demand, &kind.result)).or_default();
        *sum = sum.saturating_add(*count);
    }
    for ((domain, hop, demand, result), count) in summed {
        let values = [
            ("domain", domain.into()),
            ("hop", hop.into()),
            ("demand", demand_text(demand, context).into()),
            ("count", count.to_string().into()),
            ("result", result_text(result, context).into()),
        ];
        tell(&context.say("hop-report-line", &values));
    }
    Ok(ExitCode::SUCCESS)
}

fn count_json((kind, count): &(HopCount, u64)) -> serde_json::Value {
    json!({
        "day": rfc3339(Millis(kind.day.saturating_mul(DAY_MS))).chars().take(10).collect::<String>(),
        "domain": kind.domain,
        "hop": kind.hop,
        "demand": kind.demand,
        "result": kind.result,
        "success": is_success(&kind.result),
        "count": count,
    })
}

/// Results that are no failure of TLS; the others are RFC 8460's words, or `unreachable`.
fn is_success(result: &str) -> bool {
    ["clear", "encrypted", "ca", "mta-sts", "dane"].contains(&result)
}

fn result_text(result: &str, context: Context) -> String {
    match result {
        result if is_success(result) || ["unreachable", "dane-required"].contains(&result) => {
            context.say(&format!("hop-result-{result}"), &[])
        }
        word => context.say("hop-result-failed", &[("why", leg::why(word, context).into())]),
    }
}

fn demand_text(demand: &str, context: Context) -> String {
    let known = ["opportunistic", "encrypted", "dane", "ca", "mta-sts-enforce", "mta-sts-testing", "wait"];
    if known.contains(&demand) { context.say(&format!("hop-demand-{demand}"), &[]) } else { demand.to_owned() }
}
