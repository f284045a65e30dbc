//! TLS at the doors of the running binary: STARTTLS with other people's clients, injection around it (T01 to T03, RFC 3207),
//! reload of certificates, and a next hop that must be who it says.

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::real_mail::signed;
use crate::support::client::{Client, socket, stuffed, submit};
use crate::support::home::Home;
use crate::support::mails::{self, SENDER};
use crate::support::others::find;
use crate::support::serve::Serve;
use crate::support::sink::Sink;
use crate::support::skip;
use crate::support::tls::{Certificate, TlsHop, handshake};

const CUSTOMER: &[&str] = &["customer@home.example"];

struct Stage {
    home: Home,
    sink: Sink,
    serve: Serve,
    certificate: Certificate,
}

fn stage(more: &str) -> Stage {
    let home = Home::new();
    let sink = Sink::start();
    let certificate = Certificate::make(home.scratch(), "door");
    home.configure_with(sink.address, &format!("{}{more}", certificate.for_listener()), "");
    let serve = Serve::start(&home);
    Stage { home, sink, serve, certificate }
}

/// A client inside TLS, before its second EHLO.
fn inside(relay: SocketAddr, authority: &Path) -> Client {
    let (mut plain, socket) = started(relay);
    let reply = plain.say("STARTTLS");
    assert!(reply.starts_with("220"), "{reply}");
    Client::over(handshake(socket, authority, "door.test").unwrap())
}

/// A client past EHLO, and its socket for the handshake.
fn started(relay: SocketAddr) -> (Client, std::net::TcpStream) {
    let stream = socket(relay);
    let mut client = Client::over(stream.try_clone().unwrap());
    assert!(client.reply().starts_with("220"));
    assert!(client.say("EHLO client.test").contains("STARTTLS"));
    (client, stream)
}

#[test]
fn openssl_and_swaks_submit_inside_tls() {
    let stage = stage("starttls = \"required\"\n");
    let output = Command::new("openssl")
        .args(["s_client", "-starttls", "smtp", "-verify_return_error", "-verify_hostname", "door.test", "-connect"])
        .arg(stage.serve.relay.to_string())
        .arg("-CAfile")
        .arg(&stage.certificate.authority)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("Verify return code: 0 (ok)"), "{said}");
    by_openssl(&stage);
    if find("swaks").is_none() || !swaks_can_tls() {
        skip("openssl_and_swaks_submit_inside_tls", "swaks is not installed, or not its part for TLS (Net::SSLeay)");
        return;
    }
    let file = stage.home.scratch().join("mail.eml");
    std::fs::write(&file, mails::mail("by swaks", "", b"inside TLS\r\n".to_vec()).bytes).unwrap();
    let output = Command::new("swaks")
        .args(["--server", &stage.serve.relay.ip().to_string(), "--port", &stage.serve.relay.port().to_string(), "--tls"])
        .args(["--tls-verify", "--tls-ca-path"])
        .arg(&stage.certificate.authority)
        .args(["--from", SENDER, "--to", CUSTOMER[0], "--data"])
        .arg(format!("@{}", file.display()))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("TLS started"), "{said}");
    let arrived = stage.sink.next();
    assert!(signed(&arrived.bytes));
}

fn swaks_can_tls() -> bool {
    let output = Command::new("swaks").arg("--support").stdin(Stdio::null()).output().unwrap();
    String::from_utf8_lossy(&output.stdout).contains("TLS supported")
}

/// A program that speaks what we write to it.
struct Through {
    program: Child,
}

impl Read for Through {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.program.stdout.as_mut().unwrap().read(buffer)
    }
}

impl Write for Through {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.program.stdin.as_mut().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.program.stdin.as_mut().unwrap().flush()
    }
}

impl Drop for Through {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// One mail by hand through `openssl s_client`.
fn by_openssl(stage: &Stage) {
    let program = Command::new("openssl")
        .args(["s_client", "-quiet", "-starttls", "smtp", "-connect"])
        .arg(stage.serve.relay.to_string())
        .arg("-CAfile")
        .arg(&stage.certificate.authority)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut client = Client::over(Through { program });
    for (command, wanted) in
        [("EHLO client.test", "250"), ("MAIL FROM:<noreply@bank.example>", "250"), ("RCPT TO:<a@home.example>", "250"), ("DATA", "354")]
    {
        let reply = client.say(command);
        assert!(reply.starts_with(wanted), "{command}: {reply}");
    }
    client.send(&stuffed(&mails::mail("by openssl", "", b"inside TLS\r\n".to_vec()).bytes));
    let reply = client.reply();
    assert!(reply.starts_with("250"), "{reply}");
    let arrived = stage.sink.next();
    assert!(signed(&arrived.bytes));
    let text = String::from_utf8_lossy(&arrived.bytes);
    assert!(text.contains("with ESMTPS"), "Received says that it came inside TLS (RFC 3848): {text}");
}

#[test]
fn required_means_no_mail_before() {
    let stage = stage("starttls = \"required\"\n");
    let (mut client, _) = started(stage.serve.relay);
    for command in [format!("MAIL FROM:<{SENDER}>"), "VRFY a".into(), "XCLIENT ADDR=192.0.2.1".into()] {
        let reply = client.say(&command);
        assert!(reply.starts_with("530") || reply.starts_with("50"), "{command}: {reply}");
    }
    assert!(client.say(&format!("MAIL FROM:<{SENDER}>")).starts_with("530"));
    let mut client = inside(stage.serve.relay, &stage.certificate.authority);
    assert!(!client.say("EHLO client.test").contains("STARTTLS"), "not offered again inside");
    assert!(client.say(&format!("MAIL FROM:<{SENDER}>")).starts_with("250"));
}

#[test]
fn t01_commands_in_the_segment_of_starttls_are_never_executed() {
    let stage = stage("");
    let injected: [&[u8]; 6] = [
        b"EHLO x\r\n",
        b"NOOP\r\n",
        b"RSET\r\n",
        b"MAIL FROM:<noreply@bank.example>\r\nRCPT TO:<victim@home.example>\r\nDATA\r\n",
        b"QUIT\r\n",
        b"\r\n",
    ];
    for bytes in injected {
        let (mut client, mut stream) = started(stage.serve.relay);
        client.send(&[b"STARTTLS\r\n", bytes].concat());
        ends_without_obeying(&mut stream, &format!("{bytes:?}"));
    }
    // 64 KiB of it.
    let (mut client, mut stream) = started(stage.serve.relay);
    client.try_send(&[b"STARTTLS\r\n".as_slice(), &b"NOOP\r\n".repeat(11_000)].concat());
    ends_without_obeying(&mut stream, "64 KiB");
    assert!(stage.sink.stays_empty());
}

#[test]
fn t02_the_same_split_anywhere() {
    let stage = stage("");
    let attack = b"STARTTLS\r\nMAIL FROM:<noreply@bank.example>\r\n";
    for split in 1..attack.len() {
        let (mut client, mut stream) = started(stage.serve.relay);
        client.send(&attack[..split]);
        std::thread::sleep(Duration::from_millis(15));
        client.try_send(&attack[split..]);
        ends_without_obeying(&mut stream, &format!("split at {split}"));
    }
    // Bytes that come after our 220 are the beginning of a handshake, and a bad one.
    for bytes in [&b"EHLO x\r\n"[..], b"MAIL FROM:<noreply@bank.example>\r\nRCPT TO:<victim@home.example>\r\n", b"\x16\x03\x01\xff\xff"] {
        let (mut client, mut stream) = started(stage.serve.relay);
        assert!(client.say("STARTTLS").starts_with("220"));
        client.try_send(bytes);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        ends_without_obeying(&mut stream, &format!("after 220: {bytes:?}"));
    }
    assert!(stage.sink.stays_empty());
}

/// Nothing but the answer to STARTTLS, or the end, comes back; then the connection is closed.
fn ends_without_obeying(stream: &mut impl Read, case: &str) {
    let begin = Instant::now();
    let mut said = Vec::new();
    // A reset is an end too.
    let _ = stream.read_to_end(&mut said);
    assert!(begin.elapsed() < Duration::from_secs(15), "{case}: the session must end");
    let text = String::from_utf8_lossy(&said);
    for line in text.lines() {
        assert!(!line.starts_with("250") && !line.starts_with("354") && !line.starts_with("221"), "{case}: {text}");
    }
}

#[test]
fn t03_nothing_said_before_the_handshake_counts_after_it() {
    let stage = stage("");
    let (mut client, socket) = started(stage.serve.relay);
    assert!(client.say(&format!("MAIL FROM:<{SENDER}>")).starts_with("250"));
    assert!(client.say("RCPT TO:<customer@home.example>").starts_with("250"));
    assert!(client.say("STARTTLS").starts_with("220"));
    let mut client = Client::over(handshake(socket, &stage.certificate.authority, "door.test").unwrap());
    for command in ["DATA", "RCPT TO:<customer@home.example>", "MAIL FROM:<noreply@bank.example>"] {
        let reply = client.say(command);
        assert!(reply.starts_with("503"), "{command}: {reply}");
    }
    assert!(stage.sink.stays_empty());
}

#[test]
fn a_reload_shows_the_new_certificate_and_a_faulty_one_keeps_the_old() {
    let stage = stage("");
    let file = stage.home.path().join("kakitome.toml");
    let before = std::fs::read_to_string(&file).unwrap();
    let mut held = inside(stage.serve.relay, &stage.certificate.authority);
    assert!(held.say("EHLO client.test").starts_with("250"));
    // The same files with a new certificate, as a renewal does it.
    let old = stage.home.scratch().join("old-ca.pem");
    std::fs::copy(&stage.certificate.authority, &old).unwrap();
    let renewed = Certificate::make(stage.home.scratch(), "door");
    stage.serve.signal(stage.serve.child.id(), "HUP");
    await_log(&stage.home, "reloaded", 1);
    assert!(inside(stage.serve.relay, &renewed.authority).say("EHLO client.test").starts_with("250"));
    let (mut client, socket) = started(stage.serve.relay);
    assert!(client.say("STARTTLS").starts_with("220"));
    assert!(handshake(socket, &old, "door.test").is_err(), "the old certificate is gone");
    assert!(held.say("NOOP").starts_with("250"), "a session that is open goes on");
    // A faulty configuration, then a certificate that is none: both are told and change nothing.
    std::fs::write(&file, format!("{before}\nno-such-key = 1\n")).unwrap();
    stage.serve.signal(stage.serve.child.id(), "HUP");
    await_log(&stage.home, "not reloaded", 1);
    std::fs::write(&file, &before).unwrap();
    std::fs::write(&renewed.certificate, "no certificate\n").unwrap();
    stage.serve.signal(stage.serve.child.id(), "HUP");
    await_log(&stage.home, "not reloaded", 2);
    assert!(inside(stage.serve.relay, &renewed.authority).say("EHLO client.test").starts_with("250"));
}

fn await_log(home: &Home, words: &str, times: usize) {
    let until = Instant::now() + Duration::from_secs(60);
    while Serve::log(home.scratch()).lines().filter(|line| line.contains(words)).count() < times {
        assert!(Instant::now() < until, "{words} ({times}) in\n{}", Serve::log(home.scratch()));
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A gateway towards a next hop with TLS required, that believes this authority.
fn towards(hop: &TlsHop, authority: &Path, name: &str) -> (Home, Serve) {
    let home = Home::new();
    let file = home.configure(hop.address, "");
    let text = std::fs::read_to_string(&file)
        .unwrap()
        .replace("tls = \"none\"", &format!("tls = \"required\"\nca = \"{}\"\nname = \"{name}\"", authority.display()));
    std::fs::write(&file, text).unwrap();
    let serve = Serve::start(&home);
    (home, serve)
}

#[test]
fn t05_a_next_hop_that_is_not_who_it_should_be_gets_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (good, other) = (Certificate::make(folder.path(), "hop"), Certificate::make(folder.path(), "other"));
    let mail = mails::mail("secret", "Subject: secret of the bank\r\n", b"secret of the bank\r\n".to_vec());
    for (case, hop, authority, name) in [
        ("no TLS offered", TlsHop::start(&good, false), &good.authority, "hop.test"),
        ("signed by somebody else", TlsHop::start(&other, true), &good.authority, "other.test"),
        ("another name", TlsHop::start(&good, true), &good.authority, "mail.test"),
    ] {
        let (_home, serve) = towards(&hop, authority, name);
        let reply = submit(serve.relay, SENDER, CUSTOMER, &mail.bytes);
        assert!(reply.starts_with("451"), "{case}: {reply}");
        let heard = hop.heard();
        assert!(heard.inside.is_empty(), "{case}: {:?}", heard.inside);
        for line in &heard.clear {
            let allowed = ["EHLO", "STARTTLS", "QUIT"].iter().any(|word| line.starts_with(word)) || !line.is_ascii();
            assert!(allowed && !line.contains("bank"), "{case}: in clear: {line}");
        }
    }
    let hop = TlsHop::start(&good, true);
    let (_home, serve) = towards(&hop, &good.authority, "hop.test");
    let reply = submit(serve.relay, SENDER, CUSTOMER, &mail.bytes);
    assert!(reply.starts_with("250"), "{reply}");
    let heard = hop.heard();
    assert!(heard.inside.iter().any(|line| line.contains("multipart/signed")), "it arrived signed inside TLS");
    assert!(!heard.clear.iter().any(|line| line.contains("bank")), "{:?}", heard.clear);
}

#[test]
fn a_client_that_never_shakes_hands_is_let_go() {
    let home = Home::new();
    let sink = Sink::start();
    let certificate = Certificate::make(home.scratch(), "door");
    home.configure_with(sink.address, &certificate.for_listener(), "[limits]\nhandshake-seconds = 1\n");
    let serve = Serve::start(&home);
    let (mut client, mut stream) = started(serve.relay);
    assert!(client.say("STARTTLS").starts_with("220"));
    stream.write_all(b"\x16").unwrap();
    ends_without_obeying(&mut stream, "silence");
}
