//! The binary as people run it: `kakitome serve` between a client and a next hop, judged by other people's programs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::cast_possible_truncation,
    reason = "tests may panic and speak"
)]

mod alerts;
mod bad_input;
mod canary;
mod clock;
mod corpus_mail;
mod hops;
mod keyholder;
mod logging;
mod memory;
mod milter;
mod outbox;
mod pages;
mod postfix;
mod probed;
mod readings;
mod real_mail;
mod restart;
mod rights;
mod service;
mod spoofing;
mod starttls;
mod submission;
mod support;
mod switching;
mod tls;
mod trial;
mod wire_attacks;
