//! G7 and G8: nothing but CRLF.CRLF ends a mail at any door, and nothing but CRLF leaves by any way.

use std::collections::HashMap;

use crate::every_door::{LMTP, MILTER, OUTBOX, RELAY, SPOKEN, TLS, every_door, in_data, ready, send, stage_of, waiting, with_network};
use crate::stage::mta::{Fate, Mta};
use crate::stage::{Doors, NOREPLY, Script, Stage};

/// Ten ends that some servers have taken for the end (CVE-2023-51764 and its kin).
const ENDINGS: [&str; 10] = ["\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r.\n", "\n.\r", "\r.\r\n", "\r\n.\r", "\r\n\0.\r\n", "\r\n.\0\r\n"];
const SMUGGLED: &str =
    "MAIL FROM:<evil@bank.example>\r\nRCPT TO:<victim@example.com>\r\nDATA\r\nFrom: evil@bank.example\r\n\r\nsmuggled\r\n.\r\nQUIT\r\n";

#[tokio::test]
async fn g7_s01_ten_endings_are_refused_with_5xx_at_every_door_and_nothing_goes_on() {
    let doors = Doors::new();
    let stage = every_door(&doors).await;
    let mut refused = 0;
    for door in SPOKEN {
        for ending in ENDINGS {
            let mut client = in_data(&stage, &doors, door).await;
            client.send(format!("From: {NOREPLY}\r\nSubject: x\r\n\r\nx")).await;
            let _ = client.try_send(format!("{ending}{SMUGGLED}")).await;
            client.expect("550 5.5.2").await;
            client.expect_end().await;
            refused += 1;
        }
    }
    let mut mta = Mta::connect(stage.addresses[MILTER], "127.0.0.1").await;
    for ending in ENDINGS {
        let fate = mta.pass(NOREPLY, &["a@example.com"], &format!("From: {NOREPLY}\r\nSubject: x\r\n\r\nx{ending}y\r\n")).await;
        assert!(matches!(&fate, Fate::Refused(why) if why.starts_with('5')), "milter, {ending:?}: {fate:?}");
        refused += 1;
    }
    assert_eq!(refused, 60);
    assert_eq!((stage.hop.mails().len(), waiting(&stage), stage.keyholder.signatures()), (0, 0, 0));
    assert!(stage.hop.commands().iter().all(|said| !said.contains("evil")), "nothing was smuggled");
    // and each door still takes a mail with a real end
    for door in SPOKEN {
        let mut client = ready(&stage, &doors, door).await;
        assert!(send(&mut client, NOREPLY, format!("From: {NOREPLY}\r\n\r\n.\r\n..\r\n")).await.starts_with("250"), "door {door}");
    }
    assert_eq!(stage.at_hop(SPOKEN.len()).await.len(), SPOKEN.len());
}

/// S05: content that does not wait for 354, and commands that do not wait for the answer to EHLO, at every door.
#[tokio::test]
async fn s05_whoever_does_not_wait_is_told_554_and_leaves_nothing_at_every_door() {
    let doors = Doors::new();
    let stage = every_door(&doors).await;
    for door in SPOKEN {
        let hello = if door == LMTP { "LHLO x" } else { "EHLO x" };
        let mail = format!("From: {NOREPLY}\r\n\r\nearly\r\n.\r\n");
        for group in [
            format!("DATA\r\n{mail}"),
            format!("DATA\r\n{mail}QUIT\r\n"),
            format!("{hello}\r\n{SMUGGLED}"),
            "VRFY x\r\nRSET\r\n".to_owned(),
        ] {
            let mut client = ready(&stage, &doors, door).await;
            client.command(&format!("MAIL FROM:<{NOREPLY}>"), "250").await;
            client.command("RCPT TO:<customer@example.com>", "250").await;
            client.send(&group).await;
            client.expect("554 5.5.0").await;
            client.expect_end().await;
        }
    }
    assert_eq!((stage.hop.mails().len(), waiting(&stage), stage.keyholder.signatures()), (0, 0, 0));
    assert!(stage.hop.commands().iter().all(|said| !said.contains("evil") && !said.starts_with("DATA")));
    for door in SPOKEN {
        let mut client = ready(&stage, &doors, door).await;
        assert!(send(&mut client, NOREPLY, format!("From: {NOREPLY}\r\n\r\nhonest\r\n")).await.starts_with("250"), "door {door}");
    }
    assert_eq!(stage.at_hop(SPOKEN.len()).await.len(), SPOKEN.len());
}

/// Nine sequences by which a server that passes them on smuggles for its clients.
const SEQUENCES: [&str; 9] = ["\n.\n", "\n.\r\n", "\r.\r\n", "\r.\r", "\n.\r", "\r.\n", "\r\n.\r", "\r\n.\n", "\r\n\0.\r\n"];

/// Mails that hold a sequence in some disguise: encoded in text, in a field, in a part, in a mail within.
fn disguised(sequence: &str, from: &str) -> Vec<String> {
    let inner = format!("{sequence}MAIL FROM:<evil@bank.example>\r\n");
    let quoted: String = inner.bytes().map(|byte| format!("={byte:02X}")).collect();
    let base64 = crate::stage::doors::base64(inner.as_bytes());
    let head = format!("From: {from}\r\nSubject: =?utf-8?b?{base64}?= =?utf-8?q?{}?=\r\n", quoted.get(..30).unwrap());
    let mime = "MIME-Version: 1.0\r\n";
    let text = |encoding: &str, body: &str| {
        format!("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n")
    };
    vec![
        format!("{head}{mime}{}", text("quoted-printable", &format!("{quoted}=\r\n."))),
        format!("{head}{mime}{}", text("base64", &base64)),
        format!("{head}{mime}{}", text("8bit", &format!("\u{e9}\r\n..\r\n=0D=0A.=0D=0A{quoted}"))),
        format!("{head}{mime}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{}\r\n.\r\n--b--\r\n.\r\n", text("base64", &base64)),
        format!("{head}{mime}Content-Type: message/rfc822\r\n\r\nFrom: {from}\r\n{mime}{}", text("quoted-printable", &quoted)),
    ]
}

/// One end, at the end; no CR or LF outside CRLF, no NUL.
fn is_clean(wire: &[u8], what: &str) {
    for (at, byte) in wire.iter().enumerate() {
        match byte {
            b'\r' => assert_eq!(wire.get(at + 1), Some(&b'\n'), "{what}: a bare CR left"),
            b'\n' => assert_eq!(at.checked_sub(1).and_then(|before| wire.get(before)), Some(&b'\r'), "{what}: a bare LF left"),
            0 => panic!("{what}: a NUL left"),
            _ => {}
        }
    }
    let early = wire.windows(5).position(|five| five == b"\r\n.\r\n").unwrap();
    assert_eq!(early + 5, wire.len(), "{what}: one end, at the end");
}

fn all_clean(stage: &Stage, count: usize, what: &str) {
    let mails = stage.hop.mails();
    assert_eq!(mails.len(), count, "{what}: one mail for each, none smuggled");
    for mail in &mails {
        is_clean(&mail.wire, what);
    }
    assert!(stage.hop.commands().iter().all(|said| !said.contains("evil") && !said.contains('\r')), "{what}: no command was smuggled");
}

#[tokio::test]
async fn g8_s02_nothing_but_crlf_reaches_the_next_hop_out_of_relay_and_outbox_signed_or_not() {
    for sign in ["clear", "opaque"] {
        let doors = Doors::new();
        let stage = stage_of(&doors, &format!("[signing]\nsign = \"{sign}\"\n"), Script::default()).await;
        let mut count = 0;
        for door in [RELAY, TLS, LMTP, OUTBOX] {
            let mut client = ready(&stage, &doors, door).await;
            for sequence in SEQUENCES {
                // signed, and (where nobody logs in) as it is
                for from in [NOREPLY, "someone@elsewhere.example"].iter().take(if door == TLS { 1 } else { 2 }) {
                    for mail in disguised(sequence, from) {
                        assert!(send(&mut client, NOREPLY, &mail).await.starts_with("250"), "door {door} {sequence:?}");
                        count += 1;
                    }
                }
            }
        }
        stage.at_hop(count).await;
        all_clean(&stage, count, sign);
    }
}

#[tokio::test]
async fn g8_what_is_repaired_on_entry_leaves_with_crlf_alone() {
    let doors = Doors::new();
    let stage = with_network(&doors, "", Script::default(), "bare-newline = \"repair\"").await;
    let mut count = 0;
    for door in [RELAY, LMTP, OUTBOX] {
        for sequence in SEQUENCES {
            for from in [NOREPLY, "someone@elsewhere.example"] {
                let mut client = in_data(&stage, &doors, door).await;
                client.send(format!("From: {from}\nSubject: x\r\n\r\nx{sequence}MAIL FROM:<evil@bank.example>\nlast\r\n.\r\n")).await;
                let reply = client.reply().await.unwrap();
                // NUL is nowhere repaired
                assert_eq!(reply.get(..3), Some(if sequence.contains('\0') { "550" } else { "250" }), "door {door} {sequence:?}: {reply}");
                count += usize::from(reply.starts_with("250"));
            }
        }
    }
    let mails = stage.at_hop(count).await;
    assert_eq!(mails.len(), count);
    for mail in mails {
        is_clean(&mail.wire, "repaired");
    }
    assert!(stage.hop.commands().iter().all(|said| !said.contains("evil")), "no command was smuggled");
}

#[tokio::test]
async fn g8_the_milter_gives_the_mail_server_crlf_alone() {
    let doors = Doors::new();
    let stage = every_door(&doors).await;
    let mut mta = Mta::connect(stage.addresses[MILTER], "127.0.0.1").await;
    for sequence in SEQUENCES {
        for mail in disguised(sequence, NOREPLY) {
            let Fate::Taken(changed) = mta.pass(NOREPLY, &["a@example.com"], &mail).await else { panic!("{sequence:?} was refused") };
            let changed = changed.as_bytes();
            for (at, byte) in changed.iter().enumerate() {
                assert!(
                    *byte != 0 && (*byte != b'\n' || changed[at - 1] == b'\r') && (*byte != b'\r' || changed.get(at + 1) == Some(&b'\n'))
                );
            }
        }
        // In a field that moves into the signed part the sequence would stand in the body.
        if sequence.contains('\0') {
            continue; // ends the value in this protocol
        }
        mta.envelope(NOREPLY, &["a@example.com"]).await;
        mta.send(b'L', format!("From\0 {NOREPLY}\0").as_bytes()).await;
        mta.send(b'L', format!("Content-Description\0 x{sequence}MAIL FROM:<evil@bank.example>\0").as_bytes()).await;
        mta.send(b'N', b"").await;
        mta.send(b'B', b"text\r\n").await;
        let plain = format!("From: {NOREPLY}\r\nContent-Description: x\r\n\r\ntext\r\n");
        match mta.end(&plain).await {
            Fate::Refused(why) => assert!(why.starts_with("550 5.5.2"), "{sequence:?}: {why}"),
            Fate::Taken(changed) => {
                let body = changed.split_once("\r\n\r\n").unwrap().1.as_bytes();
                for (at, byte) in body.iter().enumerate() {
                    let bare = (*byte == b'\n' && body[at - 1] != b'\r') || (*byte == b'\r' && body.get(at + 1) != Some(&b'\n'));
                    assert!(!bare, "{sequence:?}: {changed:?}");
                }
                assert!(!changed.contains("\r\n.\r\n") && !changed.contains("\r\nMAIL FROM"), "{sequence:?}: {changed:?}");
            }
        }
    }
}

#[tokio::test]
async fn g8_s19_what_a_next_hop_says_cannot_smuggle_by_way_of_a_report() {
    let recipients = HashMap::from([("customer@", "550 5.1.1 no\r.\rMAIL FROM:<evil@bank.example>\u{1b}[2J")]);
    let doors = Doors::new();
    let stage = stage_of(&doors, "", Script { recipients, ..Script::default() }).await;
    let mut client = ready(&stage, &doors, OUTBOX).await;
    assert!(send(&mut client, NOREPLY, format!("From: {NOREPLY}\r\n\r\ntext\r\n")).await.starts_with("250"));
    let report = &stage.at_hop(1).await[0];
    assert_eq!(report.mail_from.get(..12), Some("MAIL FROM:<>"), "{}", report.mail_from);
    is_clean(&report.wire, "report");
    assert!(
        !report.wire.contains(&0x1b) && !report.wire.windows(6).any(|six| six == b"\r\nMAIL"),
        "{}",
        String::from_utf8_lossy(&report.wire)
    );
}
