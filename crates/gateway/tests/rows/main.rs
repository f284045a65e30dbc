//! Rows of the attack list through every door of a running gateway, by their ids: relay, submission (465 and 587), LMTP, a relay that
//! acknowledges from the outbox, milter. What one door alone has stands with the tests of that door.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod client_names;
mod endings;
mod every_door;
mod loops;
mod milter_abuse;
mod names;
mod owners;
mod slow;
#[path = "../stage/mod.rs"]
mod stage;
mod starttls;
mod strangers;
mod tls;
