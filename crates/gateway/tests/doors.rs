//! Attacks on the doors of submission and LMTP: rows T and S of the attack list, G5, and certificates that are renewed under load (R18).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod stage;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use stage::client::read_until;
use stage::doors::{PASSWORD, account, base64, plain, scram};
use stage::{Changes, Dialogue, Doors, NOREPLY, Stage, mail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

const LMTP: &str = "[[listener]]\nkind = \"lmtp\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"here\"]\n";
const CUSTOMER: &[&str] = &["customer@example.com"];

/// Doors: 0 relay, 1 port 465, 2 port 587, 3 LMTP with STARTTLS.
async fn stage(doors: &Doors, config: &str) -> Stage {
    let config = format!("{}{LMTP}{}[accounts]\nwrong-login-seconds = 0\n{config}", doors.both(""), doors.tls(""));
    let stage = Stage::with(Changes { config: &config, ..Changes::default() }).await;
    account(&stage.store, NOREPLY, &[]).await;
    stage
}

/// Everything until the connection ends.
async fn rest(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let _ = timeout(Duration::from_secs(20), stream.read_to_end(&mut all)).await.expect("the connection does not end");
    String::from_utf8_lossy(&all).into_owned()
}

/// In clear, past the greeting word: 587 and LMTP.
async fn past_hello(stage: &Stage, door: usize) -> TcpStream {
    let mut stream = TcpStream::connect(stage.addresses[door]).await.unwrap();
    stream.set_nodelay(true).unwrap();
    read_until(&mut stream, b"220 ").await;
    let hello = if door == 3 { "LHLO app.example\r\n" } else { "EHLO app.example\r\n" };
    stream.write_all(hello.as_bytes()).await.unwrap();
    read_until(&mut stream, b"250 ").await;
    stream
}

#[tokio::test]
async fn t01_a_command_behind_starttls_in_one_segment_ends_the_session_at_every_door() {
    let doors = Doors::new();
    let stage = stage(&doors, "").await;
    for door in [2, 3] {
        let mut stream = past_hello(&stage, door).await;
        stream.write_all(b"STARTTLS\r\nEHLO injected\r\n").await.unwrap();
        let said = rest(&mut stream).await;
        assert!(said.starts_with("554 5.5.0") && said.lines().count() == 1, "door {door}: {said}");
    }
}

#[tokio::test]
async fn t02_no_byte_behind_starttls_is_executed_wherever_it_is_split_at_every_door() {
    let doors = Doors::new();
    let stage = stage(&doors, "").await;
    let password = base64(format!("\0{NOREPLY}\0{PASSWORD}").as_bytes());
    let mut injections: Vec<Vec<u8>> = ["NOOP", "RSET", "MAIL FROM:<noreply@bank.example>", &format!("AUTH PLAIN {password}"), "QUIT"]
        .iter()
        .map(|command| format!("STARTTLS\r\n{command}\r\n").into_bytes())
        .collect();
    injections.push([b"STARTTLS\r\n".to_vec(), vec![b'A'; 65_536]].concat());
    for door in [2, 3] {
        let mut visits = tokio::task::JoinSet::new();
        for bytes in &injections {
            let splits: Vec<usize> = if bytes.len() < 100 { (0..bytes.len()).collect() } else { vec![0, 10, 11, 20_000] };
            for split in splits {
                let mut stream = past_hello(&stage, door).await;
                let bytes = bytes.clone();
                visits.spawn(async move {
                    stream.write_all(&bytes[..split]).await.unwrap();
                    tokio::time::sleep(Duration::from_millis(5)).await;
                    let _ = stream.write_all(&bytes[split..]).await;
                    let said = rest(&mut stream).await;
                    let lines: Vec<&str> = said.lines().collect();
                    let alert = said.as_bytes().contains(&0x15);
                    let fine = lines.len() <= 1 || alert || (lines.len() == 2 && lines[1].starts_with("554"));
                    assert!(fine && ["250 ", "221 ", "503 ", "235 "].iter().all(|no| !said.contains(no)), "split {split}: {said:?}");
                });
            }
        }
        while let Some(done) = visits.join_next().await {
            done.unwrap();
        }
    }
    assert!(stage.hop.commands().iter().all(|said| !said.starts_with("MAIL")), "nothing was forwarded");
}

#[tokio::test]
async fn t03_nothing_said_before_the_handshake_counts_after_it_at_every_door() {
    let doors = Doors::new();
    let stage = stage(&doors, "").await;
    for door in [2, 3] {
        let mut plain = past_hello(&stage, door).await;
        if door == 3 {
            plain.write_all(b"MAIL FROM:<x@bank.example>\r\nRCPT TO:<a@example.com>\r\n").await.unwrap();
            read_until(&mut plain, b"250 2.1.5").await;
        }
        plain.write_all(b"STARTTLS\r\n").await.unwrap();
        read_until(&mut plain, b"220 ").await;
        let tls = TlsConnector::from(doors.client()).connect("gw.example".try_into().unwrap(), plain).await.unwrap();
        let mut inside = Dialogue::over_any(tls);
        inside.command("DATA", "503").await;
        inside.command("RCPT TO:<a@example.com>", "503").await;
        inside.command("MAIL FROM:<noreply@bank.example>", "503").await;
        if door == 2 {
            inside.command("AUTH PLAIN AGEAYg==", "503").await;
        }
    }
}

#[tokio::test]
async fn t09_clear_bytes_at_the_door_of_tls_are_not_answered_and_there_is_no_tls_within_tls() {
    let doors = Doors::new();
    let stage = stage(&doors, "").await;
    for bytes in [&b"EHLO app.example\r\n"[..], b"\r\n", b"GET / HTTP/1.1\r\n\r\n", &[0x16, 3, 1, 0xff, 0xff, 0, 0]] {
        let mut stream = TcpStream::connect(stage.addresses[1]).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let _ = stream.shutdown().await;
        let said = rest(&mut stream).await;
        assert!(!said.contains("220") && !said.contains("kakitome") && said.len() <= 7, "at most an alert: {said:?}");
    }
    let mut client = doors.at_465(stage.addresses[1]).await;
    let offers = client.command("EHLO app.example", "250").await;
    assert!(!offers.contains("STARTTLS"), "{offers}");
    client.command("STARTTLS", "503").await;
}

#[tokio::test]
async fn t10_no_login_is_offered_or_taken_before_tls() {
    let doors = Doors::new();
    let stage = stage(&doors, "").await;
    let mut client = Dialogue::connect(stage.addresses[2]).await;
    client.expect("220").await;
    let offers = client.command("EHLO app.example", "250").await;
    assert!(!offers.contains("AUTH") && offers.contains("STARTTLS"), "{offers}");
    assert!(plain(&mut client, NOREPLY, PASSWORD).await.starts_with("530"), "the right password");
    client.command("AUTH LOGIN", "530").await;
    client.command("MAIL FROM:<noreply@bank.example>", "530").await;
    // no door but those of submission has logins, inside TLS or not
    let mut relay = stage.client().await;
    relay.command("AUTH PLAIN AGEAYg==", "503").await;
    let mut lmtp = Dialogue::over(past_hello(&stage, 3).await);
    lmtp.command("AUTH PLAIN AGEAYg==", "503").await;
}

#[tokio::test]
async fn t14_no_login_goes_from_one_door_or_session_to_another() {
    let doors = Doors::new();
    let stage = stage(&doors, "").await;
    // one client's memory of sessions, used at both doors: the second has to log in as well
    let config = doors.client();
    for _ in 0..3 {
        let mut client = Dialogue::inside(stage.addresses[1], Arc::clone(&config)).await.unwrap();
        client.expect("220").await;
        client.command("EHLO x", "250").await;
        client.command("MAIL FROM:<noreply@bank.example>", "530").await;
        assert!(plain(&mut client, NOREPLY, PASSWORD).await.starts_with("235"));
        client.command("QUIT", "221").await;
    }
    let mut plain_text = past_hello(&stage, 2).await;
    plain_text.write_all(b"STARTTLS\r\n").await.unwrap();
    read_until(&mut plain_text, b"220 ").await;
    let mut tls = TlsConnector::from(config).connect("gw.example".try_into().unwrap(), plain_text).await.unwrap();
    let resumed = tls.get_ref().1.handshake_kind();
    tls.write_all(b"EHLO x\r\n").await.unwrap();
    let mut reply = vec![0; 2_000];
    let _ = tls.read(&mut reply).await.unwrap();
    assert_eq!(resumed, Some(rustls::HandshakeKind::Full), "the doors do not share sessions");
    tls.write_all(b"MAIL FROM:<noreply@bank.example>\r\n").await.unwrap();
    let count = tls.read(&mut reply).await.unwrap();
    assert!(reply[..count].starts_with(b"530"));
    // a browser asks for its own protocol and is refused in the handshake (ALPACA)
    let mut browser = (*doors.client()).clone();
    browser.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    assert!(Dialogue::inside(stage.addresses[1], Arc::new(browser)).await.is_err());
}

#[tokio::test]
async fn t14_the_identity_of_a_certificate_is_shown_anew_in_every_session() {
    let doors = Doors::new();
    let config = format!("{}[accounts]\nwrong-login-seconds = 0\n", doors.both(", client-ca = \"CA\""));
    let stage = Stage::with(Changes { config: &config, ..Changes::default() }).await;
    let config = doors.client_with(&[NOREPLY], false);
    for _ in 0..2 {
        let plain = TcpStream::connect(stage.addresses[1]).await.unwrap();
        let mut tls = TlsConnector::from(Arc::clone(&config)).connect("gw.example".try_into().unwrap(), plain).await.unwrap();
        let mut reply = vec![0; 200];
        let _ = tls.read(&mut reply).await.unwrap();
        assert_eq!(tls.get_ref().1.handshake_kind(), Some(rustls::HandshakeKind::Full), "no session is taken up again");
    }
}

#[tokio::test]
async fn t15_another_protocol_is_sent_away_after_one_line() {
    let doors = Doors::new();
    let stage = stage(&doors, "").await;
    let request = b"POST / HTTP/1.1\r\nHost: x\r\n\r\nEHLO x\r\nMAIL FROM:<noreply@bank.example>\r\n";
    for door in [2, 3] {
        let mut stream = TcpStream::connect(stage.addresses[door]).await.unwrap();
        stream.write_all(request).await.unwrap();
        let said = rest(&mut stream).await;
        assert!(said.lines().count() == 2 && said.lines().nth(1).unwrap().starts_with('5'), "door {door}: {said}");
        let mut stream = TcpStream::connect(stage.addresses[door]).await.unwrap();
        stream.write_all(&[0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]).await.unwrap();
        let said = rest(&mut stream).await;
        assert!(said.contains("500 5.5.1"), "a handshake at a door that begins in clear: {said}");
    }
    let mut client = Dialogue::inside(stage.addresses[1], doors.client()).await.unwrap();
    client.expect("220").await;
    client.send(request).await;
    client.expect("5").await;
    client.expect_end().await;
}

#[tokio::test]
async fn t16_handshakes_that_do_not_end_are_cut_and_others_are_served() {
    let doors = Doors::new();
    let limits = "[limits]\nhandshake-seconds = 2\nconnections-per-client = 1000\n";
    let stage = stage(&doors, limits).await;
    let mut stalled = Vec::new();
    for n in 0..150 {
        let mut stream = TcpStream::connect(stage.addresses[1]).await.unwrap();
        if n % 3 == 0 {
            stream.write_all(&[0x16, 3, 1]).await.unwrap();
        }
        if n % 3 == 1 {
            let mut half = past_hello(&stage, 2).await;
            half.write_all(b"STARTTLS\r\n").await.unwrap();
            read_until(&mut half, b"220 ").await;
            half.write_all(&[0x16]).await.unwrap();
            stalled.push(half);
        }
        stalled.push(stream);
    }
    let begin = Instant::now();
    let mut client = doors.at_465(stage.addresses[1]).await;
    assert!(plain(&mut client, NOREPLY, PASSWORD).await.starts_with("235"));
    assert!(client.mail(NOREPLY, CUSTOMER, mail(NOREPLY, "m1")).await.starts_with("250"));
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
    for mut stream in stalled {
        let said = rest(&mut stream).await;
        assert!(!said.contains("250") && !said.contains("220"), "{said:?}");
    }
}

#[tokio::test]
async fn s06_s11_one_bad_recipient_in_a_group_and_addresses_of_every_kind() {
    let doors = Doors::new();
    let stage = stage(&doors, "").await;
    let mut client = doors.at_465(stage.addresses[1]).await;
    assert!(plain(&mut client, NOREPLY, PASSWORD).await.starts_with("235"));
    client
        .send("MAIL FROM:<noreply@bank.example>\r\nRCPT TO:<a@example.com>\r\nRCPT TO:<b@@example.com>\r\nRCPT TO:<c@example.com>\r\nDATA\r\n")
        .await;
    for code in ["250", "250", "501", "250", "354"] {
        client.expect(code).await;
    }
    client.send(stage::client::stuffed(mail(NOREPLY, "m1").as_bytes())).await;
    client.expect("250").await;
    assert_eq!(stage.at_hop(1).await[0].rcpt_to.len(), 2);
    // what is said as sender or recipient is one address or none (CVE-2020-7247 and its kin)
    for bad in ["<noreply@bank.example>\x01", "<;id@bank.example;>", "<noreply@bank.example@evil.test>", "<\"noreply\"@bank.example>"] {
        client.send(format!("MAIL FROM:{bad}\r\n")).await;
        assert!(client.reply().await.unwrap().starts_with('5'), "{bad:?}");
    }
    client.command("MAIL FROM:<@relay.test:noreply@bank.example>", "250").await;
    client.command("RCPT TO:<\"a\\\"@b\"@example.com>", "250").await;
    client.command("RCPT TO:<a@[127.0.0.1]>", "250").await;
    client.command("DATA", "354").await;
    client.send(stage::client::stuffed(mail(NOREPLY, "m2").as_bytes())).await;
    client.expect("250").await;
    stage.at_hop(2).await;
    let said = stage.hop.commands();
    assert!(said.contains(&"RCPT TO:<\"a\\\"@b\"@example.com>".to_owned()), "the same bytes: {said:?}");
}

#[tokio::test]
async fn s12_without_a_login_no_recipient_is_taken() {
    let doors = Doors::new();
    let stage = stage(&doors, "").await;
    let probes = [
        "victim@example.com",
        "victim%example.com@bank.example",
        "example.com!victim",
        "\"victim@example.com\"@bank.example",
        "\"victim%example.com\"",
        "@bank.example:victim@example.com",
        "victim@[192.0.2.1]",
        "postmaster",
        "noreply@bank.example",
        "victim@example.com@bank.example",
    ];
    for from in ["", NOREPLY, "root@localhost", "x@[127.0.0.1]"] {
        for to in probes {
            let mut client = doors.at_465(stage.addresses[1]).await;
            client.command(&format!("MAIL FROM:<{from}>"), "530").await;
            client.command(&format!("RCPT TO:<{to}>"), "503").await;
            client.command("DATA", "503").await;
        }
    }
    assert!(stage.hop.commands().iter().all(|said| !said.starts_with("MAIL")), "the next hop heard of nothing");
}

#[tokio::test]
async fn s13_guessing_meets_its_limit_and_the_owner_is_not_shut_out() {
    let doors = Doors::new();
    let limits = "wrong-logins-per-client = 12\nwrong-logins-per-account = 1000\n";
    let stage = stage(&doors, limits).await;
    let mut seen = Vec::new();
    for round in 0..6 {
        let mut client = doors.at_465(stage.addresses[1]).await;
        for n in 0..3 {
            // an account that is there and one that is not
            let who = if n % 2 == 0 { NOREPLY } else { "nobody@bank.example" };
            let reply = if round % 2 == 0 {
                plain(&mut client, who, "wrong password").await
            } else {
                scram(&mut client, who, "wrong password").await.0
            };
            seen.push(reply.get(..9).unwrap_or_default().to_owned());
        }
        // three in one connection are enough
        client.expect("421").await;
        client.expect_end().await;
    }
    let wrong = seen.iter().filter(|reply| *reply == "535 5.7.8").count();
    let limited = seen.iter().filter(|reply| *reply == "454 4.7.0").count();
    assert_eq!((wrong, limited), (12, 6), "{seen:?}");
    let mut client = doors.at_465(stage.addresses[1]).await;
    assert!(plain(&mut client, NOREPLY, PASSWORD).await.starts_with("454"), "this address is not heard for some minutes");
}

#[tokio::test]
async fn s13_known_and_unknown_accounts_take_the_same_time() {
    let doors = Doors::new();
    let stage = stage(&doors, "wrong-logins-per-client = 100000\nwrong-logins-per-account = 100000\n").await;
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..36 {
        let who = [NOREPLY, "nobody@bank.example"][round % 2];
        let mut client = doors.at_465(stage.addresses[1]).await;
        let begin = Instant::now();
        assert!(plain(&mut client, who, "wrong password").await.starts_with("535"));
        times[round % 2].push(begin.elapsed());
    }
    let [known, unknown] = times.map(|mut all| {
        all.sort();
        all[all.len() / 2]
    });
    // both hash; without that the unknown one would be answered a hundred times sooner
    assert!(known < unknown * 4 && unknown < known * 4, "known {known:?}, unknown {unknown:?}");
    assert!(unknown > Duration::from_millis(2), "a password was hashed: {unknown:?}");
}

#[tokio::test]
async fn s13_a_wrong_login_waits_for_its_answer() {
    let doors = Doors::new();
    let config = format!("{}[accounts]\nwrong-login-seconds = 1\n", doors.both(""));
    let stage = Stage::with(Changes { config: &config, ..Changes::default() }).await;
    account(&stage.store, NOREPLY, &[]).await;
    let mut client = doors.at_465(stage.addresses[1]).await;
    for _ in 0..2 {
        let begin = Instant::now();
        assert!(plain(&mut client, "nobody@bank.example", "wrong password").await.starts_with("535"));
        assert!(begin.elapsed() >= Duration::from_secs(1));
    }
}

#[tokio::test]
async fn s16_connections_and_commands_have_limits_at_every_door() {
    let doors = Doors::new();
    let stage = stage(&doors, "[limits]\nconnections-per-client = 5\njunk-commands = 10\n").await;
    let mut kept = Vec::new();
    for _ in 0..5 {
        kept.push(TcpStream::connect(stage.addresses[1]).await.unwrap());
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut refused = Dialogue::connect(stage.addresses[2]).await;
    refused.expect("421 4.7.0").await;
    let mut refused = TcpStream::connect(stage.addresses[1]).await.unwrap();
    assert_eq!(rest(&mut refused).await, "", "no word in clear at the door of TLS");
    drop(kept);
    let mut client = loop {
        match Dialogue::inside(stage.addresses[1], doors.client()).await {
            Ok(client) => break client,
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    };
    client.expect("220").await;
    for _ in 0..10 {
        client.command("NOOP", "250").await;
    }
    client.command("NOOP", "421").await;
    client.expect_end().await;
}

async fn certificate_at(address: SocketAddr, doors: &Doors) -> Option<Vec<u8>> {
    let plain = TcpStream::connect(address).await.ok()?;
    let tls = TlsConnector::from(doors.client()).connect("gw.example".try_into().unwrap(), plain).await.ok()?;
    tls.get_ref().1.peer_certificates().and_then(|chain| chain.first().map(|one| one.to_vec()))
}

async fn until_the_new_one(stage: &Stage, doors: &Doors, new: &[u8]) {
    for _ in 0..400 {
        if certificate_at(stage.addresses[1], doors).await.as_deref() == Some(new) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the new certificate did not come");
}

#[tokio::test]
async fn r18_a_new_certificate_under_500_clients_drops_nobody() {
    let doors = Doors::new();
    let config = format!("{}[limits]\nconnections-per-client = 1000\n", doors.both(""));
    let stage = Stage::with(Changes { config: &config, ..Changes::default() }).await;
    account(&stage.store, NOREPLY, &[]).await;
    let mut clients = Vec::new();
    for n in 0..500 {
        let mut client = doors.at_465(stage.addresses[1]).await;
        if n % 50 == 0 {
            assert!(plain(&mut client, NOREPLY, PASSWORD).await.starts_with("235"));
        }
        clients.push(client);
    }
    let second = doors.renew();
    stage.handle.reload().await;
    until_the_new_one(&stage, &doors, &second).await;
    for (n, client) in clients.iter_mut().enumerate() {
        client.command("NOOP", "250").await;
        if n % 50 == 0 {
            assert!(client.mail(NOREPLY, CUSTOMER, mail(NOREPLY, "m")).await.starts_with("250"), "and it is still logged in");
        }
    }
    assert_eq!(stage.at_hop(10).await.len(), 10);
    // and without a word to the process: the files are enough
    let third = doors.renew();
    until_the_new_one(&stage, &doors, &third).await;
    // files that do not fit change nothing
    std::fs::write(doors.folder.path().join("cert.pem"), "half a fi").unwrap();
    tokio::time::sleep(Duration::from_millis(2500)).await;
    assert_eq!(certificate_at(stage.addresses[1], &doors).await, Some(third));
    for client in &mut clients {
        client.command("NOOP", "250").await;
    }
}
