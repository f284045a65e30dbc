//! Something that has to be there and is away: told once when it has been away for long enough, and once when it is back. Pure: each look
//! is given with its time.

use std::time::Duration;

use kakitome_store::Millis;

/// What is to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// It has been away since then.
    Down {
        /// The first look that failed.
        since: Millis,
    },
    /// It is back.
    Back {
        /// Since when it had been away.
        since: Millis,
    },
}

/// What earlier looks have shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Away {
    since: Option<Millis>,
    told: bool,
}

impl Away {
    /// As it was told before this program started: away since then, if it was not told to be back.
    pub(crate) fn told_before(since: Option<Millis>) -> Self {
        Self { since, told: since.is_some() }
    }

    /// One look.
    pub(crate) fn look(&mut self, now: Millis, is_there: bool, patience: Duration) -> Option<Change> {
        if is_there {
            let before = std::mem::take(self);
            return before.since.filter(|_| before.told).map(|since| Change::Back { since });
        }
        // A clock that has gone back does not make it away for less than nothing.
        let since = self.since.filter(|since| *since <= now).unwrap_or(now);
        self.since = Some(since);
        let patience = i64::try_from(patience.as_millis()).unwrap_or(i64::MAX);
        if self.told || now.0.saturating_sub(since.0) < patience {
            return None;
        }
        self.told = true;
        Some(Change::Down { since })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(300);

    fn at(seconds: i64) -> Millis {
        Millis::from_seconds(seconds)
    }

    #[test]
    fn away_is_told_once_and_back_once() {
        let mut away = Away::default();
        let mut told = Vec::new();
        for second in 0..2000 {
            let there = !(100..1500).contains(&second);
            told.extend(away.look(at(second), there, PATIENCE).map(|change| (second, change)));
        }
        assert_eq!(told, [(400, Change::Down { since: at(100) }), (1500, Change::Back { since: at(100) })]);
    }

    #[test]
    fn a_moment_of_absence_is_not_told() {
        let mut away = Away::default();
        let looks = (0..5000).filter_map(|second| away.look(at(second), second % 200 < 50, PATIENCE)).count();
        assert_eq!(looks, 0);
    }

    #[test]
    fn a_restart_forgets_nothing() {
        let mut away = Away::told_before(Some(at(100)));
        assert_eq!(away.look(at(1000), false, PATIENCE), None, "it was told");
        assert_eq!(away.look(at(1001), true, PATIENCE), Some(Change::Back { since: at(100) }));
        assert_eq!(away.look(at(1002), true, PATIENCE), None);
        let mut new = Away::told_before(None);
        assert_eq!(new.look(at(1000), false, PATIENCE), None);
        assert_eq!(new.look(at(1300), false, PATIENCE), Some(Change::Down { since: at(1000) }));
    }

    #[test]
    fn a_clock_that_jumps_tells_nothing_twice() {
        let mut away = Away::default();
        assert_eq!(away.look(at(1000), false, PATIENCE), None);
        assert_eq!(away.look(at(10), false, PATIENCE), None, "back in time");
        assert_eq!(away.look(at(310), false, PATIENCE), Some(Change::Down { since: at(10) }));
        assert_eq!(away.look(at(5), false, PATIENCE), None);
        assert!(away.look(at(6), true, PATIENCE).is_some());
    }
}
