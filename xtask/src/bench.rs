//! `cargo xtask bench`: the benchmarks, each a ratio within one run on the same cores.

use anyhow::Result;

use crate::shell;

pub(crate) fn run(words: &[String]) -> Result<()> {
    // The gateway is measured as people run it: the release build of the whole binary.
    shell::run(shell::cargo().args(["build", "--release", "--package", "kakitome-cli"]))?;
    shell::run(shell::cargo().args(["bench", "--package", "kakitome-cli", "--bench", "rates", "--"]).args(words))
}
