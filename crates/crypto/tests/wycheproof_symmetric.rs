//! Wycheproof vectors of what ciphers, wraps and derives with shared keys: AES-GCM, AES-CBC, AES key wrap, HKDF.
//! Every valid vector is accepted, no invalid one is, and what the vectors leave open is listed. Corpus: `../../../shared/corpus/wycheproof`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::path::PathBuf;

use kakitome_crypto::{
    Checker, CipherAlgorithm, ContentCipher, ContentKey, Decryptor, DigestAlgorithm, Encryptor, KeyWrap, Zeroizing, hkdf,
};
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

#[derive(Default, Debug, PartialEq)]
struct Tally {
    valid: usize,
    invalid: usize,
    acceptable_taken: Vec<u64>,
    acceptable_refused: Vec<u64>,
}

/// `accepts(group, test)` for every vector of a file.
fn run(file: &str, accepts: impl Fn(&Value, &Value) -> bool) -> Tally {
    let mut tally = Tally::default();
    let vectors = corpus(file);
    for group in vectors["testGroups"].as_array().unwrap() {
        for test in group["tests"].as_array().unwrap() {
            let number = test["tcId"].as_u64().unwrap();
            match (test["result"].as_str().unwrap(), accepts(group, test)) {
                ("valid", true) => tally.valid += 1,
                ("invalid", false) => tally.invalid += 1,
                ("acceptable", true) => tally.acceptable_taken.push(number),
                ("acceptable", false) => tally.acceptable_refused.push(number),
                (result, taken) => panic!("{file} test {number} is {result}, we said {taken}: {}", test["comment"]),
            }
        }
    }
    let total = tally.valid + tally.invalid + tally.acceptable_taken.len() + tally.acceptable_refused.len();
    assert_eq!(total as u64, vectors["numberOfTests"].as_u64().unwrap(), "{file}");
    assert!(tally.valid > 0 && tally.invalid > 0, "{file}: {tally:?}");
    tally
}

fn key(test: &Value) -> ContentKey {
    ContentKey::from_bytes(Zeroizing::new(unhex(&test["key"])))
}

fn decrypt(algorithm: &CipherAlgorithm, key: &ContentKey, associated: &[u8], ciphertext: &[u8], tag: &[u8]) -> Option<Vec<u8>> {
    let mut checker = Checker::new(algorithm, key).unwrap();
    checker.update(ciphertext);
    let checked = checker.finish(associated, tag)?;
    let (mut decryptor, mut plaintext) = (Decryptor::new(&checked).unwrap(), Vec::new());
    decryptor.update(ciphertext, &mut plaintext).unwrap();
    decryptor.finish(&mut plaintext).unwrap();
    assert_eq!(plaintext.len() as u64, checked.content_len());
    Some(plaintext)
}

fn encrypt(algorithm: &CipherAlgorithm, key: &ContentKey, associated: &[u8], plaintext: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (mut encryptor, mut ciphertext) = (Encryptor::new(algorithm, key, associated).unwrap(), Vec::new());
    encryptor.update(plaintext, &mut ciphertext).unwrap();
    let tag = encryptor.finish(&mut ciphertext).unwrap();
    (ciphertext, tag)
}

/// Every length of nonce, and the counter that wraps behind a hashed one.
#[test]
fn m11_aes_gcm_vectors() {
    let tally = run("aes_gcm_test.json", |group, test| {
        let cipher = match group["keySize"].as_u64().unwrap() {
            128 => ContentCipher::Aes128Gcm,
            192 => ContentCipher::Aes192Gcm,
            _ => ContentCipher::Aes256Gcm,
        };
        assert_eq!(group["tagSize"], 128);
        // An empty nonce is refused before any work.
        let Ok(algorithm) = CipherAlgorithm::new(cipher, unhex(&test["iv"]), 16) else { return false };
        assert_eq!(CipherAlgorithm::from_der(&algorithm.to_der()).as_ref(), Ok(&algorithm));
        let (associated, ciphertext, tag) = (unhex(&test["aad"]), unhex(&test["ct"]), unhex(&test["tag"]));
        let Some(plaintext) = decrypt(&algorithm, &key(test), &associated, &ciphertext, &tag) else { return false };
        assert_eq!(plaintext, unhex(&test["msg"]), "test {}", test["tcId"]);
        assert_eq!(encrypt(&algorithm, &key(test), &associated, &plaintext), (ciphertext, tag), "test {}", test["tcId"]);
        true
    });
    assert!(tally.acceptable_taken.is_empty() && tally.acceptable_refused.is_empty(), "{tally:?}");
}

#[test]
fn aes_cbc_vectors() {
    let tally = run("aes_cbc_pkcs5_test.json", |group, test| {
        let cipher = match group["keySize"].as_u64().unwrap() {
            128 => ContentCipher::Aes128Cbc,
            192 => ContentCipher::Aes192Cbc,
            _ => ContentCipher::Aes256Cbc,
        };
        let algorithm = CipherAlgorithm::new(cipher, unhex(&test["iv"]), 0).unwrap();
        let ciphertext = unhex(&test["ct"]);
        let Some(plaintext) = decrypt(&algorithm, &key(test), b"", &ciphertext, b"") else { return false };
        assert_eq!(plaintext, unhex(&test["msg"]), "test {}", test["tcId"]);
        assert_eq!(encrypt(&algorithm, &key(test), b"", &plaintext), (ciphertext, Vec::new()), "test {}", test["tcId"]);
        true
    });
    assert!(tally.acceptable_taken.is_empty() && tally.acceptable_refused.is_empty(), "{tally:?}");
}

#[test]
fn aes_key_wrap_vectors() {
    let tally = run("aes_wrap_test.json", |group, test| {
        let wrap = match group["keySize"].as_u64().unwrap() {
            128 => KeyWrap::Aes128,
            192 => KeyWrap::Aes192,
            _ => KeyWrap::Aes256,
        };
        let (kek, wrapped) = (unhex(&test["key"]), unhex(&test["ct"]));
        let Some(unwrapped) = wrap.unwrap(&kek, &wrapped) else { return false };
        assert_eq!(unwrapped.as_slice(), unhex(&test["msg"]), "test {}", test["tcId"]);
        assert_eq!(wrap.wrap(&kek, &unwrapped).unwrap(), wrapped, "test {}", test["tcId"]);
        true
    });
    // "ShortKey": a key of 8 octets. RFC 3394 section 2 wraps two blocks of 64 bits at least, and so do we.
    assert!(tally.acceptable_taken.is_empty(), "{tally:?}");
    assert_eq!(tally.acceptable_refused.len(), 3, "{tally:?}");
}

#[test]
fn hkdf_vectors() {
    let tally = run("hkdf_sha256_test.json", |_, test| {
        let (secret, salt, info) = (unhex(&test["ikm"]), unhex(&test["salt"]), unhex(&test["info"]));
        let length = test["size"].as_u64().unwrap() as usize;
        let Ok(derived) = hkdf(DigestAlgorithm::Sha256, &salt, &secret, &info, length) else { return false };
        derived.as_slice() == unhex(&test["okm"])
    });
    assert!(tally.acceptable_taken.is_empty() && tally.acceptable_refused.is_empty(), "{tally:?}");
}
