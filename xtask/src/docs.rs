//! `cargo xtask docs`: the pages of the library crates; a broken link is an error. The doc comments of `cli` are the texts of
//! `--help`, not pages, and stay out.

use anyhow::{Result, bail};

use crate::shell;

pub(crate) fn run(words: &[String]) -> Result<()> {
    if let Some(word) = words.first() {
        bail!("`{word}` is not known; `cargo xtask docs` takes nothing");
    }
    shell::run(
        shell::cargo()
            .args(["doc", "--workspace", "--no-deps", "--exclude", "xtask", "--exclude", "kakitome-cli"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
}
