//! `kakitome verify` over time: `--received` and `--trust-time` say what was good when it counted, in words and as JSON, in both languages.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::clock;
use crate::town::{Says, Town};

const NOTHING: Says<'_> = Says { issuer: None, responder: None, crl: None };

/// A year after every certificate of the town is over; the clock's still hold.
const LATER: &str = "2046-01-01";

fn run(lang: &str, words: &[&str], trusted: &Path, mail: &Path) -> Output {
    let mut all: Vec<OsString> = ["verify", "--lang", lang, "--trust"].map(OsString::from).to_vec();
    all.push(trusted.into());
    all.extend(words.iter().map(OsString::from));
    all.push(mail.into());
    Command::new(env!("CARGO_BIN_EXE_kakitome")).args(all).output().unwrap()
}

fn report(words: &[&str], trusted: &Path, mail: &Path) -> Value {
    let output = run("en", &[words, &["--json"]].concat(), trusted, mail);
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{words:?}: {error}: {}", String::from_utf8_lossy(&output.stderr)));
    assert_eq!(output.status.code(), Some(if report["verdict"] == "valid" { 0 } else { 1 }), "{words:?}");
    report
}

fn text(lang: &str, words: &[&str], trusted: &Path, mail: &Path) -> String {
    let said = String::from_utf8(run(lang, words, trusted, mail).stdout).unwrap();
    assert!(!said.contains(['⟨', '{', '$']), "{said}");
    said
}

fn finding<'r>(report: &'r Value, id: &str) -> Option<&'r Value> {
    report["findings"].as_array().unwrap().iter().find(|finding| finding["id"] == id)
}

#[test]
fn a_record_of_receipt_tells_what_was_good_then_and_makes_nothing_valid() {
    let town = Town::new("Mihon Bank", NOTHING);
    let (root, mail) = (town.path("root.pem"), town.mail(true));
    let plain = report(&["--at", LATER], &root, &mail);
    assert_eq!(plain["verdict"], "untrusted");
    assert!(finding(&plain, "pki.expired").is_some() && finding(&plain, "smime.good-when-received").is_none());

    let told = report(&["--at", LATER, "--received", "2026-11-01T10:00:00+09:00"], &root, &mail);
    assert_eq!(told["verdict"], "untrusted", "one's own record proves nothing to others");
    let good = finding(&told, "smime.good-when-received").unwrap();
    assert_eq!((&good["severity"], &good["facts"]["received"]), (&"note".into(), &"2026-11-01T01:00:00Z".into()));
    assert_eq!(told["signers"][0]["not_later_than"]["by"], "received");

    let words = ["--at", LATER, "--received", "2026-11-01T10:00:00+09:00"];
    for (lang, said) in [
        (
            "en",
            [
                "The certificate has expired (it was valid when the mail was received)",
                "By the record of receipt",
                "1 November 2026 01:00 UTC",
            ],
        ),
        ("ja", ["証明書の有効期限が切れています(受信したときは有効でした)", "受信の記録によると", "2026年11月1日 10時00分(日本時間)"]),
    ] {
        let shown = text(lang, &words, &root, &mail);
        for piece in said {
            assert!(shown.contains(piece), "{piece}:\n{shown}");
        }
    }
    // before there was a certificate
    let early = report(&["--at", LATER, "--received", "2019-01-01"], &root, &mail);
    assert!(finding(&early, "smime.good-when-received").is_none());
}

#[test]
fn a_time_stamp_of_an_authority_that_is_trusted_for_time_keeps_a_signature_valid() {
    let town = Town::new("Mihon Bank", NOTHING);
    let mail = clock::stamped(&town);
    let (root, clock_root) = (town.path("root.pem"), town.path("clock-root.pem"));
    let clock_root = clock_root.to_str().unwrap();

    let stranger = report(&["--at", LATER], &root, &mail);
    assert_eq!(stranger["verdict"], "untrusted", "the root for mail did not name this clock");
    let stamp = &stranger["signers"][0]["time_stamps"][0];
    assert_eq!(
        (&stamp["proves"], &stamp["because"]),
        (&Value::Null, &"its authority's certificate leads to no root that is trusted for time".into())
    );
    assert!(finding(&stranger, "smime.time-stamp-unusable").is_some());

    let words = ["--at", LATER, "--trust-time", clock_root];
    let kept = report(&words, &root, &mail);
    assert_eq!(kept["verdict"], "valid", "{:#}", kept["findings"]);
    let signer = &kept["signers"][0];
    assert_eq!((&signer["not_later_than"]["by"], signer["time_stamps"][0]["path"].as_array().unwrap().len()), (&"time-stamp".into(), 2));
    assert_eq!(signer["judged_as_of"], signer["not_later_than"]["time"]);
    assert_eq!(finding(&kept, "smime.expired-since").unwrap()["facts"]["by"], "time-stamp");
    for (lang, said) in [
        (
            "en",
            ["A time stamp of “CN=Mihon Clock” proves that the signature was already there", "The certificate expired on 1 January 2045"],
        ),
        ("ja", ["「CN=Mihon Clock」のタイムスタンプにより", "証明書の有効期限は 2045年1月1日"]),
    ] {
        let shown = text(lang, &words, &root, &mail);
        for piece in said {
            assert!(shown.contains(piece), "{piece}:\n{shown}");
        }
    }
    let tree = text("en", &[&words[..], &["--tree"]].concat(), &root, &mail);
    assert!(tree.contains("Time stamp 1: ") && tree.contains("CN=Mihon Time Root ← root as given"), "{tree}");
    let tree = text("ja", &[&words[..], &["--tree"]].concat(), &root, &mail);
    assert!(tree.contains("タイムスタンプ 1: ") && tree.contains("CN=Mihon Time Root ← 指定されたルート証明書"), "{tree}");
    // a root for time is none for mail
    let swapped = report(&["--trust-time", clock_root], Path::new(clock_root), &mail);
    assert_eq!(swapped["verdict"], "untrusted");
}

#[test]
fn a_moment_or_a_file_that_cannot_be_used_is_told_in_one_line() {
    let town = Town::new("Mihon Bank", NOTHING);
    let (root, mail) = (town.path("root.pem"), town.mail(true));
    let nonsense = town.path("nonsense");
    std::fs::write(&nonsense, "nonsense").unwrap();
    let (nonsense, folder) = (nonsense.to_str().unwrap(), town.path(""));
    let folder = folder.to_str().unwrap();
    let try_later = town.path("try-later");
    std::fs::write(&try_later, [0x30, 3, 0x0a, 1, 3]).unwrap();
    for (words, said) in [
        (vec!["--received", "yesterday"], "is not a time"),
        (vec!["--received", "2026-02-30"], "is not a time"),
        (vec!["--received", ""], "is not a time"),
        (vec!["--received", "2030-01-01", "--at", "2029-12-31"], "is after the moment of judgement"),
        (vec!["--trust-time", nonsense], "no roots can be read"),
        (vec!["--trust-time", "no-such-file"], "no such file"),
        (vec!["--trust-time", folder], "is a folder"),
        (vec!["--crl", nonsense], "not a certificate revocation list"),
        (vec!["--crl", "no-such-file"], "no such file"),
        (vec!["--crl", folder], "is a folder"),
        (vec!["--ocsp", nonsense], "not an OCSP response"),
        (vec!["--ocsp", "no-such-file"], "no such file"),
        (vec!["--ocsp", try_later.to_str().unwrap()], "TryLater"),
        (vec!["--revocation", "perhaps"], "perhaps"),
        (vec!["--tree", "--json"], "cannot be used with"),
        (vec!["--allow-port", "8080"], "--online"),
        (vec!["--allow-network", "127.0.0.0/8"], "--online"),
        (vec!["--any-issuer"], "--online"),
        (vec!["--online", "--allow-network", "here"], "is no network"),
        (vec!["--online", "--allow-network", "10.0.0.0/40"], "is no network"),
        (vec!["--online", "--allow-port", "70000"], "70000"),
    ] {
        for json in [false, true] {
            let words = if json && !words.contains(&"--json") { [&words[..], &["--json"]].concat() } else { words.clone() };
            let output = run("en", &words, &root, &mail);
            let told = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{words:?}: {told}");
            assert!(output.stdout.is_empty() && told.contains(said), "{words:?}: {told}");
        }
        let output = run("ja", &words, &root, &mail);
        assert!(output.status.code() == Some(2) && !output.stderr.is_empty(), "{words:?}");
    }
}
