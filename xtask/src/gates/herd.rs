//! R29: so many mails wait while the next hop is away; the gateway is started anew with all of them, and the next hop comes back. It must
//! not be run over: no more connections than are allowed, every mail once, and who brings new mail meanwhile is served.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Trial;
use super::client::Client;
use super::scale::resident;
use super::sink::Sink;
use super::stand::Stand;

const SENDERS: usize = 16;
/// What `[outbox] connections` is without a word in the configuration.
const MOST_AT_ONCE: usize = 20;
/// Without a mail that arrives for so long, something is wrong.
const STANDSTILL: Duration = Duration::from_secs(90);

pub(crate) fn run(trial: &Trial) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let room = trial.rounds.saturating_mul(2).max(1_000);
    let more = format!("free-bytes = 0\nmails = {room}\n");
    let stand = Stand::make(trial, folder.path(), &folder.path().join("home/outbox"), &more)?;
    let begun = Instant::now();
    {
        let running = stand.start(&[])?;
        fill(stand.door, trial.rounds)?;
        let gateway = running.named("gateway").context("no gateway")?;
        println!("{} mails wait after {:.1?}: {} KiB resident", trial.rounds, begun.elapsed(), resident(gateway)?);
    }
    let begun = Instant::now();
    let running = stand.start(&[])?;
    let gateway = running.named("gateway").context("no gateway")?;
    println!("started anew with them in {:.1?}: {} KiB resident", begun.elapsed(), resident(gateway)?);

    let sink = Sink::at(stand.hop, Duration::ZERO)?;
    let begun = Instant::now();
    let (mut waits, mut new) = (Vec::new(), 0);
    let (mut count, mut moved) = (0, Instant::now());
    while count < trial.rounds + new {
        let asked = Instant::now();
        let reply = Client::connect(stand.door)?.mail(&format!("new{new}"), 200)?;
        if !reply.starts_with("250") {
            bail!("a new mail was answered {reply}");
        }
        new += 1;
        waits.push(asked.elapsed());
        std::thread::sleep(Duration::from_millis(500));
        let now = sink.count();
        if now > count {
            (count, moved) = (now, Instant::now());
        }
        if moved.elapsed() > STANDSTILL {
            bail!("{count} of {} have arrived, and nothing more comes", trial.rounds + new);
        }
        // The last new ones are waited for without others.
        if count >= trial.rounds {
            break;
        }
    }
    let took = begun.elapsed();
    settle(&sink, trial.rounds + new)?;
    waits.sort();
    let (connections, most) = sink.connections();
    let doubled = sink.copies().values().filter(|copies| **copies != 1).count();
    println!(
        "the next hop is back: {} mails in {took:.1?}, {connections} connections, {most} at once, {doubled} doubled; a new mail waits {:.1?} \
         in the middle, {:.1?} at most; {} KiB resident",
        trial.rounds,
        waits.get(waits.len() / 2).copied().unwrap_or_default(),
        waits.last().copied().unwrap_or_default(),
        resident(gateway)?
    );
    if most > MOST_AT_ONCE || doubled > 0 {
        bail!("at most {MOST_AT_ONCE} connections at once, and none twice");
    }
    Ok(())
}

fn settle(sink: &Sink, wanted: usize) -> Result<()> {
    let until = Instant::now() + STANDSTILL;
    while sink.count() < wanted {
        if Instant::now() > until {
            bail!("{} of {wanted} have arrived", sink.count());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

fn fill(door: u16, count: usize) -> Result<()> {
    let sender = |first: usize| {
        std::thread::spawn(move || -> Result<()> {
            let mut client = Client::connect(door)?;
            for number in (first..count).step_by(SENDERS) {
                let reply = client.mail(&format!("h{number}"), 200)?;
                if !reply.starts_with("250") {
                    bail!("mail {number} was answered {reply}");
                }
            }
            Ok(())
        })
    };
    let senders: Vec<_> = (0..SENDERS).map(sender).collect();
    for sender in senders {
        sender.join().map_err(|_| anyhow::anyhow!("a client panicked"))??;
    }
    Ok(())
}
