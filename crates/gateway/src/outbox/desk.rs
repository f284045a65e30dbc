//! The outbox as the rest of the gateway sees it: whether there is room, a mail begun, and what is where. Cheap to clone.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Instant, SystemTime};

use kakitome_store::outbox::{Disk, Found, Progress, Spool};
use kakitome_store::{Error, Journal, MailId};
use kakitome_wire::Reply;
use tokio::sync::Notify;

use super::backoff;
use super::data_keys::DataKeys;
use super::queue::Queue;
use crate::config::OutboxSettings;
use crate::keyholder::Keyholder;
use crate::replies;

/// The outbox.
#[derive(Debug, Clone)]
pub(crate) struct Outbox(Arc<Desk>);

/// What all its clones share.
#[derive(Debug)]
pub(crate) struct Desk {
    /// Its folder.
    pub(crate) spool: Spool,
    /// The keys of its files.
    pub(crate) keys: DataKeys,
    /// Where its events are written down.
    pub(crate) journal: Journal,
    /// Told when something has to be looked at.
    pub(crate) wake: Notify,
    queue: Mutex<Queue>,
    /// What became of mails whose files could not be told so: it counts as long as the program runs.
    unkept: Mutex<HashMap<MailId, Progress>>,
    drafts: AtomicUsize,
    limits: OutboxSettings,
}

impl std::ops::Deref for Outbox {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.0
    }
}

impl Outbox {
    /// Opens its folder; what lies in it waits for its time, or (where that is unknown or long over) for its turn.
    ///
    /// # Errors
    /// Another program works in it; the folder cannot be used.
    pub(crate) fn open(settings: &OutboxSettings, disk: Disk, keyholder: Keyholder, journal: Journal) -> Result<Self, Error> {
        let (spool, found) = Spool::open(&settings.folder, disk)?;
        let mut queue = Queue::default();
        let (now, calendar) = (Instant::now(), SystemTime::now());
        for found in found {
            let wait = found.due.and_then(|due| due.duration_since(calendar).ok()).unwrap_or_default();
            // A calendar that has jumped keeps nobody waiting longer than the longest pause (R15).
            queue.add(&found, now + wait.min(settings.longest_pause));
        }
        if queue.len() > 0 {
            tracing::info!(mails = queue.len(), bytes = queue.bytes(), folder = %settings.folder.display(), "mails wait in the outbox");
        }
        Ok(Self(Arc::new(Desk {
            spool,
            keys: DataKeys::new(keyholder),
            journal,
            wake: Notify::new(),
            queue: Mutex::new(queue),
            unkept: Mutex::default(),
            drafts: AtomicUsize::new(0),
            limits: settings.clone(),
        })))
    }

    /// Why no mail can be taken now, as the reply that says so (R28): too many, too much, or too little room on the disk.
    pub(crate) fn pressure(&self) -> Option<Reply> {
        let (mails, bytes) = {
            let queue = self.queue();
            (queue.len() + self.drafts.load(Ordering::Relaxed), queue.bytes())
        };
        if mails >= self.limits.mails || bytes >= self.limits.bytes {
            tracing::warn!(mails, bytes, "the outbox is full: mail is refused for now");
            return Some(replies::outbox_full());
        }
        match self.spool.room() {
            Ok(room) if room < self.limits.free_bytes => {
                tracing::error!(room, wanted = self.limits.free_bytes, folder = %self.spool.folder().display(), "too little room on the disk");
                Some(kakitome_wire::replies::NO_SPACE)
            }
            Ok(_) => None,
            Err(error) => {
                tracing::error!(%error, folder = %self.spool.folder().display(), "the disk of the outbox does not answer");
                Some(replies::own_trouble())
            }
        }
    }

    /// A mail has become durable: it is tried at once, or held.
    pub(crate) fn arrived(&self, found: &Found, held: bool) {
        let mut queue = self.queue();
        queue.add(found, Instant::now());
        if held {
            queue.hold(found.id);
        }
        drop(queue);
        self.wake.notify_one();
    }
}

impl Desk {
    /// The mails.
    pub(crate) fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One more mail is being written, or one less.
    pub(super) fn count_draft(&self, more: bool) {
        if more {
            self.drafts.fetch_add(1, Ordering::Relaxed);
        } else {
            self.drafts.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// What became of a mail, where its file could not be told; or that its file knows now.
    pub(super) fn remember(&self, id: MailId, progress: Option<Progress>) {
        let mut unkept = self.unkept.lock().unwrap_or_else(PoisonError::into_inner);
        match progress {
            Some(progress) => unkept.insert(id, progress),
            None => unkept.remove(&id),
        };
    }

    /// See [`Desk::remember`].
    pub(super) fn recall(&self, id: MailId) -> Option<Progress> {
        self.unkept.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    /// A mail waits until this moment from now; a later program is told through its file.
    pub(super) fn put_back(&self, id: MailId, born: u64, pause: std::time::Duration) {
        if let Err(error) = self.spool.due(id, born, SystemTime::now() + pause) {
            tracing::debug!(%id, %error, "the time of the next try could not be noted");
        }
        self.queue().wait(id, Instant::now() + pause);
        self.wake.notify_one();
    }

    /// When a mail that was not tried for a reason of ours is tried.
    pub(super) fn put_back_soon(&self, id: MailId) {
        self.queue().wait(id, Instant::now() + backoff::spread(backoff::OWN_TROUBLE));
        self.wake.notify_one();
    }
}
