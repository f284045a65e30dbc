//! A memory of checked chains changes no report: hundreds of mails opened without one, with an empty one, with a full one
//! that two threads share.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kakitome_pki::{Anchors, Remembered, RevocationMode, UnixTime, certificates_from};
use kakitome_smime::{Evidence, Policy, open};

fn corpus() -> PathBuf {
    let shared =
        std::env::var_os("KAKITOME_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let corpus = shared.join("corpus");
    assert!(corpus.is_dir(), "no corpus at {}: set KAKITOME_SHARED to the folder that holds it", corpus.display());
    corpus
}

fn mails(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "eml"));
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Everything in a report, as text.
fn told(mail: &[u8], evidence: &Evidence, policy: &Policy, now: UnixTime) -> String {
    format!("{:#?}", open(&mut Cursor::new(mail), evidence, policy, now).unwrap())
}

fn same_with_and_without(folder: &str, anchor: &str, at: &str, least: usize) {
    let corpus = corpus();
    let mails = mails(&corpus.join(folder));
    assert!(mails.len() >= least, "{folder}: {} mails", mails.len());
    let evidence = Evidence::new(Anchors::from_certificates(certificates_from(&fs::read(corpus.join(anchor)).unwrap()).unwrap()));
    let (now, memory) = (UnixTime::parse(at).unwrap(), Arc::new(Remembered::default()));
    let with_memory = evidence.clone().with_memory(Arc::clone(&memory));
    let mut policy = Policy::default();
    policy.path.revocation = RevocationMode::Soft;
    let cold: Vec<String> = mails.iter().map(|mail| told(mail, &evidence, &policy, now)).collect();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                for round in 0..2 {
                    for (mail, cold) in mails.iter().zip(&cold) {
                        assert_eq!(&told(mail, &with_memory, &policy, now), cold, "round {round}");
                    }
                }
            });
        }
    });
}

#[test]
fn mails_of_thunderbird() {
    same_with_and_without("thunderbird/smime", "thunderbird/smime/TestCA.pem", "2026-06-01", 30);
    same_with_and_without("thunderbird/smime", "thunderbird/smime/TestCA.pem", "2032-06-01", 30);
}

#[test]
fn mails_of_pkits() {
    same_with_and_without("pkits/smime", "pkits/certs/TrustAnchorRootCertificate.crt", "2020-01-01", 100);
}
