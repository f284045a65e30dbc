//! The outbox of the whole program: mail waits for a next hop that is away, `held` and `journal find` say so; gateway and keyholder are killed
//! under load and nothing that was acknowledged is missing. The long form of that trial is `cargo xtask gates kill`.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::client::{Client, stuffed, submit};
use crate::support::home::{Home, kakitome, succeed};
use crate::support::mails::{self, SENDER};
use crate::support::serve::Serve;
use crate::support::sink::Sink;

const APART: &str = "acknowledge = \"outbox\"\n";
const SWIFT: &str = "[outbox]\nfirst-pause-seconds = 1\nlongest-pause-seconds = 1\nfree-bytes = 0\n[watch]\nlists = []\n";

/// A port where nobody listens.
fn nobody() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn json(home: &Home, words: &[&str]) -> Value {
    let output = kakitome().args(words).arg("--json").arg("--home").arg(home.path()).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn mail_that_waits_is_listed_and_dropped_and_its_way_is_in_the_journal() {
    let home = Home::new();
    home.configure_with(nobody(), APART, SWIFT);
    let refused = kakitome().args(["held", "show", "1m820nk4h0400", "--home"]).arg(home.path()).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("no gateway works in the outbox"));

    let serve = Serve::start(&home);
    let mail = mails::mail("waits", "", b"text\r\n".to_vec()).bytes;
    let reply = submit(serve.relay, SENDER, &["customer@home.example"], &mail);
    assert!(reply.starts_with("250 2.0.0 Ok: queued"), "{reply}");
    let list = json(&home, &["held", "list"]);
    assert_eq!(list["schema"], "kakitome.held/1");
    assert_eq!(list["count"], 1);
    let id = list["mails"][0]["id"].as_str().unwrap().to_owned();
    assert!(reply.contains(&id), "the reply names it: {reply}");
    assert_eq!(list["mails"][0]["sender"], SENDER);
    assert_eq!(list["mails"][0]["recipients"][0]["to"], "customer@home.example");
    assert_eq!(list["mails"][0]["recipients"][0]["treatment"], "signed");

    let in_japanese = succeed(kakitome().args(["--lang", "ja", "held", "show", &id, "--home"]).arg(home.path()));
    assert!(String::from_utf8_lossy(&in_japanese.stdout).contains("試行"));
    let unsure = kakitome().args(["held", "drop", &id, "--home"]).arg(home.path()).output().unwrap();
    assert_eq!(unsure.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unsure.stderr).contains("--yes"));
    succeed(kakitome().args(["held", "release", &id, "--home"]).arg(home.path()));
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        // In the moment of a try it cannot be dropped.
        let dropped = kakitome().args(["held", "drop", &id, "--yes", "--quiet", "--home"]).arg(home.path()).output().unwrap();
        if dropped.status.success() {
            break;
        }
        assert!(Instant::now() < until, "{}", String::from_utf8_lossy(&dropped.stderr));
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(json(&home, &["held", "list"])["count"], 0);
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        // The journal is written a moment after the answer: until then nothing is found.
        let found =
            kakitome().args(["journal", "find", "--to", "customer@home.example", "--json", "--home"]).arg(home.path()).output().unwrap();
        let entry: Value = serde_json::from_slice(&found.stdout).unwrap_or_default();
        if entry.is_null() {
            assert!(Instant::now() < until, "{}", String::from_utf8_lossy(&found.stderr));
            std::thread::sleep(Duration::from_millis(50));
            continue;
        }
        assert_eq!(entry["id"], id.as_str());
        let events: Vec<&str> = entry["events"].as_array().into_iter().flatten().map(|event| event["event"].as_str().unwrap()).collect();
        if ["accepted", "deferred", "released", "dropped"].iter().all(|wanted| events.contains(wanted)) {
            break;
        }
        assert!(Instant::now() < until, "{events:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Sends mails, one after the other, until it is told to stop; the numbers of those that were acknowledged.
fn load(door: &Arc<Mutex<SocketAddr>>, over: &Arc<AtomicBool>, sender: usize) -> std::thread::JoinHandle<BTreeSet<String>> {
    let (door, over) = (Arc::clone(door), Arc::clone(over));
    std::thread::spawn(move || {
        let mut acknowledged = BTreeSet::new();
        let mut number = 0;
        while !over.load(Ordering::SeqCst) {
            number += 1;
            let id = format!("k{sender}-{number}.");
            let to = *door.lock().unwrap();
            let mail = mails::mail("load", &format!("Subject: {id}\r\n"), b"text\r\n".to_vec()).bytes;
            let sent = std::panic::catch_unwind(|| {
                let mut client = Client::connect(to);
                client.say("EHLO app.test");
                client.say(&format!("MAIL FROM:<{SENDER}>"));
                client.say("RCPT TO:<customer@home.example>");
                client.say("DATA");
                client.send(&stuffed(&mail));
                client.reply()
            });
            match sent {
                Ok(reply) if reply.starts_with("250") => {
                    acknowledged.insert(id);
                }
                // The server died in the middle.
                _ => std::thread::sleep(Duration::from_millis(50)),
            }
        }
        acknowledged
    })
}

#[test]
fn g1_r01_killed_under_load_nothing_that_was_acknowledged_is_missing() {
    const KILLS: usize = 3;
    let (home, sink) = (Home::new(), Sink::start());
    home.configure_with(sink.address, APART, SWIFT);
    let mut serve = Serve::start(&home);
    let (door, over) = (Arc::new(Mutex::new(serve.relay)), Arc::new(AtomicBool::new(false)));
    let senders: Vec<_> = (0..3).map(|sender| load(&door, &over, sender)).collect();
    for kill in 0..KILLS {
        std::thread::sleep(Duration::from_millis(700 + 300 * kill as u64));
        for word in ["gateway", "keyholder"] {
            if let Some(id) = serve.child_named(word) {
                serve.signal(id, "KILL");
            }
        }
        drop(serve);
        serve = Serve::start(&home);
        *door.lock().unwrap() = serve.relay;
    }
    std::thread::sleep(Duration::from_millis(700));
    over.store(true, Ordering::SeqCst);
    let acknowledged: BTreeSet<String> = senders.into_iter().flat_map(|sender| sender.join().unwrap()).collect();
    assert!(acknowledged.len() > 5, "{} mails are no load", acknowledged.len());
    let mut copies: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    let until = Instant::now() + Duration::from_secs(60);
    while !acknowledged.iter().all(|id| copies.contains_key(id)) {
        assert!(
            Instant::now() < until,
            "{} of {} mails are missing",
            acknowledged.iter().filter(|id| !copies.contains_key(*id)).count(),
            acknowledged.len()
        );
        let arrived = sink.next().bytes;
        let text = String::from_utf8_lossy(&arrived);
        let at = text.find("Subject: k").expect("a mail of ours") + "Subject: ".len();
        let id: String = text[at..].chars().take_while(|c| *c != '\r').collect();
        *copies.entry(id).or_default() += 1;
    }
    assert!(copies.values().all(|count| *count <= 1 + KILLS), "SMTP's own ambiguity leaves one more copy for each kill at most");
    drop(serve);
}

#[test]
fn r02_killed_behind_any_octet_of_the_content_nothing_is_there_and_the_mail_comes_once() {
    let (home, sink) = (Home::new(), Sink::start());
    home.configure_with(sink.address, APART, SWIFT);
    let serve = Serve::start(&home);
    // The supervisor has its copies of the sockets a moment after the gateway has said that it listens.
    std::thread::sleep(Duration::from_secs(1));
    let line = format!("{}\r\n", "x".repeat(70));
    // Larger than what is gathered in memory: a part of it lies in the folder already.
    let mail = mails::mail("half", "", line.repeat(2 * 1024 * 1024 / line.len()).into_bytes()).bytes;
    let all = stuffed(&mail);
    for octets in [1, 100, 1_300_000, all.len() - 3, all.len() - 1] {
        let mut client = Client::connect(serve.relay);
        client.say("EHLO app.test");
        client.say(&format!("MAIL FROM:<{SENDER}>"));
        client.say("RCPT TO:<customer@home.example>");
        assert!(client.say("DATA").starts_with("354"));
        client.send(&all[..octets]);
        std::thread::sleep(Duration::from_millis(200));
        serve.signal(serve.child_named("gateway").expect("a gateway"), "KILL");
        assert_eq!(client.reply(), "", "{octets} octets are no mail");
        serve.wait_for("the gateway runs again");
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            let listed = kakitome().args(["held", "list", "--json", "--home"]).arg(home.path()).output().unwrap();
            if let Ok(list) = serde_json::from_slice::<Value>(&listed.stdout) {
                assert_eq!(list["count"], 0, "{octets} octets: {list}");
                break;
            }
            assert!(Instant::now() < until, "{}", String::from_utf8_lossy(&listed.stderr));
            std::thread::sleep(Duration::from_millis(50));
        }
        assert!(sink.stays_empty(), "{octets} octets have gone out");
    }
    assert!(submit(serve.relay, SENDER, &["customer@home.example"], &mail).starts_with("250"));
    assert!(String::from_utf8_lossy(&sink.next().bytes).contains("smime.p7s"));
    assert!(sink.stays_empty(), "once");
    drop(serve);
    let _serve = Serve::start(&home);
    assert_eq!(std::fs::read_dir(home.path().join("outbox/tmp")).unwrap().count(), 0, "what was half written has gone");
}
