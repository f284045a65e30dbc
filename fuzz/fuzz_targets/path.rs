//! Random graphs of cross certificates: the searcher finds what a simple one finds, and a memory changes nothing.
#![no_main]

#[path = "../../crates/pki/tests/shared/graph.rs"]
mod graph;

use std::collections::BTreeSet;

use kakitome_pki::path::{PathReport, search, search_remembering};
use kakitome_pki::{Budget, Cut, Evidence, Policy, Pool, Purpose, Remembered, RevocationPool};

libfuzzer_sys::fuzz_target!(|octets: &[u8]| {
    let Some(graph) = graph::from_octets(octets) else { return };
    let (message, given) = (Pool::new(graph.message.iter().cloned()), Pool::new(graph.given.iter().cloned()));
    let revocation = RevocationPool::default();
    let evidence = Evidence { message: &message, given: &given, anchors: &graph.anchors, revocation: &revocation, signing_time: None };
    let (memory, policy, purpose) = (Remembered::default(), Policy::default(), Purpose::EmailSigning);
    let mut budget = Budget::default();
    let report = search(&graph.leaf, &evidence, purpose, graph::NOW, &policy, &mut budget);
    for _ in 0..2 {
        let mut spent = Budget::default();
        let again = search_remembering(&graph.leaf, &evidence, purpose, graph::NOW, &policy, &mut spent, &memory);
        assert_eq!((ways(&again), again.accepted.is_some()), (ways(&report), report.accepted.is_some()));
        assert_eq!((spent.signatures, spent.steps), (budget.signatures, budget.steps));
    }
    let simple = graph.simply(budget.depth, &policy);
    let whole = report.budget_cut.is_none_or(|cut| cut == Cut::Depth);
    if whole && !simple.tired {
        let complete: BTreeSet<Vec<[u8; 32]>> = ways(&report).into_iter().filter(|(_, complete)| *complete).map(|(way, _)| way).collect();
        assert_eq!(complete, simple.complete);
        assert_eq!(report.accepted.is_some(), !simple.accepted.is_empty());
    } else if report.accepted.is_some() && !simple.tired {
        assert!(!simple.accepted.is_empty(), "an accepted path is one that the judge accepts");
    }
});

fn ways(report: &PathReport) -> Vec<(Vec<[u8; 32]>, bool)> {
    let way = |path: &kakitome_pki::path::TriedPath| path.certificates.iter().map(|one| *one.sha256()).collect();
    report.tried.iter().map(|path| (way(path), path.complete)).collect()
}
