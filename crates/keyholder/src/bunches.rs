//! The queue of those who sign. Where the processor computes several signatures in the time of a few (crypto's lanes), one thread takes
//! all that wait, and others join in only when much more waits: two threads with half a bunch each would take twice the time of one with
//! a whole bunch, and the processor away from those who write the mails. What gains nothing from the lanes weighs more, so that others come
//! sooner. Who fills the queue wakes only who is needed: to wake nobody is a system call all the same.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use kakitome_crypto::Bunch;

/// Bunches' worth of waiting items that another thread is for: one that the busy one takes next, and one of its own.
const BEFORE_OTHERS: usize = 2;

/// How much an item weighs among those that wait.
pub(crate) trait Weigh {
    fn weight(&self) -> Weight;
}

/// What signing costs in a bunch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// An eighth of a bunch that takes less than a millisecond.
    Light,
    /// Longer, or alone.
    Heavy,
}

pub(crate) struct Bunches<T> {
    inner: Mutex<Inner<T>>,
    filled: Condvar,
    size: Bunch,
}

struct Inner<T> {
    waiting: VecDeque<T>,
    /// Of what waits, so many are heavy.
    heavy: usize,
    sleeping: usize,
    /// Woken, and not there yet.
    coming: usize,
    /// With a bunch that will soon be done.
    busy: usize,
    closed: bool,
}

impl<T: Weigh> Inner<T> {
    /// Threads that the waiting items want beside those that are coming.
    fn wanted(&self, size: Bunch) -> usize {
        let nobody = self.busy == 0 && !self.waiting.is_empty();
        self.others(size).max(usize::from(nobody)).saturating_sub(self.coming).min(self.sleeping)
    }

    fn is_enough(&self, size: Bunch) -> bool {
        !self.waiting.is_empty() && (self.busy == 0 || self.others(size) > 0 || self.closed)
    }

    /// Threads that the waiting items are enough for, while one is busy: one for so many heavy ones, or so many light ones, or shares of
    /// both.
    fn others(&self, size: Bunch) -> usize {
        let of_heavy = size.least.max(1);
        let of_light = if size.most > 1 { BEFORE_OTHERS * size.most } else { 1 };
        let light = self.waiting.len() - self.heavy;
        (self.heavy * of_light + light * of_heavy) / (of_heavy * of_light)
    }

    fn take(&mut self, most: usize) -> Vec<T> {
        let count = self.waiting.len().min(most.max(1));
        let taken: Vec<T> = self.waiting.drain(..count).collect();
        self.heavy -= count_heavy(&taken);
        taken
    }
}

fn count_heavy<T: Weigh>(items: &[T]) -> usize {
    items.iter().filter(|item| item.weight() == Weight::Heavy).count()
}

impl<T: Weigh> Bunches<T> {
    pub(crate) fn new(size: Bunch) -> Self {
        let inner = Inner { waiting: VecDeque::new(), heavy: 0, sleeping: 0, coming: 0, busy: 0, closed: false };
        Self { inner: Mutex::new(inner), filled: Condvar::new(), size }
    }

    pub(crate) fn push_all(&self, items: impl IntoIterator<Item = T>) {
        let mut inner = self.lock();
        for item in items {
            inner.heavy += usize::from(item.weight() == Weight::Heavy);
            inner.waiting.push_back(item);
        }
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
        inner.busy += 1;
        Some(inner.take(self.size.most))
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

    /// Numbers from a hundred on are heavy.
    impl Weigh for u32 {
        fn weight(&self) -> Weight {
            if *self < 100 { Weight::Light } else { Weight::Heavy }
        }
    }

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

    /// A queue with one thread that is busy, and another that sleeps.
    fn one_busy_and_one_asleep() -> (Arc<Bunches<u32>>, thread::JoinHandle<Option<Vec<u32>>>) {
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
        (queue, other)
    }

    fn coming_and_sleeping(queue: &Bunches<u32>) -> (usize, usize) {
        let inner = queue.lock();
        (inner.coming, inner.sleeping)
    }

    #[test]
    fn light_ones_are_left_to_who_is_busy_until_two_bunches_wait() {
        let (queue, other) = one_busy_and_one_asleep();
        queue.push_all(2..17);
        assert_eq!(coming_and_sleeping(&queue), (0, 1), "nobody is woken for fifteen");
        queue.push_all([17]);
        assert_eq!(other.join().unwrap().unwrap(), (2..10).collect::<Vec<_>>(), "with the sixteenth the other begins");
        queue.done();
        assert_eq!(queue.lock().waiting.len(), 8, "and a bunch is left for who was busy");
        queue.done();
        assert_eq!(queue.take().unwrap(), (10..18).collect::<Vec<_>>(), "nobody is busy any more");
    }

    #[test]
    fn heavy_ones_call_another_sooner() {
        let (queue, other) = one_busy_and_one_asleep();
        queue.push_all([102, 103, 104, 5, 6, 7]);
        assert_eq!(coming_and_sleeping(&queue), (0, 1), "three heavy ones and three light ones are not enough");
        queue.push_all([8]);
        assert_eq!(other.join().unwrap().unwrap(), [102, 103, 104, 5, 6, 7, 8], "with four light ones they are");
        assert_eq!(queue.lock().heavy, 0);
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
            for round in 0..500_u32 {
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
