//! Reading the journal.

use crate::database::Store;
use crate::entry::Entry;
use crate::error::Error;
use crate::mail_id::MailId;
use crate::millis::Millis;

/// What is looked for: all that is given must hold. Newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The mail's name.
    pub id: Option<MailId>,
    /// `Message-ID`, with or without angle brackets.
    pub message_id: Option<String>,
    /// An address in the header `From` or in MAIL FROM, without regard to case.
    pub from: Option<String>,
    /// A recipient, without regard to case.
    pub to: Option<String>,
    /// Not before.
    pub since: Option<Millis>,
    /// Before.
    pub until: Option<Millis>,
    /// At most so many.
    pub limit: Option<u32>,
}

impl Store {
    /// Finds mails.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_mails(&self, query: &Query) -> Result<Vec<Entry>, Error> {
        let _ = query;
        todo!()
    }
}
