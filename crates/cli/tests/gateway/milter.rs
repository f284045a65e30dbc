//! A real Postfix with the gateway as its milter: application -> Postfix -> sink, and the signature is made while Postfix holds the mail.

use std::time::Duration;

use base64::Engine as _;

use crate::postfix::{Postfix, usable};
use crate::real_mail::signed;
use crate::support::client::{Client, stuffed, submit};
use crate::support::dovecot::{self, Dovecot};
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

/// Postfix lets people log in (Dovecot checks them) and names them to us; the network that they come from may sign nothing.
#[test]
fn s14_h09_who_logs_in_at_postfix_is_signed_for_and_may_ask_in_the_subject() {
    let test = "s14_h09_who_logs_in_at_postfix_is_signed_for_and_may_ask_in_the_subject";
    let (Some(program), Some(logins)) = (usable(test), dovecot::usable(test, false)) else { return };
    let (home, sink) = (Home::new(), Sink::start());
    let file = home.configure(sink.address, &format!("{DOOR}[triggers]\nno-sign = [\"[nosign]\"]\n"));
    let of_network = format!("[[may-sign]]\nnetworks = [\"here\"]\nas = [\"{SENDER}\"]\n");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(&of_network));
    std::fs::write(&file, text.replace(&of_network, "")).unwrap();
    let serve = Serve::start(&home);
    let users = format!("{SENDER}:{{PLAIN}}right\nother@home.example:{{PLAIN}}right\n");
    let dovecot = Dovecot::start(&logins, &home.scratch().join("d"), &users, false);
    let sasl = format!(
        "smtpd_sasl_auth_enable = yes\nsmtpd_sasl_type = dovecot\nsmtpd_sasl_path = {}\nsmtpd_tls_auth_only = no\n",
        dovecot.socket("auth-client").display()
    );
    let postfix = Postfix::start(&program, &home.scratch().join("mta"), sink.address, &format!("{}{sasl}", asking(&serve)));
    let sent = |login: Option<&str>, subject: &str| {
        let mut client = Client::connect(postfix.address());
        client.say("EHLO app.test");
        if let Some(login) = login {
            let plain = base64::engine::general_purpose::STANDARD.encode(format!("\0{login}\0right"));
            let reply = client.say(&format!("AUTH PLAIN {plain}"));
            assert!(reply.starts_with("235"), "{reply}");
        }
        client.say(&format!("MAIL FROM:<{SENDER}>"));
        client.say("RCPT TO:<customer@home.example>");
        client.say("DATA");
        client.send(&stuffed(format!("From: {SENDER}\r\nSubject: {subject}\r\n\r\ntext\r\n").as_bytes()));
        client.reply()
    };
    for (login, subject, is_signed) in [
        (Some(SENDER), "a", Some(true)),
        (Some(SENDER), "[NoSign] b", Some(false)),
        (Some("other@home.example"), "c", None),
        (None, "d", None),
    ] {
        let reply = sent(login, subject);
        match is_signed {
            Some(wanted) => {
                assert!(reply.starts_with("250"), "{login:?} {subject}: {reply}");
                let arrived = sink.next().bytes;
                let text = String::from_utf8_lossy(&arrived).into_owned();
                assert_eq!(signed(&arrived), wanted, "{login:?} {subject}: {text}");
                assert!(!text.to_lowercase().contains("[nosign]"), "{text}");
            }
            None => assert!(reply.starts_with("550 5.7.1 You may not send signed mail as"), "{login:?} {subject}: {reply}"),
        }
    }
    assert!(sink.stays_empty());
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

/// More than the sockets between Postfix and us hold, so that Postfix is in the middle of it while we do not read.
fn large(id: &str) -> Vec<u8> {
    let line = format!("{}\r\n", "x".repeat(70));
    mails::mail("large", &format!("Subject: {id}\r\n"), line.repeat(8 * 1024 * 1024 / line.len()).into_bytes()).bytes
}

/// Everything up to the final dot, which is still to be said.
fn up_to_the_dot(client: &mut Client, mail: &[u8]) -> Vec<u8> {
    client.say("EHLO app.test");
    client.say(&format!("MAIL FROM:<{SENDER}>"));
    client.say("RCPT TO:<customer@home.example>");
    assert!(client.say("DATA").starts_with("354"));
    let mut all = stuffed(mail);
    let dot = all.split_off(all.len() - 3);
    client.send(&all);
    dot
}

fn comes_once(postfix: &Postfix, sink: &Sink, mail: &[u8]) {
    let reply = submit(postfix.address(), SENDER, &["customer@home.example"], mail);
    assert!(reply.starts_with("250"), "sent again: {reply}");
    assert!(signed(&sink.next().bytes));
    assert!(sink.stays_empty(), "once");
}

#[test]
fn r36_an_mta_that_dies_in_the_middle_of_a_mail_brings_it_again_and_it_comes_once() {
    let Some(program) = usable("r36_an_mta_that_dies_in_the_middle_of_a_mail_brings_it_again_and_it_comes_once") else { return };
    let (home, sink) = (Home::new(), Sink::start());
    home.configure(sink.address, DOOR);
    let serve = Serve::start(&home);
    let postfix = Postfix::start(&program, &home.scratch().join("mta"), sink.address, &asking(&serve));
    let gateway = serve.child_named("gateway").unwrap();
    comes_once(&postfix, &sink, &mails::mail("before", "", b"text\r\n".to_vec()).bytes);

    // The process that hands the content to us dies while we have a part of it.
    let mail = large("cleanup");
    let mut client = Client::connect(postfix.address());
    let dot = up_to_the_dot(&mut client, &mail);
    serve.signal(gateway, "STOP");
    client.send(&dot);
    std::thread::sleep(Duration::from_millis(700));
    serve.signal(postfix.daemon("cleanup"), "KILL");
    serve.signal(gateway, "CONT");
    let reply = client.reply();
    assert!(reply.starts_with('4'), "the client is told to come again: {reply:?}");
    assert!(sink.stays_empty(), "nothing of it has gone anywhere");
    comes_once(&postfix, &sink, &mail);

    // The process that speaks with the client dies in the middle of its content.
    let mail = large("smtpd");
    let mut client = Client::connect(postfix.address());
    up_to_the_dot(&mut client, &mail);
    serve.signal(postfix.daemon("smtpd"), "KILL");
    assert_eq!(client.reply(), "", "no answer, so the client comes again");
    assert!(sink.stays_empty(), "nothing of it has gone anywhere");
    comes_once(&postfix, &sink, &mail);
    assert_eq!(serve.child_named("gateway"), Some(gateway), "the gateway lived through both: {}", Serve::log(home.scratch()));
    assert!(!Serve::log(home.scratch()).contains("panicked"), "{}", Serve::log(home.scratch()));
}

#[test]
fn r36_a_gateway_that_restarts_in_the_middle_of_a_mail_loses_and_doubles_nothing() {
    let Some(program) = usable("r36_a_gateway_that_restarts_in_the_middle_of_a_mail_loses_and_doubles_nothing") else { return };
    let (home, sink) = (Home::new(), Sink::start());
    home.configure(sink.address, DOOR);
    let serve = Serve::start(&home);
    let postfix = Postfix::start(&program, &home.scratch().join("mta"), sink.address, &asking(&serve));
    // The supervisor has its copies of the sockets a moment after the gateway has said that it listens.
    std::thread::sleep(Duration::from_secs(1));

    // Another gateway takes the place of this one: the mail that is open ends with the old one.
    let mail = large("graceful");
    let mut client = Client::connect(postfix.address());
    let dot = up_to_the_dot(&mut client, &mail);
    serve.signal(serve.child.id(), "USR2");
    serve.wait_for("a new gateway takes mail");
    client.send(&dot);
    let reply = client.reply();
    assert!(reply.starts_with("250"), "{reply}");
    assert!(signed(&sink.next().bytes));
    drop(client);

    // Killed with a part of the content: Postfix tells its client to come again, and finds the next gateway at the same door.
    let mail = large("killed");
    comes_once(&postfix, &sink, &mails::mail("between", "", b"text\r\n".to_vec()).bytes);
    let mut client = Client::connect(postfix.address());
    let dot = up_to_the_dot(&mut client, &mail);
    let gateways = || {
        let children = std::fs::read_to_string(format!("/proc/{0}/task/{0}/children", serve.child.id())).unwrap();
        let is_it = |id: &u32| {
            std::fs::read(format!("/proc/{id}/cmdline")).is_ok_and(|line| line.split(|b| *b == 0).nth(1) == Some(b"gateway".as_slice()))
        };
        children.split_whitespace().filter_map(|id| id.parse().ok()).filter(is_it).collect::<Vec<u32>>()
    };
    let before = gateways();
    before.iter().for_each(|id| serve.signal(*id, "STOP"));
    client.send(&dot);
    std::thread::sleep(Duration::from_millis(700));
    before.iter().for_each(|id| serve.signal(*id, "KILL"));
    let reply = client.reply();
    assert!(reply.starts_with("451 4.7.1"), "{reply}");
    assert!(sink.stays_empty(), "nothing of it has gone anywhere");
    serve.wait_for("the gateway runs again");
    comes_once(&postfix, &sink, &mail);
}

fn body(mail: &[u8]) -> &[u8] {
    let at = mail.windows(4).position(|four| four == b"\r\n\r\n").map_or(mail.len(), |at| at + 4);
    &mail[at..]
}
