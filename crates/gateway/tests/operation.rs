//! What an operator relies on: numbers and health for monitors, allowances, keys that change under load, a next hop that swallows
//! everything.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod stage;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use kakitome_smime::Verdict;
use stage::doors::{PASSWORD, account, plain};
use stage::{BOSS, Changes, Dialogue, Doors, FakeHop, NOREPLY, Script, Stage, mail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

const CUSTOMER: &[&str] = &["customer@example.com"];
const MONITORS: &str = "[metrics]\naddress = \"127.0.0.1:0\"\n";

/// Status and body of what is said to one request.
async fn http(address: SocketAddr, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(format!("{request} HTTP/1.1\r\nHost: gw\r\nConnection: close\r\n\r\n").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

async fn get(stage: &Stage, path: &str) -> (u16, String) {
    http(stage.monitors.unwrap(), &format!("GET {path}")).await
}

/// Samples of a page by name and labels as written. Everything that the text format 0.0.4 asks for is asked for here.
fn samples(page: &str) -> BTreeMap<String, f64> {
    assert!(page.ends_with('\n'));
    let mut found = BTreeMap::new();
    let mut families: BTreeMap<String, String> = BTreeMap::new();
    let mut now = String::new();
    for line in page.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            now = rest.split(' ').next().unwrap().to_owned();
            assert!(!families.contains_key(&now), "{now} twice");
            continue;
        }
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert_eq!(name, now, "TYPE follows HELP");
            assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
            assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
            families.insert(now.clone(), kind.to_owned());
            continue;
        }
        let (series, value) = line.rsplit_once(' ').unwrap();
        let name = series.split('{').next().unwrap();
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'), "{line}");
        let endings: &[&str] = if families[&now] == "histogram" { &["_bucket", "_sum", "_count"] } else { &[""] };
        assert!(endings.iter().any(|ending| name == format!("{now}{ending}")), "{line} in the family {now}");
        if let Some(labels) = series.strip_prefix(name).filter(|labels| !labels.is_empty()) {
            let inside = labels.strip_prefix('{').and_then(|labels| labels.strip_suffix('}')).unwrap();
            for pair in inside.split("\",") {
                let (label, text) = pair.split_once("=\"").unwrap();
                assert!(label.chars().all(|c| c.is_ascii_lowercase()), "{line}");
                assert!(!text.trim_end_matches('"').contains('"'), "{line}");
            }
        }
        assert!(found.insert(series.to_owned(), value.parse::<f64>().unwrap()).is_none(), "{series} twice");
    }
    for (name, _) in families.iter().filter(|(_, kind)| *kind == "histogram") {
        histograms_add_up(name, &found);
    }
    found
}

fn histograms_add_up(name: &str, found: &BTreeMap<String, f64>) {
    for (count, all) in found.iter().filter(|(series, _)| series.starts_with(&format!("{name}_count"))) {
        let labels = count.strip_prefix(&format!("{name}_count")).unwrap().trim_end_matches('}').to_owned();
        let begin = if labels.is_empty() { format!("{name}_bucket{{le=") } else { format!("{name}_bucket{labels},le=") };
        let mut buckets: Vec<(f64, f64)> = found
            .iter()
            .filter_map(|(series, value)| {
                let bound = series.strip_prefix(&begin)?.trim_matches(['"', '}']).to_owned();
                Some((bound.replace("+Inf", "inf").parse().unwrap(), *value))
            })
            .collect();
        buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert!(buckets.len() > 3 && buckets.windows(2).all(|two| two[0].1 <= two[1].1), "{name}{labels}: {buckets:?}");
        assert_eq!(buckets.last().unwrap(), &(f64::INFINITY, *all));
    }
}

async fn until(stage: &Stage, what: &str, holds: impl Fn(&BTreeMap<String, f64>) -> bool) -> BTreeMap<String, f64> {
    let begun = Instant::now();
    loop {
        let found = samples(&get(stage, "/metrics").await.1);
        if holds(&found) {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{what}: {found:#?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn numbers_are_what_the_format_asks_for_and_what_happened() {
    let doors = Doors::new();
    let config = format!("{}[accounts]\nwrong-login-seconds = 0\n{MONITORS}", doors.both(""));
    let mut stage = Stage::with(Changes { config: &config, ..Changes::default() }).await;
    account(&stage.store, NOREPLY, &[]).await;
    let before = samples(&get(&stage, "/metrics").await.1);
    assert_eq!(before["kakitome_mails_total{door=\"relay\",outcome=\"signed\"}"], 0.0);
    assert!(!before.contains_key("kakitome_next_hop_up"), "nobody has tried");
    let mut client = stage.client().await;
    for number in 0..3 {
        client.mail("x@bank.example", CUSTOMER, mail(NOREPLY, &format!("m{number}"))).await;
    }
    client.mail("x@bank.example", CUSTOMER, mail("stranger@elsewhere.example", "passed")).await;
    assert!(client.mail("x@bank.example", CUSTOMER, mail(BOSS, "refused")).await.starts_with("550"));
    stage.keyholder.die().await;
    assert!(client.mail("x@bank.example", CUSTOMER, mail(NOREPLY, "deferred")).await.starts_with("451"));
    stage.keyholder.again();
    // Longer than the pause after which the gateway asks for it again.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let mut inside = doors.at_465(stage.addresses[1]).await;
    assert!(plain(&mut inside, NOREPLY, "wrong password").await.starts_with("535"));
    assert!(plain(&mut inside, NOREPLY, PASSWORD).await.starts_with("235"));
    assert!(inside.mail(NOREPLY, CUSTOMER, mail(NOREPLY, "queued")).await.starts_with("250"));
    stage.at_hop(5).await;
    let (status, page) = get(&stage, "/metrics").await;
    assert_eq!(status, 200);
    let found = until(&stage, "the outbox is empty", |found| {
        found["kakitome_outbox_tries_total{result=\"done\"}"] == 1.0 && found["kakitome_outbox_mails"] == 0.0
    })
    .await;
    let mails = |door: &str, outcome: &str| found[&format!("kakitome_mails_total{{door=\"{door}\",outcome=\"{outcome}\"}}")];
    let relay = ["signed", "passed", "refused", "deferred"].map(|outcome| mails("relay", outcome));
    assert_eq!(relay, [3.0, 1.0, 1.0, 1.0]);
    assert_eq!(mails("submission", "signed"), 1.0);
    let reasons: f64 = found.iter().filter(|(name, _)| name.starts_with("kakitome_mails_not_accepted_total")).map(|(_, value)| value).sum();
    assert_eq!(reasons, 2.0, "{page}");
    assert_eq!(found["kakitome_mail_seconds_count{door=\"relay\"}"], 6.0);
    assert_eq!(found["kakitome_recipients_total{door=\"relay\"}"], 6.0);
    assert!(found["kakitome_mail_bytes_total{door=\"relay\"}"] > 6.0 * 100.0);
    assert_eq!((found["kakitome_connections{door=\"relay\"}"], found["kakitome_connections{door=\"submission\"}"]), (1.0, 1.0));
    let logins = ["good", "wrong", "unchecked"].map(|result| found[&format!("kakitome_logins_total{{result=\"{result}\"}}")]);
    assert_eq!(logins, [1.0, 1.0, 0.0]);
    assert_eq!(found["kakitome_next_hop_up"], 1.0);
    assert!(
        found["kakitome_keyholder_calls_total{result=\"good\"}"] >= 4.0 && found["kakitome_keyholder_calls_total{result=\"away\"}"] >= 1.0
    );
    assert_eq!((found["kakitome_outbox_owned"], found["kakitome_outbox_oldest_seconds"]), (1.0, 0.0));
    let expiry = found[&format!("kakitome_certificate_expiry_seconds{{identity=\"{NOREPLY}\"}}")];
    let now = time::OffsetDateTime::now_utc().unix_timestamp() as f64;
    assert!(expiry > now && expiry < now + 2.0 * 86_400.0);
    assert_eq!((found["kakitome_identities"], found["kakitome_certificates_expired"]), (3.0, 1.0));
    assert!(found["process_resident_memory_bytes"] > 1e6 && found["process_open_fds"] > 3.0);
    // Nobody's address but the identities', no host, no content.
    for foreign in ["customer", "stranger", "x@bank", "127.0.0.1", "app.example", "Notice", "m1", PASSWORD] {
        assert!(!page.contains(foreign), "{foreign} in {page}");
    }
    // Whatever clients come up with, there is nothing new to remember.
    let many: BTreeSet<&String> = found.keys().filter(|name| !name.contains("not_accepted")).collect();
    for number in 0..20 {
        client.mail(&format!("s{number}@x.example"), &[&format!("r{number}@y.example")], mail(&format!("f{number}@z.example"), "x")).await;
    }
    let again = samples(&get(&stage, "/metrics").await.1);
    assert_eq!(again.keys().filter(|name| !name.contains("not_accepted")).collect::<BTreeSet<_>>(), many);
}

#[tokio::test]
async fn what_comes_of_encryption_is_counted_by_mail() {
    let rule = |domain: &str, more: &str| format!("[[rule]]\nname = \"{domain}\"\nto = [\"@{domain}.example\"]\n{more}\n");
    let config = [
        MONITORS.to_owned(),
        rule("maybe", "encrypt = \"if-possible\""),
        rule("secret", "encrypt = \"required\""),
        rule("later", "encrypt = \"required\"\nwhen-impossible = \"defer\""),
        rule("try", "encrypt = \"required\"\nmode = \"observe\""),
    ];
    let script = Script { times: 1, ..Script::failing(stage::hop::Step::Eod, stage::hop::Fault::Close) };
    let stage = Stage::with(Changes { config: &config.concat(), script, ..Changes::default() }).await;
    let taro = stage::people::Reader::new(&stage::authority(), "taro@maybe.example");
    taro.import(&stage.store).await;
    let mut client = stage.client().await;
    for (to, start) in [
        // The next hop hangs up: what did not go out was not sent encrypted.
        (&["taro@maybe.example"][..], "4"),
        (&["taro@maybe.example"], "250"),
        (&["taro@maybe.example", "nobody@maybe.example"], "250"),
        (&["taro@maybe.example", "c@clear.example"], "250"),
        (&["nobody@maybe.example", "c@clear.example"], "250"),
        (&["c@clear.example"], "250"),
        (&["nobody@try.example"], "250"),
        (&["nobody@secret.example", "taro@maybe.example"], "550"),
        (&["nobody@later.example"], "451"),
    ] {
        let reply = client.mail("x@bank.example", to, mail(NOREPLY, "m1")).await;
        assert!(reply.starts_with(start), "{to:?}: {reply}");
    }
    let page = samples(&get(&stage, "/metrics").await.1);
    let counts = ["encrypted", "parted", "clear", "refused", "deferred"]
        .map(|came| page[&format!("kakitome_mails_encrypted_total{{outcome=\"{came}\"}}")]);
    assert_eq!(counts, [1.0, 2.0, 1.0, 1.0, 1.0]);
}

#[tokio::test]
async fn health_says_what_keeps_mail_from_being_taken() {
    let mut stage = Stage::with(Changes { config: MONITORS, ..Changes::default() }).await;
    assert_eq!(get(&stage, "/health/live").await.0, 200);
    let (status, text) = get(&stage, "/health/ready").await;
    assert_eq!(status, 200, "{text}");
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((report["schema"].as_str(), report["ready"].as_bool()), (Some("kakitome.health/1"), Some(true)));
    let check =
        |report: &serde_json::Value, name: &str| report["checks"].as_array().unwrap().iter().find(|c| c["name"] == name).unwrap().clone();
    assert!(check(&report, "next-hop")["well"].is_null(), "nobody has tried");
    assert_eq!(report["switched_off"].as_bool(), Some(false));
    // Somebody wants it so: it is told, and mail is taken.
    stage.store.switch(true).await.unwrap();
    let begun = Instant::now();
    loop {
        let (status, text) = get(&stage, "/health/ready").await;
        let report: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!((status, report["ready"].as_bool()), (200, Some(true)), "{text}");
        if report["switched_off"].as_bool() == Some(true) {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "it is seen: {text}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    stage.store.switch(false).await.unwrap();
    stage.keyholder.die().await;
    let (status, text) = get(&stage, "/health/ready").await;
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((status, check(&report, "keyholder")["well"].as_bool()), (503, Some(false)), "{text}");
    assert!(check(&report, "keyholder")["why"].as_str().is_some_and(|why| !why.is_empty()));
    assert_eq!(get(&stage, "/health/live").await.0, 200, "it lives all the same");
    stage.keyholder.again();
    let begun = Instant::now();
    while get(&stage, "/health/ready").await.0 != 200 {
        assert!(begun.elapsed() < Duration::from_secs(20), "it is seen when it is back");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // A next hop that is away is told; another gateway would not find it either.
    stage.hop.stop();
    let mut client = stage.client().await;
    client.command("MAIL FROM:<x@bank.example>", "4").await;
    let (status, text) = get(&stage, "/health/ready").await;
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((status, check(&report, "next-hop")["well"].as_bool()), (200, Some(false)), "{text}");

    let monitors = stage.monitors.unwrap();
    assert_eq!(http(monitors, "GET /").await.0, 404);
    assert_eq!(http(monitors, "GET /metrics/../secret").await.0, 404);
    assert_eq!(http(monitors, "POST /metrics").await.0, 405);
    assert_eq!(http(monitors, "HEAD /health/ready").await, (200, String::new()));
    // What is no HTTP, or too much of it, ends the connection and nothing else.
    for nonsense in ["EHLO x\r\n\r\n".to_owned(), format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(100_000))] {
        let mut stream = TcpStream::connect(monitors).await.unwrap();
        let _ = stream.write_all(nonsense.as_bytes()).await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
    }
    assert_eq!(get(&stage, "/health/live").await.0, 200);
}

#[tokio::test]
async fn s16_a_client_sends_as_much_as_it_may_in_an_hour() {
    let limits = "[limits]\nmails-per-hour-per-client = 3\nrecipients-per-hour-per-client = 5\n";
    let stage = Stage::with(Changes { config: limits, ..Changes::default() }).await;
    let mut client = stage.client().await;
    for number in 0..2 {
        assert!(
            client
                .mail("x@bank.example", &["a@example.com", "b@example.com"], mail(NOREPLY, &format!("m{number}")))
                .await
                .starts_with("250")
        );
    }
    // The third mail has one recipient left; the mail goes to that one.
    client.command("MAIL FROM:<x@bank.example>", "250").await;
    client.command("RCPT TO:<a@example.com>", "250").await;
    client.command("RCPT TO:<b@example.com>", "450 4.7.1 Too much mail from your address within an hour").await;
    client.command("DATA", "354").await;
    client.send(stage::client::stuffed(mail(NOREPLY, "m2").as_bytes())).await;
    client.expect("250").await;
    client.command("MAIL FROM:<x@bank.example>", "450 4.7.1").await;
    client.command("NOOP", "250").await;
    // Another connection of the same client is no way round.
    stage.client().await.command("MAIL FROM:<y@bank.example>", "450 4.7.1").await;
    let mails = stage.hop.mails();
    assert_eq!(mails.iter().map(|mail| mail.rcpt_to.len()).collect::<Vec<_>>(), [2, 2, 1]);
    // In one group, each answer in its place (RFC 2920).
    let more = Stage::with(Changes { config: "[limits]\nrecipients-per-hour-per-client = 1\n", ..Changes::default() }).await;
    let mut client = more.client().await;
    client.send("MAIL FROM:<x@bank.example>\r\nRCPT TO:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n").await;
    for start in ["250", "250", "450 4.7.1", "354"] {
        client.expect(start).await;
    }
}

#[tokio::test]
async fn s16_a_login_and_an_identity_have_allowances_of_their_own() {
    let doors = Doors::new();
    let limits = "[limits]\nrecipients-per-hour-per-login = 2\nmails-per-hour-per-identity = 3\n";
    let config = format!("{}[accounts]\nwrong-login-seconds = 0\n{limits}", doors.both(""));
    let stage = Stage::with(Changes { config: &config, ..Changes::default() }).await;
    for login in [NOREPLY, "other@bank.example"] {
        account(&stage.store, login, &[]).await;
    }
    let mut client = doors.at_465(stage.addresses[1]).await;
    assert!(plain(&mut client, NOREPLY, PASSWORD).await.starts_with("235"));
    for number in 0..2 {
        assert!(client.mail(NOREPLY, CUSTOMER, mail(NOREPLY, &format!("m{number}"))).await.starts_with("250"));
    }
    client.command(&format!("MAIL FROM:<{NOREPLY}>"), "250").await;
    client.command("RCPT TO:<a@example.com>", "450 4.7.1 Too much mail from your login").await;
    // Another login is not held to it, and the identity has one mail left by whatever door.
    let mut other = doors.at_465(stage.addresses[1]).await;
    assert!(plain(&mut other, "other@bank.example", PASSWORD).await.starts_with("235"));
    assert!(other.mail("other@bank.example", CUSTOMER, mail("other@bank.example", "other")).await.starts_with("250"));
    let mut relay = stage.client().await;
    assert!(relay.mail("x@bank.example", CUSTOMER, mail(NOREPLY, "m2")).await.starts_with("250"));
    let reply = relay.mail("x@bank.example", CUSTOMER, mail(NOREPLY, "m3")).await;
    assert!(reply.starts_with("450 4.7.1 Too much mail from this sender"), "{reply}");
    assert!(relay.mail("x@bank.example", CUSTOMER, mail("nobody@elsewhere.example", "unsigned")).await.starts_with("250"));
    assert_eq!(stage.at_hop(5).await.len(), 5, "what was refused was not handed on");
    let entries = stage.journal(6).await;
    assert!(entries.iter().any(|entry| entry.reason.as_deref() == Some("limit.identity") && entry.identity.is_none()));
}

#[tokio::test]
async fn s16_connections_have_a_pace() {
    let stage = Stage::with(Changes { config: "[limits]\nconnections-per-minute-per-client = 2\n", ..Changes::default() }).await;
    for _ in 0..2 {
        stage.client().await.command("QUIT", "221").await;
    }
    let mut third = Dialogue::connect(stage.address).await;
    third.expect("421 4.7.0 Too many connections from your address within a minute").await;
    third.expect_end().await;
}

/// Keys and certificates of the identity change a thousand times while mail goes through.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r17_a_thousand_renewals_under_load_and_each_mail_is_signed_by_one_valid_key() {
    const RENEWALS: usize = 1_000;
    let stage = Stage::usual().await;
    let stop = Arc::new(AtomicBool::new(false));
    let mut clients = tokio::task::JoinSet::new();
    for number in 0..3 {
        let (mut client, stop) = (stage.client().await, Arc::clone(&stop));
        clients.spawn(async move {
            let mut sent = 0;
            while !stop.load(Ordering::Relaxed) {
                let reply = client.mail("x@bank.example", CUSTOMER, mail(NOREPLY, &format!("c{number}-{sent}"))).await;
                assert!(reply.starts_with("250"), "{reply}");
                sent += 1;
                // All of them: a hundred in a second.
                tokio::time::sleep(Duration::from_millis(30)).await;
            }
            sent
        });
    }
    let begun = Instant::now();
    for _ in 0..RENEWALS {
        stage.renew(NOREPLY).await;
    }
    // The last one is seen within the second.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    stop.store(true, Ordering::Relaxed);
    let took = begun.elapsed();
    let sent: usize = clients.join_all().await.into_iter().sum();
    let mails = stage.at_hop(sent).await;
    assert_eq!(mails.len(), sent);
    #[allow(clippy::print_stderr, reason = "a figure for the row")]
    {
        eprintln!("{RENEWALS} renewals and {sent} mails in {took:?}");
    }
    let mut serials = BTreeSet::new();
    for received in &mails {
        let report = stage.report(&received.content);
        assert_eq!(report.verdict(), Verdict::Valid);
        assert_eq!(report.signers.len(), 1, "exactly one key");
        serials.insert(report.signers[0].certificate.as_ref().unwrap().serial().hex());
    }
    assert!(serials.len() > 1, "the key has changed meanwhile: {} mails", mails.len());
    let identity = stage.store.identity(&kakitome_store::Address::parse(NOREPLY).unwrap()).await.unwrap().unwrap();
    assert_eq!(identity.keys.len(), RENEWALS + 1);
}

/// A port whose connections are neither refused nor accepted: its queue is full, and the kernel lets further ones wait.
async fn black_hole() -> (TcpListener, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(Ok(stream)) = tokio::time::timeout(Duration::from_millis(300), TcpStream::connect(address)).await {
        waiting.push(stream);
        assert!(waiting.len() < 100, "the queue never fills");
    }
    (listener, waiting)
}

#[tokio::test]
async fn r07_a_next_hop_that_swallows_everything_is_waited_for_and_holds_up_nobody_else() {
    let listener = "acknowledge = \"outbox\"\n";
    let passing = "[[listener]]\nkind = \"relay\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"here\"]\n";
    let hop = "connect-seconds = 1\nreply-seconds = 1\n";
    let outbox = "first-pause-seconds = 1\nlongest-pause-seconds = 1\n";
    let config = format!("{passing}{MONITORS}");
    let mut stage = Stage::with(Changes { listener, next_hop: hop, outbox, config: &config, ..Changes::default() }).await;
    let real = stage.hop.address;
    let (hole, waiting) = black_hole().await;
    let path = stage.folder.path().join("kakitome.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace(&format!("port = {}", real.port()), &format!("port = {}", hole.local_addr().unwrap().port())))
        .unwrap();
    stage.handle.reload().await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    // Who waits for the next hop's answer gets 4xx after the time for it.
    let mut asking = Dialogue::connect(stage.addresses[1]).await;
    asking.expect("220").await;
    asking.command("EHLO app.example", "250").await;
    let begun = Instant::now();
    asking.send("MAIL FROM:<x@bank.example>\r\nRCPT TO:<a@example.com>\r\n").await;
    // Meanwhile the outbox takes mail as ever.
    for number in 0..5 {
        let reply = stage.client().await.mail("x@bank.example", CUSTOMER, mail(NOREPLY, &format!("m{number}"))).await;
        assert!(reply.starts_with("250"), "{reply}");
    }
    asking.expect("451 4.4").await;
    assert!(begun.elapsed() >= Duration::from_millis(900), "it was no refusal: {:?}", begun.elapsed());
    let seen = until(&stage, "the hop is called away", |found| found.get("kakitome_next_hop_up") == Some(&0.0)).await;
    assert_eq!(seen["kakitome_outbox_mails"], 5.0);
    // Connections come through, and nobody ever says a word.
    let silent = tokio::spawn(async move {
        let mut held = Vec::new();
        drop(waiting);
        while let Ok((stream, _)) = hole.accept().await {
            held.push(stream);
        }
    });
    asking.send("RSET\r\nMAIL FROM:<x@bank.example>\r\nRCPT TO:<a@example.com>\r\n").await;
    let mut last = String::new();
    for _ in 0..4 {
        last = asking.reply().await.unwrap();
        if last.starts_with("451") {
            break;
        }
    }
    assert!(last.starts_with("451 4.4"), "{last}");
    // The way is free again: all of it comes, once.
    silent.abort();
    std::fs::write(&path, text).unwrap();
    stage.handle.reload().await;
    let mails = stage.at_hop(5).await;
    assert_eq!(mails.len(), 5);
    stage.hop = FakeHop::start(Script::default()).await;
}
