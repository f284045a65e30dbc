//! `cargo xtask fuzz`: one target a trust boundary, seeded by the corpus, for a bounded time each.

use anyhow::{Context, Result, bail};

use crate::shell;

const SECONDS: u64 = 60;

pub(crate) fn run(words: &[String]) -> Result<()> {
    let mut target = None;
    let mut seconds = SECONDS;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--seconds" => {
                seconds = words.next().context("--seconds wants a number")?.parse().context("--seconds wants a number")?;
            }
            name if !name.starts_with('-') && target.is_none() => target = Some(name.to_owned()),
            other => bail!("`{other}` is not known; usage: cargo xtask fuzz [TARGET] [--seconds N]"),
        }
    }
    let known = targets()?;
    let chosen: Vec<String> = match target {
        Some(name) if known.contains(&name) => vec![name],
        Some(name) => bail!("there is no fuzz target `{name}`; there are {}", known.join(", ")),
        None => known,
    };
    for name in chosen {
        let seeds = shell::root().join("fuzz").join("seeds").join(&name);
        let corpus = shell::root().join("fuzz").join("corpus").join(&name);
        std::fs::create_dir_all(&corpus).with_context(|| format!("cannot make {}", corpus.display()))?;
        let mut command = shell::cargo();
        command.env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN").args(["+nightly", "fuzz", "run", "--release", &name]);
        command.arg(&corpus);
        if seeds.is_dir() {
            command.arg(&seeds);
        }
        command.args(["--", &format!("-max_total_time={seconds}"), "-rss_limit_mb=2048", "-timeout=10", "-print_final_stats=1"]);
        shell::run(&mut command)?;
    }
    Ok(())
}

/// The targets are the files of `fuzz/fuzz_targets`.
fn targets() -> Result<Vec<String>> {
    let folder = shell::root().join("fuzz").join("fuzz_targets");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "rs") {
            names.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
        }
    }
    names.sort();
    Ok(names)
}
