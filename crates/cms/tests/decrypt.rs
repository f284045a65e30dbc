//! What OpenSSL encrypts is decrypted here: every cipher, every kind of recipient, every form of encoding that it writes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use kakitome_cms::{Keys, RecipientInfo};
use kakitome_crypto::MemoryOpener;
use support::unseal::{Opened, open};
use support::{World, ids};

const MAIL: &[u8] = "Content-Type: text/plain; charset=utf-8\r\n\r\n書留でお送りします。\r\n".as_bytes();

fn encrypt(arguments: &[&str]) -> Vec<u8> {
    let base = ["cms", "-encrypt", "-binary"];
    World::get().openssl(&[&base, arguments].concat(), MAIL)
}

/// Opened by the key of a leaf.
fn open_as(name: &str, bytes: &[u8]) -> Opened {
    let world = World::get();
    let (certificate, opener) = (world.certificate(name), MemoryOpener::new(world.key(name)).unwrap());
    open(bytes, &Keys::new().own(&certificate, &opener)).unwrap()
}

#[test]
fn every_cipher_and_encoding() {
    for (cipher, extra, findings) in [
        ("-aes-128-cbc", &[][..], &["cms.unauthenticated-cipher"][..]),
        ("-aes-192-cbc", &[], &["cms.unauthenticated-cipher"]),
        ("-aes-256-cbc", &[], &["cms.unauthenticated-cipher"]),
        ("-aes-256-cbc", &["-stream"], &["cms.unauthenticated-cipher", "cms.ber"]),
        ("-des3", &[], &["cms.unauthenticated-cipher", "cms.weak-cipher"]),
        ("-rc2-128", &["-provider", "legacy", "-provider", "default"], &["cms.unauthenticated-cipher", "cms.weak-cipher"]),
        ("-rc2-64", &["-provider", "legacy", "-provider", "default"], &["cms.unauthenticated-cipher", "cms.weak-cipher"]),
        ("-rc2-40", &["-provider", "legacy", "-provider", "default"], &["cms.unauthenticated-cipher", "cms.weak-cipher"]),
        ("-des", &["-provider", "legacy", "-provider", "default"], &["cms.unauthenticated-cipher", "cms.weak-cipher"]),
        ("-aes-128-gcm", &[], &[]),
        ("-aes-192-gcm", &[], &[]),
        ("-aes-256-gcm", &[], &[]),
        ("-aes-256-gcm", &["-stream"], &["cms.ber"]),
    ] {
        for form in ["DER", "PEM"] {
            let bytes = encrypt(&[&[cipher, "-outform", form], extra, &["rsa.pem"]].concat());
            let opened = open_as("rsa", &bytes);
            assert_eq!(opened.content, MAIL, "{cipher} {extra:?}");
            assert_eq!(ids(&opened.findings), findings, "{cipher} {extra:?}");
            assert_eq!(opened.checked.is_authenticated, cipher.ends_with("gcm"));
        }
    }
}

#[test]
fn every_key_transport() {
    for extra in [
        &[][..],
        &["-keyopt", "rsa_padding_mode:oaep"],
        &["-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha224"],
        &["-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256"],
        &["-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha384"],
        &["-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha512-256"],
        &["-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha3-256"],
        &["-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:md5"],
        &["-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha512"],
        &["-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256", "-keyopt", "rsa_mgf1_md:sha1"],
    ] {
        let bytes = encrypt(&[&["-aes128", "-outform", "DER", "-recip", "rsa.pem"], extra].concat());
        assert_eq!(open_as("rsa", &bytes).content, MAIL, "{extra:?}");
        let bytes = encrypt(&[&["-aes128", "-outform", "DER", "-keyid", "-recip", "rsa.pem"], extra].concat());
        assert_eq!(open_as("rsa", &bytes).content, MAIL, "{extra:?} by key identifier");
    }
}

#[test]
fn every_key_agreement() {
    for name in ["p256", "p384", "p521"] {
        let pem = format!("{name}.pem");
        for md in ["sha1", "sha224", "sha256", "sha384", "sha512"] {
            for (cofactor, cipher) in [("0", "-aes128"), ("1", "-aes-256-gcm"), ("0", "-aes192")] {
                let (md, cofactor) = (format!("ecdh_kdf_md:{md}"), format!("ecdh_cofactor_mode:{cofactor}"));
                let bytes = encrypt(&[cipher, "-outform", "DER", "-recip", &pem, "-keyopt", &md, "-keyopt", &cofactor]);
                assert_eq!(open_as(name, &bytes).content, MAIL, "{name} {md} {cofactor} {cipher}");
            }
        }
        let bytes = encrypt(&["-aes256-wrap", "-aes256", "-outform", "DER", "-keyid", "-recip", &pem]);
        assert_eq!(open_as(name, &bytes).content, MAIL, "{name} by key identifier");
        let bytes = encrypt(&["-des3-wrap", "-des3", "-outform", "DER", "-recip", &pem]);
        assert_eq!(open_as(name, &bytes).content, MAIL, "{name} with 3DES key wrap");
    }
}

#[test]
fn shared_keys_and_passwords() {
    let key = [7_u8; 32];
    for (length, wrap) in [(16, "-aes128-wrap"), (24, "-aes192-wrap"), (32, "-aes256-wrap")] {
        let hex = "07".repeat(length);
        for cipher in ["-aes-128-gcm", "-aes256"] {
            let bytes = encrypt(&[cipher, wrap, "-outform", "DER", "-secretkey", &hex, "-secretkeyid", "c0fee0"]);
            let opened = open(&bytes, &Keys::new().shared(&[0xc0, 0xfe, 0xe0], &key[..length])).unwrap();
            assert_eq!(opened.content, MAIL);
            assert!(matches!(opened.envelope.recipients[0].info, RecipientInfo::Kek(_)));
        }
    }
    for cipher in ["-aes128", "-aes256", "-des3"] {
        let bytes = encrypt(&[cipher, "-outform", "DER", "-pwri_password", "secret"]);
        assert_eq!(open(&bytes, &Keys::new().password(b"secret")).unwrap().content, MAIL, "{cipher}");
    }
}

#[test]
fn each_of_several_recipients() {
    let bytes = encrypt(&[
        "-aes256",
        "-outform",
        "DER",
        "-secretkey",
        &"11".repeat(32),
        "-secretkeyid",
        "01",
        "-pwri_password",
        "secret",
        "rsa.pem",
        "p256.pem",
        "p384.pem",
        "p521.pem",
    ]);
    for name in ["rsa", "p256", "p384", "p521"] {
        let opened = open_as(name, &bytes);
        assert_eq!(opened.content, MAIL, "{name}");
        assert_eq!(opened.envelope.recipients.len(), 6);
        assert_eq!(opened.envelope.recipients_of(&World::get().certificate(name)).count(), 1);
        assert_eq!(ids(&opened.findings), ["cms.unauthenticated-cipher"], "{name}");
    }
    assert_eq!(open(&bytes, &Keys::new().shared(&[1], &[0x11; 32])).unwrap().content, MAIL);
    assert_eq!(open(&bytes, &Keys::new().password(b"secret")).unwrap().content, MAIL);
}
