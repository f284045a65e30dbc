//! What the owner asks of the next hop. A call that does not fit the state, or cannot be written, sends nothing and is an error;
//! [`Error::Over`] means that the session broke since the last event, and that the next event tells how.

use crate::client::failure::{Failure, Step};
use crate::client::session::{Phase, Session, Stage};
use crate::envelope::{Mail, Rcpt};
use crate::error::Error;
use crate::forwarded::Forwarded;
use crate::parameters;
use crate::protocol::Protocol;

impl Session {
    /// MAIL. SIZE, BODY and DSN parameters that the hop does not offer are left out (whoever sends 8-bit content has to look at
    /// [`capabilities`](Self::capabilities)); SMTPUTF8 that it does not offer, or a SIZE over its limit, is an error and nothing is sent.
    pub fn mail(&mut self, mail: &Mail) -> Result<(), Error> {
        self.in_order("mail", |stage| matches!(stage, Stage::None))?;
        if mail.smtputf8 && !self.capabilities.smtputf8 {
            return Err(Error::SmtpUtf8NotOffered);
        }
        if let (Some(size), Some(limit)) = (mail.size, self.capabilities.size_limit())
            && size > limit
        {
            return Err(Error::TooLargeForHop { size, limit });
        }
        let mut line = Vec::with_capacity(80);
        parameters::write_mail(mail, self.capabilities.offered(), &mut line)?;
        self.stage = Stage::Envelope { smtputf8: mail.smtputf8, recipients: 0 };
        self.send(Step::Mail, line);
        Ok(())
    }

    /// RCPT. May be called before MAIL and earlier RCPTs are answered; with PIPELINING all go out together.
    pub fn rcpt(&mut self, rcpt: &Rcpt) -> Result<(), Error> {
        self.in_order("rcpt", |stage| matches!(stage, Stage::Envelope { .. }))?;
        let utf8 = matches!(self.stage, Stage::Envelope { smtputf8: true, .. });
        let mut line = Vec::with_capacity(80);
        parameters::write_rcpt(rcpt, self.capabilities.offered(), utf8, &mut line)?;
        self.send(Step::Rcpt, line);
        Ok(())
    }

    /// DATA. Everything before it has to be answered and one recipient accepted: so a 354 never meets a mail without recipients.
    pub fn data(&mut self) -> Result<(), Error> {
        self.in_order("data", |stage| matches!(stage, Stage::Envelope { recipients: 1.., .. }))?;
        if !self.waiting.is_empty() || !self.queued.is_empty() {
            return Err(Error::OutOfOrder { call: "data", state: "answers are owed" });
        }
        if let Stage::Envelope { recipients, .. } = self.stage {
            self.recipients = recipients;
        }
        self.stage = Stage::Data;
        self.send(Step::Data, b"DATA\r\n".to_vec());
        Ok(())
    }

    /// Content after 354: stuffed and appended to the output (write it out between calls when it is large). On
    /// [`Error::Unsendable`] the session has failed: close the connection, the hop drops what it has.
    pub fn content(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.in_order("content", |stage| matches!(stage, Stage::Content(_)))?;
        let Stage::Content(encoder) = &mut self.stage else {
            return Ok(()); // was checked above
        };
        let mut input = bytes;
        while !input.is_empty() {
            match encoder.next(&mut input) {
                Ok(Some(piece)) => self.output.buffer().extend_from_slice(piece),
                Ok(None) => {}
                Err(fault) => {
                    self.fail(Failure::Unsendable(fault));
                    return Err(Error::Unsendable(fault));
                }
            }
        }
        Ok(())
    }

    /// Makes room for so much content, so that it need not be found piece by piece. Only a hint; large content is written in between.
    pub fn expect(&mut self, bytes: u64) {
        const MOST: usize = 64 * 1024;
        if matches!(self.stage, Stage::Content(_)) {
            self.output.buffer().reserve(usize::try_from(bytes).map_or(MOST, |bytes| bytes.min(MOST)));
        }
    }

    /// The end of the content; its answer is the fate of the mail. In LMTP an answer comes for each accepted recipient, in their order
    /// (RFC 2033 4.2). A last line without an end gets one.
    pub fn content_end(&mut self) -> Result<(), Error> {
        self.in_order("content_end", |stage| matches!(stage, Stage::Content(_)))?;
        if let Stage::Content(encoder) = std::mem::replace(&mut self.stage, Stage::End) {
            match encoder.end() {
                Ok(end) => self.output.buffer().extend_from_slice(end),
                Err(fault) => {
                    self.fail(Failure::Unsendable(fault));
                    return Err(Error::Unsendable(fault));
                }
            }
        }
        let answers = match self.settings.protocol {
            Protocol::Smtp => 1,
            Protocol::Lmtp => self.recipients,
        };
        for _ in 0..answers {
            self.waiting.push_back(Step::ContentEnd);
        }
        Ok(())
    }

    /// XFORWARD, as far as the hop takes it. Returns how many commands were sent: as many answers come.
    pub fn xforward(&mut self, about: &Forwarded) -> Result<usize, Error> {
        self.in_order("xforward", |stage| matches!(stage, Stage::None))?;
        let commands = self.capabilities.xforward.as_deref().map(|taken| about.write(taken)).unwrap_or_default();
        let sent = commands.len();
        for command in commands {
            self.send(Step::XForward, command);
        }
        Ok(sent)
    }

    /// RSET.
    pub fn reset(&mut self) -> Result<(), Error> {
        self.in_order("reset", |stage| matches!(stage, Stage::None | Stage::Envelope { .. }))?;
        self.stage = Stage::None;
        self.send(Step::Reset, b"RSET\r\n".to_vec());
        Ok(())
    }

    /// NOOP (is a kept connection still alive?).
    pub fn noop(&mut self) -> Result<(), Error> {
        self.in_order("noop", |stage| matches!(stage, Stage::None | Stage::Envelope { .. }))?;
        self.send(Step::Noop, b"NOOP\r\n".to_vec());
        Ok(())
    }

    /// QUIT. In the middle of a content there is none: close the connection.
    pub fn quit(&mut self) -> Result<(), Error> {
        self.in_order("quit", |stage| matches!(stage, Stage::None | Stage::Envelope { .. }))?;
        self.send(Step::Quit, b"QUIT\r\n".to_vec());
        Ok(())
    }

    fn in_order(&self, call: &'static str, fits: impl Fn(&Stage) -> bool) -> Result<(), Error> {
        let quitting = self.waiting.back() == Some(&Step::Quit) || self.queued.iter().any(|(step, _)| *step == Step::Quit);
        let state = match (&self.phase, &self.stage) {
            (Phase::Failed(_) | Phase::Closed, _) => return Err(Error::Over { call }),
            (Phase::Ready, _) if quitting => "QUIT was said",
            (Phase::Ready, stage) if fits(stage) => return Ok(()),
            (Phase::Ready, Stage::None) => "no mail is open",
            (Phase::Ready, Stage::Envelope { .. }) => "a mail is open, or has no accepted recipient",
            (Phase::Ready, Stage::Data) => "DATA is not answered",
            (Phase::Ready, Stage::Content(_)) => "content is being sent",
            (Phase::Ready, Stage::End) => "the end of the content is not answered",
            _ => "the session is not ready",
        };
        Err(Error::OutOfOrder { call, state })
    }
}
