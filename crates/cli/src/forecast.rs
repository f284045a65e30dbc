//! `kakitome forecast`: which mails turn bad, in which program, from when, and what can be done: by two lists, by all editions of a list,
//! or by the days that lists, announcements and certificates name. Exit status 1 if something turns bad.

mod args;
mod histories;
mod holdings;
mod mailbox;
mod mails;
mod told;

use std::process::ExitCode;

use kakitome_clients::forecast::{Held, Line, Turning, between, forecast};
use kakitome_explain::forecast::About;
use kakitome_pki::UnixTime;
use kakitome_roots::{Snapshot, schedule};

pub(crate) use args::Args;

use crate::context::Context;
use crate::explain;
use crate::failure::{Failure, failed};
use crate::outcome::{NO, Outcome};
use crate::trust;
use crate::trust::store::Finder;
use mails::Mails;

/// Days ahead that are looked at unless somebody says otherwise: three years.
const AHEAD: i64 = 3 * 365;

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    let now = UnixTime::now();
    let certificates = trust::store::certificates(&args.cert)?;
    let walked = histories::kept(args, &certificates, now)?;
    let from = args.from.or_else(|| histories::oldest(&walked)).unwrap_or(now);
    let until = args.until.unwrap_or_else(|| from.max(now).plus_days(AHEAD));
    if until < from {
        return Err(Failure::new("forecast-until"));
    }
    let lists = lists(args, &certificates, now)?;
    let mut stores = explain::at_home(args.home.as_deref(), now)?;
    for name in &args.trust {
        stores = stores.with(Finder { home: args.home.as_deref(), at: now, certificates: &certificates }.find(name)?);
    }
    let mut mails = Mails::default();
    mails.read(&args.mail, context)?;
    let held = held(args, certificates, &mut mails)?;
    let editions = walked.iter().flat_map(|(_, history)| history.editions());
    let known: Vec<&Snapshot> = lists.iter().flat_map(|(before, after)| [before, after]).chain(editions).collect();
    let lines = Line::all(held, &stores, &known);
    let turnings = match &lists {
        Some((before, after)) => between(&lines, before, after),
        None => {
            let schedule = schedule().map_err(|error| failed("explain-data", &error))?;
            let ahead = forecast(&lines, &stores, &schedule, from, until);
            histories::with_past(&lines, &walked, ahead, from, until)
        }
    };
    let about = About {
        span: lists.as_ref().map_or((from, until), |(before, after)| (before.in_force(), after.in_force())),
        lists: lists.as_ref().map(|(before, after)| (before.title(), after.title())),
        walked: histories::about(&walked),
        certificates: lines.len(),
        mails: mails.read,
        signed: mails.signed,
        unread: mails.unread,
        without_path: lines.iter().filter(|line| line.paths.is_empty()).map(|line| line.held.name.clone()).collect(),
    };
    told::print(&turnings, &about, now, args, context)?;
    Ok(if turnings.iter().any(Turning::breaks) { ExitCode::from(NO) } else { ExitCode::SUCCESS })
}

/// The two lists that are compared, if two were named.
fn lists(args: &Args, certificates: &[kakitome_pki::Certificate], now: UnixTime) -> Result<Option<(Snapshot, Snapshot)>, Failure> {
    let (before, after) = match (&args.before, &args.after) {
        (None, None) => return Ok(None),
        (Some(before), Some(after)) => (before, after),
        _ => return Err(Failure::new("forecast-no-lists")),
    };
    let finder = Finder { home: args.home.as_deref(), at: now, certificates };
    let (before, after) = (finder.find(before)?, finder.find(after)?);
    if before.source != after.source {
        let kinds = Failure::new("forecast-other-kinds").with("before", before.source.word());
        return Err(kinds.with("after", after.source.word()));
    }
    Ok(Some((before, after)))
}

/// What is held, with the mails that each certificate signed; signers known from mails alone come last.
fn held(args: &Args, certificates: Vec<kakitome_pki::Certificate>, mails: &mut Mails) -> Result<Vec<Held>, Failure> {
    let authorities: Vec<_> = certificates.iter().filter(|one| one.is_ca()).cloned().collect();
    let mut held = holdings::of_files(certificates);
    // a home that is named has to be there; the usual one is looked into if it is
    if args.home.is_some() || args.journal || holdings::is_made(args.home.as_deref()) {
        held.extend(holdings::of_home(args.home.as_deref(), args.journal)?);
    }
    for one in &mut held {
        mails.give(one);
    }
    held.extend(mails.rest());
    // authorities that were named stand beside every signer
    for one in &mut held {
        let missing: Vec<_> = authorities.iter().filter(|authority| !one.chain.contains(authority)).cloned().collect();
        one.chain.extend(missing);
    }
    if held.is_empty() && args.mail.is_empty() {
        return Err(Failure::new("forecast-nothing-held").hint("forecast-nothing-held-hint"));
    }
    Ok(held)
}
