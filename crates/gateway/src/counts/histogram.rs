//! How long things took, in buckets that a monitor can add up.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds in seconds: from a signature on a quiet machine to the longest wait for a next hop.
pub(crate) const BOUNDS: [f64; 13] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0, 600.0];

/// Durations by bucket; the last is for those beyond all bounds.
#[derive(Debug, Default)]
pub(crate) struct Histogram {
    buckets: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
}

impl Histogram {
    /// One more.
    pub(crate) fn add(&self, took: Duration) {
        let seconds = took.as_secs_f64();
        let index = BOUNDS.iter().position(|bound| seconds <= *bound).unwrap_or(BOUNDS.len());
        if let Some(bucket) = self.buckets.get(index) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        self.micros.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// How many lie at or below each bound, and in all.
    pub(crate) fn cumulated(&self) -> [u64; BOUNDS.len() + 1] {
        let mut sum = 0;
        std::array::from_fn(|index| {
            sum += self.buckets.get(index).map_or(0, |bucket| bucket.load(Ordering::Relaxed));
            sum
        })
    }

    /// All together, in seconds.
    pub(crate) fn sum(&self) -> f64 {
        Duration::from_micros(self.micros.load(Ordering::Relaxed)).as_secs_f64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_belongs_to_its_bucket_and_the_last_has_all() {
        let times = Histogram::default();
        for millis in [5, 6, 1_000_000] {
            times.add(Duration::from_millis(millis));
        }
        let counts = times.cumulated();
        assert_eq!(counts.iter().take(2).copied().collect::<Vec<_>>(), [1, 2]);
        assert_eq!(counts.iter().rev().take(2).copied().collect::<Vec<_>>(), [3, 2]);
        assert!((times.sum() - 1000.011).abs() < 1e-9);
    }
}
