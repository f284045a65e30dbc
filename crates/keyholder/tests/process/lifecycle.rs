//! Start and end: sockets left behind, a second instance, signals, a parent that goes, folders that are not as they should be.

use std::{
    os::unix::{fs::PermissionsExt, net::UnixStream, process::ExitStatusExt},
    process::Command,
};

use kakitome_crypto::{KeyKind, Zeroizing};
use kakitome_keyholder::{KekSource, audit_check, init};
use kakitome_keys::{Blocking, NewKek, Purpose};

use crate::start::{Process, Room, program};

fn fails(room: &Room, options: &[&str]) -> String {
    let mut command = Command::new(program());
    command.arg(&room.folder).args(options);
    let mut process = Process::spawn(command, &room.folder);
    drop(process.stdin.take());
    assert!(!process.wait_for_ready());
    assert_eq!(process.wait().code(), Some(2));
    process.said()
}

#[test]
fn sigterm_ends_it_with_all_said() {
    let room = Room::new();
    let mut process = room.start();
    let client = room.client();
    client.make_key(Purpose::Mail, KeyKind::P256, "x").unwrap();
    let status = process.terminate();
    assert!(status.success(), "{status:?} {}", process.said());
    assert!(!room.socket().exists());
    let records = process.records();
    assert_eq!(records.last().unwrap()["what"], "stop");
    audit_check(&room.folder).unwrap();
    assert!(client.health().unwrap_err().is_temporary());
}

#[test]
fn it_ends_with_its_parent() {
    let room = Room::new();
    let mut process = room.start_with(&["--stop-with-stdin"]);
    room.client().health().unwrap();
    drop(process.stdin.take());
    assert!(process.wait().success());
    // Without the option it stays.
    let mut process = room.start();
    drop(process.stdin.take());
    std::thread::sleep(std::time::Duration::from_millis(100));
    room.client().health().unwrap();
}

#[test]
fn ctrl_c_at_the_terminal_is_for_the_parent() {
    let room = Room::new();
    let mut process = room.start_with(&["--stop-with-stdin"]);
    let interrupt = |process: &Process| Command::new("kill").args(["-INT", &process.pid().to_string()]).status().unwrap();
    interrupt(&process);
    std::thread::sleep(std::time::Duration::from_millis(50));
    room.client().health().unwrap();
    drop(process.stdin.take());
    assert!(process.wait().success());
    let mut alone = room.start();
    interrupt(&alone);
    assert!(alone.wait().success());
}

#[test]
fn a_second_one_is_refused_and_a_dead_ones_socket_is_cleared() {
    let room = Room::new();
    let mut process = room.start();
    let said = fails(&room, &[]);
    assert!(said.contains("another keyholder is running"), "{said}");
    room.client().health().unwrap();
    process.kill();
    assert!(room.socket().exists());
    assert!(UnixStream::connect(room.socket()).is_err());
    let _process = room.start();
    room.client().health().unwrap();
}

#[test]
fn something_else_in_the_sockets_place_stays() {
    let room = Room::new();
    std::fs::write(room.socket(), b"my notes").unwrap();
    let said = fails(&room, &[]);
    assert!(said.contains("no socket"), "{said}");
    assert_eq!(std::fs::read(room.socket()).unwrap(), b"my notes");
}

#[test]
fn faults_at_the_start_are_one_line_each() {
    let room = Room::new();
    std::fs::set_permissions(room.folder.join("kek"), std::fs::Permissions::from_mode(0o644)).unwrap();
    let said = fails(&room, &[]);
    assert!(said.contains("can be read by others") && said.trim().lines().count() == 1, "{said}");

    let room = Room::new();
    std::fs::remove_file(room.folder.join("kek")).unwrap();
    let said = fails(&room, &[]);
    assert!(said.contains("put it back"), "{said}");

    let room = Room::new();
    std::fs::write(room.folder.join("audit/audit-00000001.log"), b"scribble\n").unwrap();
    std::fs::set_permissions(room.folder.join("audit/audit-00000001.log"), std::fs::Permissions::from_mode(0o600)).unwrap();
    let said = fails(&room, &[]);
    assert!(said.contains("audit-00000001.log") && said.contains("no record"), "{said}");

    let mut empty = Room::new();
    empty.folder.push("nowhere");
    let said = fails(&empty, &[]);
    assert!(said.contains("kakitome init"), "{said}");
}

#[test]
fn one_damaged_key_does_not_stop_the_others() {
    let room = Room::new();
    let mut process = room.start();
    let client = room.client();
    let keys: Vec<_> = (0..3).map(|number| client.make_key(Purpose::Mail, KeyKind::P256, &number.to_string()).unwrap()).collect();
    process.terminate();
    let path = room.folder.join(format!("keys/{}.key", keys[1].id));
    let mut content = std::fs::read(&path).unwrap();
    *content.last_mut().unwrap() ^= 1;
    std::fs::write(&path, content).unwrap();
    let _process = room.start();
    let client = room.client();
    let health = client.health().unwrap();
    assert_eq!((health.keys, health.unreadable_keys), (2, 1));
    assert!(health.warnings.iter().any(|warning| warning.contains(&keys[1].id.to_string())), "{:?}", health.warnings);
    // A renamed file is not the key that it says.
    drop(client);
    std::fs::copy(room.folder.join(format!("keys/{}.key", keys[0].id)), &path).unwrap();
}

#[test]
fn a_passphrase_comes_through_standard_input() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path().join("keyholder");
    let source = |words: &str| KekSource::Passphrase(Zeroizing::new(words.as_bytes().to_vec()));
    init(&folder, &source("正しい 言葉")).unwrap();
    init(&folder, &source("正しい 言葉")).unwrap();
    assert!(init(&folder, &source("other words")).is_err());
    let start = |words: &str| {
        let mut command = Command::new(program());
        command.arg(&folder).args(["--passphrase-on-stdin", "--stop-with-stdin"]);
        let mut process = Process::spawn(command, &folder);
        process.say(&format!("{words}\n"));
        let ready = process.wait_for_ready();
        (process, ready)
    };
    let (mut process, ready) = start("wrong words");
    assert!(!ready);
    assert!(process.said().contains("does not open"));
    let (mut process, ready) = start("正しい 言葉");
    assert!(ready, "{}", process.said());
    let client = Blocking::connect(folder.join("socket")).unwrap();
    client.make_key(Purpose::Mail, KeyKind::P256, "x").unwrap();
    assert!(client.rotate_kek(NewKek::File).is_err(), "from passphrase to file only while nobody runs");
    client.rotate_kek(NewKek::Passphrase(Zeroizing::new("新しい".as_bytes().to_vec()))).unwrap();
    drop(process.stdin.take());
    assert!(process.wait().success());
    assert!(!start("正しい 言葉").1);
    let (_process, ready) = start("新しい");
    assert!(ready);
    assert_eq!(Blocking::connect(folder.join("socket")).unwrap().health().unwrap().keys, 1);
}

#[test]
fn killed_means_killed() {
    let room = Room::new();
    let mut process = room.start();
    let pid = process.pid().to_string();
    Command::new("kill").args(["-ABRT", &pid]).status().unwrap();
    let status = process.wait();
    assert_eq!(status.signal(), Some(6));
    assert!(!status.core_dumped(), "w15: no core file");
}
