//! LMTP in and out (RFC 2033): an answer for each recipient, over TCP and Unix sockets, and what happens where the two sides differ.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod stage;

use std::collections::HashMap;
use std::os::unix::fs::PermissionsExt as _;

use kakitome_gateway::config::Settings;
use kakitome_smime::Verdict;
use stage::client::stuffed;
use stage::doors::{PASSWORD, account, plain};
use stage::{Changes, Dialogue, Doors, Fault, NOREPLY, Script, Stage, Step, mail};

const DOOR: &str = "[[listener]]\nkind = \"lmtp\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"here\"]\n";
const ALL: [&str; 3] = ["a@example.com", "b@example.com", "c@example.com"];

async fn past_lhlo(stage: &Stage) -> Dialogue {
    let mut client = Dialogue::connect(stage.addresses[1]).await;
    client.expect("220 gw.example LMTP").await;
    client.command("EHLO mta.example", "500 5.5.1").await;
    client.command("LHLO mta.example", "250").await;
    client
}

/// Sends one mail to all; so many answers.
async fn send(client: &mut Dialogue, answers: usize) -> Vec<String> {
    client.command("MAIL FROM:<x@bank.example>", "250").await;
    for to in ALL {
        client.send(format!("RCPT TO:<{to}>\r\n")).await;
        client.reply().await.unwrap();
    }
    client.command("DATA", "354").await;
    client.send(stuffed(mail(NOREPLY, "m1").as_bytes())).await;
    let mut replies = Vec::new();
    for _ in 0..answers {
        replies.push(client.reply().await.expect("an answer"));
    }
    // nothing more than was owed
    client.command("NOOP", "250 2.0.0 Ok").await;
    replies
}

fn hop(each: &[(&'static str, &'static str)]) -> Script {
    Script { each: Some(each.iter().copied().collect::<HashMap<_, _>>()), ..Script::default() }
}

#[tokio::test]
async fn one_answer_of_a_next_hop_in_smtp_is_everybodys() {
    let script = Script { recipients: HashMap::from([("b@", "550 5.1.1 no such user")]), ..Script::default() };
    let stage = Stage::with(Changes { script, config: DOOR, ..Changes::default() }).await;
    let mut client = past_lhlo(&stage).await;
    let replies = send(&mut client, 2).await;
    assert!(replies.iter().all(|reply| reply.starts_with("250 2.0.0 Ok: queued as HOP123")), "{replies:?}");
    let mails = stage.hop.mails();
    assert_eq!((mails.len(), mails[0].rcpt_to.len()), (1, 2));
    assert_eq!(stage.report(&mails[0].content).verdict(), Verdict::Valid);
    assert!(String::from_utf8_lossy(&mails[0].content).contains(" with LMTP id "));
}

#[tokio::test]
async fn answers_of_a_next_hop_in_lmtp_go_back_one_by_one() {
    let script = hop(&[("b@", "452 4.2.2 mailbox full"), ("c@", "550 5.2.1 disabled")]);
    let next_hop = "protocol = \"lmtp\"\n";
    let stage = Stage::with(Changes { script, config: DOOR, next_hop, network: "mta = true\n", ..Changes::default() }).await;
    let mut client = past_lhlo(&stage).await;
    let replies = send(&mut client, 3).await;
    assert!(replies[0].starts_with("250 2.0.0 delivered"), "{replies:?}");
    assert!(replies[1].starts_with("452 4.2.2 mailbox full"), "{replies:?}");
    assert!(replies[2].starts_with("550 5.2.1 disabled"), "{replies:?}");
    let entry = &stage.journal(1).await[0];
    assert!(entry.reply.contains("<b@example.com> 452") && entry.reply.contains("<c@example.com> 550"), "{}", entry.reply);
    // the connection is good for another one
    assert_eq!(send(&mut client, 3).await.len(), 3);
    assert!(stage.hop.commands().iter().filter(|said| said.starts_with("LHLO")).count() == 1, "{:?}", stage.hop.commands());
}

#[tokio::test]
async fn a_mail_server_at_the_relay_gets_452_for_the_second_recipient() {
    let script = hop(&[]);
    let stage = Stage::with(Changes { script, next_hop: "protocol = \"lmtp\"\n", network: "mta = true\n", ..Changes::default() }).await;
    let mut client = stage.client().await;
    client.command("MAIL FROM:<x@bank.example>", "250").await;
    client.command("RCPT TO:<a@example.com>", "250").await;
    client.command("RCPT TO:<b@example.com>", "452 4.5.3").await;
    client.command("DATA", "354").await;
    client.send(stuffed(mail(NOREPLY, "m1").as_bytes())).await;
    client.expect("250 2.0.0 delivered").await;
    assert_eq!(stage.hop.mails()[0].rcpt_to.len(), 1);
}

#[tokio::test]
async fn what_somebody_hands_in_goes_out_by_lmtp_to_all_its_recipients() {
    let doors = Doors::new();
    let changes = Changes { script: hop(&[]), next_hop: "protocol = \"lmtp\"\n", network: "mta = true\n", ..Changes::default() };
    let stage = Stage::with(Changes { config: &doors.both(""), ..changes }).await;
    account(&stage.store, NOREPLY, &[]).await;
    let mut client = doors.at_465(stage.addresses[1]).await;
    assert!(plain(&mut client, NOREPLY, PASSWORD).await.starts_with("235"));
    assert!(client.mail(NOREPLY, &ALL, mail(NOREPLY, "m1")).await.starts_with("250"), "safe in the outbox");
    assert_eq!(stage.at_hop(1).await[0].rcpt_to.len(), 3, "in one mail");
}

#[tokio::test]
async fn what_is_lost_or_refused_is_told_to_each() {
    for fault in [Fault::Close, Fault::Say("451 4.3.0 later"), Fault::Reset] {
        let script = Script { fault: Some((Step::Eod, fault)), ..Script::default() };
        let stage = Stage::with(Changes { script, config: DOOR, ..Changes::default() }).await;
        let mut client = past_lhlo(&stage).await;
        let replies = send(&mut client, 3).await;
        assert!(replies.iter().all(|reply| reply.starts_with("451 4.")), "{fault:?}: {replies:?}");
    }
    // our own word is everybody's too
    let stage = Stage::with(Changes { config: DOOR, ..Changes::default() }).await;
    let mut client = past_lhlo(&stage).await;
    client.command("MAIL FROM:<x@bank.example>", "250").await;
    for to in ALL {
        client.command(&format!("RCPT TO:<{to}>"), "250").await;
    }
    client.command("DATA", "354").await;
    client.send(stuffed(mail("boss@bank.example", "m1").as_bytes())).await;
    for _ in ALL {
        client.expect("550 5.7.1").await;
    }
    client.command("NOOP", "250").await;
}

#[tokio::test]
async fn a_unix_socket_is_a_door_for_its_owner_and_group() {
    let config = "[[listener]]\nkind = \"lmtp\"\naddress = \"unix:lmtp.sock\"\n";
    let stage = Stage::with(Changes { config, ..Changes::default() }).await;
    let path = stage.folder.path().join("lmtp.sock");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o660);
    let mut client = Dialogue::over_unix(&path).await;
    client.expect("220").await;
    client.command("LHLO mta.example", "250").await;
    assert!(send(&mut client, 3).await.iter().all(|reply| reply.starts_with("250")));
    assert_eq!(stage.keyholder.signatures(), 1, "this machine's network may sign");
    // a socket that is listened at is nobody's to take; one that was left behind is
    let settings = Settings::load(&stage.folder.path().join("kakitome.toml")).unwrap();
    let error = kakitome_gateway::Gateway::start(settings.clone()).await.unwrap_err().to_string();
    assert!(error.contains("lmtp.sock") && error.contains("hint"), "{error}");
    let folder = stage.stop_keeping_folder().await;
    assert!(!path.exists(), "it goes with the gateway");
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    assert!(path.exists());
    kakitome_gateway::Gateway::start(settings).await.unwrap();
    drop(folder);
}

#[test]
fn configurations_that_would_lose_answers_are_refused() {
    let text = |kind: &str, mta: &str| {
        format!(
            "hostname = \"gw\"\n[[network]]\nname = \"n\"\naddresses = [\"10.0.0.0/8\"]\n{mta}\n[[listener]]\nkind = \"{kind}\"\n\
             address = \"127.0.0.1:0\"\nnetworks = [\"n\"]\n[next-hop]\naddress = \"unix:/run/dovecot/lmtp\"\nprotocol = \"lmtp\"\n"
        )
    };
    let read = |text: &str| Settings::from_text(text, std::path::Path::new("/k.toml"));
    let error = read(&text("relay", "")).unwrap_err().to_string();
    assert!(error.contains("answers for each recipient") && error.contains("mta = true"), "{error}");
    for good in [text("relay", "mta = true"), text("lmtp", "")] {
        let settings = read(&good).unwrap();
        assert_eq!(settings.next_hop.unix.as_deref(), Some(std::path::Path::new("/run/dovecot/lmtp")));
    }
    let smtp = text("lmtp", "").replace("protocol = \"lmtp\"\n", "");
    assert!(read(&smtp).unwrap_err().to_string().contains("spoken to in LMTP only"));
    for (kind, more, what) in [
        ("submission", "", "needs a certificate"),
        ("submission", "tls = { cert = \"c\", key = \"k\" }\nstarttls = \"required\"\n", "there is no STARTTLS"),
        ("submission-starttls", "tls = { cert = \"c\", key = \"k\" }\nstarttls = \"optional\"\n", "STARTTLS is required"),
        ("relay", "tls = { cert = \"c\", key = \"k\", client-certificates = \"required\" }\n", "need an authority"),
        ("relay", "tls = { cert = \"c\", key = \"k\", client-ca = \"a\", client-certificates = \"required\" }\n", "cannot be required"),
    ] {
        let text = format!(
            "hostname = \"gw\"\n[[network]]\nname = \"n\"\naddresses = [\"10.0.0.0/8\"]\n[[listener]]\nkind = \"{kind}\"\n\
             address = \"127.0.0.1:0\"\nnetworks = [\"n\"]\n{more}[next-hop]\naddress = \"mx\"\n"
        );
        let error = read(&text).unwrap_err().to_string();
        assert!(error.contains(what), "{kind} {more}: {error}");
    }
    for (lines, what) in [
        ("check = \"dovecot\"", "socket is not named"),
        ("check = \"dovecot\"\ndovecot-socket = \"/s\"\nmechanisms = [\"scram-sha-256\"]", "SCRAM does not send"),
        ("mechanisms = []", "nobody could log in"),
        ("dovecot-socket = \"/s\"", "Dovecot is not asked"),
    ] {
        let text = format!("{}[accounts]\n{lines}\n", text("lmtp", ""));
        let error = read(&text).unwrap_err().to_string();
        assert!(error.contains(what), "{lines}: {error}");
    }
}
