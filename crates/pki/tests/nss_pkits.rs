//! NSS's own path validation (`vfychain`, libpkix) beside ours: every PKITS path that needs no policy settings, for signing mail, at three
//! moments, without revocation on both sides. NIST's suite says who is right; where NSS is not, that stands in `nss-pkits.divergences`
//! with its reason, and one that has gone fails too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod shared;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use kakitome_pki::path::search;
use kakitome_pki::{Anchors, Budget, Certificate, Evidence, Policy, Pool, Purpose, RevocationMode, RevocationPool, UnixTime};
use serde_json::Value;

/// Before the suite's certificates, today, and after nearly all of them.
const MOMENTS: [&str; 3] = ["2009-06-01", "2026-11-22", "2031-06-01"];

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect()
}

/// No settings of its own: NSS is not told any.
fn is_plain(sub: &Value) -> bool {
    let is_set = |name: &str| sub[name].as_str().unwrap() == "true";
    sub["initial_policy_set"] == "anyPolicy" && !["explicit", "inhibit_mapping", "inhibit_any"].iter().any(|name| is_set(name))
}

/// The signer first, then issuers, then the root.
fn theirs(folder: &Path, store: &str, chain: &[&str], at: &str) -> bool {
    let file = |name: &&str| folder.join("certs").join(format!("{name}.crt")).display().to_string();
    let mut words = vec!["-d".to_owned(), store.to_owned(), "-pp".to_owned(), "-u".to_owned(), "4".to_owned()];
    words.extend(["-b".to_owned(), format!("{}0000Z", at.replace('-', "").get(2..).unwrap())]);
    for name in chain[1..].iter().rev() {
        words.extend(["-r".to_owned(), file(name)]);
    }
    words.extend(["-t".to_owned(), file(&chain[0])]);
    let output = Command::new("vfychain").args(&words).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("Chain is good!") || said.contains("Chain is bad!"), "vfychain {words:?}: {said}");
    said.contains("Chain is good!")
}

fn ours(folder: &Path, chain: &[&str], at: &str) -> bool {
    let read = |name: &&str| Certificate::from_der(fs::read(folder.join("certs").join(format!("{name}.crt"))).unwrap()).unwrap();
    let certificates: Vec<Certificate> = chain.iter().map(read).collect();
    let anchors = Anchors::from_certificates([certificates[0].clone()]);
    let evidence = Evidence {
        message: &Pool::new(certificates[1..].iter().cloned()),
        given: &Pool::default(),
        anchors: &anchors,
        revocation: &RevocationPool::default(),
        signing_time: None,
    };
    let mut policy = Policy::default();
    policy.revocation = RevocationMode::Off;
    let at = UnixTime::parse(at).unwrap();
    search(certificates.last().unwrap(), &evidence, Purpose::EmailSigning, at, &policy, &mut Budget::default()).accepted.is_some()
}

#[test]
fn g9_nss_judges_the_paths_of_pkits_as_we_do() {
    let here = ["vfychain", "certutil"].iter().all(|program| Command::new(program).arg("-H").output().is_ok());
    if !here {
        if let Some(file) = std::env::var_os("KAKITOME_SKIPS") {
            let mut file = fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
            writeln!(file, "g9_nss_judges_the_paths_of_pkits_as_we_do: vfychain (package libnss3-tools) is not installed").unwrap();
        }
        return;
    }
    let store = tempfile::tempdir().unwrap();
    let store = format!("sql:{}", store.path().display());
    assert!(Command::new("certutil").args(["-N", "-d", &store, "--empty-password"]).status().unwrap().success());
    let folder = shared::corpus().join("pkits");
    let expected: BTreeMap<String, Value> = serde_json::from_slice(&fs::read(folder.join("pkits-expected.json")).unwrap()).unwrap();
    let mut listed = shared::divergences(include_str!("nss-pkits.divergences"));
    let (mut count, mut good, mut surprises) = (0, 0, Vec::new());
    for (name, test) in &expected {
        for (at, sub) in test["sub"].as_array().unwrap().iter().enumerate().filter(|(_, sub)| is_plain(sub)) {
            let chain = names(&sub["certs"]);
            for moment in MOMENTS {
                let id = format!("{} {name} ({}) {moment}", test["num"].as_str().unwrap(), at + 1);
                let (nss, own) = (theirs(&folder, &store, &chain, moment), ours(&folder, &chain, moment));
                (count, good) = (count + 1, good + usize::from(own && nss));
                match (nss == own, listed.remove(&id)) {
                    (true, None) | (false, Some(_)) => {}
                    (false, None) => surprises.push(format!("{id}: NSS {nss}, we {own}, PKITS {}", sub["valid"])),
                    (true, Some(reason)) => surprises.push(format!("{id}: listed ({reason}), and is the same now")),
                }
            }
        }
    }
    assert!(surprises.is_empty(), "{count}\n{}", surprises.join("\n"));
    assert!(listed.is_empty(), "no such paths: {listed:#?}");
    assert!(count > 600 && good > 100, "{count} {good}");
}
