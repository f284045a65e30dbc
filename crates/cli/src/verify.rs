//! `kakitome verify`: the verdict on a mail, in words or as JSON. Exit status 0 only for `valid`.

mod args;
pub(crate) mod files;
mod keys;
pub(crate) mod online;
mod stores;
pub(crate) mod told;
mod troubles;

use std::cell::RefCell;
use std::io::Seek;
use std::path::PathBuf;
use std::process::ExitCode;

use kakitome_pki::UnixTime;
use kakitome_roots::{Snapshot, Trouble};
use kakitome_smime::{Evidence, Policy, Report, Verdict, open_detached, open_encrypted};
use kakitome_store::PersonTrust;

pub(crate) use args::{Args, By};

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::input::{self, Input, PrivateFile};
use crate::outcome::{NO, Outcome};
use crate::{progress, remember};
use keys::Ring;
use online::{Asked, Online};
use stores::Stores;

pub(crate) fn run(args: &Args, context: Context) -> Outcome {
    let looked = look(args, context)?;
    let (report, evidence) = (&looked.report, &looked.evidence);
    let remembered =
        args.remember.then(|| remember::from(report, evidence, PersonTrust::Harvested, args.by.home.as_deref())).transpose()?;
    told::print(&told::Told { report, asked: &looked.asked, stores: &looked.stores, remembered: remembered.as_ref() }, args, context)?;
    Ok(if report.verdict() == Verdict::Valid { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

/// A mail that was judged, with what it was judged by.
pub(crate) struct Looked {
    pub(crate) report: Report,
    evidence: Evidence,
    asked: Vec<Asked>,
    stores: Stores,
    pub(crate) source: RefCell<Input>,
    pub(crate) file: Option<PathBuf>,
    home: Option<PathBuf>,
}

impl Looked {
    /// Roots that are not for e-mail at the end of a path, with what can be done.
    pub(crate) fn troubles(&self) -> Vec<Trouble> {
        let all = self.stores.troubles(&self.report, self.home.as_deref());
        // those of other machines are told as cases
        all.into_iter().filter(|told| !told.elsewhere).map(|told| told.trouble).collect()
    }

    /// The lists that it was judged by, and those that were given beside them.
    pub(crate) fn lists(&self) -> impl Iterator<Item = &Snapshot> {
        self.stores.used.iter().map(|(_, list)| list)
    }
}

/// Judges the mail as the arguments say.
pub(crate) fn look(args: &Args, context: Context) -> Result<Looked, Failure> {
    look_at(None, args, context)
}

/// The same of a mail that is at hand already; without one, that of the arguments is opened.
pub(crate) fn look_at(mail: Option<Input>, args: &Args, context: Context) -> Result<Looked, Failure> {
    let now = args.by.at.unwrap_or_else(UnixTime::now);
    if let Some(received) = args.by.received.filter(|received| *received > now) {
        return Err(Failure::new("cli-received-later").with("received", received).with("at", now));
    }
    let (mut evidence, mut stores) = files::evidence(&args.by.files(), now)?;
    evidence.received = args.by.received;
    let source = RefCell::new(mail.map_or_else(|| input::open(args.file.as_deref()), Ok)?);
    // Keys are looked for once it is known that one is needed.
    let locked = judge(args, &source, &evidence, &Ring::default(), now)?;
    let ring = Ring::for_mail(&locked, args, context)?;
    let is_open = ring.is_none();
    let ring = ring.unwrap_or_default();
    let judge = |evidence: &Evidence| judge(args, &source, evidence, &ring, now);
    let mut report = if is_open { locked } else { judge(&evidence)? };
    if stores.lack_certificates() && stores.resolve(&report) {
        evidence.anchors = stores.anchors();
        report = judge(&evidence)?;
    }
    let (report, asked) = if args.by.online {
        let online = Online::new(online::rules(&args.by.allow_network, &args.by.allow_port), args.by.any_issuer)?;
        let known = evidence.clone();
        progress::shown(context.say("cli-online-working", &[]), || online.judge(known, judge, online::of_report))?
    } else {
        (report, Vec::new())
    };
    Ok(Looked { report, evidence, asked, stores, source, file: args.file.clone(), home: args.by.home.clone() })
}

/// Reads the mail from its start: it is judged again when more is at hand, and standard input comes but once.
fn judge(args: &Args, source: &RefCell<Input>, evidence: &Evidence, ring: &Ring, now: UnixTime) -> Result<Report, Failure> {
    let mut policy = Policy::default();
    policy.path.revocation = args.by.revocation.mode();
    let mut source = source.borrow_mut();
    source.rewind().map_err(|error| failed("cli-mail-unreadable", &error).with("file", input::name(args.file.as_ref())))?;
    let report = match &args.content {
        Some(content) => open_detached(&mut *source, &mut input::open(Some(content))?, evidence, &policy, now),
        None => open_encrypted(&mut *source, evidence, &policy, now, &ring.keys(), &PrivateFile),
    };
    report.map_err(|error| ring.failure(&error, args))
}
