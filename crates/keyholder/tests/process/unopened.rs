//! What it does not open, and what it does not say: keys of another purpose, requests that are none, and three hundred content keys that
//! were spoilt in every way, all answered and logged alike (attack rows M05 to M07, M09).

use std::{
    collections::BTreeSet,
    io::{Read, Write},
    os::unix::net::UnixStream,
};

use kakitome_crypto::{
    DigestAlgorithm, KeyKind, KeyTransport, MemorySigner, OpenError, Opener, PrivateKey, PublicKey, Signer, Wrapped, Zeroizing,
};
use kakitome_keys::{Blocking, Error, Hello, KeyId, KeyInfo, OpeningKey, Purpose, RefusalCode, Request, UnwrapRequest, WrappedKey};

use crate::{bytes, opening::Sealed, start::Room};

fn refused(client: &Blocking, key: KeyId, wrapped: &Wrapped<'_>) -> RefusalCode {
    match client.unwrap_key(key, wrapped, 32) {
        Err(Error::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_key_of_a_ca_opens_nothing() {
    let room = Room::new();
    let process = room.start();
    let client = room.client();
    for kind in [KeyKind::Rsa { bits: 2048 }, KeyKind::P256] {
        let key = client.make_key(Purpose::Authority, kind, "root").unwrap();
        let sealed = Sealed::to(&key.public_key, &[7; 32]);
        assert_eq!(refused(&client, key.id, &sealed.wrapped()), RefusalCode::WrongPurpose);
        assert!(matches!(client.opener(&key), Err(Error::Refused(refusal)) if refusal.code == RefusalCode::WrongPurpose));
        let opener = OpeningKey::new(&client, key.id, key.public_key.clone());
        let why = opener.unwrap(&sealed.wrapped(), 32).unwrap_err();
        assert!(matches!(why, OpenError::Refused { .. }) && !why.is_temporary(), "{why}");
    }
    let records: Vec<_> = process.records().into_iter().filter(|record| record["what"] == "unwrap").collect();
    assert_eq!(records.len(), 4);
    assert!(records.iter().all(|record| record["outcome"] == "wrong-purpose" && record["sha256"].is_string()));
}

#[test]
fn keys_that_are_not_there_or_do_not_open_so() {
    let room = Room::new();
    let _process = room.start();
    let client = room.client();
    let rsa = client.make_key(Purpose::Mail, KeyKind::Rsa { bits: 2048 }, "rsa").unwrap();
    let ec = client.make_key(Purpose::Mail, KeyKind::P256, "ec").unwrap();
    let signing = client.make_key(Purpose::Mail, KeyKind::Ed25519, "signs").unwrap();
    let (to_rsa, to_ec) = (Sealed::to(&rsa.public_key, &[7; 32]), Sealed::to(&ec.public_key, &[7; 32]));
    for (key, sealed) in [(&rsa, &to_ec), (&ec, &to_rsa), (&signing, &to_rsa), (&signing, &to_ec)] {
        assert_eq!(refused(&client, key.id, &sealed.wrapped()), RefusalCode::Unsupported, "{}", key.label);
    }
    assert_eq!(refused(&client, KeyId::from_bytes([1; 16]), &to_rsa.wrapped()), RefusalCode::NoSuchKey);
    let huge = Wrapped::Transport { algorithm: &KeyTransport::RsaPkcs1, encrypted: &[0; 4096] };
    assert!(matches!(client.unwrap_key(rsa.id, &huge, 32), Err(Error::TooLong { octets: 4096, limit: 2048, .. })));
    assert!(matches!(client.unwrap_key(rsa.id, &to_rsa.wrapped(), 4096), Err(Error::TooLong { .. })));
    assert!(
        matches!(client.unwrap_key(rsa.id, &to_rsa.wrapped(), 0), Err(Error::Refused(refusal)) if refusal.code == RefusalCode::BadRequest)
    );
    // None of this disturbed anything.
    assert_eq!(*client.unwrap_key(rsa.id, &to_rsa.wrapped(), 32).unwrap(), [7; 32]);
}

/// The kind of the answer to a request as a client without manners writes it.
fn asked(room: &Room, frame: &[u8]) -> (u8, Vec<u8>) {
    let mut stream = UnixStream::connect(room.socket()).unwrap();
    stream.write_all(&Hello::ours()).unwrap();
    stream.read_exact(&mut [0; Hello::LEN]).unwrap();
    stream.write_all(frame).unwrap();
    let mut head = [0; 13];
    stream.read_exact(&mut head).unwrap();
    let mut rest = vec![0; u32::from_be_bytes(head[..4].try_into().unwrap()) as usize - 9];
    stream.read_exact(&mut rest).unwrap();
    (head[12], rest)
}

#[test]
fn m18_requests_that_are_none_are_refused_and_the_rest_goes_on() {
    let room = Room::new();
    let process = room.start();
    let client = room.client();
    let key = client.make_key(Purpose::Mail, KeyKind::Rsa { bits: 2048 }, "x").unwrap();
    let request = |algorithm: &[u8]| {
        let wrapped = WrappedKey::Transport { algorithm: algorithm.to_vec(), encrypted: vec![5; 256] };
        let mut frame = Vec::new();
        Request::Unwrap(UnwrapRequest { key: key.id, key_len: 32, wrapped }).put(&mut frame, 1).unwrap();
        frame
    };
    const REFUSED: u8 = 0xff;
    let code = |(kind, body): (u8, Vec<u8>)| (kind, body.first().copied());
    // 7: not of its kind, 8: unsupported. The algorithms: nothing, no DER, DER of something else, RSA with parameters, an unknown one.
    for (algorithm, expected) in [
        (&b""[..], 7),
        (b"no algorithm", 7),
        (&[0x30, 0x80, 0, 0], 7),
        (&[0x30, 0], 7),
        (&[0x30, 0x0e, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 2, 1, 0], 7),
        (&[0x30, 0x05, 0x06, 0x03, 0x2a, 0x03, 0x04], 8),
    ] {
        assert_eq!(code(asked(&room, &request(algorithm))), (REFUSED, Some(expected)), "{algorithm:?}");
    }
    let good = request(&KeyTransport::RsaPkcs1.to_der());
    assert_eq!(asked(&room, &good).0, 0x89);
    for cut in 14..good.len() - 256 {
        let mut short = good[..cut].to_vec();
        short[..4].copy_from_slice(&(cut as u32 - 4).to_be_bytes());
        assert_eq!(asked(&room, &short).0, REFUSED, "cut at {cut}");
    }
    let records = process.records();
    assert!(records.iter().any(|record| record["outcome"] == "unsupported" && record.get("algorithm").is_none()));
    assert_eq!(records.iter().filter(|record| record["what"] == "unwrap" && record["outcome"] == "done").count(), 1);
}

/// Every way to spoil a content key that does not need the private key: octets changed, left out, added, other numbers.
fn spoilt(good: &[u8]) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = (0..256)
        .map(|at| {
            let mut altered = good.to_vec();
            altered[at] ^= 1 << (at % 8);
            altered
        })
        .collect();
    all.extend([1, 2, 100, 255].map(|cut| good[cut..].to_vec()));
    all.extend([1, 2, 100, 255].map(|cut| good[..cut].to_vec()));
    // Zero is the empty one below: the same number has the same answer.
    all.extend((1..33_u8).map(|fill| vec![fill; 256]));
    all.extend([Vec::new(), vec![0xff; 256], [&[0][..], good].concat(), [good, &[0]].concat(), vec![0x42; 2048], vec![0x42; 512]]);
    all
}

/// A record without what differs in any two uses.
fn form(record: &serde_json::Value) -> String {
    let mut record = record.clone();
    let fields = record.as_object_mut().unwrap();
    for changing in ["n", "time", "sha256", "octets", "prev"] {
        assert!(fields.remove(changing).is_some(), "{changing}");
    }
    record.to_string()
}

#[test]
fn m05_m06_m09_three_hundred_spoilt_content_keys_are_answered_and_logged_like_a_good_one() {
    let room = Room::new();
    let process = room.start();
    let client = room.client();
    let own = PrivateKey::generate(KeyKind::Rsa { bits: 2048 }).unwrap();
    let key = client.import_key(Purpose::Mail, "x", own.to_pkcs8().unwrap()).unwrap();
    let public = PublicKey::from_spki(&key.public_key).unwrap();
    let content_key = [0x4b; 32];
    for algorithm in [KeyTransport::RsaPkcs1, KeyTransport::oaep(DigestAlgorithm::Sha256)] {
        let before = process.records().len();
        let good = public.encrypt_key(&algorithm, &content_key).unwrap();
        let open = |encrypted: &[u8]| client.unwrap_key(key.id, &Wrapped::Transport { algorithm: &algorithm, encrypted }, 32).unwrap();
        assert_eq!(*open(&good), content_key);
        let mut wrong = spoilt(&good);
        // Well padded, and not of the length that was asked for.
        wrong.extend([1, 16, 31, 33, 48].map(|length| public.encrypt_key(&algorithm, &vec![9; length]).unwrap()));
        // What a signature looks like is no content key either: the same arithmetic, another padding.
        let signer = MemorySigner::new(PrivateKey::from_pkcs8(&own.to_pkcs8().unwrap()).unwrap()).unwrap();
        wrong.push(signer.sign(kakitome_crypto::Kind::SignedAttributes, b"x").unwrap());
        assert!(wrong.len() > 300, "{}", wrong.len());
        let mut seen = BTreeSet::new();
        for encrypted in &wrong {
            let made_up: Zeroizing<Vec<u8>> = open(encrypted);
            assert_eq!(made_up.len(), 32);
            assert_ne!(*made_up, content_key);
            seen.insert(made_up.to_vec());
        }
        // All zeros, a constant, the raw number: nothing of that kind.
        // A good one that begins with the octet 1 gives the same number twice: one bit of it changed, and the octet cut off.
        let numbers: BTreeSet<&[u8]> = wrong.iter().map(|one| &one[one.iter().take_while(|octet| **octet == 0).count()..]).collect();
        assert!(numbers.len() > 300);
        assert_eq!(seen.len(), numbers.len(), "each has a key of its own");
        let records = process.records();
        let uses = &records[before..];
        assert_eq!(uses.len(), wrong.len() + 1);
        let forms: BTreeSet<String> = uses.iter().map(form).collect();
        assert_eq!(forms.len(), 1, "{forms:#?}");
    }
    assert_eq!(client.health().unwrap().signatures, 0);
    kakitome_keyholder::audit_check(&room.folder).unwrap();
}

#[test]
fn m05_spoilt_key_agreement_is_answered_like_a_good_one() {
    let room = Room::new();
    let process = room.start();
    let client = room.client();
    let key: KeyInfo = client.make_key(Purpose::Mail, KeyKind::P256, "x").unwrap();
    let content_key = [0x4b; 32];
    let Sealed::Agreement { algorithm, originator, encrypted } = Sealed::to(&key.public_key, &content_key) else { panic!("P-256") };
    let ask = |originator: &[u8], ukm: Option<&[u8]>, encrypted: &[u8]| {
        let wrapped = Wrapped::Agreement { algorithm: &algorithm, originator, ukm, encrypted };
        client.unwrap_key(key.id, &wrapped, 32).unwrap()
    };
    assert_eq!(*ask(&originator, None, &encrypted), content_key);
    let stranger = PrivateKey::generate(KeyKind::P384).unwrap();
    let mut off_curve = originator.clone();
    *off_curve.last_mut().unwrap() ^= 1;
    for wrong in [&off_curve[..], &originator[..40], b"", b"no key at all", stranger.public_spki(), &[0x30; 1024]] {
        assert_eq!(ask(wrong, None, &encrypted).len(), 32);
        assert_ne!(*ask(wrong, None, &encrypted), content_key);
    }
    assert_ne!(*ask(&originator, Some(b"material"), &encrypted), content_key);
    for at in 0..encrypted.len() {
        let mut altered = encrypted.clone();
        altered[at] ^= 1;
        assert_ne!(*ask(&originator, None, &altered), content_key);
        assert_ne!(*ask(&originator, None, &encrypted[..at]), content_key);
    }
    let forms: BTreeSet<String> = process.records().iter().filter(|record| record["what"] == "unwrap").map(form).collect();
    assert_eq!(forms.len(), 1, "{forms:#?}");
    let said = bytes::sha256(&encrypted);
    assert!(process.records().iter().any(|record| record["sha256"] == said.as_str()));
}
