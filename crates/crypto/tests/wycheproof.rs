//! Wycheproof vectors for what is offered: every "valid" verifies, no "invalid" does, each "acceptable" is listed with its reason.
//! Attack rows M16 (RSA padding forgeries, e = 3), M17 (ECDSA zero, range and encoding forgeries).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::path::PathBuf;

use kakitome_crypto::{DigestAlgorithm, Error, Pbkdf2Limits, PublicKey, SealingKey, SignatureAlgorithm, Verification, pbkdf2};
use serde_json::Value;

fn corpus(name: &str) -> Value {
    let root = std::env::var_os("KAKITOME_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let path = root.join("corpus/wycheproof").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|why| {
        panic!("the test corpus is not there: {}: {why}; set KAKITOME_SHARED to the folder that holds it", path.display())
    });
    serde_json::from_str(&text).unwrap()
}

fn unhex(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn digest_named(value: &Value) -> DigestAlgorithm {
    DigestAlgorithm::from_name(value.as_str().unwrap()).unwrap()
}

#[derive(Default, Debug, PartialEq)]
struct Tally {
    valid: usize,
    invalid: usize,
    /// Test numbers of "acceptable" vectors that we accept.
    acceptable_taken: Vec<u64>,
    acceptable_refused: Vec<u64>,
}

/// `accepts(group, message, signature)` for every vector of a file.
fn run(file: &str, accepts: impl Fn(&Value, &[u8], &[u8]) -> bool) -> Tally {
    let mut tally = Tally::default();
    for group in corpus(file)["testGroups"].as_array().unwrap() {
        for test in group["tests"].as_array().unwrap() {
            let number = test["tcId"].as_u64().unwrap();
            let taken = accepts(group, &unhex(&test["msg"]), &unhex(&test["sig"]));
            match (test["result"].as_str().unwrap(), taken) {
                ("valid", true) => tally.valid += 1,
                ("invalid", false) => tally.invalid += 1,
                ("acceptable", true) => tally.acceptable_taken.push(number),
                ("acceptable", false) => tally.acceptable_refused.push(number),
                (result, taken) => panic!("{file} test {number} is {result}, we said {taken}: {}", test["comment"]),
            }
        }
    }
    let total = tally.valid + tally.invalid + tally.acceptable_taken.len() + tally.acceptable_refused.len();
    assert_eq!(total as u64, corpus(file)["numberOfTests"].as_u64().unwrap(), "{file}");
    assert!(tally.valid > 0 && tally.invalid > 0, "{file}: {tally:?}");
    tally
}

fn verifies(spki: &[u8], algorithm: &SignatureAlgorithm, message: &[u8], signature: &[u8]) -> bool {
    let key = PublicKey::from_spki(spki).unwrap();
    match key.verify(algorithm, message, signature) {
        Verification::Good => true,
        Verification::Bad => false,
        Verification::Unsupported(why) => panic!("{why}"),
    }
}

#[test]
fn m16_rsa_pkcs1_forgeries_are_refused() {
    let tally = run("rsa_signature_2048_sha256_test.json", |group, message, signature| {
        let algorithm = SignatureAlgorithm::RsaPkcs1 { digest: digest_named(&group["sha"]) };
        verifies(&unhex(&group["publicKeyDer"]), &algorithm, message, signature)
    });
    // "MissingNull": DigestInfo without the NULL. RFC 8017 section 9.2 note 1 lets a verifier refuse it, and so do we.
    assert!(tally.acceptable_taken.is_empty(), "{tally:?}");
    assert!(tally.acceptable_refused.len() <= 1, "{tally:?}");
}

#[test]
fn m16_rsa_pss_forgeries_are_refused() {
    let tally = run("rsa_pss_2048_sha256_mgf1_32_test.json", |group, message, signature| {
        let algorithm = SignatureAlgorithm::RsaPss {
            digest: digest_named(&group["sha"]),
            mgf: digest_named(&group["mgfSha"]),
            salt_len: group["sLen"].as_u64().unwrap() as u32,
        };
        verifies(&unhex(&group["publicKeyDer"]), &algorithm, message, signature)
    });
    assert!(tally.acceptable_taken.is_empty() && tally.acceptable_refused.is_empty(), "{tally:?}");
}

#[test]
fn m17_ecdsa_forgeries_are_refused() {
    let tally = run("ecdsa_secp256r1_sha256_test.json", |group, message, signature| {
        let algorithm = SignatureAlgorithm::Ecdsa { digest: digest_named(&group["sha"]) };
        verifies(&unhex(&group["publicKeyDer"]), &algorithm, message, signature)
    });
    assert!(tally.acceptable_taken.is_empty() && tally.acceptable_refused.is_empty(), "{tally:?}");
}

#[test]
fn ed25519_vectors() {
    let tally = run("ed25519_test.json", |group, message, signature| {
        verifies(&unhex(&group["publicKeyDer"]), &SignatureAlgorithm::Ed25519, message, signature)
    });
    assert!(tally.acceptable_taken.is_empty() && tally.acceptable_refused.is_empty(), "{tally:?}");
}

#[test]
fn pbkdf2_vectors() {
    let mut done = 0;
    for group in corpus("pbkdf2_hmacsha256_test.json")["testGroups"].as_array().unwrap() {
        for test in group["tests"].as_array().unwrap() {
            let derived = pbkdf2(
                DigestAlgorithm::Sha256,
                &unhex(&test["password"]),
                &unhex(&test["salt"]),
                test["iterationCount"].as_u64().unwrap(),
                test["dkLen"].as_u64().unwrap() as usize,
                &Pbkdf2Limits::default(),
            );
            assert_eq!(test["result"], "valid", "this file holds valid vectors only");
            assert_eq!(derived.unwrap().as_slice(), unhex(&test["dk"]), "test {}", test["tcId"]);
            done += 1;
        }
    }
    assert!(done > 10, "{done}");
}

/// What [`SealingKey`] opens: 256-bit keys, 96-bit nonces in front, 128-bit tags behind.
#[test]
fn aes_gcm_vectors() {
    let (mut valid, mut invalid) = (0, 0);
    for group in corpus("aes_gcm_test.json")["testGroups"].as_array().unwrap() {
        if group["keySize"] != 256 || group["ivSize"] != 96 || group["tagSize"] != 128 {
            continue;
        }
        for test in group["tests"].as_array().unwrap() {
            let key = SealingKey::new(unhex(&test["key"]).as_slice().try_into().unwrap()).unwrap();
            let sealed = [unhex(&test["iv"]), unhex(&test["ct"]), unhex(&test["tag"])].concat();
            let opened = key.open(&sealed, &unhex(&test["aad"]));
            match test["result"].as_str().unwrap() {
                "valid" => {
                    assert_eq!(opened.unwrap().as_slice(), unhex(&test["msg"]), "test {}", test["tcId"]);
                    valid += 1;
                }
                _ => {
                    assert_eq!(opened, Err(Error::NotOpened), "test {}", test["tcId"]);
                    invalid += 1;
                }
            }
        }
    }
    assert!(valid > 20 && invalid > 10, "{valid} {invalid}");
}
