//! TLS towards the next hop: what is required is never left out, what is optional is used when it can be had (T04 to T08).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod certificates;
mod clear;
mod internet;
mod recorder;
#[path = "../stage/mod.rs"]
mod stage;
mod sticky;
mod world;
#[path = "../../../dns/tests/shared/zone/mod.rs"]
mod zone;

use std::sync::Arc;

use stage::{Changes, Fault, NOREPLY, Script, Stage, Step, mail};

struct Identity {
    folder: tempfile::TempDir,
    config: Arc<rustls::ServerConfig>,
}

/// A certificate for `name`, and its PEM file.
fn identity(name: &str) -> Identity {
    let folder = tempfile::tempdir().unwrap();
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap().self_signed(&key).unwrap();
    std::fs::write(folder.path().join("ca.pem"), certificate.pem()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let key = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    Identity { folder, config: Arc::new(config) }
}

/// Sends one mail; the last reply, and whether the next hop heard anything of it in clear.
async fn attempt(script: Script, next_hop: &str) -> (String, Stage) {
    let stage = Stage::with(Changes { script, next_hop, ..Changes::default() }).await;
    let mut client = stage.client().await;
    client.send("MAIL FROM:<x@bank.example>\r\n").await;
    let reply = client.reply().await.unwrap();
    if !reply.starts_with("250") {
        return (reply, stage);
    }
    client.command("RCPT TO:<a@example.com>", "250").await;
    client.command("DATA", "354").await;
    client.send(stage::client::stuffed(mail(NOREPLY, "m1").as_bytes())).await;
    (client.reply().await.unwrap(), stage)
}

fn heard_of_it(stage: &Stage) -> bool {
    stage.hop.commands().iter().any(|said| said.starts_with("MAIL") || said.starts_with("RCPT"))
}

#[tokio::test]
async fn required_and_verified() {
    let hop = identity("mx.example");
    let lines = format!("tls = \"required\"\nname = \"mx.example\"\nca = \"{}/ca.pem\"\n", hop.folder.path().display());
    let (reply, stage) = attempt(Script { tls: Some(hop.config), ..Script::default() }, &lines).await;
    assert!(reply.starts_with("250"), "{reply}");
    assert!(stage.hop.mails()[0].inside_tls);
}

#[tokio::test]
async fn t05_required_and_not_to_be_had_sends_nothing_in_clear() {
    for (script, what) in [
        (Script::default(), "not offered"),
        (Script { tls: Some(identity("x").config), ..Script::failing(Step::StartTls, Fault::Say("454 not now")) }, "454"),
        (Script { tls: Some(identity("x").config), ..Script::failing(Step::StartTls, Fault::Say("502 no")) }, "502"),
        (Script { tls: Some(identity("x").config), ..Script::failing(Step::StartTls, Fault::Close) }, "closed"),
        (Script { tls: Some(identity("x").config), ..Script::failing(Step::StartTls, Fault::Garbage) }, "garbage"),
    ] {
        let (reply, stage) = attempt(script, "tls = \"required\"\nverify = \"none\"\n").await;
        assert!(reply.starts_with('4'), "{what}: {reply}");
        assert!(!heard_of_it(&stage), "{what}");
    }
}

#[tokio::test]
async fn t04_bytes_before_the_handshake_end_the_session_with_the_next_hop() {
    let injected = Fault::Say("220 go\r\n250-hop\r\n250 AUTH PLAIN");
    for mode in ["required", "optional"] {
        let script = Script { tls: Some(identity("x").config), ..Script::failing(Step::StartTls, injected) };
        let lines = if mode == "required" { "tls = \"required\"\nverify = \"none\"\n" } else { "tls = \"optional\"\n" };
        let (reply, stage) = attempt(script, lines).await;
        assert!(reply.starts_with('4'), "{mode}: {reply}");
        assert!(!heard_of_it(&stage), "{mode}");
    }
}

#[tokio::test]
async fn optional_takes_what_there_is() {
    let hop = identity("anything");
    let (reply, stage) = attempt(Script { tls: Some(hop.config), ..Script::default() }, "tls = \"optional\"\n").await;
    assert!(reply.starts_with("250"), "{reply}");
    assert!(stage.hop.mails()[0].inside_tls, "TLS when offered, whoever signed the certificate");
    let refusing = Script { tls: Some(identity("x").config), ..Script::failing(Step::StartTls, Fault::Say("454 not now")) };
    let (reply, stage) = attempt(refusing, "tls = \"optional\"\n").await;
    assert!(reply.starts_with("250"), "{reply}");
    assert!(!stage.hop.mails()[0].inside_tls);
}

#[tokio::test]
async fn kept_connections_inside_tls_are_used_again() {
    let hop = identity("x");
    let stage = Stage::with(Changes {
        script: Script { tls: Some(hop.config), ..Script::default() },
        next_hop: "tls = \"required\"\nverify = \"none\"\n",
        ..Changes::default()
    })
    .await;
    for number in 0..3 {
        stage.client().await.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, &format!("m{number}"))).await;
    }
    assert_eq!(stage.hop.mails().len(), 3);
    assert_eq!(stage.hop.connections(), 1);
}
