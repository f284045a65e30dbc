//! One change in words, the same for the terminal and for the mail, and as JSON.

use kakitome_pki::UnixTime;
use kakitome_roots::Plan;
use kakitome_store::NewRootChange;
use serde_json::{Value, json};

use super::owner::Owners;
use crate::context::Context;
use crate::trust::told::{day, harmless};
use crate::values::hex;

/// Addresses that are named where many are touched in the same way; all of them are in the JSON.
const NAMES: usize = 20;

/// One change for scripts.
pub(crate) fn change_json(change: &NewRootChange, owners: &Owners) -> Value {
    json!({
        "kind": if owners.is_persons(change) { "person" } else { "identity" },
        "address": change.address,
        "certificate": hex(&change.certificate),
        "serial": change.serial,
        "root": hex(&change.root),
        "root_name": change.root_name,
        "list": change.list,
        "edition": change.title,
        "came": UnixTime(change.came.seconds()).to_string(),
        "before": change.before,
        "after": change.state,
        "another_root": change.another,
    })
}

/// Changes in a few lines each, our own one by one, correspondents' together where the same is said of the same root.
pub(crate) fn blocks(changes: &[&NewRootChange], owners: &Owners, now: UnixTime, context: Context) -> Vec<String> {
    let (people, own): (Vec<&NewRootChange>, Vec<&NewRootChange>) = changes.iter().partition(|change| owners.is_persons(change));
    let mut all: Vec<String> = own.into_iter().map(|change| block(change, now, context)).collect();
    let mut groups: Vec<Vec<&NewRootChange>> = Vec::new();
    let about = |change: &NewRootChange| {
        (change.list.clone(), change.edition, change.root, change.before.clone(), change.state.clone(), change.another.clone())
    };
    for change in people {
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| about(first) == about(change))) {
            Some(group) => group.push(change),
            None => groups.push(vec![change]),
        }
    }
    all.extend(groups.iter().filter_map(|group| of_people(group, now, context)));
    all
}

/// The same change for several correspondents.
fn of_people(group: &[&NewRootChange], now: UnixTime, context: Context) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for change in group {
        let name = harmless(&change.address);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let more = names.len().saturating_sub(NAMES);
    names.truncate(NAMES);
    let facts = [("count", group.len().into()), ("names", names.join(", ").into()), ("more", more.into())];
    Some(said(context.say("watch-people", &facts), None, group.first()?, now, context))
}

/// One change in a few lines for people.
pub(crate) fn block(change: &NewRootChange, now: UnixTime, context: Context) -> String {
    let serial = context.say("watch-certificate", &[("serial", (&change.serial).into())]);
    said(harmless(&change.address), Some(serial), change, now, context)
}

fn said(who: String, certificate: Option<String>, change: &NewRootChange, now: UnixTime, context: Context) -> String {
    let plan = change.state.parse::<Plan>().ok();
    let came = UnixTime(change.came.seconds());
    let mut lines: Vec<String> = [Some(who), certificate].into_iter().flatten().collect();
    lines.extend([
        context.say("watch-root", &[("root", harmless(&change.root_name).into()), ("hash", hex(&change.root).into())]),
        context.say("watch-list", &[("list", harmless(&change.title).into()), ("day", day(came).into())]),
    ]);
    let state = |plan: &Plan| state(plan, came, now, context);
    let before = change.before.as_ref().and_then(|text| text.parse::<Plan>().ok());
    lines.push(match (&before, &plan) {
        (Some(before), Some(after)) => context.say("watch-change", &[("before", state(before).into()), ("after", state(after).into())]),
        (_, Some(after)) => context.say("watch-first", &[("after", state(after).into())]),
        // written by a newer program: as it stands
        (_, None) => harmless(&change.state),
    });
    if let Some((from, next)) = plan.as_ref().and_then(|plan| plan.next(now)) {
        let next = context.say(&format!("watch-state-{}", next.word()), &[("day", day(from).into())]);
        lines.push(context.say("watch-expected", &[("day", day(from).into()), ("state", next.into())]));
    }
    let is_good = plan.as_ref().is_some_and(Plan::is_ok);
    match &change.another {
        _ if is_good => lines.push(context.say("watch-good", &[])),
        Some(other) => lines.push(context.say("watch-another", &[("root", harmless(other).into())])),
        None => lines.push(context.say("watch-alone", &[])),
    }
    lines.join("\n  ")
}

/// The state now; one that began with a day of its own names that day, any other the day of the edition.
fn state(plan: &Plan, came: UnixTime, now: UnixTime, context: Context) -> String {
    let word = plan.at(now).map_or("absent", kakitome_pki::EmailState::word);
    let since = plan.since(now).unwrap_or(came);
    context.say(&format!("watch-state-{word}"), &[("day", day(since).into())])
}
