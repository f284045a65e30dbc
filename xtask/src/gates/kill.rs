//! G1: gateway and keyholder are killed under load, again and again; no mail that was acknowledged may be missing at the next hop. The load
//! and the count are `killtest.py`'s, which tries every mail server alike.

use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Trial;
use super::stand::Stand;

/// Doubled mails in all acknowledged ones: Postfix had 5 in 35,684.
const MOST_DOUBLED: f64 = 0.0002;

pub(crate) fn run(trial: &Trial) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let stand = Stand::make(trial, folder.path(), &folder.path().join("home/outbox"), "")?;
    let mut test = Command::new("python3");
    test.arg(trial.tools.join("killtest.py")).current_dir(folder.path());
    let start = format!("cd {} && exec {} serve --home .", stand.home.display(), trial.binary.display());
    test.env("START", start).env("SUBMIT_PORT", stand.door.to_string()).env("NEXT_PORT", stand.hop.to_string());
    test.env("KILLS", trial.rounds.to_string()).env("KILL_CWD", &stand.home).env("WORK", folder.path().join("work"));
    if std::env::var_os("SENDERS").is_none() {
        test.env("SENDERS", "8");
    }
    let said = crate::shell::output(&mut test)?;
    println!("{}", said.trim());
    let last = said.lines().last().context("killtest.py said nothing")?;
    let figures: serde_json::Value = serde_json::from_str(last).context("killtest.py said something else")?;
    let of = |name: &str| figures.get(name).and_then(serde_json::Value::as_u64).with_context(|| format!("no figure `{name}`"));
    let (acked, lost, doubled, copies) = (of("acked")?, of("lost")?, of("duplicated")?, of("max_copies")?);
    #[allow(clippy::cast_precision_loss, reason = "some ten thousand mails")]
    let share = doubled as f64 / acked.max(1) as f64;
    if lost > 0 || copies > 2 || share > MOST_DOUBLED {
        bail!("{lost} of {acked} lost, {doubled} doubled, {copies} copies at most");
    }
    Ok(())
}
