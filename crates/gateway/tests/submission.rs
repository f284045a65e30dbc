//! Submission over 465 and 587: logins by every mechanism and by certificate, whose mail it may be (S14), what is added to it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod stage;

use kakitome_smime::Verdict;
use stage::doors::{PASSWORD, account, login, plain, scram};
use stage::{BOSS, Changes, Dialogue, Doors, NOREPLY, Stage, mail};

const CUSTOMER: &[&str] = &["customer@example.com"];

async fn stage(doors: &Doors, more: &str, config: &str) -> Stage {
    let config = format!("{}[accounts]\nwrong-login-seconds = 0\n{config}", doors.both(more));
    let stage = Stage::with(Changes { config: &config, ..Changes::default() }).await;
    account(&stage.store, NOREPLY, &["notices@bank.example", "@list.bank.example"]).await;
    stage
}

/// What is handed in waits in the outbox for a moment.
async fn content(stage: &Stage, index: usize) -> String {
    String::from_utf8_lossy(&stage.at_hop(index + 1).await[index].content).into_owned()
}

#[tokio::test]
async fn mail_is_handed_in_and_signed_over_both_doors_by_every_mechanism() {
    let doors = Doors::new();
    let stage = stage(&doors, "", "").await;
    let mut sent = 0;
    for door in [1, 2] {
        for mechanism in ["PLAIN", "LOGIN", "SCRAM-SHA-256"] {
            let address = stage.addresses[door];
            let mut client = if door == 1 { doors.at_465(address).await } else { doors.at_587(address).await };
            let offers = client.command("EHLO app.example", "250").await;
            assert!(offers.contains("250-AUTH SCRAM-SHA-256 PLAIN LOGIN\r\n") && !offers.contains("STARTTLS"), "{offers}");
            client.command(&format!("MAIL FROM:<{NOREPLY}>"), "530 5.7.0").await;
            let reply = match mechanism {
                "PLAIN" => plain(&mut client, "NoReply@bank.example", PASSWORD).await,
                "LOGIN" => login(&mut client, NOREPLY, PASSWORD).await,
                _ => {
                    let (reply, proved) = scram(&mut client, NOREPLY, PASSWORD).await;
                    assert!(proved, "the server knows the account");
                    reply
                }
            };
            assert!(reply.starts_with("235 2.7.0"), "{mechanism}: {reply}");
            let reply = client.mail(NOREPLY, CUSTOMER, mail(NOREPLY, &format!("m{sent}"))).await;
            assert!(reply.starts_with("250"), "{mechanism}: {reply}");
            let mails = stage.at_hop(sent + 1).await;
            assert_eq!(stage.report(&mails[sent].content).verdict(), Verdict::Valid, "{mechanism}");
            let text = content(&stage, sent).await;
            assert!(text.contains(" with ESMTPSA id "), "{text}");
            sent += 1;
        }
    }
    assert_eq!(stage.keyholder.signatures(), sent);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_or_disabled_account_are_answered_alike() {
    let doors = Doors::new();
    let stage = stage(&doors, "", "").await;
    account(&stage.store, "gone@bank.example", &[]).await;
    let gone = kakitome_store::Address::parse("gone@bank.example").unwrap();
    stage.store.disable_account(&gone, true, kakitome_store::Millis::now()).await.unwrap();
    let mut replies = Vec::new();
    for (who, password) in
        [(NOREPLY, "wrong horse battery"), ("nobody@bank.example", PASSWORD), ("gone@bank.example", PASSWORD), ("x", "y")]
    {
        let mut client = doors.at_465(stage.addresses[1]).await;
        replies.push(plain(&mut client, who, password).await);
        replies.push(login(&mut client, who, password).await);
        let mut client = doors.at_465(stage.addresses[1]).await;
        let (reply, proved) = scram(&mut client, who, password).await;
        assert!(!proved);
        replies.push(reply);
        client.command(&format!("MAIL FROM:<{NOREPLY}>"), "530 5.7.0").await;
    }
    assert!(replies.iter().all(|reply| reply == "535 5.7.8 Name or password is wrong\r\n"), "{replies:#?}");
}

#[tokio::test]
async fn s14_a_login_sends_as_itself_and_as_whom_it_may_and_nobody_elses_key_is_used() {
    let doors = Doors::new();
    let rule = format!("[[may-sign]]\nlogins = [\"boss@bank.example\"]\nas = [\"{NOREPLY}\"]\n");
    let stage = stage(&doors, "", &rule).await;
    account(&stage.store, "teller@bank.example", &[]).await;
    account(&stage.store, BOSS, &[]).await;
    let mut client = doors.at_465(stage.addresses[1]).await;
    assert!(plain(&mut client, "teller@bank.example", PASSWORD).await.starts_with("235"));
    // MAIL FROM: its own, the null sender, nobody else's
    client.command(&format!("MAIL FROM:<{NOREPLY}>"), "550 5.7.1").await;
    client.command("MAIL FROM:<teller@bank.example.evil.test>", "550 5.7.1").await;
    client.command("MAIL FROM:<>", "250").await;
    client.command("RSET", "250").await;
    let own = "teller@bank.example";
    for head in [
        format!("From: {BOSS}"),
        format!("From: {NOREPLY}"),
        format!("From: {own}\r\nFrom: {NOREPLY}"),
        format!("From: {own}, {NOREPLY}"),
        format!("From: \"{own}\" <{NOREPLY}>"),
        format!("From: {own}\r\nSender: {NOREPLY}"),
        format!("From: {own}\r\nResent-From: {NOREPLY}"),
        format!("From: {own}\r\nResent-Sender: {NOREPLY}"),
        "Subject: from nobody".to_owned(),
        format!("Sender: {own}"),
    ] {
        let reply = client.mail(own, CUSTOMER, format!("{head}\r\nTo: a@example.com\r\n\r\ntext\r\n")).await;
        assert!(reply.starts_with("550 5."), "{head}: {reply}");
    }
    assert_eq!((stage.hop.mails().len(), stage.keyholder.signatures()), (0, 0));
    let reply = client.mail(own, CUSTOMER, mail(own, "m1")).await;
    assert!(reply.starts_with("250"), "{reply}");
    assert_eq!(stage.keyholder.signatures(), 0, "there is no identity of that name: it goes unsigned");

    // what the account was given, and what a rule gives a login
    let mut client = doors.at_465(stage.addresses[1]).await;
    assert!(plain(&mut client, NOREPLY, PASSWORD).await.starts_with("235"));
    for from in ["notices@bank.example", "any@list.bank.example", NOREPLY] {
        assert!(client.mail(from, CUSTOMER, mail(from, "m2")).await.starts_with("250"), "{from}");
    }
    assert!(client.mail(NOREPLY, CUSTOMER, mail(BOSS, "m3")).await.starts_with("550"));
    let mut client = doors.at_465(stage.addresses[1]).await;
    assert!(plain(&mut client, BOSS, PASSWORD).await.starts_with("235"));
    for from in [NOREPLY, BOSS] {
        assert!(client.mail(from, CUSTOMER, mail(from, "m4")).await.starts_with("250"), "{from}");
    }
    assert_eq!(stage.keyholder.signatures(), 3);
}

#[tokio::test]
async fn date_and_message_id_are_added_when_they_are_missing_and_nothing_else() {
    let doors = Doors::new();
    let stage = stage(&doors, "", "").await;
    let mut client = doors.at_465(stage.addresses[1]).await;
    assert!(plain(&mut client, NOREPLY, PASSWORD).await.starts_with("235"));
    let notices = "notices@bank.example";
    let bare = format!("From: {notices}\r\nTo: a@example.com\r\nSubject: x\r\n\r\ntext\r\n");
    let whole = format!("Date: Sun, 22 Nov 2026 04:00:00 +0000\r\nMessage-ID: <1@x>\r\n{bare}");
    for (index, mail) in [&bare, &whole].into_iter().enumerate() {
        assert!(client.mail(notices, CUSTOMER, mail).await.starts_with("250"));
        stage.at_hop(index + 1).await;
    }
    let after_received = async |index| {
        let content = content(&stage, index).await;
        let lines: Vec<&str> = content.split_inclusive("\r\n").skip(3).collect();
        lines.concat()
    };
    let first = after_received(0).await;
    assert!(first.ends_with(&bare), "{first}");
    let added: Vec<&str> = first.strip_suffix(bare.as_str()).unwrap().lines().collect();
    assert!(added.len() == 2 && added[0].starts_with("Date: ") && added[1].starts_with("Message-ID: <"), "{added:?}");
    assert!(added[1].ends_with("@gw.example>"), "{added:?}");
    assert_eq!(after_received(1).await, whole);
    let journal = stage.journal(2).await;
    assert_eq!(format!("Message-ID: {}", journal[1].message_id.as_deref().unwrap()), added[1]);
    // a relay adds nothing
    let mut relay = stage.client().await;
    relay.mail("x@bank.example", CUSTOMER, &bare).await;
    assert_eq!(after_received(2).await, bare);
}

#[tokio::test]
async fn a_client_certificate_is_a_login_by_its_address() {
    let doors = Doors::new();
    let stage = stage(&doors, ", client-ca = \"CA\"", "").await;
    let enter = async |door: usize, config| {
        let mut client = match door {
            1 => Dialogue::inside(stage.addresses[1], config).await.unwrap(),
            _ => unreachable!(),
        };
        client.expect("220").await;
        let offers = client.command("EHLO app.example", "250").await;
        (client, offers)
    };
    let (mut client, offers) = enter(1, doors.client_with(&[NOREPLY, "other@bank.example"], false)).await;
    assert!(offers.contains("250-AUTH EXTERNAL\r\n"), "{offers}");
    for from in [NOREPLY, "other@bank.example"] {
        assert!(client.mail(from, CUSTOMER, mail(from, "m1")).await.starts_with("250"), "{from}");
    }
    assert!(content(&stage, 0).await.contains(" with ESMTPS id "), "by certificate, not by AUTH");
    client.command(&format!("MAIL FROM:<{BOSS}>"), "550 5.7.1").await;
    client.command("AUTH PLAIN AGEAYg==", "503").await;
    // no certificate, or one without an address: log in
    for config in [doors.client(), doors.client_with(&[], false)] {
        let (mut client, offers) = enter(1, config).await;
        assert!(offers.contains("250-AUTH SCRAM-SHA-256 PLAIN LOGIN\r\n"), "{offers}");
        client.command(&format!("MAIL FROM:<{NOREPLY}>"), "530").await;
    }
    // a stranger's certificate does not get in
    let refused = async {
        let mut client = Dialogue::inside(stage.addresses[1], doors.client_with(&[NOREPLY], true)).await?;
        client.reply().await.ok_or_else(|| std::io::Error::other("ended"))
    };
    assert!(refused.await.is_err());
    // a disabled account shuts out its certificate
    let noreply = kakitome_store::Address::parse(NOREPLY).unwrap();
    stage.store.disable_account(&noreply, true, kakitome_store::Millis::now()).await.unwrap();
    let (mut client, _) = enter(1, doors.client_with(&[NOREPLY], false)).await;
    client.command(&format!("MAIL FROM:<{NOREPLY}>"), "530").await;
}

#[tokio::test]
async fn where_certificates_are_required_nothing_is_said_without_one() {
    let doors = Doors::new();
    let stage = stage(&doors, ", client-ca = \"CA\", client-certificates = \"required\"", "").await;
    let refused = async {
        let mut client = Dialogue::inside(stage.addresses[1], doors.client()).await?;
        client.reply().await.ok_or_else(|| std::io::Error::other("ended"))
    };
    assert!(refused.await.is_err());
    let mut client = Dialogue::inside(stage.addresses[1], doors.client_with(&[NOREPLY], false)).await.unwrap();
    client.expect("220").await;
}

#[tokio::test]
async fn a_relay_signs_for_a_certificate_what_its_network_may_not() {
    let doors = Doors::new();
    let listener = format!("starttls = \"required\"\n{}", doors.tls(", client-ca = \"CA\", client-certificates = \"required\""));
    let stage = Stage::with(Changes { listener: &listener, ..Changes::default() }).await;
    let mut plain = tokio::net::TcpStream::connect(stage.address).await.unwrap();
    use tokio::io::AsyncWriteExt as _;
    stage::client::read_until(&mut plain, b"220 ").await;
    plain.write_all(b"EHLO app.example\r\n").await.unwrap();
    stage::client::read_until(&mut plain, b"250 ").await;
    plain.write_all(b"STARTTLS\r\n").await.unwrap();
    stage::client::read_until(&mut plain, b"220 ").await;
    let connector = tokio_rustls::TlsConnector::from(doors.client_with(&[BOSS], false));
    let tls = connector.connect("gw.example".try_into().unwrap(), plain).await.unwrap();
    let mut client = Dialogue::over_any(tls);
    client.command("EHLO app.example", "250").await;
    for from in [BOSS, NOREPLY] {
        assert!(client.mail("x@bank.example", CUSTOMER, mail(from, "m")).await.starts_with("250"), "{from}");
    }
    assert_eq!(stage.keyholder.signatures(), 2);
}

#[tokio::test]
async fn which_door_and_program_an_account_uses_is_written_down_off_the_way_of_mail() {
    use kakitome_store::Way;
    let doors = Doors::new();
    let stage = stage(&doors, "", "").await;
    account(&stage.store, "teller@bank.example", &[]).await;
    for number in 0..2 {
        let mut client = doors.at_587(stage.addresses[2]).await;
        assert!(plain(&mut client, "NoReply@bank.example", PASSWORD).await.starts_with("235"));
        let letter = mail(NOREPLY, &format!("u{number}")).replacen("Subject:", "X-Mailer: Becky! ver. 2.81.04 [ja]\r\nSubject:", 1);
        assert!(client.mail(NOREPLY, CUSTOMER, letter).await.starts_with("250"));
        client.command("QUIT", "221").await;
    }
    let mut client = doors.at_465(stage.addresses[1]).await;
    client.command("EHLO smtpclient.apple", "250").await;
    assert!(plain(&mut client, "teller@bank.example", PASSWORD).await.starts_with("235"));
    client.command("QUIT", "221").await;
    // one that does not log in, and one whose login is wrong, are nobody's
    let mut client = doors.at_587(stage.addresses[2]).await;
    assert!(plain(&mut client, NOREPLY, "wrong horse battery").await.starts_with("535"));
    client.command("QUIT", "221").await;
    let store = stage.store.clone();
    stage.stop().await.unwrap();
    let uses = store.door_uses().await.unwrap();
    let told: Vec<_> =
        uses.iter().map(|one| (one.account.as_str(), one.way, one.program.as_str(), one.said.as_deref(), one.sessions)).collect();
    assert_eq!(
        told,
        [(NOREPLY, Way::Starttls, "becky", Some("Becky! ver. 2.81.04 [ja]"), 2), ("teller@bank.example", Way::Implicit, "apple", None, 1)]
    );
    assert!(uses[0].first <= uses[0].last);
}

/// A client with a certificate at the door of port 465.
async fn by_certificate(stage: &Stage, config: std::sync::Arc<rustls::ClientConfig>) -> std::io::Result<Dialogue> {
    let mut client = Dialogue::inside(stage.addresses[1], config).await?;
    let greeting = client.reply().await.ok_or_else(|| std::io::Error::other("ended"))?;
    assert!(greeting.starts_with("220"), "{greeting}");
    client.command("EHLO app.example", "250").await;
    Ok(client)
}

#[tokio::test]
async fn auth_external_is_the_certificate_or_one_of_its_addresses() {
    let doors = Doors::new();
    let stage = stage(&doors, ", client-ca = \"CA\"", "").await;
    let config = doors.client_with(&[NOREPLY, "other@bank.example"], false);
    let base64 = |text: &str| stage::doors::base64(text.as_bytes());
    // as itself: all its addresses, with and without a first response
    for (n, how) in ["AUTH EXTERNAL =", "AUTH EXTERNAL"].into_iter().enumerate() {
        let mut client = by_certificate(&stage, config.clone()).await.unwrap();
        if how.ends_with('=') {
            client.command(how, "235").await;
        } else {
            client.command(how, "334").await;
            client.command("", "235").await;
        }
        client.command(how, "503").await;
        assert!(!client.command("EHLO app.example", "250").await.contains("AUTH"));
        assert!(client.mail("other@bank.example", CUSTOMER, mail("other@bank.example", "m1")).await.starts_with("250"));
        assert!(content(&stage, n).await.contains(" with ESMTPSA id "), "it has said AUTH");
    }
    // as one of its addresses, however it is written: that one alone
    let mut client = by_certificate(&stage, config.clone()).await.unwrap();
    client.command(&format!("AUTH EXTERNAL {}", base64("Other@BANK.example")), "235").await;
    assert!(client.mail("other@bank.example", CUSTOMER, mail("other@bank.example", "m2")).await.starts_with("250"));
    client.command(&format!("MAIL FROM:<{NOREPLY}>"), "550 5.7.1").await;
    let entry = &stage.journal(3).await[0];
    assert_eq!(entry.envelope_sender, "other@bank.example");
    // as somebody else: no
    for (wanted, code) in [(BOSS, "535 5.7.8"), ("@bank.example", "535 5.7.8"), ("noreply@bank.example.evil.test", "535"), ("a\0b", "501")]
    {
        let mut client = by_certificate(&stage, config.clone()).await.unwrap();
        client.command(&format!("AUTH EXTERNAL {}", base64(wanted)), code).await;
        client.command(&format!("MAIL FROM:<{BOSS}>"), "550 5.7.1").await;
    }
    // without a certificate, and with one that has no address
    for config in [doors.client(), doors.client_with(&[], false)] {
        let mut client = by_certificate(&stage, config).await.unwrap();
        client.command(&format!("AUTH EXTERNAL {}", base64(NOREPLY)), "504").await;
        client.command(&format!("MAIL FROM:<{NOREPLY}>"), "530").await;
    }
    // three that fail end the connection
    let mut client = by_certificate(&stage, config).await.unwrap();
    for _ in 0..3 {
        client.command(&format!("AUTH EXTERNAL {}", base64(BOSS)), "535").await;
    }
    client.expect("421").await;
}

#[tokio::test]
async fn a_revoked_certificate_is_not_let_in_and_an_open_session_ends() {
    let doors = Doors::new();
    doors.revoke(&[1], 24);
    let stage = stage(&doors, ", client-ca = \"CA\", client-crl = \"CRL\"", "").await;
    let (revoked, good) = (doors.client_numbered(&[NOREPLY], false, 1), doors.client_numbered(&[NOREPLY], false, 2));
    assert!(by_certificate(&stage, revoked).await.is_err(), "revoked");
    let mut open = by_certificate(&stage, good.clone()).await.unwrap();
    assert!(open.mail(NOREPLY, CUSTOMER, mail(NOREPLY, "m1")).await.starts_with("250"));
    // a new list, and nobody is told: the file is enough
    doors.revoke(&[1, 2], 24);
    let mut refused = false;
    for _ in 0..400 {
        refused = by_certificate(&stage, good.clone()).await.is_err();
        if refused {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert!(refused, "the new list counts");
    open.command(&format!("MAIL FROM:<{NOREPLY}>"), "421 4.7.0").await;
    open.expect_end().await;
    assert!(by_certificate(&stage, doors.client_numbered(&[NOREPLY], false, 3)).await.is_ok(), "others are let in");
    assert!(by_certificate(&stage, doors.client()).await.is_ok(), "and whoever has none logs in by password");
}

#[tokio::test]
async fn a_list_that_is_out_of_date_refuses_or_warns_as_it_is_set() {
    for (more, let_in) in [("", false), (", client-crl-outdated = \"refuse\"", false), (", client-crl-outdated = \"warn\"", true)] {
        let doors = Doors::new();
        doors.revoke(&[1], -1);
        let stage = stage(&doors, &format!(", client-ca = \"CA\", client-crl = \"CRL\"{more}"), "").await;
        assert_eq!(by_certificate(&stage, doors.client_numbered(&[NOREPLY], false, 2)).await.is_ok(), let_in, "{more}");
        assert!(by_certificate(&stage, doors.client_numbered(&[NOREPLY], false, 1)).await.is_err(), "{more}: revoked all the same");
    }
}

#[tokio::test]
async fn a_list_that_is_none_or_of_nobodys_authority_is_told_before_mail_is_taken() {
    let doors = Doors::new();
    let start = async |crl: &str| {
        let text = format!(
            "hostname = \"gw.example\"\n{}[next-hop]\naddress = \"127.0.0.1\"\n",
            doors.both(", client-ca = \"CA\", client-crl = \"CRL\"")
        );
        std::fs::write(doors.folder.path().join("crl.pem"), crl).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("data")).unwrap();
        kakitome_store::Store::create(&folder.path().join("data/kakitome.db")).await.unwrap();
        std::fs::write(folder.path().join("kakitome.toml"), text).unwrap();
        let settings = kakitome_gateway::config::Settings::load(&folder.path().join("kakitome.toml")).unwrap();
        kakitome_gateway::Gateway::start(settings).await.map(|_| ()).unwrap_err().to_string()
    };
    for (crl, what) in [
        ("", "no list of revoked certificates in it"),
        ("0garbage", "no list of revoked certificates"),
        ("-----BEGIN X509 CRL-----\nAAAA\n", "PEM"),
    ] {
        let error = start(crl).await;
        assert!(error.contains(what) && error.contains("crl.pem"), "{crl:?}: {error}");
    }
    let config = |line: &str| {
        let text = format!(
            "hostname = \"gw\"\n[[listener]]\nkind = \"submission\"\naddress = \"127.0.0.1:0\"\ntls = {{ cert = \"c\", key = \"k\"{line} }}\n[next-hop]\naddress = \"mx\"\n"
        );
        kakitome_gateway::config::Settings::from_text(&text, std::path::Path::new("/k.toml")).map(|_| ()).unwrap_err().to_string()
    };
    assert!(config(", client-crl = \"x\"").contains("need an authority"));
    assert!(config(", client-ca = \"a\", client-crl-outdated = \"warn\"").contains("no list of revoked certificates to be out of date"));
}

#[tokio::test]
async fn s14_a_session_by_certificate_ends_when_certificates_no_longer_count() {
    let doors = Doors::new();
    let stage = stage(&doors, ", client-ca = \"CA\"", "").await;
    let mut certificate = by_certificate(&stage, doors.client_with(&[NOREPLY], false)).await.unwrap();
    assert!(certificate.mail(NOREPLY, CUSTOMER, mail(NOREPLY, "m1")).await.starts_with("250"));
    let mut password = doors.at_465(stage.addresses[1]).await;
    assert!(plain(&mut password, NOREPLY, PASSWORD).await.starts_with("235"));
    let path = stage.folder.path().join("kakitome.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let ca = format!(", client-ca = \"{}/ca.pem\"", doors.folder.path().display());
    assert!(text.contains(&ca), "{text}");
    std::fs::write(&path, text.replace(&ca, "").replace("hostname = \"gw.example\"", "hostname = \"new.example\"")).unwrap();
    stage.handle.reload().await;
    for n in 0.. {
        assert!(n < 500, "the reload did not come");
        if Dialogue::connect(stage.address).await.reply().await.is_some_and(|said| said.contains("new.example")) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    certificate.command(&format!("MAIL FROM:<{NOREPLY}>"), "421 4.7.0").await;
    certificate.expect_end().await;
    assert!(password.mail(NOREPLY, CUSTOMER, mail(NOREPLY, "m2")).await.starts_with("250"), "a password still counts");
}

#[tokio::test]
async fn a_session_ends_when_its_account_is_disabled_or_removed() {
    let doors = Doors::new();
    let stage = stage(&doors, ", client-ca = \"CA\"", "").await;
    let noreply = kakitome_store::Address::parse(NOREPLY).unwrap();
    let sessions = async || {
        let mut password = doors.at_465(stage.addresses[1]).await;
        assert!(plain(&mut password, NOREPLY, PASSWORD).await.starts_with("235"));
        let certificate = by_certificate(&stage, doors.client_with(&[NOREPLY], false)).await.unwrap();
        (password, certificate)
    };
    let (mut password, mut certificate) = sessions().await;
    for client in [&mut password, &mut certificate] {
        assert!(client.mail(NOREPLY, CUSTOMER, mail(NOREPLY, "m1")).await.starts_with("250"));
    }
    stage.store.disable_account(&noreply, true, kakitome_store::Millis::now()).await.unwrap();
    for client in [&mut password, &mut certificate] {
        client.command(&format!("MAIL FROM:<{NOREPLY}>"), "421 4.7.0 Your login is no longer valid").await;
        client.expect_end().await;
    }
    stage.store.disable_account(&noreply, false, kakitome_store::Millis::now()).await.unwrap();
    let (mut password, mut certificate) = sessions().await;
    stage.store.remove_account(&noreply).await.unwrap();
    password.command(&format!("MAIL FROM:<{NOREPLY}>"), "421 4.7.0").await;
    // a certificate needs no account
    certificate.command(&format!("MAIL FROM:<{NOREPLY}>"), "250").await;
}
