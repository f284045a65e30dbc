//! What a service manager sees: readiness and the end (sd_notify(3)), and the log of key uses as an auditor checks it.

use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::client::submit;
use crate::support::home::{Home, kakitome, succeed};
use crate::support::mails::{self, SENDER};
use crate::support::serve::Serve;
use crate::support::sink::Sink;

#[test]
fn systemd_is_told_when_mail_can_come_and_when_it_ends() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "");
    let path = home.scratch().join("notify");
    let name = format!("kakitome-test-{}", std::process::id());
    let sockets = [
        (path.display().to_string(), UnixDatagram::bind(&path).unwrap()),
        (format!("@{name}"), UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap()),
    ];
    for (address, socket) in sockets {
        socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let hear = || {
            let mut buffer = [0; 256];
            loop {
                let count = socket.recv(&mut buffer).expect("a word");
                let word = String::from_utf8_lossy(&buffer[..count]).into_owned();
                // Sockets to be kept are another matter (restart.rs).
                if !word.starts_with("FDSTORE") {
                    return word;
                }
            }
        };
        let serve = Serve::start_with(&home, kakitome().arg("serve").arg("--home").arg(home.path()).env("NOTIFY_SOCKET", &address));
        assert_eq!(hear(), "READY=1");
        drop(serve);
        assert_eq!(hear(), "STOPPING=1");
    }
}

#[test]
fn the_gateway_may_open_as_many_files_as_the_system_lets_it() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "");
    let mut command = Command::new("prlimit");
    command.args(["--nofile=256:4096", "--", env!("CARGO_BIN_EXE_kakitome"), "serve", "--home"]).arg(home.path());
    let serve = Serve::start_with(&home, command.env("LC_ALL", "C").stdin(Stdio::null()));
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", serve.child_named("gateway").unwrap())).unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    assert_eq!(line.split_whitespace().nth(3), Some("4096"), "{line}");
}

#[test]
fn keys_audit_finds_a_record_that_was_changed() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "");
    let serve = Serve::start(&home);
    for _ in 0..3 {
        let mail = mails::mail("audited", "", b"text\r\n".to_vec());
        assert!(submit(serve.relay, SENDER, &["customer@home.example"], &mail.bytes).starts_with("250"));
        sink.next();
    }
    let audit = |more: &[&str]| kakitome().args(["keys", "audit", "--home"]).arg(home.path()).args(more).output().unwrap();
    // While it is written, and afterwards.
    let output = audit(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    drop(serve);
    let output = succeed(kakitome().args(["keys", "audit", "--json", "--home"]).arg(home.path()));
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(value["whole"], true);
    assert!(value["records"].as_u64().unwrap() >= 4, "{value}");
    assert_eq!(value["last"].as_str().unwrap().len(), 64);

    let file = home.path().join("keyholder/audit/audit-00000001.log");
    let whole = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let changed = lines[1].replacen("\"pid\":", "\"pid\":1", 1);
    assert_ne!(changed, lines[1], "{}", lines[1]);
    let without = [&lines[..1], &lines[2..]].concat();
    let other = [&[lines[0], &changed], &lines[2..]].concat();
    for (what, lines) in [("a record changed", other), ("a record missing", without)] {
        std::fs::write(&file, lines.join("\n") + "\n").unwrap();
        let output = audit(&[]);
        assert_eq!(output.status.code(), Some(1), "{what}");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(said.contains("audit-00000001.log:") && said.contains("broken"), "{what}: {said}");
        let output = audit(&["--json", "--lang", "ja"]);
        assert_eq!(output.status.code(), Some(1), "{what}");
        let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(value["whole"], false);
        assert!(value["line"].as_u64().is_some_and(|line| line > 0), "{value}");
    }
    std::fs::write(&file, &whole).unwrap();
    assert_eq!(audit(&[]).status.code(), Some(0));
    std::fs::remove_dir_all(home.path().join("keyholder/audit")).unwrap();
    assert_eq!(audit(&[]).status.code(), Some(2), "no log is no good log");
}
