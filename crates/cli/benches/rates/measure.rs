//! Rates of work on threads, and medians of rounds.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// One round of work; long enough for a steady rate, short enough to be interleaved with others.
pub(crate) const ROUND: Duration = Duration::from_millis(1000);
/// Rounds of each kind.
pub(crate) const ROUNDS: usize = 7;

/// How many times a second `work` is done on so many threads together. Each thread gets its own state.
pub(crate) fn rate<S>(threads: usize, state: impl Fn() -> S + Sync, work: impl Fn(&mut S) + Sync) -> f64 {
    let stop = AtomicBool::new(false);
    let counts = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut state = state();
                    let begin = Instant::now();
                    let mut count = 0u32;
                    while !stop.load(Ordering::Relaxed) {
                        work(&mut state);
                        count += 1;
                    }
                    f64::from(count) / begin.elapsed().as_secs_f64()
                })
            })
            .collect();
        std::thread::sleep(ROUND);
        stop.store(true, Ordering::Relaxed);
        workers.into_iter().map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
    });
    counts.iter().sum()
}

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
