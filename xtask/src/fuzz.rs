//! `cargo xtask fuzz`: one target a trust boundary, seeded by the corpus, for a bounded time each; at the end a table of what each did.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

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
    // One that fails keeps none of the others from running.
    let mut done = Vec::new();
    for name in chosen {
        let ran = fuzz(&name, seconds)?;
        done.push((name, ran));
    }
    println!("{}", table(&done));
    let failed: Vec<&str> = done.iter().filter(|(_, ran)| !ran.good).map(|(name, _)| name.as_str()).collect();
    if !failed.is_empty() {
        bail!("failed: {} (what made them fail lies in fuzz/artifacts)", failed.join(", "));
    }
    Ok(())
}

/// What a target did.
#[derive(Debug, Default, PartialEq)]
struct Ran {
    good: bool,
    executions: Option<u64>,
    /// Edges of the program that were reached.
    coverage: Option<u64>,
}

impl Ran {
    /// Takes what a line of libFuzzer tells: `stat::number_of_executed_units: 4711`, `#4096 pulse cov: 325 ft: ...`.
    fn hear(&mut self, line: &str) {
        let mut words = line.split_whitespace();
        while let Some(word) = words.next() {
            let told = match word {
                "cov:" => &mut self.coverage,
                "stat::number_of_executed_units:" => &mut self.executions,
                _ => continue,
            };
            *told = words.next().and_then(|number| number.parse().ok()).or(*told);
        }
    }
}

/// A table for a closing note.
fn table(done: &[(String, Ran)]) -> String {
    let number = |number: Option<u64>| number.map_or_else(|| "?".to_owned(), |number| number.to_string());
    let row = |(name, ran): &(String, Ran)| {
        let end = if ran.good { "no crash" } else { "failed" };
        format!("| {name} | {} | {} | {end} |", number(ran.executions), number(ran.coverage))
    };
    let head = ["| target | executions | edges covered | end |".to_owned(), "|---|---|---|---|".to_owned()];
    head.into_iter().chain(done.iter().map(row)).collect::<Vec<_>>().join("\n")
}

fn fuzz(name: &str, seconds: u64) -> Result<Ran> {
    let corpus = shell::root().join("fuzz").join("corpus").join(name);
    std::fs::create_dir_all(&corpus).with_context(|| format!("cannot make {}", corpus.display()))?;
    // Through rustup: the cargo that called us belongs to another compiler.
    let mut command = Command::new("rustup");
    command.current_dir(shell::root()).env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
    command.args(["run", "nightly", "cargo", "fuzz", "run", name]);
    command.arg(&corpus);
    // The corpus of others seeds the run where it is at hand; nothing of it is copied into the repository.
    command.args(seeds(name));
    command.args(["--", &format!("-max_total_time={seconds}"), "-rss_limit_mb=2048", "-timeout=10", "-print_final_stats=1"]);
    println!("$ {}", shell::line(&command));
    let mut child =
        command.stderr(Stdio::piped()).spawn().context("could not start `rustup` (is it installed, and a nightly compiler?)")?;
    let mut ran = Ran::default();
    if let Some(told) = child.stderr.take() {
        for line in BufReader::new(told).split(b'\n') {
            let line = line.context("reading what the fuzzer tells")?;
            ran.hear(&String::from_utf8_lossy(&line));
            std::io::stderr().write_all(&[&line[..], b"\n"].concat()).context("telling what the fuzzer tells")?;
        }
    }
    ran.good = child.wait().context("waiting for the fuzzer")?.success();
    Ok(ran)
}

/// Folders whose files begin the search of a target.
fn seeds(name: &str) -> Vec<PathBuf> {
    let folders: &[&str] = match name {
        "ber" | "signed_data" | "envelope" | "auth_envelope" | "compressed" | "show" | "time_stamp" | "algorithm" => {
            &["openssl", "gnupg", "rfc4134", "asn1crypto", "pyasn1-modules", "pkijs", "libksba"]
        }
        "certificate" | "bag" | "lint" => &["zlint", "pkilint", "pkits/certs", "pkits/crls"],
        "stl" => &["authroot"],
        "certdata" => &["nss-certdata"],
        "csv" => &["ccadb"],
        "crl" => &["pkits/crls", "rfc4134"],
        "pkcs12" => &[
            "thunderbird/smime",
            "thunderbird/smime-interop",
            "gnupg/samplekeys",
            "mimekit/smime",
            "simple-java-mail/pkcs12",
            "protected-headers",
        ],
        "mime" | "open" | "decrypt" | "address" => {
            &["thunderbird", "openssl/smime-eml", "mimekit", "protected-headers", "simple-java-mail"]
        }
        _ => &[],
    };
    let shared = std::env::var_os("KAKITOME_SHARED").map_or_else(|| shell::root().join("../shared"), PathBuf::from);
    // what the corpus has too little of was made for the purpose and stands beside the targets
    let own = shell::root().join("fuzz").join("seeds").join(name);
    let folders = folders.iter().map(|folder| shared.join("corpus").join(folder));
    folders.chain([own]).filter(|folder| folder.is_dir()).collect()
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn what_the_fuzzer_tells_becomes_a_table() {
        let mut ran = Ran { good: true, ..Ran::default() };
        for line in [
            "INFO: Loaded 1 modules   (325341 inline 8-bit counters)",
            "#2\tINITED cov: 12 ft: 13 corp: 1/1b exec/s: 0 rss: 60Mb",
            "#4096\tpulse  cov: 325 ft: 812 corp: 99/9Kb lim: 43 exec/s: 2048 rss: 71Mb",
            "stat::number_of_executed_units: 4711",
            "cov: nothing",
        ] {
            ran.hear(line);
        }
        assert_eq!(ran, Ran { good: true, executions: Some(4711), coverage: Some(325) });
        let table = table(&[("ber".to_owned(), ran), ("bag".to_owned(), Ran::default())]);
        assert!(table.ends_with("| ber | 4711 | 325 | no crash |\n| bag | ? | ? | failed |"), "{table}");
    }

    /// What was seeded in vain says nothing.
    #[test]
    fn every_target_is_built_and_every_seed_folder_is_a_target_s() {
        let manifest = std::fs::read_to_string(shell::root().join("fuzz/Cargo.toml")).unwrap();
        let known = targets().unwrap();
        for name in &known {
            assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "fuzz/Cargo.toml does not have {name}");
        }
        for folder in std::fs::read_dir(shell::root().join("fuzz/seeds")).unwrap() {
            let name = folder.unwrap().file_name().into_string().unwrap();
            assert!(known.contains(&name), "fuzz/seeds/{name} belongs to no target");
        }
    }
}
