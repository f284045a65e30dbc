//! Who may sign as whom (S14): nobody gets a signature of somebody else, however the header is written.

use crate::real_mail::signed;
use crate::support::client::submit;
use crate::support::home::{Home, kakitome, succeed};
use crate::support::mails::SENDER;
use crate::support::serve::Serve;
use crate::support::sink::Sink;

const BOSS: &str = "boss@bank.example";

#[test]
fn s14_never_signed_with_somebody_elses_key() {
    let home = Home::new();
    succeed(kakitome().args(["identity", "add", BOSS, "--home"]).arg(home.path()));
    let sink = Sink::start();
    home.configure(sink.address, "");
    let serve = Serve::start(&home);
    // The network may sign as the noreply address alone; boss is a known identity all the same.
    let headers = [
        format!("From: {BOSS}"),
        format!("From: \"{SENDER}\" <{BOSS}>"),
        format!("From: <{BOSS}> ({SENDER})"),
        format!("From: {BOSS}\r\nSender: {SENDER}"),
        format!("From: {SENDER}\r\nFrom: {BOSS}"),
        format!("From: {BOSS}\r\nFrom: {SENDER}"),
        format!("From: {SENDER}, {BOSS}\r\nSender: {SENDER}"),
        format!("From: {BOSS}, {SENDER}"),
        format!("From: group: {BOSS};"),
        format!("From: =?utf-8?q?x?= <{BOSS}>\r\nResent-From: {SENDER}"),
        format!("From:\r\n {BOSS}"),
        format!("from : {BOSS}"),
        format!("From: {SENDER} <{BOSS}>"),
        format!("From: <{SENDER}><{BOSS}>"),
        format!("From: {BOSS}\r\nReply-To: {SENDER}"),
        "From: BOSS@BANK.EXAMPLE".to_owned(),
    ];
    let boss = serial_of(&home, BOSS);
    for header in headers {
        let mail = format!("{header}\r\nTo: customer@home.example\r\nSubject: t\r\n\r\ntext\r\n");
        let reply = submit(serve.relay, SENDER, &["customer@home.example"], mail.as_bytes());
        if reply.starts_with('2') {
            let arrived = sink.next();
            assert!(!signed(&arrived.bytes) || !signer_serials(&home, &arrived.bytes).contains(&boss), "{header}: signed as the boss");
            let claims_sender_alone = kakitome_verdict(&home, &arrived.bytes) == "valid";
            assert!(!claims_sender_alone, "{header}: an unclear author must never be valid");
        } else {
            assert!(reply.starts_with('5'), "{header}: {reply}");
            assert!(sink.stays_empty(), "{header}");
        }
    }
    // And the honest one still works.
    let mail = format!("From: {SENDER}\r\nTo: customer@home.example\r\nSubject: t\r\n\r\ntext\r\n");
    assert!(submit(serve.relay, "anybody@else.example", &["customer@home.example"], mail.as_bytes()).starts_with("250"));
    assert_eq!(kakitome_verdict(&home, &sink.next().bytes), "valid");
}

fn serial_of(home: &Home, address: &str) -> String {
    let output = succeed(kakitome().args(["identity", "show", address, "--json", "--home"]).arg(home.path()));
    let text = String::from_utf8(output.stdout).unwrap();
    let at = text.find("\"serial\"").expect("a serial");
    text[at..].split('"').nth(3).unwrap().to_ascii_lowercase()
}

fn report(home: &Home, mail: &[u8]) -> serde_json::Value {
    let file = home.scratch().join("arrived.eml");
    std::fs::write(&file, mail).unwrap();
    let output = kakitome().args(["verify", "--json", "--trust"]).arg(home.root()).arg(&file).output().unwrap();
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn kakitome_verdict(home: &Home, mail: &[u8]) -> String {
    report(home, mail)["verdict"].as_str().unwrap().to_owned()
}

fn signer_serials(home: &Home, mail: &[u8]) -> Vec<String> {
    let report = report(home, mail);
    let signers = report["signers"].as_array().cloned().unwrap_or_default();
    signers.iter().filter_map(|signer| signer["certificate"]["serial"].as_str()).map(str::to_ascii_lowercase).collect()
}
