//! Many entries of the journal, what became of them and how they left, in one transaction: all or nothing. The statements are `insert`'s.

use sqlx::Arguments as _;
use sqlx::any::AnyArguments;

use crate::database::{Changes, Store};
use crate::entry::{Entry, SignedForm};
use crate::era;
use crate::event::{self, Event};
use crate::insert::{Insert, Unbindable};
use crate::leg::{self, Leg};
use crate::mail_id::MailId;
use crate::names::names_of;
use crate::rows;

static ENTRIES: Insert = Insert::into("journal", rows::ENTRY, 15, 6);
static NAMES: Insert = Insert::into("journal_names", "era, name, mail", 3, 8);

/// Writes all entries, events and legs or none. An entry that is there already stays as it is, so that a write whose answer was lost may be
/// tried again.
pub(crate) async fn write(store: &Store, entries: &[Entry], events: &[Event], legs: &[Leg]) -> Result<(), sqlx::Error> {
    let mut transaction = store.begin().await?;
    if !entries.is_empty() {
        ENTRIES.write(&mut transaction, entries, bind).await?;
        write_names(&mut transaction, entries).await?;
    }
    event::write(&mut transaction, events).await?;
    leg::write(&mut transaction, legs).await?;
    transaction.commit().await
}

async fn write_names(transaction: &mut Changes, entries: &[Entry]) -> Result<(), sqlx::Error> {
    let mut names: Vec<(i64, i64)> = entries
        .iter()
        .flat_map(|entry| {
            let mail = entry.id.to_row();
            names_of(entry).into_iter().map(move |name| (name, mail))
        })
        .collect();
    // In the order of the index: neighbours fall into one page.
    names.sort_unstable();
    let mails: Vec<MailId> = entries.iter().map(|entry| entry.id).collect();
    let era = era::enter(transaction, &mails).await?;
    let bind = |values: &mut AnyArguments, (name, mail): &(i64, i64)| {
        values.add(era)?;
        values.add(*name)?;
        values.add(*mail)
    };
    NAMES.write(transaction, &names, bind).await
}

/// The values of one entry in the order of [`rows::ENTRY`].
fn bind(values: &mut AnyArguments, entry: &Entry) -> Result<(), Unbindable> {
    values.add(entry.id.to_row())?;
    values.add(entry.message_id.as_deref())?;
    values.add(entry.header_from.as_deref())?;
    values.add(entry.envelope_sender.as_str())?;
    values.add(serde_json::to_string(&entry.recipients)?)?;
    values.add(entry.peer.as_deref())?;
    values.add(entry.decision.as_str())?;
    values.add(entry.reason.as_deref())?;
    values.add(entry.reply.as_str())?;
    values.add(entry.identity.as_deref())?;
    values.add(entry.serial.as_deref())?;
    values.add(entry.content_sha256.map(Vec::from))?;
    values.add(entry.next_hop.as_deref())?;
    values.add(i64::try_from(entry.size)?)?;
    values.add(entry.form.map(SignedForm::as_str))?;
    Ok(())
}
