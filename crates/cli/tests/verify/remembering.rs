//! What a valid mail teaches about its author is kept, and the answer is encrypted with it: `verify --remember`, `people import --mail`,
//! `encrypt` with roots, kept lists and answers on revocation.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;

use crate::town::{Says, Town};

const ALICE: &str = "alice@bank.example";
const USUAL: Says<'_> = Says { issuer: None, responder: Some("{}/ocsp"), crl: Some("{}/issuing.crl") };
const ANSWER: &[u8] = b"From: you@home.example\r\nTo: alice@bank.example\r\nSubject: Re: hello\r\n\r\nHello yourself.\r\n";

/// The binary in the town's folder, over the home there.
fn kakitome(town: &Town, words: &str, input: &[u8]) -> Output {
    use std::io::Write;
    let folder = town.path(".");
    let words = words.replace("{port}", &town.server.port.to_string());
    let mut command = Command::new(env!("CARGO_BIN_EXE_kakitome"));
    command.current_dir(&folder).env("HOME", &folder).env("KAKITOME_HOME", folder.join("home")).args(["--lang", "en"]);
    command.args(words.split_whitespace()).stdin(std::process::Stdio::piped());
    let mut child = command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    // a program that refuses its arguments does not read
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
fn must(town: &Town, words: &str, input: &[u8]) -> Vec<u8> {
    let output = kakitome(town, words, input);
    assert_eq!(output.status.code(), Some(0), "{words}: {}{}", said(&output), String::from_utf8_lossy(&output.stdout));
    output.stdout
}

/// Nothing comes out; what is said.
#[track_caller]
fn refuses(town: &Town, words: &str) -> String {
    let output = kakitome(town, words, ANSWER);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{words}: {}", said(&output));
    said(&output)
}

fn with_home(says: Says<'_>) -> Town {
    let town = Town::new("Mihon Bank", says);
    must(&town, "init", b"");
    town
}

fn person(town: &Town) -> Value {
    serde_json::from_slice(&must(town, &format!("people show {ALICE} --json"), b"")).unwrap()
}

/// Verifies Alice's mail and answers what was remembered.
fn remembered(town: &Town) -> Value {
    let mail = town.mail(true);
    let output = kakitome(town, "verify --json --remember --trust root.pem", &fs::read(mail).unwrap());
    serde_json::from_slice::<Value>(&output.stdout).unwrap()["remembered"].clone()
}

#[track_caller]
fn opens(town: &Town, key: &str, sealed: &[u8]) {
    let inside = must(town, &format!("decrypt --key {key}.key --cert {key}.pem"), sealed);
    assert!(inside.ends_with(b"Hello yourself.\r\n"));
}

#[test]
fn a_valid_mail_is_remembered_and_answered() {
    let town = with_home(USUAL);
    let kept = remembered(&town);
    assert_eq!((&kept["outcome"], &kept["address"]), (&"new".into(), &ALICE.into()), "{kept}");
    assert_eq!(kept["capabilities"], serde_json::json!(["AES-256-CBC", "AES-128-CBC"]));
    let one = &person(&town)["certificates"][0];
    assert_eq!((&one["trust"], &one["state"]), (&"harvested".into(), &"usable".into()));
    assert!(one["asked_for"].is_null(), "the mail has no Date, so that no time was signed");
    assert_eq!(remembered(&town)["outcome"], "known");
    // what came by itself needs a chain to a root that is trusted; the issuing authority's certificate was kept with it
    let told = refuses(&town, "encrypt");
    assert!(told.contains(ALICE) && told.contains("1 of 1"), "{told}");
    let sealed = must(&town, "encrypt --trust root.pem", ANSWER);
    opens(&town, "alice", &sealed);
    // the same by the name of a list that is kept
    must(&town, "trust import root.pem --name house", b"");
    opens(&town, "alice", &must(&town, "encrypt --trust house", ANSWER));
    let unknown = kakitome(&town, "encrypt --trust nowhere", ANSWER);
    assert_eq!((unknown.status.code(), unknown.stdout.len()), (Some(2), 0));
}

/// The usual case among people who encrypt: the signature is inside the encryption.
#[test]
fn an_encrypted_mail_teaches_once_it_is_opened() {
    let town = with_home(USUAL);
    let mail = town.mail(true);
    let mut other = Town::new("Mihon Bank", USUAL);
    other.renew();
    for ending in ["key", "pem"] {
        fs::copy(other.path(&format!("alice.{ending}")), town.path(&format!("mine.{ending}"))).unwrap();
    }
    let sealed = must(&town, "encrypt --cert mine.pem", &fs::read(mail).unwrap());
    fs::write(town.path("sealed.eml"), sealed).unwrap();
    let closed = kakitome(&town, "verify --json --remember --trust root.pem sealed.eml", b"");
    let report: Value = serde_json::from_slice(&closed.stdout).unwrap();
    assert_eq!((&report["verdict"], &report["remembered"]["outcome"]), (&"undecryptable".into(), &"nothing".into()));
    let opened = kakitome(&town, "verify --json --remember --trust root.pem --key mine.key --cert mine.pem sealed.eml", b"");
    let report: Value = serde_json::from_slice(&opened.stdout).unwrap_or_else(|error| panic!("{error}: {}", said(&opened)));
    assert_eq!((&report["verdict"], &report["remembered"]["outcome"]), (&"valid".into(), &"new".into()), "{report:#}");
}

#[test]
fn named_roots_judge_whom_a_person_named_too() {
    let town = with_home(USUAL);
    must(&town, "encrypt --cert alice.pem", ANSWER);
    let other = Town::new("Mihon Bank", USUAL);
    fs::copy(other.path("root.pem"), town.path("other.pem")).unwrap();
    let told = refuses(&town, "encrypt --cert alice.pem --trust other.pem");
    assert!(told.contains("CN=Alice"), "{told}");
    fs::write(town.path("bundle.pem"), [fs::read(town.path("alice.pem")).unwrap(), fs::read(town.path("issuing.pem")).unwrap()].concat())
        .unwrap();
    opens(&town, "alice", &must(&town, "encrypt --cert bundle.pem --trust root.pem", ANSWER));
}

#[test]
fn what_is_not_valid_is_not_remembered() {
    let town = with_home(USUAL);
    let mail = fs::read_to_string(town.mail(true)).unwrap().replace("Hello.", "Pay me.");
    fs::write(town.path("altered.eml"), mail).unwrap();
    let output = kakitome(&town, "verify --json --remember --trust root.pem altered.eml", b"");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &report["remembered"]["why"]), (Some(1), &"not-valid".into()));
    let shown = kakitome(&town, "verify --remember whole.eml", b"");
    assert!(String::from_utf8_lossy(&shown.stdout).contains("Nothing remembered"), "without the root it is not valid");
    let import = kakitome(&town, "people import --mail altered.eml --trust root.pem", b"");
    assert_eq!((import.status.code(), import.stdout.len()), (Some(1), 0));
    assert_eq!(kakitome(&town, &format!("people show {ALICE}"), b"").status.code(), Some(1));
    // a mail is never taken for a file of certificates, nor the other way round
    assert_eq!(kakitome(&town, "people import whole.eml", b"").status.code(), Some(2));
    assert_eq!(kakitome(&town, "people import --mail alice.pem --trust root.pem", b"").status.code(), Some(1));
}

#[test]
fn a_changed_key_waits_until_a_person_imports_it() {
    let mut town = with_home(USUAL);
    remembered(&town);
    town.renew();
    assert_eq!(remembered(&town)["outcome"], "waiting");
    opens(&town, "old", &must(&town, "encrypt --trust root.pem", ANSWER));
    let list = String::from_utf8(must(&town, "people list", b"")).unwrap();
    assert!(list.contains("waits for review"), "{list}");
    let kept = String::from_utf8(must(&town, "people import --mail whole.eml --trust root.pem", b"")).unwrap();
    assert!(kept.contains(ALICE), "{kept}");
    let sealed = must(&town, "encrypt --trust root.pem", ANSWER);
    opens(&town, "alice", &sealed);
    assert_eq!(kakitome(&town, "decrypt --key old.key --cert old.pem", &sealed).status.code(), Some(1));
}

#[test]
fn a_revoked_recipient_is_refused_by_name_offline_and_online() {
    let town = with_home(USUAL);
    remembered(&town);
    town.publish(true);
    town.list("issuing.crl");
    for words in ["encrypt --trust root.pem --crl issuing.crl", "encrypt --cert alice.pem --crl issuing.crl"] {
        let told = refuses(&town, words);
        assert!(told.contains("Alice") && told.contains("revoked"), "{told}");
    }
    town.server.asked();
    must(&town, "encrypt --trust root.pem", ANSWER);
    assert!(town.server.asked().is_empty(), "without --online nobody is asked");
    let online = "encrypt --trust root.pem --online --allow-network 127.0.0.0/8 --allow-port {port}";
    let told = refuses(&town, online);
    assert!(told.contains(ALICE) && told.contains("revoked"), "{told}");
    assert!(town.server.asked().iter().any(|path| path == "/ocsp"), "{told}");
    town.publish(false);
    opens(&town, "alice", &must(&town, online, ANSWER));
}

#[test]
fn the_policy_is_shown_in_both_languages_and_for_scripts() {
    let town = Town::new("Mihon Bank", USUAL);
    let policy: Value = serde_json::from_slice(&must(&town, "policy show --json", b"")).unwrap();
    assert_eq!(policy["schema"], "kakitome.policy/1");
    let of = |name: &str| policy["algorithms"].as_array().unwrap().iter().find(|one| one["name"] == name).cloned().unwrap();
    assert_eq!((&of("AES-256-CBC")["written"], &of("AES-256-GCM")["written"]), (&"yes".into(), &"where-known".into()));
    assert_eq!((&of("3DES-CBC")["written"], &of("3DES-CBC")["read"]), (&"no".into(), &"weak".into()));
    assert_eq!(of("AES-256-GCM")["as_of"].as_str().unwrap().len(), 10);
    for lang in ["ja", "en"] {
        let output = kakitome(&town, &format!("policy show --lang {lang}"), b"");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("AES-256-GCM") && text.contains("RFC 8551 2.7") && !text.contains('⟨'), "{text}");
    }
}
