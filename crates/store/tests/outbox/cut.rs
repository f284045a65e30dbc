//! G2 and R03 without a machine to unplug: every act on the disk is recorded; then, for every moment of the record, disks are built as a
//! power cut could leave them, and each must hold every mail that was acknowledged before. The control forgets what was synced, and must lose.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use kakitome_store::MailId;
use kakitome_store::outbox::{Act, Disk, Fate, Spool};

use crate::folder::{check, id, open, put, spool};

const MAILS: i64 = 16;
const SIZE: usize = 700;

#[derive(Debug, Clone)]
enum Done {
    Create(PathBuf),
    Write(PathBuf, usize, Vec<u8>),
    Cut(PathBuf, usize),
    SyncFile(PathBuf),
    SyncFolder(PathBuf),
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
    /// The client was told.
    Acknowledged(MailId),
    /// A recipient is known to have the mail.
    Settled(MailId),
}

fn done(act: &Act<'_>) -> Option<Done> {
    Some(match act {
        Act::Create(path) => Done::Create(path.to_path_buf()),
        Act::Write { path, at, bytes } => Done::Write(path.to_path_buf(), *at as usize, bytes.to_vec()),
        Act::Cut { path, length } => Done::Cut(path.to_path_buf(), *length as usize),
        Act::SyncFile(path) => Done::SyncFile(path.to_path_buf()),
        Act::SyncFolder(path) => Done::SyncFolder(path.to_path_buf()),
        Act::Rename { from, to } => Done::Rename(from.to_path_buf(), to.to_path_buf()),
        Act::Remove(path) => Done::Remove(path.to_path_buf()),
        _ => return None,
    })
}

/// Mails come in in rounds, some are tried, some leave.
fn record() -> (PathBuf, Vec<Done>) {
    let folder = tempfile::tempdir().unwrap();
    let record: Arc<Mutex<Vec<Done>>> = Arc::default();
    let seen = Arc::clone(&record);
    let watcher = move |act: &Act<'_>| {
        seen.lock().unwrap().extend(done(act));
        Ok(())
    };
    let (spool, _) = Spool::open(folder.path(), Disk::watched(Arc::new(watcher))).unwrap();
    let say = |what| record.lock().unwrap().push(what);
    let mut numbers = 0..MAILS;
    for size in [1, 2, 5, 8] {
        let round: Vec<_> = numbers.by_ref().take(size).map(|number| (number, put(&spool, number, SIZE))).collect();
        for (number, told) in round {
            let found = told.recv().unwrap().unwrap();
            say(Done::Acknowledged(found.id));
            if number % 3 == 0 {
                let mut stored = open(&spool, &found).unwrap();
                stored.progress.fates[1] = Fate::Delivered;
                stored.keep(true).unwrap();
                say(Done::Settled(found.id));
            }
            if number % 4 == 1 {
                spool.remove(found.id, found.born).unwrap();
            }
        }
    }
    drop(spool);
    let record = record.lock().unwrap().clone();
    (folder.path().to_owned(), record)
}

/// What of the acts that were not synced is on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    Nothing,
    /// As after a crash of the program alone.
    Everything,
    /// Names, and no octet behind them.
    NamesAlone,
    /// Some, by this number.
    Some(u64),
}

#[derive(Debug, Clone, Default)]
struct Inode {
    now: Vec<u8>,
    synced: Vec<u8>,
}

/// Names are changes that are on the disk when their folder is synced.
#[derive(Debug, Default)]
struct Model {
    inodes: Vec<Inode>,
    now: BTreeMap<PathBuf, usize>,
    synced: BTreeMap<PathBuf, usize>,
}

impl Model {
    fn apply(&mut self, done: &Done, syncs: bool) {
        match done {
            Done::Create(path) => {
                self.inodes.push(Inode::default());
                self.now.insert(path.clone(), self.inodes.len() - 1);
            }
            Done::Write(path, at, bytes) => {
                let inode = &mut self.inodes[self.now[path]].now;
                inode.resize(inode.len().max(at + bytes.len()), 0);
                inode[*at..at + bytes.len()].copy_from_slice(bytes);
            }
            Done::Cut(path, length) => self.inodes[self.now[path]].now.truncate(*length),
            Done::SyncFile(path) if syncs => {
                let inode = &mut self.inodes[self.now[path]];
                inode.synced = inode.now.clone();
            }
            Done::SyncFolder(folder) if syncs => {
                self.synced.retain(|path, _| path.parent() != Some(folder));
                self.synced.extend(self.now.iter().filter(|(path, _)| path.parent() == Some(folder)).map(|(path, at)| (path.clone(), *at)));
            }
            Done::Rename(from, to) => {
                let inode = self.now.remove(from).unwrap();
                self.now.insert(to.clone(), inode);
            }
            Done::Remove(path) => {
                self.now.remove(path);
            }
            _ => {}
        }
    }

    fn left(&self, left: Left) -> Vec<(PathBuf, Vec<u8>)> {
        let chance = |what: u64, one_in: u64| match left {
            Left::Some(seed) => {
                (seed ^ what.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xd6e8_feb8_6659_fd93) >> 33 & (one_in - 1) == 0
            }
            _ => false,
        };
        let all: BTreeSet<&PathBuf> = self.now.keys().chain(self.synced.keys()).collect();
        let mut files = Vec::new();
        for (number, path) in (0..).zip(all) {
            let new_name = matches!(left, Left::Everything | Left::NamesAlone) || chance(number, 2);
            let Some(inode) = (if new_name { self.now.get(path) } else { self.synced.get(path) }) else { continue };
            let Inode { now, synced } = &self.inodes[*inode];
            let bytes = match left {
                Left::Everything => now.clone(),
                Left::Some(_) if chance(1000 + number, 2) => now.clone(),
                // The length was written and the octets were not.
                Left::Some(_) if chance(2000 + number, 4) && now.starts_with(synced) => {
                    let mut bytes = synced.clone();
                    bytes.resize(now.len(), 0);
                    bytes
                }
                // Cut off in the middle.
                Left::Some(seed) if now.starts_with(synced) => {
                    now[..synced.len() + (now.len() - synced.len()) * (seed as usize % 8) / 8].to_vec()
                }
                _ => synced.clone(),
            };
            files.push((path.clone(), bytes));
        }
        files
    }
}

/// Builds the disk anew and asks it for every mail; how many of the acknowledged are lost.
fn lost_after(files: &[(PathBuf, Vec<u8>)], root: &Path, must: &BTreeSet<MailId>, settled: &BTreeSet<MailId>) -> usize {
    let folder = tempfile::tempdir().unwrap();
    for name in ["tmp", "mails", "quarantine"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
    }
    for (path, bytes) in files {
        std::fs::write(folder.path().join(path.strip_prefix(root).unwrap()), bytes).unwrap();
    }
    let (spool, found) = spool(folder.path());
    let mut there = BTreeSet::new();
    for found in found {
        if let Ok(stored) = open(&spool, &found) {
            let number = (0..MAILS).find(|number| id(*number) == found.id).unwrap();
            check(&spool, &found, number, SIZE);
            if settled.contains(&found.id) {
                assert_eq!(stored.progress.fates[1], Fate::Delivered, "whoever has the mail would get it again");
            }
            there.insert(found.id);
        }
    }
    must.difference(&there).count()
}

/// Cuts the power after every act, in every way; how many cuts there were and how many mails were lost in all.
fn cut_everywhere(syncs: bool) -> (usize, usize) {
    let (root, record) = record();
    let mut model = Model::default();
    let (mut must, mut settled) = (BTreeSet::new(), BTreeSet::new());
    let (mut cuts, mut lost) = (0, 0);
    for (moment, done) in record.iter().enumerate() {
        model.apply(done, syncs);
        match done {
            Done::Acknowledged(id) => {
                must.insert(*id);
            }
            Done::Settled(id) => {
                settled.insert(*id);
            }
            Done::Remove(path) => must.retain(|id| !path.to_string_lossy().contains(&id.to_string())),
            _ => {}
        }
        let mut ways = vec![Left::Nothing];
        if syncs {
            let seed = moment as u64 * 7919;
            ways.extend([Left::Everything, Left::NamesAlone, Left::Some(seed)]);
        }
        for left in ways {
            cuts += 1;
            lost += lost_after(&model.left(left), &root, &must, &settled);
        }
    }
    (cuts, lost)
}

#[test]
fn g2_r03_no_power_cut_loses_what_was_acknowledged() {
    let (cuts, lost) = cut_everywhere(true);
    assert!(cuts > 300, "{cuts} cuts");
    assert_eq!(lost, 0, "lost in {cuts} power cuts");
}

#[test]
fn g2_without_sync_the_same_power_cuts_lose_mail() {
    let (cuts, lost) = cut_everywhere(false);
    assert!(lost > cuts, "the test bites: {lost} lost in {cuts} cuts");
}
