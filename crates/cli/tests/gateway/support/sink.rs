//! A next hop that takes every mail and keeps it as it came over the wire (dots taken off), with its envelope.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// One mail as it arrived.
#[derive(Debug)]
pub(crate) struct Arrived {
    pub(crate) mail_from: String,
    pub(crate) rcpt_to: Vec<String>,
    pub(crate) bytes: Vec<u8>,
}

/// A listening sink; its thread ends with the process of the test.
pub(crate) struct Sink {
    pub(crate) address: SocketAddr,
    mails: Receiver<Arrived>,
}

impl Sink {
    pub(crate) fn start() -> Self {
        Self::with_answers(&[])
    }

    /// `answers`: a command's first word (or `EOD`) and the reply it gets instead of 250.
    pub(crate) fn with_answers(answers: &[(&'static str, &'static str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port for the sink");
        let address = listener.local_addr().expect("the sink's port");
        let (sender, mails) = channel();
        let answers = answers.to_vec();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (sender, answers) = (sender.clone(), answers.clone());
                std::thread::spawn(move || session(&stream, &sender, &answers));
            }
        });
        Self { address, mails }
    }

    /// The next mail, waited for a minute.
    pub(crate) fn next(&self) -> Arrived {
        self.mails.recv_timeout(Duration::from_secs(60)).expect("a mail at the next hop within a minute")
    }

    /// Nothing arrives within a quarter of a second.
    pub(crate) fn stays_empty(&self) -> bool {
        self.mails.recv_timeout(Duration::from_millis(250)).is_err()
    }
}

fn session(stream: &TcpStream, mails: &Sender<Arrived>, answers: &[(&str, &str)]) {
    let answer = |command: &str, usual: &str| {
        let reply = answers.iter().find(|(word, _)| *word == command).map_or(usual, |(_, reply)| *reply);
        (&mut &*stream).write_all(format!("{reply}\r\n").as_bytes()).is_ok()
    };
    let mut reader = BufReader::new(stream);
    let (mut mail_from, mut rcpt_to) = (String::new(), Vec::new());
    if !answer("CONNECT", "220 sink.test ESMTP") {
        return;
    }
    loop {
        let mut line = Vec::new();
        if reader.read_until(b'\n', &mut line).unwrap_or(0) == 0 {
            return;
        }
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let go_on = match word.as_str() {
            "EHLO" => answer("EHLO", "250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-DSN\r\n250 SIZE 300000000"),
            "MAIL" => {
                mail_from = line.get(10..).unwrap_or_default().to_owned();
                rcpt_to.clear();
                answer("MAIL", "250 2.1.0 ok")
            }
            "RCPT" => {
                rcpt_to.push(line.get(8..).unwrap_or_default().to_owned());
                answer("RCPT", "250 2.1.5 ok")
            }
            "DATA" => {
                if !answer("DATA", "354 go on") {
                    return;
                }
                if answers.iter().any(|(word, reply)| *word == "DATA" && !reply.starts_with('3')) {
                    continue;
                }
                let Some(bytes) = data(&mut reader) else { return };
                let refused = answers.iter().any(|(word, _)| *word == "EOD");
                if !refused {
                    let _ = mails.send(Arrived { mail_from: mail_from.clone(), rcpt_to: rcpt_to.clone(), bytes });
                }
                answer("EOD", "250 2.0.0 kept")
            }
            "QUIT" => {
                answer("QUIT", "221 2.0.0 bye");
                return;
            }
            _ => answer(&word, "250 2.0.0 ok"),
        };
        if !go_on {
            return;
        }
    }
}

/// The mail up to its final dot, exactly as sent; a line that does not end in CRLF is kept so that tests see it.
fn data(reader: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let mut line = Vec::new();
        if reader.read_until(b'\n', &mut line).ok()? == 0 {
            return None;
        }
        if line == b".\r\n" && (bytes.is_empty() || bytes.ends_with(b"\r\n")) {
            return Some(bytes);
        }
        bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}
