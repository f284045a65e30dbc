//! Every certificate file of the corpus, read beside OpenSSL: what OpenSSL reads is read here, and what is not is listed
//! in `corpus_certificates.divergences` with a reason. A difference that is gone fails as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod shared;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kakitome_pki::certificates_from;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| ["pem", "crt", "der", "cer"].iter().any(|known| e.eq_ignore_ascii_case(known))) {
            found.push(path);
        }
    }
}

/// OpenSSL reads the first certificate of the file (PEM or DER).
fn openssl_reads(path: &Path) -> bool {
    let output = Command::new("openssl").args(["x509", "-noout", "-in"]).arg(path).output().expect("openssl is installed");
    output.status.success()
}

#[test]
fn every_certificate_that_openssl_reads() {
    let corpus = shared::corpus();
    let mut paths = Vec::new();
    files(&corpus, &mut paths);
    paths.sort();
    assert!(paths.len() > 1000, "the corpus has become small: {} files", paths.len());
    let mut listed = shared::divergences(include_str!("corpus_certificates.divergences"));
    let mut wrong = BTreeMap::new();
    let (mut read, mut neither) = (0, 0);
    for path in &paths {
        let name = path.strip_prefix(&corpus).unwrap().display().to_string();
        let ours = certificates_from(&fs::read(path).unwrap());
        let difference = match &ours {
            Ok(_) => None,
            Err(error) if openssl_reads(path) => Some(error.to_string()),
            Err(_) => {
                neither += 1;
                None
            }
        };
        read += usize::from(ours.is_ok());
        match (difference, listed.remove(&name)) {
            (Some(_), Some(_)) | (None, None) => {}
            (Some(difference), None) => drop(wrong.insert(name, difference)),
            (None, Some(reason)) => drop(wrong.insert(name, format!("listed as a difference ({reason}), and there is none"))),
        }
    }
    wrong.extend(listed.into_keys().map(|name| (name, "listed, and not in the corpus".to_owned())));
    assert!(read > 1400 && neither < 100, "{} files: {read} read, {neither} hold no certificate for either", paths.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
}
