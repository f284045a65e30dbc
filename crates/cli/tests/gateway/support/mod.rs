//! What the tests of the running binary share: a home, a server that is started and stopped, a next hop that keeps what it gets,
//! a client that speaks plain SMTP, and other people's programs.

pub(crate) mod client;
pub(crate) mod dovecot;
pub(crate) mod home;
pub(crate) mod mails;
pub(crate) mod others;
pub(crate) mod serve;
pub(crate) mod sink;
pub(crate) mod tls;

/// Says that a test was skipped, on standard error and in the file that `cargo xtask test` prints. Never silent.
pub(crate) fn skip(test: &str, reason: &str) {
    eprintln!("SKIPPED {test}: {reason}");
    if let Some(file) = std::env::var_os("KAKITOME_SKIPS") {
        use std::io::Write;
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).expect("the skip file");
        writeln!(file, "{test}: {reason}").expect("the skip file");
    }
}

/// The folder with the corpus and the facts.
pub(crate) fn shared() -> std::path::PathBuf {
    let folder = std::env::var_os("KAKITOME_SHARED")
        .map_or_else(|| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), std::path::PathBuf::from);
    assert!(folder.join("corpus").is_dir(), "no corpus in {}: set KAKITOME_SHARED", folder.display());
    folder
}
