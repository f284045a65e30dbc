//! Both ways with Bouncy Castle, for every algorithm that it has. It is what most gateways and servers in Java are made of.
//!
//! What it (1.72, Debian 12) cannot do is asked all the same, so that a version that can is noticed:
//! - X25519 recipients (RFC 8418): its key agreement takes EC keys alone;
//! - HKDF in key agreement: it knows the X9.63 derivation alone.
//!
//! Its generator writes no authAttrs into AuthEnvelopedData; it reads them.
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
use kakitome_cms::{
    CompressedData, CompressedDataWriter, DigestMatch, DigestedData, DigestedDataWriter, EncryptedData, Keys, Limits, oid, sign,
};
use kakitome_cms::{Integrity, Policy};
use kakitome_crypto::{
    ContentCipher, ContentKey, DigestAlgorithm, Kdf, KeyAgreement, KeyTransport, KeyWrap, SignatureAlgorithm, Zeroizing,
};
use kakitome_pki::UnixTime;
use support::peers::{BouncyCastle, hex, reader_of, readers, unhex};
use support::unseal::open;
use support::{World, certificates, hash, read};

const MAIL: &[u8] = "Content-Type: text/plain; charset=utf-8\r\n\r\n書留でお送りします。\r\n".as_bytes();
const NOW: UnixTime = UnixTime(1_795_000_000);

/// Puts bytes where the other side finds them.
fn put(name: &str, bytes: &[u8]) {
    std::fs::write(World::get().at().join(name), bytes).unwrap();
}

fn take(name: &str) -> Vec<u8> {
    std::fs::read(World::get().at().join(name)).unwrap()
}

#[test]
fn what_it_signs_is_good_here() {
    let Some(peer) = BouncyCastle::get("what_it_signs_is_good_here") else { return };
    put("bc-mail", MAIL);
    // weak digests are read, and never good without leave
    for (algorithm, digest, name, weak) in [
        ("SHA256withRSA", "", "rsa", false),
        ("SHA384withRSA", "", "rsa", false),
        ("SHA512withRSA", "", "rsa", false),
        ("SHA3-256withRSA", "", "rsa", false),
        ("SHA3-512withRSA", "", "rsa", false),
        ("SHA1withRSA", "", "rsa", true),
        ("MD5withRSA", "", "rsa", true),
        ("SHA224withRSA", "", "rsa", false),
        ("SHA512(256)withRSA", "", "rsa", false),
        ("SHA3-224withRSA", "", "rsa", false),
        ("SHA3-384withRSA", "", "rsa", false),
        ("SHA1withRSAandMGF1", "", "rsa", true),
        ("SHA224withRSAandMGF1", "", "rsa", false),
        ("SHA3-256withRSAandMGF1", "", "rsa", false),
        ("SHA224withECDSA", "", "p256", false),
        ("SHA3-256withECDSA", "", "p256", false),
        ("SHA3-512withECDSA", "", "p521", false),
        ("SHA256withRSAandMGF1", "", "rsa", false),
        ("SHA384withRSAandMGF1", "", "rsa", false),
        ("SHA512withRSAandMGF1", "", "rsa", false),
        ("SHA256withECDSA", "", "p256", false),
        ("SHA384withECDSA", "", "p384", false),
        ("SHA512withECDSA", "", "p521", false),
        ("SHA512withECDSA", "", "p256", false),
        ("SHA256withECDSA", "", "p521", false),
        ("SHA1withECDSA", "", "p256", true),
        ("Ed25519", "SHA-512", "ed25519", false),
    ] {
        for place in ["inside", "outside"] {
            let signer = format!("{algorithm},{digest},{name}.key,{name}.pem");
            peer.must(&["sign", "bc-signed", "bc-mail", place, &signer]);
            let (signed_data, content) = read(&take("bc-signed")).unwrap();
            assert!(signed_data.has_content == (place == "inside") && (place == "outside" || content == MAIL));
            let wanted = signed_data.digests_wanted(&Default::default());
            let check = |content, tolerate_weak_digests| {
                let checks = signed_data.check(&hash(content, &wanted), &certificates(&signed_data), &Policy { tolerate_weak_digests });
                checks.into_iter().next().unwrap()
            };
            let strict = check(MAIL, false);
            match &strict.integrity {
                Integrity::Good(_) => assert!(!weak, "{algorithm}"),
                Integrity::Flawed(_) => assert!(weak, "{algorithm}: {:?}", strict.findings),
                other => panic!("{algorithm} {place}: {other:?} {:?}", strict.findings),
            }
            assert!(matches!(check(MAIL, true).integrity, Integrity::Good(_)), "{algorithm}");
            assert!(matches!(check(b"other", true).integrity, Integrity::Altered(_)), "{algorithm}");
        }
    }
}

/// Every algorithm that is written here, with the leaf whose key does.
fn algorithms() -> Vec<(&'static str, SignatureAlgorithm)> {
    let digests = [(DigestAlgorithm::Sha256, 32), (DigestAlgorithm::Sha384, 48), (DigestAlgorithm::Sha512, 64)];
    let mut all = vec![("ed25519", SignatureAlgorithm::Ed25519)];
    for (digest, salt_len) in digests {
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
    let Some(peer) = BouncyCastle::get("what_is_signed_here_it_verifies") else { return };
    put("bc-content", MAIL);
    put("bc-other", b"other");
    for (name, algorithm) in algorithms() {
        let world = World::get();
        let (key, options) = (world.key(name), sign::Options::default());
        let identity = sign::Identity::new(&world.certificate(name), &[world.certificate("root")], algorithm, &options).unwrap();
        let digests = hash(MAIL, &[identity.digest()]);
        let request = sign::Request::new(&identity, &digests.all()[0], Some(NOW)).unwrap();
        let signature = key.sign(&algorithm, request.to_be_signed()).unwrap();
        put("bc-clear", &request.detached(&signature));
        assert_eq!(peer.must(&["verify", "bc-clear", "bc-content"]), "1\t", "{algorithm:?}");
        peer.order(&["verify", "bc-clear", "bc-other"]).unwrap_err();
        let wrapping = request.opaque(&signature, MAIL.len() as u64);
        put("bc-opaque", &[&wrapping.head, MAIL, &wrapping.tail].concat());
        assert_eq!(peer.must(&["verify", "bc-opaque", "-"]), format!("1\t{}", hex(MAIL)));
    }
    // all of them at once, as a stream
    let signers: Vec<_> = algorithms()
        .into_iter()
        .map(|(name, algorithm)| {
            let world = World::get();
            let certificate = world.certificate(name);
            (world.key(name), algorithm, sign::Identity::new(&certificate, &[], algorithm, &sign::Options::default()).unwrap())
        })
        .collect();
    let identities: Vec<_> = signers.iter().map(|(_, _, identity)| identity.clone()).collect();
    let mut opaque = sign::Opaque::new(&identities, Vec::new()).unwrap();
    opaque.write_all(MAIL).unwrap();
    let awaiting = opaque.complete(Some(NOW)).unwrap();
    let signatures: Vec<Vec<u8>> = signers
        .iter()
        .zip(awaiting.requests())
        .map(|((key, algorithm, _), request)| key.sign(algorithm, request.to_be_signed()).unwrap())
        .collect();
    put("bc-joint", &awaiting.finish(&signatures).unwrap());
    assert_eq!(peer.must(&["verify", "bc-joint", "-"]), format!("{}\t{}", signers.len(), hex(MAIL)));
}

#[test]
fn what_several_sign_there_is_good_here() {
    let Some(peer) = BouncyCastle::get("what_several_sign_there_is_good_here") else { return };
    put("bc-several", MAIL);
    let signers = ["SHA256withRSA,,rsa.key,rsa.pem", "SHA384withECDSA,,p384.key,p384.pem", "Ed25519,SHA-512,ed25519.key,ed25519.pem"];
    peer.must(&[&["sign", "bc-three", "bc-several", "inside"], &signers[..]].concat());
    let (signed_data, content) = read(&take("bc-three")).unwrap();
    assert_eq!(content, MAIL);
    let wanted = signed_data.digests_wanted(&Default::default());
    let checks = signed_data.check(&hash(MAIL, &wanted), &certificates(&signed_data), &Policy::default());
    assert!(checks.len() == 3 && checks.iter().all(|check| matches!(check.integrity, Integrity::Good(_))), "{checks:?}");
}

/// What it encrypts content with.
const CIPHERS: [&str; 11] = [
    "2.16.840.1.101.3.4.1.2",
    "2.16.840.1.101.3.4.1.22",
    "2.16.840.1.101.3.4.1.42",
    "2.16.840.1.101.3.4.1.6",
    "2.16.840.1.101.3.4.1.26",
    "2.16.840.1.101.3.4.1.46",
    "1.2.840.113549.3.7",
    "1.3.14.3.2.7",
    "1.2.840.113549.3.2:40",
    "1.2.840.113549.3.2:64",
    "1.2.840.113549.3.2:128",
];

#[test]
fn what_it_encrypts_is_read_here() {
    let Some(peer) = BouncyCastle::get("what_it_encrypts_is_read_here") else { return };
    put("bc-plain", MAIL);
    let to = |cipher: &str, recipient: &str, keys: &Keys<'_>| {
        peer.must(&["encrypt", "bc-encrypted", "bc-plain", cipher, recipient]);
        let opened = open(&take("bc-encrypted"), keys).unwrap_or_else(|error| panic!("{cipher} {recipient}: {error}"));
        assert_eq!(opened.content, MAIL, "{cipher} {recipient}");
    };
    let rsa = reader_of("to-rsa");
    let own = Keys::new().own(&rsa.certificate, &rsa.opener);
    for cipher in CIPHERS {
        to(cipher, "rsa,to-rsa.pem", &own);
    }
    for digest in ["SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512", "SHA3-256", "SHA3-512"] {
        to(CIPHERS[5], &format!("oaep,to-rsa.pem,{digest},{digest}"), &own);
        to(CIPHERS[5], &format!("oaep,to-rsa.pem,{digest},SHA-1"), &own);
    }
    // ECDH, standard and with cofactor, with SHA-1, 224, 256, 384, 512
    let schemes = ["1.3.133.16.840.63.0.2", "1.3.133.16.840.63.0.3"].into_iter().map(str::to_owned);
    let schemes = schemes.chain((0..4).flat_map(|n| [format!("1.3.132.1.11.{n}"), format!("1.3.132.1.14.{n}")]));
    for scheme in schemes {
        for name in ["to-p256", "to-p384", "to-p521"] {
            let reader = reader_of(name);
            let own = Keys::new().own(&reader.certificate, &reader.opener);
            to(CIPHERS[2], &format!("ec,{name}.pem,{scheme},2.16.840.1.101.3.4.1.45"), &own);
            to(CIPHERS[3], &format!("ec,{name}.pem,{scheme},2.16.840.1.101.3.4.1.5"), &own);
        }
    }
    let reader = reader_of("to-p256");
    let own = Keys::new().own(&reader.certificate, &reader.opener);
    for wrap in ["2.16.840.1.101.3.4.1.25", "1.2.840.113549.1.9.16.3.6"] {
        to(CIPHERS[1], &format!("ec,to-p256.pem,1.3.132.1.11.1,{wrap}"), &own);
    }
    for octets in [16, 24, 32] {
        let key = vec![7; octets];
        to(CIPHERS[0], &format!("kek,0102,{}", hex(&key)), &Keys::new().shared(&[1, 2], &key));
        to(CIPHERS[4], &format!("kek,0102,{}", hex(&key)), &Keys::new().shared(&[1, 2], &key));
    }
    for digest in ["SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512"] {
        for cipher in [CIPHERS[0], CIPHERS[2], CIPHERS[6]] {
            to(CIPHERS[2], &format!("password,secret,{digest},1000,{cipher}"), &Keys::new().password(b"secret"));
        }
    }
}

fn certificate(name: &str, options: &Options) -> Recipient {
    Recipient::certificate(&reader_of(name).certificate, options).unwrap()
}

fn kek(octets: usize) -> Recipient {
    Recipient::kek(&[1, 2], Zeroizing::new(vec![7; octets])).unwrap()
}

fn password() -> Recipient {
    Recipient::password(Zeroizing::new(b"secret".to_vec())).unwrap()
}

#[test]
fn what_is_encrypted_here_it_reads() {
    let Some(peer) = BouncyCastle::get("what_is_encrypted_here_it_reads") else { return };
    let [sha1, sha256, sha384, sha512] = [DigestAlgorithm::Sha1, DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512];
    let reads = |recipients: &[Recipient], cipher: ContentCipher, with: &str| {
        let request = Request::new(recipients, cipher).unwrap();
        let mut writer = request.stream(Vec::new()).unwrap();
        writer.write_all(MAIL).unwrap();
        for bytes in [request.encrypt(MAIL).unwrap(), writer.finish().unwrap()] {
            put("bc-from-us", &bytes);
            assert_eq!(peer.must(&["decrypt", "bc-from-us", with]), hex(MAIL), "{recipients:?} {}", cipher.name());
        }
    };
    let by_key = Options { rid: Rid::SubjectKeyIdentifier, ..Options::default() };
    for cipher in ContentCipher::WRITTEN {
        reads(&[certificate("to-rsa", &Options::default())], cipher, "key,to-rsa.key");
        reads(&[certificate("to-rsa", &by_key)], cipher, "key,to-rsa.key");
    }
    let java = KeyTransport::RsaOaep { digest: sha256, mgf: sha1, label: Vec::new() };
    for transport in [sha1, sha256, sha384, sha512].map(KeyTransport::oaep).into_iter().chain([java]) {
        let options = Options { transport, ..Options::default() };
        reads(&[certificate("to-rsa", &options)], ContentCipher::Aes256Gcm, "key,to-rsa.key");
    }
    let cbc = [ContentCipher::Aes128Cbc, ContentCipher::Aes192Cbc, ContentCipher::Aes256Cbc];
    for (cipher, octets) in cbc.into_iter().zip([16, 24, 32]) {
        for name in ["to-p256", "to-p384", "to-p521"] {
            reads(&[certificate(name, &Options::default())], cipher, &format!("key,{name}.key"));
            reads(&[certificate(name, &by_key)], cipher, &format!("key,{name}.key"));
        }
        reads(&[kek(octets)], cipher, &format!("kek,{}", hex(&vec![7; octets])));
    }
    for cipher in [ContentCipher::Aes128Cbc, ContentCipher::Aes256Gcm] {
        reads(&[kek(16)], cipher, &format!("kek,{}", hex(&[7; 16])));
        reads(&[certificate("to-p256", &Options::default())], cipher, "key,to-p256.key");
    }
    // stretching takes it a second each time
    put("bc-password", &Request::new(&[password()], ContentCipher::Aes256Gcm).unwrap().encrypt(MAIL).unwrap());
    assert_eq!(peer.must(&["decrypt", "bc-password", "password,secret"]), hex(MAIL));
    for digest in [sha1, sha256, sha384, sha512] {
        for (cofactor, wrap) in [(false, KeyWrap::Aes256), (true, KeyWrap::Aes192)] {
            let agreement = KeyAgreement::new(Kdf::X963(digest), cofactor, wrap).unwrap();
            let options = Options { agreement: Some(agreement), ..Options::default() };
            reads(&[certificate("to-p384", &options)], ContentCipher::Aes256Cbc, "key,to-p384.key");
        }
    }
    let mut everyone: Vec<Recipient> = readers().iter().map(|reader| certificate(reader.name, &Options::default())).collect();
    everyone.push(kek(32));
    for with in ["key,to-rsa.key", "key,to-p521.key", &format!("kek,{}", hex(&[7; 32]))] {
        reads(&everyone, ContentCipher::Aes256Cbc, with);
    }
    // contentType is authenticated along (authAttrs)
    let request = Request::new(&everyone, ContentCipher::Aes256Gcm).unwrap().content_type(oid::SIGNED_DATA);
    put("bc-attributes", &request.encrypt(MAIL).unwrap());
    assert_eq!(peer.must(&["decrypt", "bc-attributes", "key,to-rsa.key"]), hex(MAIL));
    reads(&everyone, ContentCipher::Aes256Gcm, "key,to-rsa.key");
}

/// What is beyond it: see above.
#[test]
fn what_it_cannot_read() {
    let Some(peer) = BouncyCastle::get("what_it_cannot_read") else { return };
    let hkdf = KeyAgreement::new(Kdf::Hkdf(DigestAlgorithm::Sha256), false, KeyWrap::Aes128).unwrap();
    let hkdf = Options { agreement: Some(hkdf), ..Options::default() };
    for (name, options) in [("to-x25519", Options::default()), ("to-p256", hkdf)] {
        let bytes = Request::new(&[certificate(name, &options)], ContentCipher::Aes128Cbc).unwrap().encrypt(MAIL).unwrap();
        put("bc-beyond", &bytes);
        assert!(peer.order(&["decrypt", "bc-beyond", &format!("key,{name}.key")]).is_err(), "it reads {name} now: ask it above");
    }
}

#[test]
fn compressed_both_ways() {
    let Some(peer) = BouncyCastle::get("compressed_both_ways") else { return };
    let text = MAIL.repeat(2000);
    put("bc-text", &text);
    peer.must(&["compress", "bc-compressed", "bc-text"]);
    let mut content = Vec::new();
    CompressedData::read(&take("bc-compressed")[..], &mut content, &Limits::default()).unwrap();
    assert_eq!(content, text);
    let mut writer = CompressedDataWriter::new(oid::DATA, Vec::new()).unwrap();
    writer.write_all(&text).unwrap();
    for bytes in [CompressedData::write(oid::DATA, &text).unwrap(), writer.finish().unwrap()] {
        put("bc-compressed-here", &bytes);
        assert_eq!(unhex(&peer.must(&["uncompress", "bc-compressed-here"])), text);
    }
}

#[test]
fn digested_both_ways() {
    let Some(peer) = BouncyCastle::get("digested_both_ways") else { return };
    put("bc-digest-me", MAIL);
    for (name, algorithm) in [
        ("SHA-1", DigestAlgorithm::Sha1),
        ("MD5", DigestAlgorithm::Md5),
        ("SHA-224", DigestAlgorithm::Sha224),
        ("SHA-256", DigestAlgorithm::Sha256),
        ("SHA-384", DigestAlgorithm::Sha384),
        ("SHA-512", DigestAlgorithm::Sha512),
        ("SHA3-256", DigestAlgorithm::Sha3_256),
        ("SHA3-512", DigestAlgorithm::Sha3_512),
    ] {
        peer.must(&["digest", "bc-digested", "bc-digest-me", name]);
        let mut content = Vec::new();
        let digested = DigestedData::read(&take("bc-digested")[..], &mut content).unwrap();
        assert_eq!((content.as_slice(), digested.check(&digested.content_digests)), (MAIL, DigestMatch::Same), "{name}");
        let mut writer = DigestedDataWriter::new(oid::DATA, algorithm, Vec::new()).unwrap();
        writer.write_all(MAIL).unwrap();
        for mut bytes in [DigestedData::write(oid::DATA, algorithm, MAIL).unwrap(), writer.finish().unwrap()] {
            put("bc-digested-here", &bytes);
            assert_eq!(peer.must(&["undigest", "bc-digested-here"]), hex(MAIL), "{name}");
            let at = bytes.windows(MAIL.len()).position(|window| window == MAIL).unwrap();
            bytes[at] ^= 1;
            put("bc-digested-here", &bytes);
            peer.order(&["undigest", "bc-digested-here"]).unwrap_err();
        }
    }
}

#[test]
fn encrypted_data_both_ways() {
    let Some(peer) = BouncyCastle::get("encrypted_data_both_ways") else { return };
    put("bc-hide-me", MAIL);
    for cipher in [CIPHERS[0], CIPHERS[1], CIPHERS[2], CIPHERS[6]] {
        let key = ContentKey::from_bytes(Zeroizing::new(unhex(&peer.must(&["hide", "bc-hidden", "bc-hide-me", cipher]))));
        let mut source = std::io::Cursor::new(take("bc-hidden"));
        let data = EncryptedData::read(&mut source, &Limits::default()).unwrap();
        let mut content = Vec::new();
        data.check(&mut source, &key).unwrap().write_to(&mut source, &mut content).unwrap();
        assert_eq!(content, MAIL, "{cipher}");
    }
    for (cipher, octets) in [(ContentCipher::Aes128Cbc, 16), (ContentCipher::Aes192Cbc, 24), (ContentCipher::Aes256Cbc, 32)] {
        let key = ContentKey::from_bytes(Zeroizing::new(vec![9; octets]));
        let mut writer = EncryptedData::stream(oid::DATA, cipher, &key, Vec::new()).unwrap();
        writer.write_all(MAIL).unwrap();
        for bytes in [EncryptedData::write(oid::DATA, cipher, &key, MAIL).unwrap(), writer.finish().unwrap()] {
            put("bc-hidden-here", &bytes);
            assert_eq!(peer.must(&["unhide", "bc-hidden-here", &hex(&vec![9; octets])]), hex(MAIL));
        }
    }
}
