//! Makes mails durable, many at once: files are written and synced side by side, so that the file system joins them in one transaction of
//! its journal, and the folder is synced once for all of them. Only then anybody is told.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
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
        let lanes = Lanes::start();
        let thread = std::thread::Builder::new().name("outbox".to_owned()).spawn(move || keep(&waiting, &folder, &lanes))?;
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

fn keep(waiting: &Receiver<Job>, folder: &std::path::Path, lanes: &Lanes) {
    while let Ok(first) = waiting.recv() {
        let mut round = vec![first];
        // Whatever came while the last round was synced shares this one.
        round.extend(waiting.try_iter().take(MOST - 1));
        commit(round, folder, lanes);
    }
}

fn commit(round: Vec<Job>, folder: &std::path::Path, lanes: &Lanes) {
    let disk = round.first().map(|job| job.mail.disk.clone()).unwrap_or_default();
    let written = lanes.write_all(round);
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

/// A file to be written and synced, and where it is said how that went.
struct Errand {
    job: Job,
    done: Sender<(Job, io::Result<Committed>)>,
}

/// Threads that write and sync files, started before any mail comes: under load the system may have none to give (G14).
struct Lanes {
    errands: Sender<Errand>,
    count: usize,
}

impl Lanes {
    fn start() -> Self {
        let (errands, waiting) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        let lane = |_: &usize| {
            let waiting = Arc::clone(&waiting);
            std::thread::Builder::new().name("outbox-file".to_owned()).stack_size(STACK).spawn(move || run_errands(&waiting)).is_ok()
        };
        // They end with the sender.
        let count = (0..SIDE_BY_SIDE).take_while(lane).count();
        Self { errands, count }
    }

    /// Writes and syncs every file.
    fn write_all(&self, round: Vec<Job>) -> Vec<(Job, io::Result<Committed>)> {
        if round.len() == 1 || self.count == 0 {
            return round.into_iter().map(write_job).collect();
        }
        let (told, done) = channel();
        let mut written = Vec::with_capacity(round.len());
        for job in round {
            if let Err(std::sync::mpsc::SendError(Errand { job, .. })) = self.errands.send(Errand { job, done: told.clone() }) {
                written.push(write_job(job));
            }
        }
        drop(told);
        written.extend(done);
        written
    }
}

fn run_errands(waiting: &Mutex<Receiver<Errand>>) {
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Errand { job, done }) = next else { return };
        // The other end lives as long as this round.
        let _ = done.send(write_job(job));
    }
}

/// One mail that makes it panic takes no other along (R30).
fn write_job(mut job: Job) -> (Job, io::Result<Committed>) {
    let written = catch_unwind(AssertUnwindSafe(|| write(&mut job.mail)));
    let result = written.unwrap_or_else(|_| Err(io::Error::other("a mail made the program panic when it was written")));
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
