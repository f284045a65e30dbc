//! Days that a list at hand already names: a root is disabled from a moment on, or counts only for certificates issued before one.

use kakitome_pki::{EmailLimit, LimitedWhen, UnixTime};
use kakitome_roots::Snapshot;

use super::held::Line;
use super::shift::touched;
use super::turning::{Fate, Turning, Whose};
use crate::evidence::Confidence;
use crate::scenario::short;
use crate::stores::Stores;

/// What turns by dates in the lists.
#[must_use]
pub fn dated(lines: &[Line], stores: &Stores, from: UnixTime, until: UnixTime) -> Vec<Turning> {
    let lists = [&stores.microsoft, &stores.mozilla, &stores.apple].into_iter().flatten();
    lists.flat_map(|list| of_list(lines, list, from, until)).collect()
}

/// By dates in this list.
pub(super) fn of_list(lines: &[Line], list: &Snapshot, from: UnixTime, until: UnixTime) -> Vec<Turning> {
    let Some(whose) = Whose::of(list.source) else { return Vec::new() };
    let mut found: Vec<Turning> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        for root in line.roots() {
            let Some(entry) = list.find(root) else { continue };
            let limits = entry.limits.iter().filter(|limit| limit.when.moment().is_some_and(|day| from <= day && day <= until));
            for limit in limits {
                let turning = turning(limit, list, whose, short(root.subject()));
                let known = found.iter().position(|known| known.subject == turning.subject && known.day == turning.day);
                let place = known.unwrap_or_else(|| {
                    found.push(turning);
                    found.len().saturating_sub(1)
                });
                if let Some(known) = found.get_mut(place) {
                    known.touched.push(touched(at, line, known.day));
                }
            }
        }
    }
    found
}

fn turning(limit: &EmailLimit, list: &Snapshot, whose: Whose, subject: String) -> Turning {
    let all = matches!(limit.when, LimitedWhen::From(_));
    let old_mail = if all { Fate::Breaks } else { Fate::Stays };
    Turning {
        day: limit.when.moment().unwrap_or(list.date),
        whose,
        change: if all { "root-state" } else { "root-issued-after" }.to_owned(),
        subject,
        state: Some(limit.state.word()),
        programs: whose.programs(),
        old_mail,
        new_mail: old_mail,
        renewed: Fate::Breaks,
        touched: Vec::new(),
        sender: Some("reissue"),
        recipient: all.then_some("wait-update"),
        source: list.title(),
        confidence: Confidence::Source,
    }
}
