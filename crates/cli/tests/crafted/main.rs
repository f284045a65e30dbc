//! Gate G12: the crafted CMS mails of the catalogue's own maker (`mkattack.py`, beside the corpus), each with what it must come to, through
//! the command line as people run it. Attack rows M01, M05 to M07, M10 to M13, M21 to M23, V02, V03 once more, made by other hands.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::Value;

/// Seconds of work: the maker's own bound is 2, and this may be a debug build.
const WORK: u64 = 4;
/// Whatever else the machine does.
const TIME: Duration = Duration::from_secs(120);
/// Address space of a process, in KiB: what the program takes when it starts, and far below the half gigabyte that a bomb becomes.
const ADDRESSES_KIB: u64 = 256 << 10;

fn shared() -> PathBuf {
    let shared =
        std::env::var_os("KAKITOME_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    assert!(shared.join("tools/mkattack.py").is_file(), "no tools at {}: set KAKITOME_SHARED", shared.display());
    shared
}

/// The maker needs two Python modules, which the system's own Python has from Debian's packages.
fn python() -> Option<&'static str> {
    let has = |python: &&str| {
        let tried = Command::new(python).args(["-c", "import asn1crypto, cryptography"]).output();
        tried.is_ok_and(|output| output.status.success())
    };
    ["python3", "/usr/bin/python3"].into_iter().find(has)
}

fn skip(test: &str, reason: &str) {
    eprintln!("SKIPPED {test}: {reason}");
    if let Some(file) = std::env::var_os("KAKITOME_SKIPS") {
        use std::io::Write;
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
        writeln!(file, "{test}: {reason}").unwrap();
    }
}

struct Fixtures(tempfile::TempDir);

impl Fixtures {
    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    /// The command under a bound of memory; what it cost.
    fn kakitome(&self, words: &[&str]) -> Output {
        let began = Instant::now();
        let limit = format!("ulimit -v {ADDRESSES_KIB}; ulimit -t {WORK}; exec \"$0\" \"$@\"");
        let output = Command::new("sh").args(["-c", &limit, env!("CARGO_BIN_EXE_kakitome")]).args(words).output().unwrap();
        assert!(began.elapsed() < TIME, "{words:?}: {:?}", began.elapsed());
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{words:?}: {:?} {said}", output.status);
        output
    }

    fn decrypt(&self, name: &str) -> (Option<i32>, Vec<u8>, String) {
        let (key, certificate, mail) = (self.path("bob.key"), self.path("bob.pem"), self.path(name));
        let output = self.kakitome(&["decrypt", "--lang", "en", "--key", &key, "--cert", &certificate, &mail]);
        // The file's name is the one thing in which two answers may differ.
        let said = String::from_utf8(output.stderr).unwrap().replace(&mail, "MAIL");
        (output.status.code(), output.stdout, said)
    }

    fn verdict(&self, name: &str) -> String {
        let output = self.kakitome(&["verify", "--json", "--trust", &self.path("root.pem"), &self.path(name)]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        report["verdict"].as_str().unwrap().to_owned()
    }
}

#[test]
fn g12_every_crafted_mail_comes_to_what_it_must() {
    let Some(python) = python() else {
        return skip("g12_every_crafted_mail_comes_to_what_it_must", "Python's asn1crypto and cryptography are not here");
    };
    let fixtures = Fixtures(tempfile::tempdir().unwrap());
    let made = Command::new(python).arg(shared().join("tools/mkattack.py")).arg(fixtures.0.path()).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));

    let table = std::fs::read_to_string(shared().join("tools/attacks-expect.tsv")).unwrap();
    let rows: BTreeMap<&str, &str> = table.lines().map(|line| line.split_once('\t').unwrap()).collect();
    let mut seen = 0;
    for (name, expected) in &rows {
        let mail = format!("{name}.eml");
        seen += 1;
        match *name {
            "s0-valid-signed" => assert_eq!(fixtures.verdict(&mail), "valid", "{expected}"),
            "s2-no-signerinfos" => assert!(["unsigned", "unreadable", "untrusted"].contains(&fixtures.verdict(&mail).as_str())),
            "s4-content-changed" => assert_eq!(fixtures.verdict(&mail), "altered", "{expected}"),
            signed if signed.starts_with('s') => assert_ne!(fixtures.verdict(&mail), "valid", "{name}: {expected}"),
            "e0-valid-cbc" | "a0-valid-gcm" => opens(&fixtures, &mail),
            // Whatever the first recipient is, the second is bob's: the answer must be that of any mail.
            "e5-two-recipientinfos-mma" | "e6-1000-recipientinfos" => bounded(&fixtures, &mail),
            encrypted if encrypted.starts_with(['e', 'a']) => refused(&fixtures, &mail, expected),
            bomb if bomb.starts_with('b') => {
                assert_ne!(fixtures.verdict(&mail), "valid", "{name}: {expected}");
                assert_eq!(fixtures.decrypt(&mail).0, Some(1), "{name}: {expected}");
            }
            other => panic!("{other} is new: what must it come to?"),
        }
    }
    assert!(seen >= 21, "{seen}");
    one_answer(&fixtures);
}

fn opens(fixtures: &Fixtures, mail: &str) {
    let (code, inside, said) = fixtures.decrypt(mail);
    assert_eq!(code, Some(0), "{mail}: {said}");
    assert!(String::from_utf8(inside).unwrap().contains("top secret payroll figures"), "{mail}");
}

fn refused(fixtures: &Fixtures, mail: &str, expected: &str) {
    let (code, inside, said) = fixtures.decrypt(mail);
    assert_eq!((code, inside.len()), (Some(1), 0), "{mail}: {expected}: {said}");
}

/// It opens whole or not at all, and the same again: nothing in the answer hangs on what the other recipient held.
fn bounded(fixtures: &Fixtures, mail: &str) {
    let (code, inside, said) = fixtures.decrypt(mail);
    assert!(if code == Some(0) { !inside.is_empty() } else { inside.is_empty() }, "{mail}: {said}");
}

/// M05 to M07: padding, key and block structure cannot be told apart by what is said.
fn one_answer(fixtures: &Fixtures) {
    let answers: Vec<_> =
        ["e1-efail-cbc-gadget.eml", "e2-bad-padding.eml", "e3-truncated-block.eml", "e4-bad-pkcs1-key.eml", "a2-gcm-bad-tag.eml"]
            .map(|mail| fixtures.decrypt(mail))
            .into();
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
}
