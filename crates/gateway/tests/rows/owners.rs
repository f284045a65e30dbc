//! S14: whatever a mail says of its author, by whichever door, no key signs but that of whom the client may be.

use std::sync::Arc;

use tokio_rustls::TlsConnector;

use crate::every_door::{LMTP, MILTER, OUTBOX, RELAY, STARTTLS, TLS, every_door, ready_as, send};
use crate::stage::doors::account;
use crate::stage::mta::{Fate, Mta};
use crate::stage::{BOSS, Changes, Dialogue, Doors, NOREPLY, Stage};

/// Headers that name the boss beside somebody else, or hide him.
fn headers(own: &str) -> Vec<String> {
    let encoded = |text: &str| format!("=?utf-8?b?{}?=", crate::stage::doors::base64(text.as_bytes()));
    vec![
        format!("From: {BOSS}"),
        format!("From: \"{own}\" <{BOSS}>"),
        format!("From: <{BOSS}> ({own})"),
        format!("From: {own} <{BOSS}>"),
        format!("From: <{own}><{BOSS}>"),
        format!("From: {} <{BOSS}>", encoded(own)),
        format!("From: {} <{own}>\r\nFrom: {BOSS}", encoded(BOSS)),
        format!("From: {own}\r\nFrom: {BOSS}"),
        format!("From: {BOSS}\r\nFrom: {own}"),
        format!("From: {own}, {BOSS}"),
        format!("From: {BOSS}, {own}\r\nSender: {own}"),
        format!("From: group: {BOSS};"),
        format!("From: group: {own}, {BOSS};"),
        format!("From: group:;\r\nSender: {BOSS}"),
        format!("From: {}", encoded(&format!("<{BOSS}>"))),
        format!("From: {own}\r\n\u{20}<{BOSS}>"),
        format!("From:\r\n\u{20}{BOSS}"),
        format!("from : {BOSS}"),
        format!("From: <@{}:{BOSS}>", own.rsplit('@').next().unwrap()),
        format!("From: {own}\r\nSender: {BOSS}\r\nFrom: {BOSS}"),
        format!("From: {BOSS}\r\nResent-From: {own}\r\nResent-Sender: {own}"),
        format!("From: (comment {own}) {BOSS}"),
        format!("From: boss (x) @ (y) bank.example"),
        "From: \"boss\"@bank.example".to_owned(),
        "From: BOSS@BANK.EXAMPLE".to_owned(),
        "From: boss@bank.example.".to_owned(),
    ]
}

fn with(header: &str) -> String {
    format!("{header}\r\nTo: customer@example.com\r\nSubject: x\r\nMessage-ID: <1@x>\r\n\r\ntext\r\n")
}

/// Nothing at the next hop is signed by the boss, or says that it is from him and is valid.
fn never_the_boss(stage: &Stage, what: &str) {
    for mail in stage.hop.mails() {
        let report = stage.report(&mail.content);
        let signers: Vec<String> = report.signers.iter().flat_map(|signer| signer.address.certificate.clone()).collect();
        assert!(!signers.iter().any(|address| address.eq_ignore_ascii_case(BOSS)), "{what}: {}", String::from_utf8_lossy(&mail.content));
    }
}

#[tokio::test]
async fn s14_a_login_never_gets_the_bosss_signature_at_either_door_of_submission() {
    let doors = Doors::new();
    let stage = every_door(&doors).await;
    let own = "teller@bank.example";
    account(&stage.store, own, &[]).await;
    let mut taken = 0;
    for door in [TLS, STARTTLS] {
        for header in headers(own) {
            // one connection for each: twenty refusals end it
            let mut client = ready_as(&stage, &doors, door, own).await;
            let reply = send(&mut client, own, with(&header)).await;
            if reply.starts_with("250") {
                taken += 1;
                continue;
            }
            assert!(reply.starts_with("550 5."), "door {door}, {header:?}: {reply}");
        }
    }
    assert_eq!((taken, stage.keyholder.signatures()), (0, 0), "each was refused");
}

#[tokio::test]
async fn s14_a_network_never_gets_the_bosss_signature_by_relay_lmtp_outbox_or_milter() {
    let doors = Doors::new();
    let stage = every_door(&doors).await;
    let mut count = 0;
    for door in [RELAY, LMTP, OUTBOX] {
        for header in headers(NOREPLY) {
            let mut client = ready_as(&stage, &doors, door, NOREPLY).await;
            let reply = send(&mut client, NOREPLY, with(&header)).await;
            assert!(reply.starts_with("250") || reply.starts_with("550 5.7.1"), "door {door}, {header:?}: {reply}");
            count += usize::from(reply.starts_with("250"));
        }
    }
    stage.at_hop(count).await;
    never_the_boss(&stage, "network");
    let mut mta = Mta::connect(stage.addresses[MILTER], "127.0.0.1").await;
    for header in headers(NOREPLY) {
        // "from :" is no field that a mail server tells by that name
        let mail = with(&header.replace("from :", "from:"));
        if let Fate::Taken(changed) = mta.pass(NOREPLY, &["a@example.com"], &mail).await {
            let report = stage.report(changed.as_bytes());
            let signers: Vec<String> = report.signers.iter().flat_map(|signer| signer.address.certificate.clone()).collect();
            assert!(!signers.iter().any(|address| address.eq_ignore_ascii_case(BOSS)), "{header:?}: {changed}");
        }
    }
    let signed: Vec<_> = stage.journal(1).await.into_iter().filter_map(|entry| entry.identity).collect();
    assert!(signed.iter().all(|identity| identity == NOREPLY), "{signed:?}");
}

/// Who passes on a mail by XCLIENT lends nothing of its own to whom it speaks for.
#[tokio::test]
async fn s14_a_peer_that_speaks_for_a_client_lends_it_neither_its_network_nor_its_certificate() {
    let doors = Doors::new();
    let tls = doors.tls(", client-ca = \"CA\"");
    let others = "[[network]]\nname = \"others\"\naddresses = [\"192.0.2.0/24\"]\n";
    let changes = Changes { config: others, listener: &tls, network: "xclient = true", ..Changes::default() };
    let stage = Stage::with(changes).await;
    let path = stage.folder.path().join("kakitome.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let listener = text.find("kind = \"relay\"").unwrap();
    let (head, rest) = text.split_at(listener);
    std::fs::write(&path, format!("{head}{}", rest.replacen("networks = [\"here\"]", "networks = [\"here\", \"others\"]", 1))).unwrap();
    stage.handle.reload().await;
    let mut known = false;
    for _ in 0..200 {
        let mut client = stage.client().await;
        client.send("XCLIENT ADDR=192.0.2.7\r\n").await;
        known = client.reply().await.unwrap_or_default().starts_with("220") && client.is_silent(std::time::Duration::from_millis(20)).await;
        if known {
            break;
        }
    }
    assert!(known, "the reload did not come");
    // the control: the peer itself signs
    assert!(send(&mut stage.client().await, NOREPLY, with(&format!("From: {NOREPLY}"))).await.starts_with("250"));
    assert_eq!(stage.keyholder.signatures(), 1);
    // for a client of a network without rights: not signed for
    let mut client = stage.client().await;
    client.command("XCLIENT ADDR=192.0.2.7 LOGIN=noreply@bank.example", "220").await;
    client.command("EHLO x", "250").await;
    assert!(send(&mut client, NOREPLY, with(&format!("From: {NOREPLY}"))).await.starts_with("550 5.7.1"));
    // for one that nobody knows: it is of no network
    for unknown in ["ADDR=[UNAVAILABLE]", "ADDR=[TEMPUNAVAIL]", "NAME=x ADDR=[unavailable] HELO=x"] {
        let mut client = stage.client().await;
        client.send(format!("XCLIENT {unknown}\r\n")).await;
        let mut last = String::new();
        while let Some(reply) = client.reply().await {
            last = reply;
        }
        assert!(last.starts_with("554 5.7.1"), "{unknown}: {last}");
    }
    // STARTTLS after it: the certificate is the peer's, the mail is not
    let mut plain = tokio::net::TcpStream::connect(stage.address).await.unwrap();
    for (words, wanted) in
        [("", "220 "), ("EHLO x\r\n", "250 "), ("XCLIENT ADDR=192.0.2.7\r\n", "220 "), ("EHLO x\r\n", "250 "), ("STARTTLS\r\n", "220 ")]
    {
        tokio::io::AsyncWriteExt::write_all(&mut plain, words.as_bytes()).await.unwrap();
        crate::stage::client::read_until(&mut plain, wanted.as_bytes()).await;
    }
    let certificate = doors.client_with(&[NOREPLY, BOSS], false);
    let inside = TlsConnector::from(certificate).connect("gw.example".try_into().unwrap(), plain).await.unwrap();
    let mut client = Dialogue::over_any(inside);
    client.command("EHLO x", "250").await;
    for address in [NOREPLY, BOSS] {
        assert!(send(&mut client, NOREPLY, with(&format!("From: {address}"))).await.starts_with("550 5.7.1"), "{address}");
    }
    assert_eq!(stage.keyholder.signatures(), 1);
}

#[tokio::test]
async fn s14_a_certificate_signs_for_its_own_addresses_alone_and_external_narrows_it() {
    let doors = Doors::new();
    let tls = doors.tls(", client-ca = \"CA\"");
    let config = format!("{}[accounts]\nwrong-login-seconds = 0\n", doors.both(", client-ca = \"CA\""));
    let stage = Stage::with(Changes { config: &config, listener: &tls, ..Changes::default() }).await;
    let own = "teller@bank.example";
    let certificate = doors.client_with(&[own, NOREPLY], false);
    for header in headers(own) {
        let mut client = Dialogue::inside(stage.addresses[1], Arc::clone(&certificate)).await.unwrap();
        client.expect("220").await;
        client.command("EHLO x", "250").await;
        let reply = send(&mut client, own, with(&header)).await;
        assert!(reply.starts_with("550 5."), "{header:?}: {reply}");
    }
    assert_eq!(stage.keyholder.signatures(), 0);
    // as one of its names it is that one alone
    let mut client = Dialogue::inside(stage.addresses[1], Arc::clone(&certificate)).await.unwrap();
    client.expect("220").await;
    client.command("EHLO x", "250").await;
    client.command(&format!("AUTH EXTERNAL {}", crate::stage::doors::base64(own.as_bytes())), "235").await;
    assert!(send(&mut client, own, with(&format!("From: {NOREPLY}"))).await.starts_with("550 5.7.1"));
    client.command(&format!("MAIL FROM:<{NOREPLY}>"), "550 5.7.1").await;
    assert_eq!(stage.keyholder.signatures(), 0);
    // at the relay a certificate counts beside the network, and gives no more than its own
    let plain = tokio::net::TcpStream::connect(stage.address).await.unwrap();
    let mut plain = plain;
    use tokio::io::AsyncWriteExt as _;
    crate::stage::client::read_until(&mut plain, b"220 ").await;
    plain.write_all(b"EHLO x\r\n").await.unwrap();
    crate::stage::client::read_until(&mut plain, b"250 ").await;
    plain.write_all(b"STARTTLS\r\n").await.unwrap();
    crate::stage::client::read_until(&mut plain, b"220 ").await;
    let inside = TlsConnector::from(certificate).connect("gw.example".try_into().unwrap(), plain).await.unwrap();
    let mut relay = Dialogue::over_any(inside);
    relay.command("EHLO x", "250").await;
    assert!(send(&mut relay, "x@bank.example", with(&format!("From: {BOSS}"))).await.starts_with("550 5.7.1"));
    assert_eq!(stage.keyholder.signatures(), 0);
}
