//! `cargo xtask bench`: rates as ratios within one run, on the same cores.
//!
//! `library`: signing of 4 KB mails beside the raw RSA-2048 rate of the same primitive and `openssl speed`, on one and two threads.
//! `gateway`: mails through a running `kakitome serve` under Postfix's smtp-source and smtp-sink: rate, CPU of gateway and keyholder a
//! mail beside one signature, memory under 64 connections.
//! `peers`: relay and milter beside Postfix alone and beside a gateway written in Python, in one run: rate, latency, CPU, memory.
//! `milter`: of these the milter beside Postfix alone.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark for people at a terminal; it may stop at any fault"
)]

mod clients;
mod gateway;
mod library;
mod measure;
mod mta;
mod openssl;
mod peers;

fn main() {
    // cargo hands `--bench` through.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let want = |name: &str| wanted.is_empty() || wanted.iter().any(|word| word == name);
    println!("{} cores; every ratio is within this run", std::thread::available_parallelism().map_or(1, usize::from));
    let raw = library::raw();
    if want("library") {
        library::run(&raw);
    }
    if want("gateway") {
        gateway::run(&raw);
    }
    if want("peers") {
        peers::run(&raw, &peers::Whom::All);
    } else if want("milter") {
        peers::run(&raw, &peers::Whom::Milter);
    }
}
