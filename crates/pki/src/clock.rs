//! The moment of a judgement. It is asked, not read: every comparison narrows the span of time in which the same
//! questions have the same answers, so that an outcome may be remembered for exactly so long and no longer. The same holds
//! of the time at which a message was signed: as long as nobody asks for it, the outcome is that of every message.

use std::cell::Cell;

use crate::status::SigningTime;
use crate::time::UnixTime;

/// A moment and the span in which nothing that was asked of it changes.
pub(crate) struct Clock {
    now: UnixTime,
    span: Cell<Span>,
    signed: Option<SigningTime>,
    signed_was_asked: Cell<bool>,
}

/// From one moment to another, both within.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Span {
    from: UnixTime,
    until: UnixTime,
}

impl Clock {
    pub(crate) fn new(now: UnixTime, signed: Option<SigningTime>) -> Self {
        let span = Cell::new(Span { from: UnixTime(i64::MIN), until: UnixTime(i64::MAX) });
        Self { now, span, signed, signed_was_asked: Cell::new(false) }
    }

    /// When the message was signed, if anybody says so: from here on the outcome holds for messages of this time only.
    pub(crate) fn signed(&self) -> Option<SigningTime> {
        self.signed_was_asked.set(true);
        self.signed
    }

    /// Whether the outcome may be another one for a message that was signed at another time.
    pub(crate) fn depends_on_signing(&self) -> bool {
        self.signed_was_asked.get()
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
            let clock = Clock::new(UnixTime(now), None);
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
        let clock = Clock::new(UnixTime(7), None);
        assert!(!clock.span().is_moment());
        assert_eq!(clock.exact(), UnixTime(7));
        assert!(clock.span().is_moment());
    }

    #[test]
    fn only_who_asks_for_the_signing_time_depends_on_it() {
        let clock = Clock::new(UnixTime(7), Some(SigningTime::Claimed(UnixTime(5))));
        clock.is_before(UnixTime(6));
        assert!(!clock.depends_on_signing());
        assert_eq!(clock.signed(), Some(SigningTime::Claimed(UnixTime(5))));
        assert!(clock.depends_on_signing());
    }
}
