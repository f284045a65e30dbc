//! PKCS#12 files: as OpenSSL 3 writes them, those of the corpus, wrong passwords, and what asks for too much.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod support;

use kakitome_cms::{Error, pkcs12};
use kakitome_crypto::{Error as CryptoError, PrivateKey};
use kakitome_pki::Certificate;
use support::{LEAVES, World, manifest, shared};

const PASSWORD: &str = "書留 pass%phrase";

fn export(name: &str, extra: &[&str]) -> Vec<u8> {
    let (key, pem, pass) = (format!("{name}.key"), format!("{name}.pem"), format!("pass:{PASSWORD}"));
    let base = ["pkcs12", "-export", "-inkey", &key, "-in", &pem, "-certfile", "root.pem", "-passout", &pass];
    World::get().openssl(&[&base, extra].concat(), b"")
}

#[test]
fn as_openssl_writes_it() {
    let world = World::get();
    for (name, _) in LEAVES {
        for extra in [
            &["-name", "太郎 (mail)"][..],
            &["-name", "n", "-macalg", "sha512", "-iter", "10000"],
            &["-nomac"],
            &["-keypbe", "NONE", "-certpbe", "NONE"],
        ] {
            let contents = pkcs12::read(&export(name, extra), PASSWORD).unwrap_or_else(|error| panic!("{name} {extra:?}: {error}"));
            let key = PrivateKey::from_pkcs8(&contents.private_key).unwrap();
            assert_eq!(key.public_spki(), world.certificate(name).spki());
            assert_eq!(contents.certificates, [world.certificate(name).as_der(), world.certificate("root").as_der()]);
            let named = extra.contains(&"-name").then(|| extra[1].to_owned());
            assert_eq!(contents.friendly_name, named);
            assert!(!format!("{contents:?}").contains("48, "), "the key shows");
        }
    }
}

#[test]
fn the_certificate_of_the_key_comes_first() {
    let world = World::get();
    let both = [std::fs::read(world.at().join("root.pem")).unwrap(), std::fs::read(world.at().join("p384.pem")).unwrap()].concat();
    std::fs::write(world.at().join("both.pem"), both).unwrap();
    let pass = format!("pass:{PASSWORD}");
    let bytes = world.openssl(&["pkcs12", "-export", "-inkey", "p384.key", "-in", "both.pem", "-passout", &pass], b"");
    let contents = pkcs12::read(&bytes, PASSWORD).unwrap();
    assert_eq!(contents.certificates[0], world.certificate("p384").as_der());
    assert_eq!(contents.certificates.len(), 2);
}

#[test]
fn wrong_password() {
    for (extra, password) in [(&[][..], ""), (&[], "other"), (&["-nomac"], "other")] {
        assert!(matches!(pkcs12::read(&export("p256", extra), password), Err(Error::WrongPassword)), "{extra:?} {password:?}");
    }
}

#[test]
fn empty_password() {
    let world = World::get();
    let bytes = world.openssl(&["pkcs12", "-export", "-inkey", "p256.key", "-in", "p256.pem", "-passout", "pass:"], b"");
    assert!(pkcs12::read(&bytes, "").is_ok());
    assert!(matches!(pkcs12::read(&bytes, "x"), Err(Error::WrongPassword)));
}

#[test]
fn in_base64() {
    let bytes = World::get().openssl(&["base64"], &export("p256", &[]));
    assert!(pkcs12::read(&bytes, PASSWORD).is_ok());
}

#[test]
fn old_ciphers_are_named() {
    for (cipher, name) in [("PBE-SHA1-3DES", "Triple-DES with SHA-1"), ("PBE-SHA1-2DES", "two-key Triple-DES")] {
        let error = pkcs12::read(&export("p256", &["-keypbe", cipher, "-certpbe", cipher]), PASSWORD).unwrap_err().to_string();
        assert!(error.contains(name), "{error}");
    }
    let error = pkcs12::read(&export("p256", &["-legacy"]), PASSWORD).unwrap_err().to_string();
    assert!(error.contains("RC2") || error.contains("Triple-DES"), "{error}");
}

#[test]
fn no_key_or_several() {
    let world = World::get();
    let pass = format!("pass:{PASSWORD}");
    let none = world.openssl(&["pkcs12", "-export", "-nokeys", "-in", "p256.pem", "-passout", &pass], b"");
    assert!(matches!(pkcs12::read(&none, PASSWORD), Err(Error::PrivateKeys { count: 0 })));
}

#[test]
fn m24_iterations_are_capped() {
    let bytes = export("p256", &["-iter", "2048"]);
    // 2^31 - 1 iterations in the MAC: put a longer INTEGER at the end of MacData and mend three lengths
    let mut asked = bytes.clone();
    let end = asked.len();
    assert_eq!(asked[end - 4..], [2, 2, 8, 0]);
    asked.truncate(end - 4);
    asked.extend_from_slice(&[2, 4, 0x7f, 0xff, 0xff, 0xff]);
    let mac_data = asked[..end - 4].windows(2).rposition(|window| window == [0x30, 0x41]).unwrap();
    asked[mac_data + 1] += 2;
    let outer = u16::from_be_bytes([asked[2], asked[3]]) + 2;
    asked[2..4].copy_from_slice(&outer.to_be_bytes());
    let started = std::time::Instant::now();
    let error = pkcs12::read(&asked, PASSWORD).unwrap_err();
    assert!(matches!(error, Error::Crypto(CryptoError::TooMuchWork { asked: 2_147_483_647, .. })), "{error}");
    assert!(started.elapsed().as_secs() < 1);
}

#[test]
fn cut_off_at_every_byte() {
    let bytes = export("p256", &["-keypbe", "NONE", "-certpbe", "NONE", "-macalg", "sha256", "-iter", "1"]);
    assert!(pkcs12::read(&bytes, PASSWORD).is_ok());
    for length in 0..bytes.len() {
        assert!(pkcs12::read(&bytes[..length], PASSWORD).is_err(), "{length}");
    }
}

/// Passwords of the corpus (its README and SOURCE.txt files).
fn password(path: &str) -> &'static str {
    match path {
        _ if path.starts_with("mimekit") => "no.secret",
        _ if path.starts_with("simple-java-mail") => "letmein",
        _ if path.starts_with("protected-headers") => "bob",
        _ if path.contains("credential_private") => "qeFGds84/Sf0eKkJwcp6",
        _ if path.contains("t5793") => "test",
        _ if path.contains("edward") => "abc,123456",
        _ if path.contains("nistp256") => "abc",
        _ if path.contains("opensc") => "password",
        _ if path.contains("ov-") => "start",
        _ => "nss",
    }
}

/// Files that are opened; all others use ciphers of 1999, and the error must name one.
const OPENED: [&str; 7] = [
    "thunderbird/smime/Alice-ec.p12",
    "thunderbird/smime/Alice.p12",
    "thunderbird/smime/Bob.p12",
    "thunderbird/smime/Dave.p12",
    "thunderbird/smime/Eve.p12",
    "gnupg/samplekeys/credential_private_encrypted_AES256.p12",
    "gnupg/samplekeys/nistp256-openssl-self-signed.p12",
];

#[test]
fn every_file_of_the_corpus() {
    let mut opened = Vec::new();
    for row in manifest().into_iter().filter(|row| row.kind == "p12") {
        let bytes = std::fs::read(shared().join("corpus").join(&row.path)).unwrap();
        match pkcs12::read(&bytes, password(&row.path)) {
            Ok(contents) => {
                let key = PrivateKey::from_pkcs8(&contents.private_key).unwrap();
                let own = Certificate::from_der(contents.certificates[0].clone()).unwrap();
                assert_eq!(key.public_spki(), own.spki(), "{}", row.path);
                opened.push(row.path);
            }
            Err(Error::UnsupportedProtection { name }) => assert!(name.contains("SHA-1"), "{}: {name}", row.path),
            // put together again from another file's pieces: its MAC is that of the other file, and OpenSSL refuses it too
            Err(Error::WrongPassword) if row.path.ends_with("/t5793-test.pfx") => {}
            Err(error) => panic!("{}: {error}", row.path),
        }
    }
    assert_eq!(opened, OPENED);
}
