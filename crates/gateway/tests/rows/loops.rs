//! S18: two gateways that have each other as their next hop: a mail that goes round is stopped at the limit, told to its sender, signed once.

use std::time::Duration;

use crate::stage::{Changes, Dialogue, NOREPLY, Stage, mail};

/// Makes `stage` hand everything to this port instead of its own hop.
async fn turn(stage: &Stage, port: u16) {
    let path = stage.folder.path().join("kakitome.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let own = format!("port = {}\n", stage.hop.address.port());
    assert!(text.contains(&own));
    std::fs::write(&path, text.replace(&own, &format!("port = {port}\n"))).unwrap();
    stage.handle.reload().await;
}

/// Two gateways, each the other's next hop.
async fn facing(listener: &str, config: &str) -> (Stage, Stage) {
    let changes = || Changes { listener, config, outbox: "first-pause-seconds = 1\nlongest-pause-seconds = 1\n", ..Changes::default() };
    let (one, other) = (Stage::with(changes()).await, Stage::with(changes()).await);
    turn(&one, other.address.port()).await;
    turn(&other, one.address.port()).await;
    // the order to reload is obeyed before the next connection is taken, or soon after: a mail that still goes to the old hop ends there
    tokio::time::sleep(Duration::from_millis(300)).await;
    (one, other)
}

/// MAIL and RCPT; the refusal, wherever it comes, or the answer to RCPT. A MAIL that the next hop has not heard yet is answered by us.
async fn asked(client: &mut Dialogue) -> String {
    let answer = client.command("MAIL FROM:<x@bank.example>", "").await;
    if answer.starts_with("250") { client.command("RCPT TO:<a@example.com>", "").await } else { answer }
}

#[tokio::test]
async fn s18_two_relays_that_face_each_other_say_554_at_once_and_serve_others() {
    let (one, other) = facing("", "").await;
    let mut client = one.client().await;
    // a relay asks its next hop while its client waits: the circle is closed before there is a mail
    let reply = asked(&mut client).await;
    assert!(reply.starts_with("554 5.4.6") && reply.contains("gateways wait for each other"), "{reply}");
    client.command("DATA", "5").await;
    client.command("RSET", "250").await;
    assert_eq!((one.hop.mails().len(), other.hop.mails().len()), (0, 0), "neither went its old way");
    assert_eq!(one.keyholder.signatures() + other.keyholder.signatures(), 0);
    // many at once do not stop each other
    let mut crowd = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let mut client = one.client().await;
        crowd.spawn(async move { asked(&mut client).await });
    }
    while let Some(reply) = crowd.join_next().await {
        assert!(reply.unwrap().starts_with("554 5.4.6"));
    }
    // and the circle is open again when somebody has looked at the next hops
    let path = other.folder.path().join("kakitome.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let back = text.replace(&format!("port = {}\n", one.address.port()), &format!("port = {}\n", other.hop.address.port()));
    std::fs::write(&path, back).unwrap();
    other.handle.reload().await;
    let mut reply = String::new();
    for _ in 0..100 {
        let mut client = one.client().await;
        reply = asked(&mut client).await;
        if reply.starts_with("250") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(reply.starts_with("250"), "{reply}");
    let mut client = one.client().await;
    assert!(client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await.starts_with("250"));
    // through two gateways in a row: signed once, and valid
    let got = &other.hop.mails()[0];
    assert_eq!(one.report(&got.content).verdict(), kakitome_smime::Verdict::Valid);
    assert_eq!((one.keyholder.signatures(), other.keyholder.signatures()), (1, 0));
}

#[tokio::test]
async fn s18_between_two_outboxes_the_mail_and_its_report_go_round_once_each_and_end() {
    let (one, other) = facing("acknowledge = \"outbox\"\n", "[limits]\nhops = 6\n").await;
    let mut client = one.client().await;
    let reply = client.mail("x@bank.example", &["a@example.com"], mail(NOREPLY, "m1")).await;
    assert!(reply.starts_with("250"), "{reply}");
    // seven takings of the mail, seven of the report about it (whose own end is told to nobody)
    let all = async || {
        one.store.find_mails(&Default::default()).await.unwrap().len() + other.store.find_mails(&Default::default()).await.unwrap().len()
    };
    let mut quiet = (0, 0);
    for _ in 0..600 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let now = all().await;
        quiet = if now == quiet.0 { (now, quiet.1 + 1) } else { (now, 0) };
        if quiet.1 > 30 && super::every_door::waiting(&one) + super::every_door::waiting(&other) == 0 {
            break;
        }
    }
    assert_eq!((super::every_door::waiting(&one), super::every_door::waiting(&other)), (0, 0), "nothing goes on for ever");
    assert!((7..=20).contains(&quiet.0), "{} entries in the journals", quiet.0);
    assert_eq!(one.keyholder.signatures() + other.keyholder.signatures(), 1);
}
