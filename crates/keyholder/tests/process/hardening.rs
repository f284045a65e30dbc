//! What the kernel says of the process: no core, not traceable, keys locked in memory, system calls filtered (attack row W15).

use std::process::Command;

use kakitome_crypto::KeyKind;
use kakitome_keys::Purpose;

use crate::start::{Process, Room, program};

fn locked_kib(process: &Process) -> u64 {
    process.status("VmLck").trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn w15_no_core_keys_locked_calls_filtered() {
    let room = Room::new();
    let process = room.start();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", process.pid())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().collect::<Vec<_>>()[4..6], ["0", "0"]);
    assert_eq!(process.status("NoNewPrivs"), "1");
    assert_eq!(process.status("Seccomp"), "2");
    // Every thread, not only the first.
    for thread in std::fs::read_dir(format!("/proc/{}/task", process.pid())).unwrap() {
        let text = std::fs::read_to_string(thread.unwrap().path().join("status")).unwrap();
        assert!(text.contains("Seccomp:\t2\n"), "{text}");
    }
    let before = locked_kib(&process);
    assert!(before > 0);
    let client = room.client();
    assert_eq!(client.health().unwrap().warnings, Vec::<String>::new());
    for number in 0..40 {
        client.make_key(Purpose::Mail, KeyKind::P256, &number.to_string()).unwrap();
    }
    let resident: u64 = process.status("VmRSS").trim_end_matches(" kB").parse().unwrap();
    let after = locked_kib(&process);
    assert!(after >= before, "new keys are locked too");
    assert!(after < resident && after < 8 * 1024, "only the pages with keys: {after} of {resident} KiB");
}

#[test]
fn where_memory_cannot_be_locked_health_says_so() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("not tried: needs root, to take a right away");
        return;
    }
    let room = Room::new();
    let mut command = Command::new("setpriv");
    command.args(["--bounding-set", "-ipc_lock", "--inh-caps", "-ipc_lock", "prlimit", "--memlock=4096:4096"]);
    command.arg(program()).arg(&room.folder);
    let _process = Process::start(command, &room.folder);
    let warnings = room.client().health().unwrap().warnings;
    assert!(warnings.len() == 1 && warnings[0].contains("may be swapped"), "{warnings:?}");
}

#[test]
fn w15_another_process_of_the_same_user_cannot_look_inside() {
    use std::os::unix::{fs::MetadataExt, process::CommandExt};
    if !rustix::process::geteuid().is_root() {
        eprintln!("not tried: needs root, to become somebody else");
        return;
    }
    const NOBODY: u32 = 65534;
    let room = Room::new();
    let temporary = room.folder.parent().unwrap();
    for path in room.files().iter().map(std::path::PathBuf::as_path).chain([
        room.folder.as_path(),
        &room.folder.join("keys"),
        &room.folder.join("audit"),
    ]) {
        std::os::unix::fs::chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(temporary, std::fs::Permissions::from_mode(0o711)).unwrap();
    let mut command = Command::new(program());
    command.arg(&room.folder).uid(NOBODY).gid(NOBODY);
    let process = Process::start(command, &room.folder);
    // The kernel gives the files of a process that is not dumpable to root.
    let owner = std::fs::metadata(format!("/proc/{}/mem", process.pid())).unwrap().uid();
    assert_eq!(owner, 0);
    let looked = Command::new("cat").arg(format!("/proc/{}/maps", process.pid())).uid(NOBODY).gid(NOBODY).output().unwrap();
    assert!(!looked.status.success() && looked.stdout.is_empty());
}

#[test]
fn it_has_no_socket_but_unix_ones() {
    let room = Room::new();
    let process = room.start();
    let _client = room.client();
    let descriptors = std::fs::read_dir(format!("/proc/{}/fd", process.pid()));
    if !rustix::process::geteuid().is_root() {
        // Not even our own user looks inside: w15. Root can, and does below.
        assert_eq!(descriptors.unwrap_err().kind(), std::io::ErrorKind::PermissionDenied);
        return;
    }
    let mut sockets = Vec::new();
    for descriptor in descriptors.unwrap() {
        let target = std::fs::read_link(descriptor.unwrap().path()).unwrap();
        let name = target.to_string_lossy().into_owned();
        sockets.extend(name.strip_prefix("socket:[").and_then(|rest| rest.strip_suffix(']')).map(str::to_owned));
    }
    let unix = std::fs::read_to_string(format!("/proc/{}/net/unix", process.pid())).unwrap();
    assert!(sockets.len() >= 2);
    for inode in sockets {
        assert!(unix.lines().any(|line| line.split_whitespace().nth(6) == Some(&inode)), "socket {inode} is no Unix socket");
    }
}
