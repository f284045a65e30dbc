//! Where the corpus is, and the lists of known differences.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "each test uses a part of it; tests may panic")]

pub(crate) mod forge;
pub(crate) mod house;
pub(crate) mod lists;

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The folder of the corpus; a missing one is a failure with a text that says what to do.
pub(crate) fn corpus() -> PathBuf {
    let shared = std::env::var_os("KAKITOME_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")), PathBuf::from);
    let corpus = shared.join("corpus");
    assert!(corpus.is_dir(), "no corpus at {}: set KAKITOME_SHARED to the folder that holds `corpus`", corpus.display());
    corpus
}

/// CPU time of this thread so far: the clock on the wall runs for other tests as well.
pub(crate) fn cpu() -> std::time::Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux tells a thread's time");
    std::time::Duration::from_nanos(text.split_whitespace().next().unwrap().parse().unwrap())
}

/// Lines `name: reason`; empty lines and lines with `#` are passed over.
pub(crate) fn divergences(list: &str) -> BTreeMap<String, String> {
    let lines = list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, reason) = line.split_once(": ").unwrap_or_else(|| panic!("a divergence needs a reason: {line}"));
            (name.to_owned(), reason.to_owned())
        })
        .collect()
}
