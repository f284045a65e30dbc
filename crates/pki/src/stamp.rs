//! A number that tells two states of a set apart without looking into them: equal stamps, equal content. A copy keeps the
//! stamp, a change takes a new one.

use std::sync::atomic::{AtomicU64, Ordering};

/// The stamp of one state of a set.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Stamp(u64);

impl Stamp {
    /// One that no other state has.
    pub(crate) fn fresh() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

impl Default for Stamp {
    fn default() -> Self {
        Self::fresh()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_keeps_it_and_every_other_differs() {
        let one = Stamp::fresh();
        let copy = one;
        assert_eq!(one, copy);
        assert_ne!(one, Stamp::fresh());
        assert_ne!(Stamp::default(), Stamp::default());
    }
}
