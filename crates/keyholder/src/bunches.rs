//! The queue of those who sign. Where the processor computes several signatures in the time of a few (crypto's lanes), one thread takes
//! all that wait, and others join in only when a whole bunch more waits: two threads with two requests each would sign one by one.
//! Who fills the queue wakes only who is needed: to wake nobody is a system call all the same.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use kakitome_crypto::Bunch;

pub(crate) struct Bunches<T> {
    inner: Mutex<Inner<T>>,
    filled: Condvar,
    size: Bunch,
}

struct Inner<T> {
    waiting: VecDeque<T>,
    sleeping: usize,
    /// Woken, and not there yet.
    coming: usize,
    /// With a bunch that will soon be done.
    busy: usize,
    closed: bool,
}

impl<T> Inner<T> {
    /// Threads that the waiting items want beside those that are coming.
    fn wanted(&self, size: Bunch) -> usize {
        let bunches = self.waiting.len() / size.least.max(1);
        let nobody = self.busy == 0 && !self.waiting.is_empty();
        bunches.max(usize::from(nobody)).saturating_sub(self.coming).min(self.sleeping)
    }

    fn is_enough(&self, size: Bunch) -> bool {
        let waiting = self.waiting.len();
        waiting > 0 && (self.busy == 0 || waiting >= size.least || self.closed)
    }
}

impl<T> Bunches<T> {
    pub(crate) fn new(size: Bunch) -> Self {
        let inner = Inner { waiting: VecDeque::new(), sleeping: 0, coming: 0, busy: 0, closed: false };
        Self { inner: Mutex::new(inner), filled: Condvar::new(), size }
    }

    pub(crate) fn push_all(&self, items: impl IntoIterator<Item = T>) {
        let mut inner = self.lock();
        inner.waiting.extend(items);
        self.call(inner);
    }

    /// The next bunch; `None`: closed and empty. [`Self::done`] must follow, or [`Self::step_aside`].
    pub(crate) fn take(&self) -> Option<Vec<T>> {
        let mut inner = self.lock();
        while !inner.is_enough(self.size) {
            if inner.closed {
                return None;
            }
            inner.sleeping += 1;
            inner = self.filled.wait(inner).unwrap_or_else(PoisonError::into_inner);
            // One that wakes by itself takes the place of one that was called: the sum is what counts.
            if inner.coming > 0 {
                inner.coming -= 1;
            } else {
                inner.sleeping = inner.sleeping.saturating_sub(1);
            }
        }
        let count = inner.waiting.len().min(self.size.most.max(1));
        inner.busy += 1;
        Some(inner.waiting.drain(..count).collect())
    }

    /// The bunch is done; whoever says so comes back at once.
    pub(crate) fn done(&self) {
        self.lock().busy -= 1;
    }

    /// What comes next lasts: others need not wait for this thread. [`Self::take`] may follow at any time.
    pub(crate) fn step_aside(&self) {
        let mut inner = self.lock();
        inner.busy -= 1;
        self.call(inner);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lock().waiting.is_empty()
    }

    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_all();
    }

    fn call(&self, mut inner: MutexGuard<'_, Inner<T>>) {
        let wanted = inner.wanted(self.size);
        inner.sleeping -= wanted;
        inner.coming += wanted;
        drop(inner);
        (0..wanted).for_each(|_| self.filled.notify_one());
    }

    fn lock(&self) -> MutexGuard<'_, Inner<T>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use std::{sync::Arc, thread, time::Duration};

    use super::*;

    const EIGHT: Bunch = Bunch { most: 8, least: 4 };

    #[test]
    fn a_thread_takes_what_waits_up_to_a_bunch() {
        let queue = Bunches::new(EIGHT);
        queue.push_all(0..11);
        assert_eq!(queue.take().unwrap(), (0..8).collect::<Vec<_>>());
        queue.done();
        assert_eq!(queue.take().unwrap(), [8, 9, 10]);
        queue.close();
        assert_eq!(queue.take(), None);
    }

    #[test]
    fn few_are_left_to_who_is_busy_and_many_are_not() {
        let queue = Arc::new(Bunches::new(EIGHT));
        queue.push_all([1]);
        assert_eq!(queue.take().unwrap(), [1]);
        let other = {
            let queue = Arc::clone(&queue);
            thread::spawn(move || queue.take())
        };
        while queue.lock().sleeping == 0 {
            thread::yield_now();
        }
        queue.push_all([2, 3, 4]);
        let counts = {
            let inner = queue.lock();
            (inner.coming, inner.sleeping)
        };
        assert_eq!(counts, (0, 1), "nobody is woken for three");
        queue.push_all([5]);
        assert_eq!(other.join().unwrap().unwrap(), [2, 3, 4, 5], "with a fourth the other begins");
        queue.push_all([6]);
        queue.done();
        queue.done();
        assert_eq!(queue.take().unwrap(), [6], "nobody is busy any more");
    }

    #[test]
    fn who_has_long_work_is_not_waited_for() {
        let queue = Arc::new(Bunches::new(EIGHT));
        queue.push_all([1]);
        queue.take().unwrap();
        queue.push_all([2]);
        let other = {
            let queue = Arc::clone(&queue);
            thread::spawn(move || queue.take())
        };
        while queue.lock().sleeping == 0 {
            thread::yield_now();
        }
        queue.step_aside();
        assert_eq!(other.join().unwrap().unwrap(), [2]);
    }

    #[test]
    fn every_item_is_taken_once_by_many() {
        for size in [EIGHT, Bunch { most: 1, least: 1 }] {
            let queue = Arc::new(Bunches::new(size));
            let takers: Vec<_> = (0..4)
                .map(|_| {
                    let queue = Arc::clone(&queue);
                    thread::spawn(move || {
                        let mut all = Vec::new();
                        while let Some(bunch) = queue.take() {
                            all.extend(bunch);
                            queue.done();
                        }
                        all
                    })
                })
                .collect();
            for round in 0..500 {
                queue.push_all(round * 3..round * 3 + 3);
                if round % 50 == 0 {
                    thread::sleep(Duration::from_millis(1));
                }
            }
            while !queue.is_empty() {
                thread::yield_now();
            }
            queue.close();
            let mut all: Vec<u32> = takers.into_iter().flat_map(|taker| taker.join().unwrap()).collect();
            all.sort_unstable();
            assert_eq!(all, (0..1500).collect::<Vec<_>>());
        }
    }
}
