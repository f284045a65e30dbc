//! T11, T12, T14, T15 and T16 at every door that has TLS: ends in the middle, sessions taken up again, other protocols, stalled handshakes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::{ClientConfig, HandshakeKind};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::every_door::{LMTP, RELAY, STARTTLS, TLS, every_door, ready, rest, send, stage_of, waiting};
use crate::stage::client::read_until;
use crate::stage::doors::{PASSWORD, base64};
use crate::stage::{Changes, Doors, NOREPLY, Script, Stage, mail};

/// Doors inside TLS.
const INSIDE: [usize; 4] = [RELAY, TLS, STARTTLS, LMTP];

/// The handshake at a door, however it begins there.
async fn inside(address: SocketAddr, door: usize, config: Arc<ClientConfig>) -> TlsStream<TcpStream> {
    let mut plain = TcpStream::connect(address).await.unwrap();
    plain.set_nodelay(true).unwrap();
    if door != TLS {
        read_until(&mut plain, b"220 ").await;
        plain.write_all(if door == LMTP { b"LHLO x\r\n" } else { b"EHLO x\r\n" }).await.unwrap();
        read_until(&mut plain, b"250 ").await;
        plain.write_all(b"STARTTLS\r\n").await.unwrap();
        read_until(&mut plain, b"220 ").await;
    }
    let mut tls = TlsConnector::from(config).connect("gw.example".try_into().unwrap(), plain).await.unwrap();
    if door == TLS {
        say(&mut tls, "", "220").await;
    }
    tls
}

async fn say(tls: &mut TlsStream<TcpStream>, words: &str, wanted: &str) {
    tls.write_all(words.as_bytes()).await.unwrap();
    let mut reply = vec![0; 4_000];
    let count = timeout(Duration::from_secs(20), tls.read(&mut reply)).await.expect("no answer").unwrap();
    assert!(reply[..count].starts_with(wanted.as_bytes()), "{words:?}: {}", String::from_utf8_lossy(&reply[..count]));
}

/// Inside TLS, after 354 and half a mail that would be signed.
async fn mid_data(stage: &Stage, doors: &Doors, door: usize) -> TlsStream<TcpStream> {
    let mut tls = inside(stage.addresses[door], door, doors.client()).await;
    say(&mut tls, if door == LMTP { "LHLO x\r\n" } else { "EHLO x\r\n" }, "250").await;
    if matches!(door, TLS | STARTTLS) {
        let password = base64(format!("\0{NOREPLY}\0{PASSWORD}").as_bytes());
        say(&mut tls, &format!("AUTH PLAIN {password}\r\n"), "235").await;
    }
    for (words, wanted) in [
        (format!("MAIL FROM:<{NOREPLY}>\r\n"), "250"),
        ("RCPT TO:<a@example.com>\r\n".to_owned(), "250"),
        ("DATA\r\n".to_owned(), "354"),
        (format!("From: {NOREPLY}\r\nSubject: half\r\n\r\nhalf\r\n"), ""),
    ] {
        if wanted.is_empty() {
            tls.write_all(words.as_bytes()).await.unwrap();
        } else {
            say(&mut tls, &words, wanted).await;
        }
    }
    tls.flush().await.unwrap();
    tls
}

/// The file of a mail goes a moment after the next hop has it.
async fn emptied(stage: &Stage) {
    for _ in 0..1_500 {
        if waiting(stage) == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{} mails stay", waiting(stage));
}

/// Only honest mails came, and they did: whatever an outbox had to deliver has been delivered by then.
async fn only_honest(stage: &Stage, doors: &Doors) {
    for door in INSIDE {
        let mut client = ready(stage, doors, door).await;
        assert!(send(&mut client, NOREPLY, mail(NOREPLY, "honest")).await.starts_with("250"), "door {door}");
    }
    stage.at_hop(INSIDE.len()).await;
    emptied(stage).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mails = stage.hop.mails();
    assert_eq!(mails.len(), INSIDE.len());
    assert!(mails.iter().all(|mail| String::from_utf8_lossy(&mail.content).contains("honest")));
    assert_eq!((waiting(stage), stage.keyholder.signatures()), (0, INSIDE.len()));
    let entries = stage.journal(INSIDE.len()).await;
    assert_eq!(entries.iter().filter(|entry| entry.reply.starts_with("250")).count(), INSIDE.len(), "{entries:?}");
}

#[tokio::test]
async fn t11_clear_bytes_after_close_notify_are_never_read_at_any_door() {
    let doors = Doors::new();
    let stage = every_door(&doors).await;
    for door in INSIDE {
        for clear in [&b"x"[..], b"\n", b".\r\n", b"\r\n.\r\n", b"\r\n.\r\nMAIL FROM:<noreply@bank.example>\r\n", &[0x17, 3, 3, 0, 1, b'.']]
        {
            let mut tls = mid_data(&stage, &doors, door).await;
            let (socket, session) = tls.get_mut();
            session.send_close_notify();
            let mut records = Vec::new();
            session.write_tls(&mut records).unwrap();
            // in one segment with it, so that nothing is between the end and what follows
            records.extend_from_slice(clear);
            socket.write_all(&records).await.unwrap();
            let said = rest(socket).await;
            assert!(!said.contains("250") && !said.contains("354"), "door {door}, {clear:?}: {said:?}");
        }
        // what CVE-2026-45185 needs is at no door
        let mut tls = inside(stage.addresses[door], door, doors.client()).await;
        tls.write_all(if door == LMTP { b"LHLO x\r\n" } else { b"EHLO x\r\n" }).await.unwrap();
        let mut offers = vec![0; 4_000];
        let count = tls.read(&mut offers).await.unwrap();
        assert!(!String::from_utf8_lossy(&offers[..count]).contains("CHUNKING"));
        say(&mut tls, "BDAT 10 LAST\r\n", "502 5.5.1").await;
    }
    only_honest(&stage, &doors).await;
}

/// With the socket's end and with an orderly end of TLS, wherever in the mail: neither is the end of a mail.
#[tokio::test]
async fn t12_an_end_of_the_connection_is_no_end_of_a_mail_at_any_door() {
    let doors = Doors::new();
    let stage = every_door(&doors).await;
    for door in INSIDE {
        for last in [&b""[..], b"half a li", b"line\r\n.", b"line\r\n.\r"] {
            for orderly in [false, true] {
                let mut tls = mid_data(&stage, &doors, door).await;
                tls.write_all(last).await.unwrap();
                tls.flush().await.unwrap();
                if orderly {
                    // close_notify, then FIN
                    tls.shutdown().await.unwrap();
                }
                let (socket, _) = tls.get_mut();
                let _ = socket.shutdown().await;
                let said = rest(socket).await;
                assert!(!said.contains("250"), "door {door}: {said:?}");
            }
        }
    }
    only_honest(&stage, &doors).await;
}

/// The doors' own TLS with sessions remembered by the client; TLS 1.2 too, whose sessions are taken up in another way.
fn remembering(doors: &Doors, version: &'static rustls::SupportedProtocolVersion) -> Arc<ClientConfig> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(doors.root.clone().into()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_protocol_versions(&[version]).unwrap();
    Arc::new(builder.with_root_certificates(roots).with_no_client_auth())
}

#[tokio::test]
async fn t14_a_session_that_is_taken_up_again_brings_no_login_along_and_serves_at_its_own_door_alone() {
    let doors = Doors::new();
    let stage = every_door(&doors).await;
    for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
        let config = remembering(&doors, version);
        let password = base64(format!("\0{NOREPLY}\0{PASSWORD}").as_bytes());
        let mut kinds = Vec::new();
        for _ in 0..2 {
            let mut tls = inside(stage.addresses[TLS], TLS, Arc::clone(&config)).await;
            kinds.push(tls.get_ref().1.handshake_kind().unwrap());
            say(&mut tls, "EHLO x\r\n", "250").await;
            say(&mut tls, &format!("MAIL FROM:<{NOREPLY}>\r\n"), "530").await;
            say(&mut tls, &format!("AUTH PLAIN {password}\r\n"), "235").await;
            say(&mut tls, "QUIT\r\n", "221").await;
        }
        // the control: it is taken up where it began, so that the refusals mean something
        assert_eq!(kinds, [HandshakeKind::Full, HandshakeKind::Resumed], "{version:?}");
        for door in [STARTTLS, RELAY, LMTP] {
            let mut tls = inside(stage.addresses[door], door, Arc::clone(&config)).await;
            assert_eq!(tls.get_ref().1.handshake_kind(), Some(HandshakeKind::Full), "door {door} {version:?}: another door's session");
            say(&mut tls, if door == LMTP { "LHLO x\r\n" } else { "EHLO x\r\n" }, "250").await;
            if door == STARTTLS {
                say(&mut tls, &format!("MAIL FROM:<{NOREPLY}>\r\n"), "530").await;
            }
            // its own ticket must not serve the next one
            let _ = tls.shutdown().await;
        }
    }
}

/// SMTP at the monitors' door, HTTP at every door of mail: one line, and the end.
#[tokio::test]
async fn t15_another_protocol_ends_at_once_at_every_door_and_at_that_of_monitors() {
    let doors = Doors::new();
    let stage = stage_of(&doors, "[metrics]\naddress = \"127.0.0.1:0\"\n", Script::default()).await;
    let junk = ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: 99\r\n\r\n", "CONNECT x:25 HTTP/1.1\r\n\r\n"];
    for door in INSIDE {
        for (n, request) in junk.iter().enumerate() {
            let commands = format!("{request}{} x\r\nMAIL FROM:<{NOREPLY}>\r\nRCPT TO:<a@example.com>\r\n", ["EHLO", "LHLO"][n % 2]);
            let said = if door == TLS {
                let mut tls = inside(stage.addresses[door], door, doors.client()).await;
                tls.write_all(commands.as_bytes()).await.unwrap();
                let mut said = Vec::new();
                let _ = timeout(Duration::from_secs(20), tls.read_to_end(&mut said)).await.expect("it must end");
                String::from_utf8_lossy(&said).into_owned()
            } else {
                let mut stream = TcpStream::connect(stage.addresses[door]).await.unwrap();
                read_until(&mut stream, b"220 ").await;
                stream.write_all(commands.as_bytes()).await.unwrap();
                rest(&mut stream).await
            };
            assert!(said.lines().count() == 1 && said.starts_with("500 5.5.1"), "door {door}: {said:?}");
        }
    }
    let mut stream = TcpStream::connect(stage.monitors.unwrap()).await.unwrap();
    let smtp = format!(
        "EHLO x\r\nMAIL FROM:<{NOREPLY}>\r\nRCPT TO:<a@example.com>\r\nDATA\r\nGET /metrics HTTP/1.1\r\nHost: x\r\n\r\n.\r\nQUIT\r\n"
    );
    stream.write_all(smtp.as_bytes()).await.unwrap();
    let _ = stream.shutdown().await;
    let said = rest(&mut stream).await;
    assert!(!said.contains("HTTP/1.1 200") && !said.contains("kakitome_"), "{said:?}");
    assert!(stage.hop.commands().is_empty(), "the next hop heard of nothing");
}

/// A thousand handshakes that stop or come by one byte now and then; honest clients get in meanwhile, and each is cut.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t16_a_thousand_half_handshakes_are_cut_and_others_get_in() {
    let doors = Doors::new();
    let limits = "[limits]\nhandshake-seconds = 3\nconnections = 4000\nconnections-per-client = 4000\n";
    let stage = stage_of(&doors, limits, Script::default()).await;
    let mut stalled = JoinSet::new();
    for n in 0..1_000 {
        let door = INSIDE[n % 4];
        let address = stage.addresses[door];
        stalled.spawn(async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            if door != TLS {
                read_until(&mut stream, b"220 ").await;
                stream.write_all(if door == LMTP { b"LHLO x\r\n" } else { b"EHLO x\r\n" }).await.unwrap();
                read_until(&mut stream, b"250 ").await;
                stream.write_all(b"STARTTLS\r\n").await.unwrap();
                read_until(&mut stream, b"220 ").await;
            }
            // the head of a record of 512 octets, of which one comes now and then (or none)
            stream.write_all(&[0x16, 3, 1, 2, 0, 1, 0]).await.unwrap();
            let begun = Instant::now();
            let mut said = Vec::new();
            loop {
                assert!(begun.elapsed() < Duration::from_secs(60), "door {door}: never cut");
                if n % 3 > 0 && stream.write_all(&[0]).await.is_err() {
                    break;
                }
                if matches!(timeout(Duration::from_millis(400), stream.read_buf(&mut said)).await, Ok(Ok(0) | Err(_))) {
                    break;
                }
            }
            assert!(said.first().is_none_or(|first| *first == 0x15), "door {door}: {said:?}");
            begun.elapsed()
        });
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let begun = Instant::now();
    only_honest(&stage, &doors).await;
    assert!(begun.elapsed() < Duration::from_secs(20), "honest clients wait {:?}", begun.elapsed());
    let mut longest = Duration::ZERO;
    while let Some(done) = stalled.join_next().await {
        longest = longest.max(done.unwrap());
    }
    assert!(longest >= Duration::from_secs(2), "they were cut by the limit, not by something else: {longest:?}");
}

/// What a certificate has proved for one session proves nothing for the next.
#[tokio::test]
async fn t14_where_certificates_count_no_session_is_taken_up_again() {
    let doors = Doors::new();
    let tls = doors.tls(", client-ca = \"CA\"");
    let config = format!("{}[accounts]\nwrong-login-seconds = 0\n", doors.both(", client-ca = \"CA\""));
    let stage = Stage::with(Changes { config: &config, listener: &tls, ..Changes::default() }).await;
    // it would take sessions up again: that is its default
    let config = doors.client_with(&[NOREPLY], false);
    for door in [TLS, STARTTLS, RELAY] {
        for _ in 0..2 {
            let mut tls = inside(stage.addresses[door], door, Arc::clone(&config)).await;
            say(&mut tls, "EHLO x\r\n", "250").await;
            assert_eq!(tls.get_ref().1.handshake_kind(), Some(HandshakeKind::Full), "door {door}");
            say(&mut tls, &format!("MAIL FROM:<{NOREPLY}>\r\n"), "250").await;
            say(&mut tls, "QUIT\r\n", "221").await;
        }
    }
}
