//! The outbox when something is wrong: a next hop that fails in every step and way (G4, R05), one that was long away (R29), a disk that
//! fills (G3) or holds damaged files (R04), a mail that makes the program panic (R30), kills at named moments (R02). Nothing is lost, nothing
//! doubles beyond what SMTP itself leaves open.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod stage;

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use kakitome_store::outbox::{Act, Disk};
use kakitome_store::{Happened, MailId};
use stage::client::stuffed;
use stage::{Changes, FakeHop, Fault, NOREPLY, Script, Stage, Step, mail};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

const APART: &str = "acknowledge = \"outbox\"\n";
const SHORT: &str = "reply-seconds = 5\nblock-seconds = 5\ndata-end-seconds = 5\n";
/// Tries follow each other at once.
const SWIFT: &str = "first-pause-seconds = 1\nlongest-pause-seconds = 1\n";

fn apart<'a>(script: Script, outbox: &'a str) -> Changes<'a> {
    Changes { script, listener: APART, outbox, next_hop: SHORT, ..Changes::default() }
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..6_000 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("not within two minutes: {what}");
}

/// The mail that came in first: reports follow it.
async fn first_mail(stage: &Stage) -> MailId {
    stage.journal(1).await.last().unwrap().id
}

/// A next hop at this address, once the one before has let go of it.
async fn hop_at(address: std::net::SocketAddr, script: Script) -> FakeHop {
    for _ in 0..500 {
        if let Ok(listener) = TcpListener::bind(address).await {
            return FakeHop::on(listener, script);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{address} does not become free");
}

/// Events of a mail, each recipient's.
async fn events(stage: &Stage, id: MailId) -> Vec<Happened> {
    stage.store.mail_events(&[id]).await.unwrap().into_iter().map(|event| event.what).collect()
}

fn files(stage: &Stage, folder: &str) -> usize {
    let folder = stage.folder.path().join("outbox").join(folder);
    std::fs::read_dir(folder).unwrap().filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|end| end == "mail")).count()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Sent,
    Deferred,
    Bounced,
}
use Class::{Bounced, Deferred, Sent};

const STEPS: [Step; 8] = [Step::Greeting, Step::Ehlo, Step::Mail, Step::Rcpt, Step::Data, Step::Body, Step::Eod, Step::Quit];
const FAULTS: [(&str, Fault); 9] = [
    ("421", Fault::Say("421 4.0.0 injected")),
    ("451", Fault::Say("451 4.0.0 injected")),
    ("550", Fault::Say("550 5.7.1 injected")),
    ("close", Fault::Close),
    ("rst", Fault::Reset),
    ("hang", Fault::Hang),
    ("garbage", Fault::Garbage),
    ("longline", Fault::LongLine),
    ("dup250", Fault::TwoReplies),
];

/// Postfix 3.7's classes in the same cells (`matrix-postfix.json`).
fn postfix(step: Step, fault: &str) -> Class {
    match (step, fault) {
        (Step::Quit, _) => Sent,
        (Step::Greeting | Step::Ehlo | Step::Mail | Step::Rcpt, "longline") => Sent,
        (Step::Greeting, "550") => Deferred,
        (Step::Body, "garbage" | "longline" | "dup250") => Sent,
        (Step::Eod, "longline" | "dup250") => Sent,
        (Step::Data, "longline") => Bounced,
        (_, "550" | "dup250") => Bounced,
        _ => Deferred,
    }
}

/// Where we differ on purpose: an answer too many, or 250 to DATA, says nothing of the mail; it is tried again.
fn ours(step: Step, fault: &str) -> Class {
    match (step, fault) {
        (Step::Greeting | Step::Ehlo | Step::Mail | Step::Rcpt | Step::Data, "dup250") | (Step::Data, "longline") => Deferred,
        _ => postfix(step, fault),
    }
}

/// The class of the first try; then the next hop is well again, and what was not bounced must arrive.
async fn cell(step: Step, fault: Fault) -> (Class, usize) {
    let script = Script { times: 1, ..Script::failing(step, fault) };
    // Each try over a connection of its own: the first one alone is ill.
    let next_hop = "reply-seconds = 5\nblock-seconds = 5\ndata-end-seconds = 5\nreuse-seconds = 0\n";
    let stage = Stage::with(Changes { next_hop, ..apart(script, SWIFT) }).await;
    let mut client = stage.client().await;
    let reply = client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
    assert!(reply.starts_with("250"), "the outbox takes it whatever the next hop does: {reply}");
    let id = first_mail(&stage).await;
    let mut first = None;
    until("the first try", async || {
        first = events(&stage, id).await.into_iter().find(|what| *what != Happened::Accepted);
        first.is_some()
    })
    .await;
    let class = match first.unwrap() {
        Happened::Delivered => Sent,
        Happened::Deferred => Deferred,
        _ => Bounced,
    };
    until("the end of its way", async || files(&stage, "mails") == 0).await;
    let copies = stage.hop.mails().iter().filter(|mail| mail.mail_from.contains("<x@bank.example>")).count();
    (class, copies)
}

#[tokio::test]
async fn r05_r06_a_hop_that_stalls_in_the_middle_and_goes_on_gets_the_whole_mail_or_none() {
    let script = Script { times: 1, ..Script::failing(Step::Body, Fault::Stall(Duration::from_secs(4))) };
    // Longer than a block may take, and the answer may take long: what was half written must not be taken for the mail.
    let next_hop = "reply-seconds = 2\nblock-seconds = 1\ndata-end-seconds = 60\nreuse-seconds = 0\n";
    let stage = Stage::with(Changes { next_hop, ..apart(script, SWIFT) }).await;
    let mut client = stage.client().await;
    // More than both ends' buffers hold.
    let large = format!("{}{}", mail(NOREPLY, "m1"), format!("{}\r\n", "0123456789".repeat(7)).repeat(400_000));
    let reply = client.mail("x@bank.example", &["a@example.com"], &large).await;
    assert!(reply.starts_with("250"), "{reply}");
    let id = first_mail(&stage).await;
    until("the end of its way", async || files(&stage, "mails") == 0).await;
    let mails = stage.hop.mails();
    assert_eq!(mails.len(), 1, "sizes: {:?}", mails.iter().map(|mail| mail.size).collect::<Vec<_>>());
    let lines = mails[0].content.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"0123456789")).count();
    assert_eq!(lines, 400_000, "every line, and each once");
    assert!(events(&stage, id).await.contains(&Happened::Deferred), "the first try did not bring it");
}

#[tokio::test]
async fn g4_r05_every_fault_of_the_next_hop_has_its_class_and_loses_nothing() {
    tokio::task::LocalSet::new().run_until(every_cell()).await;
}

async fn every_cell() {
    let mut cells = JoinSet::new();
    for step in STEPS {
        for (name, fault) in FAULTS {
            cells.spawn_local(async move { (step, name, cell(step, fault).await) });
        }
    }
    let mut wrong = Vec::new();
    let (mut sent, mut deferred, mut bounced, mut as_postfix) = (0, 0, 0, 0);
    while let Some(done) = cells.join_next().await {
        let (step, name, (class, copies)) = done.unwrap();
        match class {
            Sent => sent += 1,
            Deferred => deferred += 1,
            Bounced => bounced += 1,
        }
        as_postfix += usize::from(class == postfix(step, name));
        // A next hop that has seen the final dot may have a copy that it did not acknowledge, or refused before it (RFC 1047): one more at
        // most.
        let most = if matches!(step, Step::Body | Step::Eod) && class == Deferred { 2 } else { 1 };
        let right = match class {
            Bounced => copies <= 1,
            Sent | Deferred => (1..=most).contains(&copies),
        };
        if class != ours(step, name) || !right {
            wrong.push(format!("{step:?}/{name}: {class:?} instead of {:?}, {copies} copies", ours(step, name)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(sent + deferred + bounced, 72);
    assert_eq!(as_postfix, 66, "{deferred} deferred, {sent} sent, {bounced} bounced");
}

#[tokio::test]
async fn r06_r37_a_hop_that_hangs_after_the_dot_gets_the_same_octets_once_more() {
    for fault in [Fault::Hang, Fault::Close, Fault::Reset] {
        let stage = Stage::with(apart(Script { times: 1, ..Script::failing(Step::Eod, fault) }, SWIFT)).await;
        let mut client = stage.client().await;
        client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
        until("delivered", async || files(&stage, "mails") == 0).await;
        let mails = stage.hop.mails();
        assert_eq!(mails.len(), 2, "{fault:?}: exactly one extra copy");
        assert!(mails[0].content == mails[1].content, "the same Message-ID, the same signature, the same octets");
        assert_eq!(stage.report(&mails[1].content).verdict(), kakitome_smime::Verdict::Valid);
        assert!(mails.iter().all(|mail| !mail.mail_from.contains("<>")), "never bounced");
    }
}

#[tokio::test]
async fn r37_whose_first_250_is_lost_on_the_wire_comes_twice_and_never_three_times() {
    const MAILS: usize = 1_000;
    let script = Script { first_answer_is_lost: true, ..Script::default() };
    let stage = Stage::with(apart(script, SWIFT)).await;
    send_many(&stage, MAILS, 20, NOREPLY).await;
    until("everything was answered", async || files(&stage, "mails") == 0).await;
    let mut copies: HashMap<Vec<u8>, usize> = HashMap::new();
    for received in stage.hop.mails() {
        assert!(received.mail_from.contains("<x@bank.example>"), "nobody is told of a failure: {}", received.mail_from);
        *copies.entry(received.content).or_default() += 1;
    }
    // The same octets: Message-ID and signature among them, or they would be more than so many.
    assert_eq!(copies.len(), MAILS);
    assert!(copies.values().all(|count| *count == 2), "exactly one extra copy: {:?}", copies.values().find(|count| **count != 2));
}

/// Mails `m0.`, `m1.`, … over so many connections at once, all taken.
async fn send_many(stage: &Stage, count: usize, at_once: usize, from: &'static str) {
    let mut clients = JoinSet::new();
    for first in 0..at_once {
        let mut client = stage.client().await;
        clients.spawn(async move {
            for number in (first..count).step_by(at_once) {
                let reply = client.mail("x@bank.example", &["a@example.com"], mail(from, &format!("m{number}."))).await;
                assert!(reply.starts_with("250"), "{reply}");
            }
        });
    }
    clients.join_all().await;
}

#[tokio::test]
async fn r09_s19_each_recipient_gets_it_once_or_its_sender_is_told_by_headers_alone() {
    let mut script = Script::default();
    script.recipients.insert("later@", "451 4.2.1 mailbox busy");
    script.recipients.insert("never@", "550 5.1.1 no such user");
    let stage = Stage::with(apart(script, "first-pause-seconds = 1\nlongest-pause-seconds = 1\n")).await;
    let mut client = stage.client().await;
    client.command("MAIL FROM:<noreply@bank.example> RET=FULL ENVID=QQ1", "250").await;
    for rcpt in [
        "good@example.com",
        "later@example.com",
        "never@example.com ORCPT=rfc822;Never@example.com",
        "silent-never@example.com NOTIFY=NEVER",
    ] {
        let (address, rest) = rcpt.split_once(' ').unwrap_or((rcpt, ""));
        client.command(&format!("RCPT TO:<{address}> {rest}"), "250").await;
    }
    client.command("DATA", "354").await;
    client.send(stuffed(mail(NOREPLY, "m1").as_bytes())).await;
    client.expect("250").await;
    let id = first_mail(&stage).await;
    until("three tries", async || events(&stage, id).await.iter().filter(|what| **what == Happened::Deferred).count() >= 3).await;
    until("the report", async || stage.hop.mails().len() == 2).await;
    let mails = stage.hop.mails();
    assert_eq!(mails.iter().filter(|mail| mail.rcpt_to.iter().any(|to| to.contains("good@"))).count(), 1, "once");
    let report = mails.iter().find(|mail| mail.mail_from.contains("<>")).expect("a report with the null sender");
    assert_eq!(report.rcpt_to.len(), 1);
    assert!(report.rcpt_to[0].contains("<noreply@bank.example>"));
    let text = String::from_utf8(report.content.clone()).unwrap();
    for wanted in [
        "report-type=delivery-status",
        "Original-Envelope-Id: QQ1\r\n",
        "Original-Recipient: rfc822;Never@example.com\r\nFinal-Recipient: rfc822; never@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n",
        "Diagnostic-Code: smtp; 550 5.1.1 no such user",
        "Subject: Notice\r\n",
    ] {
        assert!(text.contains(wanted), "{wanted:?} is missing in\n{text}");
    }
    assert!(!text.contains("Dear customer") && !text.contains("smime.p7s\r\n\r\n"), "RET=FULL or not: never a body");
    assert!(!text.contains("silent-never"), "NOTIFY=NEVER");
    assert!(!text.contains("later@"));
}

#[tokio::test]
async fn r15_a_mail_is_not_old_because_a_calendar_says_so_and_is_reported_when_it_is() {
    let mut script = Script::default();
    script.recipients.insert("later@", "451 4.2.1 mailbox busy");
    let stage = Stage::with(apart(script, SWIFT)).await;
    let mut client = stage.client().await;
    client.mail("noreply@bank.example", &["later@example.com"], mail(NOREPLY, "m1")).await;
    let id = first_mail(&stage).await;
    until("two tries", async || events(&stage, id).await.iter().filter(|what| **what == Happened::Deferred).count() >= 2).await;
    let (folder, hop) = (stage.folder.path().to_owned(), stage.hop.address);
    let kept = stage.stop_keeping_folder().await;
    // Its file says that it was to be tried in ten years, its clock was written ten years ago: at the restart both mean little.
    let outbox = folder.join("outbox");
    let mail_file = std::fs::read_dir(outbox.join("mails")).unwrap().next().unwrap().unwrap().path();
    let years = Duration::from_secs(10 * 365 * 86_400);
    let touch = |path: &std::path::Path, at| std::fs::File::options().write(true).open(path).unwrap().set_modified(at).unwrap();
    touch(&mail_file, std::time::SystemTime::now() + years);
    touch(&outbox.join("clock"), std::time::SystemTime::now() - years);
    let again = hop_at(hop, Script::default()).await;
    let stage = Stage::again(kept, again).await;
    until("tried and delivered, not bounced", async || files(&stage, "mails") == 0).await;
    let mails = stage.hop.mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].mail_from.contains("noreply@bank.example"));
}

#[tokio::test]
async fn r28_g3_past_its_limits_the_outbox_refuses_and_recovers_by_itself() {
    let stage = Stage::with(apart(Script::default(), &format!("{SWIFT}mails = 3\n"))).await;
    let address = stage.hop.address;
    stage.hop.stop();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let mut client = stage.client().await;
    for number in 0..3 {
        client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, &format!("m{number}"))).await;
    }
    let refused = client.command("MAIL FROM:<x@bank.example>", "452 4.3.1").await;
    assert!(refused.contains("waits for the next hop"), "{refused}");
    // Whoever raises the limit need not restart for it.
    let path = stage.folder.path().join("kakitome.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("mails = 3", "mails = 4")).unwrap();
    stage.handle.reload().await;
    let begun = Instant::now();
    loop {
        let mut other = stage.client().await;
        other.send("MAIL FROM:<x@bank.example>\r\n").await;
        if other.reply().await.unwrap().starts_with("250") {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "the old limit stays after a reload");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let hop = hop_at(address, Script::default()).await;
    until("drained", async || hop.mails().len() == 3).await;
    until("room again", async || files(&stage, "mails") == 0).await;
    client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m4")).await;
    until("delivered", async || hop.mails().len() == 4).await;
}

#[tokio::test]
async fn g3_r10_a_full_disk_is_452_and_no_half_mail_stays() {
    let full = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&full);
    let disk = Disk::watched(Arc::new(move |act: &Act<'_>| {
        let is_full = seen.load(Ordering::SeqCst) == 1;
        if is_full && matches!(act, Act::Write { .. } | Act::Create(_)) { Err(io::Error::from_raw_os_error(28)) } else { Ok(()) }
    }));
    let stage = Stage::with(Changes { disk, ..apart(Script::default(), SWIFT) }).await;
    let mut client = stage.client().await;
    full.store(1, Ordering::SeqCst);
    for id in ["m1", "m2"] {
        client.command("MAIL FROM:<x@bank.example>", "250").await;
        client.command("RCPT TO:<a@example.com>", "250").await;
        client.command("DATA", "354").await;
        client.send(stuffed(mail(NOREPLY, id).as_bytes())).await;
        client.expect("452 4.3.1").await;
    }
    assert_eq!(files(&stage, "mails"), 0);
    full.store(0, Ordering::SeqCst);
    client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m3")).await;
    until("delivered", async || stage.hop.mails().len() == 1).await;
}

#[tokio::test]
async fn r12_a_sync_that_fails_is_451_and_the_next_mail_is_well() {
    for folder in [false, true] {
        let (failed, synced): (Arc<AtomicUsize>, Arc<Mutex<Vec<PathBuf>>>) = Default::default();
        let (count, seen) = (Arc::clone(&failed), Arc::clone(&synced));
        let disk = Disk::watched(Arc::new(move |act: &Act<'_>| {
            let (path, is_folder) = match act {
                Act::SyncFile(path) => (path, false),
                Act::SyncFolder(path) => (path, true),
                _ => return Ok(()),
            };
            if !is_folder {
                seen.lock().unwrap().push(path.to_path_buf());
            }
            if is_folder == folder && count.fetch_add(1, Ordering::SeqCst) == 0 { Err(io::Error::from_raw_os_error(5)) } else { Ok(()) }
        }));
        let stage = Stage::with(Changes { disk, ..apart(Script::default(), SWIFT) }).await;
        let mut client = stage.client().await;
        client.command("MAIL FROM:<x@bank.example>", "250").await;
        client.command("RCPT TO:<a@example.com>", "250").await;
        client.command("DATA", "354").await;
        client.send(stuffed(mail(NOREPLY, "m1").as_bytes())).await;
        client.expect("451 4.3.0").await;
        // Not acknowledged: it is not there, now or after a restart, and no second sync says that all is well.
        let tmp = std::fs::read_dir(stage.folder.path().join("outbox/tmp")).unwrap().count();
        assert_eq!((files(&stage, "mails"), tmp), (0, 0), "folder: {folder}");
        client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m2")).await;
        until("delivered", async || stage.hop.mails().len() == 1).await;
        assert!(String::from_utf8_lossy(&stage.hop.mails()[0].content).contains("m2@bank.example"));
        let synced = synced.lock().unwrap();
        assert_eq!(synced.iter().collect::<HashSet<_>>().len(), synced.len(), "a file is synced once: {synced:?}");
    }
}

/// A disk that takes half a second to sync (R31): clients wait a moment, nobody is refused, who says something else is answered at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r31_a_slow_disk_costs_time_and_no_mail() {
    const CLIENTS: usize = 32;
    let (files_synced, folders_synced): (Arc<AtomicUsize>, Arc<AtomicUsize>) = Default::default();
    let (of_files, of_folders) = (Arc::clone(&files_synced), Arc::clone(&folders_synced));
    let disk = Disk::watched(Arc::new(move |act: &Act<'_>| {
        let counter = match act {
            Act::SyncFile(_) => &of_files,
            Act::SyncFolder(_) => &of_folders,
            _ => return Ok(()),
        };
        counter.fetch_add(1, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(500));
        Ok(())
    }));
    let stage = Stage::with(Changes { disk, ..apart(Script::default(), SWIFT) }).await;
    let mut idle = stage.client().await;
    let begun = Instant::now();
    let sending = send_many(&stage, CLIENTS, CLIENTS, NOREPLY);
    let asking = async {
        let mut longest = Duration::ZERO;
        for _ in 0..10 {
            let asked = Instant::now();
            idle.command("NOOP", "250").await;
            longest = longest.max(asked.elapsed());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        longest
    };
    let ((), longest) = tokio::join!(sending, asking);
    let took = begun.elapsed();
    // One after the other they would take 32 seconds.
    assert!(took >= Duration::from_secs(1), "{took:?}: the disk was not slow");
    assert!(took < Duration::from_secs(25), "{took:?}: no group commit");
    assert!(longest < Duration::from_secs(10), "a client that waits for no disk waited {longest:?}");
    assert!(folders_synced.load(Ordering::SeqCst) < CLIENTS, "mails share the sync of their folder");
    until("delivered", async || stage.hop.mails().len() == CLIENTS).await;
    assert!(files_synced.load(Ordering::SeqCst) >= CLIENTS);
}

#[tokio::test]
async fn r29_a_crowd_that_waited_comes_back_little_by_little() {
    let stage = Stage::with(apart(Script::default(), "first-pause-seconds = 1\nlongest-pause-seconds = 1\nconnections = 5\n")).await;
    let address = stage.hop.address;
    stage.hop.stop();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let mut client = stage.client().await;
    for number in 0..150 {
        client.mail("x@bank.example", &["a@example.com"], mail("someone@elsewhere.example", &format!("m{number}"))).await;
    }
    let script = Script { slow: Duration::from_millis(5), ..Script::default() };
    let hop = hop_at(address, script).await;
    until("drained", async || hop.mails().len() == 150).await;
    let most = hop.seen.most_open.load(Ordering::SeqCst);
    assert!(most <= 5, "{most} connections at once, and five is the limit");
    assert!(hop.connections() <= 15, "each is kept for many mails: {} connections", hop.connections());
    let mut ids: Vec<Vec<u8>> = hop.mails().into_iter().map(|mail| mail.content).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 150, "each once");
}

#[tokio::test]
async fn r29_nobody_is_asked_again_before_the_pause_is_over() {
    let mut script = Script::default();
    script.recipients.insert("later@", "451 4.2.1 mailbox busy");
    let stage = Stage::with(apart(script, "first-pause-seconds = 2\nlongest-pause-seconds = 2\n")).await;
    let begun = Instant::now();
    stage.client().await.mail("x@bank.example", &["later@example.com"], mail(NOREPLY, "m1")).await;
    let asked = || stage.hop.commands().iter().filter(|said| said.starts_with("RCPT")).count();
    until("asked three times", async || asked() >= 3).await;
    // Pauses are between one and a half and two seconds.
    let (asked, most) = (asked(), begun.elapsed().as_secs_f64() / 1.5 + 1.0);
    assert!(asked as f64 <= most, "asked {asked} times in {:?}", begun.elapsed());
}

#[tokio::test]
async fn r29_a_next_hop_that_is_away_is_asked_by_one_alone() {
    const MOST: usize = 8;
    let outbox = format!("first-pause-seconds = 1\nlongest-pause-seconds = 1\nconnections = {MOST}\n");
    let stage = Stage::with(apart(Script::default(), &outbox)).await;
    // As many at once as may be, as long as all is well.
    send_many(&stage, 40, 8, NOREPLY).await;
    until("all is well", async || stage.hop.mails().len() == 40).await;
    let address = stage.hop.address;
    stage.hop.stop();
    let hop = hop_at(address, Script::failing(Step::Greeting, Fault::Close)).await;
    let begun = Instant::now();
    send_many(&stage, 20, 8, NOREPLY).await;
    until("it is seen", async || hop.connections() > 0).await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    // Those who were under way together, then one at a time with pauses that begin at three quarters of a second.
    let (met, most) = (hop.connections(), MOST as f64 + begun.elapsed().as_secs_f64() / 0.75 + 1.0);
    assert!(met as f64 <= most, "{met} connections in {:?}", begun.elapsed());
}

/// Who has the mail is on the disk before the others are waited for: a power cut in their pause gives nobody a second copy.
#[tokio::test]
async fn r02_r03_whoever_has_the_mail_is_synced_while_others_wait() {
    let synced = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&synced);
    let disk = Disk::watched(Arc::new(move |act: &Act<'_>| {
        if matches!(act, Act::SyncFile(path) if path.extension().is_some_and(|end| end == "mail")) {
            seen.fetch_add(1, Ordering::SeqCst);
        }
        Ok(())
    }));
    let mut script = Script::default();
    script.recipients.insert("later@", "451 4.2.1 mailbox busy");
    let stage = Stage::with(Changes { disk, ..apart(script, "first-pause-seconds = 600\n") }).await;
    stage.client().await.mail("x@bank.example", &["later@example.com", "good@example.com"], mail(NOREPLY, "m1")).await;
    let id = first_mail(&stage).await;
    // The journal is told behind the file.
    until("the first try", async || events(&stage, id).await.contains(&Happened::Delivered)).await;
    assert_eq!(synced.load(Ordering::SeqCst), 1, "the record of what became of it");
}

#[tokio::test]
async fn r10_s19_a_report_that_finds_no_room_comes_when_there_is_room() {
    let files_made = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&files_made);
    let disk = Disk::watched(Arc::new(move |act: &Act<'_>| match act {
        // The mail itself has room, its report at first has none.
        Act::Create(_) if (1..3).contains(&seen.fetch_add(1, Ordering::SeqCst)) => Err(io::Error::from_raw_os_error(28)),
        _ => Ok(()),
    }));
    let mut script = Script::default();
    script.recipients.insert("never@", "550 5.1.1 no such user");
    let stage = Stage::with(Changes { disk, ..apart(script, SWIFT) }).await;
    stage.client().await.mail("noreply@bank.example", &["never@example.com"], mail(NOREPLY, "m1")).await;
    until("everything has gone", async || stage.hop.mails().len() == 1 && files(&stage, "mails") == 0).await;
    let report = &stage.hop.mails()[0];
    assert!(report.mail_from.contains("<>") && report.rcpt_to[0].contains("<noreply@bank.example>"), "{report:?}");
    assert!(String::from_utf8_lossy(&report.content).contains("Final-Recipient: rfc822; never@example.com"));
    assert_eq!(files_made.load(Ordering::SeqCst), 4, "the mail, two that found no room, the report");
}

#[tokio::test]
async fn r10_s19_a_report_of_one_kind_that_fails_makes_no_second_one_of_another() {
    let files_made = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&files_made);
    let disk = Disk::watched(Arc::new(move |act: &Act<'_>| match act {
        // The mail and the report of who was refused have room, the report of who has the mail has none.
        Act::Create(_) if seen.fetch_add(1, Ordering::SeqCst) == 2 => Err(io::Error::from_raw_os_error(28)),
        _ => Ok(()),
    }));
    let mut script = Script { offers: vec!["PIPELINING", "8BITMIME"], ..Script::default() };
    script.recipients.insert("never@", "550 5.1.1 no such user");
    let stage = Stage::with(Changes { disk, ..apart(script, SWIFT) }).await;
    let mut client = stage.client().await;
    client.command("MAIL FROM:<noreply@bank.example>", "250").await;
    client.command("RCPT TO:<never@example.com>", "250").await;
    client.command("RCPT TO:<good@example.com> NOTIFY=SUCCESS", "250").await;
    client.command("DATA", "354").await;
    client.send(stuffed(mail(NOREPLY, "m1").as_bytes())).await;
    client.expect("250").await;
    until("everything has gone", async || stage.hop.mails().len() >= 2 && files(&stage, "mails") == 0).await;
    assert_eq!(files_made.load(Ordering::SeqCst), 3, "the mail, the report, the one that found no room");
    let failed = |mail: &stage::hop::Received| String::from_utf8_lossy(&mail.content).contains("Action: failed");
    assert_eq!(stage.hop.mails().iter().filter(|mail| failed(mail)).count(), 1, "one refusal, one report");
}

#[tokio::test]
async fn r02_r11_a_file_that_cannot_be_taken_away_brings_no_second_copy() {
    let refused = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&refused);
    let disk = Disk::watched(Arc::new(move |act: &Act<'_>| match act {
        Act::Remove(_) if seen.fetch_add(1, Ordering::SeqCst) == 0 => Err(io::Error::from_raw_os_error(5)),
        // Nor can be written down what became of it.
        Act::Write { at: 1.., .. } => Err(io::Error::from_raw_os_error(5)),
        _ => Ok(()),
    }));
    let stage = Stage::with(Changes { disk, ..apart(Script::default(), SWIFT) }).await;
    stage.client().await.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
    until("it has gone", async || files(&stage, "mails") == 0 && stage.hop.mails().len() == 1).await;
    assert_eq!(refused.load(Ordering::SeqCst), 2, "the second time it went");
    assert_eq!(stage.hop.mails().len(), 1, "nobody gets it twice while this program runs");
}

#[tokio::test]
async fn r02_r30_a_thread_that_ends_while_it_is_written_down_who_has_the_mail_brings_no_second_copy() {
    let panics = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&panics);
    let disk = Disk::watched(Arc::new(move |act: &Act<'_>| {
        assert!(!matches!(act, Act::Remove(_)) || seen.fetch_add(1, Ordering::SeqCst) > 0, "poison");
        Ok(())
    }));
    // It makes no reports, so that is ours to tell; and who is to be told is not written down before that.
    let script = Script { offers: vec!["PIPELINING", "8BITMIME"], ..Script::default() };
    let stage = Stage::with(Changes { disk, ..apart(script, SWIFT) }).await;
    let mut client = stage.client().await;
    client.command("MAIL FROM:<noreply@bank.example>", "250").await;
    client.command("RCPT TO:<good@example.com> NOTIFY=SUCCESS", "250").await;
    client.command("DATA", "354").await;
    client.send(stuffed(mail(NOREPLY, "m1").as_bytes())).await;
    client.expect("250").await;
    until("everything has gone", async || stage.hop.mails().len() >= 2 && files(&stage, "mails") == 0).await;
    assert!(panics.load(Ordering::SeqCst) >= 2, "it was tried again");
    let copies = stage.hop.mails().iter().filter(|mail| mail.rcpt_to.iter().any(|to| to.contains("good@"))).count();
    assert_eq!((copies, stage.hop.mails().len()), (1, 2), "the mail once, and one report");
}

#[tokio::test]
async fn r04_a_thousand_damaged_files_are_put_aside_with_an_alarm_and_the_others_flow() {
    const MAILS: usize = 1_050;
    const GOOD_EACH: usize = 21;
    let stage = Stage::with(apart(Script::default(), SWIFT)).await;
    let address = stage.hop.address;
    stage.hop.stop();
    tokio::time::sleep(Duration::from_millis(50)).await;
    send_many(&stage, MAILS, 50, "someone@elsewhere.example").await;
    let kept = stage.stop_keeping_folder().await;
    let mut all: Vec<_> = std::fs::read_dir(kept.path().join("outbox/mails")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(all.len(), MAILS);
    all.sort();
    let mut damaged = HashSet::new();
    for (number, path) in all.iter().enumerate().filter(|(number, _)| number % GOOD_EACH != 0) {
        let mut bytes = std::fs::read(path).unwrap();
        // Wherever it is: beginning, envelope, recipients, content, end; some are cut off, or full of zeros from there on.
        let at = number * 7_919 % bytes.len();
        match number % 10 {
            0 => bytes.truncate(at),
            1 => bytes[at..].fill(0),
            _ => bytes[at] ^= 1 << (number % 8),
        }
        std::fs::write(path, bytes).unwrap();
        damaged.insert(path.file_name().unwrap().to_owned());
    }
    assert_eq!(damaged.len(), 1_000);
    let hop = hop_at(address, Script::default()).await;
    let stage = Stage::again(kept, hop).await;
    until("the others have gone", async || files(&stage, "mails") == 0).await;
    let arrived: HashSet<Vec<u8>> = stage.hop.mails().into_iter().map(|mail| mail.content).collect();
    assert_eq!((stage.hop.mails().len(), arrived.len()), (MAILS / GOOD_EACH, MAILS / GOOD_EACH), "each of the others once, none of these");
    let aside: HashSet<_> = std::fs::read_dir(stage.folder.path().join("outbox/quarantine"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "mail"))
        .inspect(|path| assert!(std::fs::read_to_string(path.with_extension("why")).unwrap().len() > 5, "why: {path:?}"))
        .map(|path| path.file_name().unwrap().to_owned())
        .collect();
    assert_eq!(aside, damaged);
    for name in damaged {
        let id = name.to_str().unwrap().split('-').next().unwrap().parse().unwrap();
        until("written down", async || events(&stage, id).await.contains(&Happened::Quarantined)).await;
    }
}

/// The first mail that gets a name is the poison: whenever its content is opened to be handed on, the worker panics.
#[derive(Default)]
struct Poison {
    victim: Option<PathBuf>,
    /// It was looked at, and what is opened next is its content.
    looked: bool,
    panics: usize,
}

impl Poison {
    /// Whether to panic now.
    fn sees(&mut self, act: &Act<'_>) -> bool {
        match act {
            Act::Rename { to, .. } if self.victim.is_none() => self.victim = Some(to.to_path_buf()),
            Act::Open(path) if self.victim.as_deref() == Some(path) => {
                self.looked = !self.looked;
                self.panics += usize::from(!self.looked);
                return !self.looked;
            }
            // What became of the try was written down: the next one begins anew.
            Act::Write { path, .. } if self.victim.as_deref() == Some(path) => self.looked = false,
            _ => {}
        }
        false
    }
}

#[tokio::test]
async fn r30_a_mail_that_makes_the_program_panic_is_put_aside_after_three_tries_and_others_flow_meanwhile() {
    let poison: Arc<Mutex<Poison>> = Arc::default();
    let seen = Arc::clone(&poison);
    let disk = Disk::watched(Arc::new(move |act: &Act<'_>| {
        let panics = seen.lock().unwrap().sees(act);
        assert!(!panics, "poison");
        Ok(())
    }));
    let stage = Stage::with(Changes { disk, ..apart(Script::default(), SWIFT) }).await;
    let mut client = stage.client().await;
    client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "poison")).await;
    // It is poison as long as it is here; the others go their way beside it.
    let mut sent = 0;
    while files(&stage, "quarantine") == 0 {
        client.mail("x@bank.example", &["b@example.com"], mail(NOREPLY, &format!("m{sent}"))).await;
        sent += 1;
        assert_eq!(stage.at_hop(sent).await.len(), sent, "others flow");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(sent >= 2, "it was put aside before anything else came");
    assert_eq!(poison.lock().unwrap().panics, 3);
    let id = first_mail(&stage).await;
    until("written down", async || events(&stage, id).await.contains(&Happened::Quarantined)).await;
    assert!(stage.hop.mails().iter().all(|mail| !String::from_utf8_lossy(&mail.content).contains("<poison@")), "nothing of it has gone");
}

#[tokio::test]
async fn r21_the_end_waits_for_what_is_being_handed_on_and_leaves_the_rest() {
    let script = Script { slow: Duration::from_millis(400), ..Script::default() };
    let stage = Stage::with(apart(script, "connections = 1\n")).await;
    let mut client = stage.client().await;
    for number in 0..4 {
        client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, &format!("m{number}"))).await;
    }
    until("one is on its way", async || stage.hop.commands().iter().any(|said| said == "DATA")).await;
    let (address, seen) = (stage.hop.address, Arc::clone(&stage.hop.seen));
    let kept = stage.stop_keeping_folder().await;
    let before = seen.mails.lock().unwrap().len();
    let left = std::fs::read_dir(kept.path().join("outbox/mails")).unwrap().count();
    assert_eq!(before + left, 4, "each is there or handed on, none half");
    let hop = hop_at(address, Script::default()).await;
    let stage = Stage::again(kept, hop).await;
    until("the rest", async || stage.hop.mails().len() == left).await;
    let mut all: Vec<Vec<u8>> = stage.hop.mails().into_iter().map(|mail| mail.content).collect();
    all.extend(seen.mails.lock().unwrap().iter().map(|mail| mail.content.clone()));
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 4);
}

#[tokio::test]
async fn r32_a_second_gateway_is_refused_the_outbox_of_the_first() {
    let stage = Stage::with(apart(Script::default(), SWIFT)).await;
    let settings = kakitome_gateway::config::Settings::load(&stage.folder.path().join("kakitome.toml")).unwrap();
    let error = kakitome_gateway::Gateway::start(settings).await.unwrap_err().to_string();
    assert!(error.contains("another program works in this outbox"), "{error}");
    let mut client = stage.client().await;
    client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
    until("the first goes on", async || stage.hop.mails().len() == 1).await;
}
