//! When the end of a certificate is told: so many days before, once each, and when it is over. Pure.

use kakitome_pki::UnixTime;

const DAY: i64 = 86_400;
/// What has been over for longer is no news.
const OVER_LONG: i64 = 30 * DAY;

/// What is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// It ends within so many days.
    Within(u32),
    /// It is over.
    Over,
}

impl Step {
    /// Part of the alert's name: what makes it the same as one before.
    pub(crate) fn word(self) -> String {
        match self {
            Self::Within(days) => days.to_string(),
            Self::Over => "over".to_owned(),
        }
    }

    /// The end of the alert's kind.
    pub(crate) const fn kind(self) -> &'static str {
        match self {
            Self::Within(_) => "expires",
            Self::Over => "expired",
        }
    }
}

/// The one step that holds now; whoever looks for the first time five days before the end is told of 7 days, not of 30 and 14 too.
pub(crate) fn step(not_after: UnixTime, now: UnixTime, days: &[u32]) -> Option<Step> {
    let left = not_after.0.saturating_sub(now.0);
    if left < 0 {
        return (left >= -OVER_LONG).then_some(Step::Over);
    }
    days.iter().copied().filter(|days| left <= i64::from(*days) * DAY).min().map(Step::Within)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_holds_once_and_the_nearest_alone() {
        let days = [30, 14, 7, 1];
        let end = UnixTime(2_000_000_000);
        let at = |left: i64| step(end, UnixTime(end.0 - left), &days);
        for (left, wanted) in [
            (31 * DAY, None),
            (30 * DAY + 1, None),
            (30 * DAY, Some(Step::Within(30))),
            (14 * DAY + 1, Some(Step::Within(30))),
            (14 * DAY, Some(Step::Within(14))),
            (7 * DAY, Some(Step::Within(7))),
            (5 * DAY, Some(Step::Within(7))),
            (DAY, Some(Step::Within(1))),
            (0, Some(Step::Within(1))),
            (-1, Some(Step::Over)),
            (-30 * DAY, Some(Step::Over)),
            (-30 * DAY - 1, None),
        ] {
            assert_eq!(at(left), wanted, "{left}");
        }
        assert_eq!(step(end, end, &[]), None, "no days: only that it is over");
        assert_eq!(step(UnixTime(i64::MIN), UnixTime(i64::MAX), &days), None);
    }

    #[test]
    fn a_life_is_told_five_times() {
        let end = UnixTime(2_000_000_000);
        let mut told = Vec::new();
        for hour in -40 * 24..40 * 24 {
            if let Some(step) = step(end, UnixTime(end.0 + hour * 3600), &[30, 14, 7, 1])
                && !told.contains(&step.word())
            {
                told.push(step.word());
            }
        }
        assert_eq!(told, ["30", "14", "7", "1", "over"]);
    }
}
