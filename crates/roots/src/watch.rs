//! What a list says of the roots that a certificate leads to, free of the clock, so that two looks at two editions can be compared:
//! an announced day is part of what is said, and its coming is no change. Keeping and telling is somebody else's.

use std::fmt;
use std::str::FromStr;

use kakitome_pki::{
    Anchors, Budget, Certificate, EmailState, Evidence, LimitedWhen, Policy, Pool, Purpose, RevocationMode, RevocationPool, UnixTime, path,
};

use crate::error::Error;
use crate::snapshot::{Root, Snapshot, name_of};

/// What a list says of a root for one certificate: the states it gives, each from a day on or from ever; the first that holds counts.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Plan {
    steps: Vec<(Option<UnixTime>, Option<EmailState>)>,
}

impl Plan {
    /// Of an entry of a list, for a leaf whose validity begins then.
    #[must_use]
    pub fn of(entry: Option<&Root>, list: &Snapshot, leaf_not_before: UnixTime) -> Self {
        let Some(entry) = entry else {
            // a list that only takes away leaves what it does not name
            return Self { steps: vec![(None, list.source.only_takes_away().then_some(EmailState::Ok))] };
        };
        let mut steps = Vec::new();
        for limit in &entry.limits {
            match limit.when {
                LimitedWhen::From(moment) => steps.push((Some(moment), Some(limit.state))),
                LimitedWhen::IssuedAfter(moment) if leaf_not_before <= moment => {}
                _ => {
                    steps.push((None, Some(limit.state)));
                    return Self { steps };
                }
            }
        }
        steps.push((None, Some(EmailState::Ok)));
        Self { steps }
    }

    /// The state at a moment; `None`: absent.
    #[must_use]
    pub fn at(&self, now: UnixTime) -> Option<EmailState> {
        let step = self.steps.iter().find(|(from, _)| from.is_none_or(|from| now >= from));
        step.and_then(|(_, state)| *state)
    }

    /// Since which day of its own the state at a moment holds; `None`: the list names no day.
    #[must_use]
    pub fn since(&self, now: UnixTime) -> Option<UnixTime> {
        self.steps.iter().find(|(from, _)| from.is_none_or(|from| now >= from)).and_then(|(from, _)| *from)
    }

    /// The next day on which the state changes by itself.
    #[must_use]
    pub fn next(&self, now: UnixTime) -> Option<(UnixTime, EmailState)> {
        let later = self.steps.iter().filter_map(|(from, state)| Some((from.filter(|from| *from > now)?, (*state)?)));
        later.min_by_key(|(from, _)| *from)
    }

    /// Trusted for e-mail for ever, as far as the list says.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.steps == [(None, Some(EmailState::Ok))]
    }

    /// Not in the list.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.steps == [(None, None)]
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (from, state)) in self.steps.iter().enumerate() {
            let word = state.map_or("absent", EmailState::word);
            let gap = if at == 0 { "" } else { " " };
            match from {
                Some(from) => write!(f, "{gap}{word}@{from}")?,
                None => write!(f, "{gap}{word}")?,
            }
        }
        Ok(())
    }
}

impl FromStr for Plan {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::Entry { what: "plan", entry: text.chars().take(80).collect(), problem: "no state".to_owned() };
        let step = |step: &str| {
            let (word, from) = step.split_once('@').map_or((step, None), |(word, from)| (word, Some(from)));
            let state = if word == "absent" { None } else { Some(EmailState::from_word(word).ok_or_else(wrong)?) };
            Ok((from.map(UnixTime::parse).transpose()?, state))
        };
        let steps: Vec<_> = text.split(' ').map(step).collect::<Result<_, Error>>()?;
        if steps.iter().any(|(from, _)| from.is_none()) { Ok(Self { steps }) } else { Err(wrong()) }
    }
}

/// Where a certificate leads to.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    /// The roots at the end of its paths.
    pub roots: Vec<Certificate>,
    /// What stands below them, the certificate itself included.
    pub links: Vec<Certificate>,
}

impl Ways {
    /// All paths of a leaf with what goes along with it, to any root that some list has; nothing is judged.
    #[must_use]
    pub fn of(leaf: &Certificate, chain: &[Certificate], roots: &Anchors, now: UnixTime) -> Self {
        let mut anchors = roots.clone();
        for own in chain.iter().filter(|link| link.is_self_issued()) {
            anchors.add(kakitome_pki::Anchor { certificate: own.clone(), email: kakitome_pki::EmailTrust::Trusted });
        }
        let (message, given) = (Pool::new(chain.iter().cloned()), Pool::default());
        let revocation = RevocationPool::default();
        let evidence = Evidence { message: &message, given: &given, anchors: &anchors, revocation: &revocation, signing_time: None };
        let mut policy = Policy::default();
        policy.revocation = RevocationMode::Off;
        let report = path::search(leaf, &evidence, Purpose::Any, now, &policy, &mut Budget::default());
        let mut ways = Self::default();
        for tried in report.tried.iter().filter(|tried| tried.complete) {
            if let Some((root, links)) = tried.certificates.split_last() {
                add(&mut ways.roots, root);
                links.iter().for_each(|link| add(&mut ways.links, link));
            }
        }
        ways
    }
}

fn add(all: &mut Vec<Certificate>, one: &Certificate) {
    if !all.contains(one) {
        all.push(one.clone());
    }
}

/// What a list says of one certificate on the way.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The root; where a list forbids others, also an intermediate or the leaf.
    pub certificate: Certificate,
    /// Its name.
    pub name: String,
    /// What is said.
    pub plan: Plan,
    /// Another root by which the leaf stays good under the same list.
    pub another: Option<String>,
}

/// Holds a list against the ways of a leaf.
#[must_use]
pub fn look(ways: &Ways, list: &Snapshot, leaf_not_before: UnixTime, now: UnixTime) -> Vec<Seen> {
    let plan = |certificate: &Certificate| Plan::of(list.find(certificate), list, leaf_not_before);
    let seen = |certificate: &Certificate, plan: Plan| {
        let good = |other: &&Certificate| {
            *other != certificate && Plan::of(list.find(other), list, leaf_not_before).at(now) == Some(EmailState::Ok)
        };
        let another = ways.roots.iter().find(good).map(|other| list.find(other).map_or_else(|| name_of(other), |entry| entry.name.clone()));
        let name = list.find(certificate).map_or_else(|| name_of(certificate), |entry| entry.name.clone());
        Seen { certificate: certificate.clone(), name, plan, another }
    };
    let mut all: Vec<Seen> = ways.roots.iter().map(|root| seen(root, plan(root))).collect();
    // an intermediate matters where the list names it
    let named = ways.links.iter().filter(|link| !ways.roots.contains(link) && list.find(link).is_some());
    all.extend(named.map(|link| Seen { another: None, ..seen(link, plan(link)) }));
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use kakitome_pki::EmailLimit;

    use super::*;
    use crate::snapshot::Source;

    fn at(day: &str) -> UnixTime {
        UnixTime::parse(day).unwrap()
    }

    fn plan(limits: &[(EmailState, LimitedWhen)], leaf: &str) -> Plan {
        let list = Snapshot::new(Source::Microsoft, at("2026-01-01"), [0; 32], Vec::new());
        let limits =
            limits.iter().map(|(state, when)| EmailLimit { state: *state, when: *when, attribute: String::new(), value: String::new() });
        let mut root = crate::shipped::mozilla().unwrap().roots().first().unwrap().clone();
        root.limits = limits.collect();
        Plan::of(Some(&root), &list, at(leaf))
    }

    #[test]
    fn an_announced_day_is_part_of_what_is_said() {
        let disabled = plan(&[(EmailState::Disabled, LimitedWhen::From(at("2026-09-15")))], "2026-01-01");
        assert_eq!(disabled.to_string(), "disabled@2026-09-15T00:00:00Z ok");
        assert_eq!((disabled.at(at("2026-09-14")), disabled.at(at("2026-09-15"))), (Some(EmailState::Ok), Some(EmailState::Disabled)));
        assert_eq!(disabled.next(at("2026-01-01")), Some((at("2026-09-15"), EmailState::Disabled)));
        assert_eq!(disabled.next(at("2026-09-15")), None);
        assert_eq!((disabled.since(at("2026-09-14")), disabled.since(at("2026-10-01"))), (None, Some(at("2026-09-15"))));
        // for a leaf of before the day nothing is said, for a later one it is
        let not_before = [(EmailState::NotBefore, LimitedWhen::IssuedAfter(at("2026-03-01")))];
        assert!(plan(&not_before, "2026-03-01").is_ok());
        assert_eq!(plan(&not_before, "2026-03-02").to_string(), "not-before");
        let off = plan(&[(EmailState::EmailOff, LimitedWhen::Always)], "2026-01-01");
        assert!(!off.is_ok() && off.at(UnixTime(0)) == Some(EmailState::EmailOff));
        for plan in [disabled, off, plan(&[], "2026-01-01")] {
            assert_eq!(plan.to_string().parse::<Plan>().unwrap(), plan);
        }
        let list = |source| Snapshot::new(source, at("2026-01-01"), [0; 32], Vec::new());
        assert!(Plan::of(None, &list(Source::Microsoft), at("2026-01-01")).is_absent());
        assert!(Plan::of(None, &list(Source::MicrosoftDisallowed), at("2026-01-01")).is_ok());
        for wrong in ["", "perhaps", "disabled@2026-09-15T00:00:00Z", "disabled@never ok"] {
            assert!(wrong.parse::<Plan>().is_err(), "{wrong}");
        }
    }
}
