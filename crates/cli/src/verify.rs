//! `kakitome verify`: the verdict on a mail, in words or as JSON. Exit status 0 only for `valid`.

mod args;
mod files;
mod online;
mod stores;
mod told;
mod troubles;
mod wanted;

use std::cell::RefCell;
use std::io::Seek;
use std::process::ExitCode;

use kakitome_fetch::Rules;
use kakitome_pki::UnixTime;
use kakitome_smime::{Evidence, Policy, Report, Verdict, open_detached, open_with};

pub(crate) use args::Args;

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::input::{self, Input, PrivateFile};
use crate::outcome::{NO, Outcome};
use crate::progress;
use online::Online;

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    let now = args.at.unwrap_or_else(UnixTime::now);
    let (mut evidence, mut stores) = files::evidence(args, now)?;
    let source = RefCell::new(input::open(args.file.as_deref())?);
    let judge = |evidence: &Evidence| judge(args, &source, evidence, now);
    if stores.lack_certificates() && stores.resolve(&judge(&evidence)?) {
        evidence.anchors = stores.anchors();
    }
    let (report, asked) = if args.online {
        let online = Online::new(rules(args), args.any_issuer)?;
        progress::shown(context.say("cli-online-working", &[]), || online.judge(evidence, judge))?
    } else {
        (judge(&evidence)?, Vec::new())
    };
    told::print(&report, &asked, &stores, args, context)?;
    Ok(if report.verdict() == Verdict::Valid { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

fn rules(args: &Args) -> Rules {
    let mut rules = Rules::default();
    rules.allowed.extend(&args.allow_network);
    rules.ports.extend(&args.allow_port);
    rules
}

/// Reads the mail from its start: it is judged again when more is at hand, and standard input comes but once.
fn judge(args: &Args, source: &RefCell<Input>, evidence: &Evidence, now: UnixTime) -> Result<Report, Failure> {
    let policy = Policy::default();
    let mut source = source.borrow_mut();
    source.rewind().map_err(|error| failed("cli-mail-unreadable", &error).with("file", input::name(args.file.as_ref())))?;
    let report = match &args.content {
        Some(content) => open_detached(&mut *source, &mut input::open(Some(content))?, evidence, &policy, now),
        None => open_with(&mut *source, evidence, &policy, now, &PrivateFile),
    };
    report.map_err(|error| failed("cli-mail-unreadable", &error).with("file", input::name(args.file.as_ref())))
}
