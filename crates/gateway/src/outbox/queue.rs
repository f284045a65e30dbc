//! Which mails there are and when each is due: a few words for each in memory, the rest lies in its file. Knows no clock.

use std::collections::{BTreeSet, HashMap};
use std::time::Instant;

use kakitome_store::MailId;
use kakitome_store::outbox::Found;

/// The mails of the outbox.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    mails: HashMap<MailId, Mail>,
    due: BTreeSet<(Instant, MailId)>,
    oldest: BTreeSet<(u64, MailId)>,
    bytes: u64,
}

/// What is known of a mail without its file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mail {
    /// When it was taken, by the outbox's clock.
    pub(crate) born: u64,
    /// Octets of its file.
    pub(crate) size: u64,
    /// What it is doing.
    pub(crate) place: Place,
}

/// What a mail is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// It waits until then.
    Waiting(Instant),
    /// It is being tried.
    UnderWay,
    /// It waits for a person's word.
    Held,
}

impl Queue {
    /// One more mail; one that is known stays what it is.
    pub(crate) fn add(&mut self, found: &Found, due: Instant) {
        if self.mails.contains_key(&found.id) {
            return;
        }
        let mail = Mail { born: found.born, size: found.size, place: Place::Waiting(due) };
        if self.mails.insert(found.id, mail).is_none() {
            self.bytes += found.size;
        }
        self.due.insert((due, found.id));
        self.oldest.insert((found.born, found.id));
    }

    /// A mail that is due, to be tried now.
    pub(crate) fn take(&mut self, now: Instant) -> Option<(MailId, u64)> {
        let (due, id) = self.due.first().copied().filter(|(due, _)| *due <= now)?;
        self.due.remove(&(due, id));
        let mail = self.mails.get_mut(&id)?;
        mail.place = Place::UnderWay;
        Some((id, mail.born))
    }

    /// This one, whenever it is due, unless it is being tried.
    pub(crate) fn take_this(&mut self, id: MailId) -> Option<u64> {
        let mail = self.mails.get_mut(&id)?;
        match mail.place {
            Place::UnderWay => return None,
            Place::Waiting(due) => {
                self.due.remove(&(due, id));
            }
            Place::Held => {}
        }
        mail.place = Place::UnderWay;
        Some(mail.born)
    }

    /// A mail that was tried waits again.
    pub(crate) fn wait(&mut self, id: MailId, due: Instant) {
        if let Some(mail) = self.mails.get_mut(&id) {
            if let Place::Waiting(before) = mail.place {
                self.due.remove(&(before, id));
            }
            mail.place = Place::Waiting(due);
            self.due.insert((due, id));
        }
    }

    /// A mail waits for a person's word.
    pub(crate) fn hold(&mut self, id: MailId) {
        if let Some(mail) = self.mails.get_mut(&id) {
            if let Place::Waiting(due) = mail.place {
                self.due.remove(&(due, id));
            }
            mail.place = Place::Held;
        }
    }

    /// A mail is no longer here.
    pub(crate) fn remove(&mut self, id: MailId) {
        if let Some(mail) = self.mails.remove(&id) {
            self.bytes = self.bytes.saturating_sub(mail.size);
            self.oldest.remove(&(mail.born, id));
            if let Place::Waiting(due) = mail.place {
                self.due.remove(&(due, id));
            }
        }
    }

    /// Mails that were taken before this and wait: their time may be over.
    pub(crate) fn taken_before(&self, born: u64) -> Vec<MailId> {
        let waits = |id: &MailId| self.mails.get(id).is_some_and(|mail| matches!(mail.place, Place::Waiting(_)));
        self.oldest.range(..(born, MailId::first_at(kakitome_store::Millis(0)))).map(|(_, id)| *id).filter(waits).collect()
    }

    /// When the next one is due.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        self.due.first().map(|(due, _)| *due)
    }

    /// When the oldest one was taken.
    pub(crate) fn oldest(&self) -> Option<u64> {
        self.oldest.first().map(|(born, _)| *born)
    }

    /// What is known of one.
    pub(crate) fn mail(&self, id: MailId) -> Option<Mail> {
        self.mails.get(&id).copied()
    }

    /// All, oldest first.
    pub(crate) fn all(&self) -> Vec<(MailId, Mail)> {
        self.oldest.iter().filter_map(|(_, id)| self.mails.get(id).map(|mail| (*id, *mail))).collect()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.mails.len()
    }

    /// Octets of all their files.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use kakitome_store::Millis;
    use std::time::Duration;

    fn found(number: i64, born: u64) -> Found {
        Found { id: MailId::first_at(Millis(number)), born, size: 100, due: None }
    }

    #[test]
    fn mails_come_in_the_order_in_which_they_are_due_and_leave_nothing_behind() {
        let now = Instant::now();
        let later = now + Duration::from_secs(60);
        let mut queue = Queue::default();
        queue.add(&found(1, 10), later);
        queue.add(&found(2, 20), now);
        queue.add(&found(3, 30), now + Duration::from_secs(1));
        assert_eq!((queue.len(), queue.bytes()), (3, 300));
        assert_eq!(queue.take(now).unwrap().1, 20);
        assert_eq!(queue.take(now), None);
        assert_eq!(queue.next_due(), Some(now + Duration::from_secs(1)));
        assert_eq!(queue.taken_before(30), [found(1, 10).id], "what is under way is not given up");
        let tried = found(2, 20).id;
        queue.wait(tried, later + Duration::from_secs(1));
        queue.hold(found(3, 30).id);
        assert_eq!(queue.next_due(), Some(later));
        assert_eq!(queue.take_this(found(3, 30).id), Some(30));
        assert_eq!(queue.take_this(found(3, 30).id), None, "nobody tries it twice at once");
        for number in 1..=3 {
            queue.remove(MailId::first_at(Millis(number)));
        }
        assert_eq!((queue.len(), queue.bytes(), queue.next_due(), queue.oldest.len()), (0, 0, None, 0));
    }
}
