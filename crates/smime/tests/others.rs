//! Sealed mails in other people's programs: OpenSSL, NSS (what Thunderbird stands on), GnuPG. Mails are taken apart by
//! plain text search here, so that our own index is not its own witness.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use kakitome_crypto::KeyKind;
use kakitome_smime::seal::Form;
use support::{Authority, Person, base64};

const ALICE: &str = "alice@bank.example";

fn run(folder: &Path, program: &str, arguments: &[&str], input: &[u8]) -> (bool, Vec<u8>, String) {
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("GNUPGHOME", folder.join("gnupg"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program} is needed for this test: {error}"));
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let feeder = std::thread::spawn(move || {
        let _ = stdin.write_all(&input); // a program may end before it has read all
    });
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    (output.status.success(), output.stdout, String::from_utf8_lossy(&output.stderr).into_owned())
}

fn must(folder: &Path, program: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let (ok, output, errors) = run(folder, program, arguments, input);
    assert!(ok, "{program} {arguments:?}: {errors}\n{}", String::from_utf8_lossy(&output));
    output
}

/// A folder with the root, and two people with keys of both kinds.
fn world() -> (tempfile::TempDir, Authority, [Person; 2]) {
    let root = Authority::new("Root of this test");
    let people = [root.person_with(ALICE, KeyKind::Rsa { bits: 2048 }, |_| {}), root.person(ALICE)];
    let folder = tempfile::tempdir().unwrap();
    let pem = format!("-----BEGIN CERTIFICATE-----\n{}-----END CERTIFICATE-----\n", base64(root.certificate.as_der()).replace('\r', ""));
    fs::write(folder.path().join("root.pem"), pem).unwrap();
    (folder, root, people)
}

fn mails() -> Vec<Vec<u8>> {
    let header =
        |fields: &str| format!("From: {ALICE}\r\nTo: b@c.example\r\nDate: Sun, 22 Nov 2026 10:00:00 +0900\r\n{fields}\r\n").into_bytes();
    let mixed = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n";
    vec![
        [header(""), b"Hello.\r\n".to_vec()].concat(),
        [header("Content-Type: text/plain; charset=iso-2022-jp\r\n"), b"\x1b$B=qN1\x1b(B\r\n\r\n\r\n".to_vec()].concat(),
        [
            header("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=shift_jis\r\nContent-Transfer-Encoding: 8bit\r\n"),
            b"\x8f\x91\x97\xaf".to_vec(),
        ]
        .concat(),
        [
            header(mixed),
            "--b\r\n\r\nFrom x\r\n.\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n書留\r\n--b--\r\nend\r\n".as_bytes().to_vec(),
        ]
        .concat(),
    ]
}

/// The signed part and the signature of a clear-signed mail, by text search.
fn taken_apart(mail: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let text = std::str::from_utf8(mail).unwrap();
    let boundary = text.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap();
    let delimiter = format!("\r\n--{boundary}");
    let parts: Vec<_> = text.split(&delimiter).collect();
    assert_eq!(parts.len(), 4, "header, content, signature, end");
    let content = parts[1].strip_prefix("\r\n").unwrap();
    let signature: String = parts[2].split("\r\n\r\n").nth(1).unwrap().lines().collect();
    use base64::Engine as _;
    (content.as_bytes().to_vec(), base64::engine::general_purpose::STANDARD.decode(signature).unwrap())
}

#[test]
fn openssl_verifies_whole_mails() {
    let (folder, _, people) = world();
    for person in &people {
        for mail in mails() {
            for form in [Form::Clear, Form::Opaque] {
                let sealed = person.seal_with(&mail, |recipe| recipe.form = form);
                let arguments = ["cms", "-verify", "-CAfile", "root.pem", "-purpose", "smimesign"];
                let content = must(folder.path(), "openssl", &arguments, &sealed);
                if form == Form::Clear {
                    assert_eq!(content, taken_apart(&sealed).0);
                }
                let broken = String::from_utf8(sealed).unwrap().replace("Content-Type: text/plain", "Content-type: text/plain");
                if form == Form::Clear && broken.contains("Content-type") {
                    assert!(!run(folder.path(), "openssl", &arguments, broken.as_bytes()).0, "the test can fail");
                }
            }
        }
    }
}

#[test]
fn nss_verifies_the_signed_part() {
    let (folder, _, people) = world();
    let path = folder.path();
    fs::create_dir(path.join("nss")).unwrap();
    must(path, "certutil", &["-N", "-d", "sql:nss", "--empty-password"], b"");
    must(path, "certutil", &["-A", "-d", "sql:nss", "-n", "root", "-t", "CT,C,", "-i", "root.pem"], b"");
    for person in &people {
        for mail in mails() {
            let (content, signature) = taken_apart(&person.seal(&mail));
            fs::write(path.join("content"), &content).unwrap();
            fs::write(path.join("smime.p7s"), &signature).unwrap();
            must(path, "cmsutil", &["-D", "-d", "sql:nss", "-c", "content", "-i", "smime.p7s", "-n", "-u", "4"], b"");
        }
    }
}

#[test]
fn gpgsm_verifies_the_signed_part() {
    let (folder, _, people) = world();
    let path = folder.path();
    let home = path.join("gnupg");
    fs::create_dir(&home).unwrap();
    fs::set_permissions(&home, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    fs::write(home.join("gpgsm.conf"), "disable-crl-checks\ndisable-dirmngr\n").unwrap();
    let print = must(path, "openssl", &["x509", "-in", "root.pem", "-noout", "-fingerprint", "-sha1"], b"");
    let print = String::from_utf8(print).unwrap().trim().split('=').nth(1).unwrap().to_owned();
    fs::write(home.join("trustlist.txt"), format!("{print} S relax\n")).unwrap();
    must(path, "gpgsm", &["--batch", "--import", "root.pem"], b"");
    for person in &people {
        for mail in mails() {
            let (content, signature) = taken_apart(&person.seal(&mail));
            fs::write(path.join("content"), &content).unwrap();
            fs::write(path.join("smime.p7s"), &signature).unwrap();
            let status = must(path, "gpgsm", &["--batch", "--status-fd", "1", "--verify", "smime.p7s", "content"], b"");
            let status = String::from_utf8_lossy(&status);
            assert!(status.contains("GOODSIG") && status.contains("TRUST_FULLY"), "{status}");
        }
    }
    let _ = run(path, "gpgconf", &["--kill", "all"], b"");
}
