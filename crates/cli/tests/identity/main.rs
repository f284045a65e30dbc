//! `kakitome init`, `identity`, `decrypt`, `journal find` and `config check` as people run them; the other side is openssl.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod authority;
mod config;
mod decrypting;
mod export;
mod home;
mod journal;
mod p12;
mod preflight;
mod public_ca;
mod support;
