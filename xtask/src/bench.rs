//! `cargo xtask bench`: the benchmarks, each a ratio within one run on the same cores.

use anyhow::Result;

use crate::shell;

/// The groups of figures, and which package measures them.
const CONTAINERS: &[&str] = &["large", "small"];

pub(crate) fn run(words: &[String]) -> Result<()> {
    let (containers, rates): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|word| *word == "cms" || CONTAINERS.contains(&word.as_str()));
    if words.is_empty() || !rates.is_empty() {
        self::rates(&rates)?;
    }
    if words.is_empty() || !containers.is_empty() {
        let words = containers.into_iter().filter(|word| *word != "cms");
        shell::run(shell::cargo().args(["bench", "--package", "kakitome-smime", "--bench", "containers", "--"]).args(words))?;
    }
    Ok(())
}

fn rates(words: &[&String]) -> Result<()> {
    // The gateway is measured as people run it: the release build of the whole binary.
    shell::run(shell::cargo().args(["build", "--release", "--package", "kakitome-cli"]))?;
    shell::run(shell::cargo().args(["bench", "--package", "kakitome-cli", "--bench", "rates", "--"]).args(words))
}
