//! The certificate lint: two other lints as its judges, its table of what is covered, our own certificates, its speed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod coverage;
mod oracle;
mod own;
#[path = "../shared/mod.rs"]
mod shared;
