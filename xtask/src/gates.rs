//! `cargo xtask gates`: long trials of the outbox with the whole program: killed under load, its disk's power cut, its disk filled, its
//! system calls failing; ten thousand clients and fifty large mails at once; a hundred thousand mails that waited, a next hop that is slow, a
//! disk that is slow, restarts under load, five thousand clients that dribble. The short forms of the same are tests; these need root for a
//! disk of their own, and minutes.

mod calls;
mod client;
mod disk;
mod dribble;
mod herd;
mod kill;
mod postfix;
mod power;
mod pressure;
mod restart;
mod scale;
mod sink;
mod slow;
mod stand;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::shell;

/// What is tried, and how often unless it is said.
const GATES: &[(&str, usize)] = &[
    ("kill", 25),
    ("power", 100),
    ("disk", 40),
    ("calls", 12),
    ("scale", 10_000),
    ("herd", 100_000),
    ("pressure", 600),
    ("slow", 32),
    ("restart", 10),
    ("dribble", 5_000),
];

/// What a trial is told.
pub(crate) struct Trial {
    /// The program.
    pub(crate) binary: PathBuf,
    /// The folder of the programs that judge every mail server alike.
    pub(crate) tools: PathBuf,
    /// Kills, cuts, mails, calls of each kind, idle clients, seconds, clients, or restarts.
    pub(crate) rounds: usize,
}

pub(crate) fn run(words: &[String]) -> Result<()> {
    let mut binary = None;
    let mut rounds = None;
    let mut wanted = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--binary" => binary = Some(PathBuf::from(words.next().context("--binary wants a file")?)),
            "--rounds" => rounds = Some(words.next().context("--rounds wants a number")?.parse().context("--rounds wants a number")?),
            gate if GATES.iter().any(|(name, _)| *name == gate) => wanted.push(gate.to_owned()),
            other => bail!("there is no gate `{other}`; there are {}", names()),
        }
    }
    let binary = match binary {
        Some(binary) => std::path::absolute(binary)?,
        None => build()?,
    };
    let shared = std::env::var_os("KAKITOME_SHARED").map_or_else(|| shell::root().join("../shared"), PathBuf::from);
    for (name, usual) in GATES {
        if !wanted.is_empty() && !wanted.iter().any(|wanted| wanted == name) {
            continue;
        }
        let trial = Trial { binary: binary.clone(), tools: shared.join("tools"), rounds: rounds.unwrap_or(*usual) };
        println!("== {name}, {} rounds", trial.rounds);
        match *name {
            "kill" => kill::run(&trial)?,
            "power" => power::run(&trial)?,
            "disk" => disk::run(&trial)?,
            "scale" => scale::run(&trial)?,
            "herd" => herd::run(&trial)?,
            "pressure" => pressure::run(&trial)?,
            "slow" => slow::run(&trial)?,
            "restart" => restart::run(&trial)?,
            "dribble" => dribble::run(&trial)?,
            _ => calls::run(&trial)?,
        }
    }
    Ok(())
}

fn names() -> String {
    GATES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

fn build() -> Result<PathBuf> {
    shell::run(shell::cargo().args(["build", "--release", "--package", "kakitome-cli"]))?;
    Ok(shell::root().join("target/release/kakitome"))
}
