//! What the threads share: queues between them, the keys, and what is known of the whole.

use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc,
    },
    time::{Duration, Instant},
};

use kakitome_crypto::Zeroizing;
use kakitome_keys::{Health, KeyInfo, Reply, Request};

use crate::{
    audit::Audit,
    bunches::{Bunches, Weigh, Weight},
    error::Error,
    kek::Kek,
    outbox::Outbox,
    peer::Admission,
    record::Record,
    ring::Ring,
    vault::{DataMaster, Places},
};

/// A queue between threads. Who fills it wakes only who sleeps: to wake nobody is a system call all the same.
pub(crate) struct Queue<T> {
    inner: Mutex<Inner<T>>,
    filled: Condvar,
}

struct Inner<T> {
    waiting: VecDeque<T>,
    sleeping: usize,
    closed: bool,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self { inner: Mutex::new(Inner { waiting: VecDeque::new(), sleeping: 0, closed: false }), filled: Condvar::new() }
    }
}

impl<T> Queue<T> {
    pub(crate) fn push(&self, item: T) {
        self.push_all([item]);
    }

    pub(crate) fn push_all(&self, items: impl IntoIterator<Item = T>) {
        let mut inner = self.lock();
        let before = inner.waiting.len();
        inner.waiting.extend(items);
        let added = inner.waiting.len() - before;
        let wanted = added.min(inner.sleeping);
        drop(inner);
        (0..wanted).for_each(|_| self.filled.notify_one());
    }

    /// Adds some and wakes nobody; says how many are there now. [`Self::wake`] must follow, sooner or later.
    pub(crate) fn add(&self, items: impl IntoIterator<Item = T>) -> usize {
        let mut inner = self.lock();
        inner.waiting.extend(items);
        inner.waiting.len()
    }

    /// For what was only [added](Self::add).
    pub(crate) fn wake(&self) {
        let inner = self.lock();
        if inner.sleeping > 0 && !inner.waiting.is_empty() {
            drop(inner);
            self.filled.notify_one();
        }
    }

    /// The next one; `None`: closed and empty.
    pub(crate) fn take(&self) -> Option<T> {
        let mut inner = self.lock();
        while inner.waiting.is_empty() && !inner.closed {
            inner.sleeping += 1;
            inner = self.filled.wait(inner).unwrap_or_else(PoisonError::into_inner);
            inner.sleeping -= 1;
        }
        inner.waiting.pop_front()
    }

    /// All that are there, at least one unless the time is over; `None`: closed and empty.
    pub(crate) fn take_all(&self, patience: Duration) -> Option<VecDeque<T>> {
        let mut inner = self.lock();
        let until = Instant::now() + patience;
        while inner.waiting.is_empty() && !inner.closed {
            let Some(left) = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) else { break };
            inner.sleeping += 1;
            (inner, _) = self.filled.wait_timeout(inner, left).unwrap_or_else(PoisonError::into_inner);
            inner.sleeping -= 1;
        }
        if inner.waiting.is_empty() && inner.closed { None } else { Some(std::mem::take(&mut inner.waiting)) }
    }

    /// Those that are there now.
    pub(crate) fn take_present(&self) -> VecDeque<T> {
        std::mem::take(&mut self.lock().waiting)
    }

    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        self.lock().waiting.is_empty()
    }

    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_all();
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    fn lock(&self) -> MutexGuard<'_, Inner<T>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request on its way to who does it.
pub(crate) struct Job {
    pub(crate) from: Arc<Outbox>,
    pub(crate) id: u64,
    pub(crate) weight: Weight,
    pub(crate) request: Request,
}

impl Weigh for Job {
    fn weight(&self) -> Weight {
        self.weight
    }
}

/// An answer on its way out, with what must be in the log first.
pub(crate) struct Done {
    pub(crate) to: Arc<Outbox>,
    pub(crate) id: u64,
    pub(crate) reply: Reply,
    pub(crate) record: Option<Record>,
}

/// A new key for the main thread to take in.
pub(crate) struct Adoption {
    pub(crate) info: KeyInfo,
    pub(crate) pkcs8: Zeroizing<Vec<u8>>,
    pub(crate) done: mpsc::SyncSender<Result<(), Error>>,
}

pub(crate) struct State {
    pub(crate) places: Places,
    pub(crate) admission: Admission,
    pub(crate) ring: Ring,
    pub(crate) kek: Mutex<Kek>,
    pub(crate) kek_path: PathBuf,
    pub(crate) kek_is_passphrase: bool,
    pub(crate) data: DataMaster,
    /// For the threads that sign.
    pub(crate) jobs: Bunches<Job>,
    /// For the one thread that makes keys, imports and rotates.
    pub(crate) slow_jobs: Queue<Job>,
    /// For the thread that writes the log and releases answers.
    pub(crate) done: Queue<Done>,
    /// Who holds it writes the log.
    pub(crate) audit: Mutex<Audit>,
    /// For the main thread, which is woken by [`Self::wake`].
    pub(crate) adoptions: Queue<Adoption>,
    pub(crate) wake: Box<dyn Fn() + Send + Sync>,
    pub(crate) log_works: AtomicBool,
    pub(crate) signatures: AtomicU64,
    pub(crate) started: Instant,
    pub(crate) unreadable_keys: u32,
    pub(crate) warnings: Mutex<Vec<String>>,
}

impl State {
    pub(crate) fn health(&self) -> Health {
        Health {
            keys: self.ring.count(),
            unreadable_keys: self.unreadable_keys,
            signatures: self.signatures.load(Ordering::Relaxed),
            uptime: self.started.elapsed().as_secs(),
            log_works: self.log_works.load(Ordering::Relaxed),
            warnings: self.warnings.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// Said once, and kept for who asks how we are.
    pub(crate) fn warn(&self, warning: String) {
        let mut warnings = self.warnings.lock().unwrap_or_else(PoisonError::into_inner);
        if !warnings.contains(&warning) {
            tracing::warn!("{warning}");
            warnings.push(warning);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use std::thread;

    use super::*;

    #[test]
    fn what_is_added_quietly_waits_for_the_wake_and_is_never_left_behind() {
        let queue = Arc::new(Queue::default());
        let taker = {
            let queue = Arc::clone(&queue);
            thread::spawn(move || {
                let mut batches: Vec<Vec<u32>> = Vec::new();
                while let Some(batch) = queue.take_all(Duration::from_secs(60)) {
                    batches.push(batch.into());
                }
                batches
            })
        };
        while queue.lock().sleeping == 0 {
            thread::yield_now();
        }
        assert_eq!(queue.add([1]), 1);
        assert_eq!(queue.add([2]), 2);
        thread::sleep(Duration::from_millis(20));
        assert!(!queue.is_empty(), "nobody was woken");
        queue.wake();
        while !queue.is_empty() {
            thread::yield_now();
        }
        queue.push(3);
        while !queue.is_empty() || queue.lock().sleeping == 0 {
            thread::yield_now();
        }
        queue.add([4]);
        queue.close();
        assert_eq!(taker.join().unwrap(), [vec![1, 2], vec![3], vec![4]]);
    }

    #[test]
    fn every_item_is_taken_once_by_many() {
        let queue = Arc::new(Queue::default());
        let takers: Vec<_> = (0..4)
            .map(|_| {
                let queue = Arc::clone(&queue);
                thread::spawn(move || std::iter::from_fn(|| queue.take()).collect::<Vec<u32>>())
            })
            .collect();
        for round in 0..500 {
            queue.push_all(round * 3..round * 3 + 3);
            if round % 50 == 0 {
                thread::sleep(Duration::from_millis(1));
            }
        }
        queue.close();
        let mut all: Vec<u32> = takers.into_iter().flat_map(|taker| taker.join().unwrap()).collect();
        all.sort_unstable();
        assert_eq!(all, (0..1500).collect::<Vec<_>>());
    }

    #[test]
    fn patience_ends() {
        let queue = Queue::<u32>::default();
        assert_eq!(queue.take_all(Duration::from_millis(5)).unwrap().len(), 0);
        queue.close();
        assert!(queue.take_all(Duration::from_secs(60)).is_none());
    }
}
