//! The program in `oracle/`: `certval` as a second opinion on certification paths. It is built before the tests run, outside the
//! workspace and without its lock file (some forty seconds of CPU, no primitive in C); no crate of the house links any of it.

use std::path::PathBuf;

use crate::shell;

/// Where it lies when it is built.
pub(crate) fn program() -> PathBuf {
    folder().join("debug").join("kakitome-oracle")
}

fn folder() -> PathBuf {
    shell::root().join("target").join("oracle")
}

/// Builds it when that may download crates. Where it cannot be built, its tests say that they were skipped.
pub(crate) fn build(may_download: bool) {
    if !may_download {
        println!("certval: not built, as asked{}", if program().is_file() { "; the one that is here is used" } else { "" });
        return;
    }
    let manifest = shell::root().join("oracle").join("Cargo.toml");
    let mut build = shell::cargo();
    build.args(["build", "--quiet", "--locked", "--manifest-path"]).arg(manifest).arg("--target-dir").arg(folder());
    if let Err(error) = shell::run(&mut build) {
        println!("certval: {error:#}");
    }
}
