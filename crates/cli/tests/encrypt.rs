//! `kakitome encrypt` and `kakitome people` as scripts run them: what is encrypted is opened by OpenSSL and by `kakitome decrypt`; where
//! one recipient cannot be served, nothing is written and all such are named. Attack row M29 (blind recipients).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const MAIL: &str = "From: alice@bank.example\r\nTo: 太郎 <taro@bank.example>\r\nSubject: 書留\r\nMIME-Version: 1.0\r\n\
                    Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n書留でお送りします。\r\n";
const INSIDE: &str = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n書留でお送りします。\r\n";

/// Somebody with a certificate of their own making, valid for so many days.
struct World(TempDir);

impl World {
    fn new() -> Self {
        let world = Self(tempfile::tempdir().unwrap());
        for name in ["taro", "hanako", "alice"] {
            world.person(name, "2048", "keyEncipherment,digitalSignature", "emailProtection", &["-days", "30"]);
        }
        world
    }

    fn person(&self, name: &str, bits: &str, usage: &str, purpose: &str, valid: &[&str]) {
        let (key, certificate) = (format!("{name}.key"), format!("{name}.pem"));
        let (subject, names) = (format!("/CN={name}"), format!("subjectAltName=email:{name}@bank.example"));
        let (usage, purpose, kind) = (format!("keyUsage={usage}"), format!("extendedKeyUsage={purpose}"), format!("rsa:{bits}"));
        let words = ["req", "-x509", "-newkey", &kind, "-nodes", "-subj", &subject, "-keyout", &key, "-out", &certificate];
        let extensions = ["-addext", &names, "-addext", &usage, "-addext", &purpose, "-addext", "basicConstraints=critical,CA:FALSE"];
        self.openssl(&[&words[..], &extensions, valid].concat(), b"");
    }

    /// Somebody whose certificate ended with 2020.
    fn expired(&self, name: &str) {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::default();
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        params.subject_alt_names = vec![rcgen::SanType::Rfc822Name(format!("{name}@bank.example").as_str().try_into().unwrap())];
        (params.not_before, params.not_after) = (rcgen::date_time_ymd(2020, 1, 1), rcgen::date_time_ymd(2021, 1, 1));
        fs::write(self.path(&format!("{name}.pem")), params.self_signed(&key).unwrap().der()).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn openssl(&self, words: &[&str], input: &[u8]) -> Vec<u8> {
        let output = run(Command::new("openssl").current_dir(self.0.path()).args(words), input);
        assert!(output.status.success(), "openssl {words:?}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    fn kakitome(&self, words: &[&str], input: &[u8]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kakitome"));
        // no home of whoever runs the test
        command.current_dir(self.0.path()).env("HOME", self.0.path()).env("XDG_DATA_HOME", self.0.path().join("none"));
        command.env_remove("KAKITOME_HOME").args(["--lang", "en"]).args(words);
        run(&mut command, input)
    }

    #[track_caller]
    fn must(&self, words: &[&str], input: &[u8]) -> Vec<u8> {
        let output = self.kakitome(words, input);
        assert_eq!(output.status.code(), Some(0), "{words:?}: {}", said(&output));
        output.stdout
    }

    /// Nothing comes out; what is said.
    #[track_caller]
    fn refuses(&self, status: i32, words: &[&str]) -> String {
        let output = self.kakitome(words, MAIL.as_bytes());
        assert_eq!((output.status.code(), output.stdout.len()), (Some(status), 0), "{words:?}: {}", said(&output));
        said(&output)
    }

    #[track_caller]
    fn opens(&self, name: &str, mail: &[u8]) {
        let (key, certificate) = (format!("{name}.key"), format!("{name}.pem"));
        assert_eq!(text(&self.must(&["decrypt", "--key", &key, "--cert", &certificate], mail)), INSIDE);
        assert_eq!(text(&self.openssl(&["cms", "-decrypt", "-inkey", &key, "-recip", &certificate], mail)), INSIDE);
    }

    fn cannot(&self, name: &str, mail: &[u8]) {
        let (key, certificate) = (format!("{name}.key"), format!("{name}.pem"));
        assert_eq!(self.kakitome(&["decrypt", "--key", &key, "--cert", &certificate], mail).status.code(), Some(1));
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn said(output: &Output) -> String {
    text(&output.stderr)
}

fn run(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that refuses its arguments does not read.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

#[test]
fn a_mail_for_certificates() {
    let world = World::new();
    let sealed = world.must(&["encrypt", "--cert", "taro.pem", "--cert", "hanako.pem"], MAIL.as_bytes());
    let outer = text(&sealed);
    let header = MAIL.split("Content-Type").next().unwrap();
    assert!(outer.starts_with(&format!("{header}Content-Type: application/pkcs7-mime; smime-type=enveloped-data;")), "{outer}");
    world.opens("taro", &sealed);
    world.opens("hanako", &sealed);
    world.cannot("alice", &sealed);
    let again = world.must(&["encrypt", "--cert", "taro.pem", "--cert", "hanako.pem"], MAIL.as_bytes());
    assert_ne!(sealed, again);
    let words = ["encrypt", "--cert", "taro.pem"];
    let twice = world.kakitome(&words, &sealed);
    assert_eq!((twice.status.code(), twice.stdout.len()), (Some(1), 0), "{}", said(&twice));
}

#[test]
fn signed_first_it_is_signed_inside() {
    let world = World::new();
    let export = ["pkcs12", "-export", "-inkey", "alice.key", "-in", "alice.pem", "-out", "alice.p12", "-passout", "pass:x"];
    world.openssl(&export, b"");
    fs::write(world.path("password"), "x\n").unwrap();
    let words =
        ["encrypt", "--sign", "--p12", "alice.p12", "--password-file", "password", "--to", "taro@bank.example", "--cert", "taro.pem"];
    let sealed = world.must(&words, MAIL.as_bytes());
    let inside = world.must(&["decrypt", "--key", "taro.key", "--cert", "taro.pem"], &sealed);
    assert!(text(&inside).starts_with("Content-Type: multipart/signed;"), "{}", text(&inside));
    let own = world.must(&["decrypt", "--key", "alice.key", "--cert", "alice.pem"], &sealed);
    assert_eq!(inside, own, "the sender reads the sent copy");
    world.openssl(&["cms", "-verify", "-CAfile", "alice.pem", "-purpose", "any", "-partial_chain"], &inside);
}

#[test]
fn a_protected_header_is_found_inside() {
    let world = World::new();
    let sealed = world.must(&["encrypt", "--cert", "taro.pem", "--protect-header"], MAIL.as_bytes());
    assert!(text(&sealed).contains("Subject: [...]\r\n") && !text(&sealed).contains("Subject: 書留"), "{}", text(&sealed));
    let inside = text(&world.must(&["decrypt", "--key", "taro.key", "--cert", "taro.pem"], &sealed));
    assert!(inside.contains("Subject: 書留\r\n") && inside.contains("hp=\"cipher\""), "{inside}");
    let signed = text(&world.must(&["sign", "--key", "alice.key", "--cert", "alice.pem", "--protect-header"], MAIL.as_bytes()));
    assert!(signed.contains("smime-type=signed-data"), "a header of 8 bits survives no relay in the clear: {signed}");
    let ascii = MAIL.replace("太郎 ", "").replace("書留", "Registered");
    let signed = world.must(&["sign", "--key", "alice.key", "--cert", "alice.pem", "--protect-header"], ascii.as_bytes());
    assert!(text(&signed).contains("hp=\"clear\"") && text(&signed).matches("Subject: Registered").count() == 2, "{}", text(&signed));
    world.openssl(&["cms", "-verify", "-CAfile", "alice.pem", "-purpose", "any", "-partial_chain"], &signed);
}

#[test]
fn who_cannot_be_served_is_named_and_nothing_is_written() {
    let world = World::new();
    world.expired("old");
    world.person("signer", "2048", "digitalSignature", "emailProtection", &["-days", "30"]);
    world.person("server", "2048", "keyEncipherment", "serverAuth", &["-days", "30"]);
    world.person("weak", "1024", "keyEncipherment", "emailProtection", &["-days", "30"]);
    let told = world.refuses(1, &["encrypt", "--cert", "taro.pem", "--cert", "old.pem", "--to", "nobody@bank.example"]);
    assert!(told.contains("nobody@bank.example: no certificate") && told.contains("2 of 3 recipients"), "{told}");
    assert!(told.contains("CN=old") && told.contains("1 January 2021"), "{told}");
    for name in ["signer", "server", "weak", "old"] {
        let certificate = format!("{name}.pem");
        let told = world.refuses(1, &["encrypt", "--to", &format!("{name}@bank.example"), "--cert", &certificate]);
        assert!(told.contains(&format!("{name}@bank.example")) && told.lines().count() == 2, "{told}");
    }
    // somebody else's certificate is not this address's
    let told = world.refuses(1, &["encrypt", "--to", "hanako@bank.example", "--cert", "taro.pem"]);
    assert!(told.contains("hanako@bank.example: no certificate"), "{told}");
}

#[test]
fn m29_a_blind_recipient_gets_a_message_alone() {
    let world = World::new();
    let words = ["encrypt", "--to", "taro@bank.example", "--bcc", "hanako@bank.example", "--cert", "taro.pem", "--cert", "hanako.pem"];
    let told = world.refuses(2, &words);
    assert!(told.contains("--out"), "{told}");
    let listed = text(&world.must(&[&words[..], &["--out", "sent"]].concat(), MAIL.as_bytes()));
    assert_eq!(listed, "sent/1.eml\tto\ttaro@bank.example\nsent/2.eml\tbcc\thanako@bank.example\n");
    let json: serde_json::Value =
        serde_json::from_slice(&world.must(&[&words[..], &["--out", "again", "--json"]].concat(), MAIL.as_bytes())).unwrap();
    assert_eq!((&json["messages"][0]["how"], &json["messages"][1]["how"]), (&"to".into(), &"bcc".into()));
    assert_eq!((&json["messages"][1]["to"][0], &json["messages"][0]["cipher"]), (&"hanako@bank.example".into(), &"AES-256-CBC".into()));
    let refused = world.kakitome(&["encrypt", "--to", "nobody@bank.example", "--out", "none", "--json"], MAIL.as_bytes());
    let json: serde_json::Value = serde_json::from_slice(&refused.stdout).unwrap();
    assert_eq!((refused.status.code(), &json["unserved"][0]["who"]), (Some(1), &"nobody@bank.example".into()));
    assert!(!world.path("none").exists());
    let [open, blind] = ["sent/1.eml", "sent/2.eml"].map(|name| fs::read(world.path(name)).unwrap());
    world.opens("taro", &open);
    world.cannot("hanako", &open);
    world.opens("hanako", &blind);
    world.cannot("taro", &blind);
    // what is there is never overwritten, and nothing is left of the attempt
    fs::remove_file(world.path("sent/1.eml")).unwrap();
    let told = world.refuses(2, &[&words[..], &["--out", "sent"]].concat());
    assert!(told.contains("2.eml") && !world.path("sent/1.eml").exists(), "{told}");
}

#[test]
fn people_are_kept_shown_used_and_forgotten() {
    let world = World::new();
    world.must(&["init", "--home", "home"], b"");
    let home = ["--home", "home"];
    let with = |words: &[&'static str]| [words, &home[..]].concat();
    assert_eq!(text(&world.must(&with(&["people", "list"]), b"")), "No certificate of a correspondent is kept.\n");
    let kept = text(&world.must(&with(&["people", "import", "taro.pem", "hanako.pem"]), b""));
    assert!(kept.contains("taro@bank.example: kept the certificate of CN=taro") && kept.lines().count() == 2, "{kept}");
    let again = text(&world.must(&with(&["people", "import", "taro.pem"]), b""));
    assert!(again.contains("was there"), "{again}");
    let list: serde_json::Value = serde_json::from_slice(&world.must(&with(&["people", "list", "--json"]), b"")).unwrap();
    assert_eq!((&list["schema"], list["people"].as_array().unwrap().len()), (&"kakitome.people/1".into(), 2));
    let one: serde_json::Value =
        serde_json::from_slice(&world.must(&with(&["people", "show", "taro@bank.example", "--json"]), b"")).unwrap();
    let certificate = &one["certificates"][0];
    assert_eq!((&certificate["trust"], &certificate["state"]), (&"imported".into(), &"usable".into()));
    let shown = text(&world.must(&with(&["people", "show", "taro@bank.example"]), b""));
    assert!(shown.contains(certificate["sha256"].as_str().unwrap()), "{shown}");
    // to whom the header names
    let sealed = world.must(&with(&["encrypt"]), MAIL.as_bytes());
    world.opens("taro", &sealed);
    assert_eq!(text(&world.must(&with(&["people", "forget", "taro@bank.example"]), b"")), "taro@bank.example: forgot one certificate\n");
    assert_eq!(world.kakitome(&with(&["people", "show", "taro@bank.example"]), b"").status.code(), Some(1));
    let output = world.kakitome(&with(&["encrypt"]), MAIL.as_bytes());
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{}", said(&output));
    assert!(said(&output).contains("taro@bank.example: no certificate"), "{}", said(&output));
}
