//! G2: the outbox lies on a disk of its own; while mail comes in, everything is stopped and the disk is copied as a power cut would leave it.
//! A second gateway opens the copy and must read every mail that was acknowledged before. The control, whose syncs do nothing, must lose.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Trial;
use super::client::Client;
use super::stand::{LoopDisk, Running, Stand};

/// The tracer that lets every sync do nothing and say that it is done.
const NO_SYNC: &[&str] =
    &["strace", "-f", "-qqq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:retval=0"];
/// Cuts of the control: one that loses is enough.
const CONTROL: usize = 3;
const SENDERS: usize = 4;

pub(crate) fn run(trial: &Trial) -> Result<()> {
    let (acked, lost) = cuts(trial, &[], trial.rounds)?;
    println!("power cuts: {}, acknowledged in all {acked}, lost {lost}", trial.rounds);
    let (control, control_lost) = cuts(trial, NO_SYNC, CONTROL)?;
    println!("control without sync: {CONTROL} cuts, acknowledged {control}, lost {control_lost}");
    if lost > 0 {
        bail!("{lost} mails that were acknowledged are gone");
    }
    if control_lost == 0 {
        bail!("the control lost nothing: this trial would not notice a missing sync");
    }
    Ok(())
}

/// Mails that were acknowledged in all, and the sum of those missing at each cut.
fn cuts(trial: &Trial, before: &[&str], count: usize) -> Result<(usize, usize)> {
    let folder = tempfile::tempdir()?;
    let disk = LoopDisk::new(folder.path(), 1024)?;
    let stand = Stand::make(trial, folder.path(), &disk.mounted.join("outbox"), "free-bytes = 0\n")?;
    let running = stand.start(before)?;
    let load = Load::begin(stand.door);
    let mut lost = 0;
    let mut done = Ok(());
    for cut in 0..count {
        std::thread::sleep(Duration::from_millis(300 + (cut as u64 * 389) % 900));
        match one_cut(folder.path(), &disk, &stand, &running, &load) {
            Ok((acked, missing)) => {
                lost += missing;
                println!("  cut {}: {acked} acknowledged, {missing} missing", cut + 1);
            }
            Err(error) => {
                done = Err(error);
                break;
            }
        }
    }
    let acked = load.end();
    drop(running);
    done?;
    Ok((acked, lost))
}

fn one_cut(folder: &Path, disk: &LoopDisk, stand: &Stand, running: &Running, load: &Load) -> Result<(usize, usize)> {
    running.signal("STOP");
    std::thread::sleep(Duration::from_millis(50));
    let acked = load.acknowledged();
    let copy = folder.join("cut.img");
    let copied = std::fs::copy(&disk.image, &copy);
    running.signal("CONT");
    copied.context("copying the disk")?;
    // 1: mended, which is what it is for.
    let mended = Command::new("e2fsck").args(["-fy"]).arg(&copy).output()?;
    if mended.status.code().is_none_or(|code| code > 1) {
        bail!("e2fsck: {}", String::from_utf8_lossy(&mended.stdout));
    }
    let cut = LoopDisk::mount(&copy, &folder.join("cut"))?;
    let twin = stand.twin(folder, &cut.mounted.join("outbox"))?;
    let readable = {
        let _second = twin.start(&[])?;
        readable(stand, &twin)?
    };
    Ok((acked.len(), acked.difference(&readable).count()))
}

/// The mails that the second gateway can read.
fn readable(stand: &Stand, twin: &Stand) -> Result<BTreeSet<String>> {
    let mut list = Command::new(stand.program());
    list.args(["held", "list", "--limit", "10000000", "--json", "--home"]).arg(&twin.home);
    // Its doors are open a moment before it listens to orders. Exit status 1 says that there is no mail.
    let until = Instant::now() + Duration::from_secs(20);
    let mut said = list.output()?;
    while said.stdout.is_empty() && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(100));
        said = list.output()?;
    }
    let all: serde_json::Value =
        serde_json::from_slice(&said.stdout).with_context(|| format!("held list: {}", String::from_utf8_lossy(&said.stderr)))?;
    let mails = all.get("mails").and_then(serde_json::Value::as_array).context("held list: no mails")?;
    let good = |mail: &&serde_json::Value| mail.get("why").is_some_and(serde_json::Value::is_null);
    let name = |mail: &serde_json::Value| mail.get("id").and_then(serde_json::Value::as_str).map(str::to_owned);
    Ok(mails.iter().filter(good).filter_map(name).collect())
}

/// Clients that send, and the names of what was acknowledged.
struct Load {
    over: Arc<AtomicBool>,
    acknowledged: Arc<Mutex<BTreeSet<String>>>,
    senders: Vec<JoinHandle<()>>,
}

impl Load {
    fn begin(port: u16) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let acknowledged: Arc<Mutex<BTreeSet<String>>> = Arc::default();
        let number = Arc::new(AtomicUsize::new(0));
        let sender = |_| {
            let (over, acknowledged, number) = (Arc::clone(&over), Arc::clone(&acknowledged), Arc::clone(&number));
            std::thread::spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    // A session that breaks is begun anew.
                    let _ = session(port, &over, &acknowledged, &number);
                    std::thread::sleep(Duration::from_millis(50));
                }
            })
        };
        let senders = (0..SENDERS).map(sender).collect();
        Self { over, acknowledged, senders }
    }

    fn acknowledged(&self) -> BTreeSet<String> {
        self.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn end(self) -> usize {
        self.over.store(true, Ordering::Relaxed);
        for sender in self.senders {
            let _ = sender.join();
        }
        self.acknowledged.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

fn session(port: u16, over: &AtomicBool, acknowledged: &Mutex<BTreeSet<String>>, number: &AtomicUsize) -> Result<()> {
    let mut client = Client::connect(port)?;
    while !over.load(Ordering::Relaxed) {
        let id = format!("p{}", number.fetch_add(1, Ordering::Relaxed));
        let reply = client.mail(&id, 300)?;
        // The mail's name stands at the end of the reply.
        if reply.starts_with("250") {
            let name = reply.rsplit(' ').next().unwrap_or_default().to_owned();
            acknowledged.lock().unwrap_or_else(PoisonError::into_inner).insert(name);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}
