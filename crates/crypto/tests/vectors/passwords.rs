//! What comes of passwords: PBKDF2, and AES-CBC under its key (PBES2).

use kakitome_crypto::{Checker, CipherAlgorithm, ContentCipher, ContentKey, Decryptor, DigestAlgorithm, Pbkdf2Limits, Zeroizing, pbkdf2};
use serde_json::Value;

use crate::file::{files, unhex};

fn derive(digest: DigestAlgorithm, test: &Value, length: usize) -> Zeroizing<Vec<u8>> {
    let iterations = test["iterationCount"].as_u64().unwrap();
    // One vector of RFC 6070 asks for more than a stranger's file gets.
    let limits = Pbkdf2Limits { iterations: 1 << 24, milliseconds: 60_000 };
    pbkdf2(digest, &unhex(&test["password"]), &unhex(&test["salt"]), iterations, length, &limits).unwrap()
}

#[test]
fn g10_pbkdf2() {
    for file in files!(pbkdf2) {
        let digest = file.json["algorithm"].as_str().unwrap().strip_prefix("PBKDF2-HMAC").and_then(DigestAlgorithm::from_name).unwrap();
        let tally = file.run(|_, test| {
            let derived = derive(digest, test, test["dkLen"].as_u64().unwrap() as usize);
            Some(derived.as_slice() == unhex(&test["dk"]))
        });
        assert!(tally.is_strict() && tally.valid > 50 && tally.passed_over == 0, "{}: {tally:?}", file.name);
    }
}

#[test]
fn g10_pbes2() {
    let mut files_read = 0;
    for file in files!(pbes2) {
        let name = file.json["algorithm"].as_str().unwrap().strip_prefix("PbeWithHmac").unwrap();
        let (digest, bits) = name.split_once("AndAes_").unwrap();
        let digest = DigestAlgorithm::from_name(digest).unwrap();
        let cipher = match bits {
            "128" => ContentCipher::Aes128Cbc,
            "192" => ContentCipher::Aes192Cbc,
            _ => ContentCipher::Aes256Cbc,
        };
        let tally = file.run(|_, test| {
            let key = ContentKey::from_bytes(derive(digest, test, cipher.key_len()));
            let (algorithm, ciphertext) = (CipherAlgorithm::new(cipher, unhex(&test["iv"]), 0).unwrap(), unhex(&test["ct"]));
            let mut checker = Checker::new(&algorithm, &key).unwrap();
            checker.update(&ciphertext);
            let Some(checked) = checker.finish(&[], &[]) else { return Some(false) };
            let (mut decryptor, mut plain) = (Decryptor::new(&checked).unwrap(), Vec::new());
            decryptor.update(&ciphertext, &mut plain).unwrap();
            decryptor.finish(&mut plain).unwrap();
            Some(plain == unhex(&test["msg"]))
        });
        assert!(tally.is_strict() && tally.valid > 50 && tally.passed_over == 0, "{}: {tally:?}", file.name);
        files_read += 1;
    }
    assert_eq!(files_read, 15);
}
