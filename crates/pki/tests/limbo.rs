//! x509-limbo: everything that is not about TLS names, the e-mail cases with their addresses (C03, C06). A wrong accept
//! fails unless it is a rule of TLS alone, listed with its reason; so does a listed case that is right after all.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod shared;

use std::fs;
use std::time::Duration;

use kakitome_pki::path::search;
use kakitome_pki::{
    Anchors, Budget, Certificate, Crl, Evidence, Policy, Pool, Purpose, RevocationMode, RevocationPool, UnixTime, certificates_from,
    check_address, crls_from,
};
use serde_json::Value;

fn certificates(list: &Value) -> Result<Vec<Certificate>, String> {
    let pems = list.as_array().unwrap().iter().map(|pem| certificates_from(pem.as_str().unwrap().as_bytes()));
    let read: Result<Vec<_>, _> = pems.collect();
    read.map(|lists| lists.into_iter().flatten().collect()).map_err(|error| error.to_string())
}

/// Accepted, or why not.
fn run(case: &Value) -> Result<(), String> {
    let anchors = Anchors::from_certificates(certificates(&case["trusted_certs"])?);
    let pool = Pool::new(certificates(&case["untrusted_intermediates"])?);
    let leaf = certificates(&Value::Array(vec![case["peer_certificate"].clone()]))?.remove(0);
    let now = match case["validation_time"].as_str() {
        Some(text) => UnixTime::parse(text).unwrap(),
        None => UnixTime::now(),
    };
    let mut crls: Vec<Crl> = Vec::new();
    for pem in case["crls"].as_array().into_iter().flatten() {
        crls.extend(crls_from(pem.as_str().unwrap().as_bytes()).map_err(|error| error.to_string())?);
    }
    let mut policy = Policy::default();
    policy.revocation = if crls.is_empty() { RevocationMode::Off } else { RevocationMode::Hard };
    let mut budget = Budget::default();
    if let Some(depth) = case["max_chain_depth"].as_u64() {
        // limbo counts intermediates
        budget.depth = usize::try_from(depth).unwrap() + 2;
    }
    let evidence = Evidence {
        message: &pool,
        given: &Pool::default(),
        anchors: &anchors,
        revocation: &RevocationPool::of_crls(crls.iter().cloned()),
        signing_time: None,
    };
    let report = search(&leaf, &evidence, Purpose::Any, now, &policy, &mut budget);
    if report.accepted.is_none() {
        let ids: Vec<_> = report.tried.first().iter().flat_map(|path| &path.findings).map(|placed| placed.finding.id()).collect();
        return Err(format!("{ids:?} {:?}", report.budget_cut));
    }
    for name in case["expected_peer_names"].as_array().into_iter().flatten().filter(|name| name["kind"] == "RFC822") {
        let check = check_address(name["value"].as_str().unwrap(), &leaf, &policy);
        if !check.is_match() {
            return Err(format!("{:?}", check.findings));
        }
    }
    Ok(())
}

#[test]
fn c03_c06_every_case() {
    every_case("limbo-regenerated-dev.json", include_str!("limbo.divergences"), 71);
}

/// The last state of the suite that was kept whole; it has cases that were changed or dropped later.
#[test]
fn c03_every_case_of_2023() {
    every_case("limbo-2023-12-02.json", include_str!("limbo-2023.divergences"), 80);
}

fn every_case(file: &str, list: &str, least: usize) {
    let text = fs::read(shared::corpus().join("x509-limbo").join(file)).unwrap();
    let limbo: Value = serde_json::from_slice(&text).unwrap();
    let mut listed = shared::divergences(list);
    let (mut surprises, mut right) = (Vec::new(), 0);
    for case in limbo["testcases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let expected = case["expected_result"] == "SUCCESS";
        let begun = shared::cpu();
        let outcome = run(case);
        assert!(shared::cpu() - begun < Duration::from_secs(1), "{id} took {:?}", shared::cpu() - begun);
        let is_right = outcome.is_ok() == expected;
        right += usize::from(is_right);
        match (is_right, listed.remove(id)) {
            (true, None) | (false, Some(_)) => {}
            (true, Some(reason)) => surprises.push(format!("{id}: listed ({reason}), and is right now")),
            (false, None) => {
                let about = case["description"].as_str().unwrap().lines().next().unwrap_or_default();
                surprises.push(format!("{id}: expected {}, got {outcome:?}: {about}", case["expected_result"]));
            }
        }
    }
    assert!(right >= least, "only {right} as expected: {surprises:#?}");
    assert!(surprises.is_empty(), "{surprises:#?}");
    assert!(listed.is_empty(), "no such cases: {listed:#?}");
}
