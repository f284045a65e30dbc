//! R05 and gate G4: a next hop that fails in nine ways at each of eight steps, one mail per cell, classified beside Postfix's own answers
//! (`tools/matrix-postfix.json` of the shared folder; that server is rebuilt here without sockets).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

use std::path::PathBuf;
use std::sync::Arc;

use kakitome_wire::client::{Event, Outcome, Session, Settings, Step, Tls};
use kakitome_wire::{Mail, Mailbox, Rcpt};

const STEPS: [&str; 8] = ["greeting", "ehlo", "mail", "rcpt", "data", "body", "eod", "quit"];
const FAULTS: [&str; 9] = ["421", "451", "550", "close", "rst", "hang", "garbage", "longline", "dup250"];

/// Where we differ from Postfix, and why. Without PIPELINING Postfix takes a surplus reply for the answer to its next command, runs one reply ahead,
/// and bounces when DATA meets a 250; a hop in such a state is out of step, which says nothing about the mail: we close and defer.
const DIFFERENCES: [(&str, &str); 6] = [
    ("greeting/dup250", "deferred"),
    ("ehlo/dup250", "deferred"),
    ("mail/dup250", "deferred"),
    ("rcpt/dup250", "deferred"),
    ("data/dup250", "deferred"),
    // 250 to DATA is no refusal either
    ("data/longline", "deferred"),
];

#[derive(PartialEq)]
enum Ended {
    No,
    Closed,
    Silent,
}

/// The faulty hop: lines in, bytes out.
struct Hop {
    step: &'static str,
    fault: &'static str,
    line: Vec<u8>,
    in_content: bool,
    content_lines: usize,
    stored: usize,
    out: Vec<u8>,
    ended: Ended,
}

impl Hop {
    fn new(step: &'static str, fault: &'static str) -> Self {
        let mut hop = Self { step, fault, line: vec![], in_content: false, content_lines: 0, stored: 0, out: vec![], ended: Ended::No };
        if !hop.inject("greeting") {
            hop.out.extend_from_slice(b"220 nexthop ESMTP\r\n");
        }
        hop
    }

    /// Whether this step's reply is given by the fault.
    fn inject(&mut self, step: &str) -> bool {
        if step != self.step {
            return false;
        }
        match self.fault {
            "421" | "451" => self.out.extend_from_slice(format!("{} 4.0.0 injected\r\n", self.fault).as_bytes()),
            "550" => self.out.extend_from_slice(b"550 5.7.1 injected\r\n"),
            "garbage" => self.out.extend_from_slice(b"\x00\xff\xfegarbage\r\n"),
            "longline" => self.out.extend_from_slice(&[b"250 ", &[b'A'; 200_000][..], b"\r\n"].concat()),
            "dup250" => self.out.extend_from_slice(b"250 ok\r\n250 ok\r\n"),
            "half" => self.out.extend_from_slice(b"25"),
            _ => {}
        }
        match self.fault {
            "421" | "close" | "rst" => self.ended = Ended::Closed,
            "hang" | "half" => self.ended = Ended::Silent,
            _ => {}
        }
        true
    }

    fn feed(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if self.ended != Ended::No {
                return;
            }
            self.line.push(byte);
            if byte == b'\n' {
                let line = std::mem::take(&mut self.line);
                self.command(&line);
            }
        }
    }

    fn command(&mut self, line: &[u8]) {
        if self.in_content {
            return self.content(line);
        }
        let verb = String::from_utf8_lossy(&line[..4]).to_uppercase();
        let (step, reply): (&str, &[u8]) = match verb.as_str() {
            "EHLO" | "HELO" => ("ehlo", b"250-nexthop\r\n250-8BITMIME\r\n250 SIZE 100000000\r\n"),
            "MAIL" => ("mail", b"250 ok\r\n"),
            "RCPT" => ("rcpt", b"250 ok\r\n"),
            "DATA" => ("data", b"354 go\r\n"),
            "QUIT" => ("quit", b"221 bye\r\n"),
            _ => ("", b"250 ok\r\n"),
        };
        let injected = self.inject(step);
        if !injected {
            self.out.extend_from_slice(reply);
        }
        self.in_content = verb == "DATA" && !(injected && matches!(self.fault, "451" | "550"));
        if verb == "QUIT" && self.ended == Ended::No {
            self.ended = Ended::Closed;
        }
    }

    fn content(&mut self, line: &[u8]) {
        if line != b".\r\n" {
            self.content_lines += 1;
            if self.content_lines == 3 {
                self.inject("body");
            }
            return;
        }
        self.in_content = false;
        self.stored += 1;
        if !self.inject("eod") {
            self.out.extend_from_slice(b"250 2.0.0 queued\r\n");
        }
    }
}

/// Sends one mail as a gateway does. `split`: the hop's bytes arrive one at a time; `early`: what the hop says is read while content is written.
fn send(hop: &mut Hop, split: bool, early: bool) -> Outcome {
    let mut session = Session::new(Arc::new(Settings::new("gateway.example", Tls::None)), false);
    let mut outcome = None;
    loop {
        match exchange(&mut session, hop, split) {
            Event::Ready => {
                session.mail(&Mail::new(Mailbox::parse("a@x.example"))).unwrap();
                // a fault may have broken the session between two calls: the next event tells
                let _ = session.rcpt(&Rcpt::new(Mailbox::parse("b@y.example").unwrap()));
            }
            Event::Answer { step, reply } => match (step, Outcome::of(step, &reply)) {
                (Step::Rcpt, Outcome::Sent) => drop(session.data()),
                (Step::Data, Outcome::Sent) => {
                    let _ = session.content(b"Subject: x\r\n\r\ntext\r\n");
                    if early && let Event::Failed(failure) = exchange(&mut session, hop, split) {
                        return failure.outcome();
                    }
                    let _ = session.content(b"more\r\n").and_then(|()| session.content_end());
                }
                (Step::ContentEnd, end) => {
                    outcome = Some(end);
                    let _ = session.quit();
                }
                (_, Outcome::Sent) => {}
                (_, refused) => return refused,
            },
            Event::Failed(failure) => return outcome.unwrap_or_else(|| failure.outcome()),
            Event::Closed => return outcome.expect("QUIT came after the end"),
            other => panic!("{other:?}"),
        }
    }
}

/// Writes what there is, gives the session what the hop says, up to the next event (or `NeedInput` when the hop waits for content).
fn exchange(session: &mut Session, hop: &mut Hop, split: bool) -> Event {
    loop {
        hop.feed(session.output());
        session.written(session.output().len());
        let mut input = hop.out.as_slice();
        if split {
            input = &input[..input.len().min(1)];
        }
        let given = input.len();
        let event = session.next(&mut input);
        hop.out.drain(..given - input.len());
        match event {
            Event::NeedInput if !hop.out.is_empty() || !session.output().is_empty() => {}
            Event::NeedInput => match (&hop.ended, session.step()) {
                (Ended::Closed, _) => session.lost(),
                (Ended::Silent, _) => session.timed_out(),
                (Ended::No, Step::Content) => return Event::NeedInput,
                // a hop that swallowed our command without a word
                (Ended::No, _) => session.timed_out(),
            },
            event => return event,
        }
    }
}

fn postfix() -> serde_json::Value {
    let shared = std::env::var_os("KAKITOME_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let file = shared.join("tools/matrix-postfix.json");
    let text = std::fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("{}: {error}; set KAKITOME_SHARED to the shared folder", file.display()));
    serde_json::from_str(&text).unwrap()
}

fn name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Sent => "sent",
        Outcome::Deferred => "deferred",
        Outcome::Rejected => "bounced",
    }
}

#[test]
fn r05_every_fault_at_every_step_is_classified_as_postfix_does() {
    let reference = postfix();
    let mut counts = std::collections::BTreeMap::new();
    for step in STEPS {
        for fault in FAULTS {
            let cell = format!("{step}/{fault}");
            let mut hop = Hop::new(step, fault);
            let outcome = name(send(&mut hop, false, false));
            let theirs = reference[&cell][0].as_str().unwrap_or_else(|| panic!("{cell} is not in the matrix"));
            match DIFFERENCES.iter().find(|(name, _)| *name == cell) {
                Some((_, ours)) => {
                    assert_eq!(outcome, *ours, "{cell}");
                    assert_ne!(outcome, theirs, "{cell}: no longer a difference");
                }
                None => assert_eq!(outcome, theirs, "{cell}"),
            }
            if outcome == "sent" {
                assert_eq!(hop.stored, 1, "{cell}: said to be sent");
            }
            *counts.entry(outcome).or_insert(0) += 1;
        }
    }
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), [("bounced", 6), ("deferred", 48), ("sent", 18)]);
}

#[test]
fn r05_a_mail_said_to_be_sent_is_stored_and_one_said_not_to_be_is_stored_only_when_smtp_cannot_know() {
    for step in STEPS {
        for fault in FAULTS.into_iter().chain(["half"]) {
            for (split, early) in [(false, false), (true, false), (false, true), (true, true)] {
                let mut hop = Hop::new(step, fault);
                let outcome = send(&mut hop, split, early);
                let cell = format!("{step}/{fault} split={split} early={early}: {outcome:?}, stored {}", hop.stored);
                if outcome == Outcome::Sent {
                    assert_eq!(hop.stored, 1, "{cell}");
                } else if hop.stored > 0 {
                    // RFC 1047: after the end was sent, a lost, bad or early answer leaves it open
                    assert!(matches!(step, "eod" | "body"), "{cell}");
                    assert!(step == "eod" || !early, "{cell}: seen early, the content must not be ended");
                }
            }
        }
    }
}

#[test]
fn r05_half_a_reply_is_no_reply() {
    for step in STEPS {
        let outcome = send(&mut Hop::new(step, "half"), false, false);
        assert_eq!(outcome, if step == "quit" { Outcome::Sent } else { Outcome::Deferred }, "{step}");
    }
}

#[test]
fn r05_without_a_fault_the_mail_is_sent() {
    for split in [false, true] {
        let mut hop = Hop::new("none", "421");
        assert_eq!(send(&mut hop, split, true), Outcome::Sent);
        assert_eq!(hop.stored, 1);
    }
}
