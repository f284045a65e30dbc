//! Who may connect, tried as another user of the system: the test binary calls itself under another user's id.

use std::{
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::Path,
    process::Command,
};

use kakitome_crypto::{KeyKind, Kind};
use kakitome_keys::{Blocking, Error, NewKek, Purpose, RefusalCode};

use crate::{bytes, opening::Sealed, start::Room};

const SOCKET: &str = "KEYHOLDER_TEST_SOCKET";
const STRANGER: u32 = 65_534;
const FRIEND: u32 = 54_321;

/// What a client under another user's id finds. Run by the tests below, not by itself.
#[test]
#[ignore = "the other half of the tests in this file"]
fn as_somebody_else() {
    let Ok(socket) = std::env::var(SOCKET) else { return };
    match Blocking::connect(&socket) {
        Err(why) => println!("turned away: {why}"),
        Ok(client) => {
            let key = client.make_key(Purpose::Mail, KeyKind::P256, "x").unwrap();
            let attributes = bytes::attributes(&key.public_key, b"x");
            client.sign(key.id, Kind::SignedAttributes, &bytes::algorithm_of(&key.public_key), &attributes).unwrap();
            let sealed = Sealed::to(&key.public_key, &[7; 32]);
            assert_eq!(*client.unwrap_key(key.id, &sealed.wrapped(), 32).unwrap(), [7; 32]);
            let rotated = client.rotate_kek(NewKek::File);
            assert!(matches!(&rotated, Err(Error::Refused(refusal)) if refusal.code == RefusalCode::NotAllowed), "{rotated:?}");
            println!("signed and opened");
        }
    }
}

fn what_finds(user: u32, group: u32, socket: &Path, program: &Path) -> String {
    let output = Command::new(program)
        .args(["--exact", "peers::as_somebody_else", "--ignored", "--nocapture"])
        .env(SOCKET, socket)
        .current_dir("/")
        .uid(user)
        .gid(group)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said} {}", String::from_utf8_lossy(&output.stderr));
    said
}

#[test]
fn only_those_who_are_named_may_connect() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("not tried: needs root, to become somebody else");
        return;
    }
    let place = tempfile::tempdir().unwrap();
    std::fs::set_permissions(place.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    // A copy that everybody may run, wherever the build is.
    let program = place.path().join("client");
    std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let socket = place.path().join("socket");
    let text = socket.to_str().unwrap();
    let room = Room::new();

    // By user: the socket is open to all, the kernel says who it is.
    let mut process = room.start_with(&["--socket", text, "--peer-uid", &FRIEND.to_string()]);
    assert!(what_finds(FRIEND, FRIEND, &socket, &program).contains("signed and opened"));
    assert!(what_finds(STRANGER, STRANGER, &socket, &program).contains("turned away"));
    process.terminate();
    let said = process.said();
    drop(process);

    // By group: others do not even reach the socket.
    let mut process = room.start_with(&["--socket", text, "--peer-gid", &FRIEND.to_string()]);
    let mode = std::fs::metadata(&socket).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o660);
    assert!(what_finds(STRANGER, FRIEND, &socket, &program).contains("signed"));
    assert!(what_finds(STRANGER, STRANGER, &socket, &program).contains("Permission denied"));
    process.terminate();

    // By default nobody else.
    let _process = room.start_with(&["--socket", text]);
    let mode = std::fs::metadata(&socket).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    assert!(what_finds(FRIEND, FRIEND, &socket, &program).contains("turned away"));
    assert_eq!(said, "ready\n", "no panic, no secret");
}
