//! A mail on its way into the outbox, from the gateway's side: the runtime's thread never waits for the disk with a large one, and nobody
//! is told that it is safe before it is.

use std::io::{self, Write};

use kakitome_store::outbox::{Draft, Envelope, Treatment, room_for};
use kakitome_store::{Happened, MailId, Millis};
use kakitome_wire::Reply;
use tokio::sync::oneshot;

use super::desk::Outbox;
use super::journal;
use crate::alarms::Alarm;
use crate::forms::outgoing::Outgoing;
use crate::keyholder::KeyError;
use crate::replies;

/// A mail that is being written; dropped before [`Writer::commit`], it is gone.
#[derive(Debug)]
pub(crate) struct Writer {
    draft: Draft,
    slot: Slot,
    held: bool,
}

/// Counts a mail that is being written, and the room that is kept for it until it is in the queue.
#[derive(Debug)]
struct Slot {
    outbox: Outbox,
    room: u64,
}

impl Slot {
    fn take(outbox: &Outbox, room: u64) -> Self {
        outbox.count_draft(room);
        Self { outbox: outbox.clone(), room }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.outbox.forget_draft(self.room);
    }
}

impl Outbox {
    /// Begins a mail that has these parts, and keeps room for all of them as they will be on the disk. The error is the reply for whoever
    /// brings it.
    ///
    /// # Errors
    /// There is no room, no key, or no disk.
    pub(crate) async fn begin(&self, id: MailId, envelope: &Envelope, parts: &[(Treatment, Outgoing)]) -> Result<Writer, Reply> {
        let room = room_for(envelope, parts.iter().map(|(treatment, outgoing)| (treatment, outgoing.at_most))).map_err(|error| {
            tracing::error!(%error, "a mail for the outbox cannot be measured");
            replies::own_trouble()
        })?;
        if let Some(reply) = self.refuses_forms(parts.len(), room).or_else(|| self.refuses(room)) {
            return Err(reply);
        }
        // From now on: others come in between before there is a key.
        let slot = Slot::take(self, room);
        self.begin_in(slot, id, envelope).await
    }

    /// A mail of our own (a report): it is begun however much waits already, or the outbox could never empty itself.
    ///
    /// # Errors
    /// There is no key, or no disk.
    pub(crate) async fn begin_own(&self, id: MailId, envelope: &Envelope) -> Result<Writer, Reply> {
        self.begin_in(Slot::take(self, 0), id, envelope).await
    }

    async fn begin_in(&self, slot: Slot, id: MailId, envelope: &Envelope) -> Result<Writer, Reply> {
        let key = self.keys.sealing().await.map_err(|error| match error {
            KeyError::Away(why) | KeyError::Refused(why) => {
                tracing::error!(why, "the keyholder gives no key for the outbox");
                replies::no_data_key()
            }
        })?;
        let draft = self.spool.draft(id, &key, envelope).map_err(|error| {
            tracing::error!(%error, "a mail for the outbox cannot be begun");
            replies::own_trouble()
        })?;
        Ok(Writer { draft, slot, held: envelope.held })
    }
}

impl Writer {
    /// Begins what one group of recipients gets; what is written next is its content.
    ///
    /// # Errors
    /// The reply for the client: the disk failed.
    pub(crate) fn part(&mut self, treatment: &Treatment) -> Result<(), Reply> {
        self.draft.part(treatment).map_err(|error| refusal(&error, &self.slot.outbox))
    }

    /// Content of that part.
    ///
    /// # Errors
    /// The reply for the client: the disk failed.
    pub(crate) async fn write(self, bytes: Vec<u8>) -> Result<Self, Reply> {
        let large = self.draft.is_large();
        self.work(large, move |draft| draft.write(&bytes)).await
    }

    /// The whole content of that part, as it would have gone to the next hop.
    ///
    /// # Errors
    /// The reply for the client: the disk failed.
    pub(crate) async fn fill(self, outgoing: Outgoing) -> Result<Self, Reply> {
        let large = self.draft.is_large() || outgoing.source.is_file();
        let write = move |draft: &mut Draft| {
            let mut into = Into { draft, failed: None };
            let written = outgoing.write_to(&mut into);
            // Whoever signs or encrypts on the way tells of its own trouble; what the disk said decides what the client is told.
            into.failed.map_or(written, Err)
        };
        self.work(large, write).await
    }

    async fn work(mut self, large: bool, work: impl FnOnce(&mut Draft) -> io::Result<()> + Send + 'static) -> Result<Self, Reply> {
        let outbox = self.slot.outbox.clone();
        let done = if large {
            let working = move || work(&mut self.draft).map(|()| self);
            tokio::task::spawn_blocking(working).await.map_err(io::Error::other).flatten()
        } else {
            work(&mut self.draft).map(|()| self)
        };
        done.map_err(|error| refusal(&error, &outbox))
    }

    /// Waits until the mail is safe: file and folder are synced. Then it may be acknowledged, and it is on its way.
    ///
    /// # Errors
    /// The reply for the client: the disk failed, and the mail is not there.
    pub(crate) async fn commit(self) -> Result<MailId, Reply> {
        let Self { draft, slot, held } = self;
        let outbox = slot.outbox.clone();
        let id = draft.id();
        let (told, done) = oneshot::channel();
        let desk = outbox.clone();
        outbox.begins_to_commit(id);
        outbox.spool.commit(draft, move |result| {
            // It is on its way even if whoever brought it has gone meanwhile.
            desk.committed(id, result.as_ref().ok().map(|found| (found, held)));
            let _ = told.send(result.map(|_| Millis::now()));
        });
        let durable = done.await.map_err(|_| io::Error::other("the outbox has ended")).flatten();
        let at = durable.map_err(|error| refusal(&error, &outbox))?;
        drop(slot);
        journal::note_at(at, &outbox.journal, id, Happened::Accepted, None, None).await;
        if held {
            journal::note(&outbox.journal, id, Happened::Held, None, None).await;
        }
        if let Err(error) = outbox.spool.disk().moment("before the reply") {
            tracing::debug!(%error, "told not to go on");
        }
        Ok(id)
    }
}

/// Writes into a draft, and remembers what the disk said.
struct Into<'a> {
    draft: &'a mut Draft,
    failed: Option<io::Error>,
}

impl Write for Into<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.draft.write(bytes) {
            Ok(()) => Ok(bytes.len()),
            Err(error) => {
                let kind = error.kind();
                self.failed = Some(error);
                Err(kind.into())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What the client is told: no room (it will come again), or our trouble.
fn refusal(error: &io::Error, outbox: &Outbox) -> Reply {
    tracing::error!(%error, "a mail could not be brought into the outbox; it was not acknowledged");
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            outbox.alarms.note(Alarm::NoRoom, None, &error.to_string());
            kakitome_wire::replies::NO_SPACE
        }
        _ => replies::own_trouble(),
    }
}
