//! A hop that has done TLS must go on doing it (T07): over restarts, until a person says otherwise; what goes in clear is said.

use std::sync::Arc;

use kakitome_store::ProvenBy;

use crate::stage::{Changes, FakeHop, Fault, Script, Stage, Step, client, mail};
use crate::{attempt, identity};

async fn one(stage: &Stage, name: &str) -> String {
    let mut client = stage.client().await;
    client.send("MAIL FROM:<x@bank.example>\r\n").await;
    let reply = client.reply().await.unwrap();
    if !reply.starts_with("250") {
        return reply;
    }
    client.command("RCPT TO:<a@example.com>", "250").await;
    client.command("DATA", "354").await;
    client.send(client::stuffed(mail("x@bank.example", name).as_bytes())).await;
    client.reply().await.unwrap()
}

#[tokio::test]
async fn t07_a_hop_that_stops_doing_tls_gets_no_mail_until_it_is_forgotten() {
    let hop = identity("mx.example");
    let changes = Changes {
        script: Script { tls: Some(Arc::clone(&hop.config)), ..Script::default() },
        next_hop: "reuse-seconds = 0\n",
        ..Changes::default()
    };
    let stage = Stage::with(changes).await;
    assert!(one(&stage, "m1").await.starts_with("250"));
    let address = stage.hop.address;
    let label = address.to_string();
    let known = stage.store.known_hop(&label).await.unwrap().expect("it is remembered");
    assert_eq!(
        (known.tls.certificate.as_deref(), known.tls.version.as_str(), known.tls.proven),
        (Some("mx.example"), "TLSv1_3", ProvenBy::Nobody)
    );
    assert!(known.tls.sha256.is_some() && known.tls.spki_sha256.is_some() && known.downgrade.is_none());

    // The same place without TLS, and a gateway that has been restarted.
    stage.hop.stop();
    let Stage { folder, handle, running, hop: old, .. } = stage;
    handle.stop().await;
    running.await.unwrap().unwrap();
    drop(old);
    let listener = loop {
        match tokio::net::TcpListener::bind(address).await {
            Ok(listener) => break listener,
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
        }
    };
    let stage = Stage::again(folder, FakeHop::on(listener, Script::default())).await;
    let reply = one(&stage, "m2").await;
    assert!(reply.starts_with("451 4.7.4") && reply.contains("has done TLS since"), "{reply}");
    assert!(!stage.hop.commands().iter().any(|said| said.starts_with("MAIL")), "{:?}", stage.hop.commands());
    let known = stage.store.known_hop(&label).await.unwrap().unwrap();
    assert!(known.downgrade.is_some_and(|(_, why)| why.contains("STARTTLS is not offered")));

    assert!(stage.store.forget_hop(&label).await.unwrap());
    let mut reply = String::new();
    for _ in 0..500 {
        reply = one(&stage, "m3").await;
        if reply.starts_with("250") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(reply.starts_with("250"), "a running gateway has heard of it: {reply}");
    let sent = stage.hop.mails();
    assert!(!sent[0].inside_tls);
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn t07_what_goes_in_clear_is_said_in_the_journal() {
    for (script, why) in [
        (Script::default(), "not-offered"),
        (Script { tls: Some(identity("x").config), ..Script::failing(Step::StartTls, Fault::Say("454 not now")) }, "refused"),
    ] {
        let (reply, stage) = attempt(script, "tls = \"optional\"\n").await;
        assert!(reply.starts_with("250"), "{reply}");
        let id = stage.journal(1).await[0].id;
        let leg = stage.leg(id).await;
        assert_eq!((leg.tls, leg.since, leg.why.as_deref()), (None, None, Some(why)));
        assert_eq!((leg.hop, leg.recipients), (stage.hop.address.to_string(), vec!["a@example.com".to_owned()]));
        assert_eq!(stage.store.known_hops().await.unwrap(), []);
    }
}

#[tokio::test]
async fn t07_without_sticky_a_hop_may_stop() {
    let hop = identity("x");
    let tls = Script { tls: Some(hop.config), times: 1, ..Script::failing(Step::Quit, Fault::Close) };
    let stage = Stage::with(Changes { script: tls, next_hop: "sticky = false\nreuse-seconds = 0\n", ..Changes::default() }).await;
    assert!(one(&stage, "m1").await.starts_with("250"));
    let id = stage.journal(1).await[0].id;
    let leg = stage.leg(id).await;
    let tls = leg.tls.expect("encrypted");
    assert_eq!((tls.proven, tls.certificate.as_deref(), leg.why), (ProvenBy::Nobody, Some("x"), None));
    assert!(leg.since.is_some(), "since when is told all the same");
}
