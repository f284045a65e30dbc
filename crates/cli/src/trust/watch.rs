//! `kakitome trust watch`: fetches the lists of roots, holds them against the certificates of our identities and of correspondents, writes
//! down what changed and tells by mail: the owner of ours, the administrator of correspondents'. Once for each change; `serve` calls it
//! once a day.

mod change;
mod find;
mod letter;
mod owner;
mod told;

use std::fs::File;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use kakitome_fetch::Network;
use kakitome_gateway::config::Watch;
use kakitome_pki::{Certificate, UnixTime};
use kakitome_roots::Shelf;
use kakitome_store::{Identity, Millis, NewAlert};

use super::store::{certificates, shelf};
use super::update::{Updated, Updater, place};
use crate::context::{Context, complain};
use crate::failure::{Failure, failed};
use crate::home::{Home, InHome};
use crate::outcome::{FAILED, Outcome};
pub(super) use change::{block, change_json};
use find::{Found, Holders};
pub(super) use owner::Owners;
use told::{Look, Looked};

/// One look at a time in a home.
const LOCK: &str = ".watch.lock";

/// Fetch the lists of roots and tell the owners of certificates that a change touches.
///
/// Held against the lists are the certificates of all identities, whose owners are told, and those of correspondents, of which the
/// administrator is told; correspondents themselves never are.
///
/// What [watch] of the configuration says: which lists, how often, whom to tell. Each change is told once; a mail that the next hop did
/// not take is tried again with the next look. Exit status 2 if a list could not be fetched or a mail not be handed over.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Look once and end. Without it: again and again, as often as the configuration says.
    #[arg(long)]
    once: bool,
    /// Fetch nothing: only hold what is kept against the certificates.
    #[arg(long)]
    offline: bool,
    /// Tell nobody by mail; what is found stays to be told by the next look.
    #[arg(long)]
    no_mail: bool,
    /// Files or folders with root certificates, among them the root of a list's signer; may be given again.
    #[arg(long, value_name = "FILE")]
    cert: Vec<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// The configuration. Default: kakitome.toml in the home.
    #[arg(long, value_name = "FILE", conflicts_with = "home")]
    config: Option<PathBuf>,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    loop {
        let home = match &args.config {
            Some(config) => Home::of(config)?,
            None => Home::open(args.place.home.as_deref())?,
        };
        let every = home.settings.watch.every;
        let status = look(&home, args, context)?;
        if args.once {
            return Ok(status);
        }
        std::thread::sleep(every.max(Duration::from_secs(1)));
    }
}

fn look(home: &Home, args: &Args, context: Context) -> Outcome {
    let watch = &home.settings.watch;
    let shelf = shelf(Some(&home.folder))?;
    let _alone = alone(home)?;
    let lists = if args.offline { held(&shelf, watch)? } else { fetched(&shelf, watch, args)? };
    let now = UnixTime::now();
    let found = find(home, &shelf, now)?;
    let owners = Owners::of(home)?;
    let mails = if args.no_mail {
        Vec::new()
    } else {
        alert(home)?;
        letter::tell(home, &owners, context, now)?
    };
    let looked = Looked { lists, found, owners, mails };
    super::told::print(&if args.json { looked.json() } else { looked.text(context) })?;
    if let Some(failure) = looked.first_failure() {
        complain(&failure.line(context));
        return Ok(ExitCode::from(FAILED));
    }
    Ok(ExitCode::SUCCESS)
}

/// Whoever has alerts but is not told here hears of it there, once for what is due now.
fn alert(home: &Home) -> Result<(), Failure> {
    let (alerts, watch) = (&home.settings.alerts, &home.settings.watch);
    if alerts.to.iter().all(|to| watch.to.iter().any(|told| told.eq_ignore_ascii_case(to))) {
        return Ok(());
    }
    let due = home.ask(async |store| store.root_changes_due().await)?;
    let Some(newest) = due.iter().map(|change| change.id).max() else { return Ok(()) };
    let alert = NewAlert::new("roots-changed", &newest.to_string()).with("count", due.len());
    home.ask(async |store| store.raise_alerts(&[alert], Millis::now()).await)?;
    Ok(())
}

/// Two looks at once would tell twice.
fn alone(home: &Home) -> Result<File, Failure> {
    let path = home.trust_folder()?.join(LOCK);
    let fault = |error: std::io::Error| Failure::new("trust-unreadable").with("store", path.display()).with("why", error);
    let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(fault)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(Failure::new("watch-at-work").with("home", home.folder.display())),
        Err(std::fs::TryLockError::Error(error)) => Err(fault(error)),
    }
}

fn held(shelf: &Shelf, watch: &Watch) -> Result<Vec<Look>, Failure> {
    let mut lists = Vec::new();
    for name in &watch.lists {
        let newest = shelf.newest(name).map_err(|error| failed("trust-unreadable", &error).with("store", name))?;
        lists.extend(newest.map(|list| Look { name: name.clone(), outcome: Ok(Updated::Known(list)) }));
    }
    Ok(lists)
}

/// One list that cannot be had keeps no other from being looked at.
fn fetched(shelf: &Shelf, watch: &Watch, args: &Args) -> Result<Vec<Look>, Failure> {
    let networks: Vec<Network> = watch.networks.iter().filter_map(|network| network.to_string().parse().ok()).collect();
    let updater = Updater::new(certificates(&args.cert)?, true, watch.ca.as_deref(), &networks, &watch.ports)?;
    let one = |name: &String| {
        let url = watch.mirrors.iter().find(|mirror| mirror.name == *name).map(|mirror| mirror.url.as_str());
        let outcome = place(name, url).and_then(|place| updater.update(shelf, &place));
        Look { name: name.clone(), outcome }
    };
    Ok(watch.lists.iter().map(one).collect())
}

/// Holds the newest editions against the certificates of the home and keeps what changed; answers what is to be told.
fn find(home: &Home, shelf: &Shelf, now: UnixTime) -> Result<Found, Failure> {
    let mut lists = Vec::new();
    for name in &home.settings.watch.lists {
        let newest = shelf.newest(name).map_err(|error| failed("trust-unreadable", &error).with("store", name))?;
        lists.extend(newest.map(|list| (name.clone(), list)));
    }
    let (identities, people, known) =
        home.ask(async |store| Ok((store.identities().await?, store.people().await?, store.root_states().await?)))?;
    let authorities = authorities(&identities);
    let mut found = find::changes(&Holders { identities, people, authorities }, &known, &lists, now);
    home.ask(async |store| store.keep_root_changes(&found.changes, Millis::from_seconds(now.0)).await)?;
    found.changes.retain(|change| change.due);
    Ok(found)
}

/// Authorities that our own certificates brought along.
fn authorities(identities: &[Identity]) -> Vec<Certificate> {
    let stored = identities.iter().flat_map(|identity| &identity.keys).flat_map(|key| &key.certificates).flat_map(|one| &one.chain);
    let mut all: Vec<Certificate> = Vec::new();
    for one in stored.filter_map(|link| Certificate::from_der(link.certificate.der.clone()).ok()) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}
