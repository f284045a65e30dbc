//! G14: the k-th system call of each kind fails in the running gateway, then in the keyholder, for k = 1, 2, …: the client gets 250 or 4xx and never nothing, the
//! program does not panic, and after a restart everything that was acknowledged arrives.

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

pub(crate) fn run(trial: &Trial) -> Result<()> {
    let mut runs = 0;
    let mut answers = [0_usize; 3];
    let mut faults = Vec::new();
    let all = GATEWAY.iter().map(|call| ("gateway", call)).chain(KEYHOLDER.iter().map(|call| ("keyholder", call)));
    for (process, (call, fault)) in all {
        let mut sums = [0_usize; 3];
        for k in 1..=trial.rounds {
            let counted = one(trial, process, call, fault, k).with_context(|| format!("{process}: {call} number {k} failing with {fault}"));
            match counted {
                Ok(counted) => sums.iter_mut().zip(counted).for_each(|(sum, one)| *sum += one),
                Err(why) => {
                    println!("  {why:#}");
                    faults.push(format!("{process} {call} {fault} {k}"));
                }
            }
            runs += 1;
        }
        let [good, later, none] = sums;
        println!("  {process}: {call} with {fault}: {} runs, {good} x 250, {later} x 4xx, {none} sessions cut", trial.rounds);
        answers.iter_mut().zip(sums).for_each(|(sum, one)| *sum += one);
    }
    if !faults.is_empty() {
        bail!("{} of {runs} runs: {}", faults.len(), faults.join(", "));
    }
    let [good, later, none] = answers;
    println!(
        "failing calls: {runs} runs, {good} x 250, {later} x 4xx, {none} sessions cut; nothing acknowledged was lost, nothing of ours panicked"
    );
    Ok(())
}

/// How many mails were acknowledged, put off, and left without an answer.
fn one(trial: &Trial, process: &str, call: &str, fault: &str, k: usize) -> Result<[usize; 3]> {
    let folder = tempfile::tempdir()?;
    let stand = Stand::make(trial, folder.path(), &folder.path().join("home/outbox"), "")?;
    stand.signing()?;
    let hop = stand.next_hop(trial, &folder.path().join("hop.log"))?;
    let mut acked = BTreeSet::new();
    let (mut later, mut none) = (0, 0);
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
                Ok(reply) if reply.starts_with('4') => later += 1,
                Ok(reply) => bail!("the client was told {reply}"),
                Err(_) => none += 1,
            }
        }
        std::thread::sleep(Duration::from_millis(300));
        let _ = tracer.kill();
        let _ = tracer.wait();
    }
    let log = std::fs::read_to_string(stand.log())?;
    let _again = stand.start(&[])?;
    wait_for(&acked, || hop.ids())?;
    if let Some(line) = unexcused(&log) {
        bail!("it panicked: {line}");
    }
    Ok([acked.len(), later, none])
}

/// How the runtime (tokio, the standard library) says that the system refused it what no program can do without: a thread, its stack, the
/// waking of its own loop. The process then ends and is started again; what was acknowledged must arrive all the same.
const RUNTIME: &[&str] = &["failed to wake I/O driver", "OS can't spawn worker thread", "failed to allocate an alternative stack"];

/// A panic that is ours, or that nothing explains.
fn unexcused(log: &str) -> Option<&str> {
    let excused = RUNTIME.iter().any(|words| log.contains(words));
    log.lines().find(|line| line.contains("panicked at") && (!excused || line.contains("panicked at crates/")))
}

fn trace(process: u32, call: &str, fault: &str, k: usize) -> Result<Child> {
    let mut tracer = Command::new("strace");
    tracer.args(["-f", "-qqq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &format!("inject={call}:error={fault}:when={k}")]);
    tracer.arg("-p").arg(process.to_string()).stdin(Stdio::null()).stderr(Stdio::null());
    let child = tracer.spawn().context("strace")?;
    std::thread::sleep(Duration::from_millis(300));
    Ok(child)
}
