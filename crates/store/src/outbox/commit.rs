//! Makes mails durable, many at once: files are written and synced side by side, so that the file system joins them in one transaction of
//! its journal, and the folder is synced once for all of them. Only then anybody is told.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use super::draft::Complete;

/// Mails of one round.
const MOST: usize = 256;
/// Files that are synced at the same time.
const SIDE_BY_SIDE: usize = 8;
/// They call the system and nothing else.
const STACK: usize = 256 * 1024;

/// What is known of a mail that is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// Octets of its file.
    pub size: u64,
}

type Told = Box<dyn FnOnce(io::Result<Committed>) + Send>;

/// One mail to be made durable, and whom to tell.
struct Job {
    mail: Complete,
    told: Told,
}

/// The thread that does it.
#[derive(Debug)]
pub(super) struct Committer {
    jobs: Option<Sender<Job>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Committer {
    pub(super) fn start(folder: PathBuf) -> io::Result<Self> {
        let (jobs, waiting) = channel();
        let thread = std::thread::Builder::new().name("outbox".to_owned()).spawn(move || keep(&waiting, &folder))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    pub(super) fn commit(&self, mail: Complete, told: Told) {
        let Some(jobs) = &self.jobs else { return };
        if let Err(std::sync::mpsc::SendError(job)) = jobs.send(Job { mail, told }) {
            (job.told)(Err(io::Error::other("the outbox has ended")));
        }
    }
}

impl Drop for Committer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // The last word may be said by the thread itself: it ends by itself then. Its panic was told by its hook.
            if thread.thread().id() != std::thread::current().id() {
                let _ = thread.join();
            }
        }
    }
}

fn keep(waiting: &Receiver<Job>, folder: &std::path::Path) {
    while let Ok(first) = waiting.recv() {
        let mut round = vec![first];
        // Whatever came while the last round was synced shares this one.
        round.extend(waiting.try_iter().take(MOST - 1));
        commit(round, folder);
    }
}

fn commit(round: Vec<Job>, folder: &std::path::Path) {
    let disk = round.first().map(|job| job.mail.disk.clone()).unwrap_or_default();
    let written = write_all(round);
    let mut named = Vec::with_capacity(written.len());
    for (job, result) in written {
        let Job { mail, told } = job;
        match result.and_then(|done| mail.disk.rename(&mail.tmp, &mail.place).map(|()| done)) {
            Ok(done) => named.push((mail, told, done)),
            Err(error) => {
                forget(&mail.disk, &mail.tmp);
                told(Err(error));
            }
        }
    }
    if named.is_empty() {
        return;
    }
    let synced = disk.sync_folder(folder);
    for (mail, told, done) in named {
        match &synced {
            Ok(()) => told(Ok(done)),
            // Nobody knows whether the names are on the disk: the client is to come again.
            Err(error) => {
                forget(&mail.disk, &mail.place);
                told(Err(again(error)));
            }
        }
    }
}

fn again(error: &io::Error) -> io::Error {
    error.raw_os_error().map_or_else(|| io::Error::new(error.kind(), error.to_string()), io::Error::from_raw_os_error)
}

fn forget(disk: &super::disk::Disk, path: &std::path::Path) {
    // It may never have been made; a file in tmp/ goes at the next start.
    let _ = disk.remove(path);
}

/// Writes and syncs every file.
fn write_all(round: Vec<Job>) -> Vec<(Job, io::Result<Committed>)> {
    if round.len() == 1 {
        return round.into_iter().map(write_job).collect();
    }
    let lanes = SIDE_BY_SIDE.min(round.len());
    let mut groups: Vec<Vec<Job>> = (0..lanes).map(|_| Vec::new()).collect();
    for (number, job) in round.into_iter().enumerate() {
        if let Some(group) = groups.get_mut(number % lanes) {
            group.push(job);
        }
    }
    let (results, done) = channel();
    std::thread::scope(|scope| {
        for group in groups {
            let group = Arc::new(Mutex::new(group));
            let (lane, told) = (Arc::clone(&group), results.clone());
            let lane = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || write_group(&lane, &told));
            if lane.is_err() {
                // No thread is to be had: one after the other, then.
                write_group(&group, &results);
            }
        }
    });
    drop(results);
    done.into_iter().collect()
}

fn write_group(group: &Mutex<Vec<Job>>, results: &Sender<(Job, io::Result<Committed>)>) {
    let jobs = std::mem::take(&mut *group.lock().unwrap_or_else(PoisonError::into_inner));
    for job in jobs {
        // The other end lives as long as this round.
        let _ = results.send(write_job(job));
    }
}

fn write_job(mut job: Job) -> (Job, io::Result<Committed>) {
    let result = write(&mut job.mail);
    (job, result)
}

fn write(mail: &mut Complete) -> io::Result<Committed> {
    let mut file = match mail.file.take() {
        Some(file) => file,
        None => mail.disk.create(&mail.tmp)?,
    };
    file.write(&mail.rest)?;
    mail.rest = Vec::new();
    file.sync()?;
    Ok(Committed { size: file.length() })
}
