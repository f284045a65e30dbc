//! G5: no command that came in clear behind STARTTLS is executed, stored or answered, at any door that has STARTTLS, wherever it is split.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;

use crate::every_door::{LMTP, RELAY, STARTTLS, every_door, rest};
use crate::stage::client::read_until;
use crate::stage::doors::{PASSWORD, base64};
use crate::stage::{Doors, NOREPLY, Stage};

/// So many tries at once.
const AT_ONCE: usize = 60;

async fn past_hello(address: std::net::SocketAddr, door: usize) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    read_until(&mut stream, b"220 ").await;
    stream.write_all(if door == LMTP { b"LHLO app.example\r\n" } else { b"EHLO app.example\r\n" }).await.unwrap();
    read_until(&mut stream, b"250 ").await;
    stream
}

fn injections() -> Vec<Vec<u8>> {
    let password = base64(format!("\0{NOREPLY}\0{PASSWORD}").as_bytes());
    let mail = format!("MAIL FROM:<{NOREPLY}>\r\nRCPT TO:<evil@example.com>\r\nDATA");
    let commands =
        ["NOOP", "RSET", "EHLO evil.example", &mail, &format!("AUTH PLAIN {password}"), "QUIT", "STARTTLS", "XCLIENT ADDR=127.0.0.9"];
    let mut all: Vec<Vec<u8>> = commands.iter().map(|command| format!("STARTTLS\r\n{command}\r\n").into_bytes()).collect();
    all.push([b"STARTTLS\r\n".to_vec(), vec![b'A'; 65_536]].concat());
    all.push([b"STARTTLS\r\n".to_vec(), b"NOOP\r\n".repeat(10_923)].concat());
    all
}

/// At most the 220 (and then the handshake fails over the clear bytes), or the refusal; never an answer to what was injected.
fn is_unanswered(said: &str) -> bool {
    let mut lines = said.lines().map(|line| line.get(..3).unwrap_or(line));
    let after = match lines.next() {
        Some("220") => lines.next(),
        first => first,
    };
    let answered = ["250", "221", "235", "354", "503", "530", "501", "502", "550"].iter().any(|code| said.contains(&format!("{code} ")));
    !answered && after.is_none_or(|line| line == "554" || line.as_bytes().first() == Some(&0x15))
}

async fn try_at(stage: &Stage, door: usize, bytes: Vec<u8>, splits: Vec<usize>) {
    let mut visits = JoinSet::new();
    for split in splits {
        if visits.len() >= AT_ONCE {
            visits.join_next().await.unwrap().unwrap();
        }
        let (address, bytes) = (stage.addresses[door], bytes.clone());
        visits.spawn(async move {
            let mut stream = past_hello(address, door).await;
            stream.write_all(&bytes[..split]).await.unwrap();
            tokio::time::sleep(Duration::from_millis(3)).await;
            let _ = stream.write_all(&bytes[split..]).await;
            let said = rest(&mut stream).await;
            let injected = String::from_utf8_lossy(bytes.get(10..40.min(bytes.len())).unwrap_or_default()).into_owned();
            assert!(is_unanswered(&said), "door {door}, {injected:?} split at {split}: {said:?}");
        });
    }
    while let Some(done) = visits.join_next().await {
        done.unwrap();
    }
}

#[tokio::test]
async fn g5_t01_t02_nothing_injected_behind_starttls_is_executed_at_any_door_at_any_split() {
    let doors = Doors::new();
    let stage = every_door(&doors).await;
    for door in [RELAY, STARTTLS, LMTP] {
        for bytes in injections() {
            let splits: Vec<usize> = if bytes.len() < 200 { (0..bytes.len()).collect() } else { vec![0, 1, 9, 10, 11, 16_384, 65_000] };
            try_at(&stage, door, bytes, splits).await;
        }
    }
    let said = stage.hop.commands();
    assert!(said.iter().all(|said| !said.contains("evil") && !said.starts_with("MAIL")), "nothing was forwarded: {said:?}");
    assert!(stage.hop.mails().is_empty());
}

/// Clear bytes between the 220 and the handshake, in one segment with it: they are no command, before it or after it.
#[tokio::test]
async fn g5_t02_clear_bytes_in_the_segment_of_the_handshake_end_it_at_every_door() {
    let doors = Doors::new();
    let stage = every_door(&doors).await;
    for door in [RELAY, STARTTLS, LMTP] {
        for injected in [&b"NOOP\r\n"[..], b"EHLO evil.example\r\n", b"\r\n", &[b'A'; 65_536]] {
            let mut stream = past_hello(stage.addresses[door], door).await;
            stream.write_all(b"STARTTLS\r\n").await.unwrap();
            read_until(&mut stream, b"220 ").await;
            let _ = stream.write_all(injected).await;
            let shaken = TlsConnector::from(doors.client()).connect("gw.example".try_into().unwrap(), stream).await;
            let Ok(mut inside) = shaken else { continue };
            // a handshake that came to its end all the same must not answer what was injected
            let mut said = Vec::new();
            let _ = tokio::time::timeout(Duration::from_millis(200), inside.read_to_end(&mut said)).await;
            assert_eq!(String::from_utf8_lossy(&said), "", "door {door}");
        }
    }
    assert!(stage.hop.commands().is_empty());
}
