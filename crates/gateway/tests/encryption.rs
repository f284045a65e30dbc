//! Encryption by rule: whoever must have ciphertext gets it or nobody gets anything, nobody learns of the blind, and a mail that is parted
//! reaches each recipient once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod stage;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use kakitome_smime::Verdict;
use kakitome_store::outbox::{Act, Disk};
use kakitome_store::{Decision, Millis, PersonTrust, SignedForm};
use rcgen::{CertificateRevocationListParams, KeyIdMethod, RevokedCertParams, SerialNumber};
use stage::doors::{PASSWORD, account, plain};
use stage::mta::{Fate, Mta};
use stage::people::named;
use stage::{Changes, Dialogue, Doors, LATE, NOREPLY, Reader, Received, Stage, mail};

const FROM: &str = "x@bank.example";
const REQUIRED: &str = "[[rule]]\nname = \"secret\"\nto = [\"@secret.example\", \"@list.example\"]\nencrypt = \"required\"\n";
const FORMS: &str = "451 4.7.1 The recipients need different forms";
const MAYBE: &str = "[[rule]]\nname = \"maybe\"\nto = [\"@maybe.example\"]\nencrypt = \"if-possible\"\n";

async fn stage(config: &str) -> Stage {
    Stage::with(Changes { config, ..Changes::default() }).await
}

/// A mail that names these.
fn to(open: &str, id: &str) -> String {
    mail(NOREPLY, id).replace("To: customer@example.com", &format!("To: {open}"))
}

fn is_for(mail: &Received, to: &str) -> bool {
    mail.rcpt_to.iter().any(|line| line.contains(&format!("<{to}>")))
}

fn text(mail: &Received) -> String {
    String::from_utf8_lossy(&mail.content).into_owned()
}

async fn reader(stage: &Stage, address: &str) -> Reader {
    let reader = Reader::new(&stage.authority, address);
    reader.import(&stage.store).await;
    reader
}

#[tokio::test]
async fn a_mail_to_one_is_signed_then_encrypted_and_passed_on_at_once() {
    let stage = stage(REQUIRED).await;
    let taro = reader(&stage, "taro@secret.example").await;
    let mut client = stage.client().await;
    let reply = client.mail(FROM, &["TARO@Secret.example"], to("<taro@secret.example>", "m1")).await;
    assert!(reply.starts_with("250") && reply.contains("HOP"), "the next hop's own answer: {reply}");
    let got = &stage.hop.mails()[0];
    assert!(!text(got).contains("Dear customer") && text(got).contains("Subject: Notice\r\n"));
    let inside = taro.opens(&got.content).expect("it is for this key");
    let inside_text = String::from_utf8_lossy(&inside).into_owned();
    assert!(inside_text.starts_with("Content-Type: multipart/signed") && inside_text.contains("Dear customer"), "{inside_text}");
    let entry = &stage.journal(1).await[0];
    assert_eq!((entry.decision, entry.reason.as_deref()), (Decision::Signed, Some("rule.encrypted")));
    assert!(entry.next_hop.is_some());
    // The same signature as in clear: what is inside, under the header that is outside, is valid.
    let mut whole = text(got).split("Content-Type: application/pkcs7-mime").next().unwrap().as_bytes().to_vec();
    whole.extend_from_slice(&inside);
    assert_eq!(stage.report(&whole).verdict(), Verdict::Valid);
}

#[tokio::test]
async fn s08_what_is_announced_to_the_next_hop_holds_whatever_is_made_of_the_mail() {
    // The scripted hop refuses content that is longer than MAIL said.
    let stage = stage(REQUIRED).await;
    let taro = reader(&stage, "taro@secret.example").await;
    let eight_bit = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\nSubject:";
    let large = format!("{}{}", to("taro@secret.example", "large").replacen("Subject:", eight_bit, 1), "お知らせです。\r\n".repeat(5_000));
    let mut client = stage.client().await;
    for (number, all) in
        [&["taro@secret.example"][..], &["c@clear.example"], &["taro@secret.example", "c@clear.example"]].iter().enumerate()
    {
        client.command(&format!("MAIL FROM:<{FROM}> SIZE={} BODY=8BITMIME", large.len()), "250").await;
        for one in *all {
            client.command(&format!("RCPT TO:<{one}>"), "250").await;
        }
        client.command("DATA", "354").await;
        client.send(stage::client::stuffed(large.as_bytes())).await;
        client.expect("250").await;
        let sent = [1, 2, 4][number];
        let mails = stage.at_hop(sent).await;
        assert!(mails.iter().all(|mail| mail.content.len() > large.len() + 16 * 1024), "it grows by more than any fixed amount");
        // At once, the length is not known before the content; from the outbox it is, to the octet.
        let announced: Vec<bool> = mails.iter().map(|mail| mail.mail_from.contains("SIZE=")).collect();
        assert_eq!(announced[number.min(2)..], if number < 2 { vec![false] } else { vec![true; 2] }, "{mails:?}");
    }
    let mails = stage.hop.mails();
    assert!(mails.iter().filter(|mail| is_for(mail, "taro@secret.example")).all(|mail| taro.opens(&mail.content).is_some()));
    for exact in &mails[2..] {
        assert!(exact.mail_from.contains(&format!("SIZE={}", exact.content.len())), "{} {}", exact.mail_from, exact.content.len());
    }
}

#[tokio::test]
async fn h10_recipients_of_one_mail_get_each_its_form_and_the_blind_stay_unseen() {
    let stage = stage(&format!("{REQUIRED}{MAYBE}")).await;
    let taro = reader(&stage, "taro@secret.example").await;
    let jiro = reader(&stage, "jiro@secret.example").await;
    let hana = reader(&stage, "hana@maybe.example").await;
    let blind = reader(&stage, "Blind@secret.example").await;
    let member = reader(&stage, "member@list.example").await;
    let everybody = ["taro@secret.example", "JIRO@secret.example", "hana@maybe.example", "nobody@maybe.example", "c@clear.example"];
    let open = "Taro <taro@secret.example>, group: jiro@secret.example, hana@maybe.example;, nobody@maybe.example,\r\n c@clear.example";
    let mut all = everybody.to_vec();
    all.extend(["blind@secret.example", "member@list.example", "bcc@clear.example"]);
    let mut client = stage.client().await;
    let reply = client.mail(FROM, &all, to(open, "m1")).await;
    assert!(reply.starts_with("250 2.0.0 Ok: queued"), "{reply}");
    let mails = stage.at_hop(4).await;
    assert_eq!(mails.len(), 4, "open and encrypted, two that are blind, in clear");
    for one in all {
        assert_eq!(mails.iter().filter(|mail| is_for(mail, one)).count(), 1, "{one} has it once");
    }
    let of = |one: &str| mails.iter().find(|mail| is_for(mail, one)).unwrap();
    let shared = of("taro@secret.example");
    assert_eq!((shared.rcpt_to.len(), named(&shared.content)), (3, Some(3)));
    for reader in [&taro, &jiro, &hana] {
        assert!(reader.is_named_in(&shared.content) && reader.opens(&shared.content).is_some());
    }
    for (reader, address) in [(&blind, "blind@secret.example"), (&member, "member@list.example")] {
        let own = of(address);
        assert_eq!((own.rcpt_to.len(), named(&own.content)), (1, Some(1)), "M29: nobody else is named, and it is named nowhere else");
        assert!(reader.opens(&own.content).is_some() && !reader.is_named_in(&shared.content));
    }
    let clear = of("c@clear.example");
    assert_eq!((clear.rcpt_to.len(), named(&clear.content)), (3, None));
    assert!(is_for(clear, "nobody@maybe.example") && is_for(clear, "bcc@clear.example"));
    assert_eq!(stage.report(&clear.content).verdict(), Verdict::Valid);
    assert_eq!(stage.keyholder.signatures(), 1, "one signature, in clear and inside");
    assert_eq!(stage.journal(1).await[0].reason.as_deref(), Some("rule.parted"));
    // SIZE and BODY are each form's own.
    let told: Vec<String> = stage.hop.commands().into_iter().filter(|line| line.starts_with("MAIL")).collect();
    for mail in &mails {
        assert!(told.iter().any(|line| line.contains(&format!("SIZE={}", mail.content.len()))), "{} in {told:?}", mail.content.len());
    }
}

#[tokio::test]
async fn h10_the_senders_own_copy_is_of_what_everybody_sees_and_of_no_blind_one() {
    let stage = stage(&format!("[signing]\nsign = \"no\"\n[encryption]\nown-copy = true\n{REQUIRED}")).await;
    let (now, day) = (time::OffsetDateTime::now_utc(), time::Duration::DAY);
    let usages = [rcgen::KeyUsagePurpose::DigitalSignature, rcgen::KeyUsagePurpose::KeyAgreement];
    stage::identity_for(&stage.store, &stage.authority, "writer@bank.example", (now - day, now + day), &usages).await;
    reader(&stage, "taro@secret.example").await;
    reader(&stage, "blind@secret.example").await;
    let own = to("taro@secret.example", "m1").replacen(NOREPLY, "writer@bank.example", 1);
    let mut client = stage.client().await;
    assert!(client.mail(FROM, &["taro@secret.example", "blind@secret.example"], own).await.starts_with("250"));
    for mail in stage.at_hop(2).await {
        let wanted = if is_for(&mail, "taro@secret.example") { 2 } else { 1 };
        assert_eq!(named(&mail.content), Some(wanted), "{}", text(&mail));
    }
}

/// What a mail to a recipient who must have ciphertext is answered.
async fn answer(stage: &Stage, to: &str) -> String {
    stage.client().await.mail(FROM, &[to, "c@clear.example"], mail(NOREPLY, "m1")).await
}

#[tokio::test]
async fn h10_a_mail_that_is_encrypted_counts_and_one_that_only_says_so_does_not() {
    let stage = stage(REQUIRED).await;
    let taro = reader(&stage, "taro@secret.example").await;
    let mut client = stage.client().await;
    assert!(client.mail(FROM, &["taro@secret.example"], to("taro@secret.example", "m1")).await.starts_with("250"));
    let sealed = stage.hop.mails()[0].content.clone();
    assert!(client.mail(FROM, &["taro@secret.example"], &sealed).await.starts_with("250"), "once more through the gateway");
    assert!(stage.hop.mails()[1].content.ends_with(&sealed) && taro.opens(&stage.hop.mails()[1].content).is_some());
    let label = "\r\nMIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\n";
    let labelled = mail(NOREPLY, "m2").replacen("\r\n\r\n", label, 1);
    let reply = client.mail(FROM, &["taro@secret.example"], labelled.clone()).await;
    assert!(reply.starts_with("550 5.7.5") && reply.contains("label"), "{reply}");
    assert!(client.mail(FROM, &["c@clear.example"], labelled).await.starts_with("250"));
    // What begins below blank lines is not looked for.
    let label = "\r\nMIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    let head = mail(NOREPLY, "m3").split("\r\n\r\n").next().unwrap().to_owned();
    let late = format!("{head}{label}{}MIAGCSqGSIb3DQEHA6CAMIACAQAxgA==\r\n", "\r\n".repeat(3_000));
    assert!(client.mail(FROM, &["taro@secret.example"], late).await.starts_with("550 5.7.5"));
}

#[tokio::test]
async fn h10_no_spelling_of_an_address_or_author_evades_a_rule() {
    let rules = "[[rule]]\nname = \"idn\"\nto = [\"@例え.example\", \"boss@other.example\"]\nencrypt = \"required\"\n\
        [[rule]]\nname = \"hr\"\nfrom = [\"@hr.example\", \"@人事.example\"]\nencrypt = \"required\"\n";
    let lmtp = "[[listener]]\nkind = \"lmtp\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"here\"]\n";
    let milter = "[[listener]]\nkind = \"milter\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"here\"]\n";
    let stage = stage(&format!("{lmtp}{milter}{rules}")).await;
    let mut client = stage.client().await;
    for to in ["a@xn--r8jz45g.example", "A@XN--R8JZ45G.Example", "\"boss\"@other.example", "\"b\\oss\"@OTHER.example"] {
        let reply = client.mail(FROM, &[to], mail(NOREPLY, "m1")).await;
        assert!(reply.starts_with("550 5.7.5"), "{to}: {reply}");
    }
    client.command(&format!("MAIL FROM:<{FROM}> SMTPUTF8"), "250").await;
    client.command("RCPT TO:<a@例え.example>", "250").await;
    client.command("DATA", "354").await;
    client.send(stage::client::stuffed(mail(NOREPLY, "m2").as_bytes())).await;
    client.expect("550 5.7.5").await;
    let by = |from: &str| mail(NOREPLY, "m3").replace(&format!("From: Bank <{NOREPLY}>"), from);
    for from in
        ["From: a@hr.example, b@hr.example", "From: a@hr.example\r\nFrom: b@x.example", "X-From: nobody", "From: a@xn--3kq4d.example"]
    {
        let text = by(from);
        assert!(text.contains(from), "{text}");
        let reply = client.mail(FROM, &["c@clear.example"], text).await;
        assert!(reply.starts_with("550 5.7.5"), "{from}: {reply}");
    }
    let mut mta = Mta::connect(stage.addresses[2], "127.0.0.1").await;
    let Fate::Refused(why) = mta.pass(FROM, &["c@clear.example"], &by("From: a@hr.example, b@hr.example")).await else { panic!() };
    assert!(why.starts_with("550"), "{why}");
    let mut local = Dialogue::connect(stage.addresses[1]).await;
    local.expect("220").await;
    local.command("LHLO mta.example", "250").await;
    local.command(&format!("MAIL FROM:<{FROM}>"), "250").await;
    local.command("RCPT TO:<c@clear.example>", "250").await;
    local.command("DATA", "354").await;
    local.send(stage::client::stuffed(by("From: a@hr.example, b@hr.example").as_bytes())).await;
    local.expect("550 5.7.5").await;
    assert_eq!(stage.hop.mails().len(), 0, "never one clear copy");
    let taro = reader(&stage, "taro@clear.example").await;
    assert!(client.mail(FROM, &["taro@clear.example"], by("From: a@hr.example, b@hr.example")).await.starts_with("250"));
    assert!(taro.opens(&stage.hop.mails()[0].content).is_some(), "who can be encrypted for gets it so");
    assert!(client.mail(FROM, &["c@clear.example"], mail(NOREPLY, "m4")).await.starts_with("250"), "one author without a rule");
}

#[tokio::test]
async fn h11_what_is_required_and_impossible_reaches_nobody_and_says_what_to_do() {
    let crl = tempfile::NamedTempFile::new().unwrap();
    let authority = stage::authority();
    std::fs::write(crl.path(), revoked(&authority, &[]).pem().unwrap()).unwrap();
    let config = format!("[encryption]\ncrls = [\"{}\"]\n{REQUIRED}", crl.path().display());
    let stage = stage(&config).await;
    let now = time::OffsetDateTime::now_utc();
    let day = time::Duration::DAY;
    let with = |address: &str, change: &dyn Fn(&mut rcgen::CertificateParams)| Reader::with(&authority, address, |params| change(params));
    with("old@secret.example", &|params| params.not_after = now - day / 2).import(&stage.store).await;
    with("early@secret.example", &|params| params.not_before = now + day).import(&stage.store).await;
    with("other@secret.example", &|params| params.subject_alt_names = vec![rcgen::SanType::Rfc822Name("x@y.example".try_into().unwrap())])
        .import(&stage.store)
        .await;
    with("signs@secret.example", &|params| params.key_usages = vec![rcgen::KeyUsagePurpose::DigitalSignature]).import(&stage.store).await;
    let gone = Reader::new(&authority, "gone@secret.example");
    gone.import(&stage.store).await;
    let unknown_root = Reader::new(&authority, "far@secret.example");
    stage.store.keep_people(&[unknown_root.row(PersonTrust::Harvested)], Millis::now()).await.unwrap();
    for harvested in [0, 1] {
        let reader = Reader::new(&authority, "changed@secret.example");
        let kept = stage.store.keep_people(&[reader.row(PersonTrust::Harvested)], Millis::now()).await.unwrap();
        assert_eq!(kept[0] == kakitome_store::Kept::Waiting, harvested == 1);
    }
    assert!(answer(&stage, "gone@secret.example").await.starts_with("250"), "not yet revoked");
    stage.at_hop(2).await;
    std::fs::write(crl.path(), revoked(&authority, gone.certificate.serial().content()).pem().unwrap()).unwrap();
    until(async || answer(&stage, "gone@secret.example").await.contains("was revoked")).await;
    let before = stage.hop.mails().len();
    for (to, why) in [
        ("nobody@secret.example", "no certificate of nobody@secret.example is known"),
        ("\"odd one\"@secret.example", "no certificate"),
        ("old@secret.example", "has expired"),
        ("early@secret.example", "is not valid yet"),
        ("other@secret.example", "pki.address-mismatch"),
        ("signs@secret.example", "cannot be used"),
        ("far@secret.example", "leads to no trusted root"),
        ("gone@secret.example", "was revoked"),
    ] {
        let reply = answer(&stage, to).await;
        assert!(reply.starts_with("550 5.7.5 ") && reply.contains(why) && reply.contains("import"), "{to}: {reply}");
    }
    assert_eq!(stage.hop.mails().len(), before, "never one clear copy, not even to those who may have it");
    // The journal is written a moment later.
    until(async || {
        let entry = stage.journal(1).await.remove(0);
        (entry.decision, entry.reason.as_deref()) == (Decision::Refused, Some("encryption.impossible"))
    })
    .await;
}

#[tokio::test]
async fn h11_nobody_is_encrypted_to_by_a_revoked_or_expired_certificate_where_it_is_only_wished() {
    let crl = tempfile::NamedTempFile::new().unwrap();
    let authority = stage::authority();
    let now = time::OffsetDateTime::now_utc();
    let revoked_one = Reader::new(&authority, "both@maybe.example");
    std::fs::write(crl.path(), revoked(&authority, revoked_one.certificate.serial().content()).pem().unwrap()).unwrap();
    let stage = stage(&format!("[encryption]\ncrls = [\"{}\"]\n{MAYBE}", crl.path().display())).await;
    let expired = |address: &str| Reader::with(&authority, address, |params| params.not_after = now - time::Duration::HOUR);
    revoked_one.import(&stage.store).await;
    expired("old@maybe.example").import(&stage.store).await;
    let mut client = stage.client().await;
    for to in ["both@maybe.example", "old@maybe.example"] {
        assert!(client.mail(FROM, &[to], mail(NOREPLY, "m1")).await.starts_with("250"));
        assert_eq!(named(&stage.hop.mails().last().unwrap().content), None, "{to}: as one without a certificate");
    }
    // Beside a good one they change nothing.
    let good = Reader::new(&authority, "both@maybe.example");
    good.import(&stage.store).await;
    until(async || {
        assert!(stage.client().await.mail(FROM, &["both@maybe.example"], mail(NOREPLY, "m2")).await.starts_with("250"));
        let last = stage.hop.mails().pop().unwrap();
        named(&last.content) == Some(1) && good.opens(&last.content).is_some() && !revoked_one.is_named_in(&last.content)
    })
    .await;
}

/// Asks again until it holds: other processes' changes are seen after a second.
async fn until(holds: impl AsyncFn() -> bool) {
    for _ in 0..200 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it does not come to hold");
}

fn revoked(authority: &rcgen::CertifiedIssuer<'static, rcgen::KeyPair>, serial: &[u8]) -> rcgen::CertificateRevocationList {
    let now = time::OffsetDateTime::now_utc();
    let entry = RevokedCertParams {
        serial_number: SerialNumber::from_slice(serial),
        revocation_time: now - time::Duration::HOUR,
        reason_code: None,
        invalidity_date: None,
    };
    CertificateRevocationListParams {
        this_update: now - time::Duration::HOUR,
        next_update: now + time::Duration::DAY,
        crl_number: SerialNumber::from(1_u64),
        issuing_distribution_point: None,
        revoked_certs: if serial.is_empty() { Vec::new() } else { vec![entry] },
        key_identifier_method: KeyIdMethod::Sha256,
    }
    .signed_by(authority)
    .unwrap()
}

#[tokio::test]
async fn h11_a_mail_is_deferred_until_somebody_imports_a_certificate() {
    let stage = stage(&format!("{REQUIRED}when-impossible = \"defer\"\n{MAYBE}")).await;
    let reply = answer(&stage, "taro@secret.example").await;
    assert!(reply.starts_with("451 4.7.5 Encryption is required"), "{reply}");
    assert_eq!(stage.journal(1).await[0].decision, Decision::Deferred);
    assert!(answer(&stage, "taro@maybe.example").await.starts_with("250"));
    let taro = reader(&stage, "taro@secret.example").await;
    until(async || answer(&stage, "taro@secret.example").await.starts_with("250")).await;
    until(async || stage.hop.mails().iter().any(|mail| is_for(mail, "taro@secret.example") && taro.opens(&mail.content).is_some())).await;
    stage.store.forget_person(&kakitome_store::Address::parse(&taro.address).unwrap(), None).await.unwrap();
    until(async || answer(&stage, "taro@secret.example").await.starts_with("451")).await;
    assert!(stage.hop.mails().iter().filter(|mail| is_for(mail, "taro@secret.example")).all(|mail| named(&mail.content).is_some()));
}

#[tokio::test]
async fn h11_switched_off_what_must_be_encrypted_waits_and_an_observer_only_says_so() {
    let observed = "[[rule]]\nname = \"try\"\nto = [\"@try.example\"]\nencrypt = \"required\"\nmode = \"observe\"\n";
    let stage = stage(&format!("{REQUIRED}{observed}")).await;
    reader(&stage, "taro@secret.example").await;
    reader(&stage, "taro@try.example").await;
    let mut client = stage.client().await;
    let dkim = mail(NOREPLY, "m1").replacen("Subject:", "DKIM-Signature: v=1; d=bank.example\r\nSubject:", 1);
    for (to, reason, original) in [
        ("taro@try.example", "observe.encrypt", mail(NOREPLY, "m1")),
        ("taro@try.example", "observe.encrypt-without-dkim", dkim),
        ("nobody@try.example", "observe.unencryptable", mail(NOREPLY, "m1")),
    ] {
        assert!(client.mail(FROM, &[to], original.clone()).await.starts_with("250"));
        let mails = stage.hop.mails();
        assert!(mails.last().unwrap().content.ends_with(original.as_bytes()));
        let count = mails.len();
        let entry = stage.journal(count).await.remove(0);
        assert_eq!((entry.reason.as_deref(), entry.form), (Some(reason), Some(SignedForm::Clear)), "and it would be signed");
    }
    stage.store.switch(true).await.unwrap();
    until(async || answer(&stage, "taro@secret.example").await.starts_with("451 4.7.1")).await;
    assert!(answer(&stage, "b@clear.example").await.starts_with("250"));
    stage.store.switch(false).await.unwrap();
    until(async || answer(&stage, "taro@secret.example").await.starts_with("250")).await;
}

#[tokio::test]
async fn lmtp_answers_each_and_the_others_get_the_mail() {
    let door = "[[listener]]\nkind = \"lmtp\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"here\"]\n";
    let stage = stage(&format!("{door}{REQUIRED}")).await;
    let taro = reader(&stage, "taro@secret.example").await;
    let mut client = Dialogue::connect(stage.addresses[1]).await;
    client.expect("220").await;
    client.command("LHLO mta.example", "250").await;
    for (all, wanted) in [
        (vec!["taro@secret.example", "nobody@secret.example", "c@clear.example"], vec!["250", "550 5.7.5", "250"]),
        (vec!["nobody@secret.example", "none@secret.example"], vec!["550 5.7.5", "550 5.7.5"]),
        (vec!["taro@secret.example", "c@clear.example"], vec!["250", "250"]),
    ] {
        client.command(&format!("MAIL FROM:<{FROM}>"), "250").await;
        for one in &all {
            client.command(&format!("RCPT TO:<{one}>"), "250").await;
        }
        client.command("DATA", "354").await;
        client.send(stage::client::stuffed(mail(NOREPLY, "m1").as_bytes())).await;
        for (to, start) in all.iter().zip(wanted) {
            let reply = client.expect(start).await;
            assert!(!start.starts_with('5') || reply.contains(to), "each its own words: {reply}");
        }
    }
    let mails = stage.at_hop(4).await;
    assert!(mails.iter().all(|mail| !is_for(mail, "nobody@secret.example") && !is_for(mail, "none@secret.example")));
    for mail in mails {
        assert_eq!(taro.opens(&mail.content).is_some(), is_for(&mail, "taro@secret.example"));
    }
}

#[tokio::test]
async fn h10_a_milter_gives_one_form_or_has_the_mail_come_again() {
    let door = "[[listener]]\nkind = \"milter\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"here\"]\n";
    let unsigned = "[[rule]]\nname = \"partner\"\nto = [\"@partner.example\"]\nsign = \"no\"\n";
    let stage = stage(&format!("{door}{REQUIRED}{MAYBE}{unsigned}")).await;
    let taro = reader(&stage, "taro@secret.example").await;
    let hana = reader(&stage, "hana@maybe.example").await;
    let mut mta = Mta::connect(stage.addresses[1], "127.0.0.1").await;
    let both = to("taro@secret.example, hana@maybe.example", "m1");
    let Fate::Taken(changed) = mta.pass(FROM, &["taro@secret.example", "hana@maybe.example"], &both).await else { panic!() };
    assert!(taro.opens(changed.as_bytes()).is_some() && hana.opens(changed.as_bytes()).is_some() && !changed.contains("Dear customer"));
    let Fate::Taken(changed) = mta.pass(FROM, &["taro@secret.example"], &mail(NOREPLY, "m2")).await else { panic!() };
    assert_eq!(named(changed.as_bytes()), Some(1), "a single blind one is alone anyway");
    // What differs in the signature alone is one form as before: a rule holds if it means all of them.
    let Fate::Taken(changed) = mta.pass(FROM, &["a@partner.example", "c@clear.example"], &mail(NOREPLY, "m3")).await else { panic!() };
    assert!(changed.contains("multipart/signed"));
    let open = to("taro@secret.example, hana@maybe.example, c@clear.example", "m4");
    for (all, start) in [
        (&["taro@secret.example", "c@clear.example"][..], FORMS),
        (&["hana@maybe.example", "nobody@maybe.example"], FORMS),
        (&["taro@secret.example", "nobody@secret.example"], "550 5.7.5"),
    ] {
        let Fate::Refused(why) = mta.pass(FROM, all, &open).await else { panic!("{all:?}") };
        assert!(why.starts_with(start), "{all:?}: {why}");
    }
    let blind = to("taro@secret.example", "m5");
    let Fate::Refused(why) = mta.pass(FROM, &["taro@secret.example", "hana@maybe.example"], &blind).await else { panic!() };
    assert!(why.starts_with(FORMS), "M29: {why}");
    assert_eq!(stage.hop.mails().len(), 0);
}

#[tokio::test]
async fn h09_h10_words_count_from_those_who_have_logged_in_and_never_leave() {
    let doors = Doors::new();
    let triggers = "[triggers]\nencrypt = [\"[encrypt]\"]\nsign = [\"[sign]\"]\nno-sign = [\"[nosign]\"]\nfield = \"X-Ask\"\n";
    let unsigned = "[[rule]]\nname = \"partner\"\nto = [\"@partner.example\"]\nsign = \"no\"\n";
    let stage = stage(&format!("[accounts]\nwrong-login-seconds = 0\n{}{triggers}{unsigned}", doors.both(""))).await;
    account(&stage.store, NOREPLY, &[]).await;
    let hana = reader(&stage, "hana@example.com").await;
    let partner = reader(&stage, "p@partner.example").await;
    let subject = |text: &str, id: &str| mail(NOREPLY, id).replace("Subject: Notice", text);
    // Strangers: taken out, without effect.
    let mut relay = stage.client().await;
    for (head, left) in [
        ("Subject: Re: [encrypt] a", "Subject: Re: a\r\n"),
        ("Subject: =?UTF-8?B?W25vc2lnbl0=?= b\r\nX-ASK: no-sign,\r\n encrypt", "Subject: b\r\n"),
        ("Subject: [no[encrypt]sign] c", "Subject: c\r\n"),
    ] {
        assert!(relay.mail(FROM, &["hana@example.com"], subject(head, "m1")).await.starts_with("250"), "{head}");
        let got = text(stage.hop.mails().last().unwrap());
        assert!(got.contains(left) && !got.to_lowercase().contains("x-ask") && got.contains("multipart/signed"), "{head}: {got}");
    }
    let mut sent = stage.hop.mails().len();
    let mut client = doors.at_465(stage.addresses[1]).await;
    assert!(plain(&mut client, NOREPLY, PASSWORD).await.starts_with("235"));
    let mut hand_in = async |to: &str, head: &str| {
        let reply = client.mail(NOREPLY, &[to], subject(head, "m2")).await;
        if !reply.starts_with("250") {
            return Err(reply);
        }
        sent += 1;
        Ok(stage.at_hop(sent).await[sent - 1].clone())
    };
    for head in
        ["Subject: [ENCRYPT] secret", "Subject: =?utf-8?q?=5Bencr?=\r\n =?utf-8?q?ypt=5D_secret?=", "X-Ask: encrypt\r\nSubject: secret"]
    {
        let got = hand_in("hana@example.com", head).await.unwrap();
        assert!(hana.opens(&got.content).is_some() && text(&got).contains("Subject: secret\r\n"), "{head}: {}", text(&got));
    }
    let got = hand_in("p@partner.example", "Subject: [sign][encrypt] x").await.unwrap();
    assert!(String::from_utf8_lossy(&partner.opens(&got.content).unwrap()).contains("multipart/signed"));
    assert!(!text(&hand_in("hana@example.com", "Subject: [nosign] x").await.unwrap()).contains("multipart/signed"));
    let answered = hand_in("hana@example.com", "Subject: Re: [nosign] x").await.unwrap();
    assert!(text(&answered).contains("multipart/signed") && text(&answered).contains("Subject: Re: x\r\n"));
    assert!(hand_in("nobody@example.com", "Subject: [encrypt] x").await.unwrap_err().starts_with("550 5.7.5"));
    for head in ["=?x-odd?B?W2VuY3J5cHRd?= x", "=?utf-8?Q?=5Bencrypt=5D_OK??="] {
        assert!(hand_in("hana@example.com", &format!("Subject: {head}")).await.unwrap_err().starts_with("550 5.6.0"), "{head}");
    }
    assert!(hand_in("hana@example.com", "Subject: x\r\nX-Ask: encypt").await.unwrap_err().contains("encypt"));
}

#[tokio::test]
async fn h09_h11_while_rules_are_only_tried_out_what_a_sender_asks_to_be_encrypted_is_or_goes_to_nobody() {
    let doors = Doors::new();
    let config = "[signing]\nmode = \"observe\"\n[triggers]\nencrypt = [\"[encrypt]\"]\n";
    let stage = stage(&format!("[accounts]\nwrong-login-seconds = 0\n{}{config}", doors.both(""))).await;
    account(&stage.store, NOREPLY, &[]).await;
    let hana = reader(&stage, "hana@example.com").await;
    let mut client = doors.at_465(stage.addresses[1]).await;
    assert!(plain(&mut client, NOREPLY, PASSWORD).await.starts_with("235"));
    let secret = mail(NOREPLY, "m1").replace("Subject: ", "Subject: [encrypt] ");
    assert!(client.mail(NOREPLY, &["hana@example.com"], secret.as_str()).await.starts_with("250"));
    let got = stage.at_hop(1).await.remove(0);
    assert!(hana.opens(&got.content).is_some() && !text(&got).contains("[encrypt]"), "{}", text(&got));
    assert!(client.mail(NOREPLY, &["nobody@example.com"], secret.as_str()).await.starts_with("550 5.7.5"));
    stage.store.switch(true).await.unwrap();
    until(async || {
        let mut client = doors.at_465(stage.addresses[1]).await;
        plain(&mut client, NOREPLY, PASSWORD).await;
        client.mail(NOREPLY, &["hana@example.com"], secret.as_str()).await.starts_with("451 4.7.1")
    })
    .await;
    assert!(stage.hop.mails().iter().all(|mail| named(&mail.content) == Some(1)), "never one in clear");
}

#[tokio::test]
async fn what_openssl_finds_in_an_encrypted_mail_is_signed_and_whole() {
    // As large as it gets on disk: in memory it would not stay.
    let config = "[encryption]\nencrypt = \"required\"\n[signing]\nwithout-identity = \"refuse\"\n[limits]\nmemory-bytes = 4096\n";
    let stage = stage(config).await;
    let taro = reader(&stage, "taro@example.com").await;
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    file("key.pem", taro.key_pem.as_bytes());
    file("cert.pem", taro.certificate_pem.as_bytes());
    file("root.pem", stage.authority.pem().as_bytes());
    let mut client = stage.client().await;
    for lines in [1, 40_000] {
        let body: String = (0..lines).map(|n| format!("line {n} of a long letter, said in 8 bits: 書留\r\n")).collect();
        let head = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
        let original = mail(NOREPLY, "m1").split("\r\n\r\n").next().unwrap().to_owned() + "\r\nMIME-Version: 1.0\r\n" + head + &body;
        assert!(client.mail(FROM, &["taro@example.com"], original).await.starts_with("250"));
        file("mail.eml", &stage.hop.mails().last().unwrap().content);
        openssl(folder.path(), &["cms", "-decrypt", "-in", "mail.eml", "-inkey", "key.pem", "-recip", "cert.pem", "-out", "inside"]);
        openssl(folder.path(), &["cms", "-verify", "-in", "inside", "-CAfile", "root.pem", "-purpose", "any", "-out", "text"]);
        let inside = std::fs::read_to_string(folder.path().join("text")).unwrap();
        assert!(inside.contains("charset=utf-8"), "{}", &inside[..200.min(inside.len())]);
    }
    assert!(client.mail("y@bank.example", &["taro@example.com"], mail("y@bank.example", "m2")).await.contains("has no certificate here"));
    assert!(client.mail(FROM, &["taro@example.com"], mail(LATE, "m3")).await.starts_with("550"));
}

/// A stage whose outbox keeps what it gets, with three people whose mail is encrypted.
async fn keeping(outbox: &str, disk: Disk) -> Stage {
    let stage = Stage::with(Changes { config: REQUIRED, listener: "acknowledge = \"outbox\"\n", outbox, disk, ..Changes::default() }).await;
    stage.hop.stop();
    for name in ["taro", "jiro", "hana"] {
        reader(&stage, &format!("{name}@secret.example")).await;
    }
    stage
}

/// Octets of the files in that folder of the outbox.
fn octets(stage: &Stage, folder: &str) -> u64 {
    let folder = std::fs::read_dir(stage.folder.path().join("outbox").join(folder)).unwrap();
    folder.map(|entry| entry.unwrap().metadata().unwrap().len()).sum()
}

/// 300 kB to three blind recipients and one who gets it in clear: four forms, of which three are encrypted.
async fn to_four(stage: &Stage) -> String {
    let to = ["taro@secret.example", "jiro@secret.example", "hana@secret.example", "c@clear.example"];
    let body = "A line of a long letter, as long as lines of letters are when people write.\r\n".repeat(4_000);
    stage.client().await.mail(FROM, &to, mail(NOREPLY, "four") + &body).await
}

#[tokio::test]
async fn r28_every_form_of_a_mail_counts_with_what_it_takes_encrypted() {
    let stage = keeping("", Disk::default()).await;
    assert!(to_four(&stage).await.starts_with("250"));
    let taken = octets(&stage, "mails");
    assert!(taken > 4 * 300_000, "{taken}");
    stage.stop().await.unwrap();

    // Room for a little less: it is refused before anything of it is written. Keys and serial numbers differ by some octets from run to run.
    let begun = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&begun);
    let disk = Disk::watched(Arc::new(move |act: &Act<'_>| {
        if matches!(act, Act::Create(_)) {
            seen.fetch_add(1, Ordering::SeqCst);
        }
        Ok(())
    }));
    let stage = keeping(&format!("bytes = {}\n", taken - 2_000), disk).await;
    let reply = to_four(&stage).await;
    assert!(reply.starts_with("552 5.3.4") && reply.contains("4 recipients need a copy"), "{reply}");
    assert_eq!((begun.load(Ordering::SeqCst), octets(&stage, "mails")), (0, 0));
    stage.stop().await.unwrap();

    // And no more is asked for than it may take.
    let stage = keeping(&format!("bytes = {}\n", taken + taken / 50 + 65_536), Disk::default()).await;
    assert!(to_four(&stage).await.starts_with("250"));
    // What is there and what would come are counted together, by what is known: at the end of the content, or of SIZE.
    let reply = to_four(&stage).await;
    assert!(reply.starts_with("452 4.3.1"), "{reply}");
    let mut client = stage.client().await;
    client.command("MAIL FROM:<x@bank.example> SIZE=1000", "250").await;
    client.command("RSET", "250").await;
    client.command("MAIL FROM:<x@bank.example> SIZE=300000", "452 4.3.1").await;
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn g3_r28_a_disk_that_is_full_in_the_middle_of_the_forms_leaves_nothing_half_written() {
    let room = Arc::new(AtomicUsize::new(700_000));
    let left = Arc::clone(&room);
    let disk = Disk::watched(Arc::new(move |act: &Act<'_>| match act {
        Act::Write { bytes, .. } => {
            let taken = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(bytes.len()));
            taken.map(drop).map_err(|_| std::io::Error::from_raw_os_error(28))
        }
        _ => Ok(()),
    }));
    let stage = keeping("", disk).await;
    let reply = to_four(&stage).await;
    assert!(reply.starts_with("452 4.3.1"), "{reply}");
    assert!(room.load(Ordering::SeqCst) < 300_000, "it had begun with a second form");
    let names = |folder: &str| std::fs::read_dir(stage.folder.path().join("outbox").join(folder)).unwrap().count();
    assert_eq!((names("mails"), names("tmp")), (0, 0));
    room.store(usize::MAX, Ordering::SeqCst);
    // What was kept for it is free again.
    assert!(to_four(&stage).await.starts_with("250"));
    stage.stop().await.unwrap();
}

/// A small generator: the same mixes every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        // Knuth's MMIX multiplier
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }
}

/// What a recipient is to get, by its domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wanted {
    encrypted: bool,
    form: &'static str,
}

const MIXES: usize = 1_000;
/// What else the machine does must not make the test endless: so many mixes are enough to believe in it.
const ENOUGH: usize = 200;
const LONGEST: Duration = Duration::from_secs(25);

#[tokio::test]
async fn h10_a_thousand_mixes_reach_each_recipient_once_in_the_right_form() {
    let rule = |name: &str, what: &str| format!("[[rule]]\nname = \"{name}\"\nto = [\"@{name}.example\"]\n{what}\n");
    let stage = stage(
        &[
            rule("must", "encrypt = \"required\""),
            rule("maybe", "encrypt = \"if-possible\""),
            rule("opaque", "sign = \"opaque\"\nencrypt = \"if-possible\""),
            rule("unsigned", "sign = \"no\""),
            rule("both", "sign = \"no\"\nencrypt = \"required\""),
        ]
        .concat(),
    )
    .await;
    let (none, clear, opaque) = ("", "multipart/signed", "smime-type=signed-data");
    let mut known: Vec<(String, Wanted, Option<Reader>)> = Vec::new();
    for n in 0..3 {
        for (domain, form, encrypted) in [
            ("must", clear, true),
            ("maybe", clear, n < 2),
            ("opaque", opaque, n < 1),
            ("unsigned", none, false),
            ("both", none, true),
            ("plain", clear, false),
        ] {
            let address = format!("r{n}@{domain}.example");
            let reader = if encrypted { Some(reader(&stage, &address).await) } else { None };
            known.push((address, Wanted { encrypted, form }, reader));
        }
    }
    let (mut dice, begun) = (Dice(20_261_122), std::time::Instant::now());
    let (mut sent, mut refused, mut seen) = (0, 0, 0);
    let mut client = stage.client().await;
    for mix in 0..MIXES {
        if begun.elapsed() > LONGEST && mix >= ENOUGH {
            break;
        }
        let mut chosen: Vec<usize> = (0..known.len()).filter(|_| dice.roll(3) == 0).collect();
        if chosen.is_empty() {
            chosen.push(dice.roll(known.len()));
        }
        let impossible = dice.roll(12) == 0;
        let open: Vec<usize> = chosen.iter().copied().filter(|_| dice.roll(3) > 0).collect();
        let mut envelope: Vec<String> = chosen.iter().map(|one| known[*one].0.clone()).collect();
        for one in &mut envelope {
            if dice.roll(4) == 0 {
                *one = one.to_uppercase();
            }
        }
        if impossible {
            envelope.insert(dice.roll(envelope.len() + 1), "nobody@must.example".to_owned());
        }
        let names: Vec<&str> = open.iter().map(|one| known[*one].0.as_str()).collect();
        let head = if names.is_empty() { "undisclosed-recipients:;".to_owned() } else { names.join(",\r\n ") };
        let all: Vec<&str> = envelope.iter().map(String::as_str).collect();
        let reply = client.mail(FROM, &all, to(&head, &format!("mix{mix}"))).await;
        if impossible {
            assert!(reply.starts_with("550 5.7.5"), "mix {mix}: {reply}");
            refused += 1;
            continue;
        }
        assert!(reply.starts_with("250"), "mix {mix} to {all:?}: {reply}");
        sent += 1;
        let got = of_mix(&stage, mix, chosen.len(), &mut seen).await;
        check(&known, &chosen, &open, &got, mix);
    }
    assert!(sent + refused >= ENOUGH && refused > ENOUGH / 50, "{sent} sent, {refused} refused");
    let count: usize = stage.hop.mails().iter().map(|mail| mail.rcpt_to.len()).sum();
    assert_eq!(count, seen, "nothing came later, nothing was for somebody else");
}

/// What came of one mix, once all its recipients have it.
async fn of_mix(stage: &Stage, mix: usize, recipients: usize, seen: &mut usize) -> Vec<Received> {
    let id = format!("Message-ID: <mix{mix}@bank.example>");
    for _ in 0..3_000 {
        let all = stage.hop.mails();
        let got: Vec<Received> = all.into_iter().rev().take(12).filter(|mail| text(mail).contains(&id)).collect();
        let count: usize = got.iter().map(|mail| mail.rcpt_to.len()).sum();
        assert!(count <= recipients, "mix {mix}: somebody has it twice");
        if count == recipients {
            *seen += count;
            return got;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("mix {mix}: not everybody has it");
}

fn check(known: &[(String, Wanted, Option<Reader>)], chosen: &[usize], open: &[usize], got: &[Received], mix: usize) {
    for one in chosen {
        let (address, wanted, reader) = &known[*one];
        let has = |mail: &&Received| mail.rcpt_to.iter().any(|line| line.to_lowercase().contains(&format!("<{address}>")));
        let mails: Vec<&Received> = got.iter().filter(has).collect();
        let [mail] = mails.as_slice() else { panic!("mix {mix}: {address} has {} mails", mails.len()) };
        let whole = text(mail);
        let content = match reader.as_ref().filter(|_| wanted.encrypted) {
            Some(reader) => {
                assert!(!whole.contains("Dear customer"), "mix {mix}: {address} in clear");
                String::from_utf8(reader.opens(&mail.content).unwrap_or_else(|| panic!("mix {mix}: {address} cannot open it"))).unwrap()
            }
            None => {
                assert_eq!(named(&mail.content), None, "mix {mix}: {address} cannot read it");
                whole
            }
        };
        match wanted.form {
            "" => assert!(!content.contains("pkcs7") && content.contains("Dear customer"), "mix {mix}: {address}: {content}"),
            form => assert!(content.contains(form), "mix {mix}: {address}: {content}"),
        }
        // Who is named in it: oneself, and whoever is named openly and gets the same form.
        if wanted.encrypted {
            let is_open = open.contains(one);
            let beside = open.iter().filter(|other| known[**other].1 == *wanted).count();
            assert_eq!(named(&mail.content), Some(if is_open { beside } else { 1 }), "mix {mix}: {address}");
            assert_eq!(mail.rcpt_to.len(), if is_open { beside } else { 1 });
        }
    }
}

fn openssl(folder: &std::path::Path, words: &[&str]) {
    let output = std::process::Command::new("openssl").args(words).current_dir(folder).output().expect("openssl is installed");
    assert!(output.status.success(), "openssl {words:?}: {}", String::from_utf8_lossy(&output.stderr));
}
