//! G3: the outbox lies on a disk of 24 MiB, the next hop is away, and 40 mails of 1 MB come: as many as fit are taken, the others get
//! `452 4.3.1`; when the next hop is back everything that was taken arrives once, and there is room again by itself.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::Trial;
use super::client::Client;
use super::stand::{LoopDisk, Stand};

const MEBIBYTES: u64 = 24;
const MAIL: usize = 1_000_000;
const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) fn run(trial: &Trial) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let disk = LoopDisk::new(folder.path(), MEBIBYTES)?;
    let stand = Stand::make(trial, folder.path(), &disk.mounted.join("outbox"), "free-bytes = 0\n")?;
    let running = stand.start(&[])?;
    let mut client = Client::connect(stand.door)?;
    let mut taken = BTreeSet::new();
    let mut refused = 0;
    for number in 0..trial.rounds {
        let id = format!("d{number}");
        let reply = client.mail(&id, MAIL)?;
        if reply.starts_with("250") {
            taken.insert(id);
        } else if reply.starts_with("452 4.3.1") {
            refused += 1;
        } else {
            bail!("another answer: {reply}");
        }
    }
    let hop = stand.next_hop(trial, &folder.path().join("hop.log"))?;
    wait_for(&taken, || hop.ids())?;
    let copies = hop.ids()?;
    // The reply of a client is its own: room is there when the file of the last mail has gone.
    std::thread::sleep(Duration::from_secs(1));
    let again = client.mail("again", MAIL)?;
    println!(
        "disk of {MEBIBYTES} MiB, {} mails of 1 MB: {} x 250, {refused} x 452 4.3.1; after the drain: {again}",
        trial.rounds,
        taken.len()
    );
    if copies.len() != taken.len() || !again.starts_with("250") || refused == 0 {
        bail!("{} copies of {} mails; then {again}", copies.len(), taken.len());
    }
    drop(running);
    Ok(())
}

/// Waits until all of these have arrived.
pub(crate) fn wait_for(wanted: &BTreeSet<String>, arrived: impl Fn() -> Result<Vec<String>>) -> Result<()> {
    let until = Instant::now() + PATIENCE;
    loop {
        let there: BTreeSet<String> = arrived()?.into_iter().collect();
        let missing: Vec<&String> = wanted.difference(&there).collect();
        if missing.is_empty() {
            return Ok(());
        }
        if Instant::now() > until {
            bail!("{} of {} mails that were acknowledged did not arrive: {missing:?}", missing.len(), wanted.len());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}
