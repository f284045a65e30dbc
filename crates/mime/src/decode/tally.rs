//! Counts what a decoder had to tolerate, so that a body of junk is one finding. Knows no encoding.

use crate::finding::{Finding, Kind};

/// Something counted, and where it was first.
#[derive(Debug, Default)]
pub(super) struct Tally {
    count: u64,
    first: u64,
}

impl Tally {
    pub(super) fn note(&mut self, at: u64) {
        if self.count == 0 {
            self.first = at;
        }
        self.count += 1;
    }

    pub(super) fn finding(&self, kind: impl FnOnce(u64) -> Kind) -> Option<Finding> {
        (self.count > 0).then(|| Finding::new(kind(self.count), self.first))
    }
}
