//! Key files as OpenSSL writes them, read here; key files written here, read by OpenSSL. Wrong passwords, greedy parameters (M24), no key in Debug (W14).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::{
    io::Write,
    process::{Command, Stdio},
};

use kakitome_crypto::{Error, KeyKind, MemorySigner, PasswordCipher, PrivateKey, PublicKey, Verification};

fn openssl(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("this test needs the openssl program (Debian: apt-get install openssl)");
    child.stdin.take().unwrap().write_all(input).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    done.stdout
}

fn made_by_openssl(kind: KeyKind) -> Vec<u8> {
    match kind {
        KeyKind::Rsa { .. } => openssl(&["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], b""),
        KeyKind::Ed25519 => openssl(&["genpkey", "-algorithm", "ED25519"], b""),
        curve => openssl(&["genpkey", "-algorithm", "EC", "-pkeyopt", &format!("ec_paramgen_curve:{curve}")], b""),
    }
}

const KINDS: [KeyKind; 5] = [KeyKind::Rsa { bits: 2048 }, KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Ed25519];

fn signs(key: &PrivateKey) -> bool {
    let algorithm = key.default_algorithm();
    let signature = key.sign(&algorithm, b"x").unwrap();
    PublicKey::from_spki(key.public_spki()).unwrap().verify(&algorithm, b"x", &signature) == Verification::Good
}

#[test]
fn every_form_that_openssl_writes() {
    for kind in KINDS {
        let pem = made_by_openssl(kind);
        let public = openssl(&["pkey", "-pubout", "-outform", "DER"], &pem);
        let mut forms = vec![
            ("PKCS#8 PEM", pem.clone()),
            ("PKCS#8 DER", openssl(&["pkey", "-outform", "DER"], &pem)),
            ("PEM with text around", [b"Bag Attributes\r\n    friendlyName: x\r\n".as_slice(), &pem, b"trailing words\n"].concat()),
        ];
        if kind != KeyKind::Ed25519 {
            forms.push(("traditional PEM", openssl(&["pkey", "-traditional"], &pem)));
            forms.push(("traditional DER", openssl(&["pkey", "-traditional", "-outform", "DER"], &pem)));
        }
        for (what, file) in forms {
            let key = PrivateKey::from_file(&file, None).unwrap_or_else(|why| panic!("{kind} {what}: {why}"));
            assert_eq!(key.kind(), kind, "{what}");
            assert_eq!(key.public_spki(), public, "{kind} {what}");
            assert!(signs(&key), "{kind} {what}");
        }
    }
}

#[test]
fn encrypted_files_open_with_their_password_alone() {
    let pem = made_by_openssl(KeyKind::P256);
    for extra in [
        &["-v2", "aes-256-cbc"][..],
        &["-v2", "aes-128-cbc"],
        &["-v2", "aes-192-cbc", "-v2prf", "hmacWithSHA512"],
        &["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA1", "-iter", "100000"],
        &["-v2", "des3"],
        &["-v2", "des3", "-v2prf", "hmacWithSHA384"],
        &["-v1", "PBE-SHA1-3DES"],
        &["-v1", "PBE-SHA1-2DES"],
    ] {
        let file = openssl(&[&["pkcs8", "-topk8", "-passout", "pass:秘密"], extra].concat(), &pem);
        assert!(signs(&PrivateKey::from_file(&file, Some("秘密".as_bytes())).unwrap()), "{extra:?}");
        assert_eq!(PrivateKey::from_file(&file, None).unwrap_err(), Error::PasswordNeeded);
        for wrong in [&b""[..], b"secret", "秘密 ".as_bytes()] {
            assert_eq!(PrivateKey::from_file(&file, Some(wrong)).unwrap_err(), Error::WrongPassword, "{extra:?}");
        }
    }
}

#[test]
fn a_wrong_password_is_never_mistaken_for_a_damaged_key() {
    let key = PrivateKey::generate(KeyKind::P256).unwrap();
    let file = key.to_encrypted_pkcs8(b"right", 1_000).unwrap();
    assert!(signs(&PrivateKey::from_file(&file, Some(b"right")).unwrap()));
    for attempt in 0..2_000_u32 {
        assert_eq!(PrivateKey::from_file(&file, Some(&attempt.to_be_bytes())).unwrap_err(), Error::WrongPassword);
    }
}

#[test]
fn schemes_that_are_not_offered_are_named() {
    let pem = made_by_openssl(KeyKind::P256);
    let scrypt = openssl(&["pkcs8", "-topk8", "-scrypt", "-passout", "pass:x"], &pem);
    let said = PrivateKey::from_file(&scrypt, Some(b"x")).unwrap_err().to_string();
    assert_eq!(said, "key derivation scrypt is not supported");
    let camellia = openssl(&["pkcs8", "-topk8", "-v2", "camellia-128-cbc", "-passout", "pass:x"], &pem);
    let said = PrivateKey::from_file(&camellia, Some(b"x")).unwrap_err().to_string();
    assert_eq!(said, "PBES2 with Camellia-128-CBC is not supported");
    let headers = openssl(&["ec", "-aes256", "-passout", "pass:x"], &pem);
    let said = PrivateKey::from_file(&headers, Some(b"x")).unwrap_err().to_string();
    assert!(said.contains("RFC 1421"), "{said}");
    // Short keys open old mail and sign nothing.
    let small = openssl(&["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"], b"");
    let small = PrivateKey::from_file(&small, None).unwrap();
    assert_eq!(small.kind(), KeyKind::Rsa { bits: 1024 });
    assert!(small.can_decrypt() && !small.can_sign(&small.default_algorithm()));
    assert!(MemorySigner::new(small).is_err());
    let curve = openssl(&["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"], b"");
    assert_eq!(PrivateKey::from_file(&curve, None).unwrap_err().to_string(), "private key of type secp256k1 is not supported");
}

#[test]
fn m24_a_greedy_iteration_count_is_refused_at_once() {
    let cipher = PasswordCipher::aes(1_000).unwrap();
    let (algorithm, ciphertext) = (cipher.to_der(), cipher.encrypt(b"plain", b"pw").unwrap());
    // INTEGER 1000 is replaced by 2^31 - 1; the lengths of the SEQUENCEs around it follow.
    let at = algorithm.windows(4).position(|window| window == [2, 2, 0x03, 0xe8]).unwrap();
    let mut longer = algorithm.clone();
    longer.splice(at..at + 4, [2, 4, 0x7f, 0xff, 0xff, 0xff]);
    let mut grown = 0;
    for position in (0..at).rev() {
        let reaches = position + 2 + usize::from(algorithm[position + 1]);
        if algorithm[position] == 0x30 && algorithm[position + 1] < 0x80 && reaches > at && reaches <= algorithm.len() {
            longer[position + 1] += 2;
            grown += 1;
        }
    }
    assert_eq!(grown, 4);
    let begin = std::time::Instant::now();
    let limits = kakitome_crypto::Pbkdf2Limits::default();
    let refused = PasswordCipher::from_der(&longer).unwrap().decrypt(&ciphertext, b"pw", &limits).unwrap_err();
    assert_eq!(refused, Error::TooMuchWork { asked: 0x7fff_ffff, limit: 10_000_000, unit: "iterations" });
    assert!(begin.elapsed() < std::time::Duration::from_secs(1));
    let plain = PasswordCipher::from_der(&algorithm).unwrap().decrypt(&ciphertext, b"pw", &limits).unwrap().unwrap();
    assert_eq!(plain.as_slice(), b"plain");
}

#[test]
fn what_is_written_here_openssl_reads() {
    for kind in KINDS {
        let key = PrivateKey::generate(kind).unwrap();
        let der = key.to_pkcs8().unwrap();
        assert_eq!(openssl(&["pkey", "-inform", "DER", "-pubout", "-outform", "DER"], &der), key.public_spki(), "{kind}");
        let again = PrivateKey::from_pkcs8(&der).unwrap();
        assert_eq!(again.public_spki(), key.public_spki());
        let encrypted = key.to_encrypted_pkcs8(b"pw", 2_048).unwrap();
        let read = openssl(&["pkey", "-inform", "DER", "-passin", "pass:pw", "-pubout", "-outform", "DER"], &encrypted);
        assert_eq!(read, key.public_spki(), "{kind}");
    }
}

#[test]
fn keys_that_are_not_made_here() {
    for kind in [KeyKind::Rsa { bits: 1024 }, KeyKind::Rsa { bits: 2047 }, KeyKind::Rsa { bits: 0 }] {
        assert!(matches!(PrivateKey::generate(kind), Err(Error::Unsupported { .. })));
    }
}

#[test]
fn w14_debug_prints_no_key() {
    for kind in KINDS {
        let key = PrivateKey::generate(kind).unwrap();
        assert_eq!(format!("{key:?}"), format!("PrivateKey({kind})"));
    }
}

#[test]
fn pem_with_faults_is_refused_with_its_reason() {
    for (file, words) in [
        (&b"-----BEGIN PRIVATE KEY-----\nAAAA\n"[..], "ends inside a block"),
        (b"-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----\n", "PEM file"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "no block with a private key"),
        (b"-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----\n", "DSA PRIVATE KEY"),
    ] {
        let said = PrivateKey::from_file(file, None).unwrap_err().to_string();
        assert!(said.contains(words), "{said}");
    }
}
