//! One change in words, the same for the terminal and for the mail, and as JSON.

use kakitome_pki::UnixTime;
use kakitome_roots::Plan;
use kakitome_store::NewRootChange;
use serde_json::{Value, json};

use crate::context::Context;
use crate::trust::told::{day, harmless};
use crate::values::hex;

/// One change for scripts.
pub(crate) fn change_json(change: &NewRootChange) -> Value {
    json!({
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

/// One change in a few lines for people.
pub(crate) fn block(change: &NewRootChange, now: UnixTime, context: Context) -> String {
    let plan = change.state.parse::<Plan>().ok();
    let came = UnixTime(change.came.seconds());
    let mut lines = vec![
        harmless(&change.address),
        context.say("watch-certificate", &[("serial", (&change.serial).into())]),
        context.say("watch-root", &[("root", harmless(&change.root_name).into()), ("hash", hex(&change.root).into())]),
        context.say("watch-list", &[("list", harmless(&change.title).into()), ("day", day(came).into())]),
    ];
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
