//! The keyholder as a process: what it may do, what it is asked, what it leaves on disk (W14, W15, W18, W19).

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::support::client::submit;
use crate::support::home::{Home, kakitome, succeed};
use crate::support::mails::{self, SENDER};
use crate::support::serve::Serve;
use crate::support::sink::Sink;

#[test]
fn w15_no_network_no_core_locked_pages() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "");
    let serve = Serve::start(&home);
    let id = serve.child_named("keyholder").expect("a keyholder");
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim().to_owned();
    assert_eq!(field("Seccomp:"), "2", "a filter of system calls is in force");
    assert_ne!(field("VmLck:"), "0 kB", "pages with keys are locked");
    let limits = std::fs::read_to_string(format!("/proc/{id}/limits")).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
    // Its open files: no socket of the internet families.
    let inet: String =
        ["tcp", "tcp6", "udp", "udp6"].iter().map(|kind| std::fs::read_to_string(format!("/proc/{id}/net/{kind}")).unwrap()).collect();
    let own: Vec<String> = std::fs::read_dir(format!("/proc/{id}/fd"))
        .unwrap()
        .filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok())
        .filter_map(|target| target.to_str()?.strip_prefix("socket:[").map(|inode| inode.trim_end_matches(']').to_owned()))
        .collect();
    for inode in &own {
        assert!(!inet.lines().any(|line| line.split_whitespace().nth(9) == Some(inode)), "an internet socket in the keyholder");
    }
    // And the gateway holds no file of the keyholder's.
    let gateway = serve.child_named("gateway").expect("a gateway");
    for entry in std::fs::read_dir(format!("/proc/{gateway}/fd")).unwrap() {
        if let Ok(target) = std::fs::read_link(entry.unwrap().path()) {
            assert!(!target.starts_with(home.path().join("keyholder")), "the gateway has {} open", target.display());
        }
    }
}

#[test]
fn w18_what_is_private_is_private() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "");
    let serve = Serve::start(&home);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&home.path()), 0o700);
    for path in walk(&home.path().join("keyholder")) {
        let kind = std::fs::symlink_metadata(&path).unwrap().file_type();
        let allowed = if kind.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode(&path) & !allowed, 0, "{} has mode {:o}", path.display(), mode(&path));
    }
    assert_eq!(mode(&home.path().join("data/kakitome.db")) & 0o077, 0);
    drop(serve);
}

#[test]
fn w14_no_private_key_where_none_belongs() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "");
    let serve = Serve::start(&home);
    for number in 0..20 {
        let mail = mails::mail("canary", "", format!("mail {number}\r\n").into_bytes());
        assert!(submit(serve.relay, SENDER, &["customer@home.example"], &mail.bytes).starts_with("250"));
        sink.next();
    }
    drop(serve);
    let log = Serve::log(home.scratch());
    // A PKCS#8 RSA key in DER begins 30 82 xx xx 02 01 00 30 0d 06 09 2a 86 48 86 f7 0d 01 01 01; its tail is what no certificate has.
    let der = [0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
    let mut read = 0;
    for path in walk(&home.path()).into_iter().filter(|path| path.is_file()) {
        let bytes = std::fs::read(&path).unwrap();
        read += 1;
        assert!(!bytes.windows(der.len()).any(|window| window == der), "a private key in {}", path.display());
        assert!(!String::from_utf8_lossy(&bytes).contains("PRIVATE KEY"), "a private key in {}", path.display());
    }
    assert!(read > 5, "the home was read");
    assert!(!log.contains("PRIVATE KEY"));
}

#[test]
fn every_signature_is_in_the_log_before_the_mail_leaves() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "");
    let serve = Serve::start(&home);
    let lines = || audit(&home).lines().filter(|line| line.contains("signed-attributes")).count();
    let before = lines();
    for number in 1..=5 {
        let mail = mails::mail("logged", "", format!("mail {number}\r\n").into_bytes());
        assert!(submit(serve.relay, SENDER, &["customer@home.example"], &mail.bytes).starts_with("250"));
        sink.next();
        assert_eq!(lines() - before, number, "one line a signature");
    }
}

fn audit(home: &Home) -> String {
    walk(&home.path().join("keyholder"))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "log"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = vec![folder.to_path_buf()];
    let mut at = 0;
    while at < found.len() {
        if found[at].is_dir() {
            let inner: Vec<_> = std::fs::read_dir(&found[at]).unwrap().map(|entry| entry.unwrap().path()).collect();
            found.extend(inner);
        }
        at += 1;
    }
    found
}

#[test]
fn w17_rotation_goes_on_while_mail_is_signed() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "");
    let serve = Serve::start(&home);
    let mail = mails::mail("rotated", "", b"text\r\n".to_vec());
    let send = || {
        assert!(submit(serve.relay, SENDER, &["customer@home.example"], &mail.bytes).starts_with("250"));
        assert!(crate::real_mail::signed(&sink.next().bytes));
    };
    send();
    let kek = std::fs::read(home.path().join("keyholder/key-encryption.key")).unwrap();
    succeed(kakitome().args(["keys", "rotate", "--home"]).arg(home.path()));
    send();
    assert_ne!(std::fs::read(home.path().join("keyholder/key-encryption.key")).unwrap(), kek);
    // A new process opens the keys with the new key-encryption key, and with the old one nothing.
    serve.signal(serve.child_named("keyholder").expect("a keyholder"), "KILL");
    serve.wait_for("the keyholder runs again");
    send();
    for (lang, purposes) in [("en", ["mail", "authority"]), ("ja", ["メール", "認証局"])] {
        let list = succeed(kakitome().args(["--lang", lang, "keys", "list", "--home"]).arg(home.path()));
        let list = String::from_utf8_lossy(&list.stdout).into_owned();
        assert!(purposes.iter().all(|word| list.contains(&format!("  {word} "))), "{list}");
        assert!(lang == "en" || !list.contains("authority"), "{list}");
    }
    drop(serve);
    std::fs::write(home.path().join("keyholder/key-encryption.key"), kek).unwrap();
    let output = kakitome().args(["keys", "list", "--home"]).arg(home.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_gateway_that_dies_while_the_keyholder_cannot_start_is_started_again() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "");
    let serve = Serve::start(&home);
    let (kek, away) = (home.path().join("keyholder/key-encryption.key"), home.path().join("keyholder/elsewhere"));
    std::fs::rename(&kek, &away).unwrap();
    serve.signal(serve.child_named("keyholder").expect("a keyholder"), "KILL");
    let words = "the keyholder has ended (signal 9) and is started again; mail gets 4xx meanwhile and nothing is lost";
    Serve::log_with(home.scratch(), &[words, "the keyholder could not start"]);
    serve.signal(serve.child_named("gateway").expect("a gateway"), "KILL");
    serve.wait_for("the gateway runs again");
    let mail = mails::mail("unsigned", "", b"text\r\n".to_vec());
    let answer = submit(serve.relay, SENDER, &["customer@home.example"], &mail.bytes);
    assert!(answer.starts_with('4'), "{answer}");
    std::fs::rename(&away, &kek).unwrap();
    serve.wait_for("the keyholder runs again");
    // The gateway may have found it away a moment before.
    let until = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while !submit(serve.relay, SENDER, &["customer@home.example"], &mail.bytes).starts_with("250") {
        assert!(std::time::Instant::now() < until, "the keyholder is not found again");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(crate::real_mail::signed(&sink.next().bytes));
    // With the keyholder there, nobody answers 4xx for the gateway: its clients wait.
    serve.signal(serve.child_named("gateway").expect("a gateway"), "KILL");
    serve.wait_for("the gateway runs again");
    Serve::log_with(
        home.scratch(),
        &["the gateway has ended (signal 9) and is started again; clients wait until it runs and nothing is lost"],
    );
}

#[test]
fn while_serve_waits_for_a_command_it_can_be_ended() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "");
    std::fs::create_dir_all(home.path().join("run")).unwrap();
    let command = std::fs::File::create(home.path().join("run/command.lock")).unwrap();
    rustix::fs::flock(&command, rustix::fs::FlockOperation::LockExclusive).unwrap();
    let waiting = || {
        let log = std::fs::File::create(home.scratch().join("serve.log")).unwrap();
        let serve = Serve::spawn(kakitome().arg("serve").arg("--home").arg(home.path()), log);
        serve.wait_for("Waiting for another command");
        serve
    };
    let mut serve = waiting();
    serve.signal(serve.child.id(), "TERM");
    let until = std::time::Instant::now() + std::time::Duration::from_secs(30);
    let status = loop {
        if let Some(status) = serve.child.try_wait().unwrap() {
            break status;
        }
        assert!(std::time::Instant::now() < until, "it waits on");
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    assert!(status.success(), "{status}");
    let serve = waiting();
    // A signal that means no end waits with it.
    serve.signal(serve.child.id(), "HUP");
    drop(command);
    serve.wait_for("listening relay ");
}

#[test]
fn a_home_with_a_passphrase_keeps_its_keys_by_it() {
    let folder = tempfile::Builder::new().prefix("kkp").tempdir_in("/tmp").unwrap();
    let home = folder.path().join("home");
    let file = folder.path().join("passphrase");
    std::fs::write(&file, "correct horse battery staple\n").unwrap();
    succeed(kakitome().args(["init", "--kek-passphrase-file"]).arg(&file).arg("--home").arg(&home));
    // Without a terminal nobody can be asked; that is said, with what to do.
    let output = kakitome().args(["keys", "list", "--home"]).arg(&home).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("passphrase") && said.contains("hint"), "{said}");
    assert!(!home.join("keyholder/key-encryption.key").exists());
    // A wrong passphrase opens nothing and is named; the right one does.
    std::fs::write(folder.path().join("wrong"), "incorrect\n").unwrap();
    let output =
        kakitome().arg("serve").arg("--home").arg(&home).arg("--passphrase-file").arg(folder.path().join("wrong")).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("passphrase"), "{}", String::from_utf8_lossy(&output.stderr));
}
