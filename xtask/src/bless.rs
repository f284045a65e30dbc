//! `cargo xtask bless`: writes the expected explanations of the path cases anew. Their diff is prose: read it before it is
//! committed.

use anyhow::Result;

use crate::shell;

pub(crate) fn run() -> Result<()> {
    shell::run(shell::cargo().args(["test", "--package", "kakitome-explain", "--test", "cases"]).env("KAKITOME_BLESS", "1"))?;
    shell::run(std::process::Command::new("git").current_dir(shell::root()).args([
        "--no-pager",
        "diff",
        "--stat",
        "--",
        "crates/pki/tests/cases",
    ]))
}
