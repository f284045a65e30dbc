//! What it does sign, one request after the other and many at once.

use std::time::Duration;

use kakitome_crypto::{KeyKind, Kind, PrivateKey, PublicKey, Signer, Verification};
use kakitome_keys::{Client, ClientOptions, Error, KeyInfo, NewKek, Purpose};
use kakitome_pki::Certificate;

use crate::{bytes, start::Room};

const KINDS: [KeyKind; 5] = [KeyKind::Rsa { bits: 2048 }, KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Ed25519];

pub(crate) fn is_good(key: &KeyInfo, bytes: &[u8], signature: &[u8]) -> bool {
    let public = PublicKey::from_spki(&key.public_key).unwrap();
    public.verify(&bytes::algorithm_of(&key.public_key), bytes, signature) == Verification::Good
}

#[test]
fn each_purpose_signs_its_kinds_with_every_key_type() {
    let room = Room::new();
    let _process = room.start();
    let client = room.client();
    for kind in KINDS {
        for purpose in [Purpose::Mail, Purpose::Authority] {
            let key = client.make_key(purpose, kind, "鍵").unwrap();
            assert_eq!(PublicKey::from_spki(&key.public_key).unwrap().kind(), kind);
            let handle = client.handle(&key).unwrap();
            for (kind, bytes) in bytes::of_each_kind(&key.public_key) {
                if purpose.allows(kind) {
                    let signature = handle.sign(kind, &bytes).unwrap();
                    assert!(is_good(&key, &bytes, &signature), "{purpose} {kind:?}");
                }
            }
        }
    }
    assert_eq!(client.list_keys().unwrap().len(), 10);
}

#[test]
fn a_private_authority_from_root_to_revocation_list() {
    let room = Room::new();
    let _process = room.start();
    let client = room.client();
    let key = client.make_key(Purpose::Authority, KeyKind::P384, "root").unwrap();
    let handle = client.handle(&key).unwrap();
    let root = Certificate::from_der(bytes::root(&key.public_key).sign(&handle).unwrap()).unwrap();
    bytes::revocation_list(&root).sign(&handle).unwrap();
    let mail = client.make_key(Purpose::Mail, KeyKind::P256, "info@example.jp").unwrap();
    let request = bytes::request(&mail.public_key).sign(&client.handle(&mail).unwrap()).unwrap();
    assert_eq!(kakitome_pki::csr::parse(&request).unwrap().spki, mail.public_key);
}

#[test]
fn keys_are_there_after_a_restart_and_imports_are_the_same_key_twice() {
    let room = Room::new();
    let mut process = room.start();
    let client = room.client();
    let own = PrivateKey::generate(KeyKind::Rsa { bits: 2048 }).unwrap();
    let imported = client.import_key(Purpose::Mail, "from a file", own.to_pkcs8().unwrap()).unwrap();
    assert_eq!(imported.public_key, own.public_spki());
    let again = client.import_key(Purpose::Mail, "another label", own.to_pkcs8().unwrap()).unwrap();
    assert_eq!(again, imported, "the key stays what it is");
    let other_purpose = client.import_key(Purpose::Authority, "as an authority", own.to_pkcs8().unwrap());
    assert!(matches!(other_purpose, Err(Error::Refused(_))), "{other_purpose:?}");
    let made = client.make_key(Purpose::Authority, KeyKind::P256, "made").unwrap();
    let (data, wrapped) = {
        let key = client.new_data_key().unwrap();
        (key.key, key.wrapped)
    };
    assert!(process.terminate().success());

    let _process = room.start();
    let client = room.client();
    let mut expected = vec![imported.clone(), made];
    expected.sort_by_key(|key| key.id);
    assert_eq!(client.list_keys().unwrap(), expected);
    let bytes = bytes::attributes(&imported.public_key, b"x");
    let signature = client.handle(&imported).unwrap().sign(Kind::SignedAttributes, &bytes).unwrap();
    assert!(is_good(&imported, &bytes, &signature));
    assert_eq!(client.unwrap_data_key(&wrapped).unwrap().key, data);
    let mut altered = wrapped;
    altered[20] ^= 1;
    assert!(matches!(client.unwrap_data_key(&altered), Err(Error::Refused(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_requests_on_one_connection_each_get_their_own_answer() {
    let room = Room::new();
    let process = room.start();
    let client = Client::new(room.socket(), ClientOptions::default());
    let key = client.make_key(Purpose::Mail, KeyKind::Rsa { bits: 2048 }, "many").await.unwrap();
    let algorithm = bytes::algorithm_of(&key.public_key);
    let template = bytes::attributes(&key.public_key, b"content");
    let at = template.len() - 40;
    let mut tasks = Vec::new();
    // More than one connection may have under way: the keyholder stops reading and goes on later.
    for number in 0..3_000_u32 {
        let (client, key, mut bytes) = (client.clone(), key.clone(), template.clone());
        tasks.push(tokio::spawn(async move {
            // Another digest each time, so that an answer to another request would not verify.
            let digest = find_digest(&bytes).unwrap_or(at);
            bytes[digest..digest + 4].copy_from_slice(&number.to_be_bytes());
            let signature = client.sign(key.id, Kind::SignedAttributes, &algorithm, &bytes).await.unwrap();
            assert!(is_good(&key, &bytes, &signature), "request {number}");
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(client.health().await.unwrap().signatures, 3_000);
    assert_eq!(process.records().iter().filter(|record| record["what"] == "sign").count(), 3_000);
    let summary = kakitome_keyholder::audit_check(&room.folder).unwrap();
    assert_eq!(summary.records as usize, process.records().len());
}

/// Where the message digest stands: behind its object identifier, a SET and an OCTET STRING of 32 octets.
fn find_digest(attributes: &[u8]) -> Option<usize> {
    const HEAD: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04\x31\x22\x04\x20";
    attributes.windows(HEAD.len()).position(|window| window == HEAD).map(|at| at + HEAD.len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_finds_its_keyholder_again() {
    let room = Room::new();
    let mut process = room.start();
    let client = Client::new(room.socket(), ClientOptions::default());
    let key = client.make_key(Purpose::Mail, KeyKind::P256, "x").await.unwrap();
    let (algorithm, bytes) = (bytes::algorithm_of(&key.public_key), bytes::attributes(&key.public_key, b"x"));
    for _ in 0..3 {
        process.kill();
        let away = client.sign(key.id, Kind::SignedAttributes, &algorithm, &bytes).await.unwrap_err();
        assert!(matches!(away, Error::Away { .. }) && away.is_temporary(), "{away}");
        process = room.start();
        let begin = std::time::Instant::now();
        let signature = loop {
            match client.sign(key.id, Kind::SignedAttributes, &algorithm, &bytes).await {
                Ok(signature) => break signature,
                Err(why) => assert!(why.is_temporary() && begin.elapsed() < Duration::from_secs(5), "{why}"),
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        assert!(is_good(&key, &bytes, &signature));
    }
    // Those who wait when it dies are told at once, not at their deadline.
    let waiting: Vec<_> = (0..50)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.make_key(Purpose::Mail, KeyKind::Rsa { bits: 4096 }, "slow").await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let begin = std::time::Instant::now();
    process.kill();
    let mut away = 0;
    for one in waiting {
        away += usize::from(matches!(one.await.unwrap(), Err(Error::Away { .. })));
    }
    assert!(away > 40 && begin.elapsed() < Duration::from_secs(2), "{away} after {:?}", begin.elapsed());
}

#[tokio::test]
async fn nobody_there_is_said_at_once() {
    let client = Client::new("/nonexistent/socket", ClientOptions::default());
    let begin = std::time::Instant::now();
    for _ in 0..1_000 {
        let why = client.health().await.unwrap_err();
        assert!(matches!(&why, Error::Away { path, .. } if path == "/nonexistent/socket"), "{why}");
    }
    assert!(begin.elapsed() < Duration::from_secs(1), "the back-off does not make callers wait");
    let why = client.rotate_kek(NewKek::File).await.unwrap_err();
    assert!(why.is_temporary());
}
