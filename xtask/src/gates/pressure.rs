//! R28: five hundred mails a second come and the next hop takes one: the outbox fills to its mark, then clients are told 452 and their
//! mail is theirs; memory stays what it is; when the next hop is quick again everything that was taken goes out once.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Trial;
use super::client::Client;
use super::disk::wait_for;
use super::scale::resident;
use super::sink::Sink;
use super::stand::Stand;

/// The high-water mark of the trial.
const MARK: usize = 5_000;
const SENDERS: usize = 10;
/// What all of them say in a second.
const INPUT: usize = 500;
/// Memory may grow by so much, in KiB, from the moment when the outbox is full.
const MOST_GROWTH: u64 = 8 * 1024;

#[derive(Default)]
struct Load {
    taken: Mutex<BTreeSet<String>>,
    refused: AtomicUsize,
    over: AtomicBool,
}

pub(crate) fn run(trial: &Trial) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let more = format!("free-bytes = 0\nmails = {MARK}\n");
    let stand = Stand::make(trial, folder.path(), &folder.path().join("home/outbox"), &more)?;
    let sink = Sink::at(stand.hop, Duration::from_secs(1))?;
    let running = stand.start(&[])?;
    let gateway = running.named("gateway").context("no gateway")?;
    let load = Arc::new(Load::default());
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| {
            let (load, door) = (Arc::clone(&load), stand.door);
            std::thread::spawn(move || send(&load, door, sender))
        })
        .collect();
    let begun = Instant::now();
    let wanted = Duration::from_secs(trial.rounds as u64);
    let (mut full, mut most) = (None, 0);
    while begun.elapsed() < wanted {
        std::thread::sleep(Duration::from_millis(500));
        let now = resident(gateway)?;
        most = most.max(now);
        if full.is_none() && load.refused.load(Ordering::Relaxed) > 0 {
            full = Some((begun.elapsed(), now));
        }
    }
    load.over.store(true, Ordering::Relaxed);
    for sender in senders {
        sender.join().map_err(|_| anyhow::anyhow!("a client panicked"))??;
    }
    let taken = load.taken.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let refused = load.refused.load(Ordering::Relaxed);
    let slowly = sink.count();
    let (after, at_mark) = full.context("the outbox never filled: the trial is too short")?;
    println!(
        "{} s: {} taken, {refused} x 452, {slowly} handed on; full after {after:.1?} with {at_mark} KiB resident, {most} KiB at most",
        trial.rounds,
        taken.len()
    );
    sink.set_pace(Duration::ZERO);
    let begun = Instant::now();
    wait_for(&taken, || Ok(sink.ids()))?;
    let doubled = sink.copies().values().filter(|copies| **copies != 1).count();
    println!(
        "the next hop is quick again: drained in {:.1?}, {doubled} doubled, {} strangers",
        begun.elapsed(),
        sink.count() - taken.len()
    );
    // The file of the last one goes a moment after the next hop's answer.
    std::thread::sleep(Duration::from_secs(1));
    let again = Client::connect(stand.door)?.mail("again", 200)?;
    if !again.starts_with("250") || doubled > 0 || sink.count() < taken.len() {
        bail!("after the drain: {again}, {doubled} doubled");
    }
    // The gateway works on as many as it had, whatever its clients say.
    if taken.len() > MARK + slowly + SENDERS || most > at_mark + MOST_GROWTH {
        bail!("more than the mark was taken, or memory grew");
    }
    Ok(())
}

/// One client with its share of the input.
fn send(load: &Load, door: u16, sender: usize) -> Result<()> {
    let pause = Duration::from_secs(1) * u32::try_from(SENDERS)? / u32::try_from(INPUT)?;
    let mut client = Client::connect(door)?;
    let mut next = Instant::now();
    for number in 0_usize.. {
        if load.over.load(Ordering::Relaxed) {
            break;
        }
        next += pause;
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
        let id = format!("b{sender}-{number}");
        // Who is told 452 again and again is sent away (421), and comes again.
        let Ok(reply) = client.mail(&id, 500) else {
            client = Client::connect(door)?;
            continue;
        };
        if reply.starts_with("250") {
            load.taken.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        } else if reply.starts_with("452 4.3.1") || reply.starts_with("421") {
            load.refused.fetch_add(1, Ordering::Relaxed);
            if client.reset().is_err() {
                client = Client::connect(door)?;
            }
        } else {
            bail!("another answer: {reply}");
        }
    }
    Ok(())
}
