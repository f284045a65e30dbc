//! The outbox's folder under bad disks: power cuts at every act (with a control that must lose), acts that fail one by one, a disk that
//! fills, files that are damaged, a second program.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod cut;
mod damage;
mod failing;
mod folder;
