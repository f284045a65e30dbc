//! What a notice is made of: versions, remedies with their price, conditions, combinations that were looked at.

use std::collections::BTreeSet;

use kakitome_pki::UnixTime;

/// How things stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// It has not begun: what is foreseen.
    Expected,
    /// It goes on and no way around it is known.
    Ongoing,
    /// There is a way around it.
    Workaround,
    /// What caused it has been mended; some may still see it.
    Fixed,
    /// It is over.
    Resolved,
}

impl State {
    /// All of them, as they follow each other.
    pub const ALL: [Self; 5] = [Self::Expected, Self::Ongoing, Self::Workaround, Self::Fixed, Self::Resolved];

    /// The word in files and in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Expected => "expected",
            Self::Ongoing => "ongoing",
            Self::Workaround => "workaround",
            Self::Fixed => "fixed",
            Self::Resolved => "resolved",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// Words in both languages, or in one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Both {
    /// In Japanese.
    pub ja: Option<String>,
    /// In English.
    pub en: Option<String>,
}

impl Both {
    /// In both.
    #[must_use]
    pub fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ja: Some(ja.into()), en: Some(en.into()) }
    }
}

/// What somebody can do, and what it costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// What to do.
    pub todo: Both,
    /// Its price.
    pub price: Both,
}

/// A combination in which it was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// The operating system.
    pub os: String,
    /// The mail program, with its version.
    pub program: String,
    /// The day.
    pub date: String,
    /// What was seen.
    pub seen: Both,
}

/// One version of a notice. A part that is empty is as the version before had it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// When it was published.
    pub at: UnixTime,
    /// How things stood.
    pub state: State,
    /// What is new in it.
    pub summary: Both,
    /// Who need do nothing.
    pub unaffected: Vec<Both>,
    /// 事象
    pub phenomenon: Both,
    /// 原因
    pub cause: Both,
    /// 対象: all of them must hold.
    pub conditions: Vec<Both>,
    /// 受信者側の対応
    pub recipient: Vec<Remedy>,
    /// 送信元の対応
    pub sender: Vec<Remedy>,
    /// ご注意
    pub cautions: Vec<Both>,
    /// 確認済みの組み合わせ
    pub confirmed: Vec<Confirmed>,
}

/// Whom to ask.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// The desk.
    pub name: Both,
    /// Its page, shown as text.
    pub page: Option<String>,
    /// Its mail address.
    pub mail: Option<String>,
    /// Its telephone number, as it is published elsewhere too.
    pub phone: Option<String>,
    /// When it answers.
    pub hours: Both,
}

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its name in addresses and file names.
    pub id: String,
    /// Its title.
    pub title: Both,
    /// Whom to ask.
    pub contact: Contact,
    /// The versions, newest first; there is at least one.
    pub(super) versions: Vec<Version>,
}

impl Notice {
    /// A notice with its first version.
    #[must_use]
    pub fn new(id: impl Into<String>, title: Both, contact: Contact, first: Version) -> Self {
        Self { id: id.into(), title, contact, versions: vec![first] }
    }

    /// The versions, newest first.
    #[must_use]
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// How things stand now.
    #[must_use]
    pub fn state(&self) -> State {
        self.versions.first().map_or(State::Ongoing, |newest| newest.state)
    }

    /// When it was last changed.
    #[must_use]
    pub fn updated(&self) -> UnixTime {
        self.versions.first().map_or(UnixTime(0), |newest| newest.at)
    }

    /// When it was first published.
    #[must_use]
    pub fn published(&self) -> UnixTime {
        self.versions.last().map_or(UnixTime(0), |first| first.at)
    }

    /// What the newest version that has this part says.
    pub fn newest<'a, T: ?Sized>(&'a self, part: impl Fn(&'a Version) -> Option<&'a T>) -> Option<&'a T> {
        self.versions.iter().find_map(part)
    }

    /// Parts that readers of a language would miss, by name.
    #[must_use]
    pub fn untranslated(&self) -> Vec<String> {
        let mut missing = BTreeSet::new();
        let mut look = |name: &str, text: &Both| {
            if text.ja.is_some() != text.en.is_some() {
                missing.insert(format!("{name}.{}", if text.ja.is_some() { "en" } else { "ja" }));
            }
        };
        look("title", &self.title);
        look("contact.name", &self.contact.name);
        look("contact.hours", &self.contact.hours);
        for version in &self.versions {
            look("summary", &version.summary);
            look("phenomenon", &version.phenomenon);
            look("cause", &version.cause);
            for (name, list) in [("unaffected", &version.unaffected), ("condition", &version.conditions), ("caution", &version.cautions)] {
                list.iter().for_each(|text| look(name, text));
            }
            for (name, list) in [("recipient", &version.recipient), ("sender", &version.sender)] {
                for remedy in list {
                    look(&format!("{name}.do"), &remedy.todo);
                    look(&format!("{name}.price"), &remedy.price);
                }
            }
            version.confirmed.iter().for_each(|one| look("confirmed.seen", &one.seen));
        }
        missing.into_iter().collect()
    }
}
