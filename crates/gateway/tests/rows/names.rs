//! S17 and S23: addresses in Unicode are never mangled and never somebody else's; `Received:` says of clients what the policy says.

use crate::every_door::{LMTP, MILTER, OUTBOX, RELAY, SPOKEN, STARTTLS, TLS, every_door, ready, send, stage_of, waiting};
use crate::stage::doors::{PASSWORD, account, plain};
use crate::stage::mta::{Fate, Mta};
use crate::stage::{Changes, Doors, NOREPLY, Script, Stage, mail};

/// A next hop without SMTPUTF8.
fn ascii_hop() -> Script {
    Script { offers: vec!["PIPELINING", "8BITMIME", "DSN"], ..Script::default() }
}

#[tokio::test]
async fn s17_what_the_next_hop_does_not_take_is_refused_or_reported_never_changed() {
    let doors = Doors::new();
    let stage = stage_of(&doors, "", ascii_hop()).await;
    // Not asked yet, the next hop might take it: what waits in the outbox comes back as a report.
    for door in [OUTBOX, TLS, STARTTLS] {
        let mut client = ready(&stage, &doors, door).await;
        client.send(format!("MAIL FROM:<{NOREPLY}> SMTPUTF8\r\n")).await;
        let reply = client.reply().await.unwrap();
        if !reply.starts_with("250") {
            assert!(reply.starts_with("5"), "door {door}: {reply}");
            continue;
        }
        client.command("RCPT TO:<客@例え.example>", "250").await;
        let before = stage.hop.mails().len();
        client.command("DATA", "354").await;
        client.send(crate::stage::client::stuffed(mail(NOREPLY, "m1").as_bytes())).await;
        client.expect("250").await;
        let report = &stage.at_hop(before + 1).await[before];
        assert!(report.mail_from.starts_with("MAIL FROM:<>") && report.rcpt_to[0].contains(NOREPLY), "{report:?}");
        assert!(report.wire.is_ascii(), "for a next hop that takes ASCII: {}", String::from_utf8_lossy(&report.wire));
    }
    // Once it is known, nothing is taken that cannot go on.
    for door in SPOKEN {
        let mut client = ready(&stage, &doors, door).await;
        for command in ["MAIL FROM:<用@bank.example> SMTPUTF8", "MAIL FROM:<用@bank.example>", "MAIL FROM:<noreply@例え.example>"] {
            let reply = client.command(command, "5").await;
            assert!(!reply.starts_with("554 5.3"), "door {door}: {reply}");
        }
    }
    assert!(stage.hop.commands().iter().all(|said| said.is_ascii()), "{:?}", stage.hop.commands());
    for _ in 0..1_500 {
        if waiting(&stage) == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(waiting(&stage), 0);
}

/// Authors that look like NOREPLY, or are it in another normalisation, and are not.
const LOOKALIKES: [&str; 8] = [
    "noreply@b\u{430}nk.example",
    "noreply@xn--bnk-5cd.example",
    "n\u{43e}reply@bank.example",
    "noreply@bank\u{3002}example.evil.test",
    "noreply\u{200b}@bank.example",
    "\u{ff4e}oreply@bank.example",
    "NoReply@bank.example",
    "noreply+x@bank.example",
];

#[tokio::test]
async fn s17_a_lookalike_of_an_identity_is_never_signed_for_at_any_door() {
    let doors = Doors::new();
    let stage = every_door(&doors).await;
    let text = |from: &str| format!("From: <{from}>\r\nTo: customer@example.com\r\nSubject: x\r\nMessage-ID: <1@x>\r\n\r\ntext\r\n");
    let mut count = 0;
    for door in [RELAY, LMTP, OUTBOX] {
        for from in LOOKALIKES {
            let mut client = ready(&stage, &doors, door).await;
            let reply = send(&mut client, NOREPLY, text(from)).await;
            assert!(reply.starts_with("250"), "{from}: {reply}");
            count += 1;
            let arrived = stage.at_hop(count).await;
            let sent = arrived.iter().filter(|mail| mail.content.windows(from.len()).any(|window| window == from.as_bytes())).count();
            assert!(sent > 0, "{from} went on as the same bytes");
        }
    }
    for door in [TLS, STARTTLS] {
        for from in LOOKALIKES.iter().filter(|from| !from.eq_ignore_ascii_case(NOREPLY)) {
            let mut client = ready(&stage, &doors, door).await;
            let reply = send(&mut client, NOREPLY, text(from)).await;
            assert!(reply.starts_with("550 5."), "door {door}, {from}: {reply}");
        }
    }
    let mut mta = Mta::connect(stage.addresses[MILTER], "127.0.0.1").await;
    for from in LOOKALIKES {
        assert!(matches!(mta.pass(NOREPLY, &["a@example.com"], &text(from)).await, Fate::Taken(mail) if mail == text(from)), "{from}");
    }
    assert_eq!(stage.keyholder.signatures(), 0);
}

#[tokio::test]
async fn s17_a_domain_is_one_in_both_its_forms_and_a_local_part_is_its_bytes() {
    let doors = Doors::new();
    // the same letters, composed and not
    let (composed, decomposed) = ("jos\u{e9}@bank.example", "jose\u{301}@bank.example");
    let may = "[[may-sign]]\nnetworks = [\"here\"]\nas = [\"info@xn--r8jz45g.example\"]\n";
    let stage = stage_of(&doors, may, Script::default()).await;
    stage.renew("info@xn--r8jz45g.example").await;
    account(&stage.store, composed, &[]).await;
    let text = |from: &str| format!("From: <{from}>\r\nTo: customer@example.com\r\nSubject: x\r\nMessage-ID: <1@x>\r\n\r\ntext\r\n");
    let mut client = ready(&stage, &doors, RELAY).await;
    for (n, from) in ["info@例え.example", "info@xn--r8jz45g.example", "info@XN--R8JZ45G.EXAMPLE"].into_iter().enumerate() {
        assert!(send(&mut client, NOREPLY, text(from)).await.starts_with("250"), "{from}");
        assert_eq!(stage.keyholder.signatures(), n + 1, "{from} is the identity");
    }
    let mut client = doors.at_465(stage.addresses[TLS]).await;
    assert!(plain(&mut client, composed, PASSWORD).await.starts_with("235"));
    client.command(&format!("MAIL FROM:<{decomposed}> SMTPUTF8"), "550 5.7.1").await;
    client.command(&format!("MAIL FROM:<{composed}> SMTPUTF8"), "250").await;
    client.command("RSET", "250").await;
    assert!(plain(&mut doors.at_465(stage.addresses[TLS]).await, decomposed, PASSWORD).await.starts_with("535"), "another account");
}

#[tokio::test]
async fn s23_received_names_the_client_where_the_policy_says_so_and_nobody_else() {
    let doors = Doors::new();
    for named in [true, false] {
        let tls = doors.tls("");
        let line = if named { String::new() } else { "name-client = false\n".to_owned() };
        let config = format!(
            "{}[[listener]]\nkind = \"lmtp\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"here\"]\n{tls}{line}\
             [[listener]]\nkind = \"relay\"\nacknowledge = \"outbox\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"here\"]\n{line}\
             [[listener]]\nkind = \"milter\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"here\"]\n[accounts]\nwrong-login-seconds = 0\n",
            doors.both("").replace("kind = \"submission", &format!("{line}kind = \"submission"))
        );
        let stage = Stage::with(Changes { config: &config, listener: &line, ..Changes::default() }).await;
        account(&stage.store, NOREPLY, &[]).await;
        for (count, door) in SPOKEN.into_iter().enumerate() {
            let mut client = ready(&stage, &doors, door).await;
            let hello = if door == LMTP { "LHLO secret-host.internal" } else { "EHLO secret-host.internal" };
            client.command(hello, "250").await;
            assert!(send(&mut client, NOREPLY, mail(NOREPLY, "m1")).await.starts_with("250"));
            let arrived = &stage.at_hop(count + 1).await[count];
            let text = String::from_utf8_lossy(&arrived.content).into_owned();
            let header = text.split("\r\n\r\n").next().unwrap();
            assert_eq!(header.matches("Received:").count(), 1);
            if named {
                assert!(
                    header.starts_with("Received: from secret-host.internal ([127.0.0.1])\r\n\tby gw.example (Kakitome) with "),
                    "{header}"
                );
            } else {
                assert!(header.starts_with("Received: from unnamed\r\n\tby gw.example (Kakitome) with "), "{header}");
                assert!(!text.contains("secret-host") && !text.contains("127.0.0.1"), "{text}");
            }
            // neither the machine's own name, nor paths, nor who has logged in
            for inside in ["localhost", "/tmp", "login", "keyholder"] {
                assert!(!header.contains(inside), "{inside}: {header}");
            }
        }
        // what we call ourselves to the next hop is the configured name
        assert!(stage.hop.commands().iter().filter(|said| said.starts_with("EHLO")).all(|said| said == "EHLO gw.example"));
        // the journal knows all the same
        let entries = stage.journal(SPOKEN.len()).await;
        assert!(entries.iter().all(|entry| entry.peer.as_deref().is_some_and(|peer| peer.starts_with("127.0.0.1:"))));
        // the mail server's own Received stays as it is, and none is added
        let mut mta = Mta::connect(stage.addresses[MILTER], "127.0.0.1").await;
        let trace = format!("Received: from inner by mx.example\r\n{}", mail(NOREPLY, "m2"));
        let Fate::Taken(changed) = mta.pass(NOREPLY, &["a@example.com"], &trace).await else { panic!("refused") };
        assert!(changed.matches("Received:").count() == 1 && !changed.contains("gw.example"), "{changed}");
    }
}
