//! Where TLS is required (by the configuration, or because the hop has done it before), nothing of a mail is said in clear, whatever the hop
//! answers: the relay's client and the outbox's (G6, T04, T05, T06).

use std::time::Duration;

use kakitome_store::{HopTls, Millis, ProvenBy, Store};

use crate::recorder::{Case, Recorder};
use crate::stage::{Changes, Dialogue, NOREPLY, Stage, client, mail};

fn say(text: &str) -> Option<Vec<u8>> {
    Some(text.as_bytes().to_vec())
}

/// Every answer that a hop could give at each step before TLS, wrong in one place each.
pub(crate) fn cases() -> Vec<(String, Case)> {
    let mut cases = Vec::new();
    let codes = [211, 221, 235, 250, 334, 354, 421, 450, 451, 454, 500, 501, 502, 503, 504, 530, 535, 550, 554];
    for code in codes {
        cases.push((format!("greeting {code}"), Case { greeting: say(&format!("{code} hop\r\n")), ..Case::default() }));
        if code != 250 {
            cases.push((format!("EHLO {code}"), Case { ehlo: say(&format!("{code} hop\r\n")), ..Case::default() }));
        }
        cases.push((format!("STARTTLS {code}"), Case { starttls: say(&format!("{code} no\r\n")), ..Case::default() }));
        let refused = Case { ehlo: say("500 what\r\n"), helo: say(&format!("{code} hop\r\n")), ..Case::default() };
        cases.push((format!("EHLO 500, HELO {code}"), refused));
    }
    let odd = |text: &str| say(text);
    for (name, text) in [
        ("no STARTTLS", "250 hop\r\n"),
        ("AUTH and no STARTTLS", "250-hop\r\n250-AUTH PLAIN LOGIN\r\n250 PIPELINING\r\n"),
        ("STARTTLS in the name alone", "250 STARTTLS\r\n"),
        ("X-STARTTLS", "250-hop\r\n250 XSTARTTLS\r\n"),
        ("two answers", "250 hop\r\n250 STARTTLS\r\n"),
        ("garbage", "\x00\u{7f}what\r\n"),
        ("220 in the middle", "250-hop\r\n220 go\r\n"),
    ] {
        cases.push((format!("EHLO: {name}"), Case { ehlo: odd(text), ..Case::default() }));
    }
    for (name, text) in [
        ("response injection", "220 go\r\n250-hop\r\n250 AUTH PLAIN\r\n"),
        ("PREAUTH", "220 go\r\n235 2.7.0 welcome\r\n"),
        ("one octet too many", "220 go\r\n2"),
        ("garbage", "\x00\u{7f}\r\n"),
        ("short", "22\r\n"),
        ("two lines", "220-go\r\n220 go\r\n250 hop\r\n"),
    ] {
        cases.push((format!("STARTTLS: {name}"), Case { starttls: odd(text), ..Case::default() }));
    }
    for (name, text) in [
        ("two greetings", "220 hop\r\n220 hop\r\n"),
        ("greeting with EHLO's answer", "220 hop\r\n250-hop\r\n250 AUTH PLAIN\r\n"),
        ("garbage", "\x00\u{7f}\r\n"),
    ] {
        cases.push((format!("greeting: {name}"), Case { greeting: odd(text), ..Case::default() }));
    }
    cases.push(("closed at once".to_owned(), Case { greeting: None, ..Case::default() }));
    cases.push(("closed at EHLO".to_owned(), Case { ehlo: None, ..Case::default() }));
    cases.push(("closed at STARTTLS".to_owned(), Case { starttls: None, ..Case::default() }));
    cases.push(("text for a handshake".to_owned(), Case { handshake: odd("250 hop\r\n250 ok\r\n"), ..Case::default() }));
    cases.push((
        "an alert for a handshake".to_owned(),
        Case { handshake: Some(b"\x15\x03\x01\x00\x02\x02\x28".to_vec()), ..Case::default() },
    ));
    cases
}

/// What the store says of a hop that has done TLS.
pub(crate) fn before() -> HopTls {
    HopTls {
        version: "TLSv1_3".to_owned(),
        cipher: "TLS13_AES_256_GCM_SHA384".to_owned(),
        certificate: Some("mx.example".to_owned()),
        sha256: Some([1; 32]),
        spki_sha256: Some([2; 32]),
        proven: ProvenBy::Nobody,
    }
}

/// A gateway whose next hop is the recorder.
pub(crate) async fn towards(recorder: &Recorder, listener: &str, next_hop: &str, known: bool) -> Stage {
    let stage = Stage::at(
        recorder.address,
        Changes { listener, next_hop, outbox: "first-pause-seconds = 1\nlongest-pause-seconds = 1\n", ..Changes::default() },
    )
    .await;
    if known {
        stage.store.note_hop(&recorder.address.to_string(), Millis(1_700_000_000_000), &before()).await.unwrap();
    }
    stage
}

async fn says(client: &mut Dialogue) -> String {
    client.send("MAIL FROM:<x@bank.example>\r\nRCPT TO:<a@example.com>\r\n").await;
    let first = client.reply().await.unwrap();
    let second = client.reply().await.unwrap();
    if first.starts_with("250") { second } else { first }
}

async fn relay_is_silent(next_hop: &str, known: bool) {
    let recorder = Recorder::start().await;
    let stage = towards(&recorder, "", &format!("{next_hop}reply-seconds = 2\n"), known).await;
    let cases = cases();
    assert!(cases.len() >= 57, "as many as the row names: {}", cases.len());
    for (name, case) in cases {
        recorder.play(case);
        let mut client = stage.client().await;
        let reply = says(&mut client).await;
        assert!(reply.starts_with('4'), "{name}: {reply}");
        assert!(recorder.connections() > 0, "{name}: it was tried");
        assert_eq!(recorder.leaked(), Vec::<String>::new(), "{name}");
    }
    stage.stop().await.unwrap();
}

#[tokio::test]
async fn g6_t05_t06_the_relay_says_nothing_in_clear_where_tls_is_required() {
    relay_is_silent("tls = \"required\"\nverify = \"none\"\n", false).await;
}

#[tokio::test]
async fn g6_t07_the_relay_says_nothing_in_clear_to_a_hop_that_has_done_tls() {
    relay_is_silent("tls = \"optional\"\n", true).await;
}

/// One mail of the outbox to a hop that plays this case: what became of it.
async fn outbox_is_silent(name: String, case: Case, next_hop: &'static str, known: bool) {
    let recorder = Recorder::start().await;
    recorder.play(case);
    let stage = towards(&recorder, "acknowledge = \"outbox\"\n", &format!("{next_hop}reply-seconds = 2\n"), known).await;
    let mut client = stage.client().await;
    client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
    let id = stage.journal(1).await[0].id;
    deferred(&stage.store, id, &name).await;
    assert!(recorder.connections() > 0, "{name}: it was tried");
    assert_eq!(recorder.leaked(), Vec::<String>::new(), "{name}");
    stage.stop().await.unwrap();
}

/// Waits until the journal says that a mail was not taken yet; what was said.
pub(crate) async fn deferred(store: &Store, id: kakitome_store::MailId, name: &str) -> String {
    for _ in 0..1500 {
        let events = store.mail_events(&[id]).await.unwrap();
        if let Some(event) = events.iter().find(|event| event.what == kakitome_store::Happened::Deferred) {
            return event.reply.clone().unwrap_or_default();
        }
        assert!(!events.iter().any(|event| event.what == kakitome_store::Happened::Delivered), "{name}: {events:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{name}: nothing happened");
}

#[tokio::test]
async fn g6_t05_t06_the_outbox_says_nothing_in_clear_where_tls_is_required() {
    // The two clients share what is tried here; of each kind of answer one, each at a gateway of its own, for one that was away is asked less often.
    let wanted = [
        "greeting 250",
        "greeting 554",
        "EHLO 354",
        "EHLO 550",
        "EHLO 500, HELO 250",
        "EHLO: no STARTTLS",
        "EHLO: AUTH and no STARTTLS",
        "STARTTLS 250",
        "STARTTLS 354",
        "STARTTLS 454",
        "STARTTLS 502",
        "STARTTLS: response injection",
        "closed at STARTTLS",
        "text for a handshake",
    ];
    let chosen: Vec<(String, Case)> = cases().into_iter().filter(|(name, _)| wanted.contains(&name.as_str())).collect();
    assert_eq!(chosen.len(), wanted.len());
    let mut gateways = tokio::task::JoinSet::new();
    for (number, (name, case)) in chosen.into_iter().enumerate() {
        let known = number % 2 == 1;
        let next_hop = if known { "tls = \"optional\"\n" } else { "tls = \"required\"\nverify = \"none\"\n" };
        gateways.spawn(outbox_is_silent(name, case, next_hop, known));
    }
    while let Some(ended) = gateways.join_next().await {
        ended.unwrap();
    }
}

#[tokio::test]
async fn g6_the_recorder_sees_what_an_optional_client_says_in_clear() {
    let recorder = Recorder::start().await;
    let stage = towards(&recorder, "", "tls = \"optional\"\nsticky = false\n", false).await;
    recorder.play(Case { ehlo: say("250 hop\r\n"), ..Case::default() });
    let mut client = stage.client().await;
    client.command("MAIL FROM:<x@bank.example>", "250").await;
    client.command("RCPT TO:<a@example.com>", "250").await;
    client.command("DATA", "354").await;
    client.send(client::stuffed(mail(NOREPLY, "m1").as_bytes())).await;
    client.expect("250").await;
    let leaked = recorder.leaked();
    assert!(leaked.iter().any(|line| line.starts_with("MAIL FROM")) && leaked.len() > 10, "the control leaks: {leaked:?}");
}
