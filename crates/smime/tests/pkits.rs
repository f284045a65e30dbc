//! NIST PKITS as whole mails (C01, gate G9): every message that is at hand is opened as it came, its chain and its CRLs out of its own
//! bag, with the policy settings of its test, once for each part of the test. A wrong accept fails without exception; a valid one that
//! is refused is listed here with its reason, and one that is accepted after all fails too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use const_oid::ObjectIdentifier;
use kakitome_pki::{Anchors, RevocationMode, UnixTime, certificates_from};
use kakitome_smime::{Evidence, Policy, Verdict, open};
use serde_json::Value;

/// Valid, and refused here.
const REFUSED: &[(&str, &str)] = &[("4.1.5", "DSA signatures are not computed")];

fn corpus() -> PathBuf {
    let shared =
        std::env::var_os("KAKITOME_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let folder = shared.join("corpus/pkits");
    assert!(folder.is_dir(), "no corpus at {}: set KAKITOME_SHARED to the folder that holds it", folder.display());
    folder
}

/// Letters and digits alone: files and tests are spelt differently.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// As the test says; its certificates have no addresses, and revocation must be known.
fn policy(sub: &Value) -> Policy {
    let is_set = |name: &str| sub[name].as_str().unwrap() == "true";
    let mut policy = Policy::default();
    policy.match_from = false;
    policy.path.revocation = RevocationMode::Hard;
    policy.path.require_explicit_policy = is_set("explicit");
    policy.path.inhibit_policy_mapping = is_set("inhibit_mapping");
    policy.path.inhibit_any_policy = is_set("inhibit_any");
    let wanted = sub["initial_policy_set"].as_str().unwrap().split([',', ' ']).filter(|name| !name.is_empty() && *name != "anyPolicy");
    policy.path.initial_policies = wanted
        .map(|name| {
            let number = name.strip_prefix("NIST-test-policy-").unwrap_or_else(|| panic!("policy {name}"));
            ObjectIdentifier::new(&format!("2.16.840.1.101.3.2.1.48.{number}")).unwrap()
        })
        .collect();
    policy
}

#[test]
fn c01_g9_every_mail_with_the_settings_of_its_test() {
    let folder = corpus();
    let expected: BTreeMap<String, Value> = serde_json::from_slice(&fs::read(folder.join("pkits-expected.json")).unwrap()).unwrap();
    let tests: BTreeMap<String, &Value> = expected.iter().map(|(name, test)| (plain(name), test)).collect();
    let root = certificates_from(&fs::read(folder.join("certs/TrustAnchorRootCertificate.crt")).unwrap()).unwrap();
    let evidence = Evidence::new(Anchors::from_certificates(root));
    let now = UnixTime::parse("2026-11-22").unwrap();
    let (mut mails, mut judged, mut faults, mut refused) = (0, 0, Vec::new(), Vec::new());
    for entry in fs::read_dir(folder.join("smime")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let test = tests.get(&plain(name.strip_prefix("Signed").unwrap())).unwrap_or_else(|| panic!("{name} is no test of the suite"));
        mails += 1;
        for sub in test["sub"].as_array().unwrap() {
            judged += 1;
            let report = open(&mut File::open(&path).unwrap(), &evidence, &policy(sub), now).unwrap();
            let (valid, accepted) = (sub["valid"].as_bool().unwrap(), report.verdict() == Verdict::Valid);
            let number = test["num"].as_str().unwrap();
            match (valid, accepted) {
                (true, false) if REFUSED.iter().any(|(listed, _)| *listed == number) => refused.push(number),
                (true, false) => {
                    let why: Vec<_> = report.findings.iter().map(|noted| noted.finding.id()).collect();
                    faults.push(format!("{number} {name}: refused: {} {}", report.verdict().word(), why.join(" ")));
                }
                (false, true) => faults.push(format!("{number} {name}: a wrong accept: {sub}")),
                _ => {}
            }
            // whatever the path is, the arithmetic of every message of the suite is right but where that is what it tests
            assert_ne!(report.verdict(), Verdict::Unreadable, "{name}");
        }
    }
    assert!(mails >= 118 && judged >= 130, "{mails} mails, {judged} judgements");
    assert!(faults.is_empty(), "{} of {judged}: {faults:#?}", faults.len());
    let stale: Vec<_> = REFUSED.iter().filter(|(listed, _)| !refused.contains(listed)).collect();
    assert!(stale.is_empty(), "listed, and accepted or not at hand: {stale:?}");
}
