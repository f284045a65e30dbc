//! Reading the journal: by name, message id, sender, recipient and time, newest first.

use std::collections::BTreeMap;

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::database::Store;
use crate::entry::Entry;
use crate::era::{self, Era};
use crate::error::Error;
use crate::mail_id::MailId;
use crate::millis::Millis;
use crate::names::{Kind, folded, message_id, name};
use crate::rows;

/// Rows of one question to the database.
const PAGE: usize = 500;

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
        let wanted = Wanted::new(query);
        let limit = query.limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
        let mut found = BTreeMap::new();
        if wanted.names.is_empty() {
            self.search(&wanted, None, limit, &mut found).await?;
        } else {
            for era in era::between(self.pool(), wanted.from_id, wanted.below).await? {
                // Neighbours may overlap: an era is passed over when all it has is older than what was found.
                if found.keys().nth_back(limit.saturating_sub(1)).is_some_and(|oldest| era.last < *oldest) || limit == 0 {
                    break;
                }
                self.search(&wanted, Some(era), limit, &mut found).await?;
            }
        }
        Ok(found.into_values().rev().take(limit).collect())
    }

    /// Mails since a moment, newest first: the next page of at most `limit` below the last one of the page before. For whoever counts them
    /// all; a page is held, never the whole.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn mails_since(&self, since: Millis, below: Option<MailId>, limit: u32) -> Result<Vec<Entry>, Error> {
        let mut wanted = Wanted::new(&Query { since: Some(since), ..Query::default() });
        wanted.below = below.map_or(wanted.below, MailId::to_row);
        let rows = self.page(&wanted, wanted.below, usize::try_from(limit).unwrap_or(usize::MAX)).await?;
        rows.iter().map(rows::entry).collect()
    }

    /// The newest mails that fit, of one era or (without a name to search by) of all.
    async fn search(&self, wanted: &Wanted, era: Option<Era>, limit: usize, found: &mut BTreeMap<i64, Entry>) -> Result<(), Error> {
        let rows = PAGE.min(limit);
        let mut below = wanted.below;
        let mut fitting = 0;
        while fitting < limit && wanted.from_id < below {
            let page = match era {
                None => self.page(wanted, below, rows).await?,
                Some(era) => self.page_of_era(wanted, era, below, rows).await?,
            };
            for row in &page {
                below = row.try_get("id")?;
                let entry = rows::entry(row)?;
                if wanted.matches(&entry) {
                    fitting += 1;
                    found.insert(below, entry);
                }
            }
            if page.len() < rows {
                break;
            }
        }
        Ok(())
    }

    /// The next rows below an id.
    async fn page(&self, wanted: &Wanted, below: i64, rows: usize) -> Result<Vec<AnyRow>, sqlx::Error> {
        let columns = rows::ENTRY;
        let sql = format!("SELECT {columns} FROM journal WHERE id >= $1 AND id < $2 ORDER BY id DESC LIMIT $3");
        let question = sqlx::query(AssertSqlSafe(sql)).bind(wanted.from_id).bind(below).bind(i64::try_from(rows).unwrap_or(i64::MAX));
        question.fetch_all(self.pool()).await
    }

    /// The next rows of an era whose names fit, below an id.
    async fn page_of_era(&self, wanted: &Wanted, era: Era, below: i64, rows: usize) -> Result<Vec<AnyRow>, sqlx::Error> {
        let columns = rows::ENTRY;
        let others: String = (1..wanted.names.len())
            .map(|other| {
                let place = other + 5;
                format!(" AND EXISTS (SELECT 1 FROM journal_names o WHERE o.era = $1 AND o.name = ${place} AND o.mail = n.mail)")
            })
            .collect();
        let sql = format!(
            "SELECT {columns} FROM journal_names n JOIN journal j ON j.id = n.mail
             WHERE n.era = $1 AND n.mail >= $2 AND n.mail < $3 AND n.name = $5{others} ORDER BY n.mail DESC LIMIT $4"
        );
        let mut question =
            sqlx::query(AssertSqlSafe(sql)).bind(era.id).bind(wanted.from_id).bind(below).bind(i64::try_from(rows).unwrap_or(i64::MAX));
        for name in &wanted.names {
            question = question.bind(*name);
        }
        question.fetch_all(self.pool()).await
    }
}

/// The query in canonical form: texts to compare, their names, the range of ids.
struct Wanted {
    message_id: Option<String>,
    from: Option<String>,
    to: Option<String>,
    names: Vec<i64>,
    from_id: i64,
    below: i64,
}

impl Wanted {
    fn new(query: &Query) -> Self {
        let id = query.message_id.as_deref().map(message_id);
        let from = query.from.as_deref().map(folded);
        let to = query.to.as_deref().map(folded);
        // The rarest first: it is the one that is walked along.
        let names = [
            id.map(|text| name(Kind::MessageId, text)),
            to.as_deref().map(|text| name(Kind::To, text)),
            from.as_deref().map(|text| name(Kind::From, text)),
        ];
        let mut from_id = query.since.map_or(0, |since| MailId::first_at(since).to_row());
        let mut below = query.until.map_or(i64::MAX, |until| MailId::first_at(until).to_row());
        if let Some(only) = query.id {
            from_id = from_id.max(only.to_row());
            below = below.min(only.to_row().saturating_add(1));
        }
        Self {
            message_id: id.map(str::to_owned),
            names: names.into_iter().flatten().collect(),
            from: from.map(std::borrow::Cow::into_owned),
            to: to.map(std::borrow::Cow::into_owned),
            from_id,
            below,
        }
    }

    /// Compares the texts: a name may be shared by two.
    fn matches(&self, entry: &Entry) -> bool {
        let id_fits =
            self.message_id.as_deref().is_none_or(|wanted| entry.message_id.as_deref().is_some_and(|found| message_id(found) == wanted));
        let from_fits = self.from.as_deref().is_none_or(|wanted| {
            folded(&entry.envelope_sender) == wanted || entry.header_from.as_deref().is_some_and(|found| folded(found) == wanted)
        });
        let to_fits = self.to.as_deref().is_none_or(|wanted| entry.recipients.iter().any(|found| folded(found) == wanted));
        id_fits && from_fits && to_fits
    }
}
