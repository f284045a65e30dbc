//! The milter door: a mail server shows each mail and takes back what is to be changed; nothing passes that should not.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod stage;

use std::time::Duration;

use kakitome_smime::Verdict;
use kakitome_store::Decision;
use stage::mta::{Fate, Mta};
use stage::{BOSS, Changes, NOREPLY, Stage, mail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const DOOR: &str = "[[listener]]\nkind = \"milter\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"here\"]\n";

async fn with_milter(more: &str) -> Stage {
    Stage::with(Changes { config: &format!("{DOOR}{more}"), ..Changes::default() }).await
}

async fn mta(stage: &Stage) -> Mta {
    Mta::connect(stage.addresses[1], "127.0.0.1").await
}

fn taken(fate: Fate) -> String {
    match fate {
        Fate::Taken(mail) => mail,
        Fate::Refused(why) => panic!("refused: {why}"),
    }
}

fn refused(fate: Fate) -> String {
    match fate {
        Fate::Refused(why) => why,
        Fate::Taken(mail) => panic!("taken: {mail}"),
    }
}

#[tokio::test]
async fn mails_are_signed_in_the_mail_servers_hands() {
    let stage = with_milter("").await;
    let mut mta = mta(&stage).await;
    for round in 0..3 {
        let original =
            mail(NOREPLY, &format!("m{round}")).replace("\r\n\r\n", "\r\nX-Long: a\r\n\tfolded\r\nBcc: secret@example.com\r\n\r\n");
        let changed = taken(mta.pass("bounce@bank.example", &["a@example.com", "b@example.com"], &original).await);
        assert!(changed.contains("multipart/signed"), "{changed}");
        assert!(changed.contains("X-Long: a\r\n\tfolded\r\n") && !changed.contains("secret@example.com"), "{changed}");
        assert!(!changed.contains("Received:"), "the mail server writes its own");
        assert_eq!(stage.report(changed.as_bytes()).verdict(), Verdict::Valid, "{changed}");
    }
    let journal = stage.journal(3).await;
    assert!(journal.iter().all(|entry| entry.decision == Decision::Signed));
    assert_eq!(journal[0].next_hop.as_deref(), Some("mx.example (milter, QUEUEID)"));
    assert_eq!(journal[0].recipients, ["a@example.com", "b@example.com"]);
    assert_eq!(stage.hop.mails().len(), 0, "nothing goes another way");
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn what_is_not_ours_is_not_touched() {
    let stage = with_milter("").await;
    let mut mta = mta(&stage).await;
    let foreign = mail("somebody@else.example", "m1");
    assert_eq!(taken(mta.pass("x@else.example", &["a@example.com"], &foreign).await), foreign);
    // Another client of the same mail server, from a network that may not sign.
    mta.send(b'K', b"").await;
    mta.send(b'O', &[0; 12]).await;
    assert_eq!(mta.read().await, None, "an offer in the middle ends the connection");
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn s14_the_mail_servers_client_decides_who_may_sign() {
    let stage = with_milter("").await;
    let mut mta = mta(&stage).await;
    let refusal = refused(mta.pass("x@bank.example", &["a@example.com"], &mail(BOSS, "m1")).await);
    assert!(refusal.starts_with("550 5.7.1 You may not send signed mail as boss@bank.example"), "{refusal}");
    mta.send(b'A', b"").await;
    mta.send(b'K', b"").await;
    for client in ["192.0.2.7", "2001:db8::7", "IPv6:2001:db8::7"] {
        mta.introduce(client).await;
        let refusal = refused(mta.pass("x@bank.example", &["a@example.com"], &mail(NOREPLY, "m2")).await);
        assert!(refusal.starts_with("550 5.7.1 You may not send signed mail as noreply@bank.example"), "{client}: {refusal}");
        mta.send(b'K', b"").await;
    }
    mta.introduce("IPv6:::ffff:127.0.0.1").await;
    taken(mta.pass("x@bank.example", &["a@example.com"], &mail(NOREPLY, "m3")).await);
    assert_eq!(stage.journal(5).await.iter().filter(|entry| entry.decision == Decision::Refused).count(), 4);
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn s14_logins_that_the_mail_server_names_count_where_it_is_believed() {
    let door = |more: &str| format!("{DOOR}{more}\n");
    let config = [
        door(""),
        door("believe-logins = false"),
        door("believe-certificates = true\nlogin-domain = \"bank.example\""),
        "[[may-sign]]\nlogins = [\"app@elsewhere.example\", \"@sendmail.example\"]\nas = [\"boss@bank.example\"]\n".to_owned(),
    ];
    let stage = Stage::with(Changes { config: &config.concat(), ..Changes::default() }).await;
    let boss = |id: &str| mail(BOSS, id);
    for (door, macros, signs) in [
        (1, "", false),
        (1, "{auth_type}\0PLAIN\0{auth_authen}\0Boss@Bank.example\0", true),
        (1, "{auth_authen}\0app@elsewhere.example\0", true),
        (1, "{auth_authen}\0other@bank.example\0", false),
        (1, "{auth_authen}\0boss\0", false),
        (1, "{auth_authen}\0@bank.example\0", false),
        (1, "{auth_authen}\0*\0", false),
        (1, "{auth_authen}\0\0", false),
        (1, "{auth_author}\0boss@bank.example\0", false),
        (1, "{cert_subject}\0boss@bank.example\0", false),
        (2, "{auth_authen}\0boss@bank.example\0", false),
        (3, "{auth_authen}\0boss\0", true),
        (3, "{auth_authen}\0boss@bank.example\0", true),
        // The domain of a login can be the client's own choice (Cyrus' realm).
        (3, "{auth_authen}\0app@elsewhere.example\0", false),
        (3, "{cert_subject}\0boss@bank.example\0", true),
        // As Sendmail names a certificate that anybody has made: a whole domain in `logins` would hold for it.
        (3, "{cert_subject}\0x@sendmail.example\0", true),
        (3, "{cert_subject}\0/CN=x@sendmail.example\0", false),
        (3, "{cert_subject}\0/CN=x@sendmail.example\0{verify}\0OK\0", false),
        (3, "{cert_subject}\0boss\0", false),
        (3, "{auth_authen}\0other@bank.example\0{cert_subject}\0boss@bank.example\0", false),
    ] {
        let mut mta = Mta::connect(stage.addresses[door], "192.0.2.7").await;
        mta.at_mail = macros.to_owned();
        match mta.pass("x@bank.example", &["a@example.com"], &boss("m1")).await {
            Fate::Taken(changed) => assert!(signs && changed.contains("multipart/signed"), "door {door} {macros:?}: {changed}"),
            Fate::Refused(why) => assert!(!signs && why.starts_with("550 5.7.1"), "door {door} {macros:?}: {why}"),
        }
        // The next client of the same mail server is not the one before it, nor is the next mail of one that is not logged in any more.
        mta.at_mail = String::new();
        refused(mta.pass("x@bank.example", &["a@example.com"], &boss("m2")).await);
        mta.at_mail = macros.to_owned();
        let _ = mta.envelope("x@bank.example", &["a@example.com"]).await;
        mta.send(b'A', b"").await;
        mta.send(b'K', b"").await;
        mta.at_mail = String::new();
        mta.introduce("192.0.2.8").await;
        refused(mta.pass("x@bank.example", &["a@example.com"], &boss("m3")).await);
    }
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn s14_a_disabled_account_is_nobody_at_a_milter_too() {
    let config = format!("{DOOR}believe-certificates = true\n[[may-sign]]\nlogins = [\"app@elsewhere.example\"]\nas = [\"{BOSS}\"]\n");
    let stage = Stage::with(Changes { config: &config, ..Changes::default() }).await;
    let accounts = [BOSS, "app@elsewhere.example"];
    for address in accounts {
        stage::doors::account(&stage.store, address, &[]).await;
    }
    let mut mta = Mta::connect(stage.addresses[1], "192.0.2.7").await;
    let named = ["{auth_authen}\0Boss@bank.example\0", "{auth_authen}\0app@elsewhere.example.\0", "{cert_subject}\0boss@bank.example\0"];
    for disabled in [false, true, false] {
        for address in accounts {
            let address = kakitome_store::Address::parse(address).unwrap();
            stage.store.disable_account(&address, disabled, kakitome_store::Millis::now()).await.unwrap();
        }
        for macros in named {
            mta.at_mail = macros.to_owned();
            match mta.pass("x@bank.example", &["a@example.com"], &mail(BOSS, "m1")).await {
                Fate::Taken(changed) => assert!(!disabled && changed.contains("multipart/signed"), "{macros:?}: {changed}"),
                Fate::Refused(why) => assert!(disabled && why.starts_with("550 5.7.1 You may not send signed mail"), "{macros:?}: {why}"),
            }
        }
    }
    assert_eq!(stage.keyholder.signatures(), 6);
    stage.stop().await.unwrap();
}

/// A mail server that was let in before its network was taken out of the configuration has nothing more signed, whoever it says its client is.
#[tokio::test]
async fn s12_a_network_that_is_taken_away_closes_its_open_milters_at_the_next_mail() {
    let stage = with_milter("").await;
    let mut idle = Mta::connect(stage.addresses[1], "127.0.0.9").await;
    taken(idle.pass("x@bank.example", &["a@example.com"], &mail(NOREPLY, "m1")).await);
    let mut in_mail = Mta::connect(stage.addresses[1], "127.0.0.9").await;
    in_mail.envelope("x@bank.example", &["a@example.com"]).await;
    let path = stage.folder.path().join("kakitome.toml");
    let text = std::fs::read_to_string(&path).unwrap().replace("127.0.0.0/8", "127.0.0.9");
    std::fs::write(&path, text).unwrap();
    stage.handle.reload().await;
    for n in 0.. {
        assert!(n < 500, "the reload did not come");
        if stage::Dialogue::connect(stage.address).await.reply().await.is_some_and(|said| said.starts_with("554")) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    idle.send(b'M', b"<x@bank.example>\0").await;
    assert_eq!(idle.read().await, None, "closed without a yes");
    // a mail that had begun is brought to its end
    let original = mail(NOREPLY, "m2");
    in_mail.content(&original).await;
    assert!(taken(in_mail.end(&original).await).contains("multipart/signed"));
    in_mail.send(b'M', b"<x@bank.example>\0").await;
    assert_eq!(in_mail.read().await, None, "closed without a yes");
    assert_eq!(stage.keyholder.signatures(), 2);
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn h09_words_in_the_subject_count_from_whoever_the_mail_server_has_logged_in() {
    let triggers = "[triggers]\nencrypt = [\"[encrypt]\"]\nno-sign = [\"[nosign]\"]\n";
    let stage = with_milter(&format!("believe-logins = true\n{triggers}")).await;
    let mut mta = mta(&stage).await;
    let with = |word: &str| mail(NOREPLY, "m1").replace("Subject: ", &format!("Subject: {word} "));
    for login in [None, Some("other@bank.example")] {
        mta.at_mail = login.map(|login| format!("{{auth_authen}}\0{login}\0")).unwrap_or_default();
        let unsigned = taken(mta.pass("x@bank.example", &["a@example.com"], &with("[nosign]")).await);
        assert!(unsigned.contains("Subject: Notice\r\n"), "taken out whoever asks: {unsigned}");
        assert_eq!(unsigned.contains("multipart/signed"), login.is_none(), "{login:?}: {unsigned}");
        match (login, mta.pass("x@bank.example", &["a@example.com"], &with("[encrypt]")).await) {
            (None, Fate::Taken(changed)) => assert!(changed.contains("Subject: Notice\r\n"), "{changed}"),
            (Some(_), Fate::Refused(why)) => assert!(why.starts_with("550 5.7.5 Encryption is required"), "{why}"),
            other => panic!("{other:?}"),
        }
    }
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn switched_off_a_milter_lets_every_mail_pass_as_it_came() {
    let stage = with_milter("").await;
    let mut mta = mta(&stage).await;
    assert!(taken(mta.pass("x@bank.example", &["a@example.com"], &mail(NOREPLY, "m1")).await).contains("multipart/signed"));
    for off in [true, false] {
        assert!(stage.store.switch(off).await.unwrap());
        let mut tries = 0;
        loop {
            let original = mail(NOREPLY, &format!("{off}{tries}"));
            let left = taken(mta.pass("x@bank.example", &["a@example.com"], &original).await);
            if left.contains("multipart/signed") != off {
                assert!(!off || left == original, "{left}");
                break;
            }
            tries += 1;
            assert!(tries < 300, "the switch was not seen");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        // Who may not sign is refused for it only while it is on.
        let fate = mta.pass("x@bank.example", &["a@example.com"], &mail(BOSS, &format!("b{off}"))).await;
        assert_eq!(matches!(fate, Fate::Taken(_)), off, "{fate:?}");
    }
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn s16_a_milter_signs_no_more_as_one_identity_than_it_may() {
    let stage = with_milter("[limits]\nmails-per-hour-per-identity = 1\n").await;
    let mut mta = mta(&stage).await;
    taken(mta.pass("x@bank.example", &["a@example.com"], &mail(NOREPLY, "m1")).await);
    let refusal = refused(mta.pass("x@bank.example", &["a@example.com"], &mail(NOREPLY, "m2")).await);
    assert!(refusal.starts_with("450 4.7.1 Too much mail from this sender"), "{refusal}");
    taken(mta.pass("x@bank.example", &["a@example.com"], &mail("somebody@else.example", "m3")).await);
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn s21_without_the_keyholder_a_mail_is_put_off_never_passed() {
    let mut stage = with_milter("").await;
    stage.keyholder.die().await;
    let mut mta = mta(&stage).await;
    let refusal = refused(mta.pass("x@bank.example", &["a@example.com"], &mail(NOREPLY, "m1")).await);
    assert!(refusal.starts_with("451 4.3.0 The mail cannot be signed now"), "{refusal}");
    stage.keyholder.again();
    // A keyholder that was away is not asked again for a moment: the mail comes again.
    let mut refusals = 0;
    while let Fate::Refused(why) = mta.pass("x@bank.example", &["a@example.com"], &mail(NOREPLY, "m2")).await {
        refusals += 1;
        assert!(why.starts_with("451") && refusals < 200, "{why}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn s03_line_ends_that_programs_read_differently_are_refused() {
    let stage = with_milter("").await;
    let mut mta = mta(&stage).await;
    for body in ["a\nb\r\n", "a\rb\r\n", "a\r\r\nb\r\n", "a\0b\r\n", "a\r\nb\r"] {
        let mail = format!("From: {NOREPLY}\r\nSubject: x\r\n\r\n{body}");
        let refusal = refused(mta.pass("x@bank.example", &["a@example.com"], &mail).await);
        assert!(refusal.starts_with("550") || refusal.starts_with("554"), "{body:?}: {refusal}");
    }
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn a_recipient_that_needs_another_treatment_comes_again() {
    let rule = "[[rule]]\nname = \"partner\"\nto = [\"@partner.example\"]\nsign = \"no\"\n";
    let changes = Changes { config: &format!("{DOOR}{rule}"), network: "mta = true", ..Changes::default() };
    let stage = Stage::with(changes).await;
    let mut mta = mta(&stage).await;
    let answers = mta.envelope("x@bank.example", &["a@example.com", "b@partner.example", "c@example.com"]).await;
    assert_eq!((answers[0].as_str(), answers[2].as_str()), ("c", "c"));
    assert!(answers[1].starts_with("452 4.5.3 This recipient is treated differently"), "{answers:?}");
    let original = mail(NOREPLY, "m1");
    mta.content(&original).await;
    assert!(taken(mta.end(&original).await).contains("multipart/signed"));
    assert_eq!(stage.journal(1).await[0].recipients, ["a@example.com", "c@example.com"]);
    let again = taken(mta.pass("x@bank.example", &["b@partner.example"], &original).await);
    assert_eq!(again, original);
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn s08_a_large_mail_streams_and_a_larger_one_is_refused() {
    let stage = with_milter("[limits]\nmessage-bytes = 9000000\nmemory-bytes = 100000\n").await;
    let mut mta = mta(&stage).await;
    let large = format!("From: {NOREPLY}\r\nSubject: large\r\n\r\n{}", "0123456789abcdef\r\n".repeat(450_000));
    let changed = taken(mta.pass("x@bank.example", &["a@example.com"], &large).await);
    assert_eq!(stage.report(changed.as_bytes()).verdict(), Verdict::Valid);
    let larger = format!("{large}{}", "0123456789abcdef\r\n".repeat(100_000));
    let refusal = refused(mta.pass("x@bank.example", &["a@example.com"], &larger).await);
    assert!(refusal.starts_with("552 "), "{refusal}");
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn t15_t17_strangers_get_nothing() {
    let stage = with_milter(
        "[[network]]\nname = \"far\"\naddresses = [\"192.0.2.0/24\"]\n\
        [[listener]]\nkind = \"milter\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"far\"]\n",
    )
    .await;
    let closed = async |address, bytes: &[u8]| {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let _ = stream.write_all(bytes).await;
        let mut answer = Vec::new();
        let _ = tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut answer)).await.expect("it is closed");
        answer
    };
    assert_eq!(closed(stage.addresses[1], b"POST / HTTP/1.1\r\nHost: x\r\n\r\n").await, b"");
    assert_eq!(closed(stage.addresses[1], b"EHLO mail.example\r\n").await, b"");
    let offer = [0, 0, 0, 13, b'O', 0, 0, 0, 6, 0, 0, 1, 0xff, 0, 0x1f, 0xff, 0xff];
    assert_eq!(closed(stage.addresses[2], &offer).await, b"", "not from a network of this door");
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn r36_an_end_in_the_middle_leaves_nothing_behind() {
    let stage = with_milter("").await;
    // The mail server dies in the middle of a body.
    let mut dying = mta(&stage).await;
    dying.envelope("x@bank.example", &["a@example.com"]).await;
    dying.content(&mail(NOREPLY, "m1")).await;
    drop(dying);
    // Another gives the mail up.
    let mut other = mta(&stage).await;
    other.envelope("x@bank.example", &["a@example.com"]).await;
    other.send(b'A', b"").await;
    taken(other.pass("x@bank.example", &["a@example.com"], &mail(NOREPLY, "m2")).await);
    assert_eq!(stage.journal(1).await.len(), 1, "only what was judged is written down");
    // The gateway ends while a mail is open: the grace is kept.
    other.envelope("x@bank.example", &["a@example.com"]).await;
    let handle = stage.handle.clone();
    let original = mail(NOREPLY, "m3");
    other.content(&original).await;
    handle.stop().await;
    assert!(taken(other.end(&original).await).contains("multipart/signed"));
    assert_eq!(other.read().await, None, "then it is closed");
    stage.running.await.unwrap().unwrap();
}

/// Stalwart's client up to this day shows the whole mail as its body; signed, the header would stand in the text that people read.
#[tokio::test]
async fn a_header_that_comes_again_in_the_body_is_not_signed() {
    let twice = |text: &str| {
        let original = mail(NOREPLY, text);
        format!("{}\r\n\r\n{original}", original.split_once("\r\n\r\n").unwrap().0)
    };
    let stage = with_milter("").await;
    let mut server = mta(&stage).await;
    let why = refused(server.pass("bounce@bank.example", &["a@example.com"], &twice("twice")).await);
    assert!(why.starts_with("451 4.3.5 ") && why.contains("header again"), "{why}");
    let again = taken(server.pass("bounce@bank.example", &["a@example.com"], &mail(NOREPLY, "once")).await);
    assert_eq!(stage.report(again.as_bytes()).verdict(), Verdict::Valid, "the next mail is as good as ever");
    // what is not changed passes
    let stage = with_milter("\n[signing]\nmode = \"observe\"\n").await;
    let passed = twice("observed");
    assert_eq!(taken(mta(&stage).await.pass("bounce@bank.example", &["a@example.com"], &passed).await), passed);
}
