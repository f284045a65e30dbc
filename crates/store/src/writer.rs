//! Writing the journal: one task gathers entries and writes hundreds in one transaction. Nothing is dropped: when the disk
//! cannot keep up, `record` waits; when it fails, the task tries again and says so.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::time::sleep;

use crate::batch;
use crate::database::Store;
use crate::entry::Entry;
use crate::error::Error;
use crate::event::Event;
use crate::leg::Leg;

/// Entries that wait at most; then `record` waits.
const QUEUE: usize = 1024;
/// Entries of one transaction at most.
const BATCH: usize = 512;
/// How long the first entry of a batch waits for others. With the write itself an entry is on disk within 200 ms.
const GATHER: Duration = Duration::from_millis(100);
/// Between two tries of a write that fails: doubled from the first to the last.
const RETRY_FIRST: Duration = Duration::from_millis(100);
const RETRY_LAST: Duration = Duration::from_secs(5);
/// Tries of the last writes when the process ends.
const LAST_TRIES: u32 = 5;

/// The task that writes.
#[derive(Debug)]
pub struct JournalWriter {
    handle: Journal,
    task: tokio::task::JoinHandle<Result<(), Error>>,
}

/// Hands entries to the writer; cheap to clone.
#[derive(Debug, Clone)]
pub struct Journal {
    queue: mpsc::Sender<Job>,
    hurry: Arc<Notify>,
    trouble: watch::Receiver<Option<String>>,
}

#[derive(Debug)]
enum Job {
    Record(Box<Entry>),
    Note(Box<Event>),
    Leg(Box<Leg>),
    Flush(oneshot::Sender<()>),
    Finish,
}

impl JournalWriter {
    /// Starts the task on the current tokio runtime.
    #[must_use]
    pub fn spawn(store: &Store) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let (trouble, troubled) = watch::channel(None);
        let hurry = Arc::new(Notify::new());
        let writer = Writer {
            store: store.clone(),
            jobs,
            hurry: Arc::clone(&hurry),
            trouble,
            batch: Vec::with_capacity(BATCH),
            events: Vec::new(),
            legs: Vec::new(),
            flushed: Vec::new(),
            finishing: false,
        };
        Self { handle: Journal { queue, hurry, trouble: troubled }, task: tokio::spawn(writer.run()) }
    }

    /// A handle for whoever records.
    #[must_use]
    pub fn handle(&self) -> Journal {
        self.handle.clone()
    }

    /// Writes what is waiting and ends the task. Handles that remain get [`Error::JournalClosed`].
    ///
    /// # Errors
    /// If the last entries could not be written.
    pub async fn finish(self) -> Result<(), Error> {
        // If the queue is closed already, the task's own answer says why.
        let _ = self.handle.queue.send(Job::Finish).await;
        self.handle.hurry.notify_one();
        self.task.await.map_err(|_| Error::JournalClosed)?
    }
}

impl Journal {
    /// Hands one entry over; on disk within 200 ms. Waits while the queue is full.
    ///
    /// # Errors
    /// If the writer has been shut down.
    pub async fn record(&self, entry: Entry) -> Result<(), Error> {
        self.hand_over(Job::Record(Box::new(entry))).await
    }

    /// Hands an event of the outbox over, as [`Journal::record`] an entry.
    ///
    /// # Errors
    /// If the writer has been shut down.
    pub async fn note(&self, event: Event) -> Result<(), Error> {
        self.hand_over(Job::Note(Box::new(event))).await
    }

    /// Hands over how a mail left, as [`Journal::record`] an entry.
    ///
    /// # Errors
    /// If the writer has been shut down.
    pub async fn leg(&self, leg: Leg) -> Result<(), Error> {
        self.hand_over(Job::Leg(Box::new(leg))).await
    }

    async fn hand_over(&self, job: Job) -> Result<(), Error> {
        match self.queue.try_send(job) {
            Ok(()) => Ok(()),
            Err(mpsc::error::TrySendError::Closed(_)) => Err(Error::JournalClosed),
            Err(mpsc::error::TrySendError::Full(job)) => {
                self.hurry.notify_one();
                self.queue.send(job).await.map_err(|_| Error::JournalClosed)
            }
        }
    }

    /// Waits until all that was recorded before is on disk.
    ///
    /// # Errors
    /// If the writer has been shut down.
    pub async fn flush(&self) -> Result<(), Error> {
        let (done, wait) = oneshot::channel();
        self.queue.send(Job::Flush(done)).await.map_err(|_| Error::JournalClosed)?;
        self.hurry.notify_one();
        wait.await.map_err(|_| Error::JournalClosed)
    }

    /// Why the last write failed, while it is being tried again; none: all is well. A gateway refuses mail for now (4xx)
    /// rather than hand on what it cannot write down.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        self.trouble.borrow().clone()
    }
}

struct Writer {
    store: Store,
    jobs: mpsc::Receiver<Job>,
    hurry: Arc<Notify>,
    trouble: watch::Sender<Option<String>>,
    batch: Vec<Entry>,
    events: Vec<Event>,
    legs: Vec<Leg>,
    flushed: Vec<oneshot::Sender<()>>,
    finishing: bool,
}

impl Writer {
    async fn run(mut self) -> Result<(), Error> {
        while let Some(job) = self.jobs.recv().await {
            let urgent = self.take(job);
            if !urgent && !self.finishing {
                tokio::select! {
                    () = sleep(GATHER) => {}
                    () = self.hurry.notified() => {}
                }
            }
            while self.waiting() < BATCH
                && let Ok(job) = self.jobs.try_recv()
            {
                self.take(job);
            }
            self.write().await?;
        }
        Ok(())
    }

    fn waiting(&self) -> usize {
        self.batch.len() + self.events.len() + self.legs.len()
    }

    /// Answers whether somebody waits for the write.
    fn take(&mut self, job: Job) -> bool {
        match job {
            Job::Record(entry) => {
                self.batch.push(*entry);
                false
            }
            Job::Note(event) => {
                self.events.push(*event);
                false
            }
            Job::Leg(leg) => {
                self.legs.push(*leg);
                false
            }
            Job::Flush(done) => {
                self.flushed.push(done);
                true
            }
            Job::Finish => {
                self.finishing = true;
                // What is in the queue is still taken; then `recv` ends.
                self.jobs.close();
                true
            }
        }
    }

    /// Writes the batch, however often it takes; only at the end of the process it gives up.
    async fn write(&mut self) -> Result<(), Error> {
        let mut wait = RETRY_FIRST;
        let mut tries = 0;
        while self.waiting() > 0 {
            match batch::write(&self.store, &self.batch, &self.events, &self.legs).await {
                Ok(()) => {
                    self.batch.clear();
                    self.events.clear();
                    self.legs.clear();
                    self.trouble.send_if_modified(|trouble| trouble.take().is_some());
                }
                Err(source) => {
                    tries += 1;
                    if self.finishing && tries >= LAST_TRIES {
                        return Err(Error::JournalUnwritten { count: self.waiting() + self.jobs.len(), source });
                    }
                    self.trouble.send_replace(Some(source.to_string()));
                    sleep(wait).await;
                    wait = wait.saturating_mul(2).min(RETRY_LAST);
                }
            }
        }
        for done in self.flushed.drain(..) {
            // Whoever waited may have gone.
            let _ = done.send(());
        }
        Ok(())
    }
}
