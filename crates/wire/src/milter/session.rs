//! One connection from an MTA: what may follow what, and which answers are written (some steps are agreed to be silent).

use super::change::Change;
use super::command::{self, Command, Read};
use super::event::{Answer, Event, Fault};
use super::macros::Macros;
use super::negotiation::{Actions, Agreement, Disagreement};
use super::packet::{self, Gathered, Packets};
use crate::error::Error;
use crate::output::Output;
use crate::reply::Class;

/// What the filter needs, and what it takes at most.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Changes that have to be possible; an MTA that does not offer them is told farewell.
    pub actions: Actions,
    /// Bytes of one packet. libmilter's limit is 64 KiB; Postfix sends longer header fields.
    pub packet_bytes: usize,
    /// Bytes of all header fields of one mail.
    pub header_bytes: u64,
}

impl Default for Settings {
    fn default() -> Self {
        let actions = Actions::ADD_HEADERS.and(Actions::CHANGE_HEADERS).and(Actions::CHANGE_BODY);
        Self { actions, packet_bytes: 1024 * 1024, header_bytes: 1024 * 1024 }
    }
}

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Offer,
    Client,
    Envelope,
    Header,
    Body,
    End,
    Over,
}

/// What an answer would be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    Nothing,
    /// The MTA waits.
    Asked,
    /// The MTA waits, and a refusal is that of one recipient or command, not of the mail.
    Aside,
    /// Agreed to be silent: nothing is written, whatever the owner says to go on.
    Silent,
    EndOfMessage,
}

/// One connection from an MTA.
#[derive(Debug)]
pub struct Session {
    settings: Settings,
    packets: Packets,
    output: Output,
    stage: Stage,
    question: Question,
    /// The last piece of a body came with the end of the mail.
    end_follows: bool,
    agreement: Option<Agreement>,
    macros: Macros,
    header: u64,
    fault: Option<Fault>,
}

impl Session {
    /// A session in which nothing was said.
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            packets: Packets::default(),
            output: Output::default(),
            stage: Stage::Offer,
            question: Question::Nothing,
            end_follows: false,
            agreement: None,
            macros: Macros::default(),
            header: 0,
            fault: None,
        }
    }

    /// Takes from the front of `input` up to the next event. Never fails and never panics, whatever the bytes.
    /// An event that wants an answer and got none is answered "not now": a mail must not pass because somebody forgot it.
    pub fn next(&mut self, input: &mut &[u8]) -> Event<'_> {
        if !matches!(self.question, Question::Nothing | Question::Silent) {
            packet::write(self.output.buffer(), b't', &[]);
        }
        self.question = Question::Nothing;
        if std::mem::take(&mut self.end_follows) {
            return self.end_of_message();
        }
        loop {
            if let Some(fault) = self.fault {
                *input = &[];
                return Event::Close(fault);
            }
            if self.stage == Stage::Over {
                *input = &[];
                return Event::Quit;
            }
            match self.packets.gather(input, self.settings.packet_bytes) {
                Gathered::Part => return Event::NeedInput,
                Gathered::Impossible(length) => self.fault = Some(Fault::Length(length)),
                Gathered::Whole => match self.judge() {
                    Ok(true) => return self.event(),
                    Ok(false) => {}
                    Err(fault) => self.fault = Some(fault),
                },
            }
        }
    }

    /// The connection has ended: whether it may end here.
    pub fn ended(&self) -> Result<(), Fault> {
        if self.packets.is_between() { Ok(()) } else { Err(Fault::CutOff) }
    }

    /// Answers the event. Where it was agreed that nothing is answered, going on writes nothing, and anything else is said at the next step
    /// that is answered: the owner has to say it again there.
    pub fn answer(&mut self, answer: &Answer<'_>) -> Result<(), Error> {
        let question = std::mem::replace(&mut self.question, Question::Nothing);
        match question {
            Question::Nothing => return Err(Error::NothingToAnswer),
            Question::Silent => return Ok(()),
            Question::Asked | Question::Aside | Question::EndOfMessage => {}
        }
        let out = self.output.buffer();
        match answer {
            Answer::Continue => packet::write(out, b'c', &[]),
            Answer::Accept => packet::write(out, b'a', &[]),
            Answer::TempFail => packet::write(out, b't', &[]),
            Answer::Reject => packet::write(out, b'r', &[]),
            Answer::Discard => packet::write(out, b'd', &[]),
            Answer::Reply(reply) if matches!(reply.class(), Class::Transient | Class::Permanent) => {
                let mut text = Vec::new();
                reply.write_to(&mut text);
                // Sendmail takes the text as a format: a percent sign is doubled, Postfix undoes it.
                let text: Vec<u8> =
                    text.trim_ascii_end().iter().flat_map(|b| std::iter::repeat_n(*b, 1 + usize::from(*b == b'%'))).collect();
                packet::write(out, b'y', &[&text, &[0]]);
            }
            Answer::Reply(reply) => {
                packet::write(out, b't', &[]);
                return Err(Error::WrongReply { command: "a milter step", code: reply.code() });
            }
        }
        let ends = match question {
            Question::Aside => matches!(answer, Answer::Accept | Answer::Discard),
            Question::EndOfMessage => true,
            _ => *answer != Answer::Continue,
        };
        if ends {
            self.forget_mail();
        }
        Ok(())
    }

    /// Asks for a change; only between [`Event::EndOfMessage`] and its answer.
    pub fn change(&mut self, change: &Change<'_>) -> Result<(), Error> {
        if self.question != Question::EndOfMessage {
            return Err(Error::OutOfOrder { call: "a change of the mail", state: "the mail is not at its end" });
        }
        if !self.agreement.is_some_and(|agreement| agreement.actions.has(change.needs())) {
            return Err(Error::OutOfOrder { call: "a change of the mail", state: "it was not agreed on with the mail server" });
        }
        if !change.is_sayable() {
            return Err(Error::Unwritable { what: "a header field", why: "its name or value would break the header" });
        }
        change.write_to(self.output.buffer());
        Ok(())
    }

    /// So many bytes of changes follow: room is made once.
    pub fn expect(&mut self, bytes: usize) {
        self.output.buffer().reserve(bytes);
    }

    /// Tells the MTA that the work goes on: its clock begins anew. Only between [`Event::EndOfMessage`] and its answer.
    pub fn progress(&mut self) {
        if self.question == Question::EndOfMessage {
            packet::write(self.output.buffer(), b'p', &[]);
        }
    }

    /// What the MTA tells beside the commands.
    pub fn macros(&self) -> &Macros {
        &self.macros
    }

    /// What was agreed on; nothing before that.
    pub fn agreement(&self) -> Option<Agreement> {
        self.agreement
    }

    /// Bytes to write.
    pub fn output(&self) -> &[u8] {
        self.output.pending()
    }

    /// So many of them were written.
    pub fn written(&mut self, bytes: usize) {
        self.output.written(bytes);
    }

    /// Whether the packet at hand is an event, after what it does to the session is done.
    fn judge(&mut self) -> Result<bool, Fault> {
        let (kind, data) = self.packets.packet();
        let letter = char::from(kind);
        let command = match command::read(kind, data) {
            Read::Command(command) => command,
            Read::Malformed => return Err(Fault::Malformed(letter)),
            Read::NoSuchCommand => return Err(Fault::Command(kind)),
        };
        let order = |fits: bool| if fits { Ok(()) } else { Err(Fault::OutOfOrder(letter)) };
        order((self.stage == Stage::Offer) == matches!(command, Command::Offer(_)) || matches!(command, Command::Quit))?;
        let agreement = self.agreement;
        let silent = |answered: fn(Agreement) -> bool| match agreement {
            Some(agreement) if !answered(agreement) => Question::Silent,
            _ => Question::Asked,
        };
        let (stage, question) = match command {
            Command::Offer(offer) => {
                let agreement = Agreement::reach(offer, self.settings.actions).map_err(|why| match why {
                    Disagreement::Malformed => Fault::Malformed(letter),
                    Disagreement::Version(version) => Fault::Version(version),
                    Disagreement::Actions { missing } => Fault::Actions { missing },
                })?;
                agreement.write_to(self.output.buffer());
                self.agreement = Some(agreement);
                self.stage = Stage::Client;
                return Ok(false);
            }
            Command::Macros(data) => {
                return if self.macros.take(data) { Ok(false) } else { Err(Fault::Malformed(letter)) };
            }
            Command::Abort => (Stage::Client, Question::Nothing),
            Command::QuitNewClient => (Stage::Client, Question::Nothing),
            Command::Quit => (Stage::Over, Question::Nothing),
            Command::Connect { .. } => {
                order(self.stage == Stage::Client)?;
                (Stage::Client, silent(Agreement::answers_connect))
            }
            Command::Hello(_) => {
                order(self.stage == Stage::Client)?;
                (Stage::Client, silent(Agreement::answers_hello))
            }
            // The MTA answers what it does not know; where we stand does not change.
            Command::Unknown(_) => (self.stage, Question::Aside),
            Command::Mail(_) => {
                order(self.stage == Stage::Client)?;
                (Stage::Envelope, silent(Agreement::answers_mail))
            }
            Command::Rcpt(_) => {
                order(self.stage == Stage::Envelope)?;
                (Stage::Envelope, Question::Aside)
            }
            Command::Data => {
                order(self.stage == Stage::Envelope)?;
                (Stage::Envelope, Question::Asked)
            }
            Command::Header { name, value } => {
                order(matches!(self.stage, Stage::Envelope | Stage::Header))?;
                self.header = self.header.saturating_add((name.len() + value.len() + 3) as u64);
                if self.header > self.settings.header_bytes {
                    return Err(Fault::TooMuchHeader(self.settings.header_bytes));
                }
                (Stage::Header, silent(Agreement::answers_header))
            }
            Command::EndOfHeaders => {
                order(matches!(self.stage, Stage::Envelope | Stage::Header))?;
                (Stage::Body, silent(Agreement::answers_end_of_headers))
            }
            Command::Body(_) => {
                order(self.stage == Stage::Body)?;
                (Stage::Body, silent(Agreement::answers_body))
            }
            Command::EndOfMessage(last) => {
                order(self.stage == Stage::Body)?;
                self.end_follows = !last.is_empty();
                // The last piece has no answer of its own.
                (Stage::End, if last.is_empty() { Question::EndOfMessage } else { Question::Silent })
            }
        };
        self.stage = stage;
        self.question = question;
        Ok(true)
    }

    /// The packet at hand as an event, when it was judged to be one.
    fn event(&mut self) -> Event<'_> {
        match self.packets.packet().0 {
            b'A' => self.forget_mail(),
            b'K' => {
                self.forget_mail();
                self.macros.forget();
            }
            _ => {}
        }
        let (kind, data) = self.packets.packet();
        let Read::Command(command) = command::read(kind, data) else { return Event::NeedInput };
        match command {
            Command::Connect { name, peer } => Event::Connect { name, peer },
            Command::Hello(name) => Event::Hello(name),
            Command::Mail(words) => Event::Mail(words),
            Command::Rcpt(words) => Event::Rcpt(words),
            Command::Data => Event::Data,
            Command::Header { name, value } => Event::Header { name, value },
            Command::EndOfHeaders => Event::EndOfHeaders,
            Command::Body(bytes) => Event::Body(bytes),
            Command::EndOfMessage([]) => Event::EndOfMessage,
            Command::EndOfMessage(last) => Event::Body(last),
            Command::Unknown(line) => Event::Unknown(line),
            Command::Abort => Event::Abort,
            Command::QuitNewClient => Event::ClientGone,
            Command::Quit => Event::Quit,
            // Both are dealt with before.
            Command::Offer(_) | Command::Macros(_) => Event::NeedInput,
        }
    }

    fn end_of_message(&mut self) -> Event<'_> {
        self.question = Question::EndOfMessage;
        Event::EndOfMessage
    }

    fn forget_mail(&mut self) {
        if self.stage != Stage::Over {
            self.stage = Stage::Client;
        }
        self.header = 0;
        self.end_follows = false;
        self.macros.forget_mail();
    }
}

#[cfg(test)]
mod tests;
