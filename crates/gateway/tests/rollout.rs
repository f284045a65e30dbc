//! The safe way in: observe mode changes nothing and writes down what it would do, a share grows, phones get no opaque mail, and one switch
//! ends it all.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod stage;

use kakitome_store::Decision;
use stage::{BOSS, Changes, LATE, NOREPLY, Stage, mail};

async fn with(config: &str) -> Stage {
    Stage::with(Changes { config, ..Changes::default() }).await
}

/// Sends one mail; what the next hop got, without the line that every relay adds.
async fn passed(stage: &Stage, to: &[&str], mail: &str) -> (String, String) {
    let before = stage.hop.mails().len();
    let mut client = stage.client().await;
    let reply = client.mail("x@bank.example", to, mail.to_owned()).await;
    let mails = stage.hop.mails();
    let content = mails.get(before).map(|mail| String::from_utf8_lossy(&mail.content).into_owned()).unwrap_or_default();
    let content = content.split_once(";\r\n\t").and_then(|(_, rest)| rest.split_once("\r\n")).map(|(_, rest)| rest.to_owned());
    (reply, content.unwrap_or_default())
}

async fn reasons(stage: &Stage, count: usize) -> Vec<String> {
    let mut entries = stage.journal(count).await;
    entries.reverse();
    assert!(entries.iter().all(|entry| entry.decision == Decision::Passed), "{entries:?}");
    entries.into_iter().map(|entry| entry.reason.unwrap_or_default()).collect()
}

#[tokio::test]
async fn observing_changes_no_byte_and_says_what_it_would_do() {
    let mut stage = with("[signing]\nmode = \"observe\"\n").await;
    // The keyholder is not even asked.
    stage.keyholder.die().await;
    let with_field = |name: &str, field: &str| mail(NOREPLY, name).replacen("\r\n\r\n", &format!("\r\n{field}\r\n\r\n"), 1);
    let mails = [
        (mail(NOREPLY, "m1"), "observe.sign"),
        (with_field("m2", "DKIM-Signature: v=1"), "observe.sign-without-dkim"),
        (mail(BOSS, "m3"), "observe.unauthorised"),
        (mail(LATE, "m4"), "observe.expired"),
        (mail("somebody@else.example", "m5"), "identity.unknown"),
        (with_field("m6", "Auto-Submitted: auto-generated"), "rule.auto-submitted"),
    ];
    for (mail, reason) in &mails {
        let (reply, content) = passed(&stage, &["a@example.com"], mail).await;
        assert!(reply.starts_with("250"), "{reason}: {reply}");
        assert_eq!(&content, mail, "{reason}");
    }
    let wanted: Vec<&str> = mails.iter().map(|(_, reason)| *reason).collect();
    assert_eq!(reasons(&stage, mails.len()).await, wanted);
    assert_eq!(stage.keyholder.signatures(), 0);
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn a_rule_may_sign_for_some_while_the_rest_is_observed() {
    let stage = with("[signing]\nmode = \"observe\"\n[[rule]]\nname = \"first\"\nto = [\"@ready.example\"]\nmode = \"sign\"\n").await;
    assert!(passed(&stage, &["a@ready.example"], &mail(NOREPLY, "m1")).await.1.contains("multipart/signed"));
    assert!(!passed(&stage, &["a@other.example"], &mail(NOREPLY, "m2")).await.1.contains("multipart/signed"));
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn a_share_of_the_mail_is_signed_and_the_same_again() {
    let stage = with("[signing]\npercent = 40\n").await;
    let mut signed = Vec::new();
    for round in 0..2 {
        let mut now = Vec::new();
        for n in 0..40 {
            now.push(passed(&stage, &["a@example.com"], &mail(NOREPLY, &format!("m{n}"))).await.1.contains("multipart/signed"));
        }
        let count = now.iter().filter(|signed| **signed).count();
        assert!((4..=30).contains(&count), "{count} of 40");
        if round == 0 {
            signed = now;
        } else {
            assert_eq!(signed, now, "the same Message-ID, the same decision");
        }
    }
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn phones_get_the_text_outside_of_the_signature() {
    let stage = with("[signing]\nsign = \"opaque\"\n").await;
    assert!(passed(&stage, &["a@example.com"], &mail(NOREPLY, "m1")).await.1.contains("application/pkcs7-mime"));
    let phone = passed(&stage, &["a@example.com", "b@docomo.ne.jp"], &mail(NOREPLY, "m2")).await.1;
    assert!(phone.contains("multipart/signed"), "{phone}");
    stage.stop().await.unwrap();
    let stage = with("[signing]\nsign = \"opaque\"\nnever-opaque = []\n").await;
    assert!(passed(&stage, &["b@docomo.ne.jp"], &mail(NOREPLY, "m3")).await.1.contains("application/pkcs7-mime"));
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn one_switch_makes_a_plain_relay_and_brings_the_signatures_back() {
    let stage = Stage::usual().await;
    assert!(passed(&stage, &["a@example.com"], &mail(NOREPLY, "m0")).await.1.contains("multipart/signed"));
    for (off, n) in [(true, 1), (false, 2)] {
        assert!(stage.store.switch(off).await.unwrap(), "it changes something");
        assert!(!stage.store.switch(off).await.unwrap(), "once");
        let mut tries = 0;
        loop {
            let original = mail(NOREPLY, &format!("m{n}-{tries}"));
            let (reply, content) = passed(&stage, &["a@example.com"], &original).await;
            assert!(reply.starts_with("250"), "{reply}");
            if content.contains("multipart/signed") != off {
                assert!(!off || content == original);
                break;
            }
            tries += 1;
            assert!(tries < 300, "the switch was not seen");
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        // Nobody is refused while it is off, not even who may not sign.
        let (reply, _) = passed(&stage, &["a@example.com"], &mail(BOSS, &format!("b{n}"))).await;
        assert_eq!(reply.starts_with("250"), off, "{reply}");
    }
    stage.stop().await.unwrap();
}
