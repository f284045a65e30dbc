//! The content between 354 and its end (RFC 5321 4.1.1.4): handed on in slices, or refused and answered.

use crate::data::{Chunk, Fault};
use crate::forwarded::Forwarded;
use crate::protocol::Protocol;
use crate::replies;
use crate::server::answers::Question;
use crate::server::event::{Close, Event};
use crate::server::session::{Hello, Phase, Session};

impl Session {
    /// One step through the content.
    pub(super) fn content<'a>(&mut self, input: &mut &'a [u8]) -> Option<Event<'a>> {
        let (chunk, size, discarding) = match &mut self.phase {
            Phase::Content(decoder) => (decoder.next(input), decoder.size(), false),
            Phase::Discarding(decoder) => (decoder.next(input), decoder.size(), true),
            _ => return None,
        };
        match chunk {
            Chunk::Bytes(bytes) => (!discarding).then_some(Event::Content(bytes)),
            Chunk::NeedInput => Some(Event::NeedInput),
            Chunk::End if !input.is_empty() && self.hello != Hello::Ehlo => {
                self.refused = None;
                self.close(Close::UnauthorisedPipelining, &replies::UNAUTHORISED_PIPELINING);
                None
            }
            Chunk::End if discarding => {
                self.phase = Phase::Commands;
                let ends = self.ends();
                self.mail_over(false);
                for _ in 0..ends {
                    self.answers.say(replies::TOO_LARGE);
                }
                None
            }
            Chunk::End => {
                self.phase = Phase::Commands;
                let ends = self.ends();
                if let Some(transaction) = &mut self.transaction {
                    transaction.owed = ends;
                }
                for _ in 0..ends {
                    self.answers.ask(Question::ContentEnd);
                }
                Some(Event::ContentEnd { size })
            }
            Chunk::Refused(fault) => {
                self.content_refused(fault, discarding);
                None
            }
        }
    }

    fn content_refused(&mut self, fault: Fault, discarding: bool) {
        let (why, reply) = match fault {
            Fault::TooLarge { limit } if !discarding => {
                self.refused = Some(fault);
                if let Phase::Content(mut decoder) = std::mem::replace(&mut self.phase, Phase::Commands) {
                    decoder.go_on_to(limit.saturating_add(self.settings.limits.discard));
                    self.phase = Phase::Discarding(decoder);
                }
                return;
            }
            Fault::TooLarge { .. } => (Close::EndlessContent, &replies::TOO_LARGE),
            Fault::Nul { .. } => (Close::Content(fault), &replies::NUL_IN_CONTENT),
            Fault::BareCr { .. } | Fault::BareLf { .. } => (Close::Content(fault), &replies::BARE_NEWLINE),
        };
        if !discarding {
            self.refused = Some(fault);
        }
        self.close(why, reply);
    }

    /// Answers that the end of the content wants.
    fn ends(&self) -> u32 {
        match (self.settings.protocol, &self.transaction) {
            (Protocol::Lmtp, Some(transaction)) => transaction.recipients,
            _ => 1,
        }
    }

    /// One of them is given.
    pub(super) fn end_answered(&mut self, yes: bool) {
        let Some(transaction) = &mut self.transaction else { return };
        transaction.taken |= yes;
        transaction.owed = transaction.owed.saturating_sub(1);
        if transaction.owed == 0 {
            let taken = transaction.taken;
            self.mail_over(taken);
        }
    }

    pub(super) fn mail_over(&mut self, accepted: bool) {
        self.transaction = None;
        self.forwarded = Forwarded::default();
        if accepted {
            (self.errors, self.junk) = (0, 0);
        }
    }
}
