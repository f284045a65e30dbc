//! What can be done where a root of the list is not for e-mail: on the sender's side leaving a cross certificate out, on the
//! recipient's installing the root that it stands for, each with its price; and whether a later edition put an end to it.
//! Found from the paths and the lists alone. Sentences stand in crate explain.

use kakitome_pki::path::TriedPath;
use kakitome_pki::{Certificate, EmailState, UnixTime};

use crate::history::History;
use crate::snapshot::{Snapshot, name_of};

/// A root that is not for e-mail, at the end of a path.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// The root's name.
    pub root: String,
    /// Its state.
    pub state: EmailState,
    /// The day that the list itself names, if it does: disabled from then on, not for certificates issued later.
    pub moment: Option<UnixTime>,
    /// The list that says so.
    pub list: String,
    /// When that list came.
    pub since: UnixTime,
    /// What the sender can do, if anything.
    pub sender: Option<LeaveOut>,
    /// What the recipient can do, if anything.
    pub recipient: Option<Install>,
    /// The edition that put an end to it, if one is at hand.
    pub over: Option<(String, UnixTime)>,
}

/// The sender leaves out a cross certificate. The price: whoever has neither the root that it stands for nor automatic root
/// updates is left without any path.
#[derive(Clone, Debug)]
pub struct LeaveOut {
    /// The certificate.
    pub cross: Certificate,
    /// The root with the same name and key.
    pub instead: String,
}

/// The recipient installs a root. The price: everything that it issues is trusted.
#[derive(Clone, Debug)]
pub struct Install {
    /// The root.
    pub root: Certificate,
    /// Its name.
    pub name: String,
}

/// The troubles of these paths under a list; `history` has the editions that are at hand.
#[must_use]
pub fn troubles(tried: &[TriedPath], list: &Snapshot, history: &History, now: UnixTime) -> Vec<Trouble> {
    let mut found: Vec<Trouble> = Vec::new();
    for path in tried.iter().filter(|path| path.complete) {
        let (Some(leaf), Some(root)) = (path.certificates.first(), path.certificates.last()) else { continue };
        let Some(entry) = list.find(root) else { continue };
        let (state, limit) = entry.email(now, leaf.not_before());
        if state == EmailState::Ok || found.iter().any(|known| known.root == entry.name) {
            continue;
        }
        let other = cross(path, list, now, leaf.not_before());
        found.push(Trouble {
            root: entry.name.clone(),
            state,
            moment: limit.and_then(|limit| limit.when.moment()),
            list: list.title(),
            since: began(root, leaf.not_before(), list, history),
            sender: other.as_ref().map(|(cross, root)| LeaveOut { cross: cross.clone(), instead: name_of(root) }),
            recipient: other.map(|(_, root)| Install { name: name_of(&root), root }),
            over: ended(root, leaf.not_before(), list, history),
        });
    }
    found
}

/// An intermediate of the path that is also a root in its own right, trusted for e-mail: a cross certificate.
fn cross(path: &TriedPath, list: &Snapshot, now: UnixTime, leaf: UnixTime) -> Option<(Certificate, Certificate)> {
    let links = path.certificates.get(1..path.certificates.len().saturating_sub(1))?;
    links.iter().find_map(|link| {
        let roots = list.roots().iter().filter(|root| root.email(now, leaf).0 == EmailState::Ok);
        let twin = roots
            .filter_map(|root| root.certificate.as_ref())
            .find(|root| root.subject() == link.subject() && root.spki() == link.spki() && *root != link);
        twin.map(|root| (link.clone(), root.clone()))
    })
}

/// The first edition of the run of editions up to this one in which the root was in this state.
fn began(root: &Certificate, leaf: UnixTime, list: &Snapshot, history: &History) -> UnixTime {
    let turns = history.of(root, leaf);
    let turn = turns.iter().rev().find(|turn| turn.list.in_force() <= list.in_force());
    turn.filter(|turn| turn.standing.state.is_some_and(|state| state != EmailState::Ok))
        .map_or(list.in_force(), |turn| turn.list.in_force())
}

/// The first later edition in which the root was good again.
fn ended(root: &Certificate, leaf: UnixTime, list: &Snapshot, history: &History) -> Option<(String, UnixTime)> {
    let turns = history.of(root, leaf);
    let turn = turns.iter().find(|turn| turn.list.in_force() > list.in_force() && turn.standing.is_ok())?;
    Some((turn.list.title(), turn.list.in_force()))
}
