//! `cargo xtask fuzz`: one target a trust boundary, seeded by the corpus, for a bounded time each.

use std::path::PathBuf;
use std::process::Command;

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
        let corpus = shell::root().join("fuzz").join("corpus").join(&name);
        std::fs::create_dir_all(&corpus).with_context(|| format!("cannot make {}", corpus.display()))?;
        // Through rustup: the cargo that called us belongs to another compiler.
        let mut command = Command::new("rustup");
        command.current_dir(shell::root()).env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
        command.args(["run", "nightly", "cargo", "fuzz", "run", &name]);
        command.arg(&corpus);
        // The corpus of others seeds the run where it is at hand; nothing of it is copied into the repository.
        command.args(seeds(&name));
        command.args(["--", &format!("-max_total_time={seconds}"), "-rss_limit_mb=2048", "-timeout=10", "-print_final_stats=1"]);
        shell::run(&mut command)?;
    }
    Ok(())
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
