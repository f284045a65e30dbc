//! One connection from a peer: phases, line ends, pipelining, and when it has to end (RFC 5321 3 and 4.1.4, RFC 2033, RFC 2920, RFC 3207).
//! What each command does stands in `commands.rs`.

use std::sync::Arc;
use std::time::Duration;

use crate::data::{BareNewline, Decoder, Fault};
use crate::error::Error;
use crate::forwarded::Forwarded;
use crate::protocol::Protocol;
use crate::replies;
use crate::reply::{Class, Reply};
use crate::server::answers::{Answers, Question};
use crate::server::event::{Close, Event};
use crate::server::exchange::{Exchange, wipe};
use crate::server::lines::{Lines, Taken};
use crate::server::settings::{Peer, Settings};
use crate::server::verb::Verb;

/// Output that has gathered before the owner is asked to write it: a peer that sends commands without end and reads nothing must not fill
/// our memory.
const FLUSH: usize = 16 * 1024;

/// Whose turn it is.
#[derive(Debug)]
pub(super) enum Phase {
    Commands,
    /// The greeting was a refusal: nothing but QUIT.
    Refusing,
    Content(Decoder),
    /// The content was too large; it is read on to its end to be answered there.
    Discarding(Decoder),
    /// AUTH was accepted.
    Auth(Exchange),
    /// STARTTLS was accepted.
    Handshake,
    Closed(Close),
}

/// How the peer introduced itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hello {
    None,
    Helo,
    Ehlo,
}

/// One mail between MAIL and the answer to its end.
#[derive(Debug)]
pub(super) struct Transaction {
    pub(super) smtputf8: bool,
    /// RCPT commands that were well formed.
    pub(super) asked: u32,
    /// Those that were answered 2xx.
    pub(super) recipients: u32,
    /// RCPT commands past the limit.
    pub(super) surplus: u32,
    /// Answers to the end of the content that are still owed.
    pub(super) owed: u32,
    /// One of them was 2xx.
    pub(super) taken: bool,
}

/// One connection from a peer. The greeting is in the output from the start.
#[derive(Debug)]
pub struct Session {
    pub(super) settings: Arc<Settings>,
    pub(super) peer: Peer,
    pub(super) answers: Answers,
    pub(super) lines: Lines,
    pub(super) phase: Phase,
    /// Told before the session closes.
    pub(super) refused: Option<Fault>,
    pub(super) inside_tls: bool,
    /// Known by AUTH or by its certificate.
    pub(super) authenticated: bool,
    /// By its certificate, and AUTH EXTERNAL was not said.
    pub(super) by_certificate: bool,
    pub(super) authenticated_to_tell: bool,
    pub(super) auth_failures: u32,
    pub(super) hello: Hello,
    pub(super) transaction: Option<Transaction>,
    pub(super) forwarded: Forwarded,
    pub(super) transactions: u32,
    pub(super) errors: u32,
    pub(super) junk: u32,
}

impl Session {
    /// A session that greets with 220.
    pub fn new(settings: Arc<Settings>, peer: Peer) -> Self {
        let mut session = Self {
            settings,
            peer,
            answers: Answers::default(),
            lines: Lines::default(),
            phase: Phase::Commands,
            refused: None,
            inside_tls: peer.inside_tls,
            authenticated: false,
            by_certificate: false,
            authenticated_to_tell: false,
            auth_failures: 0,
            hello: Hello::None,
            transaction: None,
            forwarded: Forwarded::default(),
            transactions: 0,
            errors: 0,
            junk: 0,
        };
        session.greet();
        session
    }

    /// A session that greets with a refusal: 421 is followed by the end, anything else by nothing but QUIT (RFC 5321 3.1).
    pub fn refusing(settings: Arc<Settings>, peer: Peer, reply: &Reply) -> Self {
        let mut session = Self::new(settings, peer);
        session.answers.output_mut().clear();
        if reply.code() == 421 {
            session.close(Close::ByOwner, reply);
        } else {
            session.answers.say(reply.clone());
            session.phase = Phase::Refusing;
        }
        session
    }

    /// Takes from the front of `input` up to the next event. Never fails and never panics, whatever the bytes.
    pub fn next<'a>(&mut self, input: &mut &'a [u8]) -> Event<'a> {
        loop {
            if let Some(fault) = self.refused.take() {
                return Event::ContentRefused(fault);
            }
            if std::mem::take(&mut self.authenticated_to_tell) {
                return Event::Authenticated;
            }
            match &mut self.phase {
                Phase::Closed(why) => {
                    *input = &[];
                    return Event::Close(*why);
                }
                Phase::Handshake if input.is_empty() => return Event::StartTls,
                Phase::Handshake => self.close(Close::BytesBeforeHandshake, &replies::BYTES_BEFORE_HANDSHAKE),
                Phase::Content(_) | Phase::Discarding(_) => {
                    if let Some(event) = self.content(input) {
                        return event;
                    }
                }
                Phase::Auth(_) => {
                    if let Some(event) = self.auth_line(input) {
                        return event;
                    }
                }
                // content that did not wait for 354
                Phase::Commands if self.answers.oldest() == Some(Question::Data) && !input.is_empty() => {
                    self.close(Close::UnauthorisedPipelining, &replies::UNAUTHORISED_PIPELINING);
                }
                Phase::Commands | Phase::Refusing => {
                    if self.answers.output().pending().len() > FLUSH {
                        return Event::Flush;
                    }
                    if let Some(event) = self.command_line(input) {
                        return event;
                    }
                }
            }
        }
    }

    /// Answers the oldest open question. A reply with code 421 also ends the session.
    pub fn reply(&mut self, reply: &Reply) -> Result<(), Error> {
        let question = self.answers.oldest().ok_or(Error::NothingToAnswer)?;
        let fits = match question {
            Question::Data => reply.code() == 354 || matches!(reply.class(), Class::Transient | Class::Permanent),
            Question::Mail | Question::Rcpt | Question::ContentEnd => reply.class() != Class::Intermediate,
            Question::Auth => reply.code() == 235 || matches!(reply.class(), Class::Transient | Class::Permanent),
        };
        let given = if fits { reply } else { &replies::LOCAL_ERROR };
        let yes = matches!(given.class(), Class::Positive | Class::Intermediate);
        match question {
            Question::Mail if !yes => self.transaction = None,
            Question::Mail => {}
            Question::Rcpt => match &mut self.transaction {
                Some(transaction) => transaction.recipients += u32::from(yes),
                // MAIL was refused after this RCPT had been read already
                None => {
                    self.answers.answer(&replies::MAIL_FIRST);
                    return Ok(());
                }
            },
            Question::Data if yes => {
                let limits = &self.settings.limits;
                self.phase = Phase::Content(Decoder::new(self.peer.bare_newline, limits.message_size));
            }
            Question::Data => self.transaction = None,
            Question::ContentEnd => self.end_answered(yes),
            Question::Auth => {}
        }
        if given.code() == 421 {
            self.close(Close::ByOwner, given);
        } else if question == Question::Auth {
            self.auth_answered(given);
        } else {
            self.answers.answer(given);
        }
        if fits { Ok(()) } else { Err(Error::WrongReply { command: question.command(), code: reply.code() }) }
    }

    /// Bytes to write to the peer.
    pub fn output(&self) -> &[u8] {
        self.answers.output().pending()
    }

    /// So many bytes of the output have been written.
    pub fn written(&mut self, bytes: usize) {
        self.answers.output_mut().written(bytes);
    }

    /// The TLS handshake is done: all that was said before is forgotten (RFC 3207 4.2). Counters of errors and mails go on.
    pub fn tls_established(&mut self) -> Result<(), Error> {
        if !matches!(self.phase, Phase::Handshake) {
            return Err(Error::OutOfOrder { call: "tls_established", state: "no handshake is expected" });
        }
        self.phase = Phase::Commands;
        self.inside_tls = true;
        self.forget();
        Ok(())
    }

    /// Whether the connection is inside TLS.
    pub fn inside_tls(&self) -> bool {
        self.inside_tls
    }

    /// Whether the peer said EHLO or LHLO (for `with ESMTP` in `Received:`).
    pub fn extended(&self) -> bool {
        self.hello == Hello::Ehlo
    }

    /// What XFORWARD said about the client of the next mail, all commands together; forgotten when that mail is over.
    pub fn forwarded(&self) -> &Forwarded {
        &self.forwarded
    }

    /// The owner ends the session with this reply (421 as a rule); `next` gives `Close` from now on.
    pub fn shut_down(&mut self, reply: &Reply) {
        self.close(Close::ByOwner, reply);
    }

    /// The peer was silent too long (421).
    pub fn time_out(&mut self) {
        self.close(Close::ByOwner, &replies::PEER_TIMED_OUT);
    }

    /// How long to wait for the peer's next bytes.
    pub fn timeout(&self) -> Duration {
        let timeouts = &self.settings.timeouts;
        match self.phase {
            Phase::Content(_) | Phase::Discarding(_) => timeouts.data_block,
            Phase::Handshake => timeouts.handshake,
            Phase::Commands | Phase::Auth(_) | Phase::Refusing | Phase::Closed(_) => timeouts.command,
        }
    }

    fn command_line<'a>(&mut self, input: &mut &'a [u8]) -> Option<Event<'a>> {
        let limits = &self.settings.limits;
        // AUTH with its first response is as long as any line of the exchange (RFC 4954 4)
        let longest = if self.offers_auth() { limits.auth_line.max(limits.command_line) } else { limits.command_line };
        match self.lines.take(input, longest) {
            Taken::Line(line) if line.len() > limits.command_line && Verb::split(&line).0 != Verb::Auth => {
                self.refuse(replies::LINE_TOO_LONG);
                None
            }
            Taken::Line(line) => {
                if self.answers.oldest().is_some() && !self.may_go_ahead(&line) {
                    self.lines.put_back(line);
                    return Some(Event::Awaiting);
                }
                let event = self.line(&line, !input.is_empty());
                wipe(line);
                event
            }
            Taken::TooLong => {
                self.refuse(replies::LINE_TOO_LONG);
                None
            }
            Taken::Endless => {
                self.close(Close::EndlessLine, &replies::LINE_TOO_LONG);
                None
            }
            // another protocol may not send a line end before we answer
            Taken::Nothing if self.lines.first().is_some_and(|first| !begins_line(first)) => {
                self.close(Close::NotSmtp, &replies::NOT_SMTP);
                None
            }
            Taken::Nothing if self.answers.oldest().is_some() => Some(Event::Awaiting),
            Taken::Nothing => Some(Event::NeedInput),
        }
    }

    /// A RCPT may be handed on while MAIL and other RCPTs are not answered yet: the owner can pass the whole group to the next hop in one
    /// write. Everything else waits.
    fn may_go_ahead(&self, line: &[u8]) -> bool {
        matches!(self.answers.oldest(), Some(Question::Mail | Question::Rcpt)) && Verb::split(line).0 == Verb::Rcpt
    }

    /// One line with its end; `more`: bytes of the peer's follow it already.
    fn line(&mut self, line: &[u8], more: bool) -> Option<Event<'static>> {
        let Some(line) = self.without_end(line) else {
            self.close(Close::CommandLineEnd, &replies::COMMAND_LINE_END);
            return None;
        };
        if line.iter().any(|&b| b < b' ' && b != b'\t' || b == 0x7f) {
            if line.first().is_some_and(|&first| !begins_line(first)) {
                self.close(Close::NotSmtp, &replies::NOT_SMTP);
            } else {
                self.refuse(replies::UNREADABLE_LINE);
            }
            return None;
        }
        let (verb, arguments) = Verb::split(line);
        if more && verb != Verb::Quit && (verb.ends_group() || self.hello != Hello::Ehlo) {
            let (why, reply) = match verb {
                Verb::StartTls => (Close::BytesBeforeHandshake, &replies::BYTES_BEFORE_HANDSHAKE),
                Verb::Foreign => (Close::NotSmtp, &replies::NOT_SMTP),
                _ => (Close::UnauthorisedPipelining, &replies::UNAUTHORISED_PIPELINING),
            };
            self.close(why, reply);
            return None;
        }
        match std::str::from_utf8(arguments) {
            Ok(arguments) => self.execute(verb, arguments),
            // a host name in another charset is no reason to refuse a mail
            Err(_) if matches!(verb, Verb::Ehlo | Verb::Helo) => self.execute(verb, &String::from_utf8_lossy(arguments)),
            Err(_) => {
                self.refuse(replies::UNREADABLE_LINE);
                None
            }
        }
    }

    /// Takes off CRLF, or LF from a peer whose line ends are repaired. A CR within the line is never accepted.
    pub(super) fn without_end<'l>(&self, line: &'l [u8]) -> Option<&'l [u8]> {
        let bare = line.strip_suffix(b"\n")?;
        let content = match bare.strip_suffix(b"\r") {
            Some(content) => content,
            None if self.peer.bare_newline == BareNewline::Repair => bare,
            None => return None,
        };
        (!content.contains(&b'\r')).then_some(content)
    }

    pub(super) fn greet(&mut self) {
        let spoken = match self.settings.protocol {
            Protocol::Smtp => "ESMTP",
            Protocol::Lmtp => "LMTP",
        };
        let line = format!("{} {spoken} Kakitome", self.settings.hostname);
        self.answers.say(Reply::verbatim(220, [line.as_bytes()]));
    }

    /// Everything that the peer said about itself and its mail.
    pub(super) fn forget(&mut self) {
        self.hello = Hello::None;
        self.transaction = None;
        self.forwarded = Forwarded::default();
        self.lines = Lines::default();
    }

    /// A command of the peer's that is at fault.
    pub(super) fn refuse(&mut self, reply: Reply) {
        self.errors = self.errors.saturating_add(1);
        if self.errors > self.settings.limits.errors {
            self.close(Close::TooManyErrors, &replies::TOO_MANY_ERRORS);
        } else {
            self.answers.say(reply);
        }
    }

    pub(super) fn close(&mut self, why: Close, reply: &Reply) {
        if !matches!(self.phase, Phase::Closed(_)) {
            self.answers.say_last(reply);
            self.phase = Phase::Closed(why);
            self.transaction = None;
            self.lines = Lines::default();
        }
    }
}

/// Commands begin with a letter; an empty line, or one that begins with a blank, is a mistake of one's fingers; everything else is another
/// protocol (a TLS handshake begins with 0x16).
fn begins_line(first: u8) -> bool {
    first.is_ascii_alphabetic() || matches!(first, b'\r' | b'\n' | b' ' | b'\t')
}

/// Name in EHLO as it may be shown and put into `Received:`.
pub(super) fn shown_name(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_graphic() { c } else { '?' }).collect()
}

#[cfg(test)]
mod tests;
