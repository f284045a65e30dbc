//! The pages as a process beside mail: started by `serve`, confined, started again when they die; `try` opens them too.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::client::submit;
use crate::support::home::{Home, kakitome};
use crate::support::mails::SENDER;
use crate::support::serve::Serve;
use crate::support::sink::Sink;

const WEB: &str = "[web]\nlisten = [\"127.0.0.1:0\"]\n";

fn ask(address: &str, request: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let head = format!(
        "{request} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: message/rfc822\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
    let mut all = Vec::new();
    stream.read_to_end(&mut all).unwrap();
    String::from_utf8_lossy(&all).into_owned()
}

#[test]
fn pages_are_served_beside_mail_and_started_again() {
    let (home, sink) = (Home::new(), Sink::start());
    home.configure(sink.address, WEB);
    let serve = Serve::start(&home);
    let first = serve.wait_for("listening web ");
    let page = ask(&first, "GET /en/explain", b"");
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("<form"), "{page}");
    let mail = b"From: noreply@bank.example\r\nTo: a@home.example\r\nSubject: x\r\n\r\ntext\r\n";
    assert!(submit(serve.relay, SENDER, &["a@home.example"], mail).starts_with("250"));
    let signed = sink.next().bytes;
    let report = ask(&first, "POST /api/v1/verify?lang=en", &signed);
    assert!(report.contains("\"verdict\":\"valid\""), "the home's own root is believed: {report}");

    let web = serve.child_named("web").expect("a process of its own");
    let status = std::fs::read_to_string(format!("/proc/{web}/status")).unwrap();
    assert!(status.lines().any(|line| line.split_whitespace().eq(["Seccomp:", "2"])), "confined: {status}");
    serve.signal(web, "KILL");
    assert!(submit(serve.relay, SENDER, &["a@home.example"], mail).starts_with("250"), "mail goes on");
    let second = serve.wait_for("listening web ");
    assert!(ask(&second, "GET /ja/", b"").starts_with("HTTP/1.1 200"));
    assert!(serve.child_named("web").is_some_and(|again| again != web));
    serve.signal(serve.child.id(), "HUP");
    assert!(ask(&second, "GET /ja/", b"").starts_with("HTTP/1.1 200"));
}

#[test]
fn a_reload_brings_pages_that_have_read_everything_anew_and_refuses_no_visitor() {
    let (home, sink) = (Home::new(), Sink::start());
    let file = home.configure(sink.address, WEB);
    let text = std::fs::read_to_string(&file).unwrap();
    let serve = Serve::start(&home);
    let address = serve.wait_for("listening web ");
    let first = serve.child_named("web").unwrap();
    let settings = || ask(&address, "GET /mail/config-v1.1.xml?emailaddress=taro@example.jp", b"");
    assert!(settings().starts_with("HTTP/1.1 404"), "{}", settings());
    let reload = |text: &str| {
        std::fs::write(&file, text).unwrap();
        serve.signal(serve.child.id(), "HUP");
    };
    let until = |what: &str, holds: &dyn Fn() -> bool| {
        let until = Instant::now() + Duration::from_secs(30);
        while !holds() {
            assert!(Instant::now() < until, "{what}: {}", Serve::log(home.scratch()));
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    let service = "[[mail-service]]\ndomain = \"example.jp\"\nname = \"x\"\nsmtp = \"smtp.example.jp\"\nimap = \"imap.example.jp\"\n";
    // `ask` fails where a connection is refused or cut.
    reload(&format!("{text}{service}"));
    until("the new service", &|| settings().contains("smtp.example.jp"));
    until("the old pages end", &|| !std::path::Path::new(&format!("/proc/{first}")).exists());

    // With a certificate, from the same address on.
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(vec!["web.example".into()]).unwrap().self_signed(&key).unwrap();
    let cert = home.path().join("web.pem");
    std::fs::write(&cert, certificate.pem()).unwrap();
    std::fs::write(home.path().join("web.key"), key.serialize_pem()).unwrap();
    let with_tls = text.replace(WEB, &format!("{WEB}tls = {{ cert = \"web.pem\", key = \"web.key\" }}\n"));
    reload(&with_tls);
    let speaks_tls = || {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        // No handshake: a server that speaks TLS says so by an alert (RFC 8446 6), one in clear by HTTP.
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
        let mut first = [0];
        matches!(stream.read(&mut first), Ok(1)) && first[0] == 21
    };
    until("TLS", &speaks_tls);

    // What cannot be used changes nothing.
    std::fs::write(&cert, "no certificate").unwrap();
    serve.signal(serve.child.id(), "HUP");
    until("it is told", &|| Serve::log(home.scratch()).contains("the pages stay as they were"));
    assert!(speaks_tls());
    // Without [web] they go, and so does their socket.
    reload(&text.replace(WEB, ""));
    until("the pages are gone", &|| TcpStream::connect(&address).is_err());
    let mail = b"From: noreply@bank.example\r\nTo: a@home.example\r\nSubject: x\r\n\r\ntext\r\n";
    assert!(submit(serve.relay, SENDER, &["a@home.example"], mail).starts_with("250"));
    reload(&text);
    // Each of those before has said where it listened.
    let anew = std::iter::repeat_with(|| serve.wait_for("listening web ")).find(|anew| TcpStream::connect(anew).is_ok());
    assert!(ask(&anew.unwrap(), "GET /en/", b"").starts_with("HTTP/1.1 200"), "and come again");
}

#[test]
fn a_port_that_is_taken_stops_no_mail() {
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let (home, sink) = (Home::new(), Sink::start());
    let address = taken.local_addr().unwrap();
    home.configure(sink.address, &format!("[web]\nlisten = [\"{address}\"]\n"));
    let serve = Serve::start(&home);
    let mail = b"From: noreply@bank.example\r\nTo: a@home.example\r\nSubject: x\r\n\r\ntext\r\n";
    assert!(submit(serve.relay, SENDER, &["a@home.example"], mail).starts_with("250"));
    // The port is freed only once it was found taken.
    let until = Instant::now() + Duration::from_secs(30);
    while !Serve::log(home.scratch()).contains(&address.to_string()) {
        assert!(Instant::now() < until, "it is told: {}", Serve::log(home.scratch()));
        std::thread::sleep(Duration::from_millis(50));
    }
    drop(taken);
    assert_eq!(serve.wait_for("listening web "), address.to_string(), "tried again");
}

#[test]
fn try_opens_the_pages_and_says_where() {
    let mut child = kakitome().args(["try", "--lang", "en"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let page = lines.by_ref().find_map(|line| line.trim().strip_prefix("http://").map(str::to_owned)).expect("the address of the pages");
    let (address, path) = page.split_once('/').unwrap();
    assert_eq!(path, "en/");
    assert!(ask(address, "GET /en/", b"").contains("<html lang=\"en\">"));
    assert!(Command::new("kill").arg("-INT").arg(child.id().to_string()).status().unwrap().success());
    assert!(child.wait().unwrap().success());
    let until = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(address).is_ok() {
        assert!(Instant::now() < until, "the pages outlive their parent");
        std::thread::sleep(Duration::from_millis(50));
    }
}
