//! What people are told by mail while a gateway runs: ends of certificates, a keyholder and a next hop that are away, an outbox without room,
//! not more than so many an hour; and senders whose mail went to phones that may break on signatures.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod stage;

use std::process::Command;
use std::time::Duration;

use base64::Engine as _;
use kakitome_store::{Millis, NewAlert};
use stage::{BOSS, Changes, FakeHop, LATE, NOREPLY, Received, Script, Stage, mail};
use tokio::net::TcpListener;

const TO_ADMIN: &str = "[alerts]\nto = [\"admin@bank.example\"]\nfrom = \"noreply@bank.example\"\nlanguage = \"both\"\nafter-seconds = 1\n";
/// No certificate is spoken of.
const OF_NO_END: &str = "days = []\n";

async fn with(config: &str) -> Stage {
    Stage::with(Changes { config, ..Changes::default() }).await
}

/// The text of a mail of ours: the first leaf in base64.
fn text(mail: &Received) -> String {
    let content = String::from_utf8_lossy(&mail.content).into_owned();
    let (_, body) = content.split_once("Content-Transfer-Encoding: base64\r\n\r\n").unwrap_or_else(|| panic!("{content}"));
    let letters: String = body.split("\r\n\r\n").next().unwrap().lines().take_while(|line| !line.starts_with("--")).collect();
    String::from_utf8(base64::engine::general_purpose::STANDARD.decode(letters).unwrap()).unwrap()
}

/// Mails at the next hop whose text has this, once there are `count`.
async fn told(hop: &FakeHop, what: &str, count: usize) -> Vec<Received> {
    for _ in 0..3_000 {
        let mails: Vec<Received> = hop.mails().into_iter().filter(|mail| text(mail).contains(what)).collect();
        if mails.len() >= count {
            return mails;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("nobody was told of {what}: {:?}", hop.mails().iter().map(text).collect::<Vec<_>>());
}

async fn all_told(stage: &Stage) {
    for _ in 0..3_000 {
        let alerts = stage.store.alerts(100).await.unwrap();
        if !alerts.is_empty() && alerts.iter().all(|one| one.told.is_some()) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("something was not told");
}

#[tokio::test]
async fn r16_the_end_of_a_certificate_is_told_once_and_the_new_one_signs() {
    let stage = with(TO_ADMIN).await;
    let alert = told(&stage.hop, "有効期限", 1).await.remove(0);
    assert_eq!(alert.rcpt_to, ["RCPT TO:<admin@bank.example>"]);
    assert!(alert.mail_from.starts_with("MAIL FROM:<noreply@bank.example>"), "{}", alert.mail_from);
    let words = text(&alert);
    for (address, ja, en) in [
        (NOREPLY, "の証明書の有効期限まで 1 日以内です", "expires within a day"),
        (BOSS, "の証明書の有効期限まで 1 日以内です", "expires within a day"),
        (LATE, "の証明書の有効期限が切れました", "has expired"),
    ] {
        assert!(words.contains(&format!("{address} {ja}")) && words.contains(&format!("the certificate of {address} {en}")), "{words}");
    }
    let header = String::from_utf8_lossy(&alert.content).into_owned();
    assert!(header.contains("Auto-Submitted: auto-generated"), "{header}");
    // It is signed, and another program says so too.
    assert_eq!(stage.report(&alert.content).verdict(), kakitome_smime::Verdict::Valid);
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).unwrap();
        folder.path().join(name)
    };
    let pem = format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        base64::engine::general_purpose::STANDARD.encode(&stage.root)
    );
    let (mail_file, root) = (file("mail.eml", &alert.content), file("root.pem", pem.as_bytes()));
    let verified = Command::new("openssl").args(["cms", "-verify", "-CAfile"]).arg(root).arg("-in").arg(mail_file).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    all_told(&stage).await;
    // An expired certificate signs nothing; the new one does, at once.
    let mut client = stage.client().await;
    let refused = client.mail(LATE, &["a@example.com"], mail(LATE, "m1")).await;
    assert!(refused.starts_with("550") && refused.contains("expired"), "{refused}");
    stage.renew(LATE).await;
    let mut tries = 0;
    loop {
        let reply = client.mail(LATE, &["a@example.com"], mail(LATE, &format!("m2-{tries}"))).await;
        if reply.starts_with("250") {
            break;
        }
        tries += 1;
        assert!(tries < 300, "{reply}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let signed = stage.hop.mails().pop().unwrap();
    assert_eq!(stage.report(&signed.content).verdict(), kakitome_smime::Verdict::Valid);
    // A restart tells nothing again.
    let count = stage.hop.mails().len();
    let hop = FakeHop::start(Script::default()).await;
    let store = stage.store.clone();
    let before = store.alerts(100).await.unwrap();
    let folder = stage.stop_keeping_folder().await;
    let path = folder.path().join("kakitome.toml");
    let config = std::fs::read_to_string(&path).unwrap();
    let port = config.split("port = ").nth(1).unwrap().lines().next().unwrap();
    std::fs::write(&path, config.replace(&format!("port = {port}"), &format!("port = {}", hop.address.port()))).unwrap();
    let stage = Stage::again(folder, hop).await;
    store.raise_alerts(&[NewAlert::new("test", "1")], Millis::now()).await.unwrap();
    told(&stage.hop, "試験のお知らせ", 1).await;
    all_told(&stage).await;
    let told_again: Vec<String> = stage.hop.mails().iter().map(text).filter(|text| text.contains(BOSS)).collect();
    assert!(told_again.is_empty(), "{told_again:?}");
    let after = stage.store.alerts(100).await.unwrap();
    assert!(before.iter().all(|one| after.contains(one)), "{count}: {after:?}");
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn a_keyholder_that_is_away_is_told_once_and_so_is_its_return() {
    let mut stage = with(&format!("{TO_ADMIN}{OF_NO_END}")).await;
    all_told_but(&stage, "certificate-expired").await;
    stage.keyholder.die().await;
    // Nobody can sign or seal now: the mail goes straight to the next hop, unsigned.
    let down = told(&stage.hop, "鍵保管プロセスが応答しません", 1).await;
    assert!(!String::from_utf8_lossy(&down[0].content).contains("multipart/signed"));
    tokio::time::sleep(Duration::from_secs(3)).await;
    stage.keyholder.again();
    let back = told(&stage.hop, "再び応答しています", 1).await;
    assert!(text(&back[0]).contains("the keyholder answers again"));
    assert_eq!(told(&stage.hop, "the keyholder does not answer", 1).await.len(), 1, "once");
    stage.stop().await.unwrap();
}

/// The first mails tell of the stage's expired certificate: they are over.
async fn all_told_but(stage: &Stage, kind: &str) {
    all_told(stage).await;
    assert!(stage.store.alerts(100).await.unwrap().iter().all(|one| one.alert.kind == kind));
}

#[tokio::test]
async fn an_alert_of_a_next_hop_that_is_away_waits_in_the_outbox() {
    let config = format!("{TO_ADMIN}{OF_NO_END}");
    let outbox = "first-pause-seconds = 1\nlongest-pause-seconds = 1\n";
    let stage = Stage::with(Changes { config: &config, outbox, ..Changes::default() }).await;
    all_told_but(&stage, "certificate-expired").await;
    let address = stage.hop.address;
    stage.hop.stop();
    for _ in 0..3_000 {
        if std::fs::read_dir(stage.folder.path().join("outbox/mails")).unwrap().count() > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let listener = loop {
        match TcpListener::bind(address).await {
            Ok(listener) => break listener,
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    };
    let hop = FakeHop::on(listener, Script::default());
    let down = told(&hop, "接続できません", 1).await;
    assert!(text(&down[0]).contains(&address.to_string()), "{}", text(&down[0]));
    assert_eq!(stage.report(&down[0].content).verdict(), kakitome_smime::Verdict::Valid);
    told(&hop, "is reached again", 1).await;
    assert_eq!(told(&hop, "cannot be reached", 1).await.len(), 1, "once");
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn an_outbox_without_room_is_told_although_it_is_full() {
    let config = format!("{TO_ADMIN}{OF_NO_END}");
    let script = Script { recipients: [("later@example.com", "450 4.2.1 later")].into(), ..Script::default() };
    let listener = "acknowledge = \"outbox\"\n";
    let stage = Stage::with(Changes { config: &config, script, listener, outbox: "bytes = 1\n", ..Changes::default() }).await;
    all_told_but(&stage, "certificate-expired").await;
    let mut client = stage.client().await;
    assert!(client.mail(NOREPLY, &["later@example.com"], mail(NOREPLY, "m1")).await.starts_with("250"));
    // One that waits fills it.
    for _ in 0..3 {
        client.send("MAIL FROM:<noreply@bank.example>\r\n").await;
        client.expect("452").await;
    }
    let words = text(&told(&stage.hop, "空きがありません", 1).await[0]);
    assert!(words.contains("the outbox has no room"), "{words}");
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn more_than_so_many_mails_an_hour_are_not_sent() {
    let stage = with(&format!("{TO_ADMIN}{OF_NO_END}per-hour = 2\n")).await;
    all_told_but(&stage, "certificate-expired").await;
    for (number, told_now) in [(1, true), (2, false), (3, false)] {
        stage.store.raise_alerts(&[NewAlert::new("test", &number.to_string())], Millis::now()).await.unwrap();
        if told_now {
            all_told(&stage).await;
        } else {
            tokio::time::sleep(Duration::from_millis(2_500)).await;
        }
        let newest = stage.store.alerts(1).await.unwrap().remove(0);
        assert_eq!(newest.told.is_some(), told_now, "{newest:?}");
    }
    assert_eq!(stage.store.alerts_due(10).await.unwrap().len(), 2, "they are kept");
    assert_eq!(stage.hop.mails().len(), 2);
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn nobody_is_told_of_anything_without_an_address() {
    let mut stage = with("").await;
    stage.keyholder.die().await;
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    assert!(stage.store.alerts(10).await.unwrap().is_empty() && stage.hop.mails().is_empty());
    stage.stop().await.unwrap();
}

const BOSS_SIGNS: &str = "[[may-sign]]\nnetworks = [\"here\"]\nas = [\"boss@bank.example\"]\n";

#[tokio::test]
async fn a_person_is_told_once_what_carriers_phones_may_do() {
    let stage = with(&format!(
        "{BOSS_SIGNS}[signing]\nalso-sign = [\"auto-submitted\", \"null-sender\"]\n[senders]\nfrom = \"noreply@bank.example\"\n"
    ))
    .await;
    let mut client = stage.client().await;
    let with_field = |name: &str, field: &str| mail(BOSS, name).replacen("\r\n\r\n", &format!("\r\n{field}\r\n\r\n"), 1);
    let phone = "customer@docomo.ne.jp";
    // Programs, lists, other senders, other recipients: nobody is told.
    for (from, to, mail) in [
        (BOSS, "a@example.com", mail(BOSS, "n1")),
        (BOSS, phone, with_field("n2", "Auto-Submitted: auto-generated")),
        (BOSS, phone, with_field("n3", "Precedence: bulk")),
        (BOSS, phone, with_field("n4", "List-Id: <news.bank.example>")),
        ("", phone, mail(BOSS, "n5")),
        ("bounce+1@bank.example", phone, mail(BOSS, "n6")),
        (NOREPLY, phone, mail(NOREPLY, "n7")),
        ("x@else.example", phone, mail("x@else.example", "n8")),
    ] {
        assert!(client.mail(from, &[to], mail).await.starts_with("250"));
    }
    for (to, name) in [(phone, "m1"), (phone, "m2"), ("other@DOCOMO.ne.jp", "m3")] {
        assert!(client.mail(BOSS, &[to], mail(BOSS, name)).await.starts_with("250"));
    }
    let is_note = |mail: &&Received| String::from_utf8_lossy(&mail.content).contains("X-Auto-Response-Suppress");
    let notes = async |count: usize| {
        let mut found: Vec<Received> = Vec::new();
        for _ in 0..3_000 {
            found = stage.hop.mails().iter().filter(is_note).cloned().collect();
            if found.len() >= count {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        found
    };
    let note = notes(1).await.remove(0);
    assert!(note.mail_from.starts_with("MAIL FROM:<>"), "{}", note.mail_from);
    assert_eq!(note.rcpt_to, ["RCPT TO:<boss@bank.example>"]);
    let content = String::from_utf8_lossy(&note.content).into_owned();
    assert!(content.contains("Auto-Submitted: auto-generated") && content.contains("In-Reply-To: <m1@bank.example>"), "{content}");
    assert_eq!(stage.report(&note.content).verdict(), kakitome_smime::Verdict::Valid);
    let words = text(&note);
    assert!(words.contains("携帯電話会社") && words.contains("mobile carrier") && words.contains("docomo.ne.jp"), "{words}");
    // Another domain is told of; what was told is not told again. The second recipient's domain comes last, so all before it were looked at.
    assert!(client.mail(BOSS, &[phone, "b@au.com"], mail(BOSS, "m4")).await.starts_with("250"));
    let both = notes(2).await;
    let second = text(both.last().unwrap());
    assert!(both.len() == 2 && second.contains("au.com") && !second.contains("docomo"), "{second}");
    // The note itself says that nobody should answer, and comes through the journal.
    let entries = stage.journal(14).await;
    assert_eq!(entries.iter().filter(|one| one.reason.as_deref() == Some("gateway.carrier-note")).count(), 2);
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn a_sender_is_not_told_where_that_is_switched_off() {
    let stage = with(&format!("{BOSS_SIGNS}[senders]\ntell-of-carriers = false\n")).await;
    let mut client = stage.client().await;
    assert!(client.mail(BOSS, &["customer@docomo.ne.jp"], mail(BOSS, "m1")).await.starts_with("250"));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(stage.hop.mails().len(), 1);
    stage.stop().await.unwrap();
}
