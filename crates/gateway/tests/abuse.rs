//! Attacks of the tables T and S through a running gateway, by their ids.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod stage;

use std::time::{Duration, Instant};

use rcgen::{CertificateParams, KeyPair};
use stage::client::read_until;
use stage::{Changes, Dialogue, NOREPLY, Stage, mail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Listener lines for TLS; the certificate is written beside the configuration later read.
struct Tls {
    folder: tempfile::TempDir,
    certificate: Vec<u8>,
}

impl Tls {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec!["gw.example".into()]).unwrap().self_signed(&key).unwrap();
        std::fs::write(folder.path().join("cert.pem"), certificate.pem()).unwrap();
        std::fs::write(folder.path().join("key.pem"), key.serialize_pem()).unwrap();
        Self { folder, certificate: certificate.der().to_vec() }
    }

    fn listener(&self, starttls: &str) -> String {
        let path = self.folder.path().display();
        format!("starttls = \"{starttls}\"\ntls = {{ cert = \"{path}/cert.pem\", key = \"{path}/key.pem\" }}\n")
    }

    async fn stage(&self, starttls: &str) -> Stage {
        Stage::with(Changes { listener: &self.listener(starttls), ..Changes::default() }).await
    }
}

/// Everything that comes until the end of the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let _ = timeout(Duration::from_secs(10), stream.read_to_end(&mut all)).await.expect("the connection must end");
    String::from_utf8_lossy(&all).into_owned()
}

async fn past_ehlo(stage: &Stage) -> TcpStream {
    let mut stream = TcpStream::connect(stage.address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    read_until(&mut stream, b"220 ").await;
    stream.write_all(b"EHLO app.example\r\n").await.unwrap();
    read_until(&mut stream, b"250 ").await;
    stream
}

#[tokio::test]
async fn starttls_carries_mail_and_is_named_in_received() {
    let tls = Tls::new();
    let stage = tls.stage("required").await;
    let mut client = stage.client().await;
    client.command("MAIL FROM:<x@bank.example>", "530").await;
    let mut client = Dialogue::start_tls(stage.address, &tls.certificate).await;
    let offers = client.command("EHLO app.example", "250").await;
    assert!(!offers.contains("STARTTLS"), "{offers}");
    client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
    let content = String::from_utf8_lossy(&stage.hop.mails()[0].content).into_owned();
    assert!(content.contains("with ESMTPS id"), "{content}");
}

#[tokio::test]
async fn t01_a_command_behind_starttls_in_one_segment_ends_the_session() {
    let tls = Tls::new();
    let stage = tls.stage("optional").await;
    let mut stream = past_ehlo(&stage).await;
    stream.write_all(b"STARTTLS\r\nEHLO injected\r\n").await.unwrap();
    let said = rest(&mut stream).await;
    assert!(said.starts_with("554 5.5.0"), "{said}");
    assert_eq!(said.lines().count(), 1, "no reply to the injected command: {said}");
}

#[tokio::test]
async fn t02_no_byte_behind_starttls_is_executed_wherever_it_is_split() {
    let tls = Tls::new();
    let stage = tls.stage("optional").await;
    let mut injections: Vec<Vec<u8>> = ["NOOP", "RSET", "MAIL FROM:<x@bank.example>", "AUTH PLAIN AGEAYg==", "QUIT"]
        .iter()
        .map(|command| format!("STARTTLS\r\n{command}\r\n").into_bytes())
        .collect();
    injections.push([b"STARTTLS\r\n".to_vec(), vec![b'A'; 65_536]].concat());
    let mut visits = tokio::task::JoinSet::new();
    for bytes in injections {
        let splits: Vec<usize> = if bytes.len() < 100 { (0..bytes.len()).collect() } else { vec![0, 10, 11, 5_000, 20_000] };
        for split in splits {
            let mut stream = past_ehlo(&stage).await;
            let bytes = bytes.clone();
            visits.spawn(async move {
                stream.write_all(&bytes[..split]).await.unwrap();
                tokio::time::sleep(Duration::from_millis(5)).await;
                let _ = stream.write_all(&bytes[split..]).await;
                let said = rest(&mut stream).await;
                // At most the 220 (and then the handshake failed over the clear bytes), or the refusal; never another reply.
                let lines: Vec<&str> = said.lines().collect();
                let alert = said.as_bytes().contains(&0x15);
                let fine = lines.len() <= 1 || alert || (lines.len() == 2 && lines[1].starts_with("554"));
                assert!(fine && !said.contains("250 ") && !said.contains("221 ") && !said.contains("503 "), "split {split}: {said:?}");
            });
        }
    }
    while let Some(done) = visits.join_next().await {
        done.unwrap();
    }
    assert!(stage.hop.commands().iter().all(|said| !said.starts_with("MAIL")), "nothing was forwarded");
}

#[tokio::test]
async fn t03_nothing_said_before_the_handshake_counts_after_it() {
    let tls = Tls::new();
    let stage = tls.stage("optional").await;
    let mut plain = past_ehlo(&stage).await;
    plain.write_all(b"MAIL FROM:<x@bank.example>\r\nRCPT TO:<a@example.com>\r\n").await.unwrap();
    read_until(&mut plain, b"250 2.1.5").await;
    plain.write_all(b"STARTTLS\r\n").await.unwrap();
    read_until(&mut plain, b"220 ").await;
    let connector = tokio_rustls::TlsConnector::from(stage::client::tls_config(&tls.certificate));
    let mut inside = connector.connect("gw.example".try_into().unwrap(), plain).await.unwrap();
    inside.write_all(b"DATA\r\n").await.unwrap();
    let mut reply = [0; 64];
    let count = inside.read(&mut reply).await.unwrap();
    assert!(reply[..count].starts_with(b"503 "), "{}", String::from_utf8_lossy(&reply[..count]));
    inside.write_all(b"MAIL FROM:<x@bank.example>\r\n").await.unwrap();
    let count = inside.read(&mut reply).await.unwrap();
    assert!(reply[..count].starts_with(b"503 "), "EHLO is forgotten as well");
    drop(inside);
    // The next hop's transaction was taken back, too.
    let mut client = stage.client().await;
    client.mail("x@bank.example", &["b@example.com"], mail(NOREPLY, "m1")).await;
    assert_eq!(stage.hop.mails()[0].rcpt_to.len(), 1);
}

/// A client inside TLS in the middle of DATA, with the socket still in hand.
async fn mid_data(stage: &Stage, tls: &Tls) -> tokio_rustls::client::TlsStream<TcpStream> {
    let mut plain = past_ehlo(stage).await;
    plain.write_all(b"STARTTLS\r\n").await.unwrap();
    read_until(&mut plain, b"220 ").await;
    let connector = tokio_rustls::TlsConnector::from(stage::client::tls_config(&tls.certificate));
    let mut inside = connector.connect("gw.example".try_into().unwrap(), plain).await.unwrap();
    for (say, want) in [("EHLO x", "250"), ("MAIL FROM:<x@bank.example>", "250"), ("RCPT TO:<a@example.com>", "250"), ("DATA", "354")] {
        inside.write_all(format!("{say}\r\n").as_bytes()).await.unwrap();
        let mut reply = vec![0; 2_000];
        let count = inside.read(&mut reply).await.unwrap();
        assert!(reply[..count].starts_with(want.as_bytes()), "{say}: {}", String::from_utf8_lossy(&reply[..count]));
    }
    inside.write_all(b"From: noreply@bank.example\r\n\r\nhalf\r\n").await.unwrap();
    inside.flush().await.unwrap();
    inside
}

#[tokio::test]
async fn t11_clear_bytes_after_close_notify_are_never_read() {
    let tls = Tls::new();
    let stage = tls.stage("optional").await;
    let mut inside = mid_data(&stage, &tls).await;
    let (socket, session) = inside.get_mut();
    session.send_close_notify();
    let mut records = Vec::new();
    session.write_tls(&mut records).unwrap();
    socket.write_all(&records).await.unwrap();
    socket.write_all(b"\r\n.\r\nMAIL FROM:<x@bank.example>\r\n").await.unwrap();
    let _ = rest(socket).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(stage.hop.mails().is_empty(), "the mail was not accepted");
    stage.client().await.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
    assert_eq!(stage.hop.mails().len(), 1, "and the gateway lives");
}

#[tokio::test]
async fn t12_an_end_without_close_notify_in_the_middle_of_data_is_no_mail() {
    let tls = Tls::new();
    let stage = tls.stage("optional").await;
    let mut inside = mid_data(&stage, &tls).await;
    let (socket, _) = inside.get_mut();
    socket.shutdown().await.unwrap();
    let _ = rest(socket).await;
    assert!(stage.hop.mails().is_empty());
    assert_eq!(stage.keyholder.signatures(), 0);
}

#[tokio::test]
async fn s01_ten_endings_that_are_none() {
    let stage = Stage::usual().await;
    for ending in ["\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r.\n", "\n.\r", "\r.\r\n", "\r\n.\r", "\r\n\0.\r\n", "\r\n.\0\r\n"] {
        let mut stream = past_ehlo(&stage).await;
        stream.write_all(b"MAIL FROM:<x@bank.example>\r\nRCPT TO:<a@example.com>\r\nDATA\r\n").await.unwrap();
        read_until(&mut stream, b"354").await;
        let smuggled = "MAIL FROM:<evil@bank.example>\r\nRCPT TO:<victim@example.com>\r\nDATA\r\nsmuggled\r\n.\r\n";
        stream.write_all(format!("From: {NOREPLY}\r\n\r\nx{ending}{smuggled}").as_bytes()).await.unwrap();
        let said = rest(&mut stream).await;
        assert!(said.starts_with("550 5.5.2"), "{ending:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{ending:?}: {said}");
    }
    assert!(stage.hop.mails().is_empty());
    assert!(stage.hop.commands().iter().all(|said| !said.contains("evil")), "nothing was smuggled");
}

#[tokio::test]
async fn s01_s03_bare_line_ends_are_repaired_where_the_network_says_so() {
    let stage = Stage::with(Changes { network: "bare-newline = \"repair\"", ..Changes::default() }).await;
    let mut client = stage.client().await;
    client.command("MAIL FROM:<x@bank.example>", "250").await;
    client.command("RCPT TO:<a@example.com>", "250").await;
    client.command("DATA", "354").await;
    client.send(format!("From: {NOREPLY}\nSubject: x\n\nline\n.\nMAIL FROM:<evil@bank.example>\nlast\r\n.\r\n")).await;
    client.expect("250").await;
    let got = &stage.hop.mails()[0];
    assert_eq!(stage.report(&got.content).verdict(), kakitome_smime::Verdict::Valid, "signed after the repair");
    // As with Postfix's "normalize": the line's dot counts as stuffed, the line never as the end.
    let content = String::from_utf8_lossy(&got.content);
    assert!(content.contains("line\r\n\r\nMAIL FROM:<evil@bank.example>\r\nlast\r\n"), "{content}");
    assert!(stage.hop.commands().iter().all(|said| !said.contains("evil")), "nothing was smuggled");
}

#[tokio::test]
async fn s02_s04_the_next_hop_sees_crlf_and_stuffed_dots_alone() {
    let stage = Stage::usual().await;
    let mut client = stage.client().await;
    // In quoted-printable and in 8 bit: what would smuggle once decoded or copied.
    let hostile = "From: noreply@bank.example\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
        Content-Transfer-Encoding: 8bit\r\n\r\n.\u{e9}\r\n..\r\n...x\r\n=0D=0A.=0D=0A\r\n.\r.x\r\n"
        .replace("\r.x", ".x");
    for from in [NOREPLY, "someone@elsewhere.example"] {
        client.mail("x@bank.example", &["a@example.com"], hostile.replace(NOREPLY, from)).await;
    }
    for got in stage.hop.mails() {
        let wire = got.wire;
        for (at, byte) in wire.iter().enumerate() {
            match byte {
                b'\r' => assert_eq!(wire.get(at + 1), Some(&b'\n'), "a bare CR left"),
                b'\n' => assert_eq!(wire[at - 1], b'\r', "a bare LF left"),
                0 => panic!("a NUL left"),
                _ => {}
            }
        }
        let early = wire.windows(5).position(|five| five == b"\r\n.\r\n").unwrap();
        assert_eq!(early + 5, wire.len(), "one end, at the end");
    }
}

#[tokio::test]
async fn s05_bytes_that_do_not_wait_for_354_end_the_session() {
    let stage = Stage::usual().await;
    let mut stream = past_ehlo(&stage).await;
    let early = format!("MAIL FROM:<x@bank.example>\r\nRCPT TO:<a@example.com>\r\nDATA\r\nFrom: {NOREPLY}\r\n\r\nx\r\n.\r\n");
    stream.write_all(early.as_bytes()).await.unwrap();
    let said = rest(&mut stream).await;
    assert!(said.lines().last().unwrap().starts_with("554 5.5.0"), "{said}");
    assert!(stage.hop.mails().is_empty());
    // The same before the greeting's EHLO is answered.
    let mut stream = TcpStream::connect(stage.address).await.unwrap();
    stream.write_all(b"EHLO x\r\nMAIL FROM:<x@bank.example>\r\n").await.unwrap();
    let said = rest(&mut stream).await;
    assert!(said.contains("554 5.5.0") && !said.contains("\n250 "), "{said}");
}

#[tokio::test]
async fn s07_bdat_is_not_offered_and_ends_the_session() {
    let stage = Stage::usual().await;
    let mut stream = past_ehlo(&stage).await;
    stream.write_all(b"MAIL FROM:<x@bank.example>\r\nRCPT TO:<a@example.com>\r\nBDAT 9223372036854775807 LAST\r\n").await.unwrap();
    let said = rest(&mut stream).await;
    assert!(said.lines().last().unwrap().starts_with("502"), "{said}");
}

#[tokio::test]
async fn s08_a_lie_about_the_size_ends_at_the_limit() {
    let stage = Stage::with(Changes { config: "[limits]\nmessage-bytes = 300000\n", ..Changes::default() }).await;
    let mut client = stage.client().await;
    client.command("MAIL FROM:<x@bank.example> SIZE=300001", "552").await;
    client.command("MAIL FROM:<x@bank.example> SIZE=18446744073709551616", "5").await;
    client.command("MAIL FROM:<x@bank.example> SIZE=10", "250").await;
    client.command("RCPT TO:<a@example.com>", "250").await;
    client.command("DATA", "354").await;
    let line = "x".repeat(98) + "\r\n";
    client.send(format!("From: {NOREPLY}\r\n\r\n{}.\r\n", line.repeat(4_000))).await;
    client.expect("552 5.3.4").await;
    client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
    assert_eq!(stage.hop.mails().len(), 1);
}

#[tokio::test]
async fn s09_endless_lines_and_headers_are_cut_or_kept_within_limits() {
    let stage = Stage::usual().await;
    // A command line without an end.
    let mut stream = past_ehlo(&stage).await;
    let _ = stream.write_all(&vec![b'A'; 1 << 20]).await;
    let said = rest(&mut stream).await;
    assert!(said.starts_with("500"), "{said}");
    let mut client = stage.client().await;
    let reply =
        client.mail("x@bank.example", &["a@example.com"], format!("From: {NOREPLY}\r\nX: {}\r\n\r\nx\r\n", "y".repeat(1 << 20))).await;
    assert!(reply.starts_with("552 5.3.4"), "a header of a megabyte: {reply}");
    let many = "X: y\r\n".repeat(100_000);
    let reply = client.mail("x@bank.example", &["a@example.com"], format!("From: {NOREPLY}\r\n{many}\r\nx\r\n")).await;
    assert!(reply.starts_with("552 5.3.4"), "a hundred thousand fields: {reply}");
    // A long line in the text is made safe by the signature's encoding, and passes as it is without one.
    let long = format!("From: {NOREPLY}\r\n\r\n{}\r\n", "z".repeat(5_000));
    let reply = client.mail("x@bank.example", &["a@example.com"], &long).await;
    assert!(reply.starts_with("250"), "{reply}");
    let got = &stage.hop.mails()[0];
    assert!(got.wire.split(|b| *b == b'\n').all(|line| line.len() <= 999), "no line above 998");
    assert_eq!(stage.report(&got.content).verdict(), kakitome_smime::Verdict::Valid);
}

#[tokio::test]
async fn s10_odd_bytes_in_commands_never_cut_an_address() {
    let stage = Stage::usual().await;
    for byte in (0..=255_u8).filter(|byte| !b"\r\n".contains(byte)) {
        let mut stream = past_ehlo(&stage).await;
        stream.write_all(&[b"MAIL FROM:<a" as &[u8], &[byte], b"b@bank.example>\r\nQUIT\r\n"].concat()).await.unwrap();
        let said = rest(&mut stream).await;
        assert!(said.starts_with('2') || said.starts_with('5'), "{byte:#x}: {said}");
    }
    for command in stage.hop.commands().iter().filter(|said| said.starts_with("MAIL")) {
        assert!(command.contains("b@bank.example>"), "cut: {command}");
    }
}

#[tokio::test]
async fn s11_addresses_have_one_grammar_and_go_on_byte_for_byte() {
    let stage = Stage::usual().await;
    let mut client = stage.client().await;
    client.command("MAIL FROM:<x@bank.example>", "250").await;
    for (address, taken) in [
        ("<a@example.com>", true),
        ("<\"a b\"@example.com>", true),
        ("<\"a\\\"@b\"@c.example>", true),
        ("<a@[127.0.0.1]>", true),
        ("<postmaster>", true),
        ("<a@b@c.example>", false),
        ("<a@example.com> RCPT TO:<b@example.com>", false),
        ("<a@example.com\x0b>", false),
        ("<a;id@example.com>", false),
        ("<>", false),
        ("a@example.com", false),
        ("<a@exa mple.com>", false),
    ] {
        let reply = client.command(&format!("RCPT TO:{address}"), "").await;
        assert_eq!(reply.starts_with('2'), taken, "{address}: {reply}");
        let forwarded = stage.hop.commands().iter().any(|said| said.strip_prefix("RCPT TO:") == Some(address));
        assert_eq!(forwarded, taken, "{address}");
    }
}

#[tokio::test]
async fn s12_nobody_but_the_networks_gets_past_the_greeting() {
    let stage = Stage::usual().await;
    let path = stage.folder.path().join("kakitome.toml");
    let text = std::fs::read_to_string(&path).unwrap().replace("127.0.0.0/8", "192.0.2.0/24");
    std::fs::write(&path, text).unwrap();
    stage.handle.reload().await;
    let mut sent_away = String::new();
    for _ in 0..1_500 {
        let mut client = Dialogue::connect(stage.address).await;
        sent_away = client.reply().await.unwrap();
        if sent_away.starts_with("554") {
            client.command("EHLO x", "5").await;
            client.command("QUIT", "221").await;
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(sent_away.starts_with("554 5.7.1"), "{sent_away}");
}

#[tokio::test]
async fn s15_who_dribbles_is_cut_and_others_are_served() {
    let limits = "[limits]\ncommand-seconds = 2\ndata-grace-seconds = 1\ndata-rate = 1000\n";
    let stage = Stage::with(Changes { config: limits, ..Changes::default() }).await;
    let mut slow = tokio::task::JoinSet::new();
    for number in 0..50 {
        let mut stream = past_ehlo(&stage).await;
        slow.spawn(async move {
            if number % 2 == 0 {
                stream.write_all(b"MAIL FROM:<x@bank.example>\r\nRCPT TO:<a@example.com>\r\nDATA\r\n").await.unwrap();
                read_until(&mut stream, b"354").await;
            }
            let begun = Instant::now();
            loop {
                if stream.write_all(b"x").await.is_err() {
                    break;
                }
                let mut byte = [0; 100];
                match timeout(Duration::from_millis(300), stream.read(&mut byte)).await {
                    Ok(Ok(0) | Err(_)) => break,
                    Ok(Ok(count)) => assert!(byte[..count].starts_with(b"421"), "{}", String::from_utf8_lossy(&byte)),
                    Err(_) => {}
                }
                assert!(begun.elapsed() < Duration::from_secs(60), "never cut");
            }
        });
    }
    let begun = Instant::now();
    let mut client = stage.client().await;
    client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
    assert!(begun.elapsed() < Duration::from_secs(20), "an honest client waits {:?}", begun.elapsed());
    while let Some(done) = slow.join_next().await {
        done.unwrap();
    }
}

#[tokio::test]
async fn s16_connections_commands_and_recipients_have_limits() {
    let limits = "[limits]\nconnections = 5\nconnections-per-client = 3\njunk-commands = 10\nrecipients = 100\n";
    let stage = Stage::with(Changes { config: limits, ..Changes::default() }).await;
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(stage.client().await);
    }
    let mut one_more = Dialogue::connect(stage.address).await;
    one_more.expect("421 4.7.0").await;
    one_more.expect_end().await;
    drop(held);
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut client = stage.client().await;
    client.command("MAIL FROM:<x@bank.example>", "250").await;
    for _ in 0..100 {
        client.command("RCPT TO:<a@example.com>", "250").await;
    }
    client.command("RCPT TO:<a@example.com>", "452 4.5.3").await;
    client.command("RSET", "250").await;
    let mut noops = 0;
    while let Some(reply) = {
        client.send("NOOP\r\n").await;
        client.reply().await
    } {
        noops += 1;
        if reply.starts_with("421") {
            break;
        }
    }
    assert!(noops <= 12, "{noops} commands that do nothing");
}

#[tokio::test]
async fn s18_a_mail_that_goes_in_circles_is_stopped() {
    let stage = Stage::usual().await;
    let mut client = stage.client().await;
    let trace = "Received: from a by b; Sun, 22 Nov 2026 04:00:00 +0000\r\n";
    let reply = client.mail("x@bank.example", &["a@example.com"], trace.repeat(51) + &mail(NOREPLY, "m1")).await;
    assert!(reply.starts_with("554 5.4.6"), "{reply}");
    let reply = client.mail("x@bank.example", &["a@example.com"], trace.repeat(50) + &mail(NOREPLY, "m1")).await;
    assert!(reply.starts_with("250"), "{reply}");
}

#[tokio::test]
async fn s22_hostile_names_stand_in_journal_and_reply_as_text() {
    let stage = Stage::usual().await;
    let mut client = Dialogue::connect(stage.address).await;
    client.expect("220").await;
    client.command("EHLO x\x1b[31m", "500").await;
    client.command("EHLO x<\u{202e}y>\"(z", "250").await;
    let hostile = mail(NOREPLY, "m1").replace("<m1@", "<m1\x1b]0;pwned\x07@");
    let reply = client.mail("x@bank.example", &["a@example.com"], hostile).await;
    assert!(reply.bytes().all(|byte| (b' '..=b'~').contains(&byte) || b"\r\n".contains(&byte)), "{reply:?}");
    let entry = stage.journal(1).await.remove(0);
    assert!(
        entry.message_id.is_some_and(|id| id.contains("m1")) && entry.reply.is_ascii(),
        "the mail is found by what is left of its name"
    );
    let content = String::from_utf8_lossy(&stage.hop.mails()[0].content).into_owned();
    let received = content.lines().next().unwrap();
    assert_eq!(received, "Received: from x??y???z ([127.0.0.1])", "no letter of the name that a reader of the field obeys");
}

#[tokio::test]
async fn a_large_mail_goes_by_file_and_comes_out_whole() {
    let stage = Stage::usual().await;
    let mut client = stage.client().await;
    let body: String = (0..60_000).map(|n| format!("line {n} of a large mail, .{n}\r\n.{n}\r\n")).collect();
    let large = format!("From: {NOREPLY}\r\nSubject: large\r\n\r\n{body}");
    let reply = client.mail("x@bank.example", &["a@example.com"], &large).await;
    assert!(reply.starts_with("250"), "{reply}");
    let passed = large.replace(NOREPLY, "someone@elsewhere.example");
    client.mail("x@bank.example", &["a@example.com"], &passed).await;
    let mails = stage.hop.mails();
    assert_eq!(stage.report(&mails[0].content).verdict(), kakitome_smime::Verdict::Valid);
    assert!(mails[1].content.ends_with(passed.as_bytes()), "as it was");
    assert_eq!(std::fs::read_dir(stage.folder.path().join("spill")).unwrap().count(), 0, "no file is left");
}
