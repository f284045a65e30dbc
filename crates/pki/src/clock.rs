//! The moment of a judgement. It is asked, not read: every comparison narrows the span of time in which the same
//! questions have the same answers, so that an outcome may be remembered for exactly so long and no longer.

use std::cell::Cell;

use crate::time::UnixTime;

/// A moment and the span in which nothing that was asked of it changes.
pub(crate) struct Clock {
    now: UnixTime,
    span: Cell<Span>,
}

/// From one moment to another, both within.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Span {
    from: UnixTime,
    until: UnixTime,
}

impl Clock {
    pub(crate) fn new(now: UnixTime) -> Self {
        Self { now, span: Cell::new(Span { from: UnixTime(i64::MIN), until: UnixTime(i64::MAX) }) }
    }

    /// It is earlier than this.
    pub(crate) fn is_before(&self, moment: UnixTime) -> bool {
        let before = self.now < moment;
        if before {
            self.narrow(UnixTime(i64::MIN), moment.plus_seconds(-1));
        } else {
            self.narrow(moment, UnixTime(i64::MAX));
        }
        before
    }

    /// It is later than this.
    pub(crate) fn is_after(&self, moment: UnixTime) -> bool {
        let after = self.now > moment;
        if after {
            self.narrow(moment.plus_seconds(1), UnixTime(i64::MAX));
        } else {
            self.narrow(UnixTime(i64::MIN), moment);
        }
        after
    }

    /// The moment, for stamping the outcome with it; no answer may depend on it.
    pub(crate) fn asked(&self) -> UnixTime {
        self.now
    }

    /// The moment itself: from here on the outcome holds for this second only.
    pub(crate) fn exact(&self) -> UnixTime {
        self.narrow(self.now, self.now);
        self.now
    }

    /// As long as nothing changes.
    pub(crate) fn span(&self) -> Span {
        self.span.get()
    }

    fn narrow(&self, from: UnixTime, until: UnixTime) {
        let span = self.span.get();
        self.span.set(Span { from: span.from.max(from), until: span.until.min(until) });
    }
}

impl Span {
    pub(crate) fn contains(self, moment: UnixTime) -> bool {
        self.from <= moment && moment <= self.until
    }

    /// One moment alone: not worth remembering.
    pub(crate) fn is_moment(self) -> bool {
        self.from >= self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn within_the_span_every_answer_is_the_same() {
        let ask = |now: i64| {
            let clock = Clock::new(UnixTime(now));
            let answers = [10, 20].map(|moment| (clock.is_before(UnixTime(moment)), clock.is_after(UnixTime(moment))));
            (answers, clock.span())
        };
        for now in 5..25 {
            let (answers, span) = ask(now);
            assert!(span.contains(UnixTime(now)));
            for other in 5..25 {
                let same = ask(other).0 == answers;
                assert_eq!(span.contains(UnixTime(other)), same, "{now} {other}");
            }
        }
        let clock = Clock::new(UnixTime(7));
        assert!(!clock.span().is_moment());
        assert_eq!(clock.exact(), UnixTime(7));
        assert!(clock.span().is_moment());
    }
}
