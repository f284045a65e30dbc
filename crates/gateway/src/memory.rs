//! A bound on the process's addresses (`RLIMIT_AS`): an allocation beyond it ends the process, so new work is refused while little is
//! left (R27). Without a bound nothing is looked at.

use rustix::process::{Resource, getrlimit};

/// The part of the bound that is kept for what is under way: one eighth.
const KEPT: u64 = 8;

/// Whether no new work is to be taken.
pub(crate) fn is_short() -> bool {
    getrlimit(Resource::As).current.is_some_and(|most| used().is_some_and(|used| used > most - most / KEPT))
}

/// Addresses in use (proc(5)).
fn used() -> Option<u64> {
    let pages: u64 = std::fs::read_to_string("/proc/self/statm").ok()?.split_whitespace().next()?.parse().ok()?;
    Some(pages.saturating_mul(rustix::param::page_size() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r27_without_a_bound_there_is_no_want() {
        assert!(used().is_some_and(|used| used > 1024 * 1024));
        assert!(!is_short(), "tests run without a bound");
    }
}
