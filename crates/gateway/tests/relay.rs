//! The relay's main way: a mail comes in, is signed or not as the rules say, goes out; recipients and replies are the next hop's.
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
use kakitome_store::Decision;
use stage::client::stuffed;
use stage::{BOSS, Changes, LATE, NOREPLY, Script, Stage, mail};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[tokio::test]
async fn a_mail_of_a_known_identity_is_signed_and_verifies() {
    let stage = Stage::usual().await;
    let mut client = stage.client().await;
    let reply = client.mail("bounce@bank.example", &["a@example.com", "b@example.com"], mail(NOREPLY, "m1")).await;
    assert!(reply.starts_with("250 2.0.0 Ok: queued as HOP123: "), "the next hop's words and the mail's name: {reply}");
    client.command("QUIT", "221").await;

    let mails = stage.hop.mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].mail_from.starts_with("MAIL FROM:<bounce@bank.example>"), "{}", mails[0].mail_from);
    assert_eq!(mails[0].rcpt_to.len(), 2);
    let received = text(&mails[0].content);
    assert!(received.starts_with("Received: from app.example ([127.0.0.1])\r\n\tby gw.example (Kakitome) with ESMTP id "), "{received}");
    assert!(received.contains("multipart/signed"), "{received}");
    assert!(received.contains("\r\n..\r\n"), "dots are unstuffed and stuffed again");
    assert_eq!(stage.report(&mails[0].content).verdict(), Verdict::Valid);

    let journal = stage.journal(1).await;
    assert_eq!(journal[0].decision, Decision::Signed);
    assert_eq!(journal[0].identity.as_deref(), Some(NOREPLY));
    assert_eq!(journal[0].message_id.as_deref(), Some("<m1@bank.example>"));
    assert_eq!(journal[0].recipients, ["a@example.com", "b@example.com"]);
    let name = journal[0].id.to_string();
    assert!(received.contains(&name) && reply.contains(&name), "the mail's name stands in Received and in the reply");
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn a_pipelined_client_gets_its_answers_in_order_and_the_hop_sees_one_group() {
    let stage = Stage::usual().await;
    let mut client = stage.client().await;
    for round in 0..3 {
        client.send("MAIL FROM:<x@bank.example>\r\nRCPT TO:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n").await;
        client.expect("250 2.1.0 sender ok").await;
        client.expect("250 2.1.5 recipient ok").await;
        client.expect("250 2.1.5 recipient ok").await;
        client.expect("354").await;
        client.send(stuffed(mail(NOREPLY, &format!("m{round}")).as_bytes())).await;
        client.expect("250 2.0.0 Ok: queued as HOP123").await;
    }
    assert_eq!(stage.hop.mails().len(), 3);
    assert_eq!(stage.hop.connections(), 1, "one connection to the next hop carries them all");
}

#[tokio::test]
async fn s06_one_bad_recipient_in_a_group_is_answered_in_its_place() {
    let mut script = Script::default();
    script.recipients.insert("bad@", "550 5.1.1 nobody here");
    script.recipients.insert("later@", "450 4.2.1 busy");
    let stage = Stage::with(Changes { script, ..Changes::default() }).await;
    let mut client = stage.client().await;
    client
        .send(
            "MAIL FROM:<x@bank.example>\r\nRCPT TO:<a@example.com>\r\nRCPT TO:<bad@example.com>\r\nRCPT TO:<later@example.com>\r\nDATA\r\n",
        )
        .await;
    client.expect("250").await;
    client.expect("250").await;
    assert_eq!(client.expect("550").await, "550 5.1.1 nobody here\r\n");
    assert_eq!(client.expect("450").await, "450 4.2.1 busy\r\n");
    client.expect("354").await;
    client.send(stuffed(mail(NOREPLY, "m1").as_bytes())).await;
    client.expect("250").await;
    assert_eq!(stage.hop.mails()[0].rcpt_to.len(), 1);
    assert_eq!(stage.journal(1).await[0].recipients, ["a@example.com"]);
}

#[tokio::test]
async fn r09_when_every_recipient_is_refused_nothing_is_sent() {
    let mut script = Script::default();
    script.recipients.insert("bad@", "550 5.1.1 nobody here");
    let stage = Stage::with(Changes { script, ..Changes::default() }).await;
    let mut client = stage.client().await;
    client.command("MAIL FROM:<x@bank.example>", "250").await;
    client.command("RCPT TO:<bad@example.com>", "550").await;
    client.command("DATA", "554").await;
    client.command("RSET", "250").await;
    client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m2")).await;
    assert_eq!(stage.hop.mails().len(), 1);
}

#[tokio::test]
async fn mail_of_nobody_we_know_passes_as_it_is_but_for_blind_copies() {
    let stage = Stage::usual().await;
    let mut client = stage.client().await;
    let original = "From: someone@elsewhere.example\r\nBcc: secret@example.com\r\nTo: a@example.com\r\nX-Kakitome-Verdict: valid\r\n\
        Resent-Bcc: s2@example.com\r\nSubject: =?utf-8?q?x?=\r\n\r\n.dot\r\n\x20trailing \r\n";
    client.mail("x@elsewhere.example", &["a@example.com"], original).await;
    let got = text(&stage.hop.mails()[0].content);
    let without_trace = got.splitn(4, "\r\n").nth(3).unwrap();
    assert_eq!(
        without_trace,
        "From: someone@elsewhere.example\r\nTo: a@example.com\r\nSubject: =?utf-8?q?x?=\r\n\r\n.dot\r\n\x20trailing \r\n"
    );
    let journal = stage.journal(1).await;
    assert_eq!(journal[0].decision, Decision::Passed);
    assert_eq!(journal[0].reason.as_deref(), Some("identity.unknown"));
    assert_eq!(stage.keyholder.signatures(), 0);
}

#[tokio::test]
async fn s14_a_client_that_may_not_sign_as_from_is_refused_or_unsigned_and_no_key_is_used() {
    let stage = Stage::usual().await;
    let mut client = stage.client().await;
    // MAIL FROM does not matter, nor do Sender and Resent-From.
    let reply = client.mail(NOREPLY, &["a@example.com"], mail(BOSS, "m1")).await;
    assert!(reply.starts_with("550 5.7.1 You may not send signed mail as boss@bank.example"), "{reply}");
    assert!(stage.hop.mails().is_empty());
    for (number, head) in [
        format!("From: {NOREPLY}, {BOSS}\r\nSender: {NOREPLY}"),
        format!("From: {NOREPLY}\r\nFrom: {BOSS}"),
        format!("From: x@elsewhere.example\r\nSender: {BOSS}\r\nResent-From: {BOSS}"),
        format!("From: group: {BOSS};"),
        "Subject: nobody".to_owned(),
    ]
    .iter()
    .enumerate()
    {
        let reply = client.mail(BOSS, &["a@example.com"], format!("{head}\r\n\r\nx\r\n")).await;
        assert!(reply.starts_with("250"), "{head}: {reply}");
        assert!(!text(&stage.hop.mails()[number].content).contains("multipart/signed"), "{head}");
    }
    assert_eq!(stage.keyholder.signatures(), 0);

    let stage = Stage::with(Changes { config: "[signing]\nunauthorised = \"unsigned\"\n", ..Changes::default() }).await;
    let mut client = stage.client().await;
    let reply = client.mail(NOREPLY, &["a@example.com"], mail(BOSS, "m1")).await;
    assert!(reply.starts_with("250"), "{reply}");
    assert!(!text(&stage.hop.mails()[0].content).contains("multipart/signed"));
    assert_eq!(stage.keyholder.signatures(), 0);
    assert_eq!(stage.journal(1).await[0].reason.as_deref(), Some("rule.unauthorised"));
}

#[tokio::test]
async fn an_expired_certificate_never_signs() {
    let stage = Stage::usual().await;
    let mut client = stage.client().await;
    let reply = client.mail("x@bank.example", &["a@example.com"], mail(LATE, "m1")).await;
    assert!(reply.starts_with("550 5.7.1 The certificate of late@bank.example has expired at "), "{reply}");
    assert!(stage.hop.mails().is_empty());
    assert_eq!(stage.journal(1).await[0].decision, Decision::Refused);

    let stage = Stage::with(Changes { config: "[signing]\nwhen-expired = \"unsigned\"\n", ..Changes::default() }).await;
    let mut client = stage.client().await;
    let reply = client.mail("x@bank.example", &["a@example.com"], mail(LATE, "m1")).await;
    assert!(reply.starts_with("250"), "{reply}");
    assert!(!text(&stage.hop.mails()[0].content).contains("multipart/signed"));
    assert_eq!(stage.keyholder.signatures(), 0);
}

/// What programs send by themselves: answers, notices, reports, invitations, and whatever has no sender.
fn by_programs(from: &str) -> [(&'static str, String, &'static str); 7] {
    let with = |field: &str| mail(from, "auto").replace("Subject:", &format!("{field}\r\nSubject:"));
    let of_type = |kind: &str| with(&format!("MIME-Version: 1.0\r\nContent-Type: {kind}"));
    let report = |kind: &str| {
        let whole = of_type(&format!("multipart/report; report-type={kind}; boundary=b"));
        let (header, _) = whole.split_once("\r\n\r\n").unwrap();
        format!(
            "{header}\r\n\r\n--b\r\n\r\nWhat became of it\r\n--b\r\nContent-Type: message/{kind}\r\n\r\nReporting-MTA: dns; x\r\n--b--\r\n"
        )
    };
    [
        ("x@bank.example", with("Auto-Submitted: auto-generated"), "rule.auto-submitted"),
        ("x@bank.example", with("Auto-Submitted: auto-replied (vacation)"), "rule.auto-submitted"),
        ("x@bank.example", with("AUTO-SUBMITTED:\r\n auto-replied; x=y"), "rule.auto-submitted"),
        ("", mail(from, "auto"), "rule.null-sender"),
        ("x@bank.example", report("delivery-status"), "rule.report"),
        ("x@bank.example", report("disposition-notification"), "rule.report"),
        ("x@bank.example", of_type("text/calendar; method=REPLY"), "rule.calendar"),
    ]
}

#[tokio::test]
async fn m28_what_programs_send_is_signed_by_a_service_identity_alone() {
    let rule = "[[may-sign]]\nnetworks = [\"here\"]\nas = [\"*\"]\n[[rule]]\nname = \"notices\"\nfrom = [\"noreply@bank.example\"]\n\
        also-sign = [\"auto-submitted\", \"null-sender\", \"report\", \"calendar\"]\n";
    let stage = Stage::with(Changes { config: rule, ..Changes::default() }).await;
    let mut client = stage.client().await;
    let reply = client.mail("x@bank.example", &["a@example.com"], mail(BOSS, "by hand")).await;
    assert!(reply.starts_with("250") && text(&stage.hop.mails()[0].content).contains("multipart/signed"), "she does sign here: {reply}");
    let mut wanted = vec![None];
    for (sender, content, reason) in by_programs(BOSS) {
        client.mail(sender, &["a@example.com"], &content).await;
        wanted.push(Some(reason.to_owned()));
    }
    let mails = stage.hop.mails();
    assert_eq!(mails.len(), wanted.len());
    for got in &mails[1..] {
        assert!(!text(&got.content).contains("multipart/signed"), "{}", text(&got.content));
    }
    let mut reasons: Vec<_> = stage.journal(wanted.len()).await.into_iter().map(|entry| entry.reason).collect();
    reasons.sort();
    wanted.sort();
    assert_eq!(reasons, wanted);
    for (sender, content, _) in by_programs(NOREPLY) {
        client.mail(sender, &["a@example.com"], &content).await;
        let last = stage.hop.mails().pop().unwrap();
        assert_eq!(stage.report(&last.content).verdict(), Verdict::Valid, "{}", text(&last.content));
    }
}

#[tokio::test]
async fn a_rule_for_recipients_parts_the_mail_and_splits_for_mail_servers() {
    let rule = "[[rule]]\nname = \"partner\"\nto = [\"@partner.example\"]\nsign = \"no\"\n";
    let stage = Stage::with(Changes { config: rule, ..Changes::default() }).await;
    let mut client = stage.client().await;
    client.mail("x@bank.example", &["a@partner.example"], mail(NOREPLY, "m1")).await;
    client.mail("x@bank.example", &["a@partner.example", "b@example.com"], mail(NOREPLY, "m2")).await;
    let mails = stage.at_hop(3).await;
    assert!(!text(&mails[0].content).contains("multipart/signed"));
    for part in &mails[1..] {
        assert_eq!(part.rcpt_to.len(), 1, "each of the two gets a mail of its own");
        assert_eq!(text(&part.content).contains("multipart/signed"), part.rcpt_to[0].contains("b@example.com"));
    }
    assert_ne!(mails[1].rcpt_to, mails[2].rcpt_to);

    let stage = Stage::with(Changes { config: rule, network: "mta = true", ..Changes::default() }).await;
    let mut client = stage.client().await;
    client.command("MAIL FROM:<x@bank.example>", "250").await;
    client.command("RCPT TO:<a@partner.example>", "250").await;
    client.command("RCPT TO:<b@example.com>", "452 4.5.3").await;
    client.command("RCPT TO:<c@partner.example>", "250").await;
    client.command("DATA", "354").await;
    client.send(stuffed(mail(NOREPLY, "m3").as_bytes())).await;
    client.expect("250").await;
    assert_eq!(stage.hop.mails()[0].rcpt_to.len(), 2);
    assert!(!text(&stage.hop.mails()[0].content).contains("multipart/signed"));
}

#[tokio::test]
async fn opaque_by_rule_and_already_signed_mail_as_it_is() {
    let stage = Stage::with(Changes { config: "[signing]\nsign = \"opaque\"\n", ..Changes::default() }).await;
    let mut client = stage.client().await;
    client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
    let first = stage.hop.mails()[0].content.clone();
    assert!(text(&first).contains("smime-type=signed-data"), "{}", text(&first));
    assert_eq!(stage.report(&first).verdict(), Verdict::Valid);
    // Once more through the gateway: it is left as it is, and still valid.
    client.mail("x@bank.example", &["a@example.com"], &first).await;
    let second = stage.hop.mails()[1].content.clone();
    assert!(second.ends_with(&first), "left as it is");
    assert_eq!(stage.keyholder.signatures(), 1);
    assert_eq!(stage.journal(2).await[0].reason.as_deref(), Some("mail.already-signed"));
}

#[tokio::test]
async fn dkim_is_removed_kept_or_refused() {
    let signed = mail(NOREPLY, "m1").replace("Subject:", "DKIM-Signature: v=1; a=rsa-sha256; d=bank.example; s=x; b=AAAA\r\nSubject:");
    for (setting, reply, dkim, sealed, told) in [
        ("remove", "250", false, true, "rule.signed-without-dkim"),
        ("unsigned", "250", true, false, "dkim-signed"),
        ("refuse", "550 5.6.0", false, false, "dkim-signed"),
    ] {
        let config = format!("[signing]\ndkim = \"{setting}\"\n");
        let stage = Stage::with(Changes { config: &config, ..Changes::default() }).await;
        let mut client = stage.client().await;
        let said = client.mail("x@bank.example", &["a@example.com"], &signed).await;
        assert!(said.starts_with(reply), "{setting}: {said}");
        let content = stage.hop.mails().first().map(|mail| text(&mail.content)).unwrap_or_default();
        assert_eq!(content.contains("DKIM-Signature"), dkim, "{setting}");
        assert_eq!(content.contains("multipart/signed"), sealed, "{setting}");
        assert_eq!(stage.journal(1).await[0].reason.as_deref(), Some(told), "{setting}");
    }
}

#[tokio::test]
async fn envelope_parameters_go_on_and_what_the_hop_lacks_is_left_out() {
    let stage = Stage::usual().await;
    let mut client = stage.client().await;
    client.command("MAIL FROM:<x@bank.example> SIZE=1000 BODY=8BITMIME RET=HDRS ENVID=abc", "250").await;
    client.command("RCPT TO:<a@example.com> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;a@example.com", "250").await;
    let said = stage.hop.commands().join("\n");
    for parameter in ["BODY=8BITMIME", "RET=HDRS", "ENVID=abc", "NOTIFY=SUCCESS,FAILURE", "ORCPT=rfc822;a@example.com"] {
        assert!(said.contains(parameter), "{parameter}: {said}");
    }
    assert!(!said.contains("SIZE="), "how long it will be when it is signed is not known yet: {said}");

    let script = Script { offers: vec![], ..Script::default() };
    let stage = Stage::with(Changes { script, ..Changes::default() }).await;
    let mut client = stage.client().await;
    let eight_bit = mail("x@elsewhere.example", "m1")
        .replace("Dear", "D\u{e9}ar")
        .replace("Subject:", "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\nSubject:");
    client.command("MAIL FROM:<x@bank.example> BODY=8BITMIME", "250").await;
    client.command("RCPT TO:<a@example.com>", "250").await;
    client.command("DATA", "354").await;
    client.send(stuffed(eight_bit.as_bytes())).await;
    client.expect("250").await;
    let got = stage.hop.mails()[0].clone();
    assert!(got.content.is_ascii(), "converted for a next hop without 8BITMIME (RFC 6152 3)");
    assert!(!got.mail_from.contains("BODY"), "{}", got.mail_from);
    assert!(text(&got.content).contains("D=C3=A9ar"), "{}", text(&got.content));
    // Now that it is known, DSN and SMTPUTF8 are not offered any more.
    let mut client = stage::Dialogue::connect(stage.address).await;
    client.expect("220").await;
    let offers = client.command("EHLO x", "250").await;
    assert!(!offers.contains("DSN") && !offers.contains("SMTPUTF8"), "{offers}");
}

#[tokio::test]
async fn a_size_is_announced_where_nothing_is_added_but_where_it_came_from_and_one_too_large_is_not_asked_for() {
    let script = Script { offers: vec!["PIPELINING", "SIZE 10000", "8BITMIME"], ..Script::default() };
    let stage = Stage::with(Changes { script, config: "[signing]\nmode = \"observe\"\n", ..Changes::default() }).await;
    let mut client = stage.client().await;
    let mail = mail(NOREPLY, "m1");
    client.command(&format!("MAIL FROM:<x@bank.example> SIZE={}", mail.len()), "250").await;
    client.command("RCPT TO:<a@example.com>", "250").await;
    client.command("DATA", "354").await;
    client.send(stuffed(mail.as_bytes())).await;
    client.expect("250").await;
    let got = stage.hop.mails()[0].clone();
    assert!(got.mail_from.contains(&format!("SIZE={}", got.content.len())), "{} {}", got.mail_from, got.content.len());
    // What its sender says is too large for the hop; then what turns out to be.
    let reply = client.command("MAIL FROM:<x@bank.example> SIZE=10001", "552 5.3.4").await;
    assert!(reply.contains("10001") && reply.contains("10000"), "{reply}");
    let reply = client.mail("x@bank.example", &["a@example.com"], format!("{mail}{}", "x\r\n".repeat(3_500))).await;
    assert!(reply.starts_with("552 5.3.4"), "{reply}");
    assert_eq!(stage.hop.mails().len(), 1);
    assert!(stage.hop.commands().iter().filter(|said| *said == "DATA").count() == 1, "it never came to the content");
}

#[tokio::test]
async fn s17_smtputf8_is_never_mangled() {
    let script = Script { offers: vec!["8BITMIME"], ..Script::default() };
    let stage = Stage::with(Changes { script, ..Changes::default() }).await;
    let mut client = stage.client().await;
    client.command("MAIL FROM:<用@bank.example> SMTPUTF8", "550 5.6.7").await;
    assert!(stage.hop.commands().iter().all(|said| !said.starts_with("MAIL")));

    let stage = Stage::usual().await;
    let mut client = stage.client().await;
    client.command("MAIL FROM:<用@bank.example> SMTPUTF8", "250").await;
    client.command("RCPT TO:<客@example.com>", "250").await;
    client.command("DATA", "354").await;
    client.send(stuffed(mail(NOREPLY, "m1").as_bytes())).await;
    client.expect("250").await;
    assert!(stage.hop.mails()[0].mail_from.contains("<用@bank.example> "), "{}", stage.hop.mails()[0].mail_from);
    assert!(text(&stage.hop.mails()[0].content).contains("with UTF8SMTP id"));
}

#[tokio::test]
async fn xclient_moves_the_rules_to_the_client_behind() {
    let stage = Stage::with(Changes { network: "xclient = true", ..Changes::default() }).await;
    let mut client = stage.client().await;
    client.command("XCLIENT ADDR=127.0.0.9 NAME=[UNAVAILABLE]", "220").await;
    client.command("EHLO inner.example", "250").await;
    client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
    assert!(text(&stage.hop.mails()[0].content).starts_with("Received: from inner.example ([127.0.0.9])"));
    let mut client = stage.client().await;
    client.send("XCLIENT ADDR=192.0.2.1\r\n").await;
    let mut last = String::new();
    while let Some(reply) = client.reply().await {
        last = reply;
    }
    assert!(last.starts_with("554 5.7.1"), "{last}");

    let stage = Stage::usual().await;
    let mut client = stage.client().await;
    client.command("XCLIENT ADDR=127.0.0.9", "550").await;
}
