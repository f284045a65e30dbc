//! What it does not sign: bare digests, other protocols' bytes, kinds that the key is not for, other people's requests.

use std::{
    io::{Read, Write},
    os::unix::net::UnixStream,
};

use kakitome_crypto::{DigestAlgorithm, KeyKind, Kind, PrivateKey, SignatureAlgorithm, digest};
use kakitome_keys::{Blocking, Error, Hello, KeyId, KeyInfo, Purpose, RefusalCode};

use crate::{bytes, start::Room};

const ALL: [Kind; 4] = [Kind::SignedAttributes, Kind::CertificateRequest, Kind::Certificate, Kind::RevocationList];

fn refused(client: &Blocking, key: &KeyInfo, kind: Kind, bytes: &[u8]) -> RefusalCode {
    match client.sign(key.id, kind, &bytes::algorithm_of(&key.public_key), bytes) {
        Err(Error::Refused(refusal)) => refusal.code,
        other => panic!("{kind:?} of {} octets by a key for {}: {other:?}", bytes.len(), key.purpose),
    }
}

#[test]
fn a_bare_digest_or_anything_else_is_never_signed() {
    let room = Room::new();
    let process = room.start();
    let client = room.client();
    let sha256 = digest(DigestAlgorithm::Sha256, b"a contract").unwrap();
    let mut strange: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", Vec::new()),
        ("SHA-1", vec![7; 20]),
        ("SHA-256", sha256.as_bytes().to_vec()),
        ("SHA-384", vec![7; 48]),
        ("SHA-512", vec![7; 64]),
        ("DigestInfo", [b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20", sha256.as_bytes()].concat()),
        ("TLS 1.3 CertificateVerify", [&[0x20; 64], b"TLS 1.3, server CertificateVerify\0".as_slice(), sha256.as_bytes()].concat()),
        ("SSH", b"\0\0\0\x20................................SSHSIG".to_vec()),
        ("text", b"I owe you 1,000,000 yen".to_vec()),
        ("empty SET", vec![0x31, 0]),
        ("empty SEQUENCE", vec![0x30, 0]),
        ("indefinite SET", vec![0x31, 0x80, 0, 0]),
        ("random", (0..5_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect()),
    ];
    for purpose in [Purpose::Mail, Purpose::Authority] {
        let key = client.make_key(purpose, KeyKind::P256, "x").unwrap();
        for (_, bytes) in bytes::of_each_kind(&key.public_key) {
            strange.push(("something behind", [bytes.clone(), vec![0]].concat()));
            strange.push(("cut short", bytes[..bytes.len() - 1].to_vec()));
            strange.push(("a digest of the right bytes", digest(DigestAlgorithm::Sha256, &bytes).unwrap().as_bytes().to_vec()));
        }
        for (what, bytes) in &strange {
            for kind in ALL {
                let expected = if purpose.allows(kind) { RefusalCode::NotOfItsKind } else { RefusalCode::WrongPurpose };
                assert_eq!(refused(&client, &key, kind, bytes), expected, "{what} as {kind:?} by a key for {purpose}");
            }
        }
    }
    assert_eq!(client.health().unwrap().signatures, 0);
    let records = process.records();
    assert!(records.iter().filter(|record| record["what"] == "sign").all(|record| record["outcome"] != "done"));
    assert!(records.iter().any(|record| record["outcome"] == "not-of-its-kind" && record["sha256"] == bytes::sha256(sha256.as_bytes())));
}

#[test]
fn bytes_of_one_kind_are_not_signed_as_another() {
    let room = Room::new();
    let _process = room.start();
    let client = room.client();
    for purpose in [Purpose::Mail, Purpose::Authority] {
        let key = client.make_key(purpose, KeyKind::Rsa { bits: 2048 }, "x").unwrap();
        for (is, bytes) in bytes::of_each_kind(&key.public_key) {
            for said in ALL.into_iter().filter(|said| *said != is) {
                let expected = if purpose.allows(said) { RefusalCode::NotOfItsKind } else { RefusalCode::WrongPurpose };
                assert_eq!(refused(&client, &key, said, &bytes), expected, "{is:?} as {said:?} by a key for {purpose}");
            }
        }
    }
}

#[test]
fn a_key_signs_for_its_purpose_alone() {
    let room = Room::new();
    let _process = room.start();
    let client = room.client();
    for purpose in [Purpose::Mail, Purpose::Authority] {
        let key = client.make_key(purpose, KeyKind::P256, "x").unwrap();
        for (kind, bytes) in bytes::of_each_kind(&key.public_key) {
            if !purpose.allows(kind) {
                assert_eq!(refused(&client, &key, kind, &bytes), RefusalCode::WrongPurpose, "{purpose} {kind:?}");
            }
        }
    }
}

#[test]
fn a_request_for_another_key_is_not_signed() {
    let room = Room::new();
    let _process = room.start();
    let client = room.client();
    let mine = client.make_key(Purpose::Mail, KeyKind::P256, "mine").unwrap();
    let theirs = client.make_key(Purpose::Mail, KeyKind::P256, "theirs").unwrap();
    let request = bytes::request(&theirs.public_key);
    assert_eq!(refused(&client, &mine, Kind::CertificateRequest, request.bytes()), RefusalCode::NotOfItsKind);
}

#[test]
fn m20_algorithms_must_fit_key_and_bytes() {
    let room = Room::new();
    let _process = room.start();
    let client = room.client();
    let authority = client.make_key(Purpose::Authority, KeyKind::Rsa { bits: 2048 }, "x").unwrap();
    let bytes = bytes::root(&authority.public_key);
    let code = |algorithm: &SignatureAlgorithm| match client.sign(authority.id, Kind::Certificate, algorithm, bytes.bytes()) {
        Ok(_) => None,
        Err(Error::Refused(refusal)) => Some(refusal.code),
        Err(other) => panic!("{other}"),
    };
    let digest = DigestAlgorithm::Sha256;
    assert_eq!(code(&SignatureAlgorithm::RsaPkcs1 { digest }), None);
    // Fits the key, but the certificate says another.
    let pss = SignatureAlgorithm::RsaPss { digest, mgf: digest, salt_len: 32 };
    assert_eq!(code(&pss), Some(RefusalCode::NotOfItsKind));
    assert_eq!(code(&SignatureAlgorithm::RsaPkcs1 { digest: DigestAlgorithm::Sha512 }), Some(RefusalCode::NotOfItsKind));
    // Does not fit the key, or is too weak to be made.
    for unfit in [
        SignatureAlgorithm::Ecdsa { digest },
        SignatureAlgorithm::Ed25519,
        SignatureAlgorithm::RsaPkcs1 { digest: DigestAlgorithm::Sha1 },
        SignatureAlgorithm::RsaPkcs1 { digest: DigestAlgorithm::Md5 },
        SignatureAlgorithm::RsaPss { digest, mgf: DigestAlgorithm::Sha1, salt_len: 20 },
    ] {
        assert_eq!(code(&unfit), Some(RefusalCode::Unsupported), "{unfit}");
    }
}

#[test]
fn keys_that_are_not_there_or_not_offered() {
    let room = Room::new();
    let _process = room.start();
    let client = room.client();
    let own = PrivateKey::generate(KeyKind::P256).unwrap();
    let nobody = KeyInfo {
        id: KeyId::from_bytes([1; 16]),
        purpose: Purpose::Mail,
        label: String::new(),
        public_key: own.public_spki().to_vec(),
        made: 0,
    };
    let bytes = bytes::attributes(&nobody.public_key, b"x");
    assert_eq!(refused(&client, &nobody, Kind::SignedAttributes, &bytes), RefusalCode::NoSuchKey);
    assert!(matches!(client.key(nobody.id), Err(Error::Refused(refusal)) if refusal.code == RefusalCode::NoSuchKey));
    for garbage in [&b""[..], b"no key", &[0x30; 500]] {
        let imported = client.import_key(Purpose::Mail, "x", kakitome_crypto::Zeroizing::new(garbage.to_vec()));
        assert!(matches!(imported, Err(Error::Refused(refusal)) if refusal.code == RefusalCode::Unsupported));
    }
    assert!(matches!(client.make_key(Purpose::Mail, KeyKind::Rsa { bits: 1024 }, "x"), Err(Error::Refused(_))));
    let long = vec![0; 100_000];
    let said = client.sign(nobody.id, Kind::SignedAttributes, &bytes::algorithm_of(&nobody.public_key), &long);
    assert!(matches!(said, Err(Error::TooLong { .. })));
    // None of this disturbed the connection or the process.
    assert_eq!(client.health().unwrap().keys, 0);
}

#[test]
fn garbage_on_the_socket_ends_that_connection_and_nothing_else() {
    let room = Room::new();
    let _process = room.start();
    let client = room.client();
    let hello = Hello::ours();
    let mut old_version = hello;
    old_version[9] = 99;
    let frame = |length: u32, rest: &[u8]| [&hello[..], &length.to_be_bytes(), rest].concat();
    for garbage in [
        b"GET / HTTP/1.1\r\n\r\n".to_vec(),
        old_version.to_vec(),
        frame(u32::MAX, &[1; 64]),
        frame(0, &[]),
        frame(8, &[0; 8]),
        [&hello[..], &[0xff; 4096]].concat(),
    ] {
        let mut stream = UnixStream::connect(room.socket()).unwrap();
        stream.write_all(&garbage).unwrap();
        let mut answer = Vec::new();
        // Closed from the other side, one way or the other.
        let _ = stream.read_to_end(&mut answer);
        assert!(answer.is_empty() || answer == hello, "{answer:?}");
    }
    // Requests without a meaning get an answer, and the connection goes on.
    let mut stream = UnixStream::connect(room.socket()).unwrap();
    stream.write_all(&hello).unwrap();
    stream.read_exact(&mut [0; Hello::LEN]).unwrap();
    for kind in [0_u8, 1, 2, 3, 4, 6, 7, 9, 200] {
        stream.write_all(&[&10_u32.to_be_bytes()[..], &5_u64.to_be_bytes(), &[kind], &[0xee]].concat()).unwrap();
        let mut head = [0; 13];
        stream.read_exact(&mut head).unwrap();
        assert_eq!(head[12], 0xff, "request kind {kind} is refused");
        let rest = u32::from_be_bytes(head[..4].try_into().unwrap()) as usize - 9;
        stream.read_exact(&mut vec![0; rest]).unwrap();
    }
    assert_eq!(client.health().unwrap().signatures, 0);
}
