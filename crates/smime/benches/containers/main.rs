//! `cargo xtask bench cms`: containers beside the floor and beside libcrypto, in one run on the same cores.
//!
//! `large`: a content of 200 MB signed, verified, encrypted and decrypted, each in a process of its own, so that its peak of memory
//! is its own; the floor is the hashing or ciphering of the same file by libcrypto, without any container.
//! `small`: 2,000 signed mails of 4 KB verified (libcrypto: arithmetic of the signature alone; ours: a whole report; then both with a chain of three
//! certificates, ours at first sight and with a memory) and 500 mails of
//! 100 KB decrypted, all in memory before the clock starts, beside libcrypto's CMS functions in a process of its own.
//! Times are seconds of CPU, so that other work on the machine falls on nobody's figure.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a benchmark for people at a terminal; it may stop at any fault"
)]

mod large;
mod peer;
mod small;
mod stage;
mod work;

fn main() {
    // cargo hands `--bench` through.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    if words.first().is_some_and(|word| word == work::CHILD) {
        return work::run(&words[1..]);
    }
    let want = |name: &str| words.is_empty() || words.iter().any(|word| word == name);
    kakitome_crypto::warm_up().unwrap();
    let stage = stage::Stage::new();
    let peer = peer::Peer::build(stage.folder());
    if want("large") {
        large::run(&stage, peer.as_ref());
    }
    if want("small") {
        small::run(&stage, peer.as_ref());
    }
}
