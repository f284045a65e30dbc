//! Who is told what became of a mail, and by which code: NOTIFY of RFC 3461 4.1, RFC 3463. Without it a sender hears of failures alone; the null sender never hears.

use kakitome_store::outbox::{Envelope, Recipient};
use kakitome_wire::{Enhanced, Reply};

/// What a report tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Telling {
    /// It was given up.
    Failed,
    /// It waits, and is tried again.
    Delayed,
    /// A next hop that reports nothing has it.
    Relayed,
}

impl Telling {
    /// `Action:` of RFC 3464 2.3.3.
    pub(crate) const fn action(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Delayed => "delayed",
            Self::Relayed => "relayed",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Failed => "FAILURE",
            Self::Delayed => "DELAY",
            Self::Relayed => "SUCCESS",
        }
    }
}

/// Whether the sender wants to hear this of that recipient.
pub(crate) fn is_wanted(envelope: &Envelope, recipient: &Recipient, telling: Telling) -> bool {
    if envelope.sender.is_none() {
        return false;
    }
    match &recipient.notify {
        Some(words) => words.split(',').any(|word| word.eq_ignore_ascii_case(telling.word())),
        None => telling == Telling::Failed,
    }
}

/// The code of RFC 3463 that a report says: the reply's own, of the class that fits.
pub(super) fn status(telling: Telling, reply: &Reply) -> String {
    let class = match telling {
        Telling::Failed => 5,
        Telling::Delayed => 4,
        Telling::Relayed => 2,
    };
    match reply.enhanced() {
        Some(Enhanced(_, subject, detail)) => Enhanced(class, subject, detail).to_string(),
        None => Enhanced(class, 0, 0).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notify_says_who_hears_what() {
        let mut envelope = Envelope::new(Some("a@x.example".into()));
        let mut recipient = Recipient::new("b@y.example");
        let all = [Telling::Failed, Telling::Delayed, Telling::Relayed];
        for (notify, wanted) in [
            (None, [true, false, false]),
            (Some("NEVER"), [false, false, false]),
            (Some("FAILURE"), [true, false, false]),
            (Some("delay,success"), [false, true, true]),
            (Some("SUCCESS,FAILURE,DELAY"), [true, true, true]),
        ] {
            recipient.notify = notify.map(str::to_owned);
            assert_eq!(all.map(|telling| is_wanted(&envelope, &recipient, telling)), wanted, "{notify:?}");
        }
        envelope.sender = None;
        assert_eq!(all.map(|telling| is_wanted(&envelope, &recipient, telling)), [false; 3], "no report about a report");
    }
}
