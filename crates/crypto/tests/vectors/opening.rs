//! What opens content keys, through the joint Opener: RSAES-PKCS1-v1_5, RSAES-OAEP, ECDH and X25519.
//! Attack rows M06 (Bleichenbacher), M09 (Manger), M17 (points off the curve, small order).

use kakitome_crypto::{
    DigestAlgorithm, Kdf, KeyAgreement, KeyTransport, KeyWrap, MemoryOpener, Opener, PrivateKey, PublicKey, Wrapped, Zeroizing, x963_kdf,
};
use serde_json::Value;

use crate::file::{File, files, unhex};

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = match length {
        0..=127 => vec![tag, length as u8],
        128..=255 => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [head, content.to_vec()].concat()
}

/// Runs the vectors of RSA decryption: what is valid opens with its own length and no other, what is not never gives the same key
/// twice. Answers the names of the files that are passed over whole, and how many vectors were judged.
fn run_transport(files: impl Iterator<Item = File>, transport: impl Fn(&Value, &Value) -> Option<KeyTransport>) -> (Vec<String>, u64) {
    let (mut passed_over, mut judged) = (Vec::new(), 0);
    for file in files {
        let mut key = (Value::Null, None);
        let tally = file.run(|group, test| {
            let transport = transport(group, test)?;
            assert_eq!(KeyTransport::from_der(&transport.to_der()).unwrap(), transport);
            if key.0 != group["privateKeyPkcs8"] {
                let private = PrivateKey::from_pkcs8(&unhex(&group["privateKeyPkcs8"])).unwrap();
                key = (group["privateKeyPkcs8"].clone(), Some(MemoryOpener::new(private).unwrap()));
            }
            Some(opens(key.1.as_ref()?, &transport, test))
        });
        // A ciphertext of the number 1, with a label that makes it good: RFC 8017 does not forbid it.
        let small = tally.taken.iter().all(|comment| comment == "em represents a small integer");
        assert!(small && tally.refused.keys().all(|flag| flag == "Constructed"), "{}: {tally:?}", file.name);
        run_together(&file, &transport);
        if tally.total() == 0 {
            passed_over.push(file.name);
        }
        judged += tally.total();
    }
    (passed_over, judged)
}

/// The same vectors once more, each group of a key in one go: the same answers as alone.
fn run_together(file: &File, transport: impl Fn(&Value, &Value) -> Option<KeyTransport>) {
    for group in file.groups() {
        let tests = group["tests"].as_array().unwrap().iter();
        let asked: Vec<_> =
            tests.filter_map(|test| Some((transport(group, test)?, unhex(&test["ct"]), unhex(&test["msg"]).len()))).collect();
        if asked.is_empty() {
            continue;
        }
        let opener = MemoryOpener::new(PrivateKey::from_pkcs8(&unhex(&group["privateKeyPkcs8"])).unwrap()).unwrap();
        let questions: Vec<_> =
            asked.iter().map(|(algorithm, encrypted, length)| (Wrapped::Transport { algorithm, encrypted }, *length)).collect();
        let answers = opener.unwrap_many(&questions);
        assert_eq!(answers.len(), questions.len());
        let valid = group["tests"].as_array().unwrap().iter().filter(|test| transport(group, test).is_some());
        for (at, ((question, test), answer)) in questions.iter().zip(valid).zip(answers).enumerate() {
            let (answer, name) = (answer.unwrap(), &file.name);
            match test["result"].as_str() {
                Some("valid") => assert_eq!(*answer, unhex(&test["msg"]), "{name} {}", test["tcId"]),
                // Each fourth once more alone, which costs the most time.
                _ if at % 4 == 0 => assert_eq!(answer, opener.unwrap(&question.0, question.1).unwrap(), "{name} {}", test["tcId"]),
                _ => {}
            }
        }
    }
}

fn opens(opener: &MemoryOpener, transport: &KeyTransport, test: &Value) -> bool {
    let (encrypted, message) = (unhex(&test["ct"]), unhex(&test["msg"]));
    let wrapped = Wrapped::Transport { algorithm: transport, encrypted: &encrypted };
    let open = |length: usize| {
        let key = opener.unwrap(&wrapped, length).unwrap();
        assert_eq!(key.len(), length, "test {}", test["tcId"]);
        key
    };
    // Of a bad one, and of a good one at another length, the key is made up: the same each time, and nothing of the block.
    let made_up = if test["result"] == "invalid" { vec![16, 32, message.len().max(8)] } else { vec![message.len().max(15) + 1] };
    for length in made_up {
        let (key, shorter) = (open(length), open(length - 1));
        assert_eq!(key, open(length), "test {} at {length} octets", test["tcId"]);
        assert!(!key.ends_with(&shorter) && !key.starts_with(&shorter), "test {}", test["tcId"]);
        assert!(message.len() < 8 || !key.ends_with(&message), "test {} at {length} octets", test["tcId"]);
    }
    test["result"] != "invalid" && *open(message.len()) == message
}

#[test]
fn m06_g10_rsa_pkcs1_decryption() {
    let (passed_over, judged) = run_transport(files!(rsa_pkcs1_decrypt), |_, _| Some(KeyTransport::RsaPkcs1));
    assert_eq!((judged, passed_over.len()), (201, 0));
}

#[test]
fn m09_g10_rsa_oaep_decryption() {
    let named = |value: &Value| DigestAlgorithm::from_name(value.as_str().unwrap());
    let (passed_over, judged) = run_transport(files!(rsa_oaep), |group, test| {
        let (digest, mgf) = (named(&group["sha"])?, named(&group["mgfSha"])?);
        Some(KeyTransport::RsaOaep { digest, mgf, label: unhex(&test["label"]) })
    });
    assert_eq!(passed_over, ["Rsa2048Sha512_224Mgf1Sha1", "Rsa2048Sha512_224Mgf1Sha512_224"]);
    assert!(judged > 1000, "{judged}");
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
fn m17_g10_ecdh() {
    let (mut passed_over, mut judged) = (Vec::new(), 0);
    for file in files!(ecdh) {
        let tally = file.run(|group, test| {
            let (oid, length) = curve(group["curve"].as_str().unwrap())?;
            let opener = MemoryOpener::new(ec_private_key(&test["private"], oid, length)).unwrap();
            let public = unhex(&test["public"]);
            let originator = match group["encoding"].as_str().unwrap() {
                "asn" => public,
                "ecpoint" => tlv(0x30, &[tlv(0x30, EC_KEY), tlv(3, &[vec![0], public].concat())].concat()),
                other => panic!("{other}"),
            };
            Some(agrees(&opener, &originator, &unhex(&test["shared"])))
        });
        // Compressed points are points (RFC 5480 section 2.2), and RFC 5753 section 3.1.1 allows absent parameters and NULL. Broken DER is not opened.
        let lenient = ["compressed public key", "truncated sequence: removed last 1 elements", "Replacing oid with NULL"];
        assert!(tally.taken.iter().all(|comment| lenient.contains(&comment.as_str())), "{}: {tally:?}", file.name);
        if tally.total() == 0 {
            passed_over.push(file.name);
        }
        judged += tally.total();
    }
    assert_eq!(judged, 4381);
    assert!(
        passed_over.iter().all(|name| name.contains("Brainpool") || name.contains("224r1") || name.contains("256k1")),
        "{passed_over:?}"
    );
}

#[test]
fn m17_g10_x25519() {
    let (mut passed_over, mut judged) = (Vec::new(), 0);
    for file in files!(xdh) {
        let tally = file.run(|group, test| {
            if group["curve"] != "curve25519" {
                return None;
            }
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
            assert_eq!(opened, !zero, "test {}: {}", test["tcId"], test["comment"]);
            assert_eq!(zero, test["flags"].as_array().unwrap().contains(&Value::from("ZeroSharedSecret")));
            Some(opened)
        });
        if tally.total() == 0 {
            passed_over.push(file.name);
        }
        judged += tally.total();
    }
    assert_eq!((judged, passed_over), (518, vec!["X448".to_owned()]));
}
