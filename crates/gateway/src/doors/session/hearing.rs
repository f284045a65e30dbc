//! What the session makes of the client's bytes: wire's events, held without the bytes that they were made of.

use kakitome_wire::server::Event;

use super::{Heard, Visit};

impl Visit {
    /// What the session makes of the next bytes. Content is taken here, where it is borrowed.
    pub(super) fn hear(&mut self) -> Heard {
        let mut rest = self.pending.get(self.used..).unwrap_or_default();
        let before = rest.len();
        let event = self.session.next(&mut rest);
        let taken = before - rest.len();
        let heard = match event {
            Event::NeedInput => Heard::NeedInput,
            Event::Flush => Heard::Flush,
            Event::Awaiting => Heard::Awaiting,
            Event::Content(bytes) => {
                self.pace.content(bytes.len());
                Heard::Content { full: self.mail.as_mut().is_some_and(|mail| mail.content(bytes)) }
            }
            Event::Hello { name, extended } => Heard::Hello { name, extended },
            Event::Mail(mail) => Heard::Mail(Box::new(mail)),
            Event::Rcpt(rcpt) => Heard::Rcpt(rcpt),
            Event::Data => Heard::Data,
            Event::ContentEnd { .. } => Heard::ContentEnd,
            Event::ContentRefused(fault) => Heard::ContentRefused(fault),
            Event::Reset => Heard::Reset,
            Event::XClient(said) => Heard::XClient(said),
            Event::Login(credentials) => Heard::Login(credentials),
            Event::External { act_as } => Heard::External { act_as },
            Event::ScramFirst { login } => Heard::ScramFirst { login },
            Event::ScramProof(proof) => Heard::ScramProof(proof),
            Event::Authenticated => Heard::Authenticated,
            Event::StartTls => Heard::StartTls,
            Event::Close(why) => Heard::Close(why),
            // XFORWARD is asked for at MAIL; whatever else wire comes to tell needs no act of ours.
            _ => Heard::Nothing,
        };
        self.used += taken;
        if !matches!(heard, Heard::NeedInput | Heard::Content { .. }) {
            self.pace.command();
        }
        heard
    }
}
