//! The outbox as the rest of the gateway sees it: whether there is room, a mail begun, and what is where. Cheap to clone.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use kakitome_store::outbox::{Disk, Found, Progress, Spool};
use kakitome_store::{Error, Journal, MailId};
use kakitome_wire::Reply;
use tokio::sync::Notify;

use super::backoff;
use super::data_keys::DataKeys;
use super::queue::Queue;
use crate::alarms::{Alarm, Alarms};
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
    /// What went wrong, until it is told.
    pub(crate) alarms: Alarms,
    /// Told when something has to be looked at.
    pub(crate) wake: Notify,
    queue: Mutex<Queue>,
    /// What became of mails whose files could not be told so: it counts as long as the program runs.
    unkept: Mutex<HashMap<MailId, Progress>>,
    drafts: AtomicUsize,
    /// Octets that are kept for those that are being written.
    promised: AtomicU64,
    /// Mails of ours whose files are in the folder or about to be, and which the queue does not know yet.
    committing: Mutex<HashSet<MailId>>,
    /// Another program hands the mails on.
    given_up: AtomicBool,
    /// A reload changes them.
    limits: RwLock<Limits>,
}

/// How much there may be.
#[derive(Debug, Clone, Copy)]
struct Limits {
    mails: usize,
    bytes: u64,
    free_bytes: u64,
    longest_pause: Duration,
}

impl From<&OutboxSettings> for Limits {
    fn from(settings: &OutboxSettings) -> Self {
        let OutboxSettings { mails, bytes, free_bytes, longest_pause, .. } = *settings;
        Self { mails, bytes, free_bytes, longest_pause }
    }
}

/// Why there is no room.
enum Shortage {
    /// As many or as large mails as may be; in words.
    Full(String),
    /// Too little of the disk; in words.
    Disk(String),
    /// The disk does not say.
    Unknown(std::io::Error),
}

impl Shortage {
    fn reply(&self) -> Reply {
        match self {
            Self::Full(_) => replies::outbox_full(),
            Self::Disk(_) => kakitome_wire::replies::NO_SPACE,
            Self::Unknown(_) => replies::own_trouble(),
        }
    }
}

impl std::ops::Deref for Outbox {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.0
    }
}

impl Outbox {
    /// Opens its folder; what lies in it waits for its time, or (where that is unknown or long over) for its turn. `beside` a gateway that
    /// is going, mails are taken from the beginning and handed on once the folder is ours.
    ///
    /// # Errors
    /// Another program works in it; the folder cannot be used.
    pub(crate) fn open(settings: &OutboxSettings, disk: Disk, keyholder: Keyholder, journal: Journal, beside: bool) -> Result<Self, Error> {
        let (spool, found) =
            if beside { (Spool::beside(&settings.folder, disk)?, Vec::new()) } else { Spool::open(&settings.folder, disk)? };
        let outbox = Self(Arc::new(Desk {
            spool,
            keys: DataKeys::new(keyholder),
            journal,
            alarms: Alarms::default(),
            wake: Notify::new(),
            queue: Mutex::default(),
            unkept: Mutex::default(),
            drafts: AtomicUsize::new(0),
            promised: AtomicU64::new(0),
            committing: Mutex::default(),
            given_up: AtomicBool::new(false),
            limits: RwLock::new(settings.into()),
        }));
        outbox.take_in(&found);
        Ok(outbox)
    }

    /// Mails that lie in the folder: each waits for its time.
    fn take_in(&self, found: &[Found]) {
        let mut queue = self.queue();
        let (now, calendar, longest) = (Instant::now(), SystemTime::now(), self.limits().longest_pause);
        for found in found {
            let wait = found.due.and_then(|due| due.duration_since(calendar).ok()).unwrap_or_default();
            // A calendar that has jumped keeps nobody waiting longer than the longest pause (R15).
            queue.add(found, now + wait.min(longest));
        }
        if !found.is_empty() {
            tracing::info!(mails = found.len(), folder = %self.spool.folder().display(), "mails wait in the outbox");
        }
    }

    /// Mails that another program has brought into the folder.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub(crate) fn take_in_newcomers(&self) -> std::io::Result<()> {
        let found = self.spool.newcomers(|id| self.commits().contains(&id) || self.queue().mail(id).is_some())?;
        if !found.is_empty() {
            self.take_in(&found);
            self.wake.notify_one();
        }
        Ok(())
    }

    /// Lets the folder go to the next gateway. What is still being written here is found by that one.
    pub(crate) fn give_up(&self) {
        self.given_up.store(true, Ordering::Release);
        *self.queue() = Queue::default();
        self.spool.let_go();
    }

    /// Why a mail that takes so much of the disk cannot be taken now, as the reply that says so (R28): too many, too much, or too little room
    /// on the disk. Whoever runs the gateway is told: somebody's mail is refused for it. What is being written counts as if nothing of it were
    /// there yet. An outbox with nothing in it takes one mail of any length: else that one could never be handed on.
    pub(crate) fn refuses(&self, room_of_it: u64) -> Option<Reply> {
        let shortage = self.shortage(room_of_it)?;
        let folder = self.spool.folder().display();
        match &shortage {
            Shortage::Full(why) => tracing::warn!(why, "the outbox is full: mail is refused for now"),
            Shortage::Disk(why) => tracing::error!(why, %folder, "too little room on the disk: mail is refused for now"),
            Shortage::Unknown(error) => tracing::error!(%error, %folder, "the disk of the outbox does not answer"),
        }
        if let Shortage::Full(why) | Shortage::Disk(why) = &shortage {
            self.alarms.note(Alarm::NoRoom, None, why);
        }
        Some(shortage.reply())
    }

    /// The same for whoever only looks: nothing is refused, and nobody told.
    pub(crate) fn would_refuse(&self) -> Option<Reply> {
        self.shortage(0).map(|shortage| shortage.reply())
    }

    fn shortage(&self, room_of_it: u64) -> Option<Shortage> {
        let promised = self.promised.load(Ordering::Relaxed);
        let (mails, bytes) = {
            let queue = self.queue();
            (queue.len() + self.drafts.load(Ordering::Relaxed), queue.bytes().saturating_add(promised))
        };
        let limits = self.limits();
        let too_much = bytes >= limits.bytes || (bytes > 0 && bytes.saturating_add(room_of_it) > limits.bytes);
        if mails >= limits.mails || too_much {
            return Some(Shortage::Full(format!("{mails} mails, {bytes} bytes in it")));
        }
        let coming_in = promised.saturating_add(room_of_it);
        match self.spool.room() {
            Ok(room) if room < limits.free_bytes.saturating_add(coming_in) => {
                let wanted = limits.free_bytes;
                Some(Shortage::Disk(format!(
                    "{room} bytes are free on its disk, {wanted} are wanted beside {coming_in} for mail that comes in"
                )))
            }
            Ok(_) => None,
            Err(error) => Some(Shortage::Unknown(error)),
        }
    }

    /// Why a mail in so many forms can never be taken, which together take so much of the disk. Its sender is told what would help.
    pub(super) fn refuses_forms(&self, forms: usize, room: u64) -> Option<Reply> {
        (forms > 1 && room > self.limits().bytes).then(|| {
            tracing::warn!(forms, room, "so many forms of one mail are more than the outbox may hold");
            replies::too_many_copies(forms, room)
        })
    }

    /// A mail is about to be made durable.
    pub(super) fn begins_to_commit(&self, id: MailId) {
        self.commits().insert(id);
    }

    /// A mail has become durable, and is tried at once, or held; or it has not.
    pub(super) fn committed(&self, id: MailId, found: Option<(&Found, bool)>) {
        if let Some((found, held)) = found.filter(|_| !self.given_up.load(Ordering::Acquire)) {
            self.arrived(found, held);
        }
        // After the queue knows it: at no moment it looks like somebody else's.
        self.commits().remove(&id);
    }

    fn arrived(&self, found: &Found, held: bool) {
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
    fn commits(&self) -> MutexGuard<'_, HashSet<MailId>> {
        self.committing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn limits(&self) -> Limits {
        *self.limits.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// A reload has brought other limits.
    pub(crate) fn put_limits(&self, settings: &OutboxSettings) {
        *self.limits.write().unwrap_or_else(PoisonError::into_inner) = settings.into();
    }

    /// The mails.
    pub(crate) fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One more mail is being written, which takes so much of the disk.
    pub(super) fn count_draft(&self, room: u64) {
        self.drafts.fetch_add(1, Ordering::Relaxed);
        self.promised.fetch_add(room, Ordering::Relaxed);
    }

    /// One less.
    pub(super) fn forget_draft(&self, room: u64) {
        self.drafts.fetch_sub(1, Ordering::Relaxed);
        self.promised.fetch_sub(room, Ordering::Relaxed);
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
    pub(super) fn put_back(&self, id: MailId, born: u64, pause: Duration) {
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
