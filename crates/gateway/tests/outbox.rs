//! The outbox behind a listener that acknowledges when a mail is safe: what comes in goes out as it was signed, survives a next hop that is
//! away and a restart, reaches each recipient once or is reported, and never lies on the disk in clear.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod stage;

use std::path::{Path, PathBuf};
use std::time::Duration;

use stage::{Changes, FakeHop, NOREPLY, Script, Stage, mail};
use tokio::net::TcpListener;

const APART: &str = "acknowledge = \"outbox\"\n";
/// Tries follow each other at once.
const SWIFT: &str = "first-pause-seconds = 1\nlongest-pause-seconds = 1\n";

fn apart<'a>() -> Changes<'a> {
    Changes {
        listener: APART,
        outbox: SWIFT,
        next_hop: "reply-seconds = 2\nblock-seconds = 2\ndata-end-seconds = 2\n",
        ..Changes::default()
    }
}

async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..1_000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("not within 20 seconds: {what}");
}

/// Files of mails that lie in a folder of the outbox.
fn lying(stage: &Stage, folder: &str) -> Vec<PathBuf> {
    files(&stage.folder.path().join("outbox").join(folder))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let ours = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "mail");
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(ours).collect()
}

#[tokio::test]
async fn what_is_taken_is_signed_goes_out_and_leaves_nothing_behind() {
    let stage = Stage::with(apart()).await;
    let mut client = stage.client().await;
    let reply = client.mail("x@bank.example", &["a@example.com", "b@example.com"], mail(NOREPLY, "m1")).await;
    assert!(reply.starts_with("250 2.0.0 Ok: queued"), "{reply}");
    until("delivered", || stage.hop.mails().len() == 1).await;
    let got = &stage.hop.mails()[0];
    assert_eq!(got.rcpt_to.len(), 2);
    assert_eq!(stage.report(&got.content).verdict(), kakitome_smime::Verdict::Valid);
    until("removed", || lying(&stage, "mails").is_empty()).await;
    let entry = &stage.journal(1).await[0];
    assert!(reply.contains(&entry.id.to_string()), "the reply names it: {reply}");
    assert_eq!(entry.next_hop, None);
}

#[tokio::test]
async fn a_mail_waits_encrypted_for_a_next_hop_that_is_away_and_for_a_restart() {
    let stage = Stage::with(apart()).await;
    stage.hop.stop();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let mut client = stage.client().await;
    let reply = client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
    assert!(reply.starts_with("250"), "{reply}");
    let lying = lying(&stage, "mails");
    assert_eq!(lying.len(), 1);
    let bytes = std::fs::read(&lying[0]).unwrap();
    for secret in ["Dear customer", "noreply@bank.example", "a@example.com", "Subject"] {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} lies there in clear");
    }
    let hop = FakeHop::on(TcpListener::bind(stage.hop.address).await.unwrap(), Script::default());
    until("delivered", || hop.mails().len() == 1).await;
}
