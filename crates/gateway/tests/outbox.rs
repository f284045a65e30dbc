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
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use kakitome_gateway::held::{Answer, Order, ask};
use kakitome_store::outbox::{Act, Disk};

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
    for _ in 0..6_000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("not within two minutes: {what}");
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

/// Stored before anybody had spoken to the hop: what it takes is known only when the mail goes.
#[tokio::test]
async fn eight_bit_mail_of_the_outbox_is_converted_for_a_hop_that_takes_none() {
    let typed = |kind: &str| {
        let head = format!("MIME-Version: 1.0\r\n{kind}\r\nContent-Transfer-Encoding: 8bit\r\nSubject:");
        mail("x@elsewhere.example", "m1").replace("Dear", "D\u{e9}ar").replace("Subject:", &head)
    };
    for announced in [" BODY=8BITMIME", ""] {
        for takes in [false, true] {
            let script = Script { offers: if takes { vec!["8BITMIME"] } else { vec![] }, ..Script::default() };
            let stage = Stage::with(Changes { script, ..apart() }).await;
            let mut client = stage.client().await;
            client.command(&format!("MAIL FROM:<x@bank.example>{announced}"), "250").await;
            client.command("RCPT TO:<a@example.com>", "250").await;
            client.command("DATA", "354").await;
            client.send(stage::client::stuffed(typed("Content-Type: text/plain; charset=utf-8").as_bytes())).await;
            client.expect("250").await;
            until("delivered", || stage.hop.mails().len() == 1).await;
            let got = &stage.hop.mails()[0];
            assert_eq!(got.content.is_ascii(), !takes, "announced: {announced:?}");
            assert_eq!(got.mail_from.contains("BODY=8BITMIME"), takes, "{}", got.mail_from);
            assert!(takes || String::from_utf8_lossy(&got.content).contains("D=C3=A9ar"));
        }
    }
    // What is signed already cannot be converted: it is not sent broken, its sender is told.
    let signed = "multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=s";
    let body = "--s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nD\u{e9}ar\r\n--s\r\n\
        Content-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\nMIAG\r\n--s--\r\n";
    let stage = Stage::with(Changes { script: Script { offers: vec![], ..Script::default() }, ..apart() }).await;
    let mut client = stage.client().await;
    client.command("MAIL FROM:<x@bank.example> BODY=8BITMIME", "250").await;
    client.command("RCPT TO:<a@example.com>", "250").await;
    client.command("DATA", "354").await;
    let text = format!("From: x@elsewhere.example\r\nMIME-Version: 1.0\r\nContent-Type: {signed}\r\n\r\n{body}");
    client.send(stage::client::stuffed(text.as_bytes())).await;
    client.expect("250").await;
    until("the report", || stage.hop.mails().len() == 1).await;
    let report = String::from_utf8(stage.hop.mails()[0].content.clone()).unwrap();
    assert!(report.contains("Status: 5.6.3"), "{report}");
}

/// Its header was as long as it may be when it was taken; ours stands above it since.
#[tokio::test]
async fn mail_that_was_just_short_enough_to_be_taken_is_converted_and_not_returned() {
    let stage = Stage::with(Changes { script: Script { offers: vec![], ..Script::default() }, ..apart() }).await;
    let mut client = stage.client().await;
    client.command("MAIL FROM:<x@bank.example> BODY=8BITMIME", "250").await;
    client.command("RCPT TO:<a@example.com>", "250").await;
    client.command("DATA", "354").await;
    let mut header = "From: x@elsewhere.example\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
        Content-Transfer-Encoding: 8bit\r\n"
        .to_owned();
    // The usual `header-bytes`.
    while header.len() < (128 << 10) - 150 {
        header.push_str(&format!("X-Long: {}\r\n", "x".repeat(60)));
    }
    client.send(stage::client::stuffed(format!("{header}\r\nD\u{e9}ar\r\n").as_bytes())).await;
    client.expect("250").await;
    until("delivered", || stage.hop.mails().len() == 1).await;
    let got = String::from_utf8(stage.hop.mails()[0].content.clone()).unwrap();
    assert!(got.contains("D=C3=A9ar"), "{}", &got[got.len().saturating_sub(500)..]);
}

/// The outbox's folder, copied at one moment: what a program that is killed there leaves behind.
#[derive(Default)]
struct Killed {
    /// The act before which it dies; one more than there are: after the last one.
    at: usize,
    names: Vec<&'static str>,
    /// The copy, and how many mails the next hop had.
    left: Option<(tempfile::TempDir, usize)>,
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            copy(&entry.path(), &target);
        } else if kind.is_file() && entry.file_name() != "lock" {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The moments of a mail's way, by their names.
fn name(act: &Act<'_>) -> &'static str {
    match act {
        Act::Create(_) => "create",
        Act::Write { at: 0, .. } => "write the mail",
        Act::Write { .. } => "record the next hop's 250",
        Act::SyncFile(_) => "sync the file",
        Act::Rename { .. } => "name",
        Act::SyncFolder(_) => "sync the folder",
        Act::Moment("before the reply") => "250 to the client",
        Act::Moment("after the next hop's reply") => "settle",
        Act::Open(_) => "open",
        Act::Remove(_) => "remove",
        _ => "another act",
    }
}

impl Killed {
    fn copied(&mut self, folder: &Path, seen: &stage::hop::Seen) {
        let copied = tempfile::tempdir().unwrap();
        copy(folder, &copied.path().join("outbox"));
        self.left = Some((copied, seen.mails.lock().unwrap().len()));
    }
}

/// One mail through a gateway that "dies" before this act; a second one goes on with what was left. Says the acts' names, how many copies
/// the next hop had at the kill, and how many there were in the end.
async fn killed_at(at: usize) -> (Vec<&'static str>, usize, usize) {
    let killed: Arc<Mutex<Killed>> = Arc::new(Mutex::new(Killed { at, ..Killed::default() }));
    let place: Arc<OnceLock<(PathBuf, Arc<stage::hop::Seen>)>> = Arc::default();
    let (state, known) = (Arc::clone(&killed), Arc::clone(&place));
    let disk = Disk::watched(Arc::new(move |act: &Act<'_>| {
        let Some((folder, seen)) = known.get() else { return Ok(()) };
        let mut killed = state.lock().unwrap();
        killed.names.push(name(act));
        if killed.names.len() == killed.at {
            killed.copied(folder, seen);
        }
        Ok(())
    }));
    let stage = Stage::with(Changes { disk, ..apart() }).await;
    let folder = stage.folder.path().join("outbox");
    place.set((folder.clone(), Arc::clone(&stage.hop.seen))).ok().unwrap();
    let mut client = stage.client().await;
    client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
    until("removed", || lying(&stage, "mails").is_empty()).await;
    let seen = Arc::clone(&stage.hop.seen);
    let kept = stage.stop_keeping_folder().await;
    let (names, left) = {
        let mut killed = killed.lock().unwrap();
        if killed.at == killed.names.len() + 1 {
            killed.copied(&folder, &seen);
        }
        (std::mem::take(&mut killed.names), killed.left.take())
    };
    let Some((copied, before)) = left else { return (names, 1, 1) };
    std::fs::remove_dir_all(&folder).unwrap();
    copy(&copied.path().join("outbox"), &folder);
    let hop = FakeHop::start(Script::default()).await;
    let config = kept.path().join("kakitome.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let (head, tail) = text.split_once("[next-hop]").unwrap();
    let port = tail.lines().find(|line| line.starts_with("port = ")).unwrap();
    std::fs::write(&config, format!("{head}[next-hop]{}", tail.replacen(port, &format!("port = {}", hop.address.port()), 1))).unwrap();
    let second = Stage::again(kept, hop).await;
    until("nothing waits", || lying(&second, "mails").is_empty()).await;
    assert_eq!(std::fs::read_dir(second.folder.path().join("outbox/tmp")).unwrap().count(), 0, "what was half written has gone");
    (names, before, before + second.hop.mails().len())
}

#[tokio::test]
async fn r02_killed_at_every_named_moment_nothing_acknowledged_is_lost() {
    let (names, ..) = killed_at(usize::MAX).await;
    for wanted in ["create", "write the mail", "sync the file", "name", "sync the folder", "250 to the client", "open", "settle", "remove"]
    {
        assert!(names.contains(&wanted), "{wanted} is no moment: {names:?}");
    }
    let synced = |names: &[&str], what| names.iter().position(|name| *name == what).unwrap() + 1;
    assert!(synced(&names, "sync the file") < synced(&names, "name"), "{names:?}");
    assert!(synced(&names, "sync the folder") < synced(&names, "250 to the client"), "{names:?}");
    let mut doubled = Vec::new();
    let mut kills = tokio::task::JoinSet::new();
    for at in 1..=names.len() + 1 {
        kills.spawn(async move { (at, killed_at(at).await) });
    }
    for (at, (seen, before, copies)) in kills.join_all().await {
        let of = |what| synced(&seen, what);
        let name = seen.get(at - 1).copied().unwrap_or("the end");
        // Stored before the client hears 250, in every case; before that nobody was promised anything.
        let least = usize::from(at >= of("250 to the client").min(of("open")));
        assert!(copies >= least, "killed before {name}: lost; {seen:?}");
        assert!(copies <= 2, "killed before {name}: {copies} copies; {seen:?}");
        if copies == 2 {
            doubled.push(name);
            assert_eq!(before, 1, "killed before {name}: the next hop had it; {seen:?}");
        }
    }
    // The one moment that SMTP leaves open (RFC 1047): the next hop's 250 was said and is not yet written down.
    assert_eq!(doubled, ["record the next hop's 250"]);
}

#[tokio::test]
async fn held_mails_are_listed_shown_let_go_and_dropped() {
    let mut script = Script::default();
    script.recipients.insert("later@", "451 4.2.1 mailbox busy");
    let stage = Stage::with(Changes { script, outbox: "first-pause-seconds = 600\n", ..apart() }).await;
    let folder = stage.folder.path().join("outbox");
    let asked = async |order: Order| {
        let folder = folder.clone();
        tokio::task::spawn_blocking(move || ask(&folder, &order).unwrap().unwrap()).await.unwrap()
    };
    let mut client = stage.client().await;
    client.mail("noreply@bank.example", &["later@example.com", "good@example.com"], mail(NOREPLY, "m1")).await;
    let id = stage.journal(1).await.last().unwrap().id.to_string();
    until("its first try", || stage.hop.mails().len() == 1).await;
    let mut found = None;
    for _ in 0..200 {
        if let Answer::Mails { count: 1, mails, .. } = asked(Order::List { most: 10 }).await
            && mails[0].state == "waiting"
        {
            found = Some(mails[0].clone());
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let found = found.expect("it waits");
    assert_eq!((found.id.as_str(), found.tries, found.sender.as_deref()), (id.as_str(), 1, Some("noreply@bank.example")));
    let states: Vec<&str> = found.recipients.iter().map(|one| one.state.as_str()).collect();
    assert_eq!(states, ["deferred", "delivered"]);
    assert_eq!(found.recipients[0].reply.as_deref(), Some("451 4.2.1 mailbox busy"));
    let before = stage.hop.commands().len();
    assert_eq!(asked(Order::Release { id: id.clone() }).await, Answer::Done);
    until("tried at once", || stage.hop.commands().len() > before).await;
    until("waits again", || std::fs::read_dir(folder.join("mails")).unwrap().count() == 1).await;
    let mut dropped = asked(Order::Drop { id: id.clone(), tell: true }).await;
    for _ in 0..100 {
        if dropped != Answer::UnderWay {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        dropped = asked(Order::Drop { id: id.clone(), tell: true }).await;
    }
    assert_eq!(dropped, Answer::Done);
    until("the report", || stage.hop.mails().len() == 2).await;
    let report = String::from_utf8(stage.hop.mails()[1].content.clone()).unwrap();
    assert!(report.contains("Final-Recipient: rfc822; later@example.com") && !report.contains("Final-Recipient: rfc822; good@"));
    until("nothing left", || lying(&stage, "mails").is_empty()).await;
    assert_eq!(asked(Order::Show { id }).await, Answer::Unknown);
    assert_eq!(asked(Order::Release { id: "no mail".into() }).await, Answer::Unknown);
}

#[tokio::test]
async fn what_was_told_of_the_client_before_us_is_told_to_the_next_hop_later() {
    let script = |offers: Vec<&'static str>| Script { offers, ..Script::default() };
    let listens = script(vec!["PIPELINING", "XFORWARD NAME ADDR HELO"]);
    let changes = Changes { network: "xclient = true\n", script: listens, ..apart() };
    let stage = Stage::with(changes).await;
    stage.hop.stop();
    let mut client = stage.client().await;
    client.command("XFORWARD NAME=inner.example ADDR=192.0.2.7 PROTO=ESMTP", "250").await;
    client.command("XFORWARD HELO=a+20b", "250").await;
    assert!(client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await.starts_with("250"));
    // what was said belongs to one mail
    assert!(client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m2")).await.starts_with("250"));
    // it is kept over a restart, and a next hop that does not listen is not told
    for (offers, told) in [(vec!["PIPELINING", "XFORWARD NAME ADDR HELO"], 1), (vec!["PIPELINING"], 0)] {
        let hop = FakeHop::on(TcpListener::bind(stage.hop.address).await.unwrap(), script(offers));
        if told == 0 {
            client.command("XFORWARD NAME=inner.example", "250").await;
            assert!(client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m3")).await.starts_with("250"));
        }
        until("delivered", || hop.mails().len() == 1 + told).await;
        let said: Vec<String> = hop.commands().into_iter().filter(|said| said.starts_with("XFORWARD")).collect();
        assert_eq!(said, ["XFORWARD NAME=inner.example ADDR=192.0.2.7 HELO=a+20b"][..told].to_vec(), "{:?}", hop.commands());
        hop.stop();
        tokio::time::sleep(Duration::from_millis(100)).await;
        drop(hop);
    }
}

#[tokio::test]
async fn without_a_gateway_a_person_sees_what_lies_there_and_nothing_is_touched() {
    use kakitome_gateway::held::look;
    let stage = Stage::with(apart()).await;
    stage.hop.stop();
    let mut client = stage.client().await;
    for n in 0..2 {
        assert!(client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, &format!("m{n}"))).await.starts_with("250"));
    }
    let folder = stage.folder.path().join("outbox");
    assert_eq!(look(&folder, 10).unwrap(), None, "a gateway works there");
    drop(client);
    let kept = stage.stop_keeping_folder().await;
    let before: Vec<_> = files(&folder.join("mails"));
    let Some(Answer::Mails { count, bytes, mails }) = look(&folder, 1).unwrap() else { panic!("nobody works there") };
    assert_eq!((count, mails.len(), mails[0].state.as_str(), mails[0].sender.clone()), (2, 1, "waiting", None));
    assert!(bytes > 0 && mails[0].size > 0 && mails[0].taken > 0);
    assert_eq!(files(&folder.join("mails")), before);
    // an outbox that was never used
    let Some(Answer::Mails { count, .. }) = look(&kept.path().join("none"), 10).unwrap() else { panic!() };
    assert_eq!(count, 0);
    assert!(!kept.path().join("none").exists());
}
