//! S12 and S13: who is nobody here gets nothing past the doors, however he asks; guessing passwords gets him nowhere.

use tokio::net::TcpStream;

use crate::every_door::{LMTP, OUTBOX, RELAY, SPOKEN, STARTTLS, TLS, every_door, from_address, ready, send, stage_of};
use crate::stage::doors::{PASSWORD, login, plain, scram};
use crate::stage::{Changes, Dialogue, Doors, NOREPLY, Script, Stage, mail};

/// Twenty recipients by which a relay has been found open.
const PROBES: [&str; 20] = [
    "<victim@example.com>",
    "<victim%example.com@bank.example>",
    "<victim%example.com@[127.0.0.1]>",
    "<victim%example.com>",
    "<example.com!victim>",
    "<example.com!victim@bank.example>",
    "<bank.example!example.com!victim>",
    "<\"victim@example.com\">",
    "<\"victim@example.com\"@bank.example>",
    "<\"victim%example.com\">",
    "<@bank.example:victim@example.com>",
    "<@bank.example,@gw.example:victim@example.com>",
    "<victim@[192.0.2.1]>",
    "<victim@[IPv6:::ffff:192.0.2.1]>",
    "<victim@example.com@bank.example>",
    "<victim@example.com@>",
    "<postmaster@example.com>",
    "<noreply@bank.example>",
    "victim@example.com",
    "<victim@example.com.>",
];
const SENDERS: [&str; 6] = ["<>", "<noreply@bank.example>", "<root@localhost>", "<x@[127.0.0.1]>", "<spam@gw.example>", "<x@example.com>"];

#[tokio::test]
async fn s12_twenty_probes_get_5xx_at_the_doors_of_login() {
    let doors = Doors::new();
    let stage = every_door(&doors).await;
    for door in [TLS, STARTTLS] {
        for (n, probe) in PROBES.iter().enumerate() {
            let from = SENDERS[n % SENDERS.len()];
            let address = stage.addresses[door];
            let mut client = if door == TLS { doors.at_465(address).await } else { doors.at_587(address).await };
            client.command(&format!("MAIL FROM:{from}"), "530").await;
            client.command(&format!("MAIL FROM:{from} AUTH=<{NOREPLY}>"), "530").await;
            client.command(&format!("RCPT TO:{probe}"), "5").await;
            client.command("DATA", "503").await;
            client.command("XCLIENT ADDR=127.0.0.1 LOGIN=noreply@bank.example", "550").await;
        }
    }
    assert!(stage.hop.commands().iter().all(|said| !said.starts_with("MAIL")), "the next hop heard of nothing");
}

/// Doors whose networks hold 127.0.0.9 alone; on IPv4, and on IPv6 where IPv4 clients come as mapped addresses.
async fn closed(doors: &Doors) -> Stage {
    let one = "[[network]]\nname = \"one\"\naddresses = [\"127.0.0.9\"]\n[[network]]\nname = \"six\"\naddresses = [\"::/0\"]\n";
    let door = |kind: &str, address: &str, networks: &str| {
        format!("[[listener]]\nkind = \"{kind}\"\naddress = \"{address}\"\nnetworks = {networks}\n")
    };
    let config = format!(
        "{one}{}{}{}{}",
        door("relay", "127.0.0.1:0", "[\"one\"]"),
        door("lmtp", "127.0.0.1:0", "[\"one\"]"),
        door("relay", "[::]:0", "[\"one\"]"),
        door("relay", "[::]:0", "[\"six\"]"),
    );
    Stage::with(Changes { config: &(config + &doors.both("")), ..Changes::default() }).await
}

#[tokio::test]
async fn s12_a_client_of_no_network_is_sent_away_whatever_it_says_it_is() {
    let doors = Doors::new();
    let stage = closed(&doors).await;
    // 4: every IPv6 address is let in, and a mapped IPv4 address is none
    for door in 1..=4 {
        for claim in [
            "EHLO localhost",
            "EHLO [127.0.0.9]",
            "LHLO localhost",
            "XCLIENT ADDR=127.0.0.9",
            "XFORWARD ADDR=127.0.0.9 SOURCE=LOCAL",
            "PROXY TCP4 127.0.0.9 127.0.0.1 1 25",
        ] {
            let mut client = Dialogue::over(from_address(8, stage.addresses[door]).await);
            client.expect("554 5.7.1").await;
            client.command(claim, "5").await;
            for command in [format!("MAIL FROM:<{NOREPLY}>"), format!("RCPT TO:{}", PROBES[0]), "DATA".to_owned()] {
                let _ = client.try_send(format!("{command}\r\n")).await;
                if let Some(reply) = client.reply().await {
                    assert!(reply.starts_with('5'), "door {door}, {claim}, {command}: {reply}");
                }
            }
        }
        if door < 4 {
            let mut known = Dialogue::over(from_address(9, stage.addresses[door]).await);
            known.expect("220").await;
        }
    }
    assert!(stage.hop.commands().is_empty(), "the next hop heard of nothing");
}

/// A session that was let in before its network was taken out of the configuration sends nothing more.
#[tokio::test]
async fn s12_a_network_that_is_taken_away_ends_its_open_sessions_at_the_next_mail() {
    let stage = Stage::usual().await;
    let mut open = stage.client().await;
    assert!(send(&mut open, NOREPLY, mail(NOREPLY, "before")).await.starts_with("250"));
    let mut in_mail = stage.client().await;
    in_mail.command(&format!("MAIL FROM:<{NOREPLY}>"), "250").await;
    let path = stage.folder.path().join("kakitome.toml");
    let text = std::fs::read_to_string(&path).unwrap().replace("127.0.0.0/8", "192.0.2.0/24");
    std::fs::write(&path, text).unwrap();
    stage.handle.reload().await;
    for n in 0.. {
        assert!(n < 500, "the reload did not come");
        if Dialogue::connect(stage.address).await.reply().await.is_some_and(|said| said.starts_with("554")) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    open.command(&format!("MAIL FROM:<{NOREPLY}>"), "421 4.7.1").await;
    open.expect_end().await;
    // a mail that had begun is brought to its end
    in_mail.command("RCPT TO:<customer@example.com>", "250").await;
    in_mail.command("DATA", "354").await;
    in_mail.send(crate::stage::client::stuffed(mail(NOREPLY, "begun").as_bytes())).await;
    in_mail.expect("250").await;
    in_mail.command(&format!("MAIL FROM:<{NOREPLY}>"), "421 4.7.1").await;
    assert_eq!(stage.hop.mails().len(), 2);
}

/// Replaces words of the configuration, and waits until they hold.
async fn reload(stage: &Stage, words: &str, by: &str) {
    let path = stage.folder.path().join("kakitome.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(words), "{text}");
    std::fs::write(&path, text.replace(words, by).replace("hostname = \"gw.example\"", "hostname = \"new.example\"")).unwrap();
    stage.handle.reload().await;
    for n in 0.. {
        assert!(n < 500, "the reload did not come");
        let greeting = Dialogue::connect(stage.address).await.reply().await.unwrap_or_default();
        if greeting.contains("new.example") || greeting.starts_with("554") {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// A session that speaks for a client of 127.0.0.9.
async fn speaking_for_another(stage: &Stage) -> Dialogue {
    let mut client = stage.client().await;
    client.command("XCLIENT ADDR=127.0.0.9", "220").await;
    client.command("EHLO inner.example", "250").await;
    client
}

/// The last reply before the connection ends.
async fn last_reply(client: &mut Dialogue, command: &str) -> String {
    client.send(format!("{command}\r\n")).await;
    let mut last = String::new();
    while let Some(reply) = client.reply().await {
        last = reply;
    }
    last
}

/// A peer that speaks for others loses its word with its own network, although the network of those for whom it speaks stays.
#[tokio::test]
async fn s12_a_peer_that_is_taken_away_says_no_more_whose_mail_it_is() {
    let stage = Stage::with(Changes { network: "xclient = true", ..Changes::default() }).await;
    let mut speaking = speaking_for_another(&stage).await;
    assert!(send(&mut speaking, NOREPLY, mail(NOREPLY, "before")).await.starts_with("250"));
    let mut silent = stage.client().await;
    reload(&stage, "127.0.0.0/8", "127.0.0.9").await;
    speaking.command(&format!("MAIL FROM:<{NOREPLY}>"), "421 4.7.1 Your address may no longer send").await;
    speaking.expect_end().await;
    let last = last_reply(&mut silent, "XCLIENT ADDR=127.0.0.9").await;
    assert!(last.starts_with("421 4.7.1 Your address may no longer send"), "{last}");
    assert_eq!((stage.keyholder.signatures(), stage.hop.mails().len()), (1, 1));
}

#[tokio::test]
async fn s12_what_a_reload_takes_from_a_peer_ends_its_open_sessions() {
    for (before, after) in [("xclient = true", "xclient = false"), ("bare-newline = \"repair\"", "bare-newline = \"refuse\"")] {
        let network = format!("xclient = true\n{before}").replace("xclient = true\nxclient = true", "xclient = true");
        let stage = Stage::with(Changes { network: &network, ..Changes::default() }).await;
        let mut sessions = [speaking_for_another(&stage).await, stage.client().await];
        let mut silent = stage.client().await;
        reload(&stage, before, after).await;
        for session in &mut sessions {
            session.command(&format!("MAIL FROM:<{NOREPLY}>"), "421 4.7.1 What your address may do here has changed").await;
            session.expect_end().await;
        }
        let last = last_reply(&mut silent, "XCLIENT ADDR=127.0.0.9").await;
        assert!(last.starts_with("421 4.7.1 What your address may do here has changed"), "{after}: {last}");
        assert_eq!(stage.keyholder.signatures(), 0);
    }
    // what is added ends nothing
    let stage = Stage::with(Changes { network: "xclient = false", ..Changes::default() }).await;
    let mut open = stage.client().await;
    reload(&stage, "xclient = false", "xclient = true\nmta = true").await;
    assert!(send(&mut open, NOREPLY, mail(NOREPLY, "m")).await.starts_with("250"));
}

/// A peer that keeps its connection open does not go on in clear, or unknown, past a reload that asks for more.
#[tokio::test]
async fn s12_a_reload_that_asks_for_tls_or_a_certificate_ends_the_sessions_that_have_none() {
    let doors = Doors::new();
    let listener = format!("starttls = \"optional\"\n{}", doors.tls(", client-ca = \"CA\", client-certificates = \"optional\""));
    let stage = Stage::with(Changes { listener: &listener, ..Changes::default() }).await;
    let mut clear = stage.client().await;
    let mut inside = Dialogue::start_tls(stage.address, &doors.root).await;
    inside.command("EHLO x", "250").await;
    for client in [&mut clear, &mut inside] {
        assert!(send(client, NOREPLY, mail(NOREPLY, "before")).await.starts_with("250"));
    }
    reload(&stage, "starttls = \"optional\"", "starttls = \"required\"").await;
    let changed = "421 4.7.1 What your address may do here has changed";
    clear.command(&format!("MAIL FROM:<{NOREPLY}>"), changed).await;
    clear.expect_end().await;
    assert!(send(&mut inside, NOREPLY, mail(NOREPLY, "inside")).await.starts_with("250"));
    reload(&stage, "client-certificates = \"optional\"", "client-certificates = \"required\"").await;
    // The greeting does not tell this one.
    let mut reply = String::new();
    for _ in 0..500 {
        inside.send(format!("MAIL FROM:<{NOREPLY}>\r\n")).await;
        reply = inside.reply().await.unwrap();
        if !reply.starts_with("250") {
            break;
        }
        inside.command("RSET", "250").await;
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(reply.starts_with(changed), "{reply}");
    inside.expect_end().await;
    assert_eq!(stage.hop.mails().len(), 3);
}

#[tokio::test]
async fn s12_who_may_say_whose_mail_it_is_is_told_by_its_own_address() {
    let doors = Doors::new();
    let stage = every_door(&doors).await;
    for door in SPOKEN {
        let mut client = ready(&stage, &doors, door).await;
        client.command("XCLIENT ADDR=127.0.0.1", "550").await;
        client.command("XFORWARD ADDR=127.0.0.1", "550").await;
        assert!(send(&mut client, NOREPLY, mail(NOREPLY, "m")).await.starts_with("250"), "door {door}: nothing has changed by it");
    }
    assert_eq!(stage.at_hop(SPOKEN.len()).await.len(), SPOKEN.len());
    let _ = (RELAY, LMTP, OUTBOX);
}

#[tokio::test]
async fn s13_a_thousand_wrong_logins_are_answered_alike_and_the_owner_is_still_let_in() {
    let doors = Doors::new();
    let limits = "wrong-logins-per-client = 40\nwrong-logins-per-account = 60\n[limits]\nconnections-per-client = 1000\n";
    let stage = stage_of(&doors, limits, Script::default()).await;
    // the owner has been here before, from another address
    let owner = async || {
        let stream = from_address(7, stage.addresses[TLS]).await;
        let tls = tokio_rustls::TlsConnector::from(doors.client()).connect("gw.example".try_into().unwrap(), stream).await.unwrap();
        let mut client = Dialogue::over_any(tls);
        client.expect("220").await;
        client.command("EHLO app.example", "250").await;
        plain(&mut client, NOREPLY, PASSWORD).await
    };
    assert!(owner().await.starts_with("235"));
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    for round in 0..334 {
        let door = [TLS, STARTTLS][round % 2];
        let address = stage.addresses[door];
        let mut client = if door == TLS { doors.at_465(address).await } else { doors.at_587(address).await };
        for n in 0..3 {
            let who = if n % 2 == 0 { NOREPLY } else { "nobody@bank.example" };
            let reply = match (round + n) % 3 {
                0 => plain(&mut client, who, "wrong password").await,
                1 => login(&mut client, who, "wrong password").await,
                _ => scram(&mut client, who, "wrong password").await.0,
            };
            *counts.entry(reply).or_default() += 1;
        }
        client.expect("421").await;
    }
    let wrong = counts.iter().filter(|(reply, _)| reply.starts_with("535")).collect::<Vec<_>>();
    assert_eq!(wrong.len(), 1, "one wording for all: {counts:?}");
    assert_eq!(wrong[0].1, &40, "checked up to the limit: {counts:?}");
    let limited: usize =
        counts.iter().filter(|(reply, _)| reply.starts_with("454 4.7.0 Too many wrong logins")).map(|(_, count)| count).sum();
    assert_eq!(limited + 40, 1_002, "{counts:?}");
    assert!(owner().await.starts_with("235"), "its owner comes from where it has been right before");
    let mut guesser = doors.at_465(stage.addresses[TLS]).await;
    assert!(plain(&mut guesser, NOREPLY, PASSWORD).await.starts_with("454"), "the right password is not heard from there either");
}

/// Many addresses that guess at one account, none of them often: the account's own limit is met, for it alone, and by nobody who has been right.
#[tokio::test]
async fn s13_guesses_from_many_addresses_meet_the_limit_of_the_account() {
    let doors = Doors::new();
    let stage = stage_of(&doors, "wrong-logins-per-client = 3\nwrong-logins-per-account = 8\n", Script::default()).await;
    let other = "teller@bank.example";
    crate::stage::doors::account(&stage.store, other, &[]).await;
    let from = async |last: u8, who: &str, password: &str| {
        let stream = from_address(last, stage.addresses[TLS]).await;
        let tls = tokio_rustls::TlsConnector::from(doors.client()).connect("gw.example".try_into().unwrap(), stream).await.unwrap();
        let mut client = Dialogue::over_any(tls);
        client.expect("220").await;
        client.command("EHLO app.example", "250").await;
        plain(&mut client, who, password).await
    };
    assert!(from(7, NOREPLY, PASSWORD).await.starts_with("235"));
    for guesser in 20..28 {
        // however the name is written, it is one account
        let name = if guesser % 2 == 0 { NOREPLY.to_owned() } else { NOREPLY.to_uppercase() };
        assert!(from(guesser, &name, "a guess").await.starts_with("535"), "{guesser}");
    }
    for guesser in 28..31 {
        assert!(from(guesser, NOREPLY, PASSWORD).await.starts_with("454 4.7.0"), "{guesser}: not even the right one is checked");
    }
    assert!(from(31, other, PASSWORD).await.starts_with("235"), "another account is not shut");
    assert!(from(7, NOREPLY, PASSWORD).await.starts_with("235"), "nor is its owner, where it was right before");
    // an account that nobody has is answered alike
    for guesser in 40..48 {
        assert!(from(guesser, "nobody@bank.example", "a guess").await.starts_with("535"));
    }
    assert!(from(48, "nobody@bank.example", "a guess").await.starts_with("454 4.7.0"));
}

/// Nobody is asked for a password in clear, and no half of a login counts.
#[tokio::test]
async fn s13_t10_a_login_that_was_broken_off_is_none() {
    let doors = Doors::new();
    let stage = every_door(&doors).await;
    for begun in ["AUTH LOGIN", "AUTH PLAIN", "AUTH SCRAM-SHA-256"] {
        let mut client = doors.at_465(stage.addresses[TLS]).await;
        client.command(begun, "334").await;
        client.command("*", "501").await;
        client.command(&format!("MAIL FROM:<{NOREPLY}>"), "530").await;
    }
    let stream = TcpStream::connect(stage.addresses[STARTTLS]).await.unwrap();
    let mut clear = Dialogue::over(stream);
    clear.expect("220").await;
    clear.command("EHLO x", "250").await;
    clear.command("AUTH EXTERNAL =", "530").await;
}
