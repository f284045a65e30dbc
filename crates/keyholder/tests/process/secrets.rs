//! Attack row W14: a private key is nowhere but in the keyholder's memory. Keys with known octets go through everything that can happen
//! to a key; then every file and every word is searched, raw, in hexadecimal and in base64.

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use kakitome_crypto::{KeyKind, PrivateKey, Zeroizing};
use kakitome_keys::{NewKek, Purpose};

use crate::{bytes, start::Room};

/// The secret octets of a key in each form in which they could show up.
fn shapes(pkcs8: &[u8], public: &[u8]) -> Vec<Vec<u8>> {
    // Pieces that do not overlap with the public half: of RSA the second half (primes and what is made of them), else the seed.
    let pieces: Vec<&[u8]> =
        pkcs8.windows(24).step_by(8).filter(|piece| !contains(public, piece) && piece.iter().any(|octet| *octet != 0)).collect();
    let mut all = Vec::new();
    for piece in pieces {
        let hex: String = piece.iter().map(|octet| format!("{octet:02x}")).collect();
        all.push(hex.to_uppercase().into_bytes());
        all.push(hex.into_bytes());
        for shift in 0..3 {
            all.push(STANDARD_NO_PAD.encode(&piece[shift..shift + 21]).into_bytes());
        }
        all.push(piece.to_vec());
    }
    all
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn w14_no_key_material_in_files_log_or_words() {
    let room = Room::new();
    let mut process = room.start();
    let client = room.client();
    let mut canaries = Vec::new();
    for kind in [KeyKind::Ed25519, KeyKind::P256, KeyKind::Rsa { bits: 2048 }] {
        let key = PrivateKey::generate(kind).unwrap();
        let pkcs8 = key.to_pkcs8().unwrap();
        canaries.push(shapes(&pkcs8, key.public_spki()));
        let info = client.import_key(Purpose::Mail, "canary", pkcs8.clone()).unwrap();
        let handle = client.handle(&info).unwrap();
        for (kind, bytes) in bytes::of_each_kind(&info.public_key) {
            // Some of these are refused: refusals must not speak of the key either.
            let _ = kakitome_crypto::Signer::sign(&handle, kind, &bytes);
        }
        let mut damaged = pkcs8.to_vec();
        damaged.truncate(pkcs8.len() - 3);
        client.import_key(Purpose::Mail, "damaged", Zeroizing::new(damaged)).unwrap_err();
        client.import_key(Purpose::Authority, "twice", pkcs8).unwrap_err();
    }
    let data = client.new_data_key().unwrap();
    canaries.push(shapes(data.key.as_slice(), b""));
    client.unwrap_data_key(&data.wrapped).unwrap();
    client.rotate_kek(NewKek::File).unwrap();
    assert!(!canaries.iter().any(Vec::is_empty));
    process.terminate();
    let mut again = room.start();
    room.client().list_keys().unwrap();
    again.terminate();

    let mut searched =
        vec![("first process".to_owned(), process.said().into_bytes()), ("second process".to_owned(), again.said().into_bytes())];
    searched.extend(room.files().into_iter().map(|path| (path.display().to_string(), std::fs::read(path).unwrap())));
    assert!(searched.len() > 8, "{}", searched.len());
    for (name, content) in &searched {
        for canary in canaries.iter().flatten() {
            assert!(!contains(content, canary), "key material in {name}");
        }
    }
    // The search itself finds what is there.
    let kek = std::fs::read(room.folder.join("kek")).unwrap();
    assert!(contains(&kek, b"source file"));
}

#[test]
fn w18_every_file_is_private() {
    use std::os::unix::fs::{FileTypeExt, MetadataExt};
    let room = Room::new();
    let _process = room.start();
    room.client().make_key(Purpose::Mail, KeyKind::P256, "x").unwrap();
    let mut sockets = 0;
    for path in room.files() {
        let seen = std::fs::symlink_metadata(&path).unwrap();
        assert_eq!(seen.mode() & 0o777, 0o600, "{}", path.display());
        sockets += usize::from(seen.file_type().is_socket());
    }
    assert_eq!(sockets, 1);
    for folder in [room.folder.clone(), room.folder.join("keys"), room.folder.join("audit")] {
        assert_eq!(std::fs::metadata(&folder).unwrap().mode() & 0o777, 0o700, "{}", folder.display());
    }
}
