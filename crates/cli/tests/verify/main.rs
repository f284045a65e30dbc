//! `kakitome verify` as scripts run it: the contract's JSON and exit status, whatever the bytes are.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod clock;
mod contract;
mod discovery;
mod hostile;
mod moments;
mod online;
mod remembering;
mod revocation;
mod town;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// A file of the corpus.
fn corpus(path: &str) -> PathBuf {
    let shared =
        std::env::var_os("KAKITOME_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let file = shared.join("corpus").join(path);
    assert!(file.is_file(), "no file {}: set KAKITOME_SHARED to the folder that holds the corpus", file.display());
    file
}

/// `kakitome verify` with these arguments.
fn verify<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kakitome")).args(["verify", "--lang", "en"]).args(arguments).output().unwrap()
}

/// The report about a file, judged with Thunderbird's test authority in its time; the exit status fits the verdict.
fn report(file: &Path) -> Value {
    let root = corpus("thunderbird/smime/TestCA.pem");
    let output = verify([OsStr::new("--json"), "--at".as_ref(), "2026-06-01".as_ref(), "--trust".as_ref(), root.as_ref(), file.as_ref()]);
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{}: {error}; {}", file.display(), String::from_utf8_lossy(&output.stderr)));
    let expected = if report["verdict"] == "valid" { 0 } else { 1 };
    assert_eq!(output.status.code(), Some(expected), "{}", file.display());
    assert!(output.stderr.is_empty(), "{}: {}", file.display(), String::from_utf8_lossy(&output.stderr));
    report
}
