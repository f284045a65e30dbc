//! The recipes of `docs/recipes` are carried out: configuration and programs are taken from the pages themselves, only ports and
//! paths are filled in, so that page and test cannot part. What a refused mail looks like is compared with the page letter by letter.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::cast_possible_truncation,
    reason = "tests may panic and speak"
)]

mod applications;
mod beside;
mod cloud;
mod dotnet;
mod exim;
mod page;
mod pages;
mod postfix;
mod postfix_filters;
mod programs;
mod sendmail;
mod stage;
mod unpacked;

#[path = "../gateway/support/mod.rs"]
#[allow(dead_code, reason = "shared with the tests of the gateway, which need more of it")]
mod support;
