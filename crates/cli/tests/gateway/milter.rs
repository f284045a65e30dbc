//! A real Postfix with the gateway as its milter: application -> Postfix -> sink, and the signature is made while Postfix holds the mail.

use crate::postfix::{Postfix, usable};
use crate::real_mail::signed;
use crate::support::client::{Client, stuffed, submit};
use crate::support::home::Home;
use crate::support::mails::{self, SENDER};
use crate::support::others;
use crate::support::serve::Serve;
use crate::support::sink::Sink;

const DOOR: &str = "[[listener]]\nkind = \"milter\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"here\"]\n";

fn asking(serve: &Serve) -> String {
    let milter = serve.wait_for("listening milter ");
    // Postfix's own default action, said so that the test holds whatever Debian changes: no answer is "not now".
    format!("smtpd_milters = inet:{milter}\nnon_smtpd_milters = inet:{milter}\nmilter_default_action = tempfail\nmilter_protocol = 6\n")
}

#[test]
fn signatures_made_through_milter_verify_elsewhere() {
    let Some(program) = usable("signatures_made_through_milter_verify_elsewhere") else { return };
    let (home, sink) = (Home::new(), Sink::start());
    home.configure(sink.address, DOOR);
    let serve = Serve::start(&home);
    let postfix = Postfix::start(&program, &home.scratch().join("mta"), sink.address, &asking(&serve));
    let file = home.scratch().join("arrived.eml");
    for mail in mails::signable() {
        let reply = submit(postfix.address(), SENDER, &["customer@home.example"], &mail.bytes);
        assert!(reply.starts_with("250"), "{}: {reply}", mail.name);
        let arrived = sink.next();
        let text = String::from_utf8_lossy(&arrived.bytes).into_owned();
        assert!(signed(&arrived.bytes), "{}: {text}", mail.name);
        std::fs::write(&file, &arrived.bytes).unwrap();
        others::openssl_verify(&file, &home.root()).unwrap_or_else(|complaint| panic!("{}: {complaint}\n{text}", mail.name));
    }
    for mail in mails::left_alone() {
        assert!(submit(postfix.address(), SENDER, &["customer@home.example"], &mail.bytes).starts_with("250"), "{}", mail.name);
        let (arrived, wanted) = (sink.next().bytes, body(&mail.bytes).to_vec());
        assert_eq!(String::from_utf8_lossy(body(&arrived)), String::from_utf8_lossy(&wanted), "{}", mail.name);
    }
    // Two mails in one connection; the second is of nobody we know.
    let mut client = Client::connect(postfix.address());
    client.say("EHLO app.test");
    for (from, is_signed) in [(SENDER, true), ("somebody@else.example", false)] {
        client.say(&format!("MAIL FROM:<{from}>"));
        client.say("RCPT TO:<customer@home.example>");
        client.say("DATA");
        client.send(&stuffed(format!("From: {from}\r\nSubject: x\r\n\r\ntext\r\n").as_bytes()));
        assert!(client.reply().starts_with("250"));
        assert_eq!(signed(&sink.next().bytes), is_signed, "{from}");
    }
}

#[test]
fn s21_r36_a_milter_that_dies_in_the_middle_puts_mail_off_and_it_comes_once() {
    let Some(program) = usable("s21_r36_a_milter_that_dies_in_the_middle_puts_mail_off_and_it_comes_once") else { return };
    let (home, sink) = (Home::new(), Sink::start());
    home.configure(sink.address, DOOR);
    let serve = Serve::start(&home);
    let postfix = Postfix::start(&program, &home.scratch().join("mta"), sink.address, &asking(&serve));
    let mail = mails::mail("away", "", b"text\r\n".to_vec()).bytes;

    // A mail is open at Postfix and at us when our process dies: Postfix says "not now", and nothing has gone anywhere.
    let mut client = Client::connect(postfix.address());
    client.say("EHLO app.test");
    client.say(&format!("MAIL FROM:<{SENDER}>"));
    client.say("RCPT TO:<customer@home.example>");
    assert!(client.say("DATA").starts_with("354"));
    serve.signal(serve.child_named("gateway").expect("the gateway"), "KILL");
    client.send(&stuffed(&mail));
    let reply = client.reply();
    assert!(reply.starts_with("451 4.7.1"), "{reply}");
    drop(serve);
    let reply = submit(postfix.address(), SENDER, &["customer@home.example"], &mail);
    assert!(reply.starts_with("451 4.7.1"), "{reply}");

    // Started again, at another port: the same Postfix asks there once it is told.
    let serve = Serve::start(&home);
    let postfix = Postfix::start(&program, &home.scratch().join("again"), sink.address, &asking(&serve));
    let reply = submit(postfix.address(), SENDER, &["customer@home.example"], &mail);
    assert!(reply.starts_with("250"), "{reply}");
    assert!(signed(&sink.next().bytes), "the first that came, and it is signed");
    assert!(sink.stays_empty(), "once");
}

fn body(mail: &[u8]) -> &[u8] {
    let at = mail.windows(4).position(|four| four == b"\r\n\r\n").map_or(mail.len(), |at| at + 4);
    &mail[at..]
}
