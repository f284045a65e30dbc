//! The probe against servers of our own making: one that is as it should be, and one for every fault. Each fault is found and none
//! is invented: what a report holds beside good news and notes is compared whole. Everything is on loopback.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::print_stderr,
    reason = "tests may panic"
)]

mod certificates;
mod dialogue;
mod domains;
mod fixture;
mod holes;
mod hostile;
mod names;
mod policies;
mod real;
mod versions;
#[path = "../../../dns/tests/shared/zone/mod.rs"]
mod zone;

use std::time::Duration;

use kakitome_pki::{Anchors, UnixTime};
use kakitome_probe::{Check, Door, DoorReport, Host, HostReport, Limits, Probe, Severity, Variant, probe};

/// Probes ports of this machine under a name, which leads to it.
pub(crate) fn run(host: &str, doors: &[Door], anchors: &Anchors, limits: Limits, variants: Option<&[Variant]>) -> HostReport {
    let host: Host = host.parse().unwrap();
    let asked = Probe { host: &host, doors, anchors, now: UnixTime::now(), limits, variants, addresses: None };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(probe(&asked, |_| {})).unwrap()
}

/// One port as `localhost`.
pub(crate) fn at(door: Door, anchors: &Anchors) -> DoorReport {
    run("localhost", &[door], anchors, Limits::default(), None).doors.remove(0)
}

/// Limits for servers that do not answer.
pub(crate) fn impatient() -> Limits {
    let mut limits = Limits::default();
    limits.reply = Duration::from_millis(900);
    limits.handshake = Duration::from_millis(900);
    limits
}

/// What is not as it should be, by id.
pub(crate) fn bad(report: &DoorReport) -> Vec<Check> {
    report.findings.iter().filter(|finding| finding.severity >= Severity::Undecided).map(|finding| finding.check).collect()
}

/// Says that a test was skipped, on standard error and in the file that `cargo xtask test` prints. Never silent.
pub(crate) fn skip(test: &str, reason: &str) {
    eprintln!("SKIPPED {test}: {reason}");
    if let Some(file) = std::env::var_os("KAKITOME_SKIPS") {
        use std::io::Write;
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).expect("the skip file");
        writeln!(file, "{test}: {reason}").expect("the skip file");
    }
}
