//! Mails by others through the gateway: what is not ours to sign arrives byte for byte; what is becomes a signature that verifies.

use std::path::{Path, PathBuf};

use crate::real_mail::{signed, split};
use crate::support::client::submit;
use crate::support::home::Home;
use crate::support::mails::SENDER;
use crate::support::others;
use crate::support::serve::Serve;
use crate::support::shared;
use crate::support::sink::Sink;

const CUSTOMER: &[&str] = &["customer@home.example"];

#[test]
fn every_mail_of_the_corpus_passes_unchanged() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "");
    let serve = Serve::start(&home);
    let (mut passed, mut refused) = (0, Vec::new());
    for file in mails() {
        let mail = canonical(&std::fs::read(&file).unwrap());
        let reply = submit(serve.relay, "someone@elsewhere.example", CUSTOMER, &mail);
        if reply.starts_with("250") {
            let arrived = sink.next();
            assert!(arrived.bytes.ends_with(&mail), "{}: what was not ours to touch was changed", file.display());
            passed += 1;
        } else {
            assert!(reply.starts_with('5'), "{}: {reply}", file.display());
            refused.push(format!("{}: {reply}", file.display()));
        }
    }
    assert!(passed > 150, "only {passed} passed; refused:\n{}", refused.join("\n"));
    assert_eq!(refused, Vec::<String>::new());
}

#[test]
fn every_mail_of_the_corpus_from_us_is_signed_or_left_whole() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "");
    let serve = Serve::start(&home);
    let (mut newly_signed, mut left) = (0, 0);
    for file in mails() {
        let mail = from_us(&canonical(&std::fs::read(&file).unwrap()));
        let reply = submit(serve.relay, SENDER, CUSTOMER, &mail);
        if !reply.starts_with("250") {
            assert!(reply.starts_with('5'), "{}: {reply}", file.display());
            continue;
        }
        let arrived = sink.next();
        if arrived.bytes.ends_with(&mail) {
            left += 1;
            continue;
        }
        newly_signed += 1;
        assert!(signed(&arrived.bytes), "{}: neither left nor signed", file.display());
        let kept = home.scratch().join("arrived.eml");
        std::fs::write(&kept, &arrived.bytes).unwrap();
        others::openssl_verify(&kept, &home.root()).unwrap_or_else(|complaint| panic!("{}: {complaint}", file.display()));
        assert!(split(&arrived.bytes).is_some(), "{}", file.display());
    }
    // Nearly all of the corpus is signed or encrypted already; the rest must have been signed now.
    assert!(left > 100 && newly_signed > 0, "{left} left as they are, {newly_signed} signed");
}

fn mails() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![shared().join("corpus")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if is_mail(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() > 150, "the corpus has mails");
    found
}

fn is_mail(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "eml")
}

/// CRLF line ends and one at the end, as a mail program sends it; the "From " line of mailboxes is no part of a mail.
fn canonical(bytes: &[u8]) -> Vec<u8> {
    let bytes = if bytes.starts_with(b"From ") { bytes.splitn(2, |byte| *byte == b'\n').nth(1).unwrap() } else { bytes };
    let mut out = Vec::with_capacity(bytes.len() + 1024);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        out.extend(line.strip_suffix(b"\r").unwrap_or(line).iter().map(|byte| if *byte == b'\r' { b' ' } else { *byte }));
        out.extend_from_slice(b"\r\n");
    }
    out
}

/// The same mail with our sender's address in its From.
fn from_us(mail: &[u8]) -> Vec<u8> {
    let mut out = format!("From: {SENDER}\r\n").into_bytes();
    let (mut in_header, mut dropping) = (true, false);
    for line in mail.split_inclusive(|byte| *byte == b'\n') {
        if in_header {
            in_header = line != b"\r\n";
            let folded = line.starts_with(b" ") || line.starts_with(b"\t");
            dropping = if folded { dropping } else { line.len() > 5 && line[..5].eq_ignore_ascii_case(b"from:") };
            if dropping && in_header {
                continue;
            }
        }
        out.extend_from_slice(line);
    }
    out
}
