//! The journal: thousands of mails in, the right ones out; nothing lost when the queue is full, the disk in trouble, or the
//! process killed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::print_stdout,
    reason = "tests may panic"
)]

use std::time::{Duration, Instant};

use kakitome_store::{Decision, Entry, Error, JournalWriter, MailId, Millis, Query, SignedForm, Store};

fn entry(id: MailId, number: usize) -> Entry {
    Entry {
        id,
        message_id: Some(format!("<{number}.mail@app.bank.example>")),
        header_from: Some("noreply@bank.example".to_owned()),
        envelope_sender: format!("bounce+{}@bank.example", number % 7),
        recipients: vec![format!("customer-{}@isp.example", number % 1000), "Archive@bank.example".to_owned()],
        peer: Some("127.0.0.1:40000".to_owned()),
        decision: Decision::ALL[number % 4],
        reason: (number % 4 != 3).then(|| "rule.null-sender".to_owned()),
        reply: "250 2.0.0 Ok: queued as 4XyZ".to_owned(),
        identity: Some("noreply@bank.example".to_owned()),
        serial: Some("0a1b2c".to_owned()),
        content_sha256: Some([number as u8; 32]),
        form: [None, Some(SignedForm::Clear), Some(SignedForm::Opaque)][number % 3],
        next_hop: Some("mx.bank.example:25".to_owned()),
        size: 4096 + number as u64,
    }
}

async fn store(dir: &tempfile::TempDir) -> Store {
    Store::create(&dir.path().join("kakitome.db")).await.unwrap()
}

#[tokio::test]
async fn thousands_of_mails_are_found_by_all_their_names() {
    /// More than two eras of names.
    const MAILS: usize = 40_000;
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir).await;
    let ids = store.mail_ids().await.unwrap();
    let writer = JournalWriter::spawn(&store);
    let journal = writer.handle();
    let mut written = Vec::new();
    for number in 0..MAILS {
        let one = entry(ids.next(), number);
        written.push(one.clone());
        journal.record(one).await.unwrap();
    }
    writer.finish().await.unwrap();
    let error = journal.record(entry(ids.next(), 1)).await.unwrap_err();
    assert!(matches!(error, Error::JournalClosed));

    let mut all = store.find_mails(&Query::default()).await.unwrap();
    let (mut paged, mut below) = (Vec::new(), None);
    loop {
        let page = store.mails_since(Millis(0), below, 3_000).await.unwrap();
        let Some(last) = page.last() else { break };
        below = Some(last.id);
        paged.extend(page);
    }
    assert_eq!(paged, all, "page by page it is the same");
    all.reverse();
    assert_eq!(all, written, "every field of every row comes back");

    let one = &written[4321];
    for text in ["<4321.mail@app.bank.example>", "4321.mail@app.bank.example"] {
        let query = Query { message_id: Some(text.to_owned()), ..Query::default() };
        assert_eq!(store.find_mails(&query).await.unwrap(), std::slice::from_ref(one));
    }
    let query = Query { id: Some(one.id), ..Query::default() };
    assert_eq!(store.find_mails(&query).await.unwrap(), std::slice::from_ref(one));
    let count = async |query: Query| store.find_mails(&query).await.unwrap().len();
    let to = |text: &str| Query { to: Some(text.to_owned()), ..Query::default() };
    let from = |text: &str| Query { from: Some(text.to_owned()), ..Query::default() };
    assert_eq!(count(to("Customer-21@ISP.example")).await, MAILS / 1000);
    assert_eq!(count(to("archive@bank.example")).await, MAILS);
    assert_eq!(count(from("noreply@bank.example")).await, MAILS);
    assert_eq!(count(from("bounce+3@bank.example")).await, (0..MAILS).filter(|number| number % 7 == 3).count());
    assert_eq!(count(from("archive@bank.example")).await, 0);
    assert_eq!(count(to("nobody@isp.example")).await, 0);
    let both = Query { from: Some("bounce+3@bank.example".to_owned()), to: Some("customer-21@isp.example".to_owned()), ..Query::default() };
    let both = store.find_mails(&both).await.unwrap();
    let expected: Vec<_> = written
        .iter()
        .rev()
        .enumerate()
        .map(|(back, entry)| (MAILS - 1 - back, entry))
        .filter(|(number, _)| number % 7 == 3 && number % 1000 == 21)
        .map(|(_, entry)| entry.clone())
        .collect();
    assert_eq!(both, expected);
    let limited = Query { limit: Some(3), ..from("noreply@bank.example") };
    assert_eq!(store.find_mails(&limited).await.unwrap(), written.iter().rev().take(3).cloned().collect::<Vec<_>>());
    let from_here = written[5000].id.time();
    let later = Query { since: Some(from_here), ..Query::default() };
    let earlier = Query { until: Some(from_here), ..Query::default() };
    assert_eq!(count(later).await + count(earlier).await, MAILS);
}

#[tokio::test]
async fn how_a_mail_left_comes_back_and_what_a_hop_has_shown_is_kept() {
    use kakitome_store::{HopCount, HopTls, Leg, ProvenBy, StoredPolicy};
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir).await;
    let ids = store.mail_ids().await.unwrap();
    let tls = |proven| HopTls {
        version: "TLSv1_3".to_owned(),
        cipher: "TLS13_AES_256_GCM_SHA384".to_owned(),
        certificate: Some("mx.example.jp".to_owned()),
        sha256: Some([7; 32]),
        spki_sha256: Some([8; 32]),
        proven,
    };
    let leg = |mail, hop: &str, tls: Option<HopTls>| Leg {
        mail,
        at: Millis(5000),
        hop: hop.to_owned(),
        recipients: vec!["a@example.jp".to_owned(), "書@example.jp".to_owned()],
        since: tls.as_ref().map(|_| Millis(1000)),
        why: tls.is_none().then(|| "not offered".to_owned()),
        tls,
    };
    let mail = ids.next();
    let mut written: Vec<Leg> =
        ProvenBy::ALL.into_iter().map(|by| leg(mail, &format!("{}.example:25", by.as_str()), Some(tls(by)))).collect();
    written.push(leg(mail, "zclear.example:25", None));
    written.sort_by(|one, other| one.hop.cmp(&other.hop));
    let writer = JournalWriter::spawn(&store);
    for leg in &written {
        writer.handle().leg(leg.clone()).await.unwrap();
        writer.handle().leg(leg.clone()).await.unwrap();
    }
    writer.finish().await.unwrap();
    assert_eq!(store.mail_legs(&[mail, ids.next()]).await.unwrap(), written);

    assert_eq!(store.known_hop("mx:25").await.unwrap(), None);
    let before = store.generation().await.unwrap();
    store.note_hop("mx:25", Millis(1000), &tls(ProvenBy::Nobody)).await.unwrap();
    store.note_downgrade("mx:25", Millis(1500), "not offered").await.unwrap();
    assert_eq!(store.known_hop("mx:25").await.unwrap().unwrap().downgrade, Some((Millis(1500), "not offered".to_owned())));
    store.note_hop("mx:25", Millis(2000), &tls(ProvenBy::Dane)).await.unwrap();
    let known = store.known_hops().await.unwrap();
    assert_eq!(
        (known[0].since, known[0].seen, known[0].tls.proven, &known[0].downgrade),
        (Millis(1000), Millis(2000), ProvenBy::Dane, &None)
    );
    assert!(store.forget_hop("mx:25").await.unwrap() && !store.forget_hop("mx:25").await.unwrap());
    assert!(store.generation().await.unwrap() > before, "running gateways are told");

    let policy =
        |id: &str| StoredPolicy { domain: "d.example".to_owned(), id: id.to_owned(), fetched: Millis(9), text: format!("id {id}") };
    assert_eq!(store.policy_of("d.example").await.unwrap(), None);
    for id in ["1", "2"] {
        store.keep_policy(&policy(id)).await.unwrap();
        assert_eq!(store.policy_of("d.example").await.unwrap(), Some(policy(id)));
    }
    let kind = |day, result: &str| HopCount {
        day,
        domain: "d.example".to_owned(),
        hop: "mx:25".to_owned(),
        demand: "dane".to_owned(),
        result: result.to_owned(),
    };
    store.count_hops(&[(kind(7, "dane"), 2), (kind(6, "dane"), 9)]).await.unwrap();
    store.count_hops(&[(kind(7, "dane"), 3), (kind(7, "tlsa-invalid"), 1)]).await.unwrap();
    assert_eq!(store.hop_counts(7).await.unwrap(), [(kind(7, "dane"), 5), (kind(7, "tlsa-invalid"), 1)]);
    assert_eq!(store.forget_old_hops(7, Millis(0)).await.unwrap(), 1, "the sixth day");
    assert_eq!(store.hop_counts(0).await.unwrap().len(), 2);
}

#[tokio::test]
async fn an_entry_with_nothing_in_it_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir).await;
    let ids = store.mail_ids().await.unwrap();
    let bare = Entry {
        id: ids.next(),
        message_id: None,
        header_from: None,
        envelope_sender: String::new(),
        recipients: Vec::new(),
        peer: None,
        decision: Decision::Refused,
        reason: None,
        reply: "550 5.6.0 bare LF\nand \"more\" 書".to_owned(),
        identity: None,
        serial: None,
        content_sha256: None,
        form: None,
        next_hop: None,
        size: 0,
    };
    let writer = JournalWriter::spawn(&store);
    writer.handle().record(bare.clone()).await.unwrap();
    writer.handle().flush().await.unwrap();
    assert_eq!(store.find_mails(&Query::default()).await.unwrap(), [bare]);
}

#[tokio::test]
async fn an_entry_is_on_disk_within_a_fifth_of_a_second() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir).await;
    let ids = store.mail_ids().await.unwrap();
    let writer = JournalWriter::spawn(&store);
    let started = Instant::now();
    writer.handle().record(entry(ids.next(), 1)).await.unwrap();
    while store.find_mails(&Query::default()).await.unwrap().is_empty() {
        assert!(started.elapsed() < Duration::from_secs(5));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // 200 ms on a machine of its own; tests share theirs.
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn trouble_is_told_and_nothing_is_lost() {
    use sqlx::Connection as _;
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir).await;
    let ids = store.mail_ids().await.unwrap();
    let url = format!("sqlite://{}", dir.path().join("kakitome.db").display());
    let mut other = sqlx::AnyConnection::connect(&url).await.unwrap();
    sqlx::raw_sql("ALTER TABLE journal_names RENAME TO journal_away").execute(&mut other).await.unwrap();
    let writer = JournalWriter::spawn(&store);
    let journal = writer.handle();
    for number in 0..10 {
        journal.record(entry(ids.next(), number)).await.unwrap();
    }
    let started = Instant::now();
    while journal.trouble().is_none() {
        assert!(started.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(store.find_mails(&Query::default()).await.unwrap().is_empty(), "half a batch was kept");
    sqlx::raw_sql("ALTER TABLE journal_away RENAME TO journal_names").execute(&mut other).await.unwrap();
    journal.flush().await.unwrap();
    assert_eq!(journal.trouble(), None);
    assert_eq!(store.find_mails(&Query::default()).await.unwrap().len(), 10);
    writer.finish().await.unwrap();
}

#[tokio::test]
async fn a_process_that_cannot_write_its_last_entries_says_how_many() {
    use sqlx::Connection as _;
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir).await;
    let ids = store.mail_ids().await.unwrap();
    let url = format!("sqlite://{}", dir.path().join("kakitome.db").display());
    let mut other = sqlx::AnyConnection::connect(&url).await.unwrap();
    sqlx::raw_sql("DROP TABLE journal_names").execute(&mut other).await.unwrap();
    let writer = JournalWriter::spawn(&store);
    for number in 0..3 {
        writer.handle().record(entry(ids.next(), number)).await.unwrap();
    }
    let error = writer.finish().await.unwrap_err();
    assert!(matches!(error, Error::JournalUnwritten { count: 3, .. }), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_makes_the_recorder_wait() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir).await;
    let ids = std::sync::Arc::new(store.mail_ids().await.unwrap());
    let writer = JournalWriter::spawn(&store);
    let tasks: Vec<_> = (0..8)
        .map(|task| {
            let journal = writer.handle();
            let ids = std::sync::Arc::clone(&ids);
            tokio::spawn(async move {
                for number in 0..1000 {
                    journal.record(entry(ids.next(), task * 1000 + number)).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    writer.finish().await.unwrap();
    assert_eq!(store.find_mails(&Query::default()).await.unwrap().len(), 8000);
}

/// Run as a process of its own by the next test; killed in the middle of its work.
#[tokio::test]
#[ignore = "the other half of `a_killed_process_leaves_whole_rows`"]
async fn victim() {
    let dir = std::env::var_os("KAKITOME_TEST_HOME").expect("the test's folder");
    let store = Store::create(&std::path::Path::new(&dir).join("kakitome.db")).await.unwrap();
    let ids = store.mail_ids().await.unwrap();
    let writer = JournalWriter::spawn(&store);
    let journal = writer.handle();
    for number in 0..usize::MAX {
        journal.record(entry(ids.next(), number)).await.unwrap();
        if number % 1000 == 999 {
            journal.flush().await.unwrap();
            println!("flushed {}", number + 1);
        }
    }
}

#[tokio::test]
async fn a_killed_process_leaves_whole_rows() {
    use std::io::BufRead as _;
    let dir = tempfile::tempdir().unwrap();
    let mut victim = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "victim", "--nocapture"])
        .env("KAKITOME_TEST_HOME", dir.path())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = 0_usize;
    for line in std::io::BufReader::new(victim.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        if let Some((_, count)) = line.split_once("flushed ") {
            told = count.trim().parse().unwrap();
            if told >= 3000 {
                break;
            }
        }
    }
    victim.kill().unwrap();
    victim.wait().unwrap();
    assert!(told >= 3000);
    let store = store(&dir).await;
    let found = store.find_mails(&Query::default()).await.unwrap();
    assert!(found.len() >= told, "{} of {told}", found.len());
    for (number, one) in found.iter().rev().enumerate() {
        assert_eq!(*one, entry(one.id, number), "a row is whole or not there");
    }
    let by_name = Query { to: Some("archive@bank.example".to_owned()), ..Query::default() };
    let named = store.find_mails(&by_name).await.unwrap();
    assert_eq!(named.len(), found.len(), "and so are its names");
}

/// What one entry costs; `cargo test --release -- --ignored --nocapture cost` prints it.
#[tokio::test]
#[ignore = "a measurement"]
async fn cost() {
    const MAILS: usize = 200_000;
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir).await;
    let ids = store.mail_ids().await.unwrap();
    let writer = JournalWriter::spawn(&store);
    let journal = writer.handle();
    let cpu = || {
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
        let fields: Vec<_> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
        fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()
    };
    let before = cpu();
    let started = Instant::now();
    for number in 0..MAILS {
        let mut one = entry(ids.next(), number);
        one.recipients = vec![format!("customer-{number}@isp.example")];
        journal.record(one).await.unwrap();
    }
    writer.finish().await.unwrap();
    let micros = (cpu() - before) * 10_000.0 / MAILS as f64;
    let rate = MAILS as f64 / started.elapsed().as_secs_f64();
    println!("{micros:.1} us of CPU per entry, {rate:.0} entries/s");
    assert!(Millis::now().0 > 0);
}
