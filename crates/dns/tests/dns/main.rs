//! The resolver against a name system of our own on loopback: every proof, every kind of trouble, and that the two never mix.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::print_stderr,
    reason = "tests may panic"
)]

mod proofs;
mod records;
mod trouble;
#[path = "../shared/zone/mod.rs"]
mod zone;

use std::net::SocketAddr;
use std::time::Duration;

use kakitome_dns::{Anchor, DomainName, Limits, Resolver, Servers};

pub(crate) fn name(text: &str) -> DomainName {
    text.parse().unwrap()
}

pub(crate) fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// A resolver that asks one server, and is in a hurry.
pub(crate) fn resolver(address: SocketAddr, anchor: &Anchor) -> Resolver {
    let mut limits = Limits::default();
    limits.packet = Duration::from_secs(2);
    limits.again = 1;
    Resolver::new(&Servers::At(vec![address]), anchor, limits).unwrap()
}

/// The server, unless what it is made of is missing; then that is said where `cargo xtask test` prints it.
pub(crate) fn served(test: &str, zones: &[zone::Zone]) -> Option<zone::NameServer> {
    let Some(missing) = zone::missing() else { return Some(zone::start(zones)) };
    eprintln!("SKIPPED {test}: {missing} is not here");
    if let Some(file) = std::env::var_os("KAKITOME_SKIPS") {
        use std::io::Write;
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).expect("the skip file");
        writeln!(file, "{test}: {missing} is not here").expect("the skip file");
    }
    None
}
