//! `cargo xtask deb`: the Debian package, made of one binary, the unit, the users and the documents (Debian Policy 4.7).
//!
//! Nothing is compiled for it but the binary itself, and what the package needs of the system is read from that binary.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell;

const USAGE: &str = "usage: cargo xtask deb [--binary FILE] [--out DIR] [--fast]   (without --binary the release build is made first; --fast packs loosely)";
/// Scripts that dpkg runs, and the mode that it wants of them.
const SCRIPTS: &[&str] = &["postinst", "prerm", "postrm"];

/// Where the parts come from and where the package goes.
struct Order {
    binary: PathBuf,
    out: PathBuf,
    fast: bool,
}

pub(crate) fn run(words: &[String]) -> Result<()> {
    let order = order(words)?;
    let package = pack(&order)?;
    println!("{}", package.display());
    Ok(())
}

fn order(words: &[String]) -> Result<Order> {
    let (mut binary, mut out, mut fast) = (None, shell::root().join("target").join("deb"), false);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == "--fast" {
            fast = true;
            continue;
        }
        let value = words.next().context(USAGE)?;
        match word.as_str() {
            "--binary" => binary = Some(PathBuf::from(value)),
            "--out" => out = PathBuf::from(value),
            other => bail!("unknown flag {other}; {USAGE}"),
        }
    }
    let binary = match binary {
        Some(binary) => binary,
        None => {
            shell::run(shell::cargo().args(["build", "--release", "--locked", "-p", "kakitome-cli"]))?;
            shell::root().join("target/release/kakitome")
        }
    };
    Ok(Order { binary, out, fast })
}

/// Lays the files out and has dpkg-deb pack them.
fn pack(order: &Order) -> Result<PathBuf> {
    if !shell::has("dpkg-deb") {
        bail!("dpkg-deb is not here; it makes the package (Debian: dpkg)");
    }
    let tree = order.out.join("tree");
    if tree.exists() {
        fs::remove_dir_all(&tree).with_context(|| format!("cannot clear {}", tree.display()))?;
    }
    lay_out(&tree, &order.binary)?;
    let version = env!("CARGO_PKG_VERSION");
    let architecture = shell::output(Command::new("dpkg").arg("--print-architecture"))?.trim().to_owned();
    write(&tree.join("DEBIAN/control"), &control(&tree, &order.binary, version, &architecture)?, 0o644)?;
    // Whatever the umask says: dpkg installs the modes that it finds.
    shell::output(Command::new("chmod").args(["-R", "u=rwX,go=rX"]).arg(&tree))?;
    let package = order.out.join(format!("kakitome_{version}_{architecture}.deb"));
    let packing: &[&str] = if order.fast { &["-Zgzip", "-z1"] } else { &["-Zxz"] };
    shell::output(Command::new("dpkg-deb").args(["--build", "--root-owner-group"]).args(packing).arg(&tree).arg(&package))?;
    Ok(package)
}

fn lay_out(tree: &Path, binary: &Path) -> Result<()> {
    let packaging = shell::root().join("packaging");
    let debian = packaging.join("debian");
    for script in SCRIPTS {
        copy(&debian.join(script), &tree.join("DEBIAN").join(script), 0o755)?;
    }
    copy(binary, &tree.join("usr/bin/kakitome"), 0o755)?;
    copy(&packaging.join("kakitome.service"), &tree.join("usr/lib/systemd/system/kakitome.service"), 0o644)?;
    copy(&debian.join("sysusers.conf"), &tree.join("usr/lib/sysusers.d/kakitome.conf"), 0o644)?;
    let documents = tree.join("usr/share/doc/kakitome");
    for name in ["README.md", "README.ja.md", "SECURITY.md"] {
        copy(&shell::root().join(name), &documents.join(name), 0o644)?;
    }
    for folder in ["", "recipes"] {
        for entry in fs::read_dir(shell::root().join("docs").join(folder)).context("cannot list docs")? {
            let file = entry.context("cannot list docs")?.path();
            if let Some(name) = file.file_name().filter(|_| file.extension().is_some_and(|ending| ending == "md")) {
                copy(&file, &documents.join(folder).join(name), 0o644)?;
            }
        }
    }
    copy(&shell::root().join("CHANGELOG.md"), &documents.join("changelog"), 0o644)?;
    shell::output(Command::new("gzip").args(["-9n"]).arg(documents.join("changelog")))?;
    let licence = fs::read_to_string(debian.join("copyright")).context("packaging/debian/copyright")?
        + &fs::read_to_string(shell::root().join("LICENSE-MIT")).context("LICENSE-MIT")?;
    write(&documents.join("copyright"), &licence, 0o644)?;
    manual(tree, binary)
}

/// The manual page: what `--help` teaches, in Japanese as well.
fn manual(tree: &Path, binary: &Path) -> Result<()> {
    for (language, folder) in [("en", "usr/share/man/man1"), ("ja", "usr/share/man/ja/man1")] {
        let help = |words: &[&str]| shell::output(Command::new(binary).args(["--lang", language]).args(words).env("COLUMNS", "100"));
        let top = help(&["--help"])?;
        let mut page = format!(".TH KAKITOME 1 \"\" \"kakitome {}\"\n", env!("CARGO_PKG_VERSION"));
        page.push_str(".SH NAME\nkakitome \\- S/MIME mail security\n");
        section(&mut page, "kakitome", &top);
        for command in commands(&top) {
            section(&mut page, &format!("kakitome {command}"), &help(&["help", &command])?);
        }
        let file = tree.join(folder).join("kakitome.1");
        write(&file, &page, 0o644)?;
        shell::output(Command::new("gzip").args(["-9n"]).arg(&file))?;
    }
    Ok(())
}

fn section(page: &mut String, title: &str, text: &str) {
    page.push_str(&format!(".SH \"{title}\"\n.nf\n"));
    for line in text.lines() {
        // A line that begins with a dot or a quote would be a request of roff.
        let guard = if line.starts_with(['.', '\'']) { "\\&" } else { "" };
        page.push_str(&format!("{guard}{}\n", line.replace('\\', "\\e").replace('-', "\\-")));
    }
    page.push_str(".fi\n");
}

/// The names of the commands, from the list in `--help`: indented by two, one a line.
fn commands(help: &str) -> Vec<String> {
    let names = help.lines().filter_map(|line| {
        let word = line.strip_prefix("  ").filter(|rest| !rest.starts_with([' ', '-']))?.split_whitespace().next()?;
        Some(word).filter(|word| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') && *word != "help").map(str::to_owned)
    });
    names.collect()
}

fn control(tree: &Path, binary: &Path, version: &str, architecture: &str) -> Result<String> {
    let glibc = newest_glibc(&fs::read(binary).with_context(|| format!("cannot read {}", binary.display()))?);
    let glibc = glibc.map(|(major, minor)| format!(" (>= {major}.{minor})")).unwrap_or_default();
    let kilobytes = shell::output(Command::new("du").args(["-sk", "--apparent-size"]).arg(tree))?;
    let size = kilobytes.split_whitespace().next().unwrap_or("0").to_owned();
    Ok(format!(
        "Package: kakitome\nVersion: {version}\nArchitecture: {architecture}\nMaintainer: Kakitome developers <developers@kakitome.invalid>\n\
         Installed-Size: {size}\nDepends: libc6{glibc}, libgcc-s1, systemd | systemd-standalone-sysusers\nRecommends: ca-certificates\n\
         Section: mail\nPriority: optional\n\
         Description: S/MIME mail security: gateway, keys, explanations, forecasts\n \
         Kakitome signs, encrypts, decrypts and verifies the mail of an organisation, keeps its\n \
         certificates and keys in a process of their own, and says in plain Japanese or English\n \
         who signed a mail, whether it was altered, and what each mail program will show.\n"
    ))
}

/// The newest version of glibc of which the binary names a symbol.
fn newest_glibc(binary: &[u8]) -> Option<(u32, u32)> {
    const NAME: &[u8] = b"GLIBC_";
    let number = |text: &str| text.parse::<u32>().ok();
    let versions = binary.windows(NAME.len()).enumerate().filter(|(_, window)| *window == NAME).filter_map(|(at, _)| {
        let rest = binary.get(at + NAME.len()..)?;
        let end = rest.iter().position(|b| !b.is_ascii_digit() && *b != b'.')?;
        let text = std::str::from_utf8(rest.get(..end)?).ok()?;
        let mut parts = text.split('.');
        Some((number(parts.next()?)?, number(parts.next()?)?))
    });
    versions.max()
}

fn copy(from: &Path, to: &Path, mode: u32) -> Result<()> {
    make_room(to)?;
    fs::copy(from, to).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    set_mode(to, mode)
}

fn write(to: &Path, text: &str, mode: u32) -> Result<()> {
    make_room(to)?;
    fs::write(to, text).with_context(|| format!("cannot write {}", to.display()))?;
    set_mode(to, mode)
}

fn make_room(file: &Path) -> Result<()> {
    let folder = file.parent().with_context(|| format!("{} has no folder", file.display()))?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}

fn set_mode(file: &Path, mode: u32) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(mode)).with_context(|| format!("cannot set the mode of {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_of_glibc_is_found_as_a_number() {
        assert_eq!(newest_glibc(b"\0GLIBC_2.4\0x\0GLIBC_2.34\0GLIBC_2.17\0GLIBC_PRIVATE\0"), Some((2, 34)));
        assert_eq!(newest_glibc(b"static"), None);
    }

    #[test]
    fn commands_are_read_from_the_list_alone() {
        let help = "Words about it.\n\nCommands:\n  try       Shows\n  init      Makes\n            a second line\n  help      This\n\nOptions:\n  -h, --help\n      --lang\n";
        assert_eq!(commands(help), ["try", "init"]);
    }

    #[test]
    fn no_line_of_a_text_becomes_a_request() {
        let mut page = String::new();
        section(&mut page, "x", ".SH no\n'no\na\\b --long");
        assert_eq!(page, ".SH \"x\"\n.nf\n\\&.SH no\n\\&'no\na\\eb \\-\\-long\n.fi\n");
    }
}
