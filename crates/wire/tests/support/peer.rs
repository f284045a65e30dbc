//! An owner of a server session that answers everything, and writes down what it saw.

use std::collections::VecDeque;

use kakitome_wire::server::{Event, Session};
use kakitome_wire::{Reply, Safe, replies};

/// What was said and seen.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Bytes that were written to the peer.
    pub(crate) output: Vec<u8>,
    /// Events but content, one line each.
    pub(crate) events: Vec<String>,
    /// Contents that were complete.
    pub(crate) mails: Vec<Vec<u8>>,
    content: Vec<u8>,
    questions: VecDeque<&'static str>,
    pub(crate) closed: bool,
    pub(crate) wants_handshake: bool,
}

/// How the owner behaves.
#[derive(Debug, Default)]
pub(crate) struct Owner {
    /// Answers to give before the usual ones.
    pub(crate) answers: VecDeque<Option<Reply>>,
    /// Answers are put off until the session waits for them.
    pub(crate) ahead: bool,
    /// After a content an answer is owed for each recipient that was accepted.
    pub(crate) lmtp: bool,
    /// The handshake has let a certificate in.
    pub(crate) certificate: bool,
    pub(crate) accepted: usize,
    pub(crate) seen: Seen,
}

impl Owner {
    /// Feeds one segment and does everything that follows from it. Returns what was written.
    pub(crate) fn feed(&mut self, session: &mut Session, mut input: &[u8]) -> Vec<u8> {
        let mut written = Vec::new();
        for turn in 0.. {
            assert!(turn < 1_000_000, "the session does not come to rest");
            let event = session.next(&mut input);
            self.note(&event);
            if self.lmtp && matches!(event, Event::ContentEnd { .. }) {
                self.seen.questions.extend(std::iter::repeat_n("end", self.accepted.saturating_sub(1)));
            }
            match event {
                Event::Awaiting => self.answer(session),
                Event::Flush => flush(session, &mut written),
                Event::NeedInput | Event::StartTls | Event::Close(_) => break,
                _ if !self.ahead => {
                    while !self.seen.questions.is_empty() {
                        self.answer(session);
                    }
                }
                _ => {}
            }
        }
        flush(session, &mut written);
        self.seen.output.extend_from_slice(&written);
        written
    }

    fn note(&mut self, event: &Event<'_>) {
        let seen = &mut self.seen;
        match event {
            Event::NeedInput | Event::Flush | Event::Awaiting => return,
            Event::Content(bytes) => {
                seen.content.extend_from_slice(bytes);
                return;
            }
            Event::External { .. } => seen.questions.push_back("external"),
            Event::Login(_) => seen.questions.push_back("login"),
            Event::ScramProof(_) => seen.questions.push_back("proof"),
            Event::ScramFirst { .. } => seen.questions.push_back("scram"),
            Event::Mail(_) => seen.questions.push_back("mail"),
            Event::Rcpt(_) => seen.questions.push_back("rcpt"),
            Event::Data => {
                seen.content.clear();
                seen.questions.push_back("data");
            }
            Event::ContentEnd { size } => {
                assert_eq!(usize::try_from(*size).unwrap(), seen.content.len());
                seen.questions.push_back("end");
            }
            Event::StartTls if std::mem::replace(&mut seen.wants_handshake, true) => return,
            Event::Close(_) if std::mem::replace(&mut seen.closed, true) => return,
            _ => {}
        }
        seen.events.push(shown(event, &seen.content));
    }

    fn answer(&mut self, session: &mut Session) {
        let question = self.seen.questions.pop_front().expect("a question is open");
        let usual = match question {
            "mail" => replies::SENDER_OK,
            "rcpt" => replies::RECIPIENT_OK,
            "data" => replies::START_MAIL_INPUT,
            "login" | "scram" | "proof" | "external" => replies::AUTHENTICATED,
            _ => replies::ACCEPTED,
        };
        let reply = self.answers.pop_front().flatten().unwrap_or(usual);
        if question == "scram" && reply == replies::AUTHENTICATED {
            session.scram("server", b"salt", 4096).expect("asked for");
            return;
        }
        if question == "proof" && reply == replies::AUTHENTICATED {
            session.prove(b"our signature").expect("asked for");
            return;
        }
        match question {
            "mail" => self.accepted = 0,
            "rcpt" => self.accepted += usize::from(reply.is_positive()),
            _ => {}
        }
        if question == "end" && reply.is_positive() {
            self.seen.mails.push(self.seen.content.clone());
        }
        if let Err(error) = session.reply(&reply) {
            self.seen.events.push(format!("error {error}"));
        }
    }
}

fn flush(session: &mut Session, written: &mut Vec<u8>) {
    // two writes, as a socket may take less than it is given
    let half = session.output().len() / 2;
    written.extend_from_slice(&session.output()[..half]);
    session.written(half);
    written.extend_from_slice(session.output());
    session.written(session.output().len());
    assert!(session.output().is_empty());
}

fn shown(event: &Event<'_>, content: &[u8]) -> String {
    match event {
        Event::Hello { name, extended } => format!("hello {name} extended={extended}"),
        Event::Mail(mail) => {
            let from = mail.from.as_ref().map_or("", |from| from.as_str());
            let mut text = format!("mail <{from}>");
            for (name, value) in [
                ("size", mail.size.map(|size| size.to_string())),
                ("body", mail.body.map(|body| format!("{body:?}"))),
                ("smtputf8", mail.smtputf8.then(|| "yes".into())),
                ("ret", mail.ret.map(|ret| format!("{ret:?}"))),
                ("envid", mail.envid.clone()),
            ] {
                if let Some(value) = value {
                    text.push_str(&format!(" {name}={value}"));
                }
            }
            text
        }
        Event::Rcpt(rcpt) => {
            let mut text = format!("rcpt <{}>", rcpt.to);
            for (name, value) in [("notify", &rcpt.notify), ("orcpt", &rcpt.orcpt)] {
                if let Some(value) = value {
                    text.push_str(&format!(" {name}={value}"));
                }
            }
            text
        }
        Event::ContentEnd { size } => {
            let lines: Vec<_> = content.split_inclusive(|&b| b == b'\n').map(|line| Safe(line).to_string()).collect();
            format!("content {size} {}", lines.join(" "))
        }
        Event::XClient(about) | Event::XForward(about) => {
            let text = format!("{about:?}").replace("Known", "");
            let fields = text.split(", ").filter(|field| !field.contains("None")).collect::<Vec<_>>().join(", ");
            format!("{}{fields}", if matches!(event, Event::XClient(_)) { "xclient " } else { "xforward " })
        }
        other => format!("{other:?}").to_lowercase(),
    }
}
