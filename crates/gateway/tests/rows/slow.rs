//! S15 and S16: who dribbles at any door is cut, however many there are, and honest clients are served meanwhile.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::every_door::{LMTP, RELAY, SPOKEN, STARTTLS, TLS, in_data, ready, send, stage_of};
use crate::stage::client::{read_until, stuffed};
use crate::stage::{Changes, Doors, Fault, NOREPLY, Script, Stage, Step, mail};

const LIMITS: &str = "[limits]\ncommand-seconds = 2\ndata-grace-seconds = 1\ndata-rate = 1000\nhandshake-seconds = 2\n\
    connections = 10000\nconnections-per-client = 10000\n";
/// Nobody is let dribble longer, on however slow a machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Says a byte now and then until the connection ends; what was said at last.
async fn dribble(mut stream: TcpStream) -> String {
    let begun = Instant::now();
    let mut said = Vec::new();
    loop {
        assert!(begun.elapsed() < PATIENCE, "never cut");
        if stream.write_all(b"x").await.is_err() {
            break;
        }
        if matches!(timeout(Duration::from_millis(300), stream.read_buf(&mut said)).await, Ok(Ok(0) | Err(_))) {
            break;
        }
    }
    String::from_utf8_lossy(&said).into_owned()
}

/// In clear, in the middle of a command or of a mail.
async fn begun_in_clear(stage: &Stage, door: usize, in_mail: bool) -> TcpStream {
    let mut stream = TcpStream::connect(stage.addresses[door]).await.unwrap();
    stream.set_nodelay(true).unwrap();
    read_until(&mut stream, b"220 ").await;
    stream.write_all(if door == LMTP { b"LHLO x\r\n" } else { b"EHLO x\r\n" }).await.unwrap();
    read_until(&mut stream, b"250 ").await;
    if in_mail {
        stream.write_all(b"MAIL FROM:<x@bank.example>\r\nRCPT TO:<a@example.com>\r\nDATA\r\n").await.unwrap();
        read_until(&mut stream, b"354").await;
    }
    stream
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s15_a_crowd_that_dribbles_at_every_door_is_cut_and_an_honest_client_is_served() {
    let doors = Doors::new();
    let stage = stage_of(&doors, LIMITS, Script::default()).await;
    let alone = honest(&stage, &doors).await;
    let before = resident();
    let mut crowd = JoinSet::new();
    // 1,500 at the doors in clear: half in a command, half in a mail; a handshake that does not go on at the door of TLS
    for n in 0..1_500 {
        let door = [RELAY, LMTP][n % 2];
        if n % 5 == 4 {
            let stream = TcpStream::connect(stage.addresses[TLS]).await.unwrap();
            crowd.spawn(async move { dribble(stream).await });
        } else {
            let in_mail = n % 4 < 2;
            let stream = begun_in_clear(&stage, door, in_mail).await;
            crowd.spawn(async move { dribble(stream).await });
        }
    }
    let begun = Instant::now();
    let served = honest(&stage, &doors).await;
    let bound = Duration::from_secs(10).max(alone * 20);
    assert!(served < bound, "an honest client waits {served:?}; alone it took {alone:?}");
    let each = resident().saturating_sub(before) / 1_500;
    assert!(each < 100, "each of them costs {each} KiB, our own end of it included");
    let mut told = 0;
    while let Some(said) = crowd.join_next().await {
        let said = said.unwrap();
        assert!(said.is_empty() || said.starts_with("421 4.4.2") || said.as_bytes()[0] == 0x15, "{said:?}");
        told += usize::from(said.starts_with("421 4.4.2"));
    }
    assert!(told > 600, "those who still listen are told why: {told}");
    assert!(begun.elapsed() < PATIENCE);
    // nothing of it went anywhere: only the two honest mails of each door
    assert_eq!(stage.at_hop(2 * SPOKEN.len()).await.len(), 2 * SPOKEN.len());
}

/// Inside TLS the rate counts as well.
#[tokio::test]
async fn s15_who_dribbles_inside_tls_or_in_a_login_is_cut() {
    let doors = Doors::new();
    let stage = stage_of(&doors, LIMITS, Script::default()).await;
    for door in [TLS, STARTTLS] {
        for step in ["command", "login", "mail"] {
            let mut client = match step {
                "mail" => in_data(&stage, &doors, door).await,
                _ if door == TLS => doors.at_465(stage.addresses[door]).await,
                _ => doors.at_587(stage.addresses[door]).await,
            };
            if step == "login" {
                client.command("AUTH PLAIN", "334").await;
            }
            let begun = Instant::now();
            while client.is_silent(Duration::from_millis(200)).await {
                assert!(begun.elapsed() < PATIENCE, "door {door}, {step}: never cut");
                let _ = client.try_send("x").await;
            }
            client.expect("421 4.4.2").await;
        }
    }
    assert!(stage.hop.mails().is_empty());
}

/// R05: a hop that says one letter at a time has no more time for its answer than one that says nothing.
#[tokio::test]
async fn r05_a_hop_that_dribbles_its_answers_holds_nobody() {
    for step in [Step::Greeting, Step::Ehlo, Step::Mail, Step::Rcpt, Step::Data, Step::Eod] {
        let stage = Stage::with(Changes {
            script: Script::failing(step, Fault::Drip),
            next_hop: "reply-seconds = 1\ndata-end-seconds = 1\n",
            ..Changes::default()
        })
        .await;
        let mut client = stage.client().await;
        let talk = async {
            for line in ["MAIL FROM:<x@bank.example>\r\n", "RCPT TO:<a@example.com>\r\n", "DATA\r\n"] {
                client.send(line).await;
                let said = client.reply().await.unwrap();
                if said.starts_with('4') {
                    return said;
                }
            }
            client.send(stuffed(mail(NOREPLY, "m1").as_bytes())).await;
            client.reply().await.unwrap()
        };
        let said = timeout(PATIENCE, talk).await.unwrap_or_else(|_| panic!("{step:?}: held for ever"));
        assert!(said.starts_with("451 4."), "{step:?}: {said}");
    }
}

/// One mail through every door; the longest of them.
async fn honest(stage: &Stage, doors: &Doors) -> Duration {
    let mut longest = Duration::ZERO;
    for door in SPOKEN {
        let begun = Instant::now();
        let mut client = ready(stage, doors, door).await;
        assert!(send(&mut client, NOREPLY, mail(NOREPLY, "honest")).await.starts_with("250"), "door {door}");
        longest = longest.max(begun.elapsed());
    }
    longest
}

#[tokio::test]
async fn s16_ten_thousand_recipients_and_a_hundred_junk_commands_meet_a_limit_at_every_door() {
    let doors = Doors::new();
    let stage = stage_of(&doors, "[limits]\nrecipients = 100\njunk-commands = 50\n", Script::default()).await;
    for door in SPOKEN {
        let mut client = ready(&stage, &doors, door).await;
        client.command(&format!("MAIL FROM:<{NOREPLY}>"), "250").await;
        let (mut taken, mut put_off) = (0, 0);
        for n in 0..10_000 {
            if client.try_send(format!("RCPT TO:<r{n}@example.com>\r\n")).await.is_err() {
                break;
            }
            match client.reply().await {
                Some(reply) if reply.starts_with("250") => taken += 1,
                Some(reply) if reply.starts_with("452 4.5.3") => put_off += 1,
                Some(reply) => {
                    assert!(reply.starts_with("421"), "{reply}");
                    break;
                }
                None => break,
            }
        }
        assert_eq!((taken, put_off), (100, 100), "door {door}: then the connection ends");
        let mut client = ready(&stage, &doors, door).await;
        let mut junk = 0;
        loop {
            client.send("NOOP\r\n").await;
            let Some(reply) = client.reply().await else { break };
            junk += 1;
            if reply.starts_with("421") {
                break;
            }
        }
        // EHLO, and the login's, are counted too
        assert!((45..=51).contains(&junk), "door {door}: {junk}");
    }
}
