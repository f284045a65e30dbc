//! Places on the way to each domain: how many mails go there at once, and which of those that found no place look again soon. The oldest
//! do; the others the later the more there are, so that a heap of mail for one domain costs little. Knows no clock and says nothing.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use kakitome_store::MailId;

/// A domain of which nothing good is known yet is tried by so many at once: whoever does not answer holds nobody else up (R07).
const UNKNOWN: usize = 2;
/// So many times the places there are: the mails that look again at once, so that no place stays free for long.
const LOOKING: usize = 2;
/// Who has not looked again so long after its time does not come back: it was dropped, or is held. Own.
const GONE: Duration = Duration::from_mins(5);

/// Who is on the way to a domain.
#[derive(Debug, Default)]
pub(super) struct Turns {
    under_way: usize,
    /// It has answered, and when.
    good: Option<Instant>,
    /// Mails that found no place, oldest first, and when each looks again.
    waiting: BTreeMap<MailId, Instant>,
}

impl Turns {
    /// A place for a mail among `connections`; where there is none, how long it waits: `pause` says so by the number of those before it.
    pub(super) fn enter(
        &mut self,
        (id, connections): (MailId, usize),
        now: Instant,
        pause: impl FnOnce(u32) -> Duration,
    ) -> Result<(), Duration> {
        let most = if self.good.is_some() { connections } else { UNKNOWN };
        if self.under_way < most {
            self.waiting.remove(&id);
            self.under_way += 1;
            return Ok(());
        }
        while self.waiting.first_key_value().is_some_and(|(_, looks)| now.saturating_duration_since(*looks) > GONE) {
            self.waiting.pop_first();
        }
        let is_next = self.waiting.keys().take(most.saturating_mul(LOOKING)).any(|other| *other == id)
            || self.waiting.len() < most.saturating_mul(LOOKING);
        let before = if is_next { 0 } else { u32::try_from(self.waiting.len()).unwrap_or(u32::MAX) };
        let pause = pause(before);
        self.waiting.insert(id, now + pause);
        Err(pause)
    }

    /// A place is free again.
    pub(super) fn leave(&mut self) {
        self.under_way = self.under_way.saturating_sub(1);
    }

    /// The domain has answered; none: it has not.
    pub(super) fn is_good(&mut self, since: Option<Instant>) {
        self.good = since;
    }

    /// Whether anything need be known of it: somebody is on the way, or it was good not so long ago.
    pub(super) fn is_of_use(&self, long_ago: Duration) -> bool {
        self.under_way > 0 || self.good.is_some_and(|good| good.elapsed() < long_ago)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kakitome_store::Millis;

    fn id(number: i64) -> MailId {
        MailId::first_at(Millis(number))
    }

    fn pause(before: u32) -> Duration {
        Duration::from_secs(1) + Duration::from_millis(5) * before
    }

    #[test]
    fn r07_an_answer_does_not_make_all_that_wait_look_again_at_once() {
        let (mut turns, now) = (Turns::default(), Instant::now());
        assert_eq!((1..=2).filter(|number| turns.enter((id(*number), 10), now, pause).is_ok()).count(), 2);
        let looks = |turns: &mut Turns| {
            (3..10_003).map(|number| turns.enter((id(number), 10), now, pause)).filter(|pause| *pause < Err(Duration::from_secs(5))).count()
        };
        looks(&mut turns);
        // One is through, and the next has its place.
        turns.leave();
        turns.is_good(Some(now));
        assert_eq!((20_000..20_009).filter(|number| turns.enter((id(*number), 10), now, pause).is_ok()).count(), 9);
        let soon = looks(&mut turns);
        assert!((10..=40).contains(&soon), "{soon} of 10,000 look again within five seconds");
    }

    #[test]
    fn r07_the_oldest_look_again_first_and_who_has_gone_holds_nobody_up() {
        let (mut turns, now) = (Turns::default(), Instant::now());
        for number in [900, 901] {
            assert_eq!(turns.enter((id(number), 2), now, pause), Ok(()));
        }
        for number in 0..100 {
            assert!(turns.enter((id(number), 2), now, pause).is_err());
        }
        let first = Err(Duration::from_secs(1));
        assert_eq!(turns.enter((id(0), 2), now, pause), first, "the oldest");
        assert!(turns.enter((id(50), 2), now, pause) > first, "one in the middle");
        // All but the last look no longer: it is the next then.
        assert!(turns.enter((id(99), 2), now + Duration::from_secs(300), pause) > first);
        assert_eq!(turns.enter((id(99), 2), now + Duration::from_secs(400), pause), first);
        turns.leave();
        assert_eq!(turns.enter((id(99), 2), now, pause), Ok(()));
    }
}
