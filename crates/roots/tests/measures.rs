//! How long reading and joining may take. The bounds of the design are for a release build on a quiet machine; tests run unoptimised
//! beside others, so they hold to several times as much. `cargo test --release` holds to the bounds themselves.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

#[allow(dead_code, reason = "each test file uses its part")]
mod support;

use std::time::{Duration, Instant};

use kakitome_roots::{Chain, History};

use support::{authroot, authroot_days, corpus, day, microsofts, reading};

const SLACK: u32 = if cfg!(debug_assertions) { 4 } else { 1 };

fn fastest(mut work: impl FnMut()) -> Duration {
    (0..5)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed()
        })
        .min()
        .unwrap()
}

#[test]
fn a_list_of_500_roots_is_read_in_20_ms() {
    let bytes = std::fs::read(corpus("authroot/authroot-2025-06-26.stl")).unwrap();
    let took = fastest(|| assert_eq!(reading(&bytes, &[]).unwrap().roots().len(), 514));
    eprintln!("514 roots in {took:?}");
    assert!(took < Duration::from_millis(20) * SLACK, "{took:?}");
}

#[test]
fn a_hundred_and_sixteen_lists_are_joined_with_a_thousand_certificates_in_3_s() {
    let certificates = microsofts();
    let days = authroot_days();
    let begun = Instant::now();
    let history = History::new((0..116).map(|at| authroot(&days[at % days.len()], &[])));
    // each certificate leads to two roots
    let chains: Vec<Chain> =
        (0..1_000).map(|at| Chain::new(day("2015-06-01"), [&certificates[at % 714], &certificates[(at * 7 + 1) % 714]])).collect();
    let turns = history.join(&chains);
    let took = begun.elapsed();
    eprintln!("116 lists and 1,000 certificates in {took:?}");
    assert_eq!(turns.len(), 1_000);
    assert!(turns.iter().map(Vec::len).sum::<usize>() > 1_000, "some change");
    assert!(took < Duration::from_secs(3) * SLACK, "{took:?}");
}
