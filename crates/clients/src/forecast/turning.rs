//! One thing that happens on a day, and whom it touches. A value; the words are crate explain's.

use kakitome_pki::UnixTime;
use kakitome_roots::Source;

use crate::evidence::Confidence;
use crate::profile::{StoreKind, programs};

/// Whose decision it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Whose {
    /// Microsoft's list.
    Microsoft,
    /// Mozilla's.
    Mozilla,
    /// Apple's.
    Apple,
    /// The S/MIME Baseline Requirements.
    Sbr,
    /// Nobody's: a certificate ends.
    Nobody,
}

impl Whose {
    /// A stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Microsoft => "microsoft",
            Self::Mozilla => "mozilla",
            Self::Apple => "apple",
            Self::Sbr => "sbr",
            Self::Nobody => "validity",
        }
    }

    /// Of a list.
    #[must_use]
    pub const fn of(source: Source) -> Option<Self> {
        match source {
            Source::Microsoft | Source::MicrosoftDisallowed | Source::Windows => Some(Self::Microsoft),
            Source::Mozilla => Some(Self::Mozilla),
            Source::Apple => Some(Self::Apple),
            _ => None,
        }
    }

    /// Programs that judge by it; by a certificate's own days, all that have a store at hand on the machine.
    #[must_use]
    pub fn programs(self) -> Vec<&'static str> {
        let judges = |kind: StoreKind| match self {
            Self::Microsoft => kind == StoreKind::Windows,
            Self::Mozilla => kind == StoreKind::Mozilla,
            Self::Apple => kind == StoreKind::Apple,
            Self::Nobody => matches!(kind, StoreKind::Windows | StoreKind::Mozilla | StoreKind::Apple),
            Self::Sbr => false,
        };
        programs().iter().filter(|program| judges(program.store)).map(|program| program.id.as_str()).collect()
    }
}

/// What becomes of mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fate {
    /// It stays as it is.
    Stays,
    /// What was good is shown as bad.
    Breaks,
    /// What was bad is shown as good.
    Mends,
    /// Not known.
    Unknown,
}

impl Fate {
    /// A stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stays => "stays",
            Self::Breaks => "breaks",
            Self::Mends => "mends",
            Self::Unknown => "unknown",
        }
    }

    pub(crate) const fn of(before: bool, after: bool) -> Self {
        match (before, after) {
            (true, false) => Self::Breaks,
            (false, true) => Self::Mends,
            _ => Self::Stays,
        }
    }
}

/// Something held that is touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// Its place among the lines that were handed in.
    pub line: usize,
    /// Its name.
    pub name: String,
    /// Mails that were signed with it.
    pub mails: u64,
    /// The signer's certificate is over by then anyway.
    pub over: bool,
}

/// One turn of things.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Turning {
    /// The day.
    pub day: UnixTime,
    /// Whose decision.
    pub whose: Whose,
    /// What, as an id that sentences belong to.
    pub change: String,
    /// What it is about: the root, the authority, or the certificate, by name.
    pub subject: String,
    /// What is said of it: the new state of a root, or nothing.
    pub state: Option<&'static str>,
    /// Programs that show it.
    pub programs: Vec<&'static str>,
    /// Mail that is already sent.
    pub old_mail: Fate,
    /// Mail that is signed from then on with the same certificate.
    pub new_mail: Fate,
    /// Mail that is signed with a certificate issued from then on under the same root.
    pub renewed: Fate,
    /// Who is touched.
    pub touched: Vec<Touched>,
    /// What the sender can do, by name.
    pub sender: Option<&'static str>,
    /// What the recipient can do, by name.
    pub recipient: Option<&'static str>,
    /// Where it is said.
    pub source: String,
    /// How far it can be relied on.
    pub confidence: Confidence,
}

impl Turning {
    /// Mails of all that are touched.
    #[must_use]
    pub fn mails(&self) -> u64 {
        self.touched.iter().map(|one| one.mails).sum()
    }

    /// Something turns bad for somebody.
    #[must_use]
    pub fn breaks(&self) -> bool {
        [self.old_mail, self.new_mail, self.renewed].contains(&Fate::Breaks)
    }
}
