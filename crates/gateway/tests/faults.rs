//! The next hop fails in every step and way (R05), disappears, changes its mind; the keyholder dies: nothing is lost, nothing is sent
//! twice, every fault has the class that Postfix gives it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod stage;

use std::time::Duration;

use stage::client::{Dialogue, stuffed};
use stage::{Changes, FakeHop, Fault, NOREPLY, Script, Stage, Step, mail};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// What became of a mail, as an MTA before us sees it.
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

/// Postfix 3.7's classes in the same cells.
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

/// Where we differ from Postfix on purpose: the class, and why.
fn ours(step: Step, fault: &str) -> Option<(Class, &'static str)> {
    match (step, fault) {
        (Step::Greeting | Step::Ehlo | Step::Mail | Step::Rcpt | Step::Data, "dup250") => {
            Some((Deferred, "an answer too many: who answers what is not known, which is no judgement on the mail"))
        }
        (Step::Data, "longline") => Some((Deferred, "250 to DATA is a broken protocol, not a refusal of the mail")),
        _ => None,
    }
}

async fn cell(step: Step, name: &str, fault: Fault) -> (Class, String, usize) {
    let limits = "reply-seconds = 5\nblock-seconds = 5\ndata-end-seconds = 5\n";
    let stage = Stage::with(Changes { script: Script::failing(step, fault), next_hop: limits, ..Changes::default() }).await;
    let mut client = stage.client().await;
    client.send("MAIL FROM:<x@bank.example>\r\nRCPT TO:<a@example.com>\r\nDATA\r\n").await;
    let first = client.reply().await.unwrap();
    let second = client.reply().await.unwrap();
    let third = client.reply().await.unwrap();
    let last = if third.starts_with("354") {
        client.send(stuffed(mail(NOREPLY, "m1").as_bytes())).await;
        client.reply().await.unwrap_or_else(|| panic!("{step:?}/{name}: no final reply"))
    } else if first.starts_with('2') {
        second
    } else {
        first
    };
    // Whatever happened, the client can go on.
    let noop = client.command("NOOP", "250").await;
    assert!(noop.starts_with("250"), "{step:?}/{name}");
    let class = match last.as_bytes()[0] {
        b'2' => Sent,
        b'4' => Deferred,
        _ => Bounced,
    };
    // A hop that answers in the middle of the mail has still to read its end.
    let begun = tokio::time::Instant::now();
    while class == Sent && stage.hop.mails().is_empty() && begun.elapsed() < Duration::from_secs(10) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let unacknowledged = stage.hop.mails().len();
    (class, last, unacknowledged)
}

#[tokio::test]
async fn r05_every_fault_of_the_next_hop_has_its_class() {
    let mut cells = JoinSet::new();
    for step in STEPS {
        for (name, fault) in FAULTS {
            cells.spawn(async move { (step, name, cell(step, name, fault).await) });
        }
    }
    let mut wrong = Vec::new();
    let mut as_postfix = 0;
    while let Some(done) = cells.join_next().await {
        let (step, name, (class, reply, stored)) = done.unwrap();
        let wanted = ours(step, name).map_or(postfix(step, name), |(class, _)| class);
        as_postfix += usize::from(class == postfix(step, name));
        // One copy at most; and what is said to be sent is there.
        if class != wanted || stored > 1 || (class == Sent && stored != 1) {
            wrong.push(format!("{step:?}/{name}: {class:?} instead of {wanted:?}, {stored} stored: {reply:.80}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(as_postfix, 72 - 6, "the differences are those that are listed");
}

#[tokio::test]
async fn r08_lost_after_the_final_dot_is_never_250_and_never_said_again() {
    for fault in [Fault::Close, Fault::Reset] {
        let stage = Stage::with(Changes { script: Script::failing(Step::Eod, fault), ..Changes::default() }).await;
        let mut client = stage.client().await;
        let reply = client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
        assert!(reply.starts_with("451 4.4.2"), "{reply}");
        assert_eq!(stage.hop.mails().len(), 1, "sent once");
        assert_eq!(stage.hop.connections(), 1, "no second try");
    }
}

#[tokio::test]
async fn a_hop_lost_before_the_content_is_asked_again_once() {
    for step in [Step::Mail, Step::Rcpt, Step::Data] {
        let script = Script { times: 1, ..Script::failing(step, Fault::Close) };
        let stage = Stage::with(Changes { script, ..Changes::default() }).await;
        let mut client = stage.client().await;
        let reply = client.mail("x@bank.example", &["a@example.com", "b@example.com"], mail(NOREPLY, "m1")).await;
        assert!(reply.starts_with("250"), "{step:?}: {reply}");
        let mails = stage.hop.mails();
        assert_eq!((mails.len(), mails[0].rcpt_to.len(), stage.hop.connections()), (1, 2, 2), "{step:?}");
    }
}

/// The one connection that may be open at a time is the new one's, not the lost one's.
#[tokio::test]
async fn a_hop_lost_before_the_content_is_asked_again_although_one_connection_is_all_there_may_be() {
    let script = Script { times: 1, ..Script::failing(Step::Rcpt, Fault::Close) };
    let next_hop = "connections = 1\nconnect-seconds = 5\n";
    let stage = Stage::with(Changes { script, next_hop, ..Changes::default() }).await;
    let reply = stage.client().await.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
    assert!(reply.starts_with("250"), "{reply}");
    assert_eq!((stage.hop.mails().len(), stage.hop.connections()), (1, 2));
}

#[tokio::test]
async fn what_is_too_large_for_the_hop_by_its_own_word_costs_no_connection() {
    let script = Script { offers: vec!["PIPELINING", "SIZE 1000000", "8BITMIME"], ..Script::default() };
    let stage = Stage::with(Changes { script, ..Changes::default() }).await;
    let mut client = stage.client().await;
    for _ in 0..3 {
        client.command("MAIL FROM:<x@bank.example> SIZE=2000000", "552").await;
    }
    client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
    assert_eq!((stage.hop.mails().len(), stage.hop.connections()), (1, 1));
}

#[tokio::test]
async fn a_hop_that_changes_its_mind_after_a_loss_gets_nothing() {
    let mut script = Script { times: 1, ..Script::failing(Step::Data, Fault::Say("421 4.3.2 going down")) };
    script.later.insert("b@example.com", "550 5.1.1 gone");
    let stage = Stage::with(Changes { script, ..Changes::default() }).await;
    let mut client = stage.client().await;
    let reply = client.mail("x@bank.example", &["a@example.com", "b@example.com"], mail(NOREPLY, "m1")).await;
    assert!(reply.starts_with("451 4.4.2"), "451 for all: {reply}");
    assert!(stage.hop.mails().is_empty(), "nothing is sent");
    let entry = &stage.journal(1).await[0];
    assert_eq!(entry.decision, kakitome_store::Decision::Deferred);
}

#[tokio::test]
async fn a_next_hop_that_is_down_defers_and_is_found_again() {
    let stage = Stage::usual().await;
    let address = stage.hop.address;
    stage.hop.stop();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let mut client = stage.client().await;
    client.command("MAIL FROM:<x@bank.example>", "4").await;
    client.command("MAIL FROM:<x@bank.example>", "4").await;
    let again = FakeHop::on(TcpListener::bind(address).await.unwrap(), Script::default());
    client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
    assert_eq!(again.mails().len(), 1);
}

#[tokio::test]
async fn a_kept_connection_that_ended_meanwhile_is_no_fault() {
    let stage = Stage::usual().await;
    let address = stage.hop.address;
    let mut client = stage.client().await;
    client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
    stage.hop.stop();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let again = FakeHop::on(TcpListener::bind(address).await.unwrap(), Script::default());
    let reply = client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m2")).await;
    assert!(reply.starts_with("250"), "{reply}");
    assert_eq!(again.mails().len(), 1);
}

#[tokio::test]
async fn a_keyholder_that_died_defers_signed_mail_alone_and_is_found_again() {
    let mut stage = Stage::usual().await;
    let mut client = stage.client().await;
    stage.keyholder.die().await;
    let reply = client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
    assert!(reply.starts_with("451 4.3.0 The mail cannot be signed now"), "{reply}");
    let reply = client.mail("x@bank.example", &["a@example.com"], mail("someone@elsewhere.example", "m2")).await;
    assert!(reply.starts_with("250"), "mail that needs no key passes: {reply}");
    assert_eq!(stage.hop.mails().len(), 1);
    stage.keyholder.again();
    for _ in 0..100 {
        let reply = client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m3")).await;
        if reply.starts_with("250") {
            assert_eq!(stage.hop.mails().len(), 2);
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the keyholder was not found again");
}

#[tokio::test]
async fn rset_and_a_lost_client_leave_the_next_hop_clean() {
    let stage = Stage::usual().await;
    let mut client = stage.client().await;
    client.command("MAIL FROM:<x@bank.example>", "250").await;
    client.command("RCPT TO:<wrong@example.com>", "250").await;
    client.command("RSET", "250").await;
    client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
    client.command("MAIL FROM:<x@bank.example>", "250").await;
    client.command("RCPT TO:<wrong@example.com>", "250").await;
    client.command("DATA", "354").await;
    client.send("From: half a mail\r\n\r\nhalf").await;
    drop(client);
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut client = stage.client().await;
    client.mail("x@bank.example", &["b@example.com"], mail(NOREPLY, "m2")).await;
    let mails = stage.hop.mails();
    assert_eq!(mails.len(), 2, "no half mail");
    assert!(mails.iter().all(|mail| mail.rcpt_to.len() == 1 && !mail.rcpt_to[0].contains("wrong")), "{mails:?}");
    assert_eq!(stage.hop.connections(), 1, "the connection was kept clean");
}

#[tokio::test]
async fn r28_a_slow_next_hop_holds_its_clients_back_and_loses_nothing() {
    let script = Script { slow: Duration::from_millis(300), ..Script::default() };
    let stage = Stage::with(Changes { script, next_hop: "connections = 2\nconnect-seconds = 1\n", ..Changes::default() }).await;
    let mut clients = JoinSet::new();
    for number in 0..12 {
        let mut client = stage.client().await;
        clients.spawn(async move {
            let mut tries = 0;
            loop {
                tries += 1;
                client.send("MAIL FROM:<x@bank.example>\r\n").await;
                let reply = client.reply().await.unwrap();
                if reply.starts_with("451") && tries < 50 {
                    continue;
                }
                assert!(reply.starts_with("250"), "{reply}");
                client.command("RCPT TO:<a@example.com>", "250").await;
                client.command("DATA", "354").await;
                client.send(stuffed(mail(NOREPLY, &format!("m{number}")).as_bytes())).await;
                client.expect("250").await;
                return;
            }
        });
    }
    clients.join_all().await;
    assert_eq!(stage.hop.mails().len(), 12);
    assert!(stage.hop.connections() <= 2, "{} connections", stage.hop.connections());
}

/// A gateway with one connection to the next hop that has carried a mail and is kept.
async fn after_a_mail(script: Script) -> (Stage, Dialogue) {
    let stage = Stage::with(Changes { script, ..Changes::default() }).await;
    let mut client = stage.client().await;
    client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "first")).await;
    assert_eq!(stage.hop.mails().len(), 1);
    (stage, client)
}

#[tokio::test]
async fn mail_goes_out_with_the_first_rcpt_over_a_connection_that_is_kept() {
    let (stage, mut client) = after_a_mail(Script::default()).await;
    let said = || stage.hop.commands().iter().filter(|said| said.starts_with("MAIL") || said.starts_with("RSET")).count();
    client.command("MAIL FROM:<y@bank.example>", "250").await;
    assert_eq!(said(), 1, "only that of the first mail");
    client.command("RCPT TO:<a@example.com>", "250 2.1.5 recipient ok").await;
    assert_eq!(said(), 2);
    // Given up before and after a recipient: nothing of it sticks to the connection.
    for rcpt in [true, false] {
        client.command("RSET", "250").await;
        client.command("MAIL FROM:<z@bank.example>", "250").await;
        if rcpt {
            client.command("RCPT TO:<never@example.com>", "250").await;
        }
    }
    client.command("RSET", "250").await;
    client.mail("w@bank.example", &["b@example.com", "c@example.com"], mail(NOREPLY, "second")).await;
    let mails = stage.hop.mails();
    assert_eq!(mails.len(), 2);
    assert!(mails[1].mail_from.starts_with("MAIL FROM:<w@bank.example>"), "{}", mails[1].mail_from);
    assert_eq!(mails[1].rcpt_to.len(), 2);
    assert_eq!(stage.hop.connections(), 1);
}

#[tokio::test]
async fn a_mail_that_is_refused_with_its_first_rcpt_is_refused_to_every_recipient() {
    let mut script = Script::default();
    script.senders.insert("bad@", "552 5.3.4 too large for us");
    script.senders.insert("later@", "451 4.3.0 not now");
    let (stage, mut client) = after_a_mail(script).await;
    for (sender, refusal) in [("bad@bank.example", "552 5.3.4 too large for us\r\n"), ("later@bank.example", "451 4.3.0 not now\r\n")] {
        client.command(&format!("MAIL FROM:<{sender}>"), "250").await;
        for rcpt in ["a@example.com", "b@example.com"] {
            assert_eq!(client.command(&format!("RCPT TO:<{rcpt}>"), "").await, refusal);
        }
        client.command("DATA", "554").await;
        client.command("RSET", "250").await;
        // All at once: the answer to MAIL is the next hop's.
        client.send(format!("MAIL FROM:<{sender}>\r\nRCPT TO:<a@example.com>\r\nDATA\r\n")).await;
        assert_eq!(client.expect("").await, refusal);
        client.expect("503").await;
        client.expect("503").await;
    }
    client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "second")).await;
    assert_eq!(stage.hop.mails().len(), 2);
    assert_eq!(stage.hop.connections(), 1);
}

#[tokio::test]
async fn a_next_hop_without_pipelining_is_asked_at_mail() {
    let script = Script { offers: vec!["SIZE 100000000", "8BITMIME"], ..Script::default() };
    let (stage, mut client) = after_a_mail(script).await;
    client.command("MAIL FROM:<y@bank.example>", "250 2.1.0 sender ok").await;
    assert_eq!(stage.hop.commands().iter().filter(|said| said.starts_with("MAIL")).count(), 2);
}

#[tokio::test]
async fn a_kept_connection_that_ends_between_mail_and_rcpt_is_no_fault() {
    let (stage, mut client) = after_a_mail(Script::default()).await;
    let address = stage.hop.address;
    client.command("MAIL FROM:<y@bank.example>", "250").await;
    stage.hop.stop();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let mut script = Script::default();
    script.senders.insert("z@", "550 5.7.1 not you");
    let again = FakeHop::on(TcpListener::bind(address).await.unwrap(), script.clone());
    client.command("RCPT TO:<a@example.com>", "250 2.1.5 recipient ok").await;
    client.command("DATA", "354").await;
    client.send(stuffed(mail(NOREPLY, "second").as_bytes())).await;
    client.expect("250 2.0.0 Ok: queued as HOP123").await;
    assert!(again.mails()[0].mail_from.starts_with("MAIL FROM:<y@bank.example>"));
    // The same, and the new one refuses the sender: in its own words, for nothing had been promised.
    client.command("MAIL FROM:<z@bank.example>", "250").await;
    again.stop();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let third = FakeHop::on(TcpListener::bind(address).await.unwrap(), script);
    client.command("RCPT TO:<a@example.com>", "550 5.7.1 not you").await;
    client.command("RCPT TO:<b@example.com>", "550 5.7.1 not you").await;
    client.command("RSET", "250").await;
    client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "third")).await;
    assert_eq!(third.mails().len(), 1);
    assert!(third.mails()[0].mail_from.starts_with("MAIL FROM:<x@bank.example>"));
}
