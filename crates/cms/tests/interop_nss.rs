//! Both ways with NSS (`cmsutil`), the engine of Thunderbird.
//!
//! What it (3.87, Debian 12) cannot do, and is therefore not asked:
//! - AES-GCM (AuthEnvelopedData): `SEC_ERROR_UNRECOGNIZED_OID`;
//! - RSA-OAEP: `SEC_ERROR_UNSUPPORTED_KEYALG` for its key transport;
//! - X25519 recipients, Ed25519 signers, HKDF in key agreement: no such object identifiers;
//! - key-encryption keys and passwords: its RecipientInfos are by certificate;
//! - CompressedData and DigestedData: `cmsutil` writes and reads neither;
//! - key agreement: `cannot create CMS recipientInfo object` when it should encrypt to an EC key, and `SEC_ERROR_BAD_DER` on what
//!   others encrypt to one, OpenSSL included;
//! - choosing the cipher: `cmsutil -E` takes what all recipients are known to read, AES-128-CBC.
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
use std::sync::OnceLock;

use kakitome_cms::encrypt::{Options, Recipient, Request, Rid};
use kakitome_cms::sign::{self, Identity};
use kakitome_cms::{EncryptedData, Envelope, Integrity, Keys, Limits, Policy, RecipientInfo};
use kakitome_crypto::{ContentCipher, ContentKey, DigestAlgorithm, KeyTransport, Opener, SignatureAlgorithm, Wrapped};
use kakitome_pki::UnixTime;
use support::peers::{has, program, reader_of, skip};
use support::unseal::open;
use support::{World, certificates, hash, read, run};

const MAIL: &[u8] = b"Content-Type: text/plain\r\n\r\nRegistered, and for your eyes.\r\n";
const SIGNERS: [&str; 4] = ["rsa", "p256", "p384", "p521"];

/// A database with the root trusted for mail, and signers and readers with their keys.
fn nss(test: &str) -> bool {
    static READY: OnceLock<bool> = OnceLock::new();
    let is_here = *READY.get_or_init(|| {
        if !["cmsutil", "certutil", "pk12util"].iter().all(|name| has(name)) {
            return false;
        }
        let world = World::get();
        reader_of("to-rsa");
        std::fs::create_dir(world.at().join("nss")).unwrap();
        program("certutil", &["-N", "-d", "sql:nss", "--empty-password"], b"");
        program("certutil", &["-A", "-d", "sql:nss", "-n", "root", "-t", "CT,C,", "-i", "root.pem"], b"");
        for name in SIGNERS.into_iter().chain(["to-rsa"]) {
            let (key, pem, p12) = (format!("{name}.key"), format!("{name}.pem"), format!("{name}.p12"));
            let export = ["pkcs12", "-export", "-inkey", &key, "-in", &pem, "-name", name, "-out", &p12, "-passout", "pass:x"];
            world.openssl(&export, b"");
            program("pk12util", &["-i", &p12, "-d", "sql:nss", "-W", "x"], b"");
        }
        true
    });
    if !is_here {
        skip(test, "NSS (cmsutil) is not installed");
    }
    is_here
}

fn put(name: &str, bytes: &[u8]) {
    std::fs::write(World::get().at().join(name), bytes).unwrap();
}

fn decode(file: &str) -> Vec<u8> {
    program("cmsutil", &["-D", "-d", "sql:nss", "-i", file, "-u", "4"], b"")
}

fn algorithms() -> Vec<(&'static str, SignatureAlgorithm)> {
    let mut all = Vec::new();
    for (digest, salt_len) in [(DigestAlgorithm::Sha256, 32), (DigestAlgorithm::Sha384, 48), (DigestAlgorithm::Sha512, 64)] {
        all.push(("rsa", SignatureAlgorithm::RsaPkcs1 { digest }));
        all.push(("rsa", SignatureAlgorithm::RsaPss { digest, mgf: digest, salt_len }));
    }
    for name in ["p256", "p384", "p521"] {
        all.push((name, World::get().key(name).default_algorithm()));
    }
    all
}

#[test]
fn what_is_signed_here_it_verifies() {
    if !nss("what_is_signed_here_it_verifies") {
        return;
    }
    put("nss-mail", MAIL);
    put("nss-other", b"other");
    for (name, algorithm) in algorithms() {
        let world = World::get();
        let key = world.key(name);
        let identity = Identity::new(&world.certificate(name), &[], algorithm, &sign::Options::default()).unwrap();
        let request = sign::Request::new(&identity, &hash(MAIL, &[identity.digest()]).all()[0], Some(UnixTime::now())).unwrap();
        let signature = key.sign(&algorithm, request.to_be_signed()).unwrap();
        put("nss-clear", &request.detached(&signature));
        let clear = |content| ["-D", "-d", "sql:nss", "-c", content, "-i", "nss-clear", "-n", "-u", "4"];
        program("cmsutil", &clear("nss-mail"), b"");
        assert!(!run("cmsutil", world.at(), &clear("nss-other"), b"").0, "{algorithm:?}");
        let mut opaque = sign::Opaque::new(&[identity], Vec::new()).unwrap();
        opaque.write_all(MAIL).unwrap();
        let awaiting = opaque.complete(Some(UnixTime::now())).unwrap();
        let signature = key.sign(&algorithm, awaiting.requests()[0].to_be_signed()).unwrap();
        put("nss-opaque", &awaiting.finish(&[signature]).unwrap());
        assert_eq!(decode("nss-opaque"), MAIL, "{algorithm:?}");
    }
}

#[test]
fn what_it_signs_is_good_here() {
    if !nss("what_it_signs_is_good_here") {
        return;
    }
    for name in SIGNERS {
        for digest in ["SHA256", "SHA384", "SHA512"] {
            for extra in [&["-G"][..], &["-G", "-T"], &["-G", "-P"]] {
                let sign = ["-S", "-d", "sql:nss", "-Y", "NONE", "-N", name, "-H", digest];
                let bytes = program("cmsutil", &[&sign[..], extra].concat(), MAIL);
                let (signed_data, content) = read(&bytes).unwrap_or_else(|error| panic!("{name} {digest}: {error}"));
                assert!(extra.contains(&"-T") || content == MAIL);
                let check = |content: &[u8]| {
                    let digests = hash(content, &signed_data.digests_wanted(&Default::default()));
                    let mut known = certificates(&signed_data);
                    known.push(World::get().certificate(name));
                    signed_data.check(&digests, &known, &Policy::default()).swap_remove(0)
                };
                assert!(matches!(check(MAIL).integrity, Integrity::Good(_)), "{name} {digest}: {:?}", check(MAIL));
                assert!(matches!(check(b"other").integrity, Integrity::Altered(_)));
            }
        }
    }
    // weak: read, said, and not good
    let bytes = program("cmsutil", &["-S", "-d", "sql:nss", "-Y", "NONE", "-N", "rsa", "-H", "SHA1", "-G"], MAIL);
    let (signed_data, _) = read(&bytes).unwrap();
    let known = [World::get().certificate("rsa")];
    let check = |policy: &Policy| signed_data.check(&hash(MAIL, &[DigestAlgorithm::Sha1]), &known, policy).swap_remove(0).integrity;
    assert!(matches!(check(&Policy::default()), Integrity::Flawed(_)));
    assert!(matches!(check(&Policy { tolerate_weak_digests: true }), Integrity::Good(_)));
}

fn reads(recipients: &[Recipient], cipher: ContentCipher) {
    let request = Request::new(recipients, cipher).unwrap();
    let mut writer = request.stream(Vec::new()).unwrap();
    writer.write_all(MAIL).unwrap();
    for bytes in [request.encrypt(MAIL).unwrap(), writer.finish().unwrap()] {
        put("nss-from-us", &bytes);
        assert_eq!(decode("nss-from-us"), MAIL, "{recipients:?} {}", cipher.name());
    }
}

fn to(name: &str, options: &Options) -> Recipient {
    Recipient::certificate(&reader_of(name).certificate, options).unwrap()
}

#[test]
fn what_is_encrypted_here_it_reads() {
    if !nss("what_is_encrypted_here_it_reads") {
        return;
    }
    let by_key = Options { rid: Rid::SubjectKeyIdentifier, ..Options::default() };
    for cipher in [ContentCipher::Aes128Cbc, ContentCipher::Aes192Cbc, ContentCipher::Aes256Cbc] {
        reads(&[to("to-rsa", &Options::default())], cipher);
        reads(&[to("to-rsa", &by_key)], cipher);
    }
}

#[test]
fn what_it_encrypts_is_read_here() {
    if !nss("what_it_encrypts_is_read_here") {
        return;
    }
    let bytes = program("cmsutil", &["-E", "-d", "sql:nss", "-r", "to-rsa"], MAIL);
    let reader = reader_of("to-rsa");
    let opened = open(&bytes, &Keys::new().own(&reader.certificate, &reader.opener)).unwrap();
    assert_eq!((opened.content.as_slice(), opened.envelope.encryption.name().as_str()), (MAIL, "AES-128-CBC"));
}

/// `cmsutil -C` encrypts under the key of an envelope that went before.
#[test]
fn its_encrypted_data_is_read_here() {
    if !nss("its_encrypted_data_is_read_here") {
        return;
    }
    let envelope = program("cmsutil", &["-E", "-d", "sql:nss", "-r", "to-rsa"], b"the key");
    put("nss-envelope", &envelope);
    let bytes = program("cmsutil", &["-C", "-d", "sql:nss", "-e", "nss-envelope"], MAIL);

    let envelope = Envelope::read(&envelope[..], &Limits::default()).unwrap();
    let RecipientInfo::KeyTransport(recipient) = &envelope.recipients[0].info else { panic!("no key transport") };
    let wrapped = Wrapped::Transport { algorithm: &KeyTransport::RsaPkcs1, encrypted: &recipient.encrypted_key };
    let key = ContentKey::from_bytes(reader_of("to-rsa").opener.unwrap(&wrapped, 16).unwrap());
    let mut source = Cursor::new(bytes);
    let data = EncryptedData::read(&mut source, &Limits::default()).unwrap();
    let mut content = Vec::new();
    data.check(&mut source, &key).unwrap().write_to(&mut source, &mut content).unwrap();
    assert_eq!(content, MAIL);
}
