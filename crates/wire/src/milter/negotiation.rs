//! What both ends agree on before the first mail: version, what the filter may change, what is sent and what is answered.

use super::packet;

/// The version that we speak; an MTA of an older one is spoken to in its own.
const VERSION: u32 = 6;
/// The oldest version in which all that we ask for can be asked for.
const OLDEST: u32 = 2;

/// `SMFIF_…`: what a filter may do at the end of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actions(pub u32);

impl Actions {
    /// Add header fields.
    pub const ADD_HEADERS: Self = Self(0x01);
    /// Replace the body.
    pub const CHANGE_BODY: Self = Self(0x02);
    /// Add recipients.
    pub const ADD_RECIPIENTS: Self = Self(0x04);
    /// Take recipients off.
    pub const DELETE_RECIPIENTS: Self = Self(0x08);
    /// Change and delete header fields.
    pub const CHANGE_HEADERS: Self = Self(0x10);
    /// Hold the mail.
    pub const QUARANTINE: Self = Self(0x20);

    /// Both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of `other` are among these.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// `SMFIP_…`: steps that are not sent, or not answered, and how.
mod steps {
    /// Unknown commands are not sent.
    pub(super) const NO_UNKNOWN: u32 = 0x100;
    /// DATA is not sent.
    pub(super) const NO_DATA: u32 = 0x200;
    /// The client's connection is not answered.
    pub(super) const SILENT_CONNECT: u32 = 0x1000;
    /// HELO is not answered.
    pub(super) const SILENT_HELLO: u32 = 0x2000;
    /// MAIL is not answered.
    pub(super) const SILENT_MAIL: u32 = 0x4000;
    /// Header fields are not answered.
    pub(super) const SILENT_HEADER: u32 = 0x80;
    /// The end of the header is not answered.
    pub(super) const SILENT_END_OF_HEADERS: u32 = 0x4_0000;
    /// Pieces of the body are not answered.
    pub(super) const SILENT_BODY: u32 = 0x8_0000;
    /// White space after the colon is kept.
    pub(super) const LEADING_SPACE: u32 = 0x10_0000;
    /// All that is asked for, where it is offered. What is not answered the MTA need not wait for: it tells it together with what follows.
    /// RCPT is answered: a recipient may be refused.
    pub(super) const ASKED: u32 = NO_UNKNOWN
        | NO_DATA
        | SILENT_CONNECT
        | SILENT_HELLO
        | SILENT_MAIL
        | SILENT_HEADER
        | SILENT_END_OF_HEADERS
        | SILENT_BODY
        | LEADING_SPACE;
}

/// What was agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreement {
    /// Version of the protocol.
    pub version: u32,
    /// What may be changed.
    pub actions: Actions,
    steps: u32,
}

/// Why nothing could be agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Disagreement {
    Malformed,
    Version(u32),
    Actions { missing: u32 },
}

impl Agreement {
    /// Reads the offer of the MTA. Everything in `wanted` has to be in it; of the steps we take what it offers.
    pub(super) fn reach(offer: &[u8], wanted: Actions) -> Result<Self, Disagreement> {
        let read = || {
            let (version, rest) = packet::number(offer)?;
            let (actions, rest) = packet::number(rest)?;
            let (steps, _) = packet::number(rest)?;
            Some((version, actions, steps))
        };
        let (version, actions, offered) = read().ok_or(Disagreement::Malformed)?;
        if version < OLDEST {
            return Err(Disagreement::Version(version));
        }
        let missing = wanted.0 & !actions;
        if missing != 0 {
            return Err(Disagreement::Actions { missing });
        }
        Ok(Self { version: version.min(VERSION), actions: wanted, steps: offered & steps::ASKED })
    }

    pub(super) fn write_to(self, out: &mut Vec<u8>) {
        packet::write(out, b'O', &[&self.version.to_be_bytes(), &self.actions.0.to_be_bytes(), &self.steps.to_be_bytes()]);
    }

    /// Whether the MTA waits for an answer to the client's connection.
    pub(super) fn answers_connect(self) -> bool {
        self.steps & steps::SILENT_CONNECT == 0
    }

    /// Whether the MTA waits for an answer to HELO.
    pub(super) fn answers_hello(self) -> bool {
        self.steps & steps::SILENT_HELLO == 0
    }

    /// Whether the MTA waits for an answer to MAIL.
    pub(super) fn answers_mail(self) -> bool {
        self.steps & steps::SILENT_MAIL == 0
    }

    /// Whether the MTA waits for an answer to a header field.
    pub(super) fn answers_header(self) -> bool {
        self.steps & steps::SILENT_HEADER == 0
    }

    /// Whether the MTA waits for an answer to the end of the header.
    pub(super) fn answers_end_of_headers(self) -> bool {
        self.steps & steps::SILENT_END_OF_HEADERS == 0
    }

    /// Whether the MTA waits for an answer to a piece of the body.
    pub(super) fn answers_body(self) -> bool {
        self.steps & steps::SILENT_BODY == 0
    }

    /// Whether values come with the white space that stood after the colon.
    pub fn keeps_leading_space(self) -> bool {
        self.steps & steps::LEADING_SPACE != 0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn offer(version: u32, actions: u32, steps: u32) -> Vec<u8> {
        [version, actions, steps].iter().flat_map(|number| number.to_be_bytes()).collect()
    }

    const WANTED: Actions = Actions::ADD_HEADERS.and(Actions::CHANGE_BODY).and(Actions::CHANGE_HEADERS);

    #[test]
    fn what_the_mta_does_not_offer_is_not_asked_for() {
        let full = Agreement::reach(&offer(6, 0x1ff, 0x1f_ffff), WANTED).unwrap();
        assert!(!full.answers_header() && !full.answers_body() && full.keeps_leading_space());
        assert!(!full.answers_connect() && !full.answers_hello() && !full.answers_mail());
        let old = Agreement::reach(&offer(2, 0x3f, 0x7f), WANTED).unwrap();
        assert_eq!((old.version, old.answers_header(), old.keeps_leading_space()), (2, true, false));
        assert_eq!(Agreement::reach(&offer(7, 0x1ff, 0x1f_ffff), WANTED).unwrap().version, 6);
    }

    #[test]
    fn s20_what_cannot_serve_is_refused_at_once() {
        assert_eq!(Agreement::reach(&offer(6, 0x01, 0), WANTED), Err(Disagreement::Actions { missing: 0x12 }));
        assert_eq!(Agreement::reach(&offer(1, 0x1ff, 0), WANTED), Err(Disagreement::Version(1)));
        assert_eq!(Agreement::reach(&[0; 11], WANTED), Err(Disagreement::Malformed));
    }
}
