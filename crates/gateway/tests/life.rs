//! Start, reload, end: what an administrator does to a running gateway.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod stage;

use std::time::{Duration, Instant};

use kakitome_gateway::Gateway;
use kakitome_gateway::config::Settings;
use stage::client::stuffed;
use stage::{Changes, Dialogue, NOREPLY, Script, Stage, mail};

fn rewrite(stage: &Stage, from: &str, to: &str) {
    let path = stage.folder.path().join("kakitome.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{text}");
    std::fs::write(&path, text.replace(from, to)).unwrap();
}

/// Repeats until it holds.
async fn eventually<F: Future<Output = bool>>(what: &str, mut test: impl FnMut() -> F) {
    for _ in 0..1_500 {
        if test().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{what} did not come");
}

async fn greeting(address: std::net::SocketAddr) -> String {
    Dialogue::connect(address).await.reply().await.unwrap_or_default()
}

#[tokio::test]
async fn a_port_in_use_is_an_error_that_names_it() {
    let stage = Stage::usual().await;
    rewrite(&stage, "address = \"127.0.0.1:0\"", &format!("address = \"{}\"", stage.address));
    let settings = Settings::load(&stage.folder.path().join("kakitome.toml")).unwrap();
    let error = Gateway::start(settings).await.unwrap_err().to_string();
    assert!(error.starts_with(&format!("cannot listen on {}: ", stage.address)), "{error}");
    assert!(error.contains("hint"), "{error}");
}

#[tokio::test]
async fn a_missing_database_or_certificate_is_an_error_that_names_it() {
    let stage = Stage::usual().await;
    let path = stage.folder.path().join("kakitome.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let start = |text: String| async {
        std::fs::write(&path, text).unwrap();
        Gateway::start(Settings::load(&path).unwrap()).await.unwrap_err().to_string()
    };
    let error = start(format!("{text}[home]\ndatabase = \"nothing.db\"\n")).await;
    assert!(error.contains("nothing.db"), "{error}");
    let error =
        start(text.replacen("networks = [\"here\"]\n", "networks = [\"here\"]\ntls = { cert = \"no.pem\", key = \"no.pem\" }\n", 1)).await;
    assert!(error.contains("no.pem: cannot read the certificate"), "{error}");
    std::fs::write(stage.folder.path().join("no.pem"), "not a certificate").unwrap();
    let error =
        start(text.replacen("networks = [\"here\"]\n", "networks = [\"here\"]\ntls = { cert = \"no.pem\", key = \"no.pem\" }\n", 1)).await;
    assert!(error.contains("no.pem: there is no certificate in it"), "{error}");
}

#[tokio::test]
async fn r19_a_reload_takes_the_new_configuration_whole_or_not_at_all() {
    let stage = Stage::usual().await;
    let mut old_client = stage.client().await;
    rewrite(&stage, "hostname = \"gw.example\"", "hostname = \"new.example\"");
    stage.handle.reload().await;
    eventually("the new name", || async { greeting(stage.address).await.contains("new.example") }).await;
    old_client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;

    rewrite(&stage, "hostname = \"new.example\"", "hostname = \"third.example\"\nnonsense = 1");
    stage.handle.reload().await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(greeting(stage.address).await.contains("new.example"), "the old one stays");
    old_client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m2")).await;
    assert_eq!(stage.hop.mails().len(), 2);
}

#[tokio::test]
async fn r18_a_reload_takes_a_new_certificate_and_drops_no_session() {
    let folder = tempfile::tempdir().unwrap();
    let make = || {
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = rcgen::CertificateParams::new(vec!["gw.example".into()]).unwrap().self_signed(&key).unwrap();
        std::fs::write(folder.path().join("cert.pem"), certificate.pem()).unwrap();
        std::fs::write(folder.path().join("key.pem"), key.serialize_pem()).unwrap();
        certificate.der().to_vec()
    };
    let first = make();
    let path = folder.path().display();
    let listener = format!("tls = {{ cert = \"{path}/cert.pem\", key = \"{path}/key.pem\" }}\n");
    let stage = Stage::with(Changes { listener: &listener, ..Changes::default() }).await;
    let mut clients = Vec::new();
    for _ in 0..20 {
        clients.push(Dialogue::start_tls(stage.address, &first).await);
    }
    let second = make();
    rewrite(&stage, "hostname = \"gw.example\"", "hostname = \"new.example\"");
    stage.handle.reload().await;
    eventually("the reload", || async { greeting(stage.address).await.contains("new.example") }).await;
    let mut fresh = Dialogue::start_tls(stage.address, &second).await;
    fresh.command("EHLO x", "250").await;
    for client in &mut clients {
        client.command("EHLO x", "250").await;
        client.command("NOOP", "250").await;
    }
}

#[tokio::test]
async fn r21_the_end_lets_mails_on_their_way_finish_and_sends_others_away() {
    let stage = Stage::usual().await;
    let mut idle = stage.client().await;
    let mut busy = stage.client().await;
    busy.command("MAIL FROM:<x@bank.example>", "250").await;
    busy.command("RCPT TO:<a@example.com>", "250").await;
    busy.command("DATA", "354").await;
    busy.send("From: noreply@bank.example\r\n\r\nfirst half, ").await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    stage.handle.stop().await;
    idle.expect("421 4.3.2").await;
    idle.expect_end().await;
    eventually("the closed door", || async { tokio::net::TcpStream::connect(stage.address).await.is_err() }).await;
    busy.send("second half\r\n.\r\n").await;
    busy.expect("250").await;
    busy.expect("421").await;
    busy.expect_end().await;
    let begun = Instant::now();
    let hop = std::sync::Arc::clone(&stage.hop.seen);
    let entries = stage.store.clone();
    let folder = stage.stop_keeping_folder().await;
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert_eq!(hop.mails.lock().unwrap().len(), 1);
    drop((entries, folder));
}

#[tokio::test]
async fn r21_a_mail_that_does_not_come_to_its_end_is_cut_after_the_grace() {
    let stage = Stage::with(Changes { config: "[limits]\nshutdown-seconds = 1\n", ..Changes::default() }).await;
    let mut busy = stage.client().await;
    busy.command("MAIL FROM:<x@bank.example>", "250").await;
    busy.command("RCPT TO:<a@example.com>", "250").await;
    busy.command("DATA", "354").await;
    busy.send("From: noreply@bank.example\r\n\r\nhalf").await;
    stage.handle.stop().await;
    busy.expect("421").await;
    busy.expect_end().await;
    assert!(stage.hop.mails().is_empty(), "never half a mail");
}

#[tokio::test]
async fn a_mail_at_the_next_hop_is_waited_for_at_the_end() {
    let script = Script { slow: Duration::from_millis(700), ..Script::default() };
    let stage = Stage::with(Changes { script, ..Changes::default() }).await;
    let mut client = stage.client().await;
    client.command("MAIL FROM:<x@bank.example>", "250").await;
    client.command("RCPT TO:<a@example.com>", "250").await;
    client.command("DATA", "354").await;
    client.send(stuffed(mail(NOREPLY, "m1").as_bytes())).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    stage.handle.stop().await;
    client.expect("250").await;
}

#[tokio::test]
async fn a_new_identity_is_used_within_seconds() {
    let stage = Stage::usual().await;
    let mut client = stage.client().await;
    let fresh = "late@bank.example";
    let reply = client.mail("x@bank.example", &["a@example.com"], mail(fresh, "m1")).await;
    assert!(reply.starts_with("550 5.7.1"), "{reply}");
    stage.renew(fresh).await;
    for _ in 0..100 {
        if client.mail("x@bank.example", &["a@example.com"], mail(fresh, "m2")).await.starts_with("250") {
            assert_eq!(stage.report(&stage.hop.mails()[0].content).verdict(), kakitome_smime::Verdict::Valid);
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the new certificate is not used");
}

#[tokio::test]
async fn r20_r32_the_outbox_passes_to_the_next_gateway_with_what_the_last_sessions_bring() {
    let config = "first-pause-seconds = 1\nlongest-pause-seconds = 1\n";
    let mut stage =
        Stage::with(Changes { listener: "acknowledge = \"outbox\"\n", outbox: config, keeps_sockets: true, ..Changes::default() }).await;
    let hop = stage.hop.address;
    stage.hop.stop();
    // One waits already; one is in the middle of its content when the next gateway comes; one begins afterwards in the old session.
    stage.client().await.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "waits")).await;
    let mut old = stage.client().await;
    old.command("MAIL FROM:<x@bank.example>", "250").await;
    old.command("RCPT TO:<a@example.com>", "250").await;
    old.command("DATA", "354").await;
    let half = mail(NOREPLY, "half");
    let (begin, rest) = half.split_at(60);
    old.send(begin).await;
    let ended = stage.replace().await;
    stage.client().await.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "new")).await;
    old.send(stuffed(rest.as_bytes())).await;
    old.expect("250 2.0.0").await;
    old.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "after")).await;
    // A third program is still refused what is one's own.
    let settings = Settings::load(&stage.folder.path().join("kakitome.toml")).unwrap();
    eventually("the folder is taken", || async { Gateway::start(settings.clone()).await.is_err() }).await;
    stage.hop = stage::FakeHop::on(tokio::net::TcpListener::bind(hop).await.unwrap(), Script::default());
    let mut seen: Vec<String> = Vec::new();
    for received in stage.at_hop(4).await {
        let text = String::from_utf8_lossy(&received.content).into_owned();
        seen.push(text.lines().find_map(|line| line.strip_prefix("X-Test-Id: ")).unwrap().to_owned());
    }
    seen.sort();
    assert_eq!(seen, ["after", "half", "new", "waits"]);
    assert!(!ended.is_finished(), "its last session is open");
    old.command("QUIT", "221").await;
    ended.await.unwrap().unwrap();
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(stage.hop.mails().len(), 4, "none twice");
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn r20_r32_what_a_gateway_that_goes_brings_is_found_as_long_as_it_is_there_whatever_the_next_ones_are_told() {
    let mut stage = Stage::with(Changes {
        listener: "acknowledge = \"outbox\"\n",
        outbox: "first-pause-seconds = 1\nlongest-pause-seconds = 1\n",
        config: "[limits]\nhandover-seconds = 300\n",
        keeps_sockets: true,
        ..Changes::default()
    })
    .await;
    let mut old = stage.client().await;
    // The next one thinks that a gateway goes within a second; and the one after it was not told that there is another.
    rewrite(&stage, "handover-seconds = 300", "handover-seconds = 1\nshutdown-seconds = 1");
    let first = stage.replace().await;
    old.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "to the second")).await;
    stage.at_hop(1).await;
    stage.handle.stop().await;
    let second = std::mem::replace(&mut stage.running, tokio::spawn(async { Ok(()) }));
    second.await.unwrap().unwrap();
    let settings = Settings::load(&stage.folder.path().join("kakitome.toml")).unwrap();
    let third = Gateway::start(settings).await.unwrap_or_else(|error| panic!("{error}"));
    let (handle, running) = (third.handle(), tokio::spawn(third.run()));
    // It has looked by then, and still does.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    old.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "to the third")).await;
    stage.at_hop(2).await;
    old.command("QUIT", "221").await;
    first.await.unwrap().unwrap();
    handle.stop().await;
    running.await.unwrap().unwrap();
}

#[tokio::test]
async fn r20_sessions_of_the_old_gateway_end_when_their_time_is_over() {
    let mut stage = Stage::with(Changes { keeps_sockets: true, config: "[limits]\nhandover-seconds = 1\n", ..Changes::default() }).await;
    let mut idle = stage.client().await;
    let ended = stage.replace().await;
    idle.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
    idle.expect("421 4.3.2").await;
    idle.expect_end().await;
    ended.await.unwrap().unwrap();
    stage.client().await.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m2")).await;
}
