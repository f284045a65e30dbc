//! PKCS#12 files: as OpenSSL writes them, wrong passwords, and what asks for too much.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod support;

use kakitome_cms::{Error, Finding, pkcs12};
use kakitome_crypto::{Error as CryptoError, PrivateKey};
use support::{LEAVES, World};

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
fn every_protection_that_openssl_has() {
    for cipher in [
        "PBE-SHA1-3DES",
        "PBE-SHA1-2DES",
        "PBE-SHA1-RC2-128",
        "PBE-SHA1-RC2-40",
        "des-ede3-cbc",
        "rc2-cbc",
        "rc2-40-cbc",
        "rc2-64-cbc",
        "aes-128-cbc",
        "aes-192-cbc",
        "aes-256-cbc",
        "NONE",
    ] {
        for mac in ["sha1", "sha224", "sha256", "sha384", "sha512"] {
            let bytes = export("p256", &["-legacy", "-keypbe", cipher, "-certpbe", cipher, "-macalg", mac]);
            let contents = pkcs12::read(&bytes, PASSWORD).unwrap_or_else(|error| panic!("{cipher} {mac}: {error}"));
            assert_eq!(PrivateKey::from_pkcs8(&contents.private_key).unwrap().public_spki(), World::get().certificate("p256").spki());
            let weak = matches!(cipher, "PBE-SHA1-RC2-40" | "rc2-40-cbc" | "rc2-64-cbc" | "NONE");
            let ids: Vec<_> = contents.findings.iter().map(Finding::id).collect();
            assert_eq!(ids, if weak { vec!["cms.p12-weak-key-protection"] } else { vec![] }, "{cipher}");
            assert!(matches!(pkcs12::read(&bytes, "other"), Err(Error::WrongPassword)), "{cipher} {mac}");
        }
    }
    // what OpenSSL 1 writes: RC2-40 around the certificates, 3DES around the key
    assert!(pkcs12::read(&export("p256", &["-legacy"]), PASSWORD).unwrap().findings.is_empty());
}

#[test]
fn what_is_not_offered_is_named() {
    for (cipher, name) in [("PBE-SHA1-RC4-128", "pbeWithSHAAnd128BitRC4"), ("camellia-256-cbc", "Camellia-256-CBC")] {
        let error = pkcs12::read(&export("p256", &["-legacy", "-keypbe", cipher, "-certpbe", cipher]), PASSWORD).unwrap_err();
        assert!(matches!(&error, Error::UnsupportedProtection { .. }) && error.to_string().contains(name), "{error}");
    }
}

#[test]
fn no_key_or_several() {
    let world = World::get();
    let pass = format!("pass:{PASSWORD}");
    let none = world.openssl(&["pkcs12", "-export", "-nokeys", "-in", "p256.pem", "-passout", &pass], b"");
    assert!(matches!(pkcs12::read(&none, PASSWORD), Err(Error::NoPrivateKey)));
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
