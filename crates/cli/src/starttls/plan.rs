//! Who would get which letter, and why others get none: decided from values alone.

use kakitome_explain::settings::MailService;
use kakitome_explain::starttls::{Account, Letter, Stage, Standing, Survey, letter};
use kakitome_store::StarttlsLetter;

use super::series::Series;

/// Who and what a stage is about.
pub(super) struct Plan<'a> {
    /// Accounts that get a letter, each with it.
    pub(super) due: Vec<Due<'a>>,
    /// Accounts that get none, and why.
    pub(super) left: Vec<(&'a Account, Left)>,
    /// How many need do nothing.
    pub(super) spared: usize,
}

/// A letter that is due.
pub(super) struct Due<'a> {
    pub(super) account: &'a Account,
    pub(super) service: &'a MailService,
}

/// Why an account that the stage is about gets no letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// It has it.
    Told,
    /// An earlier run ended before anybody knew whether it left.
    Unclear,
    /// What it logs in as is no mail address.
    NoAddress,
    /// No `[[mail-service]]` is of its domain: there are no settings to tell.
    NoService,
}

impl Left {
    /// The end of its sentence's name, and its word in JSON.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Told => "told",
            Self::Unclear => "unclear",
            Self::NoAddress => "no-address",
            Self::NoService => "no-service",
        }
    }
}

/// What is known where a plan is made.
pub(super) struct Ground<'a> {
    pub(super) survey: &'a Survey,
    pub(super) letters: &'a [StarttlsLetter],
    pub(super) services: &'a [MailService],
    /// These accounts alone; none: all.
    pub(super) only: &'a [String],
    /// Those of whom nobody knows get it again.
    pub(super) unclear_again: bool,
}

impl<'a> Ground<'a> {
    /// The plan for a stage.
    pub(super) fn plan(&self, stage: Stage) -> Plan<'a> {
        let mut plan = Plan { due: Vec::new(), left: Vec::new(), spared: 0 };
        for account in &self.survey.accounts {
            if !self.only.is_empty() && !self.only.iter().any(|one| one.eq_ignore_ascii_case(&account.name)) {
                continue;
            }
            let standing = account.standing(self.survey.now, self.survey.days);
            if !self.concerns(account, stage, standing) {
                plan.spared += usize::from(matches!(standing, Standing::Nothing | Standing::Moved));
                continue;
            }
            match self.service(account, stage) {
                Ok(service) => plan.due.push(Due { account, service }),
                Err(left) => plan.left.push((account, left)),
            }
        }
        plan
    }

    /// Before the day those who would be cut off; after it those who were told that it comes.
    fn concerns(&self, account: &Account, stage: Stage, standing: Standing) -> bool {
        if stage == Stage::Done {
            return account.told.iter().any(|(told, _)| *told != Stage::Done);
        }
        matches!(standing, Standing::Still | Standing::Quiet)
    }

    fn service(&self, account: &Account, stage: Stage) -> Result<&'a MailService, Left> {
        let letter = self.letters.iter().find(|letter| letter.account == account.name && letter.stage == stage.word());
        match letter {
            Some(letter) if letter.sent.is_some() => return Err(Left::Told),
            Some(_) if !self.unclear_again => return Err(Left::Unclear),
            _ => {}
        }
        let (local, domain) = account.name.rsplit_once('@').ok_or(Left::NoAddress)?;
        if local.is_empty() || kakitome_wire::Mailbox::parse(&account.name).is_none() {
            return Err(Left::NoAddress);
        }
        self.services.iter().find(|service| service.domain().eq_ignore_ascii_case(domain)).ok_or(Left::NoService)
    }
}

impl Due<'_> {
    /// Subject and text.
    pub(super) fn letter(&self, series: &Series, stage: Stage, pages: Option<&str>) -> (String, String) {
        let uses = self.account.in_clear();
        let made = Letter {
            service: self.service,
            account: &self.account.name,
            uses: &uses,
            stage,
            off: series.off,
            contact: (&series.contact.0, &series.contact.1),
            pages,
        };
        letter(&made, &series.languages)
    }
}
