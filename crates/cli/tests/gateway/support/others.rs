//! Other people's programs as judges of what we wrote: openssl, gpgsm, NSS. Each gets the root of our test home and nothing else.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Is the program here (on the path or where a system keeps its daemons)?
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// `openssl cms -verify`: the content that it found good, or its complaint.
pub(crate) fn openssl_verify(mail: &Path, root: &Path) -> Result<Vec<u8>, String> {
    // -purpose: OpenSSL asks for S/MIME signing by itself; -crlf is not given: the content comes out as it was signed.
    let output = Command::new("openssl")
        .args(["cms", "-verify", "-in"])
        .arg(mail)
        .arg("-CAfile")
        .arg(root)
        .stdin(Stdio::null())
        .output()
        .expect("openssl starts");
    answer(output)
}

/// `gpgsm --verify` of a detached signature over the content, in a home of its own.
pub(crate) fn gpgsm_verify(signature: &Path, content: &Path, root: &Path, folder: &Path) -> Result<Vec<u8>, String> {
    let home = folder.join("gnupg");
    if !home.is_dir() {
        std::fs::create_dir(&home).expect("a home for gpgsm");
        restrict(&home);
        std::fs::write(home.join("gpgsm.conf"), "disable-crl-checks\nauto-issuer-key-retrieve\n").expect("its configuration");
        std::fs::write(home.join("trustlist.txt"), format!("{} S relax\n", sha1_of(root))).expect("its trust list");
        let imported = gpgsm(&home).arg("--import").arg(root).output().expect("gpgsm starts");
        assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    }
    let output = gpgsm(&home).args(["--status-fd", "1", "--verify"]).arg(signature).arg(content).output().expect("gpgsm starts");
    let status = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() && status.contains("[GNUPG:] GOODSIG") && status.contains("[GNUPG:] TRUST_FULLY") {
        Ok(output.stdout)
    } else {
        Err(format!("{status}{}", String::from_utf8_lossy(&output.stderr)))
    }
}

fn gpgsm(home: &Path) -> Command {
    let mut command = Command::new("gpgsm");
    command.env("GNUPGHOME", home).args(["--batch", "--no-tty", "--disable-dirmngr"]).stdin(Stdio::null());
    command
}

/// Ends the agent that gpgsm started for this home.
pub(crate) fn gpgsm_done(folder: &Path) {
    let home = folder.join("gnupg");
    if home.is_dir() {
        let _ = Command::new("gpgconf").env("GNUPGHOME", &home).args(["--kill", "all"]).stdin(Stdio::null()).output();
    }
}

/// NSS `cmsutil -D`: verifies a detached signature in a database that trusts the root for e-mail; the signer's nickname and status.
pub(crate) fn nss_verify(signature: &Path, content: &Path, root: &Path, folder: &Path) -> Result<Vec<u8>, String> {
    let database = folder.join("nss");
    if !database.is_dir() {
        std::fs::create_dir(&database).expect("a folder for NSS");
        let path = format!("sql:{}", database.display());
        for arguments in [
            vec!["-N", "-d", &path, "--empty-password"],
            vec!["-A", "-d", &path, "-n", "root", "-t", ",C,", "-i", root.to_str().expect("a path")],
        ] {
            let output = Command::new("certutil").args(&arguments).stdin(Stdio::null()).output().expect("certutil starts");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
    }
    let output = Command::new("cmsutil")
        .args(["-D", "-h", "1", "-u", "5", "-d", &format!("sql:{}", database.display()), "-c"])
        .arg(content)
        .arg("-i")
        .arg(signature)
        .stdin(Stdio::null())
        .output()
        .expect("cmsutil starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() && text.contains("GoodSignature") {
        Ok(output.stdout)
    } else {
        Err(format!("{text}{}", String::from_utf8_lossy(&output.stderr)))
    }
}

/// The SHA-1 fingerprint by which gpgsm names a root.
fn sha1_of(root: &Path) -> String {
    let output =
        Command::new("openssl").args(["x509", "-noout", "-fingerprint", "-sha1", "-in"]).arg(root).output().expect("openssl starts");
    String::from_utf8_lossy(&output.stdout).trim().rsplit('=').next().unwrap_or_default().to_owned()
}

fn restrict(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).expect("a private folder");
}

fn answer(output: Output) -> Result<Vec<u8>, String> {
    if output.status.success() { Ok(output.stdout) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}
