//! How long a client may take: for a command, and for a mail (S15). A clock that is asked, not one that ticks.

use std::time::{Duration, Instant};

/// What the client is doing and since when.
#[derive(Debug)]
pub(crate) struct Pace {
    since: Instant,
    content: Option<u64>,
    last_bytes: Instant,
    rate: u64,
    grace: Duration,
}

impl Pace {
    /// Waiting for the first command.
    pub(crate) fn new(rate: u64, grace: Duration) -> Self {
        let now = Instant::now();
        Self { since: now, content: None, last_bytes: now, rate, grace }
    }

    /// A command is complete: the time for the next begins. Single bytes of a command do not lengthen it.
    pub(crate) fn command(&mut self) {
        self.since = Instant::now();
        self.content = None;
    }

    /// A mail begins.
    pub(crate) fn begin_content(&mut self) {
        let now = Instant::now();
        self.since = now;
        self.last_bytes = now;
        self.content = Some(0);
    }

    /// So much of the mail has come.
    pub(crate) fn content(&mut self, bytes: usize) {
        if let Some(all) = &mut self.content {
            *all += bytes as u64;
            self.last_bytes = Instant::now();
        }
    }

    /// Whether a mail is on its way.
    pub(crate) fn in_content(&self) -> bool {
        self.content.is_some()
    }

    /// Until when the next bytes have to be there; `silence` is the longest silence.
    pub(crate) fn deadline(&self, silence: Duration) -> Instant {
        let Some(bytes) = self.content else { return self.since + silence };
        let silent = self.last_bytes + silence;
        match bytes.checked_div(self.rate) {
            Some(seconds) => silent.min(self.since + self.grace + Duration::from_secs(seconds)),
            None => silent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRACE: Duration = Duration::from_secs(60);

    #[test]
    fn s15_a_trickle_does_not_lengthen_a_command() {
        let mut pace = Pace::new(500, GRACE);
        let silence = Duration::from_secs(300);
        let first = pace.deadline(silence);
        pace.content(1);
        assert_eq!(pace.deadline(silence), first, "bytes of a command are no content");
        pace.command();
        assert!(pace.deadline(silence) >= first);
    }

    #[test]
    fn s15_a_mail_has_its_grace_and_then_its_rate() {
        let mut pace = Pace::new(500, GRACE);
        let silence = Duration::from_secs(300);
        pace.begin_content();
        let start = pace.since;
        assert_eq!(pace.deadline(silence), start + GRACE);
        pace.content(5_000);
        assert_eq!(pace.deadline(silence), start + GRACE + Duration::from_secs(10));
        pace.content(5_000_000);
        assert!(pace.deadline(silence) <= Instant::now() + silence, "silence still counts");
        let mut unlimited = Pace::new(0, GRACE);
        unlimited.begin_content();
        assert_eq!(unlimited.deadline(silence), unlimited.last_bytes + silence);
    }
}
