//! Attacks on the wire, against the running binary. The state machines have the same attacks at every split of the input;
//! here it is shown that nothing between socket and machine undoes it.

use std::io::Write;
use std::net::{Shutdown, TcpStream};

use crate::real_mail::signed;
use crate::support::client::{Client, submit};
use crate::support::home::Home;
use crate::support::mails::{self, SENDER};
use crate::support::serve::Serve;
use crate::support::sink::Sink;

fn running(more: &str) -> (Home, Sink, Serve) {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, more);
    let serve = Serve::start(&home);
    (home, sink, serve)
}

/// A client that has said DATA and was told to go on.
fn in_data(serve: &Serve) -> Client {
    let mut client = Client::connect(serve.relay);
    for (command, reply) in [
        ("EHLO client.test", "250"),
        ("MAIL FROM:<noreply@bank.example>", "250"),
        ("RCPT TO:<customer@home.example>", "250"),
        ("DATA", "354"),
    ] {
        let said = client.say(command);
        assert!(said.starts_with(reply), "{command}: {said}");
    }
    client
}

#[test]
fn s01_smuggling_endings_are_refused() {
    let (_home, sink, serve) = running("");
    let endings: [&[u8]; 10] =
        [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r.\n", b"\n.\r", b"\r.\r\n", b"\r\n.\r", b"\r\n\0.\r\n", b"\r\n.\0\r\n"];
    for ending in endings {
        let mut client = in_data(&serve);
        client.send(b"From: noreply@bank.example\r\nSubject: first\r\n\r\nfirst");
        client.try_send(ending);
        client.try_send(b"MAIL FROM:<smuggled@bank.example>\r\nRCPT TO:<victim@home.example>\r\nDATA\r\nFrom: smuggled@bank.example\r\n\r\nsmuggled\r\n.\r\nQUIT\r\n");
        let reply = client.reply();
        assert!(reply.starts_with("550 5."), "{ending:?}: {reply}");
        assert!(client.is_closed(), "{ending:?}: the connection must end");
    }
    assert!(sink.stays_empty(), "nothing of it may reach the next hop");
}

#[test]
fn s02_what_leaves_has_crlf_line_ends_only() {
    let (_home, sink, serve) = running("[[network]]\nname = \"old\"\naddresses = [\"127.0.0.1\"]\n");
    // Content that is decoded on its way holds the sequences; they must stay inside their encoding.
    let mail = mails::mail(
        "decoded",
        "MIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n",
        b"a=0A.=0AMAIL FROM:<x@y>=0D.=0D\r\n".to_vec(),
    );
    assert!(submit(serve.relay, SENDER, &["customer@home.example"], &mail.bytes).starts_with("250"));
    let arrived = sink.next();
    assert!(signed(&arrived.bytes));
    assert!(String::from_utf8_lossy(&arrived.bytes).contains("a=0A.=0AMAIL FROM"));
    assert!(sink.stays_empty());
}

#[test]
fn s07_bdat_is_not_offered() {
    let (_home, sink, serve) = running("");
    for command in ["BDAT 5 LAST", "BDAT 99999999999999999999", "BDAT -1", "BDAT"] {
        let mut client = Client::connect(serve.relay);
        assert!(!client.say("EHLO client.test").contains("CHUNKING"));
        client.say("MAIL FROM:<noreply@bank.example>");
        client.say("RCPT TO:<customer@home.example>");
        let reply = client.say(command);
        assert!(reply.starts_with('5'), "{command}: {reply}");
    }
    assert!(sink.stays_empty());
}

#[test]
fn s08_size_is_checked_before_and_during() {
    let (_home, sink, serve) = running("[limits]\nmessage-bytes = 262144\n");
    let mut client = Client::connect(serve.relay);
    assert!(client.say("EHLO client.test").contains("SIZE 262144"));
    for size in ["262145", "18446744073709551615", "18446744073709551616", "999999999999999999999999999"] {
        let reply = client.say(&format!("MAIL FROM:<noreply@bank.example> SIZE={size}"));
        assert!(reply.starts_with('5'), "{size}: {reply}");
    }
    let mail = mails::mail("lies about its size", "", b"0123456789abcde\r\n".repeat(32768));
    let reply = submit(serve.relay, SENDER, &["customer@home.example"], &mail.bytes);
    assert!(reply.starts_with("552"), "{reply}");
    assert!(sink.stays_empty());
}

#[test]
fn s12_no_open_relay() {
    let home = Home::new();
    let sink = Sink::start();
    let file = home.configure(sink.address, "");
    let text = std::fs::read_to_string(&file).unwrap().replace("127.0.0.0/8", "192.0.2.0/24");
    std::fs::write(&file, text).unwrap();
    let serve = Serve::start(&home);
    let mut stream = TcpStream::connect(serve.relay).unwrap();
    let _ = stream.write_all(b"EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n");
    let mut said = String::new();
    let _ = std::io::Read::read_to_string(&mut stream, &mut said);
    assert!(said.starts_with("554") && !said.contains("354"), "{said}");
    assert!(sink.stays_empty());
}

#[test]
fn t12_a_connection_that_ends_in_the_middle_delivers_nothing() {
    let (_home, sink, serve) = running("");
    for end in [&b""[..], b"\r\n", b"\r\n.", b"\r\n.\r"] {
        let mut stream = TcpStream::connect(serve.relay).unwrap();
        stream.write_all(b"EHLO x\r\n").unwrap();
        std::thread::sleep(std::time::Duration::from_millis(30));
        stream.write_all(b"MAIL FROM:<noreply@bank.example>\r\nRCPT TO:<customer@home.example>\r\nDATA\r\n").unwrap();
        std::thread::sleep(std::time::Duration::from_millis(100));
        stream.write_all(b"From: noreply@bank.example\r\n\r\ntext").unwrap();
        stream.write_all(end).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        assert!(sink.stays_empty(), "{end:?}");
    }
}

#[test]
fn a_mail_to_several_recipients_is_one_transaction() {
    let (_home, sink, serve) = running("");
    let mail = mails::mail("several", "", b"text\r\n".to_vec());
    assert!(submit(serve.relay, SENDER, &["a@home.example", "b@home.example", "c@other.example"], &mail.bytes).starts_with("250"));
    assert_eq!(sink.next().rcpt_to.len(), 3);
    assert!(sink.stays_empty());
}
