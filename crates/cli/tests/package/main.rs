//! The Debian package, made of the binary under test, installed into a clean root, run there, taken off again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, reason = "tests may panic and speak")]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

/// Programs without which there is nothing to test, all of Debian's base.
const PROGRAMS: &[&str] = &["dpkg", "dpkg-deb", "gzip", "systemd-sysusers", "systemd-analyze"];

#[test]
fn the_package_installs_into_a_clean_root_and_leaves_the_keys_when_it_goes() {
    let test = "the_package_installs_into_a_clean_root_and_leaves_the_keys_when_it_goes";
    if let Some(missing) = PROGRAMS.iter().find(|program| !is_here(program)) {
        return skip(test, &format!("{missing} is not here"));
    }
    if !rustix::process::geteuid().is_root() {
        return skip(test, "dpkg installs as root only");
    }
    let folder = tempfile::tempdir().unwrap();
    let package = made(folder.path());
    let root = folder.path().join("root");
    for made in ["etc", "var/lib/dpkg/info", "var/lib/dpkg/updates", "var/lib/dpkg/triggers"] {
        std::fs::create_dir_all(root.join(made)).unwrap();
    }
    for empty in ["status", "available"] {
        std::fs::write(root.join("var/lib/dpkg").join(empty), "").unwrap();
    }

    // Twice: an upgrade is an installation over the old one.
    for _ in 0..2 {
        // Its dependencies are this machine's; the clean root has nothing at all.
        good(dpkg(&root).args(["--force-depends", "-i"]).arg(&package));
    }
    let users = std::fs::read_to_string(root.join("etc/passwd")).unwrap();
    assert!(users.contains("\nkakitome-keyholder:") || users.starts_with("kakitome-keyholder:"), "{users}");
    assert_eq!(users.lines().filter(|line| line.ends_with("/nologin")).count(), 2, "{users}");
    let binary = root.join("usr/bin/kakitome");
    assert_eq!(std::fs::metadata(&binary).unwrap().permissions().mode() & 0o7777, 0o755);
    let loose = good(Command::new("find").arg(&root).args(["-perm", "/022", "-not", "-type", "l"]));
    assert_eq!(said(&loose), "", "nothing that others may write");

    // The installed program makes its home there.
    let home = root.join("var/lib/kakitome");
    good(Command::new(&binary).args(["init", "--home"]).arg(&home));
    good(Command::new(&binary).args(["config", "check", "--home"]).arg(&home));

    // The unit is one that systemd understands, and shuts in what it starts.
    let unit = root.join("usr/lib/systemd/system/kakitome.service");
    let text = std::fs::read_to_string(&unit).unwrap();
    // systemd looks for the program where the unit says, which is not in this root.
    std::fs::write(folder.path().join("kakitome.service"), text.replace("/usr/bin/kakitome", "/bin/true")).unwrap();
    let verified = good(Command::new("systemd-analyze").arg("verify").arg(folder.path().join("kakitome.service")));
    assert_eq!(String::from_utf8_lossy(&verified.stderr).lines().filter(|line| line.contains("kakitome")).count(), 0, "{verified:?}");
    let exposed = good(Command::new("systemd-analyze").args(["security", "--offline=true", "--threshold=40"]).arg(&unit));
    assert!(said(&exposed).contains("Overall exposure level for kakitome.service"), "{exposed:?}");

    // Every command has its place in the manual, in both languages.
    for page in ["usr/share/man/man1/kakitome.1.gz", "usr/share/man/ja/man1/kakitome.1.gz"] {
        let page = said(&good(Command::new("gzip").arg("-dc").arg(root.join(page))));
        assert!(page.contains(".SH \"kakitome verify\"") && page.contains("\\-\\-trust"), "{page}");
    }

    good(dpkg(&root).args(["-P", "kakitome"]));
    assert!(!binary.exists());
    assert!(home.join("keyholder/key-encryption.key").is_file(), "no package takes keys away");
}

/// The package, as `cargo xtask deb` makes it.
fn made(folder: &Path) -> std::path::PathBuf {
    let mut command = Command::new(env!("CARGO"));
    command
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .args(["run", "-q", "--locked", "-p", "xtask", "--", "deb", "--fast"]);
    let output = good(command.arg("--binary").arg(env!("CARGO_BIN_EXE_kakitome")).arg("--out").arg(folder.join("deb")));
    said(&output).lines().last().expect("the package's name").into()
}

fn dpkg(root: &Path) -> Command {
    let mut command = Command::new("dpkg");
    // The scripts run on this machine and are told of the root (DPKG_ROOT): a clean root has no shell.
    command.arg(format!("--root={}", root.display())).args(["--force-script-chrootless", "--log=/dev/null"]);
    command
}

fn good(command: &mut Command) -> Output {
    let output = command.env("LC_ALL", "C").output().expect("it starts");
    assert!(output.status.success(), "{command:?}\n{}\n{}", said(&output), String::from_utf8_lossy(&output.stderr));
    output
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}

fn is_here(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]).any(|folder| folder.join(program).is_file())
}

fn skip(test: &str, reason: &str) {
    eprintln!("SKIPPED {test}: {reason}");
    if let Some(file) = std::env::var_os("KAKITOME_SKIPS") {
        use std::io::Write;
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).expect("the skip file");
        writeln!(file, "{test}: {reason}").expect("the skip file");
    }
}
