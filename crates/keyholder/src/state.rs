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
    error::Error,
    kek::Kek,
    outbox::Outbox,
    peer::Admission,
    record::Record,
    ring::Ring,
    vault::{DataMaster, Places},
};

/// A queue between threads.
pub(crate) struct Queue<T> {
    inner: Mutex<Inner<T>>,
    filled: Condvar,
}

struct Inner<T> {
    waiting: VecDeque<T>,
    closed: bool,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self { inner: Mutex::new(Inner { waiting: VecDeque::new(), closed: false }), filled: Condvar::new() }
    }
}

impl<T> Queue<T> {
    pub(crate) fn push(&self, item: T) {
        self.lock().waiting.push_back(item);
        self.filled.notify_one();
    }

    pub(crate) fn push_all(&self, items: impl IntoIterator<Item = T>) {
        let added = {
            let mut inner = self.lock();
            let before = inner.waiting.len();
            inner.waiting.extend(items);
            inner.waiting.len() - before
        };
        match added {
            0 => {}
            1 => self.filled.notify_one(),
            _ => self.filled.notify_all(),
        }
    }

    /// The next one; `None`: closed and empty.
    pub(crate) fn take(&self) -> Option<T> {
        let empty = |inner: &mut Inner<T>| inner.waiting.is_empty() && !inner.closed;
        self.filled.wait_while(self.lock(), empty).unwrap_or_else(PoisonError::into_inner).waiting.pop_front()
    }

    /// All that are there, at least one unless the time is over; `None`: closed and empty.
    pub(crate) fn take_all(&self, patience: Duration) -> Option<VecDeque<T>> {
        let empty = |inner: &mut Inner<T>| inner.waiting.is_empty() && !inner.closed;
        let (mut inner, _) = self.filled.wait_timeout_while(self.lock(), patience, empty).unwrap_or_else(PoisonError::into_inner);
        if inner.waiting.is_empty() && inner.closed { None } else { Some(std::mem::take(&mut inner.waiting)) }
    }

    /// Those that are there now.
    pub(crate) fn take_present(&self) -> VecDeque<T> {
        std::mem::take(&mut self.lock().waiting)
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
    pub(crate) request: Request,
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
    pub(crate) jobs: Queue<Job>,
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
