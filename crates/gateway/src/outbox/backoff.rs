//! When a mail that was deferred is tried again, and when a next hop that was not there: pauses that double, and are spread so that what
//! failed together does not come back together (R29).

use std::time::Duration;

use kakitome_crypto::random_fill;

/// First and longest pause before a next hop that could not be reached is asked again, by one mail alone.
const HOP_FIRST: Duration = Duration::from_secs(1);
const HOP_LONGEST: Duration = Duration::from_secs(60);
/// The first pause of a mail whose way is full, and what is added for each that waits before it: of any number, 200 look each second.
const TURN_FIRST: Duration = Duration::from_secs(1);
const TURN_EACH: Duration = Duration::from_millis(5);
/// Pause while the keyholder, or our own disk, does not answer.
pub(super) const OWN_TROUBLE: Duration = Duration::from_secs(5);
/// Doublings that can matter at all.
const MOST_DOUBLINGS: u32 = 20;

/// Pause after so many tries of a mail (1: the first has failed).
pub(super) fn of_mail(tries: u32, first: Duration, longest: Duration) -> Duration {
    spread(doubled(first, tries.saturating_sub(1), longest))
}

/// Pause after so many failures in a row to reach the next hop.
pub(super) fn of_hop(failures: u32) -> Duration {
    spread(doubled(HOP_FIRST, failures.saturating_sub(1), HOP_LONGEST))
}

/// Pause of a mail that found no place on its way: the more wait before it, the longer, so that looking costs little.
pub(super) fn of_turn(before: u32, longest: Duration) -> Duration {
    spread(TURN_FIRST.saturating_add(TURN_EACH.saturating_mul(before)).min(longest))
}

fn doubled(first: Duration, times: u32, longest: Duration) -> Duration {
    first.saturating_mul(1 << times.min(MOST_DOUBLINGS)).min(longest)
}

/// Between three quarters of it and all of it.
pub(super) fn spread(pause: Duration) -> Duration {
    let mut byte = [128];
    if let Err(error) = random_fill(&mut byte) {
        tracing::debug!(%error, "no random number: the pause is not spread");
    }
    let [byte] = byte;
    pause.mul_f64(0.75 + f64::from(byte) / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r29_pauses_double_up_to_the_longest_and_are_spread() {
        let (first, longest) = (Duration::from_secs(60), Duration::from_secs(3600));
        for (tries, middle) in [(1, 60), (2, 120), (3, 240), (6, 1920), (7, 3600), (1000, 3600), (u32::MAX, 3600)] {
            for _ in 0..50 {
                let pause = of_mail(tries, first, longest).as_secs_f64();
                assert!(pause >= f64::from(middle) * 0.75 && pause <= f64::from(middle), "{tries}: {pause}");
            }
        }
        let pauses: std::collections::HashSet<Duration> = (0..64).map(|_| of_hop(7)).collect();
        assert!(pauses.len() > 16, "mails that failed together come back apart: {}", pauses.len());
    }
}
