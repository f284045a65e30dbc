//! The dialogue with one next hop: greeting, EHLO, STARTTLS, then mails, each command's answer by its name.
//! A reply that nothing asked for breaks the session; it never answers the next command (RFC 2920 3.1, attack R05).

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use crate::client::capabilities::Capabilities;
use crate::client::event::Event;
use crate::client::failure::{Failure, Step};
use crate::client::reader::{Read, Reader};
use crate::client::settings::Settings;
use crate::data::Encoder;
use crate::error::Error;
use crate::output::Output;
use crate::reply::{Class, Reply};

#[derive(Debug)]
pub(super) enum Phase {
    Greeting,
    Hello { extended: bool },
    StartTls,
    Handshake,
    Ready,
    Failed(Failure),
    Closed,
}

/// The mail that is open at the next hop.
#[derive(Debug)]
pub(super) enum Stage {
    None,
    /// MAIL was sent.
    Envelope {
        smtputf8: bool,
        /// RCPT commands that were answered 2xx.
        recipients: u32,
    },
    /// DATA was sent.
    Data,
    /// 354 was received.
    Content(Encoder),
    /// The end was sent.
    End,
}

/// One connection to a next hop.
#[derive(Debug)]
pub struct Session {
    pub(super) settings: Arc<Settings>,
    pub(super) phase: Phase,
    pub(super) stage: Stage,
    pub(super) capabilities: Capabilities,
    pub(super) output: Output,
    reader: Reader,
    pub(super) inside_tls: bool,
    pub(super) ready_to_tell: bool,
    /// Recipients that were accepted when DATA was said.
    pub(super) recipients: u32,
    /// Commands sent and not answered.
    pub(super) waiting: VecDeque<Step>,
    /// Commands that wait for the answers before them (no PIPELINING).
    pub(super) queued: VecDeque<(Step, Vec<u8>)>,
}

impl Session {
    /// A session that waits for the greeting; `inside_tls`: the connection began with a handshake (implicit TLS).
    pub fn new(settings: Arc<Settings>, inside_tls: bool) -> Self {
        Self {
            settings,
            phase: Phase::Greeting,
            stage: Stage::None,
            capabilities: Capabilities::default(),
            output: Output::default(),
            reader: Reader::default(),
            inside_tls,
            ready_to_tell: false,
            recipients: 0,
            waiting: VecDeque::new(),
            queued: VecDeque::new(),
        }
    }

    /// Takes from the front of `input` up to the next event. Never panics, whatever the bytes.
    pub fn next(&mut self, input: &mut &[u8]) -> Event {
        loop {
            match &self.phase {
                Phase::Failed(failure) => {
                    *input = &[];
                    return Event::Failed(failure.clone());
                }
                Phase::Closed => {
                    *input = &[];
                    return Event::Closed;
                }
                Phase::Handshake if input.is_empty() => return Event::StartTls,
                Phase::Handshake => {
                    self.fail(Failure::InjectedBeforeTls);
                    continue;
                }
                Phase::Greeting | Phase::Hello { .. } | Phase::StartTls | Phase::Ready => {}
            }
            if std::mem::take(&mut self.ready_to_tell) {
                return Event::Ready;
            }
            if input.is_empty() {
                return Event::NeedInput;
            }
            match self.reader.take(input, &self.settings.limits) {
                Read::More => return Event::NeedInput,
                Read::Endless => self.desynchronised("a reply without end"),
                // One answer is owed, and the mail's fate hangs on it: to give up here would send the mail again.
                Read::Garbage(_) if matches!(self.stage, Stage::End) && self.waiting.len() == 1 => {}
                Read::Garbage(what) => self.desynchronised(what),
                Read::Reply(reply) => {
                    if let Some(event) = self.replied(reply, !input.is_empty()) {
                        return event;
                    }
                }
            }
        }
    }

    /// `more`: bytes follow this reply already.
    fn replied(&mut self, reply: Reply, more: bool) -> Option<Event> {
        match self.phase {
            Phase::Greeting => self.greeted(reply, more),
            Phase::Hello { extended } => self.hello_answered(reply, extended, more),
            Phase::StartTls => self.starttls_answered(reply, more),
            Phase::Ready => return self.answered(reply, more),
            Phase::Handshake | Phase::Failed(_) | Phase::Closed => {}
        }
        None
    }

    /// A reply when commands of ours are (or are not) waiting for it.
    fn answered(&mut self, reply: Reply, more: bool) -> Option<Event> {
        let Some(step) = self.waiting.pop_front() else {
            self.unasked(reply);
            return None;
        };
        let fits = match (step, reply.class()) {
            (Step::Quit, _) => {
                self.phase = Phase::Closed;
                return None;
            }
            (Step::Data, class) => class != Class::Positive,
            (_, class) => class != Class::Intermediate,
        };
        if reply.code() == 421 {
            self.fail(Failure::Refused { step, reply });
            return None;
        }
        if !fits {
            self.fail(Failure::Desynchronised { step, what: "an unfit answer" });
            return None;
        }
        self.advance(step, reply.class());
        if more && self.waiting.is_empty() {
            // this answer is good; whatever comes after it answers nothing
            self.fail(Failure::Desynchronised { step, what: "a reply too many" });
        } else {
            self.release();
        }
        Some(Event::Answer { step, reply })
    }

    fn unasked(&mut self, reply: Reply) {
        let refusal = matches!(reply.class(), Class::Transient | Class::Permanent);
        let step = self.step();
        match step {
            // a hop that has seen enough of the content
            Step::Content if refusal => self.fail(Failure::Refused { step, reply }),
            _ if reply.code() == 421 => self.fail(Failure::Refused { step, reply }),
            _ => self.fail(Failure::Desynchronised { step, what: "a reply that nothing asked for" }),
        }
    }

    fn advance(&mut self, step: Step, class: Class) {
        match (step, &mut self.stage) {
            (Step::Mail, Stage::Envelope { .. }) if class != Class::Positive => self.stage = Stage::None,
            (Step::Rcpt, Stage::Envelope { recipients, .. }) if class == Class::Positive => *recipients += 1,
            (Step::Data, Stage::Data) if class == Class::Intermediate => self.stage = Stage::Content(Encoder::new()),
            // the hop's transaction is still open: RSET before another MAIL
            (Step::Data, Stage::Data) => self.stage = Stage::Envelope { smtputf8: false, recipients: 0 },
            (Step::ContentEnd, Stage::End) if !self.waiting.contains(&Step::ContentEnd) => self.stage = Stage::None,
            _ => {}
        }
    }

    /// Sends what may be sent now.
    fn release(&mut self) {
        while !self.queued.is_empty() && self.may_send() {
            if let Some((step, line)) = self.queued.pop_front() {
                self.output.buffer().extend_from_slice(&line);
                self.waiting.push_back(step);
            }
        }
    }

    /// Whether another command may be written now.
    fn may_send(&self) -> bool {
        let pipelining = self.settings.pipelining && self.capabilities.pipelining;
        // NOOP, DATA and the like are the last of their group (RFC 2920 3.1)
        let group = |step: &Step| matches!(step, Step::XForward | Step::Mail | Step::Rcpt | Step::Reset);
        self.waiting.is_empty() || (pipelining && self.waiting.iter().all(group))
    }

    pub(super) fn send(&mut self, step: Step, line: Vec<u8>) {
        self.queued.push_back((step, line));
        self.release();
    }

    /// Offers of the next hop.
    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// Whether the connection is inside TLS.
    pub fn inside_tls(&self) -> bool {
        self.inside_tls
    }

    /// The handshake succeeded; everything learnt before is forgotten and EHLO is said again (RFC 3207 4.2).
    pub fn tls_established(&mut self) -> Result<(), Error> {
        if !matches!(self.phase, Phase::Handshake) {
            return Err(Error::OutOfOrder { call: "tls_established", state: "no handshake is expected" });
        }
        self.inside_tls = true;
        self.capabilities = Capabilities::default();
        self.reader = Reader::default();
        self.say_hello(true);
        Ok(())
    }

    /// Bytes to write.
    pub fn output(&self) -> &[u8] {
        self.output.pending()
    }

    /// So many bytes of the output have been written.
    pub fn written(&mut self, bytes: usize) {
        self.output.written(bytes);
    }

    /// The connection ended (end of stream or reset): `next` gives the failure, or `Closed` if only the answer to QUIT was missing.
    pub fn lost(&mut self) {
        let step = self.step();
        self.ended(Failure::Lost { step });
    }

    /// The wait was too long: `next` gives the failure, or `Closed` if only the answer to QUIT was missing.
    pub fn timed_out(&mut self) {
        let step = self.step();
        self.ended(Failure::TimedOut { step });
    }

    fn ended(&mut self, failure: Failure) {
        if matches!(self.phase, Phase::Ready) && self.step() == Step::Quit {
            self.phase = Phase::Closed;
        } else {
            self.fail(failure);
        }
    }

    /// The TLS handshake failed: `next` gives the failure.
    pub fn handshake_failed(&mut self) {
        self.fail(Failure::Handshake);
    }

    /// How long to wait for the next hop now.
    pub fn timeout(&self) -> Duration {
        let timeouts = &self.settings.timeouts;
        match self.step() {
            Step::Greeting => timeouts.greeting,
            Step::Hello | Step::StartTls | Step::XForward | Step::Reset | Step::Noop | Step::Idle => timeouts.hello,
            Step::Handshake => timeouts.handshake,
            Step::Mail => timeouts.mail,
            Step::Rcpt => timeouts.rcpt,
            Step::Data => timeouts.data,
            Step::Content => timeouts.data_block,
            Step::ContentEnd => timeouts.data_end,
            Step::Quit => timeouts.quit,
        }
    }

    /// What is waited for.
    pub fn step(&self) -> Step {
        match self.phase {
            Phase::Greeting => Step::Greeting,
            Phase::Hello { .. } => Step::Hello,
            Phase::StartTls => Step::StartTls,
            Phase::Handshake => Step::Handshake,
            Phase::Ready | Phase::Failed(_) | Phase::Closed => match (self.waiting.front(), &self.stage) {
                (Some(step), _) => *step,
                (None, Stage::Content(_)) => Step::Content,
                (None, _) => Step::Idle,
            },
        }
    }

    /// Whether the connection can carry another mail: nothing is open, owed or half read.
    pub fn is_idle(&self) -> bool {
        matches!((&self.phase, &self.stage), (Phase::Ready, Stage::None))
            && self.waiting.is_empty()
            && self.queued.is_empty()
            && !self.reader.is_midway()
    }

    pub(super) fn desynchronised(&mut self, what: &'static str) {
        let step = self.step();
        self.fail(Failure::Desynchronised { step, what });
    }

    pub(super) fn fail(&mut self, failure: Failure) {
        if !matches!(self.phase, Phase::Failed(_) | Phase::Closed) {
            self.phase = Phase::Failed(failure);
            self.queued.clear();
            self.output.clear();
        }
    }
}

#[cfg(test)]
mod tests;
