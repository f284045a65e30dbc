//! OpenSSL beside us on real and made chains: what one accepts and the other does not is listed with its reason, and a
//! difference that is gone fails as well. OpenSSL is no oracle; it is the program that people will compare us with.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod shared;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use kakitome_pki::path::search;
use kakitome_pki::{
    Anchors, Budget, Certificate, Evidence, Policy, Pool, Purpose, RevocationMode, RevocationPool, UnixTime, certificates_from,
};
use serde_json::Value;

/// One question for both.
struct Question {
    leaf: Certificate,
    pool: Vec<Certificate>,
    anchors: Vec<Certificate>,
    at: UnixTime,
    purpose: Purpose,
}

fn pem(certificates: &[Certificate]) -> String {
    let one = |certificate: &Certificate| {
        let text = base64::engine::general_purpose::STANDARD.encode(certificate.as_der());
        let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
    };
    certificates.iter().map(one).collect()
}

/// Ours: accepted, or the ids of the errors on the best path.
fn ours(question: &Question) -> Result<(), String> {
    let (message, given, revocation) = (Pool::new(question.pool.iter().cloned()), Pool::default(), RevocationPool::default());
    let anchors = Anchors::from_certificates(question.anchors.iter().cloned());
    let evidence = Evidence { message: &message, given: &given, anchors: &anchors, revocation: &revocation, signing_time: None };
    let mut policy = Policy::default();
    policy.revocation = RevocationMode::Off;
    let report = search(&question.leaf, &evidence, question.purpose, question.at, &policy, &mut Budget::default());
    if report.accepted.is_some() {
        return Ok(());
    }
    let best = report.tried.first().map(|path| &path.findings[..]).unwrap_or_default();
    let errors = best.iter().map(|placed| &placed.finding).filter(|one| one.severity() == kakitome_pki::Severity::Error);
    Err(errors.map(kakitome_pki::Finding::id).collect::<Vec<_>>().join(" "))
}

/// OpenSSL's: its strict mode and its purpose for mail; security level 2, as Debian sets it.
fn theirs(folder: &Path, question: &Question) -> Result<(), String> {
    for (name, certificates) in [("leaf", std::slice::from_ref(&question.leaf)), ("pool", &question.pool), ("roots", &question.anchors)] {
        fs::write(folder.join(name), pem(certificates)).unwrap();
    }
    let at = question.at.0.to_string();
    let mut arguments = vec!["verify", "-no-CApath", "-no-CAstore", "-auth_level", "2", "-attime", &at, "-partial_chain"];
    if question.purpose == Purpose::EmailSigning {
        arguments.extend(["-purpose", "smimesign"]);
    }
    if question.anchors.is_empty() {
        arguments.push("-no-CAfile");
    } else {
        arguments.extend(["-CAfile", "roots"]);
    }
    if !question.pool.is_empty() {
        arguments.extend(["-untrusted", "pool"]);
    }
    arguments.push("leaf");
    let output = Command::new("openssl").current_dir(folder).args(&arguments).output().expect("openssl is installed");
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let why = text.lines().find(|line| line.starts_with("error ")).unwrap_or(&text).to_owned();
    if output.status.success() { Ok(()) } else { Err(why) }
}

/// Compares both on every question; differences are those of the list and no others.
fn compare(questions: impl Iterator<Item = (String, Question)>, list: &str, least: usize) {
    let folder = tempfile::tempdir().unwrap();
    let mut listed = shared::divergences(list);
    let (mut wrong, mut both, mut accepted) = (BTreeMap::new(), 0, 0);
    for (name, question) in questions {
        let (ours, theirs) = (ours(&question), theirs(folder.path(), &question));
        both += 1;
        accepted += usize::from(ours.is_ok());
        match (ours.is_ok() == theirs.is_ok(), listed.remove(&name)) {
            (true, None) | (false, Some(_)) => {}
            (false, None) => drop(wrong.insert(name, format!("ours {ours:?}, theirs {theirs:?}"))),
            (true, Some(reason)) => drop(wrong.insert(name, format!("listed ({reason}), and there is no difference"))),
        }
    }
    assert!(both >= least && accepted > least / 5, "{both} questions, {accepted} accepted");
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(listed.is_empty(), "no such cases: {listed:#?}");
}

#[test]
fn g9_limbo_beside_openssl() {
    let text = fs::read(shared::corpus().join("x509-limbo/limbo-regenerated-dev.json")).unwrap();
    let limbo: Value = serde_json::from_slice(&text).unwrap();
    let read = |list: &Value| -> Option<Vec<Certificate>> {
        let pems = list.as_array()?.iter().map(|pem| certificates_from(pem.as_str().unwrap_or_default().as_bytes()));
        Some(pems.collect::<Result<Vec<_>, _>>().ok()?.into_iter().flatten().collect())
    };
    let questions = limbo["testcases"].as_array().unwrap().iter().filter_map(|case| {
        let at = case["validation_time"].as_str().map_or_else(UnixTime::now, |text| UnixTime::parse(text).unwrap());
        let leaf = read(&Value::Array(vec![case["peer_certificate"].clone()]))?.remove(0);
        let (pool, anchors) = (read(&case["untrusted_intermediates"])?, read(&case["trusted_certs"])?);
        let simple = case["crls"].as_array().is_none_or(Vec::is_empty) && case["max_chain_depth"].is_null();
        simple.then(|| (case["id"].as_str().unwrap().to_owned(), Question { leaf, pool, anchors, at, purpose: Purpose::Any }))
    });
    compare(questions, include_str!("openssl-limbo.divergences"), 60);
}

/// The CAs of the corpus of CCADB: every issuing CA for mail under the roots that are there, in the middle of its time.
#[test]
fn g9_real_cas_beside_openssl() {
    let folder = shared::corpus().join("ccadb");
    let mut all: BTreeMap<String, Certificate> = BTreeMap::new();
    for part in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        for file in fs::read_dir(&part).unwrap().map(|entry| entry.unwrap().path()) {
            let name = file.strip_prefix(&folder).unwrap().display().to_string();
            all.insert(name, certificates_from(&fs::read(&file).unwrap()).unwrap().remove(0));
        }
    }
    let (roots, others): (Vec<_>, Vec<_>) = all.values().cloned().partition(Certificate::is_self_issued);
    assert!(roots.len() > 20 && others.len() > 50, "{} {}", roots.len(), others.len());
    let questions = all.iter().filter(|(_, certificate)| !certificate.is_self_issued()).map(|(name, certificate)| {
        let at = UnixTime(i64::midpoint(certificate.not_before().0, certificate.not_after().0));
        let question = Question { leaf: certificate.clone(), pool: others.clone(), anchors: roots.clone(), at, purpose: Purpose::Any };
        (name.clone(), question)
    });
    compare(questions, include_str!("openssl-ccadb.divergences"), 50);
}

/// Thunderbird's people under its test CA, with the purpose of signing mail.
#[test]
fn g9_thunderbirds_chains_beside_openssl() {
    let folder = shared::corpus().join("thunderbird/smime");
    let anchors = certificates_from(&fs::read(folder.join("TestCA.pem")).unwrap()).unwrap();
    let (mut questions, mut good) = (Vec::new(), 0);
    for person in ["Alice", "Alice-ec", "Bob", "Dave", "Eve", "Fran", "Fran-ec"] {
        let output = Command::new("openssl")
            .args(["pkcs12", "-nokeys", "-clcerts", "-passin", "pass:nss", "-legacy", "-in"])
            .arg(folder.join(format!("{person}.p12")))
            .output()
            .expect("openssl is installed");
        assert!(output.status.success(), "{person}: {}", String::from_utf8_lossy(&output.stderr));
        let leaf = certificates_from(&output.stdout).unwrap().remove(0);
        // those with elliptic curves are under roots that are not in the corpus
        let known = leaf.issuer() == anchors[0].subject();
        good += usize::from(known);
        for (when, valid) in [("2025-01-01", false), ("2027-01-01", true), ("2032-01-01", false)] {
            let at = UnixTime::parse(when).unwrap();
            let question = Question { leaf: leaf.clone(), pool: Vec::new(), anchors: anchors.clone(), at, purpose: Purpose::EmailSigning };
            assert_eq!(ours(&question).is_ok(), valid && known, "{person} at {when}: {:?}", ours(&question));
            questions.push((format!("{person} at {when}"), question));
        }
    }
    assert_eq!(good, 4);
    compare(questions.into_iter(), "", 15);
}
