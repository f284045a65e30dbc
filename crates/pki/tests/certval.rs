//! `certval`, a path validator by others, beside us on NIST PKITS and x509-limbo (gate G9): where the answers differ stands in a list with its
//! reason, and a difference that has gone fails as well. It is a program of its own (`oracle/`), because what it is built of may not
//! be shipped; `cargo xtask test` builds it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod shared;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use const_oid::ObjectIdentifier;
use kakitome_pki::path::search;
use kakitome_pki::{
    Anchors, Budget, Certificate, Crl, Evidence, Policy, Pool, Purpose, RevocationMode, RevocationPool, Severity, UnixTime,
};
use serde_json::{Value, json};

/// One question for both, everything in DER.
struct Question {
    anchors: Vec<Vec<u8>>,
    pool: Vec<Vec<u8>>,
    leaf: Vec<u8>,
    crls: Vec<Vec<u8>>,
    at: UnixTime,
    /// Explicit policy, inhibited mapping, inhibited anyPolicy.
    demands: [bool; 3],
    policies: Vec<String>,
}

impl Question {
    /// Ours: accepted, or the errors of the best path.
    fn ours(&self) -> Result<(), String> {
        let read = |ders: &[Vec<u8>]| {
            ders.iter().map(|der| Certificate::from_der(der.clone())).collect::<Result<Vec<_>, _>>().map_err(|why| why.to_string())
        };
        let crls: Result<Vec<Crl>, _> = self.crls.iter().map(Crl::from_der).collect();
        let mut policy = Policy::default();
        policy.revocation = if self.crls.is_empty() { RevocationMode::Off } else { RevocationMode::Hard };
        [policy.require_explicit_policy, policy.inhibit_policy_mapping, policy.inhibit_any_policy] = self.demands;
        policy.initial_policies = self.policies.iter().map(|oid| ObjectIdentifier::new(oid).unwrap()).collect();
        let evidence = Evidence {
            message: &Pool::new(read(&self.pool)?),
            given: &Pool::default(),
            anchors: &Anchors::from_certificates(read(&self.anchors)?),
            revocation: &RevocationPool::of_crls(crls.map_err(|why| why.to_string())?),
            signing_time: None,
        };
        let leaf = Certificate::from_der(self.leaf.clone()).map_err(|why| why.to_string())?;
        let report = search(&leaf, &evidence, Purpose::Any, self.at, &policy, &mut Budget::default());
        if report.accepted.is_some() {
            return Ok(());
        }
        let best = report.tried.first().map(|path| &path.findings[..]).unwrap_or_default();
        let errors = best.iter().filter(|placed| placed.finding.severity() == Severity::Error);
        Err(errors.map(|placed| placed.finding.id()).collect::<Vec<_>>().join(" "))
    }

    fn for_them(&self) -> Value {
        let ders = |ders: &[Vec<u8>]| ders.iter().map(|der| STANDARD.encode(der)).collect::<Vec<_>>();
        let [explicit, inhibit_mapping, inhibit_any] = self.demands;
        json!({
            "anchors": ders(&self.anchors), "pool": ders(&self.pool), "leaf": STANDARD.encode(&self.leaf), "crls": ders(&self.crls),
            "at": self.at.0, "explicit": explicit, "inhibit_mapping": inhibit_mapping, "inhibit_any": inhibit_any,
            "policies": self.policies,
        })
    }
}

/// The program, or none with the reason written where skipped tests are listed.
fn oracle(test: &str) -> Option<PathBuf> {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/oracle/debug/kakitome-oracle");
    let program = std::env::var_os("KAKITOME_ORACLE").map_or_else(usual, PathBuf::from);
    if program.is_file() {
        return Some(program);
    }
    if let Some(file) = std::env::var_os("KAKITOME_SKIPS") {
        let mut file = fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
        writeln!(file, "{test}: certval is not built (no {}); `cargo xtask test` builds it", program.display()).unwrap();
    }
    None
}

/// All answers, in the order of the questions.
fn theirs(program: &Path, questions: &[(String, Question)]) -> Vec<Result<(), String>> {
    let mut child = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let asked: String = questions.iter().map(|(_, question)| format!("{}\n", question.for_them())).collect();
    let writer = std::thread::spawn(move || stdin.write_all(asked.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success());
    let answers: Vec<Value> = output.stdout.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
    assert_eq!(answers.len(), questions.len());
    let outcome = |answer: &Value| if answer["accepted"] == true { Ok(()) } else { Err(answer["why"].to_string()) };
    answers.iter().map(outcome).collect()
}

fn compare(program: &Path, questions: &[(String, Question)], list: &str, least: usize) {
    let mut listed = shared::divergences(list);
    let (mut surprises, mut accepted) = (Vec::new(), 0);
    for ((name, question), theirs) in questions.iter().zip(theirs(program, questions)) {
        let ours = question.ours();
        accepted += usize::from(ours.is_ok());
        match (ours.is_ok() == theirs.is_ok(), listed.remove(name)) {
            (true, None) | (false, Some(_)) => {}
            (false, None) => surprises.push(format!("{name}: ours {ours:?}, theirs {theirs:?}")),
            (true, Some(reason)) => surprises.push(format!("{name}: listed ({reason}), and there is no difference")),
        }
    }
    assert!(questions.len() >= least && accepted > least / 5, "{} questions, {accepted} accepted", questions.len());
    assert!(surprises.is_empty(), "{surprises:#?}");
    assert!(listed.is_empty(), "no such cases: {listed:#?}");
}

#[test]
fn g9_pkits_beside_certval() {
    let Some(program) = oracle("g9_pkits_beside_certval") else { return };
    let folder = shared::corpus().join("pkits");
    let read = |kind: &str, ending: &str, name: &Value| {
        let path = folder.join(kind).join(format!("{}.{ending}", name.as_str().unwrap()));
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let expected: BTreeMap<String, Value> = serde_json::from_slice(&fs::read(folder.join("pkits-expected.json")).unwrap()).unwrap();
    let mut questions = Vec::new();
    for (name, test) in &expected {
        for (at, sub) in test["sub"].as_array().unwrap().iter().enumerate() {
            let mut certificates: Vec<_> = sub["certs"].as_array().unwrap().iter().map(|name| read("certs", "crt", name)).collect();
            let leaf = certificates.pop().unwrap();
            let policies =
                sub["initial_policy_set"].as_str().unwrap().split([',', ' ']).filter_map(|name| name.strip_prefix("NIST-test-policy-"));
            let question = Question {
                anchors: vec![certificates.remove(0)],
                pool: certificates,
                leaf,
                crls: sub["crls"].as_array().unwrap().iter().map(|name| read("crls", "crl", name)).collect(),
                at: UnixTime::parse("2026-11-22").unwrap(),
                demands: ["explicit", "inhibit_mapping", "inhibit_any"].map(|name| sub[name] == "true"),
                policies: policies.map(|number| format!("2.16.840.1.101.3.2.1.48.{number}")).collect(),
            };
            questions.push((format!("{} {name} ({})", test["num"].as_str().unwrap(), at + 1), question));
        }
    }
    compare(&program, &questions, include_str!("certval-pkits.divergences"), 249);
}

#[test]
fn g9_limbo_beside_certval() {
    let Some(program) = oracle("g9_limbo_beside_certval") else { return };
    let text = fs::read(shared::corpus().join("x509-limbo/limbo-regenerated-dev.json")).unwrap();
    let limbo: Value = serde_json::from_slice(&text).unwrap();
    let der = |pem: &Value| {
        let lines = pem.as_str().unwrap().lines().filter(|line| !line.starts_with('-'));
        STANDARD.decode(lines.collect::<String>().trim()).unwrap()
    };
    let ders = |list: &Value| list.as_array().into_iter().flatten().map(der).collect::<Vec<_>>();
    let cases = limbo["testcases"].as_array().unwrap().iter().filter(|case| case["max_chain_depth"].is_null());
    let questions: Vec<_> = cases
        .map(|case| {
            let question = Question {
                anchors: ders(&case["trusted_certs"]),
                pool: ders(&case["untrusted_intermediates"]),
                leaf: der(&case["peer_certificate"]),
                crls: ders(&case["crls"]),
                at: case["validation_time"].as_str().map_or_else(UnixTime::now, |text| UnixTime::parse(text).unwrap()),
                demands: [false; 3],
                policies: Vec::new(),
            };
            (case["id"].as_str().unwrap().to_owned(), question)
        })
        .collect();
    compare(&program, &questions, include_str!("certval-limbo.divergences"), 60);
}
