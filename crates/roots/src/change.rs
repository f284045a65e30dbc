//! What differs between two lists for e-mail: for certificates that are new on the day, and for those that are old.
//! A list is compared root by root; what a list says without changing a state is no change.

use std::collections::HashSet;

use kakitome_pki::{EmailLimit, EmailState, UnixTime};

use crate::snapshot::{Root, Snapshot};

/// The state of a root in a list, absent ones included.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Standing {
    /// `None`: not listed.
    pub state: Option<EmailState>,
    /// What says so.
    pub because: Option<EmailLimit>,
}

impl Standing {
    /// Of a root at a moment for a leaf that is valid from then on.
    #[must_use]
    pub fn of(root: Option<&Root>, at: UnixTime, leaf_not_before: UnixTime) -> Self {
        match root.map(|root| root.email(at, leaf_not_before)) {
            Some((state, limit)) => Self { state: Some(state), because: limit.cloned() },
            None => Self { state: None, because: None },
        }
    }

    /// The word of the JSON contract, `absent` included.
    #[must_use]
    pub fn word(&self) -> &'static str {
        self.state.map_or("absent", EmailState::word)
    }

    /// Trusted for e-mail.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.state == Some(EmailState::Ok)
    }
}

/// Before and after.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Shift {
    /// In the first list.
    pub before: Standing,
    /// In the second.
    pub after: Standing,
}

impl Shift {
    /// Whether the state is another one.
    #[must_use]
    pub fn is_change(&self) -> bool {
        self.before.state != self.after.state
    }
}

/// One root that changed.
#[derive(Clone, Debug)]
pub struct Change {
    /// The root as the second list has it, else the first.
    pub root: Root,
    /// For certificates issued on the day of judgement.
    pub new_mail: Shift,
    /// For certificates issued before every limit.
    pub old_mail: Shift,
}

/// Moments to compare two lists at.
#[derive(Clone, Copy, Debug)]
pub struct Moments {
    /// The first list is asked at this moment.
    pub before: UnixTime,
    /// The second at this one.
    pub after: UnixTime,
    /// First day of the leaf's validity; without it a leaf as new as the moment.
    pub leaf_not_before: Option<UnixTime>,
}

/// Every root whose state differs, in the second list's order, those that are gone last.
#[must_use]
pub fn changes(before: &Snapshot, after: &Snapshot, moments: &Moments) -> Vec<Change> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for root in after.roots() {
        seen.insert(root.id());
        found.extend(change(before.same_as(root), Some(root), before, after, moments));
    }
    for root in before.roots().iter().filter(|root| after.same_as(root).is_none() && !seen.contains(&root.id())) {
        found.extend(change(Some(root), None, before, after, moments));
    }
    found
}

fn change(old: Option<&Root>, new: Option<&Root>, before: &Snapshot, after: &Snapshot, moments: &Moments) -> Option<Change> {
    let shift = |leaf_before, leaf_after| Shift {
        before: standing(old, before, moments.before, leaf_before),
        after: standing(new, after, moments.after, leaf_after),
    };
    let new_mail = shift(moments.leaf_not_before.unwrap_or(moments.before), moments.leaf_not_before.unwrap_or(moments.after));
    let long_ago = UnixTime(i64::MIN);
    let old_mail = shift(long_ago, long_ago);
    let root = new.or(old)?.clone();
    (new_mail.is_change() || old_mail.is_change()).then_some(Change { root, new_mail, old_mail })
}

/// A list that only takes away leaves roots that it does not name as they are.
fn standing(root: Option<&Root>, list: &Snapshot, at: UnixTime, leaf: UnixTime) -> Standing {
    match root {
        None if list.source.only_takes_away() => Standing { state: Some(EmailState::Ok), because: None },
        root => Standing::of(root, at, leaf),
    }
}
