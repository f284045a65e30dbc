//! G16: ten thousand idle clients, and fifty mails of 64 MB at once, with the whole program: what the gateway's memory comes to, and how
//! long one more client waits. The short form is a test (`crates/gateway/tests/scale.rs`).

use std::io::Read;
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Trial;
use super::client::Client;
use super::stand::Stand;
use crate::shell;

/// Clients that send beside the idle ones, mails of each, and the time between two of them.
const ACTIVE: usize = 500;
const EACH: usize = 10;
const PACE: Duration = Duration::from_secs(1);
/// Large mails at once, and the size of each.
const LARGE: usize = 50;
const LARGE_BYTES: usize = 64 * 1000 * 1000;
/// The gate: resident memory with the idle clients, how long another one waits, and memory with the large mails.
const MOST_IDLE: u64 = 500 * 1024;
const MOST_WAIT: Duration = Duration::from_secs(1);
const MOST_LARGE: u64 = 300 * 1024;

pub(crate) fn run(trial: &Trial) -> Result<()> {
    let ours = format!("--pid={}", std::process::id());
    shell::output(Command::new("prlimit").arg(ours).arg("--nofile=20000:20000")).context("so many clients need as many descriptors")?;
    let folder = tempfile::tempdir()?;
    let limits = "[limits]\nconnections = 20000\nconnections-per-client = 20000\nmessage-bytes = 100000000\n";
    let stand = Stand::make(trial, folder.path(), &folder.path().join("home/outbox"), limits)?;
    let _hop = stand.next_hop(trial, &folder.path().join("hop.log"))?;
    let running = stand.start(&[])?;
    let gateway = running.named("gateway").context("no gateway")?;
    let before = resident(gateway)?;

    let begun = Instant::now();
    let mut idle = Vec::with_capacity(trial.rounds);
    for number in 0..trial.rounds {
        idle.push(greeted(stand.door).with_context(|| format!("client {number}"))?);
    }
    let opened = begun.elapsed();
    let with_idle = resident(gateway)?;
    let begun = Instant::now();
    let one_more = greeted(stand.door)?;
    let wait = begun.elapsed();
    drop(one_more);
    println!(
        "{} idle clients in {opened:.1?}: {with_idle} KiB resident ({before} before); one more was greeted in {wait:.1?}",
        trial.rounds
    );
    let p99 = active(stand.door)?;
    println!("{ACTIVE} active beside them: {} mails, p99 {p99:.1?}; {} KiB resident", ACTIVE * EACH, resident(gateway)?);
    drop(idle);

    let mut senders = Vec::new();
    for number in 0..LARGE {
        let door = stand.door;
        senders.push(std::thread::spawn(move || Client::connect(door)?.mail(&format!("large{number}"), LARGE_BYTES)));
    }
    let mut most = 0;
    let begun = Instant::now();
    while senders.iter().any(|sender| !sender.is_finished()) {
        most = most.max(resident(gateway)?);
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut taken = 0;
    for sender in senders {
        let reply = sender.join().map_err(|_| anyhow::anyhow!("a client panicked"))??;
        if !reply.starts_with("250") {
            bail!("a large mail was answered {reply}");
        }
        taken += 1;
    }
    println!("{taken} mails of {LARGE_BYTES} octets at once in {:.1?}: {most} KiB resident at most", begun.elapsed());
    if with_idle > MOST_IDLE || wait > MOST_WAIT || p99 > MOST_WAIT || most > MOST_LARGE {
        bail!("at most {MOST_IDLE} KiB, {MOST_WAIT:?} and {MOST_LARGE} KiB");
    }
    Ok(())
}

/// R25: active clients beside the idle ones, each with a mail a second or two; the time within which 99 of 100 mails were answered.
fn active(door: u16) -> Result<Duration> {
    let begun = Instant::now();
    let client = |number: usize| {
        std::thread::Builder::new().stack_size(128 * 1024).spawn(move || -> Result<Vec<Duration>> {
            let mut client = Client::connect(door)?;
            let mut waits = Vec::new();
            for mail in 0..EACH {
                let turn = PACE * u32::try_from(mail)? + PACE * u32::try_from(number)? / u32::try_from(ACTIVE)?;
                std::thread::sleep(turn.saturating_sub(begun.elapsed()));
                let asked = Instant::now();
                let reply = client.mail(&format!("a{number}-{mail}"), 1_000)?;
                if !reply.starts_with("250") {
                    bail!("an active client was answered {reply}");
                }
                waits.push(asked.elapsed());
            }
            Ok(waits)
        })
    };
    let clients: Vec<_> = (0..ACTIVE).map(client).collect::<std::io::Result<_>>()?;
    let mut waits = Vec::new();
    for client in clients {
        waits.extend(client.join().map_err(|_| anyhow::anyhow!("a client panicked"))??);
    }
    waits.sort();
    waits.get(waits.len() * 99 / 100).copied().context("no mail")
}

/// A client that has been greeted. One address has ports for more than ten thousand.
fn greeted(door: u16) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], door)))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut greeting = [0; 3];
    stream.read_exact(&mut greeting)?;
    if &greeting != b"220" {
        bail!("greeted with {}", String::from_utf8_lossy(&greeting));
    }
    Ok(stream)
}

/// Resident memory in KiB.
pub(super) fn resident(process: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).context("no VmRSS")?;
    line.split_whitespace().nth(1).context("no figure")?.parse().context("VmRSS")
}
