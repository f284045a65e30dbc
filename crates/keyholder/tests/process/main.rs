//! The keyholder as a process: what it signs and refuses, what it leaves on the disk, how it starts, is killed and ends.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "tests may panic and speak"
)]

mod bytes;
mod hardening;
mod lifecycle;
mod logging;
mod opening;
mod peers;
mod rate;
mod refusals;
mod rotation;
mod secrets;
mod signing;
mod start;
mod unopened;
