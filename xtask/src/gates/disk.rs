//! G3: the outbox lies on a disk of 24 MiB, the next hop is away, and 40 mails of 1 MB come: as many as fit are taken, the others get
//! `452 4.3.1`; when the next hop is back everything that was taken arrives once, and there is room again by itself. Then all of a home lies there.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::Trial;
use super::client::Client;
use super::stand::{LoopDisk, Running, Stand};

const MEBIBYTES: u64 = 24;
const MAIL: usize = 1_000_000;
const PATIENCE: Duration = Duration::from_secs(120);
/// Tries to leave no room.
const FILLINGS: usize = 50;
/// The journal tries again at least every five seconds.
const RECOVERY: Duration = Duration::from_secs(15);

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
    everywhere(trial)
}

/// R10: home, journal, log, temporary files and outbox on one disk that has no room left: small mail flows or waits with its client, large
/// mail gets 452, nobody dies, and all is well by itself when there is room again.
fn everywhere(trial: &Trial) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let disk = LoopDisk::new(folder.path(), MEBIBYTES)?;
    let stand = Stand::make(trial, &disk.mounted, &disk.mounted.join("outbox"), "free-bytes = 0\n")?;
    stand.signing()?;
    let hop = stand.next_hop(trial, &folder.path().join("hop.log"))?;
    let running = stand.start(&[])?;
    let before = running.processes();
    let mut taken = BTreeSet::new();
    let mut refused = 0;
    let mut client = Client::connect(stand.door)?;
    let filler = disk.mounted.join("filler");
    fill(&filler)?;
    for number in 0..trial.rounds {
        let id = format!("e{number}");
        let reply = client.mail(&id, if number % 4 == 0 { 3 * MAIL } else { 200 }).with_context(|| how_it_is(&stand, &running, &before))?;
        match reply.get(..3) {
            Some("250") => {
                taken.insert(id);
            }
            Some("452" | "451") => {
                refused += 1;
                client.reset().with_context(|| format!("{id} was told {reply}"))?;
            }
            _ => bail!("another answer without room: {reply}"),
        }
    }
    std::fs::remove_file(&filler)?;
    let again = Instant::now();
    for (id, size) in [("small", 200), ("large", 3 * MAIL)] {
        while let Err(reply) = taken_by(&mut client, id, size).with_context(|| how_it_is(&stand, &running, &before))? {
            if again.elapsed() > RECOVERY {
                bail!("there has been room for {RECOVERY:?}, and a {id} mail is answered {reply}");
            }
            client.reset().with_context(|| format!("after {reply}"))?;
            std::thread::sleep(Duration::from_millis(250));
        }
        taken.insert(id.to_owned());
    }
    let again = again.elapsed();
    wait_for(&taken, || hop.ids())?;
    let copies = hop.ids()?.len();
    println!(
        "everything on that disk, full: {refused} of {} told to come again, {} taken, {copies} copies; all is well {again:.1?} after there was room",
        trial.rounds,
        taken.len()
    );
    if copies != taken.len() || refused == 0 {
        bail!("{copies} copies of {} mails, {refused} refused", taken.len());
    }
    if running.processes() != before {
        bail!("a process did not live through it; the log is {}", stand.log().display());
    }
    Ok(())
}

/// What there is to see when a connection ends that should not.
fn how_it_is(stand: &Stand, running: &Running, before: &[u32]) -> String {
    let lived = if running.processes() == before { "all processes live" } else { "a process has ended" };
    let log = std::fs::read_to_string(stand.log()).unwrap_or_default();
    let last: Vec<&str> = log.lines().rev().take(12).collect();
    format!("{lived}; the last lines of the log, the newest first:\n{}\n", last.join("\n"))
}

/// Whether the mail is taken, or the answer.
fn taken_by(client: &mut Client, id: &str, size: usize) -> Result<Result<(), String>> {
    let reply = client.mail(id, size).with_context(|| format!("{id}, when there was room again"))?;
    Ok(if reply.starts_with("250") { Ok(()) } else { Err(reply) })
}

/// Leaves no room. What the disk promised to a file and did not need comes back when that is written, so it is filled until it stays so.
fn fill(path: &std::path::Path) -> Result<()> {
    use std::io::Write;
    let mut file = std::fs::File::create(path)?;
    for _ in 0..FILLINGS {
        for block in [vec![0_u8; 64 * 1024], vec![0; 1024]] {
            while file.write_all(&block).is_ok() {}
        }
        // What is in the cache has its place on the disk from here on.
        file.sync_all().or_else(|error| if error.kind() == std::io::ErrorKind::StorageFull { Ok(()) } else { Err(error) })?;
        if file.write_all(&[0; 1024]).is_err() {
            return Ok(());
        }
    }
    bail!("the disk does not get full: this says nothing")
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
