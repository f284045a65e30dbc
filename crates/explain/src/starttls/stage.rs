//! The stages of a series of letters, in their order.

/// A stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// What will change, and when.
    Announcement,
    /// To those who have not changed yet.
    Reminder,
    /// Shortly before the day.
    LastCall,
    /// It is done: to those who were told of it.
    Done,
}

impl Stage {
    /// All of them, in their order.
    pub const ALL: [Self; 4] = [Self::Announcement, Self::Reminder, Self::LastCall, Self::Done];

    /// A stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Announcement => "announcement",
            Self::Reminder => "reminder",
            Self::LastCall => "last-call",
            Self::Done => "done",
        }
    }

    /// Reads [`Self::word`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }
}
