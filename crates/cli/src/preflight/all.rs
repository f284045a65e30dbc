//! Every identity that signs, one after another; what is found is kept, and what is new is raised as an alert. One that cannot be checked
//! keeps no other from being checked.

use std::path::PathBuf;
use std::process::ExitCode;

use kakitome_clients::preflight::{Point, Weight};
use kakitome_store::{KeyState, Millis, NewAlert, Preflight};

use super::args::Args;
use super::{kept, look, told};
use crate::context::{Context, complain};
use crate::explain;
use crate::failure::Failure;
use crate::home::Home;
use crate::outcome::{FAILED, NO, Outcome};
use crate::verify::By;

/// What was found of one identity.
struct Checked {
    kept: Preflight,
    points: Vec<Point>,
    news: Vec<NewAlert>,
}

/// Checks all.
pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let home = open(args)?;
    let identities = home.ask(async |store| store.identities().await)?;
    let before = home.ask(async |store| store.preflights().await)?;
    let signs = |identity: &&kakitome_store::Identity| {
        let active = |key: &&kakitome_store::Key| key.purpose.signs() && key.state == KeyState::Active;
        identity.keys.iter().filter(active).any(|key| !key.certificates.is_empty())
    };
    let (mut all, mut failed) = (Vec::new(), false);
    for identity in identities.iter().filter(signs) {
        match check(identity.address.as_str(), &before, &home, args, context) {
            Ok(checked) => {
                home.ask(async |store| store.keep_preflight(&checked.kept).await)?;
                if !home.settings.alerts.to.is_empty() {
                    home.ask(async |store| store.raise_alerts(&checked.news, Millis::now()).await)?;
                } else if args.config.is_some() && !checked.news.is_empty() {
                    // Asked for by `serve`, and nobody is told by mail: its log says it.
                    let facts = [("address", identity.address.to_string().into()), ("count", checked.news.len().into())];
                    complain(&context.say("preflight-new", &facts));
                }
                all.push(checked);
            }
            Err(failure) => {
                failed = true;
                complain(&Failure::new("preflight-not-checked").with("address", &identity.address).line(context));
                complain(&failure.line(context));
            }
        }
    }
    let stop = all.iter().flat_map(|checked| &checked.points).any(|point| point.weight == Weight::Stop);
    let told: Vec<(&Preflight, Option<Vec<Point>>)> = all.iter().map(|checked| (&checked.kept, Some(checked.points.clone()))).collect();
    told::print(&told, args.json, context)?;
    Ok(match (failed, stop) {
        (true, _) => ExitCode::from(FAILED),
        (false, true) => ExitCode::from(NO),
        (false, false) => ExitCode::SUCCESS,
    })
}

/// Shows what was found last.
pub(super) fn last(args: &Args, context: Context) -> Outcome {
    let home = open(args)?;
    let address = args.identity.as_deref().map(crate::home::address).transpose()?.map(|address| address.to_string());
    let mut all = home.ask(async |store| store.preflights().await)?;
    all.retain(|one| address.as_ref().is_none_or(|address| one.address == *address));
    if all.is_empty() && !args.json {
        return Err(Failure::new("preflight-none").hint("preflight-none-hint"));
    }
    let told: Vec<_> = all.iter().map(|one| (one, kept::read(&one.result))).collect();
    let stop = told.iter().filter_map(|(_, points)| points.as_ref()).flatten().any(|point| point.weight == Weight::Stop);
    told::print(&told, args.json, context)?;
    Ok(if stop || all.is_empty() { ExitCode::from(NO) } else { ExitCode::SUCCESS })
}

fn open(args: &Args) -> Result<Home, Failure> {
    match &args.config {
        Some(config) => Home::of(config),
        None => Home::open(args.home.as_deref()),
    }
}

fn check(address: &str, before: &[Preflight], home: &Home, args: &Args, context: Context) -> Result<Checked, Failure> {
    let folder: Option<PathBuf> = Some(home.folder.clone());
    let by = By { trust: args.trust.clone(), home: folder.clone(), ..By::default() };
    let asked = explain::Args { by, to: args.to.clone(), ..explain::Args::default() };
    let (found, certificate) = look::at_identity(address, &asked, folder.as_deref(), context)?;
    let serial = certificate.serial().hex();
    let earlier = before.iter().find(|one| one.address == address && one.serial == serial);
    let earlier = earlier.and_then(|one| kept::read(&one.result)).unwrap_or_default();
    let alert = |point: &&Point| {
        let alert = NewAlert::new("preflight", &format!("{address} {serial} {}", point.remedy));
        alert.with("address", address).with("serial", &serial).with("remedy", &point.remedy).with("weight", point.weight.word())
    };
    Ok(Checked {
        news: kept::news(&earlier, &found.points).iter().map(alert).collect(),
        kept: Preflight { address: address.to_owned(), serial, at: Millis::now(), result: kept::written(&found.points) },
        points: found.points,
    })
}
