//! What depends on the recipient's machine, told as cases with their conditions, never as one answer (design, section 4). The
//! fewest conditions that tell the outcomes apart; nothing is guessed about which of them holds.

use crate::evidence::{Confidence, Evidence};
use crate::rules::{Quote, Shows};

/// Something about the recipient's machine that the mail does not tell.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Condition {
    /// Automatic updates of roots work, and this list has arrived.
    Updates {
        /// The list by kind and date.
        list: String,
        /// They do.
        holds: bool,
    },
    /// The root is in the machine's store.
    RootPresent {
        /// Its name.
        root: String,
        /// It is.
        holds: bool,
    },
    /// Windows 10 or later, which heeds the dates of a list.
    HeedsDates {
        /// It is.
        holds: bool,
    },
    /// The root is trusted there: by the program's own list, or because somebody installed it.
    RootTrusted {
        /// Its name.
        root: String,
        /// It is.
        holds: bool,
    },
    /// The administrator has put the root into the organisation's collection.
    InCollection {
        /// Its name.
        root: String,
        /// It is.
        holds: bool,
    },
    /// A recipient's private key is on the machine.
    KeyPresent {
        /// It is.
        holds: bool,
    },
    /// The browser has what the web program needs for S/MIME (Windows, with the control or extension).
    SmimeControl {
        /// It has.
        holds: bool,
    },
    /// Read as MMS on a phone, not in web mail or on an iPhone.
    Mms {
        /// It is.
        holds: bool,
    },
}

impl Condition {
    /// A stable word, with `no-` before it where the condition must not hold.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Updates { holds: true, .. } => "updates",
            Self::Updates { .. } => "no-updates",
            Self::RootPresent { holds: true, .. } => "root-present",
            Self::RootPresent { .. } => "no-root-present",
            Self::HeedsDates { holds: true } => "heeds-dates",
            Self::HeedsDates { .. } => "no-heeds-dates",
            Self::RootTrusted { holds: true, .. } => "root-trusted",
            Self::RootTrusted { .. } => "no-root-trusted",
            Self::InCollection { holds: true, .. } => "in-collection",
            Self::InCollection { .. } => "no-in-collection",
            Self::KeyPresent { holds: true } => "key-present",
            Self::KeyPresent { .. } => "no-key-present",
            Self::SmimeControl { holds: true } => "smime-control",
            Self::SmimeControl { .. } => "no-smime-control",
            Self::Mms { holds: true } => "mms",
            Self::Mms { .. } => "no-mms",
        }
    }

    /// The name that it is about, if it is about one.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Updates { list, .. } => list,
            Self::RootPresent { root, .. } | Self::RootTrusted { root, .. } | Self::InCollection { root, .. } => root,
            Self::HeedsDates { .. } | Self::KeyPresent { .. } | Self::SmimeControl { .. } | Self::Mms { .. } => "",
        }
    }

    /// The same with the other answer.
    pub(crate) fn with(&self, answer: bool) -> Self {
        let mut other = self.clone();
        match &mut other {
            Self::Updates { holds, .. }
            | Self::RootPresent { holds, .. }
            | Self::HeedsDates { holds }
            | Self::RootTrusted { holds, .. }
            | Self::InCollection { holds, .. }
            | Self::KeyPresent { holds }
            | Self::SmimeControl { holds }
            | Self::Mms { holds } => *holds = answer,
        }
        other
    }
}

/// What one program shows under some conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Case {
    /// What must hold on the recipient's machine; empty: always.
    pub when: Vec<Condition>,
    /// This is the case of a machine as its vendor ships and updates it.
    pub usual: bool,
    /// The rule that decides.
    pub rule: String,
    /// The situation, by the name that observations use.
    pub status: String,
    /// In one word.
    pub shows: Shows,
    /// In the program's own words.
    pub quote: Quote,
    /// Findings of the report that it comes from.
    pub because: Vec<&'static str>,
    /// What the sender can do, by name.
    pub sender: Option<String>,
    /// What the recipient can do, by name.
    pub recipient: Option<String>,
    /// What the rule rests on.
    pub evidence: Evidence,
    /// How far it can be relied on.
    pub confidence: Confidence,
    /// Who saw it, and when: the newest observation that fits.
    pub seen: Option<Seen>,
}

/// By whom and when something was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The day, as `2016-01-25`.
    pub date: String,
    /// By whom.
    pub by: String,
}

/// One outcome with the conditions that lead to it, all variables numbered from bit 0.
pub(crate) type Branch<T> = (Vec<Condition>, T, u32);

/// Outcomes by the fewest conditions. `outcome` is asked for every combination of answers, as bits.
pub(crate) fn branches<T: PartialEq + Copy>(variables: &[Condition], outcome: &dyn Fn(u32) -> T) -> Vec<Branch<T>> {
    let all: Vec<usize> = (0..variables.len()).collect();
    split(variables, &all, 0, outcome)
}

fn split<T: PartialEq + Copy>(variables: &[Condition], open: &[usize], fixed: u32, outcome: &dyn Fn(u32) -> T) -> Vec<Branch<T>> {
    let first = outcome(assignment(open, fixed, 0));
    let count = 1_u32 << open.len().min(16);
    if (0..count).all(|answers| outcome(assignment(open, fixed, answers)) == first) {
        // the combination in which everything that is left open holds stands for the branch
        return vec![(Vec::new(), first, assignment(open, fixed, count.saturating_sub(1)))];
    }
    let mut best: Option<Vec<Branch<T>>> = None;
    for &variable in open {
        let rest: Vec<usize> = open.iter().copied().filter(|other| *other != variable).collect();
        let mut found = Vec::new();
        for answer in [true, false] {
            let bit = if answer { 1_u32 << variable } else { 0 };
            let Some(condition) = variables.get(variable) else { continue };
            for (mut when, value, bits) in split(variables, &rest, fixed | bit, outcome) {
                when.insert(0, condition.with(answer));
                found.push((when, value, bits));
            }
        }
        if best.as_ref().is_none_or(|known| found.len() < known.len()) {
            best = Some(found);
        }
    }
    best.unwrap_or_default()
}

/// The bits of all variables, those left open filled from `answers`.
fn assignment(open: &[usize], fixed: u32, answers: u32) -> u32 {
    open.iter().enumerate().fold(fixed, |bits, (at, variable)| if answers >> at & 1 == 1 { bits | 1 << variable } else { bits })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;

    fn variables() -> Vec<Condition> {
        vec![
            Condition::Updates { list: "list".into(), holds: true },
            Condition::RootPresent { root: "G3".into(), holds: true },
            Condition::HeedsDates { holds: true },
        ]
    }

    fn words(branch: &Branch<char>) -> Vec<&'static str> {
        branch.0.iter().map(Condition::word).collect()
    }

    #[test]
    fn what_makes_no_difference_is_no_condition() {
        let found = branches(&variables(), &|_| 'a');
        assert_eq!(found.len(), 1);
        assert!(found[0].0.is_empty());
        assert_eq!(found[0].2, 0b111);
        let found = branches(&variables(), &|bits| if bits & 0b010 == 0 { 'b' } else { 'a' });
        assert_eq!(found.iter().map(words).collect::<Vec<_>>(), [["root-present"], ["no-root-present"]]);
    }

    #[test]
    fn the_fewest_branches_are_chosen() {
        // bad only where updates work and the root is absent
        let found = branches(&variables(), &|bits| if bits & 0b011 == 0b001 { 'x' } else { 'o' });
        assert_eq!(found.len(), 3);
        let bad: Vec<_> = found.iter().filter(|branch| branch.1 == 'x').map(words).collect();
        assert_eq!(bad, [["updates", "no-root-present"]]);
    }

    #[test]
    fn every_combination_is_in_exactly_one_branch() {
        for table in 0_u32..256 {
            let found = branches(&variables(), &|bits| table >> bits & 1);
            for bits in 0_u32..8 {
                let fits = |branch: &&Branch<u32>| {
                    branch.0.iter().all(|condition| {
                        let at = variables().iter().position(|one| one.with(true).word() == condition.with(true).word()).unwrap();
                        (bits >> at & 1 == 1) == (condition.with(true) == *condition)
                    })
                };
                let fitting: Vec<_> = found.iter().filter(fits).collect();
                assert_eq!(fitting.len(), 1, "{table:b} {bits:b}");
                assert_eq!(fitting[0].1, table >> bits & 1);
            }
        }
    }
}
