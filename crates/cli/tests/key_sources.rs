//! Where keys come from: every form of file and the home, for `sign` (clear and opaque), `encrypt` and `decrypt`; and attack row M31, a
//! system that gives no random numbers. OpenSSL and `kakitome verify` are the judges.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::print_stderr,
    reason = "tests may panic, and one that was skipped says so"
)]

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const ALICE: &str = "alice@bank.example";
const MAIL: &[u8] = b"From: alice@bank.example\r\nTo: taro@bank.example\r\nSubject: x\r\n\r\nHello.\r\n";

/// Alice and Taro with keys of every form; the password of all that have one is `pass`.
struct World(TempDir);

impl World {
    fn new() -> Self {
        let world = Self(tempfile::tempdir().unwrap());
        fs::write(world.path("password"), "pass\n").unwrap();
        for name in ["alice", "taro"] {
            let (key, pem) = (format!("{name}.key"), format!("{name}.pem"));
            let (subject, address) = (format!("/CN={name}"), format!("subjectAltName=email:{name}@bank.example"));
            let words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", &subject, "-keyout", &key, "-out", &pem];
            let usage = ["-addext", "keyUsage=digitalSignature,keyEncipherment", "-addext", "extendedKeyUsage=emailProtection"];
            let more = ["-addext", &address, "-addext", "basicConstraints=critical,CA:FALSE"];
            world.openssl(&[&words[..], &usage, &more].concat(), b"");
            world.openssl(&["x509", "-in", &pem, "-outform", "DER", "-out", &format!("{name}.cer")], b"");
            let export = ["pkcs12", "-export", "-inkey", &key, "-in", &pem, "-out", &format!("{name}.p12"), "-passout", "pass:pass"];
            world.openssl(&export, b"");
        }
        for (form, words) in FORMS {
            let out = format!("alice.{form}");
            world.openssl(&[&["pkey", "-in", "alice.key", "-out", &out], words].concat(), b"");
        }
        world.openssl(&["rsa", "-in", "alice.key", "-traditional", "-out", "alice.pkcs1"], b"");
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    #[track_caller]
    fn openssl(&self, words: &[&str], input: &[u8]) -> Vec<u8> {
        let output = run(Command::new("openssl").current_dir(self.0.path()).args(words), input);
        assert!(output.status.success(), "openssl {words:?}: {}", said(&output));
        output.stdout
    }

    fn kakitome(&self, words: &[&str], input: &[u8]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kakitome"));
        command.current_dir(self.0.path()).env("HOME", self.0.path()).env("XDG_DATA_HOME", self.path("none")).env_remove("KAKITOME_HOME");
        if self.path("home").exists() || words.first() == Some(&"init") {
            command.env("KAKITOME_HOME", self.path("home"));
        }
        run(command.args(["--lang", "en"]).args(words), input)
    }

    #[track_caller]
    fn must(&self, words: &[&str], input: &[u8]) -> Vec<u8> {
        let output = self.kakitome(words, input);
        assert_eq!(output.status.code(), Some(0), "{words:?}: {}", said(&output));
        output.stdout
    }
}

/// How OpenSSL writes a private key.
const FORMS: [(&str, &[&str]); 3] = [("encrypted", &["-aes256", "-passout", "pass:pass"]), ("der", &["-outform", "DER"]), ("pkcs8", &[])];

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn run(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // a program that refuses its arguments does not read
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

/// Every way to name Alice's key in files.
const OF_FILES: [&[&str]; 6] = [
    &["--key", "alice.pkcs8", "--cert", "alice.pem"],
    &["--key", "alice.pkcs1", "--cert", "alice.pem"],
    &["--key", "alice.der", "--cert", "alice.cer"],
    &["--key", "alice.encrypted", "--cert", "alice.pem", "--password-file", "password"],
    &["--p12", "alice.p12", "--password-file", "password"],
    &["--key", "alice.key", "--cert", "alice.cer"],
];

#[test]
fn every_form_of_a_key_signs_and_opens() {
    let world = World::new();
    let sealed = world.must(&["encrypt", "--cert", "alice.cer"], MAIL);
    for source in OF_FILES {
        for form in [&[][..], &["--opaque"]] {
            let signed = world.must(&[&["sign"], source, form].concat(), MAIL);
            let content = world.openssl(&["cms", "-verify", "-CAfile", "alice.pem", "-purpose", "any", "-partial_chain"], &signed);
            assert!(content.ends_with(b"Hello.\r\n"), "{source:?} {form:?}");
            let opaque = String::from_utf8_lossy(&signed).contains("smime-type=signed-data");
            assert_eq!(opaque, !form.is_empty(), "{source:?} {form:?}");
            world.must(&["verify", "--trust", "alice.pem"], &signed);
        }
        assert!(world.must(&[&["decrypt"], source].concat(), &sealed).ends_with(b"Hello.\r\n"), "{source:?}");
    }
    let wrong = world.kakitome(&["sign", "--key", "taro.key", "--cert", "alice.pem"], MAIL);
    assert_eq!((wrong.status.code(), wrong.stdout.len()), (Some(2), 0), "{}", said(&wrong));
}

#[test]
fn several_keys_at_once_and_each_finds_its_certificate() {
    let world = World::new();
    for to in ["alice.pem", "taro.pem"] {
        let sealed = world.must(&["encrypt", "--cert", to], MAIL);
        for keys in [
            &["--key", "alice.key", "--key", "taro.key", "--cert", "taro.pem", "--cert", "alice.pem"][..],
            &["--p12", "alice.p12", "--p12", "taro.p12", "--password-file", "password"],
            &["--p12", "alice.p12", "--password-file", "password", "--key", "taro.key", "--cert", "taro.cer"],
        ] {
            assert!(world.must(&[&["decrypt"], keys].concat(), &sealed).ends_with(b"Hello.\r\n"), "{to} {keys:?}");
        }
    }
}

#[test]
fn identities_of_the_home_sign_encrypt_and_open() {
    let world = World::new();
    world.must(&["init"], b"");
    world.must(&["identity", "import-p12", "alice.p12", "--password-file", "password"], b"");
    world.must(&["identity", "add", "taro@bank.example"], b"");
    for form in [&[][..], &["--opaque"]] {
        for who in [&[][..], &["--as", ALICE]] {
            let signed = world.must(&[&["sign"], who, form].concat(), MAIL);
            world.must(&["verify", "--trust", "alice.pem"], &signed);
        }
    }
    // To of the header is an identity; the sender reads the sent copy; a key that is not asked for does not open
    let sealed = world.must(&["encrypt", "--sign", "--as", ALICE], MAIL);
    for who in [&[][..], &["--as", ALICE], &["--as", "taro@bank.example"]] {
        let inside = world.must(&[&["decrypt"], who].concat(), &sealed);
        assert!(inside.starts_with(b"Content-Type: multipart/signed;"), "{}", String::from_utf8_lossy(&inside));
    }
    let alone = world.must(&["encrypt", "--cert", "alice.pem", "--as", ALICE], MAIL);
    assert_eq!(world.kakitome(&["decrypt", "--as", "taro@bank.example"], &alone).status.code(), Some(1));
}

/// The calls for random numbers fail, from the first one on, from the second one on, and so on. What was not drawn is not used.
#[test]
fn m31_without_random_numbers_nothing_is_written() {
    let world = World::new();
    let mut refused = 0;
    for from in 1..=7 {
        for words in [&["encrypt", "--cert", "alice.pem"][..], &["sign", "--key", "alice.key", "--cert", "alice.pem"]] {
            let inject = format!("inject=getrandom:error=EIO:when={from}+");
            let mut command = Command::new("strace");
            command.args(["-f", "-qq", "-o", "strace.log", "-e", "trace=getrandom", "-e", &inject]);
            command.arg(env!("CARGO_BIN_EXE_kakitome")).args(words).current_dir(world.0.path()).env("RUST_BACKTRACE", "0");
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let Ok(mut child) = command.spawn() else { return skip("strace is not installed") };
            let _ = child.stdin.take().unwrap().write_all(MAIL);
            let output = child.wait_with_output().unwrap();
            let log = fs::read_to_string(world.path("strace.log")).unwrap_or_default();
            if log.is_empty() {
                return skip("strace may not trace here");
            }
            if output.stdout.is_empty() {
                assert!(!output.status.success(), "{words:?} from call {from}");
                refused += 1;
            } else {
                // all that it needed had been drawn before: the mail is whole
                is_whole(&world, words[0], &output.stdout);
            }
        }
    }
    assert!(refused >= 4, "the test can fail: {refused}");
}

fn is_whole(world: &World, command: &str, mail: &[u8]) {
    let words: &[&str] = match command {
        "encrypt" => &["cms", "-decrypt", "-inkey", "alice.key", "-recip", "alice.pem"],
        _ => &["cms", "-verify", "-CAfile", "alice.pem", "-purpose", "any", "-partial_chain"],
    };
    assert!(world.openssl(words, mail).ends_with(b"Hello.\r\n"));
}

fn skip(reason: &str) {
    let test = "m31_without_random_numbers_nothing_is_written";
    eprintln!("SKIPPED {test}: {reason}");
    if let Some(file) = std::env::var_os("KAKITOME_SKIPS") {
        let mut file = fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
        writeln!(file, "{test}: {reason}").unwrap();
    }
}
