//! A folder with mails, and what every test asks of it: what is in, what comes out.

use std::io::Read;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};

use kakitome_store::outbox::{Disk, Envelope, Found, Recipient, Spool, StorageKey, Stored, Treatment};
use kakitome_store::{Error, MailId, Millis};

pub(crate) fn key() -> StorageKey {
    StorageKey { wrapped: b"wrapped by a keyholder".to_vec(), key: [7; 32].into() }
}

pub(crate) fn id(number: i64) -> MailId {
    MailId::first_at(Millis(1_795_305_600_000 + number))
}

/// The content of a mail, from its number alone.
pub(crate) fn content(number: i64, size: usize) -> Vec<u8> {
    format!("mail {number}\r\n").into_bytes().into_iter().cycle().take(size).collect()
}

pub(crate) fn put(spool: &Spool, number: i64, size: usize) -> Receiver<std::io::Result<Found>> {
    let (told, done) = channel();
    let envelope = Envelope::new(Some("x@bank.example".into()));
    let drafted = spool.draft(id(number), &key(), &envelope).and_then(|mut draft| {
        let recipients = vec![Recipient::new("a@example.com"), Recipient::new("b@example.com")];
        draft.part(&Treatment { recipients, eight_bit: false, treatment: "signed".into() })?;
        draft.write(&content(number, size))?;
        draft.part(&Treatment { recipients: vec![Recipient::new("c@example.com")], eight_bit: false, treatment: "encrypted".into() })?;
        draft.write(&content(-number, 100))?;
        Ok(draft)
    });
    match drafted {
        Ok(draft) => spool.commit(draft, move |result| told.send(result).unwrap()),
        Err(error) => told.send(Err(error)).unwrap(),
    }
    done
}

pub(crate) fn open(spool: &Spool, found: &Found) -> Result<Stored, Error> {
    spool.look(found.id, found.born)?.open(&key().key)
}

/// All of a mail, checked against its number.
pub(crate) fn check(spool: &Spool, found: &Found, number: i64, size: usize) -> Stored {
    let stored = open(spool, found).unwrap();
    assert_eq!(stored.envelope.sender.as_deref(), Some("x@bank.example"));
    assert_eq!(stored.parts.len(), 2);
    assert_eq!((stored.parts[0].first, stored.parts[1].first, stored.progress.fates.len()), (0, 2, 3));
    for (part, wanted) in stored.parts.iter().zip([content(number, size), content(-number, 100)]) {
        let mut all = Vec::new();
        stored.content(part).unwrap().read_to_end(&mut all).unwrap();
        assert_eq!(part.size, wanted.len() as u64);
        assert!(all == wanted, "mail {number}: another content");
    }
    stored
}

pub(crate) fn spool(folder: &Path) -> (Spool, Vec<Found>) {
    Spool::open(folder, Disk::default()).unwrap()
}
