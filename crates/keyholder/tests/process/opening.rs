//! What it opens: content keys that OpenSSL and we ourselves encrypted, by every way and key type, alone and between signatures; after
//! restarts; and nothing once it is gone.

use std::{io::Cursor, path::Path, process::Command};

use kakitome_cms::{Envelope, Keys, Limits, UnlockPolicy};
use kakitome_crypto::{
    DigestAlgorithm, KeyAgreement, KeyKind, KeyTransport, KeyWrap, Kind, MemorySigner, OpenError, Opener, PrivateKey, PublicKey, Signer,
    Wrapped,
};
use kakitome_keys::{Blocking, Client, ClientOptions, KeyInfo, OpeningKey, PipelinedOpener, Purpose};
use kakitome_pki::{Certificate, UnixTime, issue};

use crate::{bytes, signing::is_good, start::Room};

const INSIDE: &[u8] = b"Content-Type: text/plain\r\n\r\nby registered mail\r\n";

/// A certificate for this key from a root in memory: an identity's, as senders know it.
pub(crate) fn certificate(spki: &[u8]) -> Certificate {
    let (issuer, signer) = bytes::some_authority();
    let now = UnixTime::now();
    let request = issue::LeafRequest {
        subject: None,
        emails: &["info@example.jp"],
        spki,
        not_before: now,
        not_after: now.plus_days(30),
        crl_url: "http://ca.example.jp/list.crl",
        issuer_url: None,
        policy: issue::PolicyChoice::None,
    };
    let unsigned = issue::leaf(&request, &issuer, &MemorySigner::algorithm(&signer), now).unwrap();
    Certificate::from_der(unsigned.sign(&signer).unwrap()).unwrap()
}

/// `openssl cms -encrypt` to the certificate.
fn encrypted(place: &Path, certificate: &Certificate, words: &[&str]) -> Vec<u8> {
    let (to, from) = (place.join("to.der"), place.join("inside"));
    std::fs::write(&to, certificate.as_der()).unwrap();
    std::fs::write(&from, INSIDE).unwrap();
    let behind = words.iter().position(|word| *word == "-keyopt").unwrap_or(words.len());
    let output = Command::new("openssl")
        .args(["cms", "-encrypt", "-binary", "-outform", "DER", "-in"])
        .arg(&from)
        .args(&words[..behind])
        .arg("-recip")
        .arg(&to)
        .args(&words[behind..])
        .output()
        .unwrap();
    assert!(output.status.success(), "openssl {words:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// What is inside, through the socket.
fn opened(message: &[u8], certificate: &Certificate, opener: &dyn Opener) -> Vec<u8> {
    let mut source = Cursor::new(message);
    let envelope = Envelope::read(&mut source, &Limits::default()).unwrap();
    let unlocked = envelope.unlock(&Keys::new().own(certificate, opener), &UnlockPolicy::default()).unwrap();
    let checked = envelope.check(&mut source, &unlocked).unwrap();
    let mut inside = Vec::new();
    checked.write_to(&mut source, &mut inside).unwrap();
    inside
}

/// A content key encrypted to a key.
pub(crate) enum Sealed {
    Agreement { algorithm: KeyAgreement, originator: Vec<u8>, encrypted: Vec<u8> },
    Transport { algorithm: KeyTransport, encrypted: Vec<u8> },
}

impl Sealed {
    pub(crate) fn to(spki: &[u8], content_key: &[u8]) -> Self {
        let public = PublicKey::from_spki(spki).unwrap();
        match KeyAgreement::usual(public.kind(), KeyWrap::Aes256) {
            Some(algorithm) => {
                let agreed = public.agree_and_wrap(&algorithm, None, content_key).unwrap();
                Self::Agreement { algorithm, originator: agreed.originator_spki, encrypted: agreed.encrypted }
            }
            None => {
                let algorithm = KeyTransport::oaep(DigestAlgorithm::Sha256);
                let encrypted = public.encrypt_key(&algorithm, content_key).unwrap();
                Self::Transport { algorithm, encrypted }
            }
        }
    }

    pub(crate) fn encrypted(&self) -> &[u8] {
        match self {
            Self::Agreement { encrypted, .. } | Self::Transport { encrypted, .. } => encrypted,
        }
    }

    pub(crate) fn wrapped(&self) -> Wrapped<'_> {
        match self {
            Self::Agreement { algorithm, originator, encrypted } => Wrapped::Agreement { algorithm, originator, ukm: None, encrypted },
            Self::Transport { algorithm, encrypted } => Wrapped::Transport { algorithm, encrypted },
        }
    }
}

fn identity(client: &Blocking, kind: KeyKind) -> (KeyInfo, Certificate, OpeningKey) {
    let key = client.make_key(Purpose::Mail, kind, "info@example.jp").unwrap();
    let (certificate, opener) = (certificate(&key.public_key), client.opener(&key).unwrap());
    (key, certificate, opener)
}

#[test]
fn what_openssl_encrypts_to_an_identity_is_opened() {
    let place = tempfile::tempdir().unwrap();
    let room = Room::new();
    let process = room.start();
    let client = room.client();
    let (rsa, to_rsa, by_rsa) = identity(&client, KeyKind::Rsa { bits: 2048 });
    for words in [
        &["-aes-256-cbc"][..],
        &["-aes-128-gcm", "-keyid"],
        &["-des3"],
        &["-aes-256-cbc", "-keyopt", "rsa_padding_mode:oaep"],
        &["-aes-256-gcm", "-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256"],
    ] {
        assert_eq!(opened(&encrypted(place.path(), &to_rsa, words), &to_rsa, &by_rsa), INSIDE, "{words:?}");
    }
    for kind in [KeyKind::P256, KeyKind::P384, KeyKind::P521] {
        let (_, to, by) = identity(&client, kind);
        for words in [&["-aes-256-cbc"][..], &["-aes-128-gcm"], &["-aes-256-cbc", "-keyopt", "ecdh_kdf_md:sha256"]] {
            assert_eq!(opened(&encrypted(place.path(), &to, words), &to, &by), INSIDE, "{kind} {words:?}");
        }
    }
    let records: Vec<_> = process.records().into_iter().filter(|record| record["what"] == "unwrap").collect();
    assert_eq!(records.len(), 14);
    let first = &records[0];
    assert_eq!((first["key"].as_str(), first["kind"].as_str()), (Some(rsa.id.to_string().as_str()), Some("key-transport")));
    assert_eq!((first["algorithm"].as_str(), first["octets"].as_u64()), (Some("RSA (PKCS#1 v1.5)"), Some(256)));
    assert_eq!((first["outcome"].as_str(), first["pid"].as_u64()), (Some("done"), Some(u64::from(std::process::id()))));
    assert_eq!(records[4]["algorithm"], "RSA-OAEP with SHA-256");
    assert_eq!(records[5]["kind"], "key-agreement");
    kakitome_keyholder::audit_check(&room.folder).unwrap();
}

#[test]
fn a_record_finds_the_mail_of_its_use() {
    let room = Room::new();
    let process = room.start();
    let client = room.client();
    let (_, _, opener) = identity(&client, KeyKind::Rsa { bits: 2048 });
    let sealed = Sealed::to(opener.public_key(), &[7; 32]);
    assert_eq!(*opener.unwrap(&sealed.wrapped(), 32).unwrap(), [7; 32]);
    let record = process.records().pop().unwrap();
    assert_eq!(record["sha256"], bytes::sha256(sealed.encrypted()));
    assert!(record.get("note").is_none());
    let text = std::fs::read_to_string(room.folder.join("audit/audit-00000001.log")).unwrap();
    assert!(!text.contains(&"07".repeat(32)) && !text.contains(&bytes::sha256(&[7; 32])), "nothing of the content key");
}

#[test]
fn old_keys_open_after_new_ones_came_and_the_process_began_anew() {
    let place = tempfile::tempdir().unwrap();
    let room = Room::new();
    let mut process = room.start();
    let mut history = Vec::new();
    for round in 0..4 {
        let client = room.client();
        let kind = if round % 2 == 0 { KeyKind::Rsa { bits: 2048 } } else { KeyKind::P256 };
        let (key, to, _) = identity(&client, kind);
        let mail = encrypted(place.path(), &to, &["-aes-256-cbc"]);
        history.push((key, to, mail));
        assert_eq!(client.rotate_kek(kakitome_keys::NewKek::File).unwrap(), round + 2);
        process.terminate();
        process = room.start();
        let client = room.client();
        for (key, to, mail) in &history {
            let found = client.list_keys().unwrap().into_iter().find(|known| known.id == key.id).unwrap();
            assert_eq!(opened(mail, to, &client.opener(&found).unwrap()), INSIDE);
        }
    }
}

#[test]
fn keys_that_only_open_are_kept_and_sign_nothing() {
    let room = Room::new();
    let mut process = room.start();
    let client = room.client();
    let agreeing = PrivateKey::generate(KeyKind::X25519).unwrap();
    let short = Command::new("openssl").args(["genrsa", "1024"]).output().unwrap().stdout;
    let short = PrivateKey::from_file(&short, None).unwrap();
    let mut kept = Vec::new();
    for key in [&agreeing, &short] {
        let info = client.import_key(Purpose::Mail, "from the old days", key.to_pkcs8().unwrap()).unwrap();
        let said = client.sign(info.id, Kind::SignedAttributes, &bytes::algorithm_of(&certificate_key()), b"x").unwrap_err();
        assert!(said.to_string().contains("unsupported"), "{said}");
        // A CA's key that signs nothing is none.
        let said =
            client.import_key(Purpose::Authority, "x", PrivateKey::from_pkcs8(&key.to_pkcs8().unwrap()).unwrap().to_pkcs8().unwrap());
        assert!(said.is_err());
        kept.push(info);
    }
    assert!(client.make_key(Purpose::Mail, KeyKind::X25519, "x").is_err(), "nobody could certify it");
    let never = client.import_key(Purpose::Authority, "x", PrivateKey::generate(KeyKind::X25519).unwrap().to_pkcs8().unwrap());
    assert!(never.unwrap_err().to_string().contains("does not work for authority"));
    for _ in 0..2 {
        let client = room.client();
        assert_eq!(client.health().unwrap().unreadable_keys, 0);
        for info in &kept {
            let sealed = Sealed::to(&info.public_key, &[9; 32]);
            assert_eq!(*client.opener(info).unwrap().unwrap(&sealed.wrapped(), 32).unwrap(), [9; 32]);
        }
        process.terminate();
        process = room.start();
    }
}

fn certificate_key() -> Vec<u8> {
    PrivateKey::generate(KeyKind::P256).unwrap().public_spki().to_vec()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn content_keys_and_signatures_on_one_connection_each_get_their_own_answer() {
    let room = Room::new();
    let process = room.start();
    let client = Client::new(room.socket(), ClientOptions::default());
    let rsa = client.make_key(Purpose::Mail, KeyKind::Rsa { bits: 2048 }, "rsa").await.unwrap();
    let ec = client.make_key(Purpose::Mail, KeyKind::P256, "ec").await.unwrap();
    let attributes = bytes::attributes(&ec.public_key, b"x");
    let algorithm = bytes::algorithm_of(&ec.public_key);
    let runtime = tokio::runtime::Handle::current();
    let mut tasks = Vec::new();
    for number in 0..900_u32 {
        let (client, rsa, ec, attributes, runtime) = (client.clone(), rsa.clone(), ec.clone(), attributes.clone(), runtime.clone());
        tasks.push(tokio::spawn(async move {
            let content_key = number.to_be_bytes().repeat(8);
            let to = if number % 2 == 0 { &rsa } else { &ec };
            let sealed = Sealed::to(&to.public_key, &content_key);
            if number % 3 == 0 {
                let signature = client.sign(ec.id, Kind::SignedAttributes, &algorithm, &attributes).await.unwrap();
                assert!(is_good(&ec, &attributes, &signature));
            } else if number % 3 == 1 {
                assert_eq!(*client.unwrap_key(to.id, &sealed.wrapped(), 32).await.unwrap(), content_key, "request {number}");
            } else {
                let opener = PipelinedOpener::new(&client, to.id, to.public_key.clone(), runtime);
                let key = tokio::task::spawn_blocking(move || opener.unwrap(&sealed.wrapped(), 32).unwrap()).await.unwrap();
                assert_eq!(*key, content_key, "request {number}");
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let count = |what: &str| process.records().iter().filter(|record| record["what"] == what && record["outcome"] == "done").count();
    assert_eq!((count("sign"), count("unwrap")), (300, 600));
    assert_eq!(client.health().await.unwrap().signatures, 300);
    kakitome_keyholder::audit_check(&room.folder).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keyholder_that_was_killed_is_away_and_later_back() {
    let room = Room::new();
    let mut process = room.start();
    let blocking = room.client();
    let (key, _, opener) = identity(&blocking, KeyKind::P256);
    let client = Client::new(room.socket(), ClientOptions::default());
    let pipelined = PipelinedOpener::new(&client, key.id, key.public_key.clone(), tokio::runtime::Handle::current());
    let sealed = Sealed::to(&key.public_key, &[3; 16]);
    let work = move || {
        for opener in [&opener as &dyn Opener, &pipelined] {
            assert_eq!(*opener.unwrap(&sealed.wrapped(), 16).unwrap(), [3; 16]);
        }
        process.kill();
        for opener in [&opener as &dyn Opener, &pipelined] {
            let why = opener.unwrap(&sealed.wrapped(), 16).unwrap_err();
            assert!(matches!(why, OpenError::Away { .. }) && why.is_temporary(), "{why}");
        }
        let _process = room.start();
        for opener in [&opener as &dyn Opener, &pipelined] {
            let begin = std::time::Instant::now();
            let key = loop {
                match opener.unwrap(&sealed.wrapped(), 16) {
                    Ok(key) => break key,
                    Err(why) => assert!(why.is_temporary() && begin.elapsed().as_secs() < 5, "{why}"),
                }
                std::thread::sleep(std::time::Duration::from_millis(20));
            };
            assert_eq!(*key, [3; 16]);
        }
    };
    tokio::task::spawn_blocking(work).await.unwrap();
}
