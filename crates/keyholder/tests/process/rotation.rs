//! Attack row W17 with a real process: killed at random moments of a rotation, every key is there at the next start.

use std::{process::Command, time::Duration};

use kakitome_crypto::KeyKind;
use kakitome_keyholder::{KekSource, rotate};
use kakitome_keys::{NewKek, Purpose};

use crate::start::Room;

fn from_environment(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// The full measure of the attack row: `KEYHOLDER_KEYS=1000 KEYHOLDER_KILLS=50`.
#[test]
fn w17_killed_while_rotating() {
    let keys = from_environment("KEYHOLDER_KEYS", 40);
    let kills = from_environment("KEYHOLDER_KILLS", 12);
    let room = Room::new();
    let mut process = room.start();
    let client = room.client();
    for number in 0..keys {
        client.make_key(Purpose::Mail, KeyKind::Ed25519, &number.to_string()).unwrap();
    }
    let begin = std::time::Instant::now();
    client.rotate_kek(NewKek::File).unwrap();
    let whole = begin.elapsed();
    let mut interrupted = 0;
    for round in 0..kills {
        let delay = whole.mul_f64((round as f64 + 0.5) / kills as f64);
        let pid = rustix::process::Pid::from_raw(process.pid() as i32).unwrap();
        let killer = std::thread::spawn(move || {
            std::thread::sleep(delay);
            rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
        });
        let old = std::fs::read(room.folder.join("kek")).unwrap();
        let outcome = room.client().rotate_kek(NewKek::File);
        interrupted += u64::from(outcome.is_err());
        killer.join().unwrap();
        process.wait();
        process = room.start();
        let health = room.client().health().unwrap();
        assert_eq!((u64::from(health.keys), health.unreadable_keys), (keys, 0), "round {round}: {:?}", health.warnings);
        assert!(!room.folder.join("kek.next").exists() && !room.folder.join("rotating").exists());
        if outcome.is_ok() {
            assert_ne!(std::fs::read(room.folder.join("kek")).unwrap(), old);
        }
    }
    assert!(interrupted > 0, "the kills came too late to interrupt anything");
    // The old key is useless: put back, it opens nothing.
    let old = std::fs::read(room.folder.join("kek")).unwrap();
    room.client().rotate_kek(NewKek::File).unwrap();
    process.terminate();
    std::fs::write(room.folder.join("kek"), old).unwrap();
    let mut command = Command::new(crate::start::program());
    command.arg(&room.folder);
    let mut refused = crate::start::Process::spawn(command, &room.folder);
    assert!(!refused.wait_for_ready());
}

#[test]
fn while_nobody_runs_also_from_file_to_passphrase() {
    let room = Room::new();
    let mut process = room.start();
    room.client().make_key(Purpose::Mail, KeyKind::P256, "x").unwrap();
    let file = KekSource::File(room.folder.join("kek"));
    let passphrase = KekSource::Passphrase(kakitome_crypto::Zeroizing::new(b"words".to_vec()));
    assert!(rotate(&room.folder, &file, &file).unwrap_err().to_string().contains("another keyholder is running"));
    process.terminate();
    // The key and the master of the data keys.
    assert_eq!(rotate(&room.folder, &file, &passphrase).unwrap(), 2);
    assert!(!room.folder.join("kek").exists());
    assert_eq!(rotate(&room.folder, &passphrase, &file).unwrap(), 2);
    let _process = room.start();
    assert_eq!(room.client().health().unwrap().keys, 1);
    std::thread::sleep(Duration::from_millis(1));
}
