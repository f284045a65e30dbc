//! R20: the gateway is replaced again and again while two hundred mails a second come in, over connections that are kept and over new ones:
//! no connection is refused, no mail is answered but with 250, each arrives once.

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Trial;
use super::client::Client;
use super::disk::wait_for;
use super::sink::Sink;
use super::stand::{Running, Stand};

const SENDERS: usize = 10;
/// What all of them say in a second.
const INPUT: usize = 200;
/// Between two restarts.
const PAUSE: Duration = Duration::from_secs(2);

#[allow(clippy::cast_precision_loss, reason = "some thousand mails")]
pub(crate) fn run(trial: &Trial) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let stand = Stand::make(trial, folder.path(), &folder.path().join("home/outbox"), "")?;
    stand.signing()?;
    let sink = Sink::at(stand.hop, Duration::ZERO)?;
    let running = stand.start(&[])?;
    std::thread::sleep(Duration::from_secs(1));
    let over = Arc::new(AtomicBool::new(false));
    let begun = Instant::now();
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| {
            let (over, door) = (Arc::clone(&over), stand.door);
            std::thread::spawn(move || send(door, sender, &over))
        })
        .collect();
    let mut gateways = BTreeSet::new();
    for _ in 0..trial.rounds {
        gateways.insert(newest(&running)?);
        let told = Command::new("kill").arg("-USR2").arg(running.id().to_string()).status()?;
        if !told.success() {
            bail!("the program does not run any more");
        }
        std::thread::sleep(PAUSE);
    }
    gateways.insert(newest(&running)?);
    over.store(true, Ordering::Relaxed);
    let mut sent = BTreeSet::new();
    for sender in senders {
        sent.extend(sender.join().map_err(|_| anyhow::anyhow!("a client panicked"))??);
    }
    let took = begun.elapsed();
    wait_for(&sent, || Ok(sink.ids()))?;
    std::thread::sleep(Duration::from_secs(2));
    let doubled = sink.copies().values().filter(|copies| **copies != 1).count();
    let rate = sent.len() as f64 / took.as_secs_f64();
    println!(
        "{} restarts, {} gateways: {} mails, {rate:.0} a second, none refused, none lost, {doubled} doubled",
        trial.rounds,
        gateways.len(),
        sent.len()
    );
    if gateways.len() <= trial.rounds || doubled > 0 || sink.count() != sent.len() {
        bail!("{} gateways for {} restarts, {} mails arrived", gateways.len(), trial.rounds, sink.count());
    }
    if rate < INPUT as f64 * 0.9 {
        bail!("the load did not come to {INPUT} mails a second: this says nothing");
    }
    Ok(())
}

/// The gateway that was started last.
fn newest(running: &Running) -> Result<u32> {
    running.all_named("gateway").into_iter().max().context("no gateway")
}

/// Sends its share; every other sender over a new connection for each mail.
fn send(door: u16, sender: usize, over: &AtomicBool) -> Result<Vec<String>> {
    let pause = Duration::from_secs(1) * u32::try_from(SENDERS)? / u32::try_from(INPUT)?;
    let mut sent = Vec::new();
    let mut next = Instant::now();
    let mut kept: Option<Client> = None;
    while !over.load(Ordering::Relaxed) {
        next += pause;
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
        let id = format!("r{sender}-{}", sent.len());
        let mut client = match kept.take() {
            Some(client) => client,
            None => Client::connect(door).with_context(|| format!("{id}: a connection was refused"))?,
        };
        let reply = client.mail(&id, 300).with_context(|| format!("{id}: the session was cut"))?;
        if !reply.starts_with("250") {
            bail!("{id} was answered {reply}");
        }
        sent.push(id);
        if sender.is_multiple_of(2) {
            kept = Some(client);
        }
    }
    Ok(sent)
}
