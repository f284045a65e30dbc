//! What is encrypted, digested and nested here, `openssl cms` reads, and the other way round. Its signatures are in `openssl`,
//! what it encrypts in `decrypt`, its EncryptedData in `encrypted_data`.
//!
//! What it (3.0, Debian 12) cannot do; of messages that it should read it is asked all the same, so that a version that can is noticed:
//! - X25519 recipients and HKDF in key agreement (RFC 8418): its CMS agrees on keys by EC and X9.42 alone;
//! - Ed25519 signers with signed attributes: it hands the key a digest (`eddsa_digest_signverify_init:invalid digest`);
//! - CompressedData: Debian builds it without zlib;
//! - authAttrs of AuthEnvelopedData: it leaves them out of what the tag covers, so such a message does not open there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::io::Write;

use kakitome_cms::encrypt::{Options, Recipient, Request, Rid};
use kakitome_cms::sign::{self, Identity};
use kakitome_cms::{DigestMatch, DigestedData, DigestedDataWriter, Integrity, Keys, Policy, oid};
use kakitome_crypto::{ContentCipher, DigestAlgorithm, Kdf, KeyAgreement, KeyTransport, KeyWrap, Zeroizing};
use kakitome_pki::UnixTime;
use support::peers::{hex, reader_of, readers};
use support::unseal::open;
use support::{World, certificates, hash, read, run};

const MAIL: &[u8] = "Content-Type: text/plain; charset=utf-8\r\n\r\n書留でお送りします。\r\n".as_bytes();
const DECRYPT: [&str; 5] = ["cms", "-decrypt", "-binary", "-inform", "DER"];

fn to(name: &str, options: &Options) -> Recipient {
    Recipient::certificate(&reader_of(name).certificate, options).unwrap()
}

fn kek(octets: usize) -> Recipient {
    Recipient::kek(&[0xc0, 0xfe], Zeroizing::new(vec![7; octets])).unwrap()
}

/// In DER and as a stream, opened with these arguments.
fn reads(recipients: &[Recipient], cipher: ContentCipher, with: &[&str]) {
    let request = Request::new(recipients, cipher).unwrap();
    let mut writer = request.stream(Vec::new()).unwrap();
    writer.write_all(MAIL).unwrap();
    for bytes in [request.encrypt(MAIL).unwrap(), writer.finish().unwrap()] {
        let content = World::get().openssl(&[&DECRYPT[..], with].concat(), &bytes);
        assert_eq!(content, MAIL, "{recipients:?} {}", cipher.name());
    }
}

fn own(name: &str) -> [String; 4] {
    let reader = reader_of(name);
    ["-recip".to_owned(), reader.pem.clone(), "-inkey".to_owned(), reader.key.clone()]
}

#[test]
fn what_is_encrypted_here_it_reads() {
    let by_key = Options { rid: Rid::SubjectKeyIdentifier, ..Options::default() };
    for cipher in ContentCipher::WRITTEN {
        for name in ["to-rsa", "to-p256", "to-p384", "to-p521"] {
            let own = own(name);
            let own: Vec<&str> = own.iter().map(String::as_str).collect();
            reads(&[to(name, &Options::default())], cipher, &own);
            reads(&[to(name, &by_key)], cipher, &own);
        }
        for octets in [16, 24, 32] {
            reads(&[kek(octets)], cipher, &["-secretkey", &hex(&vec![7; octets]), "-secretkeyid", "c0fe"]);
        }
    }
    for cipher in [ContentCipher::Aes128Gcm, ContentCipher::Aes192Cbc, ContentCipher::Aes256Cbc] {
        let password = Recipient::password(Zeroizing::new(b"secret".to_vec())).unwrap();
        reads(&[password], cipher, &["-pwri_password", "secret"]);
    }
}

#[test]
fn every_way_of_transport_and_agreement() {
    let [sha1, sha256, sha384, sha512] = [DigestAlgorithm::Sha1, DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512];
    let java = KeyTransport::RsaOaep { digest: sha256, mgf: sha1, label: Vec::new() };
    let rsa = own("to-rsa");
    let rsa: Vec<&str> = rsa.iter().map(String::as_str).collect();
    let others = [DigestAlgorithm::Sha224, DigestAlgorithm::Sha512_256, DigestAlgorithm::Sha3_256, DigestAlgorithm::Sha3_512];
    for transport in [sha1, sha256, sha384, sha512].into_iter().chain(others).map(KeyTransport::oaep).chain([java]) {
        let options = Options { transport, ..Options::default() };
        reads(&[to("to-rsa", &options)], ContentCipher::Aes256Gcm, &rsa);
    }
    for (digest, cofactor) in
        [sha1, DigestAlgorithm::Sha224, sha256, sha384, sha512].into_iter().flat_map(|digest| [(digest, false), (digest, true)])
    {
        for (name, wrap) in [("to-p256", KeyWrap::Aes128), ("to-p384", KeyWrap::Aes192), ("to-p521", KeyWrap::Aes256)] {
            let own = own(name);
            let own: Vec<&str> = own.iter().map(String::as_str).collect();
            let agreement = KeyAgreement::new(Kdf::X963(digest), cofactor, wrap).unwrap();
            let options = Options { agreement: Some(agreement), ..Options::default() };
            reads(&[to(name, &options)], ContentCipher::Aes128Cbc, &own);
        }
    }
}

#[test]
fn each_of_many() {
    let mut everyone: Vec<Recipient> = readers().iter().map(|reader| to(reader.name, &Options::default())).collect();
    everyone.push(kek(32));
    for name in ["to-rsa", "to-p256", "to-p384", "to-p521"] {
        let own = own(name);
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        reads(&everyone, ContentCipher::Aes256Gcm, &own);
    }
    reads(&everyone, ContentCipher::Aes256Cbc, &["-secretkey", &hex(&[7; 32]), "-secretkeyid", "c0fe"]);
}

#[test]
fn digested_both_ways() {
    let world = World::get();
    for (name, algorithm) in [
        ("md5", DigestAlgorithm::Md5),
        ("sha1", DigestAlgorithm::Sha1),
        ("sha224", DigestAlgorithm::Sha224),
        ("sha256", DigestAlgorithm::Sha256),
        ("sha384", DigestAlgorithm::Sha384),
        ("sha512", DigestAlgorithm::Sha512),
        ("sha3-256", DigestAlgorithm::Sha3_256),
        ("sha3-384", DigestAlgorithm::Sha3_384),
        ("sha3-512", DigestAlgorithm::Sha3_512),
    ] {
        for extra in [&[][..], &["-stream"]] {
            let create = ["cms", "-digest_create", "-binary", "-outform", "DER", "-md", name];
            let bytes = world.openssl(&[&create[..], extra].concat(), MAIL);
            let mut content = Vec::new();
            let digested = DigestedData::read(&bytes[..], &mut content).unwrap();
            assert_eq!((content.as_slice(), digested.check(&digested.content_digests)), (MAIL, DigestMatch::Same), "{name}");
        }
        let mut writer = DigestedDataWriter::new(oid::DATA, algorithm, Vec::new()).unwrap();
        writer.write_all(MAIL).unwrap();
        for mut bytes in [DigestedData::write(oid::DATA, algorithm, MAIL).unwrap(), writer.finish().unwrap()] {
            let verify = ["cms", "-digest_verify", "-binary", "-inform", "DER"];
            assert_eq!(world.openssl(&verify, &bytes), MAIL, "{name}");
            let at = bytes.windows(MAIL.len()).position(|window| window == MAIL).unwrap();
            bytes[at] ^= 1;
            assert!(!run("openssl", world.at(), &verify, &bytes).0, "{name}");
        }
    }
}

/// An opaque SignedData in DER.
fn signed(content: &[u8]) -> Vec<u8> {
    let world = World::get();
    let key = world.key("p256");
    let algorithm = key.default_algorithm();
    let identity = Identity::new(&world.certificate("p256"), &[], algorithm, &sign::Options::default()).unwrap();
    let request = sign::Request::new(&identity, &hash(content, &[identity.digest()]).all()[0], Some(UnixTime::now())).unwrap();
    let signature = key.sign(&algorithm, request.to_be_signed()).unwrap();
    let wrapping = request.opaque(&signature, content.len() as u64);
    [&wrapping.head, content, &wrapping.tail].concat()
}

/// Signed inside encrypted inside signed, each container as the content of the next.
#[test]
fn nested_here_opened_there() {
    let world = World::get();
    let inner = signed(MAIL);
    let request = Request::new(&[to("to-rsa", &Options::default())], ContentCipher::Aes256Cbc).unwrap();
    let outer = signed(&request.content_type(oid::SIGNED_DATA).encrypt(&inner).unwrap());
    let verify = ["cms", "-verify", "-binary", "-inform", "DER", "-CAfile", "root.pem", "-purpose", "any"];
    let encrypted = world.openssl(&verify, &outer);
    let own = own("to-rsa");
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let opened = world.openssl(&[&DECRYPT[..], &own].concat(), &encrypted);
    assert_eq!(opened, inner);
    assert_eq!(world.openssl(&verify, &opened), MAIL);
}

#[test]
fn nested_there_opened_here() {
    let world = World::get();
    let sign = ["cms", "-sign", "-binary", "-nodetach", "-outform", "DER", "-signer", "rsa.pem", "-inkey", "rsa.key"];
    let encrypt = ["cms", "-encrypt", "-binary", "-outform", "DER"];
    reader_of("to-p256");
    for (cipher, extra) in [("-aes-256-gcm", &[][..]), ("-aes256", &["-stream"])] {
        let inner = world.openssl(&[&sign[..], extra].concat(), MAIL);
        let encrypted = world.openssl(&[&encrypt[..], &[cipher], extra, &["to-p256.pem"]].concat(), &inner);
        let outer = world.openssl(&[&sign[..], extra].concat(), &encrypted);
        let good = |bytes: &[u8]| {
            let (signed_data, content) = read(bytes).unwrap();
            let checks = signed_data.check(&signed_data.content_digests, &certificates(&signed_data), &Policy::default());
            assert!(matches!(checks[0].integrity, Integrity::Good(_)), "{checks:?}");
            content
        };
        let reader = reader_of("to-p256");
        let opened = open(&good(&outer), &Keys::new().own(&reader.certificate, &reader.opener)).unwrap();
        assert_eq!(good(&opened.content), MAIL);
    }
}

/// What is beyond it. RFC 5083 2.1 demands contentType among authAttrs when the content is not id-data, and the tag covers them
/// (2.2); Bouncy Castle reads such messages.
#[test]
fn what_it_cannot_read() {
    let plain = |recipient| Request::new(&[recipient], ContentCipher::Aes256Gcm).unwrap();
    let hkdf = KeyAgreement::new(Kdf::Hkdf(DigestAlgorithm::Sha256), false, KeyWrap::Aes256).unwrap();
    let hkdf = Options { agreement: Some(hkdf), ..Options::default() };
    for (what, name, request) in [
        ("authAttrs", "to-rsa", plain(to("to-rsa", &Options::default())).content_type(oid::SIGNED_DATA)),
        ("X25519", "to-x25519", plain(to("to-x25519", &Options::default()))),
        ("HKDF", "to-p256", plain(to("to-p256", &hkdf))),
    ] {
        let own = own(name);
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        let bytes = request.encrypt(MAIL).unwrap();
        let (opened, ..) = run("openssl", World::get().at(), &[&DECRYPT[..], &own].concat(), &bytes);
        assert!(!opened, "it reads {what} now: ask it above");
    }
}
