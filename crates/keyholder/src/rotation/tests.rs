#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
use kakitome_crypto::{KeyKind, PrivateKey, Zeroizing};
use kakitome_keys::{KeyId, KeyInfo, Purpose};

use super::*;
use crate::vault::DataMaster;

struct Room {
    _room: tempfile::TempDir,
    folder: PathBuf,
    places: Places,
    keys: usize,
}

/// A folder with some keys under this source.
fn room(source: impl Fn(&Path) -> KekSource, keys: usize) -> Room {
    let room = tempfile::tempdir().unwrap();
    let folder = room.path().join("keyholder");
    let source = source(&folder);
    crate::home::init(&folder, &source).unwrap();
    let places = Places::new(&folder);
    let kek = open(&places, &source).unwrap();
    for number in 0..keys {
        let key = PrivateKey::generate(KeyKind::Ed25519).unwrap();
        let public_key = key.public_spki().to_vec();
        let id = KeyId::of_public_key(&public_key);
        let info = KeyInfo { id, purpose: Purpose::Mail, label: number.to_string(), public_key, made: 0 };
        vault::keep(&places, &kek, &info, &key.to_pkcs8().unwrap()).unwrap();
    }
    Room { _room: room, folder, places, keys }
}

fn file(folder: &Path) -> KekSource {
    KekSource::File(folder.join("kek"))
}

fn passphrase(words: &'static str) -> impl Fn(&Path) -> KekSource {
    move |_| KekSource::Passphrase(Zeroizing::new(words.as_bytes().to_vec()))
}

/// How many keys this key-encryption key opens.
fn opens(room: &Room, kek: &Kek) -> usize {
    vault::load(&room.places, kek).unwrap().keys.len()
}

/// The same key-encryption key again, as somebody who kept a copy of it has it.
fn copy(room: &Room, source: &KekSource) -> Kek {
    Kek::read(&room.places.kek(source), source).unwrap().unwrap().kek
}

fn stopped() -> Error {
    Error::NotThere { path: PathBuf::new() }
}

/// Rotates, stopping after the given number of steps. Tells the steps that were done and whether it came to its end.
fn rotate_and_stop(room: &Room, old: &Kek, from: &KekSource, to: &KekSource, stop_after: usize) -> (Vec<Step>, bool) {
    let mut steps = Vec::new();
    let outcome = rotate(&room.places, old, &room.places.kek(from), to, &mut |step| {
        steps.push(step);
        if steps.len() == stop_after { Err(stopped()) } else { Ok(()) }
    });
    (steps, outcome.is_ok())
}

fn w17(keys: usize, from: impl Fn(&Path) -> KekSource, to: impl Fn(&Path) -> KekSource) {
    let mut all_steps = Vec::new();
    for stop_after in 1.. {
        let room = room(&from, keys);
        let (from, to) = (from(&room.folder), to(&room.folder));
        let old = copy(&room, &from);
        let (steps, finished) = rotate_and_stop(&room, &old, &from, &to, stop_after);
        // What died here left each key readable by exactly one of the two.
        let mut next = room.places.kek(&to).into_os_string();
        next.push(".next");
        let new = Kek::read(Path::new(&next), &to).unwrap().map(|read| read.kek);
        let by_old = opens(&room, &old);
        let by_new = new.map_or_else(|| opens(&room, &copy(&room, &to)), |new| opens(&room, &new));
        assert_eq!(by_old + by_new, room.keys, "after {steps:?}");
        // The next start makes it good. Before the marker stands, both sources still say what they said.
        let reopened =
            open(&room.places, &to).or_else(|why| if steps == [Step::NextWritten] { open(&room.places, &from) } else { Err(why) });
        let kek = reopened.unwrap();
        assert_eq!(opens(&room, &kek), room.keys, "after {steps:?}");
        DataMaster::open_or_make(&room.places, &kek).unwrap();
        assert!(!room.places.rotating().exists());
        if steps.len() > 1 {
            assert_eq!(opens(&room, &old), 0, "the old key is useless afterwards");
            assert!(!Path::new(&next).exists());
        }
        all_steps = steps;
        if finished {
            break;
        }
    }
    // Each file was a step of its own: the keys and the data master.
    assert_eq!(all_steps.len(), 5 + keys + 1, "{all_steps:?}");
}

#[test]
fn w17_from_file_to_file_interrupted_at_each_step() {
    w17(4, file, file);
}

#[test]
fn w17_from_passphrase_to_passphrase_interrupted_at_each_step() {
    w17(1, passphrase("old words"), passphrase("new words"));
}

#[test]
fn w17_from_file_to_passphrase_interrupted_at_each_step() {
    w17(1, file, passphrase("words"));
}

#[test]
fn the_old_source_is_told_to_use_the_new_one() {
    let room = room(file, 2);
    let (from, to) = (file(&room.folder), passphrase("words")(&room.folder));
    let old = copy(&room, &from);
    let (_, finished) = rotate_and_stop(&room, &old, &from, &to, 3);
    assert!(!finished);
    assert!(matches!(open(&room.places, &from), Err(Error::RotationPending { .. })));

    let room = self::room(passphrase("old"), 1);
    let (from, to) = (passphrase("old")(&room.folder), passphrase("new")(&room.folder));
    let old = copy(&room, &from);
    rotate_and_stop(&room, &old, &from, &to, 3);
    assert!(matches!(open(&room.places, &from), Err(Error::WrongPassphrase { rotating: true, .. })));
}

#[test]
fn a_file_that_the_old_key_does_not_open_stops_the_rotation_and_loses_nothing() {
    let room = room(file, 3);
    let source = file(&room.folder);
    let stranger = room.places.keys().join("00000000000000000000000000000000.key");
    folder::write(&stranger, b"not a key file").unwrap();
    let old = copy(&room, &source);
    assert!(matches!(rotate(&room.places, &old, &room.places.kek(&source), &source, &mut |_| Ok(())), Err(Error::Damaged { .. })));
    assert!(open(&room.places, &source).is_err());
    folder::remove(&stranger).unwrap();
    assert_eq!(opens(&room, &open(&room.places, &source).unwrap()), 3);
}

#[test]
fn a_missing_key_is_not_made_anew_over_sealed_keys() {
    let room = room(file, 1);
    let source = file(&room.folder);
    std::fs::remove_file(room.places.kek(&source)).unwrap();
    assert!(matches!(crate::home::init(&room.folder, &source), Err(Error::KekMissing { .. })));
    let other = passphrase("words")(&room.folder);
    assert!(matches!(crate::home::init(&room.folder, &other), Err(Error::KekMissing { .. })));
}

#[test]
fn a_wrong_passphrase_and_none_at_all() {
    let room = room(passphrase("right"), 1);
    let wrong = passphrase("wrong")(&room.folder);
    assert!(matches!(open(&room.places, &wrong), Err(Error::WrongPassphrase { rotating: false, .. })));
    assert!(matches!(crate::home::init(&room.folder, &wrong), Err(Error::WrongPassphrase { .. })));
    // The parameters of a passphrase, taken for a key file.
    let as_file = KekSource::File(room.places.kek(&wrong));
    assert!(matches!(open(&room.places, &as_file), Err(Error::PassphraseNeeded { .. })));
}
