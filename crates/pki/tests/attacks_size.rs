//! Certificates of megabytes, and as many paths over them as fit: gate G15 and attack rows C07, C10. The budget of a search
//! counts what is large for more than what is small.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod shared;

use std::time::Duration;

use const_oid::ObjectIdentifier;
use kakitome_ber::der;
use kakitome_crypto::{KeyKind, Signer};
use kakitome_pki::path::{PathReport, search};
use kakitome_pki::{Anchors, Budget, Certificate, Evidence, Name, Policy, Pool, Purpose, RevocationPool, UnixTime};
use shared::forge::{Plan, constraints, directory, dns, extension, rfc822};
use shared::house::signer;

/// One second of CPU (G15), here in a build with few optimisations.
const BOUND: Duration = Duration::from_secs(1);

/// Reads a certificate anew and searches, within the bound.
fn look(leaf: &Certificate, bag: &[Certificate], anchors: &Anchors, policy: &Policy) -> PathReport {
    let begun = shared::cpu();
    let leaf = Certificate::from_der(leaf.as_der().to_vec()).unwrap();
    let pool = Pool::new(bag.iter().map(|one| Certificate::from_der(one.as_der().to_vec()).unwrap()));
    let (given, revocation) = (Pool::default(), RevocationPool::default());
    let evidence = Evidence { message: &pool, given: &given, anchors, revocation: &revocation, signing_time: None };
    let report = search(&leaf, &evidence, Purpose::Any, UnixTime::now(), policy, &mut Budget::default());
    let taken = shared::cpu() - begun;
    assert!(taken < BOUND, "{taken:?}");
    let told: usize =
        report.tried.iter().flat_map(|path| &path.findings).flat_map(|placed| placed.finding.facts()).map(|(_, fact)| fact.len()).sum();
    assert!(told < 1_000_000, "{told} octets of facts");
    report
}

/// Sixty certificates of one CA's key by one root: as many ways to the leaf.
fn many_ways(plan: impl Fn() -> Plan, leaf: &Plan) -> (Certificate, Vec<Certificate>, Anchors) {
    let root = Plan::ca("root").root();
    let key = signer(KeyKind::P256);
    let ways = (0..60_u8).map(|at| {
        let plan = Plan { serial: vec![1, at], ..plan() };
        plan.signed(root.certificate.subject().as_der(), &root.signer, key.public_key())
    });
    let leaf = leaf.signed(&plan().subject, &key, signer(KeyKind::P256).public_key());
    (leaf, ways.collect(), Anchors::from_certificates([root.certificate]))
}

#[test]
fn c10_g15_three_hundred_thousand_extensions() {
    let root = Plan::ca("root").root();
    let anchors = Anchors::from_certificates([root.certificate.clone()]);
    let number = |at: u32| ObjectIdentifier::new(&format!("1.2.{}.{}", at / 100, at % 100)).unwrap().to_string();
    let different = (0..200_000).map(|at| extension(&number(at), false, b"")).collect();
    let report = look(&Plan { extensions: different, ..Plan::named("x") }.under(&root).certificate, &[], &anchors, &Policy::default());
    assert!(report.accepted.is_some());
    let same = (0..300_000).map(|_| extension("1.2.3", true, b"")).collect();
    let report = look(&Plan { extensions: same, ..Plan::named("x") }.under(&root).certificate, &[], &anchors, &Policy::default());
    assert!(report.accepted.is_none());
    assert!(report.tried[0].findings.len() < 20, "{}", report.tried[0].findings.len());
}

#[test]
fn c07_g15_fifty_thousand_names_on_sixty_paths_beside_constraints_of_another_form() {
    let names: Vec<Vec<u8>> = (0..50_000).map(|at| rfc822(format!("u{at}@x.example").as_bytes())).collect();
    let ca = || Plan::ca("ca").with("2.5.29.30", true, &constraints(&[dns(b"x.example")], &[dns(b"y.example")]));
    let (leaf, bag, anchors) = many_ways(ca, &Plan::named("x").with_names(&names));
    let report = look(&leaf, &bag, &anchors, &Policy::default());
    assert!(report.accepted.is_some() && report.budget_cut.is_some(), "the first path is paid for, sixty are not");
}

#[test]
fn c07_g15_a_constraint_of_ten_thousand_parts_beside_many_names() {
    let long: Vec<(&str, String)> = (0..10_000).map(|at| ("OU", format!("unit {at}"))).collect();
    let long: Vec<(&str, &str)> = long.iter().map(|(label, value)| (*label, value.as_str())).collect();
    let base = directory(&Name::build(&long).unwrap());
    let names: Vec<Vec<u8>> = (0..2_000).map(|at| directory(&Name::build(&[("CN", &format!("x{at}"))]).unwrap())).collect();
    let ca = || Plan::ca("ca").with("2.5.29.30", true, &constraints(&[], std::slice::from_ref(&base)));
    let (leaf, bag, anchors) = many_ways(ca, &Plan::named("x").with_names(&names));
    let report = look(&leaf, &bag, &anchors, &Policy::default());
    assert!(report.accepted.is_none());
    assert!(report.tried[0].findings.iter().any(|placed| placed.finding.id() == "pki.check-not-made"));
}

#[test]
fn c05_g15_a_hundred_thousand_policies_on_sixty_paths() {
    let one = |at: u32| der::sequence(&[&der::oid(&ObjectIdentifier::new(&format!("1.2.3.{at}")).unwrap())]);
    let policies: Vec<Vec<u8>> = (0..100_000).map(one).collect();
    let parts: Vec<&[u8]> = policies.iter().map(Vec::as_slice).collect();
    let policies = der::sequence(&parts);
    let ca = || Plan::ca("ca").with("2.5.29.32", false, &der::sequence(&[&one(1)]));
    let (leaf, bag, anchors) = many_ways(ca, &Plan::named("x").with("2.5.29.32", false, &policies));
    let mut policy = Policy::default();
    policy.require_explicit_policy = true;
    let report = look(&leaf, &bag, &anchors, &policy);
    assert!(report.accepted.is_none());
    assert!(report.tried[0].findings.iter().any(|placed| placed.finding.id() == "pki.policy-not-processed"));
}

#[test]
fn c07_g15_constraints_of_megabytes_that_nothing_is_beside() {
    let trees: Vec<Vec<u8>> = (0..60_000).map(|at| dns(format!("host{at}.example").as_bytes())).collect();
    let names: Vec<Vec<u8>> = (0..20_000).map(|at| rfc822(format!("u{at}@x.example").as_bytes())).collect();
    let root = Plan::ca("root").root();
    let ca = Plan::ca("ca").with("2.5.29.30", true, &constraints(&trees, &trees)).under(&root);
    let leaf = Plan::named("x").with_names(&names).under(&ca);
    let report = look(&leaf.certificate, &[ca.certificate], &Anchors::from_certificates([root.certificate]), &Policy::default());
    assert!(report.accepted.is_none());
    assert!(report.tried[0].findings.iter().any(|placed| placed.finding.id() == "pki.check-not-made"));
}
