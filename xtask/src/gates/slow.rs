//! R31: every sync of gateway and keyholder takes half a second longer. Clients wait a little, none is refused, and many mails share
//! the wait; nobody comes near the five minutes that a client must grant (RFC 5321 4.5.3.2).

use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Trial;
use super::client::Client;
use super::disk::wait_for;
use super::stand::Stand;

/// Mails of each client, one after the other.
const EACH: usize = 5;
const DELAY: Duration = Duration::from_millis(500);
/// RFC 5321 4.5.3.2.6: a client waits ten minutes for the answer to its mail; the row says five.
const MOST: Duration = Duration::from_secs(300);

pub(crate) fn run(trial: &Trial) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let stand = Stand::make(trial, folder.path(), &folder.path().join("home/outbox"), "")?;
    stand.signing()?;
    let hop = stand.next_hop(trial, &folder.path().join("hop.log"))?;
    let running = stand.start(&[])?;
    let processes = ["gateway", "keyholder"].map(|name| running.named(name));
    let mut tracer = tracer(&processes.into_iter().collect::<Option<Vec<u32>>>().context("gateway and keyholder")?)?;
    let door = stand.door;
    let begun = Instant::now();
    let clients: Vec<_> = (0..trial.rounds).map(|client| std::thread::spawn(move || send(door, client))).collect();
    let (mut sent, mut waits) = (BTreeSet::new(), Vec::new());
    for client in clients {
        let told = client.join().map_err(|_| anyhow::anyhow!("a client panicked"))??;
        for (id, wait) in told {
            sent.insert(id);
            waits.push(wait);
        }
    }
    let took = begun.elapsed();
    let _ = tracer.kill();
    let _ = tracer.wait();
    wait_for(&sent, || hop.ids())?;
    waits.sort();
    let at = |share: usize| waits.get(waits.len() * share / 100).or(waits.last()).copied().unwrap_or_default();
    println!(
        "each sync {DELAY:?} longer: {} mails of {} clients in {took:.1?}, a mail waits {:.1?} in the middle, {:.1?} at most; none refused",
        waits.len(),
        trial.rounds,
        at(50),
        at(100)
    );
    // File, folder and the keyholder's log, one after the other for each mail, would take this:
    let alone = DELAY * 3 * u32::try_from(waits.len())?;
    if at(100) > MOST || took * 4 > alone {
        bail!("at most {MOST:?} for one, and a quarter of {alone:.1?} for all");
    }
    if at(50) < DELAY {
        bail!("the disk was not slow: this trial would notice nothing");
    }
    Ok(())
}

fn send(door: u16, number: usize) -> Result<Vec<(String, Duration)>> {
    let mut client = Client::connect(door)?;
    client.patience(MOST)?;
    let mut told = Vec::new();
    for mail in 0..EACH {
        let id = format!("s{number}-{mail}");
        let begun = Instant::now();
        let reply = client.mail(&id, 300)?;
        if !reply.starts_with("250") {
            bail!("{id} was answered {reply}");
        }
        told.push((id, begun.elapsed()));
    }
    Ok(told)
}

fn tracer(processes: &[u32]) -> Result<Child> {
    let mut tracer = Command::new("strace");
    tracer.args(["-f", "-qqq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync"]);
    tracer.args(["-e", &format!("inject=fsync,fdatasync:delay_exit={}", DELAY.as_micros())]);
    for id in processes {
        tracer.arg("-p").arg(id.to_string());
    }
    let child = tracer.stdin(Stdio::null()).stderr(Stdio::null()).spawn().context("strace")?;
    std::thread::sleep(DELAY);
    Ok(child)
}
