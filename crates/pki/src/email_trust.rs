//! What a list of roots says of one root for e-mail, as a function of two moments: the one of judgement and the first day of
//! the leaf's validity. Mozilla's distrust-after, Microsoft's disabling and not-before dates, and plain switches are all of this form.

use std::fmt;
use std::sync::Arc;

use crate::time::UnixTime;

/// The state of a listed root for e-mail.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum EmailState {
    /// Trusted for e-mail.
    Ok,
    /// Listed, without the purpose e-mail protection.
    EmailOff,
    /// Switched off from a moment on, for old mail too (Microsoft's "Disable").
    Disabled,
    /// Not for certificates issued after a moment (Microsoft's "NotBefore").
    NotBefore,
    /// Not for certificates issued after a moment (Mozilla's and Apple's wording).
    DistrustAfter,
    /// Forbidden: not to be trusted whoever installs it.
    Disallowed,
}

impl EmailState {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Ok, Self::EmailOff, Self::Disabled, Self::NotBefore, Self::DistrustAfter, Self::Disallowed];

    /// The word of the JSON contract.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::EmailOff => "email-off",
            Self::Disabled => "disabled",
            Self::NotBefore => "not-before",
            Self::DistrustAfter => "distrust-after",
            Self::Disallowed => "disallowed",
        }
    }

    /// The state of that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

impl fmt::Display for EmailState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// When a limit holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum LimitedWhen {
    /// Whatever the time.
    Always,
    /// From this moment of judgement on, the moment included.
    From(UnixTime),
    /// For leaves whose validity begins later than this.
    IssuedAfter(UnixTime),
}

impl LimitedWhen {
    /// The moment that it turns on.
    #[must_use]
    pub const fn moment(self) -> Option<UnixTime> {
        match self {
            Self::Always => None,
            Self::From(moment) | Self::IssuedAfter(moment) => Some(moment),
        }
    }
}

/// One thing that a list says against a root.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EmailLimit {
    /// The state that it gives.
    pub state: EmailState,
    /// When.
    pub when: LimitedWhen,
    /// The attribute of the list that says so, by its name there.
    pub attribute: String,
    /// What the attribute says.
    pub value: String,
}

/// Whether a root is trusted for e-mail.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum EmailTrust {
    /// Trusted.
    Trusted,
    /// In the list, and not for e-mail.
    NotForEmail {
        /// Why, as the list says.
        because: String,
    },
    /// In a list that has a name and a date, with these limits: the first that holds is the root's state.
    Listed {
        /// The list, by name and date.
        list: Arc<str>,
        /// The limits, the weightier before the lighter.
        limits: Arc<[EmailLimit]>,
    },
}

impl EmailTrust {
    /// The list that it stands in, by name and date.
    #[must_use]
    pub fn list(&self) -> Option<&str> {
        match self {
            Self::Listed { list, .. } => Some(list),
            Self::Trusted | Self::NotForEmail { .. } => None,
        }
    }

    /// Its limits.
    #[must_use]
    pub fn limits(&self) -> &[EmailLimit] {
        match self {
            Self::Listed { limits, .. } => limits,
            Self::Trusted | Self::NotForEmail { .. } => &[],
        }
    }

    /// The state at a moment, for a leaf whose validity begins then.
    #[must_use]
    pub fn at(&self, now: UnixTime, leaf_not_before: UnixTime) -> EmailState {
        match self {
            Self::NotForEmail { .. } => EmailState::EmailOff,
            _ => self.limit_at(|moment| now >= moment, leaf_not_before).map_or(EmailState::Ok, |limit| limit.state),
        }
    }

    /// The limit that holds. `reached` says whether a moment has come: a judge asks its clock, which takes note.
    pub fn limit_at(&self, mut reached: impl FnMut(UnixTime) -> bool, leaf_not_before: UnixTime) -> Option<&EmailLimit> {
        self.limits().iter().find(|limit| match limit.when {
            LimitedWhen::Always => true,
            LimitedWhen::From(moment) => reached(moment),
            LimitedWhen::IssuedAfter(moment) => leaf_not_before > moment,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(limits: Vec<EmailLimit>) -> EmailTrust {
        EmailTrust::Listed { list: "list".into(), limits: limits.into() }
    }

    fn limit(state: EmailState, when: LimitedWhen) -> EmailLimit {
        EmailLimit { state, when, attribute: String::new(), value: String::new() }
    }

    #[test]
    fn the_first_limit_that_holds_is_the_state() {
        let trust = listed(vec![
            limit(EmailState::Disabled, LimitedWhen::From(UnixTime(100))),
            limit(EmailState::NotBefore, LimitedWhen::IssuedAfter(UnixTime(50))),
        ]);
        for (now, leaf, state) in
            [(99, 50, EmailState::Ok), (99, 51, EmailState::NotBefore), (100, 0, EmailState::Disabled), (100, 51, EmailState::Disabled)]
        {
            assert_eq!(trust.at(UnixTime(now), UnixTime(leaf)), state, "{now} {leaf}");
        }
        assert_eq!(listed(Vec::new()).at(UnixTime(0), UnixTime(0)), EmailState::Ok);
        let off = listed(vec![limit(EmailState::EmailOff, LimitedWhen::Always)]);
        assert_eq!(off.at(UnixTime(0), UnixTime(0)), EmailState::EmailOff);
    }

    #[test]
    fn words_are_read_back() {
        for state in EmailState::ALL {
            assert_eq!(EmailState::from_word(state.word()), Some(state));
        }
        assert_eq!(EmailState::from_word("absent"), None);
    }
}
