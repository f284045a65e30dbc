//! The log of the running binary: one line an event whatever is in the mail (S22), and mail that flows when nobody takes the lines (R33).

use std::io::{PipeReader, Read, Write, pipe};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::real_mail::signed;
use crate::support::client::{Client, stuffed, submit};
use crate::support::home::{Home, kakitome};
use crate::support::mails::{self, SENDER};
use crate::support::serve::Serve;
use crate::support::sink::Sink;

const CUSTOMER: &[&str] = &["customer@home.example"];

#[test]
fn r33_mail_flows_while_nobody_reads_the_log() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "[log]\nlevel = \"debug\"\n[metrics]\naddress = \"127.0.0.1:0\"\n");
    let (mut reader, writer) = full_pipe();
    let serve = Serve::start_logging_to(kakitome().arg("serve").arg("--home").arg(home.path()), writer);
    let monitors: SocketAddr = serve.wait_for("listening metrics ").parse().unwrap();
    let mail = mails::mail("unlogged", "", b"text\r\n".to_vec());
    let begin = Instant::now();
    for _ in 0..50 {
        assert!(submit(serve.relay, SENDER, CUSTOMER, &mail.bytes).starts_with("250"));
        assert!(signed(&sink.next().bytes));
    }
    // Also a process that died is started again, although that cannot be told.
    serve.signal(serve.child_named("keyholder").expect("a keyholder"), "KILL");
    serve.wait_for("the keyholder runs again");
    while !submit(serve.relay, SENDER, CUSTOMER, &mail.bytes).starts_with("250") {
        assert!(begin.elapsed() < Duration::from_secs(60));
    }
    // More lines than may wait: the rest is lost and counted.
    let over = Arc::new(AtomicBool::new(false));
    let talkers: Vec<_> = (0..TALKERS)
        .map(|_| {
            let (over, address) = (Arc::clone(&over), serve.relay);
            std::thread::spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    refused_mails(address)
                }
            })
        })
        .collect();
    while lost_lines(monitors) == 0 {
        assert!(begin.elapsed() < Duration::from_secs(200), "no line is ever lost");
        std::thread::sleep(Duration::from_millis(100));
    }
    over.store(true, Ordering::Relaxed);
    talkers.into_iter().for_each(|talker| talker.join().unwrap());
    let mut text = Vec::new();
    let mut buffer = [0; 65536];
    let until = Instant::now() + Duration::from_secs(20);
    // What waited comes, and how many lines were lost is said, as soon as somebody reads.
    while !["the keyholder has ended", "lost="].iter().all(|words| String::from_utf8_lossy(&text).contains(words)) {
        assert!(Instant::now() < until, "the lines that waited, and how many are lost, are told when somebody reads");
        let count = reader.read(&mut buffer).unwrap();
        text.extend_from_slice(&buffer[..count]);
    }
}

#[test]
fn r33_a_log_that_was_closed_stops_nothing() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "");
    let (reader, writer) = pipe().unwrap();
    let serve = Serve::start_logging_to(kakitome().arg("serve").arg("--home").arg(home.path()), writer);
    drop(reader);
    let mail = mails::mail("unheard", "", b"text\r\n".to_vec());
    for _ in 0..5 {
        assert!(submit(serve.relay, SENDER, CUSTOMER, &mail.bytes).starts_with("250"));
        assert!(signed(&sink.next().bytes));
    }
    serve.signal(serve.child_named("gateway").expect("a gateway"), "KILL");
    serve.wait_for("the gateway runs again");
}

/// Clients that each make lines; who is refused often is answered slowly.
const TALKERS: usize = 24;

/// Mails of one session, each refused with a line.
fn refused_mails(address: SocketAddr) {
    let mail = stuffed(b"From: noreply@bank.example\r\n\r\n\0\r\n");
    let mut client = Client::connect(address);
    assert!(client.say("EHLO client.test").starts_with("250"));
    for _ in 0..20 {
        client.try_send(format!("MAIL FROM:<{SENDER}>\r\nRCPT TO:<customer@home.example>\r\nDATA\r\n").as_bytes());
        if ["250", "250", "354"].iter().any(|start| !client.reply().starts_with(start)) {
            return;
        }
        client.try_send(&mail);
        client.reply();
    }
}

/// What a monitor is told of lines that nobody took.
fn lost_lines(monitors: SocketAddr) -> u64 {
    let mut stream = TcpStream::connect(monitors).unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: gw\r\nConnection: close\r\n\r\n").unwrap();
    let mut page = String::new();
    stream.read_to_string(&mut page).unwrap();
    let line = page.lines().find_map(|line| line.strip_prefix("kakitome_log_lines_lost_total ")).unwrap_or_else(|| panic!("{page}"));
    line.trim().parse().unwrap()
}

/// A pipe that nothing more goes into until it is read.
fn full_pipe() -> (PipeReader, std::io::PipeWriter) {
    let (reader, writer) = pipe().unwrap();
    let mut filling = writer.try_clone().unwrap();
    std::thread::spawn(move || while filling.write_all(&[b'.'; 4096]).is_ok() {});
    std::thread::sleep(Duration::from_millis(200));
    (reader, writer)
}

/// Bytes that would forge lines, colour terminals or turn text around.
const HOSTILE: &str = "x\u{1b}[31mred\u{1b}]0;title\u{7}\u{202e}evil\u{2066}\u{2028}\u{85}\"}{\"level\":\"ERROR\" \\n";

#[test]
fn s22_hostile_bytes_are_escaped_and_a_line_is_an_event() {
    for (format, level) in [("text", "debug"), ("json", "debug")] {
        let home = Home::new();
        let sink = Sink::start();
        home.configure(sink.address, &format!("[log]\nformat = \"{format}\"\nlevel = \"{level}\"\n"));
        let serve = Serve::start(&home);
        for command in [
            format!("EHLO {HOSTILE}"),
            format!("HELO {HOSTILE}"),
            format!("MAIL FROM:<{HOSTILE}@bank.example>"),
            "NOOP \u{1b}[2J".into(),
            HOSTILE.into(),
        ] {
            let mut client = Client::connect(serve.relay);
            assert!(client.say("EHLO client.test").starts_with("250"));
            client.try_send(format!("{command}\r\n").as_bytes());
            client.reply();
        }
        let mut client = Client::connect(serve.relay);
        assert!(client.say("EHLO client.test").starts_with("250"));
        let reply = client.say(&format!("MAIL FROM:<{SENDER}> SMTPUTF8"));
        assert!(reply.starts_with("250"), "{reply}");
        client.say("RCPT TO:<\"\u{202e}x\"@home.example>");
        assert!(client.say("RCPT TO:<customer@home.example>").starts_with("250"));
        assert!(client.say("DATA").starts_with("354"));
        let mail = format!(
            "From: {SENDER}\r\nTo: {HOSTILE}\r\nSubject: secret {HOSTILE}\r\n folded\r\nMessage-ID: <{HOSTILE}@x>\r\n\r\nsecret body\r\n"
        );
        client.send(&stuffed(mail.as_bytes()));
        let reply = client.reply();
        assert!(matches!(reply.get(..1), Some("2" | "5")), "{reply}");
        assert!(submit(serve.relay, SENDER, CUSTOMER, &mails::mail("plain", "", b"secret body\r\n".to_vec()).bytes).starts_with("250"));
        drop(serve);
        let log = Serve::log(home.scratch());
        check(&log, format);
    }
}

/// What keyholder, supervisor, pages and the daily look say, also where something goes wrong.
#[test]
fn every_line_of_a_log_in_json_is_one_object() {
    let home = Home::new();
    let sink = Sink::start();
    // A list that nobody serves: the daily look has something to complain of.
    let dead = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let lists = format!(
        "[watch]\nlists = [\"mozilla\"]\nnetworks = [\"127.0.0.0/8\"]\nports = [{}]\n\
         [[watch.mirror]]\nname = \"mozilla\"\nurl = \"https://{dead}/certdata.txt\"\n",
        dead.port()
    );
    home.configure(sink.address, &format!("[log]\nformat = \"json\"\n[web]\nlisten = [\"127.0.0.1:0\"]\n{lists}"));
    let serve = Serve::start_with(&home, kakitome().args(["serve", "--first-look", "0", "--home"]).arg(home.path()));
    for name in ["keyholder", "gateway", "web"] {
        let until = Instant::now() + Duration::from_secs(30);
        let id = loop {
            match serve.child_named(name) {
                Some(id) => break id,
                None => assert!(Instant::now() < until, "there is a {name}"),
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        serve.signal(id, "KILL");
        serve.wait_for(&format!("the {name} runs again"));
    }
    // A configuration that can no longer be read is told by a process that has read none.
    let config = home.path().join("kakitome.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, format!("nonsense = 1\n{text}")).unwrap();
    serve.signal(serve.child_named("gateway").expect("a gateway"), "KILL");
    let said = |log: &str, words: &str| log.lines().any(|line| line.contains(words));
    let expected = ["the keyholder has ended", "the gateway has ended", "web ended", "certdata.txt", "nonsense"];
    let until = Instant::now() + Duration::from_secs(60);
    while !expected.iter().all(|words| said(&Serve::log(home.scratch()), words)) {
        assert!(Instant::now() < until, "{expected:?} in {}", Serve::log(home.scratch()));
        std::thread::sleep(Duration::from_millis(50));
    }
    drop(serve);
    let log = Serve::log(home.scratch());
    for line in log.lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(["level", "timestamp", "message"].iter().all(|name| value[name].is_string()), "{line}");
        assert!(!value["message"].as_str().unwrap().starts_with("kakitome: "), "{line}");
    }
    assert!(log.contains("keys"), "the keyholder's own lines: {log}");
}

fn check(log: &str, format: &str) {
    assert!(log.lines().count() >= 3, "{log}");
    let misleading = |c: char| c != '\n' && (c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
    let mut mails = 0;
    for line in log.lines() {
        assert!(!line.contains(misleading), "{line:?}");
        assert!(!line.contains("secret"), "neither subject nor content: {line}");
        mails += usize::from(line.contains("decision"));
        if format == "json" {
            let value: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            assert!(value["level"].is_string() && value["timestamp"].is_string(), "{line}");
        } else {
            // 2026-11-22T05:00:00.000000Z  INFO …
            assert!(line.get(..2) == Some("20") && line.get(10..11) == Some("T"), "a line that no event began: {line:?}");
        }
    }
    assert_eq!(mails, 2, "one line a mail\n{log}");
}
