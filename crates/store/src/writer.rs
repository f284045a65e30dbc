//! Writing the journal: one task gathers entries and writes hundreds in one transaction. Nothing is dropped: when the disk
//! cannot keep up, `record` waits.

use tokio::sync::{mpsc, oneshot, watch};

use crate::database::Store;
use crate::entry::Entry;
use crate::error::Error;

/// The task that writes.
#[derive(Debug)]
pub struct JournalWriter {
    handle: Journal,
    task: tokio::task::JoinHandle<()>,
}

/// Hands entries to the writer; cheap to clone.
#[derive(Debug, Clone)]
pub struct Journal {
    queue: mpsc::Sender<Job>,
    trouble: watch::Receiver<Option<String>>,
}

#[derive(Debug)]
enum Job {
    Record(Box<Entry>),
    Flush(oneshot::Sender<()>),
}

impl JournalWriter {
    /// Starts the task on the current tokio runtime.
    #[must_use]
    pub fn spawn(store: &Store) -> Self {
        let _ = store;
        todo!()
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
        let _ = self.task;
        todo!()
    }
}

impl Journal {
    /// Hands one entry over; on disk within 200 ms. Waits while the queue is full.
    ///
    /// # Errors
    /// If the writer has been shut down.
    pub async fn record(&self, entry: Entry) -> Result<(), Error> {
        self.queue.send(Job::Record(Box::new(entry))).await.map_err(|_| Error::JournalClosed)
    }

    /// Waits until all that was recorded before is on disk.
    ///
    /// # Errors
    /// If the writer has been shut down.
    pub async fn flush(&self) -> Result<(), Error> {
        let (done, wait) = oneshot::channel();
        self.queue.send(Job::Flush(done)).await.map_err(|_| Error::JournalClosed)?;
        wait.await.map_err(|_| Error::JournalClosed)
    }

    /// Why the last write failed, while it is being tried again; none: all is well. A gateway refuses mail for now (4xx)
    /// rather than hand on what it cannot write down.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        self.trouble.borrow().clone()
    }
}
