//! Files that are not as they were written (R04), and mails that are given up half-way.

use std::io::Read;

use kakitome_store::outbox::{Fate, Found};

use crate::folder::{check, content, id, key, open, put, spool};

const FLIPS: usize = 1_000;

#[test]
fn r04_a_flipped_octet_is_noticed_wherever_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (outbox, _) = spool(folder.path());
    let found = put(&outbox, 1, 150_000).recv().unwrap().unwrap();
    let mut stored = open(&outbox, &found).unwrap();
    stored.progress.fates[0] = Fate::Delivered;
    stored.keep(true).unwrap();
    drop(stored);
    let path = std::fs::read_dir(folder.path().join("mails")).unwrap().next().unwrap().unwrap().path();
    let whole = std::fs::read(&path).unwrap();
    let mut silent = Vec::new();
    for flip in 0..FLIPS {
        // Every octet of the first and last ones, where the records are, then some of all.
        let at = match flip {
            0..300 => flip,
            300..700 => whole.len() - 1 - (flip - 300),
            _ => flip * 7919 % whole.len(),
        };
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (flip % 8);
        std::fs::write(&path, &bytes).unwrap();
        if let Some(what) = unnoticed(&outbox, &found) {
            silent.push(format!("octet {at} of {}: {what}", whole.len()));
        }
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
    std::fs::write(&path, &whole).unwrap();
    check(&outbox, &found, 1, 150_000);
}

/// What a flip has changed without being noticed: a mail as it was, or an error, is well.
fn unnoticed(outbox: &kakitome_store::outbox::Spool, found: &Found) -> Option<String> {
    let stored = open(outbox, found).ok()?;
    for (part, wanted) in stored.parts.iter().zip([content(1, 150_000), content(-1, 100)]) {
        let mut all = Vec::new();
        if stored.content(part).and_then(|mut content| content.read_to_end(&mut all)).is_ok() && all != wanted {
            return Some("another content".into());
        }
    }
    (stored.progress.fates[0] != Fate::Delivered).then(|| "it was forgotten that somebody has it".into())
}

#[test]
fn r04_a_file_that_was_cut_off_is_noticed_and_a_cut_record_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let (outbox, _) = spool(folder.path());
    let found = put(&outbox, 1, 100_000).recv().unwrap().unwrap();
    let path = std::fs::read_dir(folder.path().join("mails")).unwrap().next().unwrap().unwrap().path();
    let whole = std::fs::read(&path).unwrap();
    for length in (0..whole.len()).step_by(997).chain(whole.len() - 40..whole.len()) {
        std::fs::write(&path, &whole[..length]).unwrap();
        assert!(open(&outbox, &found).is_err(), "{length} of {} octets", whole.len());
    }
    std::fs::write(&path, &whole).unwrap();
    let mut stored = open(&outbox, &found).unwrap();
    stored.progress.tries = 1;
    stored.keep(false).unwrap();
    let once = std::fs::read(&path).unwrap();
    stored.progress.tries = 2;
    stored.keep(false).unwrap();
    let twice = std::fs::read(&path).unwrap();
    for length in once.len()..twice.len() {
        std::fs::write(&path, &twice[..length]).unwrap();
        assert_eq!(open(&outbox, &found).unwrap().progress.tries, 1, "the record before counts");
    }
    // What was cut off is written over, not after.
    let mut stored = open(&outbox, &found).unwrap();
    stored.progress.tries = 3;
    stored.keep(false).unwrap();
    assert_eq!(open(&outbox, &found).unwrap().progress.tries, 3);
    let mut zeros = once.clone();
    zeros.resize(twice.len(), 0);
    std::fs::write(&path, &zeros).unwrap();
    assert_eq!(open(&outbox, &found).unwrap().progress.tries, 1);
}

#[test]
fn nothing_of_a_mail_lies_in_clear_and_another_key_opens_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (outbox, _) = spool(folder.path());
    let found = put(&outbox, 1, 2_000_000).recv().unwrap().unwrap();
    let path = std::fs::read_dir(folder.path().join("mails")).unwrap().next().unwrap().unwrap().path();
    let bytes = std::fs::read(&path).unwrap();
    for secret in ["mail 1\r\n", "bank.example", "a@example.com", "signed"] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
    }
    let sealed = outbox.look(found.id, found.born).unwrap();
    assert_eq!(sealed.wrapped(), key().wrapped);
    assert!(sealed.open(&[8; 32]).is_err());
    // A file under another mail's name is not that mail.
    let other = Found { id: id(9), ..found };
    std::fs::copy(&path, folder.path().join(format!("mails/{}-{:x}.mail", other.id, other.born))).unwrap();
    assert!(open(&outbox, &other).is_err());
}

#[test]
fn a_draft_that_is_dropped_leaves_nothing_and_leftovers_go_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let (outbox, _) = spool(folder.path());
    let envelope = kakitome_store::outbox::Envelope::new(None);
    let mut draft = outbox.draft(id(1), &key(), &envelope).unwrap();
    draft.part(&kakitome_store::outbox::Treatment::default()).unwrap();
    draft.write(&vec![1; 3_000_000]).unwrap();
    assert_eq!(std::fs::read_dir(folder.path().join("tmp")).unwrap().count(), 1);
    drop(draft);
    assert_eq!(std::fs::read_dir(folder.path().join("tmp")).unwrap().count(), 0);
    drop(outbox);
    std::fs::write(folder.path().join("tmp/half.tmp"), "half a mail").unwrap();
    let (_, found) = spool(folder.path());
    assert!(found.is_empty());
    assert_eq!(std::fs::read_dir(folder.path().join("tmp")).unwrap().count(), 0);
}

#[test]
fn a_mail_that_was_put_aside_is_found_with_its_reason_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let (outbox, _) = spool(folder.path());
    let found = put(&outbox, 1, 100).recv().unwrap().unwrap();
    outbox.quarantine(found.id, found.born, "damaged: content").unwrap();
    assert!(outbox.look(found.id, found.born).is_err());
    let aside = outbox.quarantined().unwrap();
    assert_eq!((aside.len(), aside[0].0.id, aside[0].1.as_str()), (1, found.id, "damaged: content"));
    outbox.take_back(found.id, found.born).unwrap();
    check(&outbox, &found, 1, 100);
    assert!(outbox.quarantined().unwrap().is_empty());
    assert_eq!(std::fs::read_dir(folder.path().join("quarantine")).unwrap().count(), 0);
}

#[test]
fn r15_age_is_counted_by_the_outbox_and_not_by_the_calendar() {
    let folder = tempfile::tempdir().unwrap();
    let (outbox, _) = spool(folder.path());
    let found = put(&outbox, 1, 100).recv().unwrap().unwrap();
    let before = outbox.now();
    drop(outbox);
    // The calendar was ten years ahead, or behind, when the clock was written down: at most an hour has passed.
    for years in [-10_i64, 10] {
        let shift = std::time::Duration::from_secs(years.unsigned_abs() * 365 * 86_400);
        let now = std::time::SystemTime::now();
        let then = if years < 0 { now - shift } else { now + shift };
        std::fs::File::options().write(true).open(folder.path().join("clock")).unwrap().set_modified(then).unwrap();
        let (outbox, all) = spool(folder.path());
        assert_eq!(all[0].born, found.born);
        let age = outbox.now() - found.born;
        assert!(age <= before + 3_700 + 3_700, "{years} years: the mail is {age} seconds old");
    }
    // Without its clock it goes on from what its mails know.
    std::fs::remove_file(folder.path().join("clock")).unwrap();
    assert!(spool(folder.path()).0.now() >= found.born);
}
