//! Acts of the disk that fail: each in its turn (G14, R11), the sync (R12), all for want of room (G3, R10), and one that is slow (R31).

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use kakitome_store::Error;
use kakitome_store::outbox::{Act, Disk, Fate, Found, Spool};

use crate::folder::{check, id, open, put, spool};

/// Two mails of which one is large, one try, one leaves: what was acknowledged of them.
fn script(spool: &Spool) -> Vec<(i64, usize, Found)> {
    let mut kept = Vec::new();
    for (number, size) in [(1, 300), (2, 1_500_000), (3, 10)] {
        if let Ok(found) = put(spool, number, size).recv().unwrap() {
            kept.push((number, size, found));
        }
    }
    if let Some((_, _, found)) = kept.first()
        && let Ok(mut stored) = open(spool, found)
    {
        stored.progress.fates[0] = Fate::Delivered;
        // What cannot be written down is the caller's to remember.
        let _ = stored.keep(true);
    }
    if let Some((_, _, found)) = kept.last().copied()
        && spool.remove(found.id, found.born).is_ok()
    {
        kept.pop();
    }
    kept
}

/// Fails the k-th act with this fault; says how many acts there were.
fn fail_at(k: usize, fault: i32) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let acts = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&acts);
    let disk = Disk::watched(Arc::new(move |_: &Act<'_>| {
        let now = count.fetch_add(1, Ordering::SeqCst) + 1;
        if now == k { Err(io::Error::from_raw_os_error(fault)) } else { Ok(()) }
    }));
    let kept = match Spool::open(folder.path(), disk) {
        Ok((spool, _)) => script(&spool),
        Err(_) => Vec::new(),
    };
    let (spool, found) = spool(folder.path());
    assert_eq!(found.len(), kept.len(), "act {k}: what is there is what was acknowledged");
    for (number, size, found) in kept {
        check(&spool, &found, number, size);
    }
    acts.load(Ordering::SeqCst)
}

#[test]
fn g14_r11_whichever_act_fails_what_was_acknowledged_is_there_and_nothing_else() {
    let acts = fail_at(usize::MAX, 0);
    assert!(acts > 20, "{acts} acts");
    for fault in [libc_eio(), libc_enospc(), libc_emfile()] {
        for k in 1..=acts + 1 {
            fail_at(k, fault);
        }
    }
}

const fn libc_eio() -> i32 {
    5
}
const fn libc_enospc() -> i32 {
    28
}
const fn libc_emfile() -> i32 {
    24
}

#[test]
fn r12_a_file_whose_sync_failed_counts_as_lost_and_is_never_synced_again() {
    let folder = tempfile::tempdir().unwrap();
    let synced: Arc<Mutex<Vec<std::path::PathBuf>>> = Arc::default();
    let seen = Arc::clone(&synced);
    let disk = Disk::watched(Arc::new(move |act: &Act<'_>| {
        let Act::SyncFile(path) = act else { return Ok(()) };
        let mut synced = seen.lock().unwrap();
        synced.push(path.to_path_buf());
        if synced.len() == 1 { Err(io::Error::from_raw_os_error(libc_eio())) } else { Ok(()) }
    }));
    let (first, _) = Spool::open(folder.path(), disk).unwrap();
    assert!(put(&first, 1, 500).recv().unwrap().is_err(), "not acknowledged");
    let found = put(&first, 2, 500).recv().unwrap().unwrap();
    let synced = synced.lock().unwrap().clone();
    assert_eq!(synced.len(), 2);
    assert_ne!(synced[0], synced[1], "another file, not another try with the same");
    drop(first);
    let (again, all) = spool(folder.path());
    assert_eq!(all.len(), 1);
    check(&again, &found, 2, 500);
}

#[test]
fn g3_r10_a_full_disk_refuses_and_recovers_by_itself() {
    const ROOM: u64 = 20_000;
    let folder = tempfile::tempdir().unwrap();
    let used = Arc::new(Mutex::new(std::collections::HashMap::<std::path::PathBuf, u64>::new()));
    let seen = Arc::clone(&used);
    let disk = Disk::watched(Arc::new(move |act: &Act<'_>| {
        let mut used = seen.lock().unwrap();
        match act {
            Act::Write { path, at, bytes } => {
                let others: u64 = used.iter().filter(|(other, _)| other != path).map(|(_, size)| size).sum();
                if others + at + bytes.len() as u64 > ROOM {
                    return Err(io::Error::from_raw_os_error(libc_enospc()));
                }
                used.insert(path.to_path_buf(), at + bytes.len() as u64);
            }
            Act::Rename { from, to } => {
                if let Some(size) = used.remove(*from) {
                    used.insert(to.to_path_buf(), size);
                }
            }
            Act::Remove(path) => {
                used.remove(*path);
            }
            _ => {}
        }
        Ok(())
    }));
    let (outbox, _) = Spool::open(folder.path(), disk).unwrap();
    let mut kept = Vec::new();
    let mut refused = 0;
    for number in 0..40 {
        match put(&outbox, number, 2_000).recv().unwrap() {
            Ok(found) => kept.push((number, found)),
            Err(error) => {
                assert_eq!(error.kind(), io::ErrorKind::StorageFull);
                refused += 1;
            }
        }
    }
    assert!(kept.len() >= 5 && refused >= 20, "{} kept, {refused} refused", kept.len());
    for (number, found) in &kept {
        check(&outbox, found, *number, 2_000);
    }
    for (_, found) in kept.drain(..3) {
        outbox.remove(found.id, found.born).unwrap();
    }
    let found = put(&outbox, 50, 2_000).recv().unwrap().unwrap();
    drop(outbox);
    let (again, all) = spool(folder.path());
    assert_eq!(all.len(), kept.len() + 1, "no half mail");
    check(&again, &found, 50, 2_000);
}

#[test]
fn r31_a_slow_disk_is_waited_for_once_by_many() {
    let folder = tempfile::tempdir().unwrap();
    let folders = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&folders);
    let disk = Disk::watched(Arc::new(move |act: &Act<'_>| {
        if let Act::SyncFolder(_) = act {
            seen.fetch_add(1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(500));
        }
        Ok(())
    }));
    let (outbox, _) = Spool::open(folder.path(), disk).unwrap();
    let begun = Instant::now();
    let told: Vec<_> = (0..32).map(|number| put(&outbox, number, 100)).collect();
    for told in told {
        told.recv().unwrap().unwrap();
    }
    // One after the other they would take 16 seconds.
    assert!(begun.elapsed() < Duration::from_secs(12), "{:?}", begun.elapsed());
    let syncs = folders.load(Ordering::SeqCst);
    assert!(syncs <= 16, "32 mails share the syncs of their folder: {syncs}");
}

#[test]
fn r30_a_mail_that_panics_while_it_is_written_is_refused_alone() {
    let folder = tempfile::tempdir().unwrap();
    let poison = id(3).to_string();
    let disk = Disk::watched(Arc::new(move |act: &Act<'_>| {
        match act {
            Act::Write { path, .. } => assert!(!path.to_string_lossy().contains(&poison), "poison"),
            // Others gather meanwhile and share a round.
            Act::SyncFolder(_) => std::thread::sleep(Duration::from_millis(100)),
            _ => {}
        }
        Ok(())
    }));
    let (outbox, _) = Spool::open(folder.path(), disk).unwrap();
    // Alone in a round, and with others.
    assert!(put(&outbox, 3, 100).recv().unwrap().is_err());
    let told: Vec<_> = (0..24).map(|number| (number, put(&outbox, number, 100))).collect();
    for (number, told) in told {
        assert_eq!(told.recv().unwrap().is_ok(), number != 3, "mail {number}");
    }
    put(&outbox, 30, 100).recv().unwrap().unwrap();
    drop(outbox);
    assert_eq!(spool(folder.path()).1.len(), 24);
}

#[test]
fn r32_a_second_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (first, _) = spool(folder.path());
    let found = put(&first, 1, 100).recv().unwrap().unwrap();
    let error = Spool::open(folder.path(), Disk::default()).unwrap_err();
    assert!(matches!(error, Error::OutboxInUse { .. }), "{error}");
    check(&first, &found, 1, 100);
    drop(first);
    assert_eq!(spool(folder.path()).1.len(), 1);
}
