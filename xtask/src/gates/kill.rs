//! G1: gateway and keyholder are killed under load, again and again; no mail that was acknowledged may be missing at the next hop. The load
//! and the count are `killtest.py`'s, which tries every mail server alike: Postfix has its turn behind ours, under the same test.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Trial;
use super::postfix::Postfix;
use super::stand::{Stand, free_port};
use crate::shell;

/// Doubled mails in all acknowledged ones: Postfix had 5 in 35,684.
const MOST_DOUBLED: f64 = 0.0002;
/// A doubled mail is chance's; of fewer acknowledged mails a share says nothing.
const SAMPLE: u64 = 5000;

pub(crate) fn run(trial: &Trial) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let stand = Stand::make(trial, folder.path(), &folder.path().join("home/outbox"), "")?;
    let start = format!("cd {} && exec {} serve --home .", stand.home.display(), trial.binary.display());
    let ours = killed(trial, folder.path(), &stand.home, [stand.door, stand.hop], &start, None)?;
    ours.tell("Kakitome");
    if shell::has("postfix") {
        let folder = tempfile::Builder::new().prefix("kkg").tempdir_in("/tmp")?;
        let [door, hop] = [free_port()?, free_port()?];
        let postfix = Postfix::make(folder.path(), door, hop)?;
        let theirs = killed(trial, folder.path(), &postfix.queue(), [door, hop], &postfix.command(), Some(&postfix.flush()))?;
        theirs.tell(&format!("Postfix {}", Postfix::version()?));
    } else {
        println!("Postfix is not here: there is no figure beside ours");
    }
    if ours.lost > 0 || ours.copies > 2 || (ours.acked >= SAMPLE && ours.share() > MOST_DOUBLED) {
        bail!(
            "{} of {} lost, {} doubled ({:.3} %), {} copies at most",
            ours.lost,
            ours.acked,
            ours.doubled,
            ours.share() * 100.0,
            ours.copies
        );
    }
    Ok(())
}

struct Figures {
    kills: u64,
    acked: u64,
    lost: u64,
    doubled: u64,
    copies: u64,
    unacknowledged: u64,
}

impl Figures {
    #[allow(clippy::cast_precision_loss, reason = "some ten thousand mails")]
    fn share(&self) -> f64 {
        self.doubled as f64 / self.acked.max(1) as f64
    }

    fn tell(&self, name: &str) {
        let Self { kills, acked, lost, doubled, copies, unacknowledged } = self;
        println!(
            "{name}: {kills} kills, {acked} acknowledged, {lost} lost, {doubled} doubled ({:.3} %), {copies} copies at most, \
             {unacknowledged} arrived though not acknowledged",
            self.share() * 100.0
        );
    }
}

/// `killtest.py` on whatever `start` starts; every process that works in `place` is killed.
fn killed(trial: &Trial, folder: &Path, place: &Path, [door, hop]: [u16; 2], start: &str, flush: Option<&str>) -> Result<Figures> {
    let mut test = Command::new("python3");
    test.arg(trial.tools.join("killtest.py")).current_dir(folder);
    test.env("START", start).env("SUBMIT_PORT", door.to_string()).env("NEXT_PORT", hop.to_string());
    test.env("KILLS", trial.rounds.to_string()).env("KILL_CWD", place).env("WORK", folder.join("work"));
    if std::env::var_os("SENDERS").is_none() {
        test.env("SENDERS", "8");
    }
    if let Some(flush) = flush {
        test.env("FLUSH", flush);
    }
    let said = shell::output(&mut test)?;
    let last = said.lines().last().context("killtest.py said nothing")?;
    let figures: serde_json::Value = serde_json::from_str(last).context("killtest.py said something else")?;
    let of = |name: &str| figures.get(name).and_then(serde_json::Value::as_u64).with_context(|| format!("no figure `{name}`"));
    Ok(Figures {
        kills: of("kills")?,
        acked: of("acked")?,
        lost: of("lost")?,
        doubled: of("duplicated")?,
        copies: of("max_copies")?,
        unacknowledged: of("delivered_but_unacked")?,
    })
}
