//! What was seen at the doors as values, and where each account stands. A statistic: a program may call itself what it likes.

use kakitome_clients::submitter;
use kakitome_pki::UnixTime;

use super::stage::Stage;
use crate::lang::Lang;
use crate::words::words;

/// Without STARTTLS for so many days, while port 465 is used, an account has changed: a program on a telephone that is used once a week
/// has been heard of by then. Own.
pub const SETTLED_DAYS: i64 = 14;

const DAY: i64 = 86_400;

/// How a session became TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// From the first byte.
    Implicit,
    /// By STARTTLS.
    Starttls,
}

/// Sessions by one door with one program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// How they became TLS.
    pub way: Way,
    /// The door's port.
    pub port: u16,
    /// The program's word in [`kakitome_clients::submitters`], or `unknown`.
    pub program: String,
    /// What it called itself last.
    pub said: Option<String>,
    /// The first session.
    pub first: UnixTime,
    /// The last one.
    pub last: UnixTime,
    /// How many.
    pub sessions: u64,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What it logs in as.
    pub name: String,
    /// Its sessions.
    pub uses: Vec<Use>,
    /// What it was told, and when.
    pub told: Vec<(Stage, UnixTime)>,
}

/// All accounts at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// The moment.
    pub now: UnixTime,
    /// Who used STARTTLS in so many days, uses it still.
    pub days: u32,
    /// The first session that was written down; `None`: there is none.
    pub since: Option<UnixTime>,
    /// The accounts, by name.
    pub accounts: Vec<Account>,
}

/// Where an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// TLS from the first byte alone.
    Nothing,
    /// Used STARTTLS, and has changed.
    Moved,
    /// Uses STARTTLS.
    Still,
    /// Used STARTTLS, and nothing since.
    Quiet,
    /// Was not seen.
    Silent,
}

impl Way {
    /// A stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Implicit => "implicit",
            Self::Starttls => "starttls",
        }
    }
}

impl Standing {
    /// All of them; who need do nothing first.
    pub const ALL: [Self; 5] = [Self::Nothing, Self::Moved, Self::Still, Self::Quiet, Self::Silent];

    /// A stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Moved => "moved",
            Self::Still => "still",
            Self::Quiet => "quiet",
            Self::Silent => "silent",
        }
    }
}

impl Account {
    /// Its sessions that began in clear, the last first.
    #[must_use]
    pub fn in_clear(&self) -> Vec<&Use> {
        let mut uses: Vec<&Use> = self.uses.iter().filter(|one| one.way == Way::Starttls).collect();
        // one that does not tell says nothing beside one that does
        if uses.iter().any(|one| one.program != "unknown") {
            uses.retain(|one| one.program != "unknown");
        }
        uses.sort_by_key(|one| std::cmp::Reverse(one.last));
        uses
    }

    /// Where it stands.
    #[must_use]
    pub fn standing(&self, now: UnixTime, days: u32) -> Standing {
        let last = |way| self.uses.iter().filter(|one| one.way == way).map(|one| one.last).max();
        let ago = |moment: UnixTime| now.0.saturating_sub(moment.0);
        match (last(Way::Starttls), last(Way::Implicit)) {
            (None, None) => Standing::Silent,
            (None, Some(_)) => Standing::Nothing,
            (Some(clear), Some(inside)) if inside > clear && ago(clear) > SETTLED_DAYS.saturating_mul(DAY) => Standing::Moved,
            (Some(clear), _) if ago(clear) <= i64::from(days).saturating_mul(DAY) => Standing::Still,
            (Some(_), _) => Standing::Quiet,
        }
    }
}

impl Survey {
    /// The accounts that stand so.
    pub fn standing(&self, standing: Standing) -> impl Iterator<Item = &Account> {
        self.accounts.iter().filter(move |account| account.standing(self.now, self.days) == standing)
    }
}

/// The name of a program in a language.
#[must_use]
pub fn program_name(id: &str, lang: Lang) -> String {
    match submitter(id) {
        Some(program) if lang == Lang::Ja => program.ja.clone(),
        Some(program) => program.en.clone(),
        None => words(lang).get("starttls-program-unknown", &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_305_600;

    fn used(way: Way, program: &str, days_ago: i64) -> Use {
        let at = UnixTime(NOW - days_ago * DAY);
        Use { way, port: 587, program: program.to_owned(), said: None, first: at, last: at, sessions: 1 }
    }

    fn standing(uses: &[Use]) -> Standing {
        Account { name: "a@x.example".to_owned(), uses: uses.to_vec(), told: Vec::new() }.standing(UnixTime(NOW), 90)
    }

    #[test]
    fn where_an_account_stands_follows_from_its_sessions() {
        use Way::{Implicit, Starttls};
        assert_eq!(standing(&[]), Standing::Silent);
        assert_eq!(standing(&[used(Implicit, "unknown", 3)]), Standing::Nothing);
        assert_eq!(standing(&[used(Starttls, "becky", 3)]), Standing::Still);
        // two programs, one of them changed
        assert_eq!(standing(&[used(Starttls, "becky", 3), used(Implicit, "iphone", 0)]), Standing::Still);
        assert_eq!(standing(&[used(Starttls, "becky", 14), used(Implicit, "becky", 0)]), Standing::Still);
        assert_eq!(standing(&[used(Starttls, "becky", 15), used(Implicit, "becky", 0)]), Standing::Moved);
        // went back
        assert_eq!(standing(&[used(Starttls, "becky", 15), used(Implicit, "becky", 20)]), Standing::Still);
        assert_eq!(standing(&[used(Starttls, "becky", 91)]), Standing::Quiet);
        assert_eq!(standing(&[used(Starttls, "becky", 91), used(Implicit, "becky", 120)]), Standing::Quiet);
        assert_eq!(standing(&[used(Starttls, "becky", 91), used(Implicit, "becky", 80)]), Standing::Moved);
    }

    #[test]
    fn a_program_that_does_not_tell_hides_none_that_does() {
        let account = |uses: &[Use]| Account { name: String::new(), uses: uses.to_vec(), told: Vec::new() };
        let both = account(&[used(Way::Starttls, "unknown", 1), used(Way::Starttls, "becky", 2), used(Way::Implicit, "iphone", 0)]);
        assert_eq!(both.in_clear().iter().map(|one| one.program.as_str()).collect::<Vec<_>>(), ["becky"]);
        assert_eq!(account(&[used(Way::Starttls, "unknown", 1)]).in_clear().len(), 1);
    }
}
