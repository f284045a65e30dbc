//! Wycheproof vectors for what opens content keys, through the joint Opener: RSAES-PKCS1-v1_5, RSAES-OAEP, ECDH and X25519.
//! Attack rows M06 (Bleichenbacher), M09 (Manger), M17 (points off the curve, small order). Every file of the folder that fits is run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::{collections::BTreeMap, path::PathBuf};

use kakitome_crypto::{
    DigestAlgorithm, Kdf, KeyAgreement, KeyTransport, KeyWrap, MemoryOpener, Opener, PrivateKey, PublicKey, Wrapped, Zeroizing, x963_kdf,
};
use serde_json::Value;

/// Every file whose name begins so, with its groups.
fn files(prefix: &str) -> Vec<(String, Value)> {
    let root = std::env::var_os("KAKITOME_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let folder = root.join("corpus/wycheproof");
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|why| {
        panic!("the test corpus is not there: {}: {why}; set KAKITOME_SHARED to the folder that holds it", folder.display())
    });
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.starts_with(prefix) && name.ends_with("_test.json"));
    names.sort();
    assert!(!names.is_empty(), "no file {prefix}* in {}", folder.display());
    let read = |name: &String| serde_json::from_str(&std::fs::read_to_string(folder.join(name)).unwrap()).unwrap();
    names.iter().map(|name| (name.clone(), read(name))).collect()
}

fn unhex(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = match length {
        0..=127 => vec![tag, length as u8],
        128..=255 => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [head, content.to_vec()].concat()
}

#[derive(Default, Debug)]
struct Tally {
    valid: usize,
    invalid: usize,
    /// Of the "acceptable" ones: comments of those that opened.
    taken: Vec<String>,
    /// First flags of the others.
    refused: BTreeMap<String, usize>,
}

impl Tally {
    fn count(&mut self, file: &str, test: &Value, opened: bool) {
        let flag = || test["flags"][0].as_str().unwrap_or("none").to_owned();
        match (test["result"].as_str().unwrap(), opened) {
            ("valid", true) => self.valid += 1,
            ("invalid", false) => self.invalid += 1,
            ("acceptable", true) => self.taken.push(test["comment"].as_str().unwrap().to_owned()),
            ("acceptable", false) => *self.refused.entry(flag()).or_default() += 1,
            (result, opened) => panic!("{file} test {} is {result}, opened: {opened}: {}", test["tcId"], test["comment"]),
        }
    }

    fn total(&self) -> u64 {
        (self.valid + self.invalid + self.taken.len() + self.refused.values().sum::<usize>()) as u64
    }
}

/// Runs the vectors of RSA decryption: what is valid opens with its own length and no other, what is not never gives the same key twice.
fn run_transport(prefix: &str, kind: &str, transport: impl Fn(&Value, &Value) -> Option<KeyTransport>) {
    let mut run = 0;
    for (name, file) in files(prefix) {
        let mut tally = Tally::default();
        let mut others = 0;
        for group in file["testGroups"].as_array().unwrap() {
            // Files of signatures, and digests that are not offered (SHA-512/224).
            if group["type"] != kind || transport(group, &group["tests"][0]).is_none() {
                others += group["tests"].as_array().unwrap().len() as u64;
                continue;
            }
            let opener = MemoryOpener::new(PrivateKey::from_pkcs8(&unhex(&group["privateKeyPkcs8"])).unwrap()).unwrap();
            for test in group["tests"].as_array().unwrap() {
                let (transport, encrypted, message) = (transport(group, test).unwrap(), unhex(&test["ct"]), unhex(&test["msg"]));
                assert_eq!(KeyTransport::from_der(&transport.to_der()).unwrap(), transport);
                let wrapped = Wrapped::Transport { algorithm: &transport, encrypted: &encrypted };
                let open = |length: usize| {
                    let key = opener.unwrap(&wrapped, length).unwrap();
                    assert_eq!(key.len(), length, "{name} test {}", test["tcId"]);
                    key
                };
                tally.count(&name, test, *open(message.len()) == message && test["result"] != "invalid");
                // Of a bad one, and of a good one at another length, two tries differ: both are random.
                let random = [16, 24, 32, message.len().max(8)];
                for length in random.into_iter().filter(|length| test["result"] == "invalid" || *length != message.len()) {
                    assert_ne!(open(length), open(length), "{name} test {} at {length} octets", test["tcId"]);
                }
            }
        }
        assert_eq!(tally.total() + others, file["numberOfTests"].as_u64().unwrap(), "{name}");
        assert!(tally.taken.is_empty() && tally.refused.is_empty(), "{name}: {tally:?}");
        run += tally.valid;
    }
    assert!(run > 10, "{run}");
}

#[test]
fn m06_rsa_pkcs1_decryption() {
    run_transport("rsa_pkcs1_", "RsaesPkcs1Decrypt", |_, _| Some(KeyTransport::RsaPkcs1));
}

#[test]
fn m09_rsa_oaep_decryption() {
    let named = |value: &Value| DigestAlgorithm::from_name(value.as_str().unwrap());
    run_transport("rsa_oaep_", "RsaesOaepDecrypt", |group, test| {
        let (digest, mgf) = (named(&group["sha"])?, named(&group["mgfSha"])?);
        Some(KeyTransport::RsaOaep { digest, mgf, label: unhex(&test["label"]) })
    });
}

/// Whether the opener finds this secret with this originator: it opens what was wrapped under the secret, by the other side's arithmetic.
fn agrees(opener: &MemoryOpener, originator: &[u8], secret: &[u8]) -> bool {
    const SHARED_INFO: &[u8] = b"\x30\x15\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x05\xa2\x06\x04\x04\x00\x00\x00\x80";
    let agreement = KeyAgreement::new(Kdf::X963(DigestAlgorithm::Sha256), false, KeyWrap::Aes128).unwrap();
    let kek: Zeroizing<Vec<u8>> = x963_kdf(DigestAlgorithm::Sha256, secret, SHARED_INFO, 16).unwrap();
    let content_key = [0x4b; 32];
    let encrypted = KeyWrap::Aes128.wrap(&kek, &content_key).unwrap();
    let wrapped = Wrapped::Agreement { algorithm: &agreement, originator, ukm: None, encrypted: &encrypted };
    let opened = opener.unwrap(&wrapped, 32).unwrap();
    assert_eq!(opened.len(), 32);
    *opened == content_key
}

const EC_KEY: &[u8] = b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01";

/// Object identifier of the curve as DER, and octets of a private key.
fn curve(name: &str) -> Option<(&'static [u8], usize)> {
    Some(match name {
        "secp256r1" => (b"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07", 32),
        "secp384r1" => (b"\x06\x05\x2b\x81\x04\x00\x22", 48),
        "secp521r1" => (b"\x06\x05\x2b\x81\x04\x00\x23", 66),
        _ => return None,
    })
}

/// RFC 5915, without the public key.
fn ec_private_key(value: &Value, curve: &[u8], length: usize) -> PrivateKey {
    let text = value.as_str().unwrap();
    let mut octets = unhex(&Value::String(if text.len() % 2 == 1 { format!("0{text}") } else { text.to_owned() }));
    while octets.len() > length {
        assert_eq!(octets.remove(0), 0);
    }
    while octets.len() < length {
        octets.insert(0, 0);
    }
    let der = tlv(0x30, &[tlv(2, &[1]), tlv(4, &octets), tlv(0xa0, curve)].concat());
    PrivateKey::from_file(&der, None).unwrap()
}

#[test]
fn m17_ecdh() {
    let mut run = 0;
    for (name, file) in files("ecdh_secp") {
        let mut tally = Tally::default();
        for group in file["testGroups"].as_array().unwrap() {
            let Some((oid, length)) = curve(group["curve"].as_str().unwrap()) else { continue };
            for test in group["tests"].as_array().unwrap() {
                let opener = MemoryOpener::new(ec_private_key(&test["private"], oid, length)).unwrap();
                let public = unhex(&test["public"]);
                let originator = match group["encoding"].as_str().unwrap() {
                    "asn" => public,
                    "ecpoint" => tlv(0x30, &[tlv(0x30, EC_KEY), tlv(3, &[vec![0], public].concat())].concat()),
                    // The same points as PEM and JWK.
                    _ => continue,
                };
                tally.count(&name, test, agrees(&opener, &originator, &unhex(&test["shared"])));
                run += 1;
            }
        }
        // Compressed points are points (RFC 5480 section 2.2), and RFC 5753 section 3.1.1 allows absent parameters and NULL. Broken DER is not opened.
        let lenient = ["compressed public key", "truncated sequence: removed last 1 elements", "Replacing oid with NULL"];
        for comment in &tally.taken {
            assert!(lenient.contains(&comment.as_str()), "{name}: {tally:?}");
        }
    }
    assert!(run > 500, "{run}");
}

#[test]
fn m17_x25519() {
    let mut run = 0;
    for (name, file) in files("x25519_test") {
        for group in file["testGroups"].as_array().unwrap() {
            for test in group["tests"].as_array().unwrap() {
                let algorithm = tlv(0x30, b"\x06\x03\x2b\x65\x6e");
                let inner = tlv(4, &tlv(4, &unhex(&test["private"])));
                let pkcs8 = tlv(0x30, &[tlv(2, &[0]), algorithm.clone(), inner].concat());
                let private = PrivateKey::from_pkcs8(&pkcs8).unwrap();
                assert_eq!(private.to_pkcs8().unwrap().as_slice(), pkcs8);
                let originator = tlv(0x30, &[algorithm, tlv(3, &[vec![0], unhex(&test["public"])].concat())].concat());
                assert!(PublicKey::from_spki(&originator).is_ok());
                let secret = unhex(&test["shared"]);
                let opened = agrees(&MemoryOpener::new(private).unwrap(), &originator, &secret);
                // RFC 8418 section 6 with RFC 7748 section 6.1: a secret of zeros is refused; all else is good arithmetic.
                let zero = secret.iter().all(|octet| *octet == 0);
                assert_eq!(opened, !zero, "{name} test {}: {}", test["tcId"], test["comment"]);
                assert_eq!(zero, test["flags"].as_array().unwrap().contains(&Value::from("ZeroSharedSecret")));
                run += 1;
            }
        }
    }
    assert!(run > 500, "{run}");
}
