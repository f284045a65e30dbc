//! `cargo xtask roots`: the list of Mozilla's e-mail roots that comes with the program, made from Debian's source package ca-certificates,
//! which has Mozilla's own certdata.txt in it. apt checks the archive's signature; nothing of the system's own lists is touched.
//! To renew the list: run this, read the diff (`kakitome trust diff`), commit it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell;

/// The suite of Debian that has the newest package.
const SUITE: &str = "sid";
const PACKAGE: &str = "ca-certificates";
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
/// Where the list stands in the package, below the folder that its name and version give.
const LIST: &str = "mozilla/certdata.txt";

pub(crate) fn run(words: &[String]) -> Result<()> {
    let suite = match words {
        [] => SUITE,
        [flag, suite] if flag == "--suite" => suite,
        _ => bail!("usage: cargo xtask roots [--suite NAME]"),
    };
    let folder = shell::root().join("target").join("roots");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    for part in ["lists/partial", "cache/archives/partial", "source"] {
        fs::create_dir_all(folder.join(part)).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let sources = folder.join("sources.list");
    fs::write(&sources, format!("deb-src [signed-by={KEYRING}] {} {suite} main\n", mirror()?))
        .context("cannot write the list of sources")?;
    shell::run(apt(&folder).arg("update"))?;
    shell::run(apt(&folder).args(["--download-only", "--only-source", "source", PACKAGE]).current_dir(folder.join("source")))?;
    let archive = archive(&folder.join("source"))?;
    shell::run(Command::new("tar").arg("xf").arg(&archive).arg("--strip-components=1").arg("-C").arg(folder.join("source")))?;
    let date = date(&archive)?;
    // the program itself reads the list and says it as it keeps lists
    let mut kakitome = shell::cargo();
    kakitome.args(["run", "--quiet", "-p", "kakitome-cli", "--", "trust", "export", "--json", "--for-email", "--date", &date]);
    let list = shell::output(kakitome.arg(folder.join("source").join(LIST)))?;
    let file = shell::root().join("crates/roots/data/mozilla.json");
    fs::write(&file, list).with_context(|| format!("cannot write {}", file.display()))?;
    println!("{} is of {date}, from {}", file.display(), archive.display());
    Ok(())
}

/// The archive of Debian that this machine's own apt asks.
fn mirror() -> Result<String> {
    let mut apt = Command::new("apt-get");
    let known = shell::output(apt.args(["indextargets", "--format", "$(REPO_URI)", "Origin: Debian", "Label: Debian"]))?;
    match known.lines().next() {
        Some(mirror) => Ok(mirror.to_owned()),
        None => bail!("apt knows no archive of Debian here; `apt-get update` tells it, on a machine with Debian"),
    }
}

/// apt with lists and caches of its own.
fn apt(folder: &Path) -> Command {
    let mut apt = Command::new("apt-get");
    for (option, place) in [("Dir::Etc::SourceList", "sources.list"), ("Dir::State::Lists", "lists"), ("Dir::Cache", "cache")] {
        apt.arg("-o").arg(format!("{option}={}", folder.join(place).display()));
    }
    apt.args(["-o", "Dir::Etc::SourceParts=/dev/null"]);
    apt
}

fn archive(folder: &Path) -> Result<PathBuf> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        if path.to_string_lossy().contains(".tar.") {
            return Ok(path);
        }
    }
    bail!("apt left no archive in {}", folder.display())
}

/// The package's version begins with its day: ca-certificates_20250419.tar.xz.
fn date(archive: &Path) -> Result<String> {
    let name = archive.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let day = name.strip_prefix(PACKAGE).and_then(|rest| rest.strip_prefix('_')).and_then(|rest| rest.get(..8)).unwrap_or_default();
    match (day.get(..4), day.get(4..6), day.get(6..8)) {
        (Some(year), Some(month), Some(day)) if name.contains('_') => Ok(format!("{year}-{month}-{day}")),
        _ => bail!("{name} does not begin with {PACKAGE}_ and a day"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn the_day_of_a_package() {
        assert_eq!(date(Path::new("x/ca-certificates_20250419.tar.xz")).unwrap(), "2025-04-19");
        assert_eq!(date(Path::new("ca-certificates_20230311+deb12u1.tar.xz")).unwrap(), "2023-03-11");
        assert!(date(Path::new("nss_3.110.tar.xz")).is_err());
    }
}
