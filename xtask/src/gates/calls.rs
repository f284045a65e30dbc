//! G14: the k-th system call of each kind fails in the running gateway, then in the keyholder, for k = 1, 2, …: the client gets 250 or 4xx,
//! the program does not panic, and after a restart everything that was acknowledged arrives. Where a process may end is listed by name.

use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::Trial;
use super::client::Client;
use super::disk::wait_for;
use super::stand::Stand;

/// Calls of the gateway that bring a mail in and out, and how each fails.
const GATEWAY: &[(&str, &str)] = &[
    ("openat", "EIO"),
    ("openat", "EMFILE"),
    ("read", "EIO"),
    ("write", "EIO"),
    ("writev", "EIO"),
    ("pwrite64", "EIO"),
    ("pwrite64", "ENOSPC"),
    ("pread64", "EIO"),
    ("fsync", "EIO"),
    ("fdatasync", "EIO"),
    ("rename", "EIO"),
    ("unlink", "EIO"),
    ("ftruncate", "EIO"),
    ("accept4", "EMFILE"),
    ("socket", "ENFILE"),
    ("connect", "ECONNREFUSED"),
    ("sendto", "ECONNRESET"),
    ("recvfrom", "ECONNRESET"),
    ("clone3", "EAGAIN"),
    ("mmap", "ENOMEM"),
    ("getrandom", "ENOSYS"),
    ("statfs", "EIO"),
];
/// Calls of the keyholder: a request in, a line of its log, an answer out.
const KEYHOLDER: &[(&str, &str)] = &[
    ("accept4", "EMFILE"),
    ("clone3", "EAGAIN"),
    ("poll", "ENOMEM"),
    ("read", "EIO"),
    ("recvfrom", "ECONNRESET"),
    ("write", "EIO"),
    ("write", "ENOSPC"),
    ("fdatasync", "EIO"),
    ("ftruncate", "EIO"),
    ("openat", "EMFILE"),
    ("sendto", "EPIPE"),
    ("mmap", "ENOMEM"),
    ("getrandom", "ENOSYS"),
];
const MAILS: usize = 4;
/// Calls by which a client's own connection is lost; every other session gets its answer.
const OF_CLIENTS: &[&str] = &["sendto", "recvfrom"];

/// Where a process may end, and why nobody can help it: the runtime or the standard library ends the process when the system refuses it
/// what it cannot do without, and it is started anew; what was acknowledged must arrive all the same. What is not in this list fails.
const EXCEPTIONS: &[Exception] = &[
    Exception {
        call: "write",
        fault: "EIO",
        words: "failed to wake I/O driver",
        reason: "the runtime wakes its loop by a write to its own eventfd; no kernel answers that with EIO (eventfd(2)), the trial does",
    },
    Exception {
        call: "mmap",
        fault: "ENOMEM",
        words: "failed to allocate an alternative stack",
        reason: "a thread that is just starting gets no stack for its signals from the standard library, which ends the process",
    },
    Exception {
        call: "mmap",
        fault: "ENOMEM",
        words: "memory allocation of",
        reason: "no memory for a few octets: the standard library ends the process; what may be large is asked for beforehand (R27)",
    },
];

/// One of them.
struct Exception {
    call: &'static str,
    fault: &'static str,
    /// What is said of it in the log.
    words: &'static str,
    reason: &'static str,
}

/// What became of the runs of one call with one fault.
#[derive(Default)]
struct Sums {
    good: usize,
    later: usize,
    cut: usize,
    ended: usize,
}

impl Sums {
    fn add(&mut self, other: &Self) {
        self.good += other.good;
        self.later += other.later;
        self.cut += other.cut;
        self.ended += other.ended;
    }
}

pub(crate) fn run(trial: &Trial) -> Result<()> {
    let mut all = Sums::default();
    let (mut runs, mut faults) = (0, Vec::new());
    println!("  process    call        fault          runs   250   4xx   cut  ended");
    let calls = GATEWAY.iter().map(|call| ("gateway", call)).chain(KEYHOLDER.iter().map(|call| ("keyholder", call)));
    for (process, (call, fault)) in calls {
        let mut sums = Sums::default();
        for k in 1..=trial.rounds {
            let counted = one(trial, process, call, fault, k).with_context(|| format!("{process}: {call} number {k} failing with {fault}"));
            match counted {
                Ok(counted) => sums.add(&counted),
                Err(why) => {
                    println!("  {why:#}");
                    faults.push(format!("{process} {call} {fault} {k}"));
                }
            }
            runs += 1;
        }
        let Sums { good, later, cut, ended } = &sums;
        println!("  {process:<10} {call:<11} {fault:<13} {:>5} {good:>5} {later:>5} {cut:>5} {ended:>6}", trial.rounds);
        all.add(&sums);
    }
    if all.ended > 0 {
        println!("  where the process ended, as listed:");
        for Exception { call, fault, words, reason } in EXCEPTIONS {
            println!("    {call} {fault} (\"{words}\"): {reason}");
        }
    }
    if !faults.is_empty() {
        bail!("{} of {runs} runs: {}", faults.len(), faults.join(", "));
    }
    let Sums { good, later, cut, ended } = all;
    println!(
        "failing calls: {runs} runs, {good} x 250, {later} x 4xx, {cut} sessions cut; the process ended in {ended} runs, each a listed exception; \
         nothing acknowledged was lost, nothing of ours panicked"
    );
    Ok(())
}

/// What became of one run's mails.
fn one(trial: &Trial, process: &str, call: &str, fault: &str, k: usize) -> Result<Sums> {
    let folder = tempfile::tempdir()?;
    let stand = Stand::make(trial, folder.path(), &folder.path().join("home/outbox"), "")?;
    stand.signing()?;
    let hop = stand.next_hop(trial, &folder.path().join("hop.log"))?;
    let mut acked = BTreeSet::new();
    let mut sums = Sums::default();
    {
        let running = stand.start(&[])?;
        // It counts as started a moment after its doors are open.
        std::thread::sleep(Duration::from_millis(300));
        let traced = running.named(process).with_context(|| format!("the {process}'s process"))?;
        let mut tracer = trace(traced, call, fault, k)?;
        for number in 0..MAILS {
            let id = format!("c{number}");
            let reply = Client::connect(stand.door).and_then(|mut client| client.mail(&id, 200));
            match reply {
                Ok(reply) if reply.starts_with("250") => {
                    acked.insert(id);
                }
                Ok(reply) if reply.starts_with('4') => sums.later += 1,
                Ok(reply) => bail!("the client was told {reply}"),
                Err(_) => sums.cut += 1,
            }
        }
        std::thread::sleep(Duration::from_millis(300));
        sums.ended = usize::from(!running.all_named(process).contains(&traced));
        let _ = tracer.kill();
        let _ = tracer.wait();
    }
    sums.good = acked.len();
    let log = std::fs::read_to_string(stand.log())?;
    let _again = stand.start(&[])?;
    wait_for(&acked, || hop.ids())?;
    judge(&log, call, fault, sums.ended > 0)?;
    if sums.cut > 0 && sums.ended == 0 && !(process == "gateway" && OF_CLIENTS.contains(&call)) {
        bail!("{} sessions were cut, and the process lives", sums.cut);
    }
    Ok(sums)
}

/// A panic of ours, an end that nobody listed, or one that nothing explains.
fn judge(log: &str, call: &str, fault: &str, ended: bool) -> Result<()> {
    if let Some(line) = log.lines().find(|line| line.contains("panicked at crates/")) {
        bail!("it panicked: {line}");
    }
    let listed = EXCEPTIONS.iter().any(|one| one.call == call && one.fault == fault && log.contains(one.words));
    let panicked = log.lines().find(|line| line.contains("panicked at"));
    match (panicked, ended) {
        _ if listed => Ok(()),
        (Some(line), _) => bail!("it panicked, and that is not listed: {line}"),
        (None, true) => bail!("it ended, and that is not listed: {}", log.lines().last().unwrap_or("its log is empty")),
        (None, false) => Ok(()),
    }
}

fn trace(process: u32, call: &str, fault: &str, k: usize) -> Result<Child> {
    let mut tracer = Command::new("strace");
    tracer.args(["-f", "-qqq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &format!("inject={call}:error={fault}:when={k}")]);
    tracer.arg("-p").arg(process.to_string()).stdin(Stdio::null()).stderr(Stdio::null());
    let child = tracer.spawn().context("strace")?;
    std::thread::sleep(Duration::from_millis(300));
    Ok(child)
}
