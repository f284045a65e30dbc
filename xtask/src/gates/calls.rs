//! G14: the k-th system call of each kind fails in the running gateway, for k = 1, 2, …: the client gets 250 or 4xx and never nothing, the
//! program does not panic, and after a restart everything that was acknowledged arrives.

use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::Trial;
use super::client::Client;
use super::disk::wait_for;
use super::stand::Stand;

/// The calls that bring a mail in and out, and how each fails.
const CALLS: &[(&str, &str)] = &[
    ("openat", "EIO"),
    ("openat", "EMFILE"),
    ("pwrite64", "EIO"),
    ("pwrite64", "ENOSPC"),
    ("fsync", "EIO"),
    ("rename", "EIO"),
    ("unlink", "EIO"),
    ("ftruncate", "EIO"),
    ("accept4", "EMFILE"),
    ("socket", "ENFILE"),
    ("connect", "ECONNREFUSED"),
    ("clone3", "EAGAIN"),
    ("mmap", "ENOMEM"),
    ("getrandom", "ENOSYS"),
    ("statfs", "EIO"),
];
const MAILS: usize = 4;

pub(crate) fn run(trial: &Trial) -> Result<()> {
    let mut runs = 0;
    let mut answers = [0_usize; 3];
    for (call, fault) in CALLS {
        for k in 1..=trial.rounds {
            let [good, later, none] = one(trial, call, fault, k).with_context(|| format!("{call} number {k} failing with {fault}"))?;
            for (sum, one) in answers.iter_mut().zip([good, later, none]) {
                *sum += one;
            }
            runs += 1;
        }
        println!("  {call} with {fault}: {} runs", trial.rounds);
    }
    let [good, later, none] = answers;
    println!(
        "failing calls: {runs} runs, {good} x 250, {later} x 4xx, {none} sessions cut; nothing acknowledged was lost, nothing panicked"
    );
    Ok(())
}

/// How many mails were acknowledged, put off, and left without an answer.
fn one(trial: &Trial, call: &str, fault: &str, k: usize) -> Result<[usize; 3]> {
    let folder = tempfile::tempdir()?;
    let stand = Stand::make(trial, folder.path(), &folder.path().join("home/outbox"), "")?;
    let hop = stand.next_hop(trial, &folder.path().join("hop.log"))?;
    let mut acked = BTreeSet::new();
    let (mut later, mut none) = (0, 0);
    {
        let running = stand.start(&[])?;
        let gateway = running.gateway().context("the gateway's process")?;
        let mut tracer = trace(gateway, call, fault, k)?;
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
    // The runtime itself says by a panic that it gets no thread; the gateway knows that one and tries again.
    if log.matches("panicked").count() > 2 * log.matches("OS can't spawn worker thread").count() {
        bail!("it panicked:\n{log}");
    }
    let _again = stand.start(&[])?;
    wait_for(&acked, || hop.ids())?;
    Ok([acked.len(), later, none])
}

fn trace(process: u32, call: &str, fault: &str, k: usize) -> Result<Child> {
    let mut tracer = Command::new("strace");
    tracer.args(["-f", "-qqq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &format!("inject={call}:error={fault}:when={k}")]);
    tracer.arg("-p").arg(process.to_string()).stdin(Stdio::null()).stderr(Stdio::null());
    let child = tracer.spawn().context("strace")?;
    std::thread::sleep(Duration::from_millis(300));
    Ok(child)
}
