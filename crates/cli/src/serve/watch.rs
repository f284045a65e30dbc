//! What `serve` does once a day: the look at the lists of roots (`kakitome trust watch --once`) and the check of every identity
//! (`kakitome preflight --all`), each as a process of its own with the gateway's
//! rights. What it says is passed on; whatever becomes of it, mail goes on.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use super::child::ourselves;
use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::said::Said;

/// A look that takes longer hangs: the slowest fetches some hundred certificates, each within seconds.
const LONGEST: Duration = Duration::from_secs(3600);

/// When to look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// The first time after the start.
    pub(super) first: Duration,
    /// From one look to the next.
    pub(super) every: Duration,
}

/// Calls the command of these words again and again; never ends. `rights` gives a process the rights it is to have.
pub(super) async fn look_daily(
    words: &[&str],
    config: &Path,
    pace: Pace,
    rights: impl Fn(&mut std::process::Command),
    said: &Said,
    context: Context,
) {
    tokio::time::sleep(pace.first).await;
    loop {
        match tokio::time::timeout(LONGEST, look(words, config, &rights, context)).await {
            Ok(Ok(lines)) => lines.iter().for_each(|line| said.pass_on(line)),
            Ok(Err(failure)) => said.complain(&failure.line(context)),
            Err(_) => said.complain(&Failure::new("watch-too-long").with("minutes", LONGEST.as_secs() / 60).line(context)),
        }
        tokio::time::sleep(pace.every).await;
    }
}

/// One look; what it had to complain of. It ends with us.
async fn look(
    words: &[&str],
    config: &Path,
    rights: &impl Fn(&mut std::process::Command),
    context: Context,
) -> Result<Vec<String>, Failure> {
    let (word, rest) = words.split_first().unwrap_or((&"", &[]));
    let mut command: Command = ourselves(word)?;
    command.args(rest).args(["--lang", context.lang.code(), "--config"]).arg(config);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    rights(command.as_std_mut());
    let output = command.output().await.map_err(|error| failed("cli-cannot-start", &error))?;
    Ok(String::from_utf8_lossy(&output.stderr).lines().map(str::to_owned).collect())
}
