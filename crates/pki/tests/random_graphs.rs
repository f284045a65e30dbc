//! The searcher against a simple one over random graphs of cross certificates, and the search with a memory against the
//! search without one: the same paths, the same findings, the same price.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

#[path = "shared/graph.rs"]
mod graph;

use std::collections::BTreeSet;

use graph::{Graph, NOW};
use kakitome_pki::path::{PathReport, search, search_remembering};
use kakitome_pki::{Budget, Evidence, Policy, Pool, Purpose, Remembered, RevocationPool, Severity, UnixTime};
use proptest::prelude::*;

/// A search of everything, with a memory or without.
fn look(graph: &Graph, now: UnixTime, budget: &mut Budget, memory: Option<&Remembered>) -> PathReport {
    let (message, given) = (Pool::new(graph.message.iter().cloned()), Pool::new(graph.given.iter().cloned()));
    look_in(graph, &message, &given, now, budget, memory)
}

fn look_in(graph: &Graph, message: &Pool, given: &Pool, now: UnixTime, budget: &mut Budget, memory: Option<&Remembered>) -> PathReport {
    let evidence = Evidence { message, given, anchors: &graph.anchors, revocation: &RevocationPool::default(), signing_time: None };
    let policy = Policy::default();
    match memory {
        None => search(&graph.leaf, &evidence, Purpose::EmailSigning, now, &policy, budget),
        Some(memory) => search_remembering(&graph.leaf, &evidence, Purpose::EmailSigning, now, &policy, budget, memory),
    }
}

/// All that a report says, as text.
fn told(report: &PathReport, budget: &Budget) -> String {
    let accepted = report.accepted.as_ref().map(|path| (path.at(), path.purpose(), path.certificates().to_vec(), path.findings().to_vec()));
    let paths: Vec<_> = report
        .tried
        .iter()
        .map(|path| {
            let certificates: Vec<String> = path.certificates.iter().map(|one| one.sha256_hex()).collect();
            format!("{certificates:?} {} {:?} {:?}", path.complete, path.findings, path.revocation)
        })
        .collect();
    format!("{accepted:#?}\n{paths:#?}\n{:?} {:?}\n{budget:?}", report.wants, report.budget_cut)
}

fn octets() -> impl Strategy<Value = Vec<u8>> {
    // few certificates out of few names and keys, mostly without faults: otherwise hardly any edge would hold
    let edge = (0..5_u8, 0..6_u8, 0..5_u8, 0..6_u8, prop_oneof![4 => Just(0_u8), 2 => Just(0x50), 2 => any::<u8>()]);
    let aligned = prop_oneof![3 => edge.clone().prop_map(|(s, _, i, _, f)| (s, s, i, i, f)), 1 => edge];
    (any::<[u8; 3]>(), proptest::collection::vec(aligned, 1..16)).prop_map(|([issuer, key, anchors], edges)| {
        let issuer = issuer % 5;
        let mut octets = vec![issuer, if key % 4 == 0 { key } else { issuer }, anchors];
        octets.extend(edges.into_iter().flat_map(|(s, k, i, j, f)| [s, k, i, j, f]));
        octets
    })
}

/// A generator whose graphs lead nowhere would prove nothing.
#[test]
fn the_graphs_are_worth_searching() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut accepted, mut refused, mut many, mut long) = (0, 0, 0, 0);
    for _ in 0..300 {
        let octets = octets().new_tree(&mut runner).unwrap().current();
        let report = look(&graph::from_octets(&octets).unwrap(), NOW, &mut Budget::default(), None);
        let complete: Vec<_> = report.tried.iter().filter(|path| path.complete).collect();
        accepted += usize::from(report.accepted.is_some());
        refused += usize::from(report.accepted.is_none() && !complete.is_empty());
        many += usize::from(complete.len() > 2);
        long += usize::from(complete.iter().any(|path| path.certificates.len() > 3));
    }
    assert!(accepted > 40 && refused > 20 && many > 20 && long > 20, "{accepted} {refused} {many} {long}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_path_that_the_simple_searcher_finds(octets in octets()) {
        let graph = graph::from_octets(&octets).unwrap();
        for depth in [12, 4] {
            let mut budget = Budget { depth, signatures: 10_000, ..Budget::default() };
            let report = look(&graph, NOW, &mut budget, None);
            let simple = graph.simply(depth, &Policy::default());
            prop_assert_eq!(report.accepted.is_some(), report.tried.first().is_some_and(|path| {
                path.complete && path.findings.iter().all(|placed| placed.finding.severity() < Severity::Error)
            }));
            if simple.tired || report.budget_cut.is_some_and(|cut| cut != kakitome_pki::Cut::Depth) {
                continue;
            }
            let complete: BTreeSet<Vec<[u8; 32]>> = report
                .tried
                .iter()
                .filter(|path| path.complete)
                .map(|path| path.certificates.iter().map(|one| *one.sha256()).collect())
                .collect();
            prop_assert_eq!(&complete, &simple.complete);
            prop_assert_eq!(report.accepted.is_some(), !simple.accepted.is_empty());
            if let Some(path) = &report.accepted {
                let whole: Vec<[u8; 32]> = path.certificates().iter().map(|one| *one.sha256()).collect();
                prop_assert!(simple.accepted.contains(&whole));
            }
            // a refused search says why
            prop_assert!(!report.tried.is_empty());
        }
    }

    #[test]
    fn a_memory_changes_no_answer(octets in octets(), small in any::<bool>()) {
        let graph = graph::from_octets(&octets).unwrap();
        let memory = Remembered::default();
        let (message, given) = (Pool::new(graph.message.iter().cloned()), Pool::new(graph.given.iter().cloned()));
        // around the moments at which certificates begin and end, forth and back
        for day in [0, 9, 10, 11, 10, 0, -10, -11, -9, -20, 0] {
            for seconds in [0, 1, -1] {
                let now = NOW.plus_days(day).plus_seconds(seconds);
                let mut cold = if small { Budget { signatures: 3, steps: 9, ..Budget::default() } } else { Budget::default() };
                let mut warm = cold.clone();
                let without = look_in(&graph, &message, &given, now, &mut cold, None);
                let with = look_in(&graph, &message, &given, now, &mut warm, Some(&memory));
                prop_assert_eq!(told(&without, &cold), told(&with, &warm));
            }
        }
    }
}
