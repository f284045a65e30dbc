//! When a policy is used as it is kept, and when it is fetched anew (RFC 8461 3.3, 5.1).

use kakitome_pki::UnixTime;

use crate::sts_policy::Policy;
use crate::sts_record::StsRecord;

/// After so many seconds a policy is fetched anew. RFC 8461 3.3 suggests once a day.
const REFRESH: i64 = 86_400;

/// A policy that was fetched before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The policy.
    pub policy: Policy,
    /// Its number in DNS when it was fetched.
    pub id: String,
    /// When that was.
    pub fetched: UnixTime,
}

impl Kept {
    /// Believed no longer from then on.
    #[must_use]
    pub fn until(&self) -> UnixTime {
        self.fetched.plus_seconds(i64::try_from(self.policy.max_age.as_secs()).unwrap_or(i64::MAX))
    }

    /// So old that it is fetched anew though it is still believed: whoever can keep us from fetching is not to win by waiting for its end
    /// (RFC 8461 3.3).
    #[must_use]
    pub fn is_due(&self, now: UnixTime) -> bool {
        now >= self.fetched.plus_seconds(REFRESH)
    }

    /// Still believed. A time before it was fetched is the clock's fault, and does not make it older.
    #[must_use]
    pub fn is_alive(&self, now: UnixTime) -> bool {
        now < self.until()
    }
}

/// What is to be done before a mail goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The kept policy holds; nothing is fetched.
    UseKept,
    /// Fetch; the policy that is kept, if any, holds should that fail.
    Fetch,
    /// There is no policy.
    NoPolicy,
}

/// `record`: what DNS says now; `None`: no such record, a faulty one, or no answer: all three leave a kept policy in force, or
/// whoever can suppress an answer could switch the policy off.
#[must_use]
pub fn step(kept: Option<&Kept>, record: Option<&StsRecord>, now: UnixTime) -> Step {
    match (kept.filter(|kept| kept.is_alive(now)), record) {
        (Some(kept), Some(record)) if kept.id != record.id || kept.is_due(now) => Step::Fetch,
        (Some(_), _) => Step::UseKept,
        (None, Some(_)) => Step::Fetch,
        (None, None) => Step::NoPolicy,
    }
}

/// What is kept after a fetch. One that failed leaves a living policy in force (RFC 8461 3.3), and nothing of a dead one.
#[must_use]
pub fn after_fetch(kept: Option<Kept>, fetched: Option<Policy>, id: &str, now: UnixTime) -> Option<Kept> {
    match fetched {
        Some(policy) => Some(Kept { policy, id: id.to_owned(), fetched: now }),
        None => kept.filter(|kept| kept.is_alive(now)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::sts_policy::Mode;

    fn policy() -> Policy {
        Policy { mode: Mode::Enforce, mx: vec!["mx.example".to_owned()], max_age: Duration::from_secs(100) }
    }

    fn kept() -> Kept {
        Kept { policy: policy(), id: "1".to_owned(), fetched: UnixTime(1000) }
    }

    fn record(id: &str) -> StsRecord {
        StsRecord { id: id.to_owned() }
    }

    #[test]
    fn a_policy_lives_as_long_as_it_says() {
        let (kept, same, other) = (kept(), record("1"), record("2"));
        for (kept, record, now, expected) in [
            (None, None, 1000, Step::NoPolicy),
            (None, Some(&same), 1000, Step::Fetch),
            (Some(&kept), Some(&same), 1099, Step::UseKept),
            (Some(&kept), Some(&other), 1099, Step::Fetch),
            (Some(&kept), None, 1099, Step::UseKept),
            (Some(&kept), None, 1100, Step::NoPolicy),
            (Some(&kept), Some(&same), 1100, Step::Fetch),
            (Some(&kept), None, 0, Step::UseKept),
        ] {
            assert_eq!(step(kept, record, UnixTime(now)), expected, "{kept:?} {record:?} {now}");
        }
    }

    #[test]
    fn a_policy_is_fetched_anew_once_a_day_long_before_its_end() {
        let kept = Kept { policy: Policy { max_age: Duration::from_secs(604_800), ..policy() }, ..kept() };
        let (day, same) = (1000 + REFRESH, record("1"));
        assert_eq!(step(Some(&kept), Some(&same), UnixTime(day - 1)), Step::UseKept);
        assert_eq!(step(Some(&kept), Some(&same), UnixTime(day)), Step::Fetch);
        assert_eq!(step(Some(&kept), None, UnixTime(day)), Step::UseKept, "no answer of DNS switches nothing off");
        assert_eq!(after_fetch(Some(kept.clone()), None, "1", UnixTime(day)), Some(kept), "nor does a fetch that fails");
    }

    #[test]
    fn a_fetch_that_fails_takes_nothing_away() {
        assert_eq!(after_fetch(Some(kept()), None, "2", UnixTime(1050)), Some(kept()));
        assert_eq!(after_fetch(Some(kept()), None, "2", UnixTime(1100)), None);
        let fresh = after_fetch(Some(kept()), Some(policy()), "2", UnixTime(1050));
        assert_eq!(fresh.map(|fresh| (fresh.id.clone(), fresh.until())), Some(("2".to_owned(), UnixTime(1150))));
        let ages = Kept { policy: Policy { max_age: Duration::MAX, ..policy() }, ..kept() };
        assert!(ages.is_alive(UnixTime(i64::MAX - 1)));
    }
}
