//! `cargo xtask lint`: formatting, clippy, the plan of the house, licences. Nothing here changes a file.

use std::process::Command;

use anyhow::{Result, bail};

use crate::{house, shell};

pub(crate) fn run(words: &[String]) -> Result<()> {
    if let Some(word) = words.first() {
        bail!("`{word}` is not known; `cargo xtask lint` takes nothing");
    }
    shell::run(shell::cargo().args(["fmt", "--all", "--check"]))?;
    shell::run(shell::cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    let faults = house::inspect(&shell::root())?;
    for fault in &faults {
        println!("house: {fault}");
    }
    if !faults.is_empty() {
        bail!("the house has {} faults", faults.len());
    }
    if shell::has("cargo-deny") || home_has("cargo-deny") {
        shell::run(Command::new("cargo").current_dir(shell::root()).args(["deny", "check", "licenses", "bans", "sources"]))?;
    } else {
        println!("cargo-deny is not here: licences, bans and sources were NOT checked (cargo install cargo-deny)");
    }
    Ok(())
}

fn home_has(program: &str) -> bool {
    std::env::home_dir().is_some_and(|home| home.join(".cargo/bin").join(program).is_file())
}
