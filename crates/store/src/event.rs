//! What became of a mail after it was taken into the outbox: one row for each event, found by the mail's name.

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::{Arguments as _, AssertSqlSafe, Row};

use crate::database::{Changes, Store};
use crate::error::Error;
use crate::insert::{Insert, Unbindable};
use crate::mail_id::MailId;
use crate::millis::Millis;

/// Mails that are asked for in one statement.
const AT_ONCE: usize = 500;

/// One thing that happened to a mail in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Which mail.
    pub mail: MailId,
    /// When.
    pub at: Millis,
    /// What.
    pub what: Happened,
    /// To whom; none: to the whole mail.
    pub recipient: Option<String>,
    /// The next hop's words, or the reason.
    pub reply: Option<String>,
}

/// What can happen to a mail in the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Happened {
    /// Taken into the outbox; synced before it was acknowledged.
    Accepted,
    /// Not handed on this time.
    Deferred,
    /// The next hop has it.
    Delivered,
    /// Given up; the sender was told, if somebody is to be told.
    Bounced,
    /// Waits for a person's word.
    Held,
    /// Put aside, because it is damaged or stopped the program.
    Quarantined,
    /// Let go by a person.
    Released,
    /// Dropped by a person.
    Dropped,
}

impl Happened {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Accepted, Self::Deferred, Self::Delivered, Self::Bounced, Self::Held, Self::Quarantined, Self::Released, Self::Dropped];

    /// The word in the journal.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Deferred => "deferred",
            Self::Delivered => "delivered",
            Self::Bounced => "bounced",
            Self::Held => "held",
            Self::Quarantined => "quarantined",
            Self::Released => "released",
            Self::Dropped => "dropped",
        }
    }

    fn from_row(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

impl Store {
    /// The events of these mails: by mail, then by time.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn mail_events(&self, mails: &[MailId]) -> Result<Vec<Event>, Error> {
        let mut events = Vec::new();
        for mails in mails.chunks(AT_ONCE) {
            let places: Vec<String> = (1..=mails.len()).map(|place| format!("${place}")).collect();
            let sql = format!(
                "SELECT mail, at, event, recipient, reply FROM journal_events WHERE mail IN ({}) ORDER BY mail, at",
                places.join(", ")
            );
            let mut question = sqlx::query(AssertSqlSafe(sql));
            for mail in mails {
                question = question.bind(mail.to_row());
            }
            for row in question.fetch_all(self.pool()).await? {
                events.push(event(&row)?);
            }
        }
        Ok(events)
    }
}

static EVENTS: Insert = Insert::into("journal_events", "mail, at, event, recipient, reply", 5, 6);

/// Writes events; one that is there already stays as it is, so that a write whose answer was lost may be tried again.
pub(crate) async fn write(transaction: &mut Changes, events: &[Event]) -> Result<(), sqlx::Error> {
    EVENTS.write(transaction, events, bind).await
}

fn bind(values: &mut AnyArguments, event: &Event) -> Result<(), Unbindable> {
    values.add(event.mail.to_row())?;
    values.add(event.at.0)?;
    values.add(event.what.as_str())?;
    values.add(event.recipient.as_deref().unwrap_or_default())?;
    values.add(event.reply.as_deref())
}

fn event(row: &AnyRow) -> Result<Event, Error> {
    let mail: i64 = row.try_get("mail")?;
    let recipient: &str = row.try_get("recipient")?;
    Ok(Event {
        mail: MailId::from_row(mail),
        at: Millis(row.try_get("at")?),
        what: Happened::from_row(row.try_get("event")?).ok_or(Error::Damaged { table: "journal_events", row: mail, what: "event" })?,
        recipient: (!recipient.is_empty()).then(|| recipient.to_owned()),
        reply: row.try_get("reply")?,
    })
}
