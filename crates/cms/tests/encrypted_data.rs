//! EncryptedData (RFC 5652 8), read in two passes and written; the corpus's, OpenSSL's, and every way to spoil one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::io::{Cursor, Write};

use kakitome_ber::der;
use kakitome_cms::{EncryptedData, Error, Limits, oid};
use kakitome_crypto::{ContentCipher, ContentKey, Zeroizing};
use support::{World, ids, shared};

const MAIL: &[u8] = "Content-Type: text/plain; charset=utf-8\r\n\r\n書留でお送りします。\r\n".as_bytes();
const CIPHERS: [(ContentCipher, &str); 3] =
    [(ContentCipher::Aes128Cbc, "-aes128"), (ContentCipher::Aes192Cbc, "-aes192"), (ContentCipher::Aes256Cbc, "-aes256")];

fn key(octets: usize) -> ContentKey {
    ContentKey::from_bytes(Zeroizing::new(vec![9; octets]))
}

fn open(bytes: &[u8], key: &ContentKey) -> Result<(Vec<u8>, Vec<&'static str>), Error> {
    let mut source = Cursor::new(bytes);
    let data = EncryptedData::read(&mut source, &Limits::default())?;
    let checked = data.check(&mut source, key)?;
    let mut content = Vec::new();
    assert_eq!(checked.write_to(&mut source, &mut content)?, content.len() as u64);
    Ok((content, ids(&[data.findings, checked.findings].concat())))
}

#[test]
fn round_trip() {
    for (cipher, _) in CIPHERS {
        for length in [0, 1, 15, 16, 17, 70_000] {
            let content: Vec<u8> = (0..length).map(|n: u32| (n * 7) as u8).collect();
            let definite = EncryptedData::write(oid::SIGNED_DATA, cipher, &key(cipher.key_len()), &content).unwrap();
            let mut writer = EncryptedData::stream(oid::DATA, cipher, &key(cipher.key_len()), Vec::new()).unwrap();
            writer.write_all(&content).unwrap();
            for (bytes, findings) in
                [(definite, &["cms.unauthenticated-cipher"][..]), (writer.finish().unwrap(), &["cms.unauthenticated-cipher", "cms.ber"])]
            {
                assert_eq!(open(&bytes, &key(cipher.key_len())).unwrap(), (content.clone(), findings.to_vec()));
            }
        }
    }
}

#[test]
fn openssl_both_ways() {
    let world = World::get();
    for (cipher, name) in CIPHERS {
        let hex = "09".repeat(cipher.key_len());
        let encrypt = ["cms", "-EncryptedData_encrypt", "-binary", "-outform", "DER", name, "-secretkey", &hex];
        for extra in [&[][..], &["-stream"]] {
            let bytes = world.openssl(&[&encrypt[..], extra].concat(), MAIL);
            assert_eq!(open(&bytes, &key(cipher.key_len())).unwrap().0, MAIL, "{name} {extra:?}");
        }
        let mut writer = EncryptedData::stream(oid::DATA, cipher, &key(cipher.key_len()), Vec::new()).unwrap();
        writer.write_all(MAIL).unwrap();
        for bytes in [EncryptedData::write(oid::DATA, cipher, &key(cipher.key_len()), MAIL).unwrap(), writer.finish().unwrap()] {
            let decrypt = ["cms", "-EncryptedData_decrypt", "-binary", "-inform", "DER", "-secretkey", &hex];
            assert_eq!(world.openssl(&decrypt, &bytes), MAIL, "{name}");
        }
    }
    // what is only read
    let legacy = ["-provider", "legacy", "-provider", "default"];
    for (name, octets) in [("-des3", 24), ("-des", 8), ("-rc2-40", 5), ("-rc2-128", 16)] {
        let hex = "09".repeat(octets);
        let encrypt = ["cms", "-EncryptedData_encrypt", "-binary", "-outform", "DER", name, "-secretkey", &hex];
        let bytes = world.openssl(&[&encrypt[..], &legacy].concat(), MAIL);
        let (content, findings) = open(&bytes, &key(octets)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((&content[..], &findings[..]), (MAIL, &["cms.unauthenticated-cipher", "cms.weak-cipher"][..]), "{name}");
    }
}

#[test]
fn corpus() {
    // AES-128-CBC under a key that nobody wrote down: its structure is read, and another key does not open it
    let bytes = std::fs::read(shared().join("corpus/asn1crypto/cms-encrypted.der")).unwrap();
    let data = EncryptedData::read(&bytes[..], &Limits::default()).unwrap();
    assert_eq!(ids(&data.findings), ["cms.unauthenticated-cipher"]);
    assert_eq!((data.version, data.content_type, data.encryption.name().as_str()), (0, oid::DATA, "AES-128-CBC"));
    assert!(matches!(data.check(&mut Cursor::new(&bytes), &key(16)), Err(Error::Undecryptable)));
}

/// m05, m06: wrong key, changed padding, cut block: one answer.
#[test]
fn m06_whatever_is_wrong_is_one_answer() {
    let cipher = ContentCipher::Aes128Cbc;
    let bytes = EncryptedData::write(oid::DATA, cipher, &key(16), MAIL).unwrap();
    let undecryptable = |bytes: &[u8], key: &ContentKey| assert!(matches!(open(bytes, key), Err(Error::Undecryptable)));
    // one padding in 256 is right by chance: another key never gives the content, and mostly says nothing but this
    let others = (0..20).map(|octet| open(&bytes, &ContentKey::from_bytes(Zeroizing::new(vec![100 + octet; 16]))));
    let (none, some): (Vec<_>, Vec<_>) = others.partition(Result::is_err);
    assert!(none.len() > 10 && none.iter().all(|outcome| matches!(outcome, Err(Error::Undecryptable))));
    assert!(some.iter().all(|outcome| outcome.as_ref().is_ok_and(|(content, _)| content != MAIL)));
    undecryptable(&bytes, &key(15));
    undecryptable(&bytes, &key(32));
    let mut padding = bytes.clone();
    let at = padding.len() - 17;
    padding[at] ^= 0x80; // makes the last octet of padding 128 more
    undecryptable(&padding, &key(16));
    let empty = container(0, cipher, &[], &[]);
    undecryptable(&empty, &key(16));
    undecryptable(&container(0, cipher, &[0; 15], &[]), &key(16));
}

#[test]
fn forms_and_versions() {
    let cipher = ContentCipher::Aes128Cbc;
    let whole = EncryptedData::write(oid::DATA, cipher, &key(16), MAIL).unwrap();
    for end in 0..whole.len() {
        assert!(open(&whole[..end], &key(16)).is_err());
    }
    assert!(open(&[&whole[..], b"\n"].concat(), &key(16)).unwrap().1.contains(&"cms.trailing-bytes"));
    let mut version = whole.clone();
    let at = version.windows(3).position(|window| window == [2, 1, 0]).unwrap();
    version[at + 2] = 2;
    assert!(open(&version, &key(16)).unwrap().1.contains(&"cms.unexpected-version"));

    let attribute = der::sequence(&[&der::oid(&oid::SIGNING_TIME), &der::set_of(&[&der::time(0)])]);
    let mut source = Cursor::new(container(2, cipher, &[0; 16], &der::context(1, &[&attribute])));
    let data = EncryptedData::read(&mut source, &Limits::default()).unwrap();
    // a wrong key for these octets: only what stands behind them is looked at here
    let outcome = data.check(&mut source, &key(16));
    assert!(matches!(outcome, Err(Error::Undecryptable)) || outcome.is_ok_and(|checked| checked.unprotected_attributes.len() == 1));

    let detached = der::sequence(&[&der::unsigned(0), &der::sequence(&[&der::oid(&oid::DATA), &algorithm(cipher)])]);
    let detached = der::sequence(&[&der::oid(&oid::ENCRYPTED_DATA), &der::context(0, &[&detached])]);
    let data = EncryptedData::read(&detached[..], &Limits::default()).unwrap();
    assert!(ids(&data.findings).contains(&"cms.no-encrypted-content"));
    assert!(matches!(data.check(&mut Cursor::new(&detached), &key(16)), Err(Error::NoContent)));
    // GCM has no place for its tag here
    let error = EncryptedData::write(oid::DATA, ContentCipher::Aes128Gcm, &key(16), MAIL).unwrap_err();
    assert_eq!(error.to_string(), "cannot encrypt: EncryptedData has no place for the tag of GCM");
    let misplaced = container(0, ContentCipher::Aes128Gcm, &[0; 16], &[]);
    assert!(matches!(open(&misplaced, &key(16)), Err(Error::MisplacedCipher { .. })));
}

#[test]
fn unprotected_attributes_are_kept() {
    let written = EncryptedData::write(oid::DATA, ContentCipher::Aes128Cbc, &key(16), MAIL).unwrap();
    // the same content with attributes behind it
    let mut fields = kakitome_ber::Cursor::strict(&written).sequence().unwrap();
    fields.oid().unwrap();
    let body = fields.any().unwrap();
    let mut body = body.children().unwrap().sequence().unwrap();
    let (_, content) = (body.any().unwrap(), body.any().unwrap());
    let attribute = der::sequence(&[&der::oid(&oid::SIGNING_TIME), &der::set_of(&[&der::time(0)])]);
    let body = der::sequence(&[&der::unsigned(2), content.raw(), &der::context(1, &[&attribute])]);
    let bytes = der::sequence(&[&der::oid(&oid::ENCRYPTED_DATA), &der::context(0, &[&body])]);
    let mut source = Cursor::new(&bytes);
    let data = EncryptedData::read(&mut source, &Limits::default()).unwrap();
    let checked = data.check(&mut source, &key(16)).unwrap();
    assert_eq!((checked.unprotected_attributes.len(), checked.findings.len()), (1, 0));
    assert_eq!(checked.unprotected_attributes[0].oid, oid::SIGNING_TIME);
    let mut content = Vec::new();
    checked.write_to(&mut source, &mut content).unwrap();
    assert_eq!(content, MAIL);
}

fn algorithm(cipher: ContentCipher) -> Vec<u8> {
    kakitome_crypto::CipherAlgorithm::fresh(cipher).unwrap().to_der()
}

/// An EncryptedData of these octets.
fn container(version: u64, cipher: ContentCipher, ciphertext: &[u8], behind: &[u8]) -> Vec<u8> {
    let content = der::context_primitive(0, ciphertext);
    let inner = der::sequence(&[&der::oid(&oid::DATA), &algorithm(cipher), &content]);
    let body = der::sequence(&[&der::unsigned(version), &inner, behind]);
    der::sequence(&[&der::oid(&oid::ENCRYPTED_DATA), &der::context(0, &[&body])])
}
