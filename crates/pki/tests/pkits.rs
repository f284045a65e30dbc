//! NIST PKITS: every test with its own policy settings and its own certificates and CRLs (C01, C16). A wrong accept is
//! a failure without exception; a refused valid path stands in `pkits.divergences` with its reason, and one that is
//! accepted after all fails too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod shared;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use const_oid::ObjectIdentifier;
use kakitome_pki::path::{PathReport, search};
use kakitome_pki::{Anchors, Budget, Certificate, Crl, Evidence, Policy, Pool, Purpose, RevocationMode, RevocationPool, UnixTime};
use serde_json::Value;

fn certificate(folder: &Path, name: &str) -> Certificate {
    let path = folder.join("certs").join(format!("{name}.crt"));
    Certificate::from_der(fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))).unwrap()
}

fn crl(folder: &Path, name: &str) -> Crl {
    let path = folder.join("crls").join(format!("{name}.crl"));
    Crl::from_der(fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))).unwrap()
}

fn names(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().unwrap().iter().map(|name| name.as_str().unwrap())
}

fn policy(sub: &Value) -> Policy {
    let is_set = |name: &str| sub[name].as_str().unwrap() == "true";
    let mut policy = Policy::default();
    policy.revocation = RevocationMode::Hard;
    policy.require_explicit_policy = is_set("explicit");
    policy.inhibit_policy_mapping = is_set("inhibit_mapping");
    policy.inhibit_any_policy = is_set("inhibit_any");
    let wanted = sub["initial_policy_set"].as_str().unwrap();
    policy.initial_policies = wanted
        .split(|c: char| c == ',' || c.is_whitespace())
        .filter(|name| !name.is_empty() && *name != "anyPolicy")
        .map(|name| {
            let number = name.strip_prefix("NIST-test-policy-").unwrap_or_else(|| panic!("policy {name}"));
            ObjectIdentifier::new(&format!("2.16.840.1.101.3.2.1.48.{number}")).unwrap()
        })
        .collect();
    policy
}

fn run(folder: &Path, sub: &Value, crls: &[Crl], others: &Pool) -> PathReport {
    run_with(folder, sub, crls, others, &policy(sub))
}

fn run_with(folder: &Path, sub: &Value, crls: &[Crl], others: &Pool, policy: &Policy) -> PathReport {
    let mut certificates: Vec<Certificate> = names(&sub["certs"]).map(|name| certificate(folder, name)).collect();
    let leaf = certificates.pop().unwrap();
    let anchors = Anchors::from_certificates([certificates.remove(0)]);
    let evidence = Evidence {
        message: &Pool::new(certificates),
        given: others,
        anchors: &anchors,
        revocation: &RevocationPool::of_crls(crls.iter().cloned()),
        signing_time: None,
    };
    let now = UnixTime::parse("2026-11-22").unwrap();
    search(&leaf, &evidence, Purpose::EmailSigning, now, policy, &mut Budget::default())
}

/// Ids of the errors on the best path.
fn why(report: &PathReport) -> String {
    let best = report.tried.first().map(|path| &path.findings[..]).unwrap_or_default();
    let errors = best.iter().filter(|placed| placed.finding.severity() == kakitome_pki::Severity::Error);
    errors.map(|placed| placed.finding.id()).collect::<Vec<_>>().join(" ")
}

#[test]
fn c01_c16_every_test_with_its_own_settings() {
    let folder = shared::corpus().join("pkits");
    let expected: BTreeMap<String, Value> = serde_json::from_slice(&fs::read(folder.join("pkits-expected.json")).unwrap()).unwrap();
    let mut listed = shared::divergences(include_str!("pkits.divergences"));
    let (mut wrong_accepts, mut surprises, mut counts) = (Vec::new(), Vec::new(), [0_usize; 3]);
    for (name, test) in &expected {
        for (at, sub) in test["sub"].as_array().unwrap().iter().enumerate() {
            let id = format!("{} {name} ({})", test["num"].as_str().unwrap(), at + 1);
            let crls: Vec<Crl> = names(&sub["crls"]).map(|name| crl(&folder, name)).collect();
            let report = run(&folder, sub, &crls, &Pool::default());
            let valid = sub["valid"].as_bool().unwrap();
            match (valid, report.accepted.is_some()) {
                (true, true) => counts[0] += 1,
                (false, false) => counts[1] += 1,
                (false, true) => wrong_accepts.push(id.clone()),
                (true, false) => counts[2] += 1,
            }
            match (valid && report.accepted.is_none(), listed.remove(&id)) {
                (true, Some(_)) | (false, None) => {}
                (true, None) => surprises.push(format!("{id}: refused: {}", why(&report))),
                (false, Some(reason)) => surprises.push(format!("{id}: listed ({reason}), and is right now")),
            }
        }
    }
    // accepted, refused rightly, refused though valid: the suite was there and was run whole
    assert_eq!(counts.iter().sum::<usize>(), 249, "{counts:?}");
    assert!(wrong_accepts.is_empty(), "wrong accepts: {wrong_accepts:#?}");
    assert!(surprises.is_empty(), "{surprises:#?}");
    assert!(listed.is_empty(), "no such tests: {listed:#?}");
}

/// The same with all certificates and CRLs of the suite in the pool: the searcher must find its way, and nothing that
/// was refused becomes acceptable.
#[test]
fn c01_no_wrong_accept_with_the_whole_suite_in_the_pool() {
    let folder = shared::corpus().join("pkits");
    let expected: BTreeMap<String, Value> = serde_json::from_slice(&fs::read(folder.join("pkits-expected.json")).unwrap()).unwrap();
    let read = |kind: &str| {
        let files = fs::read_dir(folder.join(kind)).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap());
        files.collect::<Vec<_>>()
    };
    let everything = Pool::new(read("certs").into_iter().map(|der| Certificate::from_der(der).unwrap()));
    let crls: Vec<Crl> = read("crls").into_iter().map(|der| Crl::from_der(der).unwrap()).collect();
    let mut wrong = Vec::new();
    for (name, test) in &expected {
        for sub in test["sub"].as_array().unwrap() {
            let own: Vec<Crl> = names(&sub["crls"]).map(|name| crl(&folder, name)).collect();
            let alone = run(&folder, sub, &own, &Pool::default()).accepted.is_some();
            let together = run(&folder, sub, &crls, &everything).accepted.is_some();
            if together && !sub["valid"].as_bool().unwrap() || alone && !together {
                wrong.push(format!("{name}: alone {alone}, together {together}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Paths alone, revocation not asked for: every valid one but those with DSA is accepted.
#[test]
fn c01_every_valid_path_without_revocation() {
    let folder = shared::corpus().join("pkits");
    let expected: BTreeMap<String, Value> = serde_json::from_slice(&fs::read(folder.join("pkits-expected.json")).unwrap()).unwrap();
    let mut accepted = 0;
    for (name, test) in expected.iter().filter(|(name, _)| !name.contains("DSA")) {
        for sub in test["sub"].as_array().unwrap().iter().filter(|sub| sub["valid"] == true) {
            let mut policy = policy(sub);
            policy.revocation = RevocationMode::Off;
            let report = run_with(&folder, sub, &[], &Pool::default(), &policy);
            assert!(report.accepted.is_some(), "{name}: {}", why(&report));
            accepted += 1;
        }
    }
    assert!(accepted >= 110, "{accepted}");
}
