//! How much work reading was, for tests that show it to grow no faster than its input: octets looked at, handed on or moved, each time
//! that they are. Without the feature `count-work` nothing is counted.

#[cfg(any(test, feature = "count-work"))]
mod counted {
    use std::cell::Cell;

    thread_local! {
        static DONE: Cell<u64> = const { Cell::new(0) };
    }

    pub(crate) fn add(octets: usize) {
        DONE.with(|done| done.set(done.get().saturating_add(octets as u64)));
    }

    /// The work that this thread did since it began.
    #[must_use]
    pub fn done() -> u64 {
        DONE.with(Cell::get)
    }
}

#[cfg(any(test, feature = "count-work"))]
pub(crate) use counted::add;
#[cfg(any(test, feature = "count-work"))]
pub use counted::done;

#[cfg(not(any(test, feature = "count-work")))]
pub(crate) const fn add(_: usize) {}
