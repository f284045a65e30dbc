//! Two editions of a list: whose best path is good in one and not in the other.

use kakitome_pki::{EmailState, UnixTime};
use kakitome_roots::{Snapshot, Standing};

use super::held::Line;
use super::turning::{Fate, Touched, Turning, Whose};
use crate::evidence::Confidence;
use crate::scenario::short;

/// What turns with the second list, on the day it came: one entry for each root and state. A certificate that has another good root
/// is not touched, but is told to leave its cross certificate out where programs may end at the bad one.
#[must_use]
pub fn between(lines: &[Line], before: &Snapshot, after: &Snapshot) -> Vec<Turning> {
    turned(lines, before, after, before.in_force())
}

/// The same, with the first list asked at this moment: at the one at which the second came, only what the second says otherwise is left.
pub(super) fn turned(lines: &[Line], before: &Snapshot, after: &Snapshot, asked: UnixTime) -> Vec<Turning> {
    let Some(whose) = Whose::of(after.source) else { return Vec::new() };
    let day = after.in_force();
    let mut found: Vec<Turning> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let old = |leaf: UnixTime| [standings(line, before, asked, leaf), standings(line, after, day, leaf)];
        let present = old(line.held.leaf.not_before());
        let renewed = [standings(line, before, asked, asked), standings(line, after, day, day)];
        let (now, then) = (fate(&present), fate(&renewed));
        let [first, second] = &present;
        for ((name, one), (_, other)) in first.iter().zip(second) {
            let of_this = |list: &Standings| list.iter().find(|(known, _)| known == name).and_then(|(_, standing)| standing.state);
            let renewed_differs = then != Fate::Stays && one.state == other.state && of_this(&renewed[0]) != of_this(&renewed[1]);
            if one.state == other.state && !renewed_differs {
                continue;
            }
            let others_good = second.iter().filter(|(_, standing)| standing.is_ok()).count() > 0;
            // programs that end at this root show it; those that find the other good path do not
            let shown = Fate::of(one.is_ok(), other.is_ok());
            let old_mail = if one.state == other.state { Fate::Stays } else { shown };
            let touched = touched(at, line, day);
            let change = if one.state == other.state { "root-issued-after" } else { "root-state" };
            let state = word(if change == "root-state" { other.state } else { renewed_state(&renewed, name) });
            let sender = remedy(old_mail, then, others_good);
            let known = found.iter_mut().find(|known| known.subject == *name && known.change == change && known.sender == sender);
            if let Some(known) = known {
                known.touched.push(touched);
                continue;
            }
            found.push(Turning {
                day,
                whose,
                change: change.to_owned(),
                subject: name.clone(),
                state: Some(state),
                programs: whose.programs(),
                old_mail,
                new_mail: old_mail,
                renewed: if others_good && now == Fate::Stays { Fate::Stays } else { then },
                touched: vec![touched],
                sender,
                recipient: (old_mail == Fate::Breaks).then_some("wait-update"),
                source: after.title(),
                confidence: Confidence::Source,
            });
        }
    }
    found
}

type Standings = Vec<(String, Standing)>;

/// Each root of a line with its state in a list.
fn standings(line: &Line, list: &Snapshot, at: UnixTime, leaf: UnixTime) -> Standings {
    let of = |root| {
        let found = list.find(root);
        match found {
            None if list.source.only_takes_away() => Standing { state: Some(EmailState::Ok), because: None },
            found => Standing::of(found, at, leaf),
        }
    };
    line.roots().map(|root| (short(root.subject()), of(root))).collect()
}

/// Of the best root: one good path is enough where a program finds it.
fn fate([before, after]: &[Standings; 2]) -> Fate {
    let good = |standings: &Standings| standings.iter().any(|(_, standing)| standing.is_ok());
    Fate::of(good(before), good(after))
}

fn renewed_state([_, after]: &[Standings; 2], name: &str) -> Option<EmailState> {
    after.iter().find(|(known, _)| known == name).and_then(|(_, standing)| standing.state)
}

fn word(state: Option<EmailState>) -> &'static str {
    state.map_or("absent", EmailState::word)
}

pub(super) fn touched(at: usize, line: &Line, day: UnixTime) -> Touched {
    Touched { line: at, name: line.held.name.clone(), mails: line.held.mails, over: line.held.leaf.not_after() < day }
}

fn remedy(old_mail: Fate, renewed: Fate, others_good: bool) -> Option<&'static str> {
    match (old_mail, renewed) {
        (Fate::Breaks, _) if others_good => Some("leave-out-cross"),
        (Fate::Breaks, _) | (_, Fate::Breaks) => Some("reissue"),
        _ => None,
    }
}
