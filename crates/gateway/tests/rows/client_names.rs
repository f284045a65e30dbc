//! S22: what a client's certificate says of its owner is the client's word: nothing of it stands in log, metrics, journal or reply but an
//! address that is one.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::every_door::{TLS, rest, send};
use crate::stage::{BOSS, Changes, Dialogue, Doors, NOREPLY, Stage, mail};

/// Every value of every event, as it would be written.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Visit for &Heard {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.lock().unwrap().push(format!("{}={value:?}", field.name()));
    }
}

impl Subscriber for Heard {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        attributes.record(&mut &*self);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut &*self);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut &*self);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn s22_hostile_names_in_a_certificate_are_in_no_log_metric_journal_or_reply() {
    let heard = Heard::default();
    let _listening = tracing::subscriber::set_default(heard.clone());
    let doors = Doors::new();
    let config = format!("{}[metrics]\naddress = \"127.0.0.1:0\"\n", doors.both(", client-ca = \"CA\""));
    let stage = Stage::with(Changes { config: &config, ..Changes::default() }).await;
    let long = "L".repeat(10_000);
    let names = [
        "\u{1b}[31mred\u{1b}]0;title\u{7}",
        "nul\0byte",
        "line\r\n250 2.0.0 OK\r\n",
        "\u{202e}moc.knab@ssob\u{202c}",
        "\"}\nkakitome_x 1\nkakitome_y{a=\"",
        BOSS,
        long.as_str(),
    ];
    let mut said = String::new();
    for name in names {
        let certificate = doors.client_called(&format!("MARK{name}MARK"), &[NOREPLY], false, 7);
        let mut client = Dialogue::inside(stage.addresses[TLS], certificate).await.unwrap();
        said += &client.expect("220").await;
        said += &client.command("EHLO x", "250").await;
        let reply = send(&mut client, NOREPLY, mail(NOREPLY, "named")).await;
        assert!(reply.starts_with("250"), "{name:?}: {reply}");
        said += &reply;
        // the name is no address, whatever it looks like
        client.command(&format!("MAIL FROM:<{BOSS}>"), "550 5.7.1").await;
    }
    for email in [
        "noreply@bank.example\r\n250 MARK",
        "noreply@bank.example\0MARK.evil.test",
        "\u{1b}[31mMARK@bank.example",
        "MARK\"}\nx 1@bank.example",
    ] {
        let certificate = doors.client_called("MARK", &[email], false, 7);
        let mut client = Dialogue::inside(stage.addresses[TLS], certificate).await.unwrap();
        said += &client.expect("220").await;
        said += &client.command("EHLO x", "250").await;
        said += &client.command(&format!("MAIL FROM:<{NOREPLY}>"), "530").await;
    }
    // one of a stranger's authority is refused in the handshake, and that is told without its name
    let stranger = doors.client_called("MARK", &[NOREPLY], true, 7);
    if let Ok(mut client) = Dialogue::inside(stage.addresses[TLS], stranger).await {
        client.expect_end().await;
    }
    assert!(!said.contains("MARK"), "{said}");
    stage.at_hop(names.len()).await;
    for mail in stage.hop.mails() {
        assert!(!String::from_utf8_lossy(&mail.content).contains("MARK"));
    }
    let journal = format!("{:?}", stage.journal(names.len()).await);
    assert!(journal.contains(NOREPLY) && !journal.contains("MARK"), "{journal}");
    let mut asked = TcpStream::connect(stage.monitors.unwrap()).await.unwrap();
    asked.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
    let metrics = rest(&mut asked).await;
    assert!(metrics.contains("HTTP/1.1 200") && !metrics.contains("MARK"), "{metrics}");
    let heard = heard.0.lock().unwrap();
    let logins = heard.iter().filter(|value| **value == format!("login={NOREPLY}")).count();
    assert!(logins >= names.len(), "who logs in is told: {heard:?}");
    let told: Vec<_> = heard.iter().filter(|value| value.contains("MARK")).collect();
    assert!(told.is_empty(), "{told:?}");
}
