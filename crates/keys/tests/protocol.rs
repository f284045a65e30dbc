//! The protocol as bytes: what is written is read back, what is garbage is refused, nothing panics.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use kakitome_crypto::{DigestAlgorithm, KeyKind, Kind, SignatureAlgorithm, Zeroizing};
use kakitome_keys::{
    Asked, DataKey, Error, Frames, Health, KeyId, KeyInfo, MAX_FRAME, NewKek, OpenedKey, Purpose, Refusal, RefusalCode, Reply, Request,
    SignRequest, UnwrapRequest, WrappedKey,
};
use proptest::prelude::*;

fn frames(bytes: &[u8]) -> Frames {
    let mut frames = Frames::default();
    let mut rest = bytes;
    while frames.fill(&mut rest).unwrap() > 0 {}
    frames
}

fn requests() -> Vec<Request> {
    let digest = DigestAlgorithm::Sha256;
    let sign = |kind, algorithm, bytes| Request::Sign(SignRequest { key: KeyId::from_bytes([3; 16]), kind, algorithm, bytes });
    let unwrap = |key_len, wrapped| Request::Unwrap(UnwrapRequest { key: KeyId::from_bytes([4; 16]), key_len, wrapped });
    let agreement = |ukm, encrypted| WrappedKey::Agreement { algorithm: vec![0x30, 0], originator: vec![6; 91], ukm, encrypted };
    vec![
        unwrap(32, WrappedKey::Transport { algorithm: vec![0x30, 0], encrypted: vec![7; 256] }),
        unwrap(5, WrappedKey::Transport { algorithm: Vec::new(), encrypted: Vec::new() }),
        unwrap(16, agreement(None, vec![8; 24])),
        unwrap(24, agreement(Some(Vec::new()), Vec::new())),
        unwrap(128, agreement(Some(vec![9; 64]), vec![8; 40])),
        sign(Kind::SignedAttributes, SignatureAlgorithm::RsaPkcs1 { digest }, vec![1; 300]),
        sign(Kind::CertificateRequest, SignatureAlgorithm::Ed25519, Vec::new()),
        sign(Kind::Certificate, SignatureAlgorithm::Ecdsa { digest }, vec![2]),
        sign(Kind::RevocationList, SignatureAlgorithm::RsaPss { digest, mgf: digest, salt_len: 20 }, vec![3; 900_000]),
        Request::MakeKey { purpose: Purpose::Mail, kind: KeyKind::Rsa { bits: 3072 }, label: "鍵".to_owned() },
        Request::ImportKey { purpose: Purpose::Authority, label: String::new(), pkcs8: Zeroizing::new(vec![9; 99]) },
        Request::ListKeys { after: None },
        Request::ListKeys { after: Some(KeyId::from_bytes([5; 16])) },
        Request::NewDataKey,
        Request::UnwrapDataKey { wrapped: vec![1, 2, 3] },
        Request::RotateKek(NewKek::File),
        Request::RotateKek(NewKek::Passphrase(Zeroizing::new(b"words".to_vec()))),
        Request::Health,
    ]
}

fn key() -> KeyInfo {
    KeyInfo { id: KeyId::from_bytes([7; 16]), purpose: Purpose::Mail, label: "名".to_owned(), public_key: vec![1; 91], made: -1 }
}

fn replies() -> Vec<Reply> {
    let health = Health {
        keys: 1,
        unreadable_keys: 2,
        signatures: u64::MAX,
        uptime: 3,
        log_works: true,
        warnings: vec!["one".to_owned(), String::new()],
    };
    vec![
        Reply::Signature(vec![4; 256]),
        Reply::ContentKey(OpenedKey(Zeroizing::new(vec![5; 32]))),
        Reply::Key(key()),
        Reply::Keys { keys: vec![key(), key()], more: true },
        Reply::Keys { keys: Vec::new(), more: false },
        Reply::DataKey(DataKey { wrapped: vec![1; 60], key: Zeroizing::new([8; 32]) }),
        Reply::Rotated { keys: 7 },
        Reply::Health(health),
        Reply::Refused(Refusal { code: RefusalCode::WrongPurpose, detail: "so".to_owned() }),
    ]
}

#[test]
fn what_is_written_is_read_back() {
    let mut stream = Vec::new();
    for (id, request) in requests().iter().enumerate() {
        request.put(&mut stream, id as u64).unwrap();
    }
    let mut read = frames(&stream);
    for (id, expected) in requests().iter().enumerate() {
        let Asked { id: got, request } = Request::take(&mut read).unwrap().unwrap();
        assert_eq!(got, id as u64);
        let request = request.unwrap();
        assert_eq!(format!("{request:?}"), format!("{expected:?}"));
        let (mut again, mut once) = (Vec::new(), Vec::new());
        request.put(&mut again, 1).unwrap();
        expected.put(&mut once, 1).unwrap();
        assert_eq!(again, once);
    }
    assert!(Request::take(&mut read).unwrap().is_none());

    let mut stream = Vec::new();
    for (id, reply) in replies().iter().enumerate() {
        reply.put(&mut stream, id as u64);
    }
    let mut read = frames(&stream);
    for (id, expected) in replies().iter().enumerate() {
        let (got, reply) = Reply::take(&mut read).unwrap().unwrap();
        assert_eq!((got, format!("{reply:?}")), (id as u64, format!("{expected:?}")));
    }
}

#[test]
fn w14_debug_prints_no_secret() {
    let secret = "KYWQ".repeat(8);
    let bytes = || Zeroizing::new(secret.as_bytes().to_vec());
    let import = Request::ImportKey { purpose: Purpose::Mail, label: "x".to_owned(), pkcs8: bytes() };
    let rotate = Request::RotateKek(NewKek::Passphrase(bytes()));
    let data = Reply::DataKey(DataKey { wrapped: Vec::new(), key: Zeroizing::new(secret.as_bytes().try_into().unwrap()) });
    let content = Reply::ContentKey(OpenedKey(bytes()));
    for shown in [format!("{import:?}"), format!("{rotate:?}"), format!("{data:?}"), format!("{content:?}")] {
        assert!(!shown.contains("KYWQ") && !shown.contains("75, 89, 87, 81"), "{shown}");
    }
}

#[test]
fn what_is_too_long_is_refused_before_it_is_sent() {
    let sign = |kind, length| {
        let algorithm = SignatureAlgorithm::Ed25519;
        Request::Sign(SignRequest { key: KeyId::from_bytes([0; 16]), kind, algorithm, bytes: vec![0; length] }).put(&mut Vec::new(), 1)
    };
    for kind in [Kind::SignedAttributes, Kind::CertificateRequest, Kind::Certificate] {
        assert!(sign(kind, 64 * 1024).is_ok());
        assert!(matches!(sign(kind, 64 * 1024 + 1), Err(Error::TooLong { octets: 65_537, limit: 65_536, .. })));
    }
    assert!(matches!(sign(Kind::RevocationList, MAX_FRAME), Err(Error::TooLong { .. })));
    let label = Request::MakeKey { purpose: Purpose::Mail, kind: KeyKind::P256, label: "x".repeat(2_000) };
    assert!(label.put(&mut Vec::new(), 1).is_err());
}

#[test]
fn what_no_recipient_carries_is_refused_on_both_sides() {
    let key = KeyId::from_bytes([0; 16]);
    let transport =
        |algorithm: usize, encrypted: usize| WrappedKey::Transport { algorithm: vec![0; algorithm], encrypted: vec![0; encrypted] };
    let agreement = |originator: usize, ukm: usize| WrappedKey::Agreement {
        algorithm: Vec::new(),
        originator: vec![0; originator],
        ukm: Some(vec![0; ukm]),
        encrypted: vec![0; 24],
    };
    let sent = |key_len, wrapped| Request::Unwrap(UnwrapRequest { key, key_len, wrapped }).put(&mut Vec::new(), 1);
    for good in [transport(1024, 2048), agreement(1024, 4096)] {
        assert!(sent(32, good).is_ok());
    }
    for long in [transport(1025, 1), transport(1, 2049), agreement(1025, 1), agreement(1, 4097)] {
        assert!(matches!(sent(32, long), Err(Error::TooLong { .. })));
    }
    assert!(matches!(sent(129, transport(1, 1)), Err(Error::TooLong { octets: 129, limit: 128, .. })));
    // A client that does not keep to it is refused by the other side.
    let mut frame = Vec::new();
    Request::Unwrap(UnwrapRequest { key, key_len: 32, wrapped: transport(2, 2048) }).put(&mut frame, 1).unwrap();
    let read = |frame: &[u8]| Request::take(&mut frames(frame)).unwrap().unwrap().request;
    assert!(read(&frame).is_ok());
    for (at, value) in [(33, 4), (33, 129), (32, 1), (29, 3), (29, 0)] {
        let mut altered = frame.clone();
        altered[at] = value;
        assert!(read(&altered).is_err(), "octet {at} is {value}");
    }
    let mut longer = frame.clone();
    longer.push(0);
    let length = longer.len() as u32 - 4;
    longer[..4].copy_from_slice(&length.to_be_bytes());
    assert_eq!(read(&longer).unwrap_err(), "an encrypted content key that is too long");
}

proptest! {
    #[test]
    fn garbage_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut read = frames(&bytes);
        while let Ok(Some(_)) = Request::take(&mut read) {}
        let mut read = frames(&bytes);
        while let Ok(Some(_)) = Reply::take(&mut read) {}
    }

    #[test]
    fn bodies_of_garbage_never_panic(kind in any::<u8>(), body in proptest::collection::vec(any::<u8>(), 0..200)) {
        let length = (9 + body.len()) as u32;
        let frame = [&length.to_be_bytes()[..], &1_u64.to_be_bytes(), &[kind], &body].concat();
        prop_assert!(Request::take(&mut frames(&frame)).unwrap().is_some());
        let _ = Reply::take(&mut frames(&frame));
    }

    #[test]
    fn altered_requests_are_refused_or_something_else(at in 0_usize..4_000, bit in 0_u8..8, which in 0_usize..18) {
        let mut frame = Vec::new();
        requests()[which].put(&mut frame, 1).unwrap();
        let at = at % frame.len();
        frame[at] ^= 1 << bit;
        let mut read = frames(&frame);
        while let Ok(Some(_)) = Request::take(&mut read) {}
    }
}
