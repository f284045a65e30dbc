//! What goes wrong in the outbox, counted until somebody tells it: a mail is told in one line, a thousand too.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Examples that are kept.
const EXAMPLES: usize = 5;

/// The treatment of mails that tell of alarms.
pub(crate) const OWN: &str = "own";

/// What can go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Alarm {
    /// A mail was put aside, where nothing tries it.
    PutAside,
    /// A recipient was given up because the time was over.
    GivenUp,
    /// A mail was refused for now because there is no room.
    NoRoom,
}

impl Alarm {
    /// The kind of its alert.
    pub(crate) const fn kind(self) -> &'static str {
        match self {
            Self::PutAside => "outbox-put-aside",
            Self::GivenUp => "outbox-given-up",
            Self::NoRoom => "outbox-no-room",
        }
    }
}

/// How often, with which mails, and why the last time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Count {
    /// How often.
    pub(crate) count: u64,
    /// Some of the mails.
    pub(crate) mails: Vec<String>,
    /// Why.
    pub(crate) why: String,
}

/// The counters.
#[derive(Debug, Default)]
pub(crate) struct Alarms(Mutex<BTreeMap<Alarm, Count>>);

impl Alarms {
    /// It went wrong once more.
    pub(crate) fn note(&self, alarm: Alarm, mail: Option<&str>, why: &str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(alarm).or_default();
        count.count = count.count.saturating_add(1);
        why.clone_into(&mut count.why);
        if let Some(mail) = mail
            && count.mails.len() < EXAMPLES
            && !count.mails.iter().any(|one| one == mail)
        {
            count.mails.push(mail.to_owned());
        }
    }

    /// What was counted of those that may be told now; the rest goes on being counted.
    pub(crate) fn take(&self, may: impl Fn(Alarm) -> bool) -> Vec<(Alarm, Count)> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now: Vec<Alarm> = all.keys().copied().filter(|alarm| may(*alarm)).collect();
        now.into_iter().filter_map(|alarm| all.remove(&alarm).map(|count| (alarm, count))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_are_one() {
        let alarms = Alarms::default();
        for n in 0..1000 {
            alarms.note(Alarm::GivenUp, Some(&format!("mail{}", n / 2)), "451 later");
        }
        alarms.note(Alarm::NoRoom, None, "452");
        let taken = alarms.take(|alarm| alarm != Alarm::NoRoom);
        assert!(
            matches!(taken.as_slice(), [(Alarm::GivenUp, count)] if count.count == 1000 && count.mails.len() == EXAMPLES && count.why == "451 later")
        );
        alarms.note(Alarm::NoRoom, None, "452 again");
        assert!(matches!(alarms.take(|_| true).as_slice(), [(Alarm::NoRoom, count)] if count.count == 2 && count.why == "452 again"));
        assert!(alarms.take(|_| true).is_empty());
    }
}
