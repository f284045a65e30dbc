//! What goes wrong in life: each ends in a clear answer, nothing lost, nothing half-sent.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use crate::real_mail::signed;
use crate::support::client::submit;
use crate::support::home::{Home, kakitome, succeed};
use crate::support::mails::{self, SENDER};
use crate::support::serve::Serve;
use crate::support::sink::Sink;

const CUSTOMER: &[&str] = &["customer@home.example"];

#[test]
fn a_port_in_use_is_named() {
    let home = Home::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let file = home.configure(SocketAddr::from(([127, 0, 0, 1], 1)), "");
    let text = std::fs::read_to_string(&file).unwrap().replace("127.0.0.1:0", &format!("127.0.0.1:{port}"));
    std::fs::write(&file, text).unwrap();
    let output = kakitome().arg("serve").arg("--home").arg(home.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains(&format!("127.0.0.1:{port}")) && said.contains("hint"), "{said}");
}

#[test]
fn a_faulty_configuration_is_told_with_its_line() {
    let home = Home::new();
    let file = home.configure(SocketAddr::from(([127, 0, 0, 1], 1)), "[signing]\nsing = \"clear\"\n");
    let line = std::fs::read_to_string(&file).unwrap().lines().position(|line| line.starts_with("sing")).unwrap() + 1;
    for command in [&["serve"][..], &["config", "check"]] {
        let output = kakitome().args(command).arg("--home").arg(home.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{command:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        assert!(said.contains(&format!("kakitome.toml:{line}:")) && said.contains("sing"), "{command:?}: {said}");
    }
}

#[test]
fn a_next_hop_that_is_down_defers_and_comes_back() {
    let home = Home::new();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    home.configure(nobody, "");
    let serve = Serve::start(&home);
    let mail = mails::mail("down", "", b"text\r\n".to_vec());
    let reply = submit(serve.relay, SENDER, CUSTOMER, &mail.bytes);
    assert!(reply.starts_with("451"), "{reply}");
}

#[test]
fn a_next_hop_that_refuses_is_believed() {
    let home = Home::new();
    let sink = Sink::with_answers(&[("EOD", "550 5.7.1 not this one")]);
    home.configure(sink.address, "");
    let serve = Serve::start(&home);
    let reply = submit(serve.relay, SENDER, CUSTOMER, &mails::mail("refused", "", b"text\r\n".to_vec()).bytes);
    assert!(reply.starts_with("550 5.7.1") && reply.contains("not this one"), "{reply}");
}

#[test]
fn a_keyholder_that_died_comes_back_and_nothing_is_lost() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "");
    let serve = Serve::start(&home);
    let mail = mails::mail("before", "", b"text\r\n".to_vec());
    assert!(submit(serve.relay, SENDER, CUSTOMER, &mail.bytes).starts_with("250"));
    assert!(signed(&sink.next().bytes));
    let keyholder = serve.child_named("keyholder").expect("a keyholder");
    serve.signal(keyholder, "KILL");
    let (mut deferred, mut accepted) = (0, 0);
    for _ in 0..200 {
        let reply = submit(serve.relay, SENDER, CUSTOMER, &mail.bytes);
        if reply.starts_with("250") {
            accepted += 1;
            assert!(signed(&sink.next().bytes), "never in clear because the keyholder is away");
            break;
        }
        assert!(reply.starts_with("451"), "{reply}");
        deferred += 1;
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(accepted, 1, "the keyholder was not started again ({deferred} mails deferred)");
    assert!(sink.stays_empty(), "a deferred mail must not arrive");
    assert_ne!(serve.child_named("keyholder"), Some(keyholder));
}

#[test]
fn an_expired_certificate_signs_nothing() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(
        sink.address,
        "[[may-sign]]\nnetworks = [\"here\"]\nas = [\"@short.example\"]\n[[rule]]\nname = \"unsigned\"\nto = [\"@lenient.example\"]\nwhen-expired = \"unsigned\"\n",
    );
    let seconds = 15;
    import_short_lived(&home, "brief@short.example", seconds);
    let serve = Serve::start(&home);
    let mail = format!("From: brief@short.example\r\nTo: customer@home.example\r\nDate: {}\r\nSubject: t\r\n\r\ntext\r\n", mails::now());
    std::thread::sleep(Duration::from_secs(seconds + 2));
    let reply = submit(serve.relay, "brief@short.example", CUSTOMER, mail.as_bytes());
    assert!(reply.starts_with("550"), "{reply}");
    assert!(sink.stays_empty());
    let reply = submit(serve.relay, "brief@short.example", &["someone@lenient.example"], mail.as_bytes());
    assert!(reply.starts_with("250"), "{reply}");
    assert!(!signed(&sink.next().bytes), "never signed with an expired certificate");
}

#[test]
fn garbage_instead_of_a_mail_is_answered() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "");
    let serve = Serve::start(&home);
    let long = [&b"From: noreply@bank.example\r\nX: "[..], &b"y".repeat(300_000), b"\r\n\r\ntext\r\n"].concat();
    let cases: [(&str, Vec<u8>); 5] = [
        ("no header at all", b"\r\nonly text\r\n".to_vec()),
        ("a line that is no field", b"this is no header\r\nFrom: noreply@bank.example\r\n\r\ntext\r\n".to_vec()),
        ("two From fields", b"From: noreply@bank.example\r\nFrom: other@bank.example\r\n\r\ntext\r\n".to_vec()),
        (
            "a multipart without its boundary",
            b"From: noreply@bank.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed\r\n\r\ntext\r\n".to_vec(),
        ),
        ("a field of 300,000 bytes", long),
    ];
    for (name, mail) in cases {
        let reply = submit(serve.relay, SENDER, CUSTOMER, &mail);
        assert!(matches!(reply.get(..1), Some("2" | "5")), "{name}: {reply}");
        if reply.starts_with('2') {
            sink.next();
        }
    }
    // It still works.
    assert!(submit(serve.relay, SENDER, CUSTOMER, &mails::mail("after", "", b"text\r\n".to_vec()).bytes).starts_with("250"));
    assert!(signed(&sink.next().bytes));
}

/// A certificate by an authority of openssl's that runs out in a moment, brought in as a PKCS#12 file.
fn import_short_lived(home: &Home, address: &str, seconds: u64) {
    use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, KeyPair, SanType};
    let key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
    let mut leaf = CertificateParams::new(Vec::new()).unwrap();
    leaf.subject_alt_names = vec![SanType::Rfc822Name(address.try_into().unwrap())];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
    leaf.not_before = time::OffsetDateTime::now_utc() - time::Duration::days(1);
    leaf.not_after = time::OffsetDateTime::now_utc() + Duration::from_secs(seconds);
    let certificate = leaf.self_signed(&key).unwrap();
    let folder = home.scratch();
    std::fs::write(folder.join("brief.key"), key.serialize_pem()).unwrap();
    std::fs::write(folder.join("brief.pem"), certificate.pem()).unwrap();
    std::fs::write(folder.join("password"), "one two three\n").unwrap();
    succeed(std::process::Command::new("openssl").current_dir(folder).args([
        "pkcs12",
        "-export",
        "-inkey",
        "brief.key",
        "-in",
        "brief.pem",
        "-out",
        "brief.p12",
        "-passout",
        "file:password",
    ]));
    succeed(
        kakitome()
            .current_dir(folder)
            .args(["identity", "import-p12", "brief.p12", "--password-file", "password", "--home"])
            .arg(home.path()),
    );
}
