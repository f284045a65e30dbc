//! The whole program with a bound on its memory (R27): what does not fit is refused, nothing is lost, and no process dies again and again.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::client::{Client, stuffed, submit};
use crate::support::home::Home;
use crate::support::mails::SENDER;
use crate::support::serve::Serve;
use crate::support::sink::Sink;

/// 512 MiB of addresses.
const BOUND: &str = "--as=536870912";
const BUSY: usize = 24;
const MEBIBYTES: usize = 16;
const IDLE: usize = 150;

/// Replies to large mails that are sent at once.
fn large_mails(serve: &Serve) -> Vec<String> {
    let clients: Vec<_> = (0..BUSY)
        .map(|number| {
            let address = serve.relay;
            std::thread::spawn(move || {
                let mut client = Client::connect(address);
                client.say("EHLO client.test");
                for command in [format!("MAIL FROM:<{SENDER}>"), "RCPT TO:<customer@home.example>".to_owned(), "DATA".to_owned()] {
                    let reply = client.say(&command);
                    if !reply.starts_with(['2', '3']) {
                        return reply;
                    }
                }
                let line = format!("{}\r\n", "x".repeat(70));
                let block = line.repeat(1024 * 1024 / line.len());
                client.try_send(format!("From: <{SENDER}>\r\nX-Test-Id: {number}\r\n\r\n").as_bytes());
                for _ in 0..MEBIBYTES {
                    client.try_send(block.as_bytes());
                }
                client.try_send(&stuffed(b"end\r\n"));
                client.reply()
            })
        })
        .collect();
    clients.into_iter().map(|client| client.join().unwrap()).collect()
}

#[test]
fn r27_within_a_bound_on_memory_mail_flows_or_is_deferred_and_nothing_dies() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "[watch]\nlists = []\n[metrics]\naddress = \"127.0.0.1:0\"\n");
    let mut command = Command::new("prlimit");
    command.args([BOUND, "--", env!("CARGO_BIN_EXE_kakitome"), "serve", "--home"]).arg(home.path());
    let serve = Serve::start_with(&home, command.env("LC_ALL", "C").stdin(Stdio::null()));
    let gateway = serve.child_named("gateway").unwrap();
    let idle: Vec<Client> = (0..IDLE).map(|_| Client::connect(serve.relay)).collect();
    let replies = large_mails(&serve);
    let taken = replies.iter().filter(|reply| reply.starts_with("250")).count();
    for reply in &replies {
        assert!(reply.starts_with("250") || reply.starts_with('4'), "{reply:?}\n{}", Serve::log(home.scratch()));
    }
    for _ in 0..taken {
        sink.next();
    }
    eprintln!("{taken} of {BUSY} mails of {MEBIBYTES} MiB were taken within 512 MiB of addresses");
    assert_eq!(serve.child_named("gateway"), Some(gateway), "it has not died: {}", Serve::log(home.scratch()));
    drop(idle);
    std::thread::sleep(Duration::from_millis(200));
    let mail = format!("From: <{SENDER}>\r\nSubject: small\r\n\r\ntext\r\n");
    assert!(submit(serve.relay, SENDER, &["customer@home.example"], mail.as_bytes()).starts_with("250"));
    assert!(!Serve::log(home.scratch()).contains("has ended"), "{}", Serve::log(home.scratch()));
}
