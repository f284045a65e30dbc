//! The names and words of the JSON contract `kakitome.report/1` (design, section 4) in real reports. Values are not judged here.

use serde_json::Value;

use crate::{corpus, report};

const CERTIFICATE: [&str; 6] = ["issuer", "not_after", "not_before", "serial", "sha256", "subject"];

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn one_of(value: &Value, words: &[&str]) {
    assert!(value.as_str().is_some_and(|word| words.contains(&word)), "{value} is none of {words:?}");
}

fn has(value: &Value, names: &[&str]) {
    let found = keys(value);
    for name in names {
        assert!(found.contains(name), "{name} is not in {found:?}");
    }
}

fn check(report: &Value) {
    assert_eq!(report["schema"], "kakitome.report/1");
    one_of(&report["verdict"], &["valid", "untrusted", "altered", "unsigned", "undecryptable", "incomplete", "unreadable"]);
    for layer in report["layers"].as_array().unwrap() {
        one_of(&layer["kind"], &["signed", "encrypted", "authenticated-encrypted", "compressed"]);
        one_of(&layer["form"], &["clear", "opaque"]);
    }
    report["signers"].as_array().unwrap().iter().for_each(signer);
    for finding in report["findings"].as_array().unwrap() {
        has(finding, &["id", "severity", "where", "facts", "source", "text"]);
        one_of(&finding["severity"], &["error", "warning", "note"]);
        assert!(finding["facts"].is_object() && finding["text"].as_str().is_some_and(|text| !text.is_empty()), "{finding}");
    }
}

fn signer(signer: &Value) {
    one_of(&signer["integrity"], &["intact", "altered", "unverifiable"]);
    one_of(&signer["covers"], &["whole", "part"]);
    one_of(&signer["identity"], &["mailbox", "organization", "sponsor", "individual", "unknown"]);
    one_of(&signer["revocation"], &["good", "revoked", "unknown", "not-checked"]);
    assert!(signer["address"]["from"].is_array() && signer["address"]["certificate"].is_array());
    assert!(signer["address"]["match"].is_boolean());
    has(signer, &["signing_time"]);
    let path = signer["path"].as_array().unwrap();
    let tried = signer["paths_tried"].as_array().unwrap();
    for certificate in path.iter().chain(tried.iter().flat_map(|path| path["certificates"].as_array().unwrap())) {
        assert_eq!(keys(certificate), CERTIFICATE);
        assert!(certificate["sha256"].as_str().is_some_and(|hash| hash.len() == 64));
    }
    if let Some(first) = path.first() {
        assert_eq!(*first, signer["certificate"], "a path begins at the signer");
        let is_error = |finding: &Value| finding["severity"] == "error";
        let good = |path: &&Value| !path["findings"].as_array().unwrap().iter().any(is_error);
        assert!(tried.iter().filter(good).any(|one| one["certificates"] == signer["path"]), "only an accepted path stands in `path`");
    }
}

#[test]
fn every_report_keeps_the_contract() {
    for (file, verdict) in [
        ("thunderbird/smime/alice.dsig.SHA256.multipart.eml", "valid"),
        ("thunderbird/smime/alice.sig.SHA256.opaque.eml", "valid"),
        ("thunderbird/smime/alice.dsig.SHA1.multipart.eml", "untrusted"),
        ("thunderbird/smime/alice.dsig.SHA256.multipart.bad.eml", "altered"),
        ("thunderbird/smime/alice.env.eml", "undecryptable"),
        ("thunderbird/browser/alice.dsig.SHA256.multipart.in.mixed.eml", "untrusted"),
        ("pkits/smime/SignedValidSignaturesTest1.eml", "untrusted"),
        ("rfc4134/4.6.bin", "incomplete"),
    ] {
        let report = report(&corpus(file));
        assert_eq!(report["verdict"], verdict, "{file}");
        check(&report);
    }
}

#[test]
fn a_root_that_is_not_trusted_leaves_the_path_empty() {
    let report = report(&corpus("pkits/smime/SignedValidSignaturesTest1.eml"));
    let signer = &report["signers"][0];
    assert_eq!(signer["integrity"], "intact");
    assert_eq!(signer["path"], Value::Array(Vec::new()));
    assert!(!signer["paths_tried"].as_array().unwrap().is_empty());
}
