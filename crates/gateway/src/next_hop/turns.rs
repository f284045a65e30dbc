//! Places on the way to each domain: how many mails go there at once, and which of those that found no place look again soon. The oldest
//! do; the others the later the more there are, so that a heap of mail for one domain costs little. A domain that could not be reached rests,
//! and then one mail alone looks whether it is there again (R29): one that has a place. Knows no clock and says nothing.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use kakitome_store::MailId;
use kakitome_wire::Reply;

use crate::next_hop::internet::WHOLE;

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
    /// Mails that found no place, oldest first.
    waiting: BTreeMap<MailId, Waiting>,
    rest: Option<Rest>,
}

/// A mail that found no place.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    /// When it looks again.
    looks: Instant,
    /// When it looked first.
    since: Instant,
}

/// None of the domain's servers could be reached.
#[derive(Debug)]
struct Rest {
    failures: u32,
    until: Instant,
    reply: Reply,
    /// Who looks whether it is there again.
    looking: Option<MailId>,
}

/// Why a mail does not go this way now.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Shut {
    /// The domain could not be reached a while ago; what was said then.
    Resting(Reply),
    /// Others are on the way.
    Full {
        /// When it looks again.
        pause: Duration,
        /// So long it has had no place.
        waited: Duration,
    },
}

impl Turns {
    /// A place for a mail among `connections`; where there is none, how long it waits: `pause` says so by the number of those before it.
    pub(super) fn enter(
        &mut self,
        (id, connections): (MailId, usize),
        now: Instant,
        pause: impl FnOnce(u32) -> Duration,
    ) -> Result<(), Shut> {
        if let Some(rest) = self.rest.as_ref().filter(|rest| now < rest.until) {
            return Err(Shut::Resting(rest.reply.clone()));
        }
        // More than there are connections would wait for one, and take that for a server that does not answer.
        let most = if self.good.is_some() { connections } else { UNKNOWN.min(connections) };
        if self.under_way < most {
            self.waiting.remove(&id);
            self.under_way += 1;
            if let Some(rest) = &mut self.rest {
                // For who never comes back nobody waits longer than a try may take.
                rest.looking = Some(id);
                rest.until = now + WHOLE;
            }
            return Ok(());
        }
        while self.waiting.first_key_value().is_some_and(|(_, other)| now.saturating_duration_since(other.looks) > GONE) {
            self.waiting.pop_first();
        }
        let is_next = self.waiting.keys().take(most.saturating_mul(LOOKING)).any(|other| *other == id)
            || self.waiting.len() < most.saturating_mul(LOOKING);
        let before = if is_next { 0 } else { u32::try_from(self.waiting.len()).unwrap_or(u32::MAX) };
        let pause = pause(before);
        let since = self.waiting.get(&id).map_or(now, |waiting| waiting.since);
        self.waiting.insert(id, Waiting { looks: now + pause, since });
        Err(Shut::Full { pause, waited: now.saturating_duration_since(since) })
    }

    /// A mail's place is free again. If it was to look whether the domain is there again and has not found out, the next one looks.
    pub(super) fn leave(&mut self, id: MailId, now: Instant) {
        self.under_way = self.under_way.saturating_sub(1);
        if let Some(rest) = self.rest.as_mut().filter(|rest| rest.looking == Some(id)) {
            rest.looking = None;
            rest.until = now;
        }
    }

    /// The domain could not be reached: for a while nobody tries it. `pause`: by the failures in a row.
    pub(super) fn rests(&mut self, reply: &Reply, now: Instant, pause: impl FnOnce(u32) -> Duration) {
        let new = || Rest { failures: 0, until: now, reply: reply.clone(), looking: None };
        let rest = self.rest.get_or_insert_with(new);
        if rest.looking.take().is_some() || now >= rest.until {
            rest.failures = rest.failures.saturating_add(1);
            rest.until = now + pause(rest.failures);
            rest.reply = reply.clone();
        }
        self.good = None;
    }

    /// The domain has answered.
    pub(super) fn is_good(&mut self, now: Instant) {
        self.good = Some(now);
        self.rest = None;
    }

    /// Whether anything need be known of it: somebody is on the way, or it was good, or rested, not so long ago.
    pub(super) fn is_of_use(&self, long_ago: Duration) -> bool {
        let recent = |at: Instant| at.elapsed() < long_ago;
        self.under_way > 0 || self.good.is_some_and(recent) || self.rest.as_ref().is_some_and(|rest| recent(rest.until))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "tests may panic")]
    use super::*;
    use kakitome_store::Millis;

    fn id(number: i64) -> MailId {
        MailId::first_at(Millis(number))
    }

    fn pause(before: u32) -> Duration {
        Duration::from_secs(1) + Duration::from_millis(5) * before
    }

    /// The place, or the pause until it looks again.
    fn enter(turns: &mut Turns, (number, connections): (i64, usize), now: Instant) -> Result<(), Duration> {
        turns.enter((id(number), connections), now, pause).map_err(|shut| match shut {
            Shut::Full { pause, .. } => pause,
            Shut::Resting(reply) => panic!("{reply}"),
        })
    }

    fn away() -> Reply {
        Reply::fixed(421, "4.3.2 away")
    }

    #[test]
    fn r07_an_answer_does_not_make_all_that_wait_look_again_at_once() {
        let (mut turns, now) = (Turns::default(), Instant::now());
        assert_eq!((1..=2).filter(|number| enter(&mut turns, (*number, 10), now).is_ok()).count(), 2);
        let looks = |turns: &mut Turns| {
            (3..10_003).map(|number| enter(turns, (number, 10), now)).filter(|pause| *pause < Err(Duration::from_secs(5))).count()
        };
        looks(&mut turns);
        // One is through, and the next has its place.
        turns.leave(id(1), now);
        turns.is_good(now);
        assert_eq!((20_000..20_009).filter(|number| enter(&mut turns, (*number, 10), now).is_ok()).count(), 9);
        let soon = looks(&mut turns);
        assert!((10..=40).contains(&soon), "{soon} of 10,000 look again within five seconds");
    }

    #[test]
    fn r07_the_oldest_look_again_first_and_who_has_gone_holds_nobody_up() {
        let (mut turns, now) = (Turns::default(), Instant::now());
        for number in [900, 901] {
            assert_eq!(enter(&mut turns, (number, 2), now), Ok(()));
        }
        for number in 0..100 {
            assert!(enter(&mut turns, (number, 2), now).is_err());
        }
        let first = Err(Duration::from_secs(1));
        assert_eq!(enter(&mut turns, (0, 2), now), first, "the oldest");
        assert!(enter(&mut turns, (50, 2), now) > first, "one in the middle");
        // All but the last look no longer: it is the next then.
        assert!(enter(&mut turns, (99, 2), now + Duration::from_secs(300)) > first);
        assert_eq!(enter(&mut turns, (99, 2), now + Duration::from_secs(400)), first);
        turns.leave(id(900), now);
        assert_eq!(enter(&mut turns, (99, 2), now), Ok(()));
    }

    #[test]
    fn r07_no_more_are_on_the_way_than_there_are_connections() {
        let (mut turns, now) = (Turns::default(), Instant::now());
        assert_eq!(enter(&mut turns, (1, 1), now), Ok(()));
        assert!(enter(&mut turns, (2, 1), now).is_err(), "the second one has no connection");
    }

    #[test]
    fn r07_how_long_a_mail_has_had_no_place_is_known_until_it_has_one() {
        let (mut turns, now) = (Turns::default(), Instant::now());
        assert_eq!(enter(&mut turns, (1, 1), now), Ok(()));
        for seconds in [0, 1, 70] {
            let waited = Duration::from_secs(seconds);
            let shut = turns.enter((id(2), 1), now + waited, pause);
            assert_eq!(shut, Err(Shut::Full { pause: Duration::from_secs(1), waited }));
        }
        turns.leave(id(1), now);
        assert_eq!(enter(&mut turns, (2, 1), now), Ok(()));
        turns.leave(id(2), now);
        assert_eq!(enter(&mut turns, (1, 1), now), Ok(()));
        let waited = Duration::ZERO;
        assert_eq!(turns.enter((id(2), 1), now, pause), Err(Shut::Full { pause: Duration::from_secs(1), waited }));
    }

    #[test]
    fn r29_who_finds_no_place_does_not_keep_others_from_looking_whether_a_domain_is_there_again() {
        let (mut turns, now) = (Turns::default(), Instant::now());
        turns.is_good(now);
        for number in 1..=10 {
            assert_eq!(enter(&mut turns, (number, 10), now), Ok(()));
        }
        turns.rests(&away(), now, |_| Duration::from_secs(1));
        turns.leave(id(1), now);
        assert_eq!(turns.enter((id(20), 10), now, pause), Err(Shut::Resting(away())));
        let later = now + Duration::from_secs(2);
        // Nine are on the way still, and of a domain that has failed two may be: whoever would look finds no place, and says nothing else.
        assert!(matches!(turns.enter((id(20), 10), later, pause), Err(Shut::Full { .. })));
        assert!(matches!(turns.enter((id(21), 10), later, pause), Err(Shut::Full { .. })));
        for number in 2..=10 {
            turns.leave(id(number), later);
        }
        assert_eq!(enter(&mut turns, (21, 10), later), Ok(()));
        assert_eq!(turns.enter((id(20), 10), later, pause), Err(Shut::Resting(away())), "one alone looks");
    }

    #[test]
    fn r29_who_could_not_look_for_a_reason_of_ours_lets_the_next_one_look() {
        let (mut turns, now) = (Turns::default(), Instant::now());
        turns.rests(&away(), now, |_| Duration::from_secs(1));
        let later = now + Duration::from_secs(2);
        assert_eq!(enter(&mut turns, (1, 10), later), Ok(()));
        assert_eq!(turns.enter((id(2), 10), later, pause), Err(Shut::Resting(away())));
        // Its content could not be read.
        turns.leave(id(1), later);
        assert_eq!(enter(&mut turns, (2, 10), later), Ok(()));
        // That one has found out: its word stands.
        turns.rests(&away(), later, |failures| Duration::from_secs(60) * failures);
        turns.leave(id(2), later);
        assert_eq!(turns.enter((id(3), 10), later + Duration::from_secs(119), pause), Err(Shut::Resting(away())), "the second failure");
        assert_eq!(enter(&mut turns, (3, 10), later + Duration::from_secs(121)), Ok(()));
    }
}
