//! Many entries of the journal in one transaction, with few statements: rows go in by the dozen, and the statements' texts
//! are always the same few, so that SQLite compiles each once.

use std::sync::OnceLock;

use sqlx::any::AnyArguments;
use sqlx::{Arguments as _, AssertSqlSafe};

use crate::database::{Changes, Store};
use crate::entry::{Entry, SignedForm};
use crate::era;
use crate::event::{self, Event};
use crate::leg::{self, Leg};
use crate::mail_id::MailId;
use crate::names::names_of;
use crate::rows;

/// Values of one entry; rows of one statement, most first. SQLite takes 32,766 values in one statement.
const ENTRY_VALUES: usize = 15;
const ENTRY_ROWS: [usize; 3] = [64, 8, 1];
const NAME_VALUES: usize = 3;
const NAME_ROWS: [usize; 3] = [256, 32, 1];

/// Writes all entries, events and legs or none. An entry that is there already stays as it is, so that a write whose answer was lost may be
/// tried again.
pub(crate) async fn write(store: &Store, entries: &[Entry], events: &[Event], legs: &[Leg]) -> Result<(), sqlx::Error> {
    let mut transaction = store.begin().await?;
    if !entries.is_empty() {
        write_entries(&mut transaction, entries).await?;
        write_names(&mut transaction, entries).await?;
    }
    event::write(&mut transaction, events).await?;
    leg::write(&mut transaction, legs).await?;
    transaction.commit().await
}

async fn write_entries(transaction: &mut Changes, mut entries: &[Entry]) -> Result<(), sqlx::Error> {
    static SQL: [OnceLock<String>; 3] = [const { OnceLock::new() }; 3];
    for (rows, text) in ENTRY_ROWS.into_iter().zip(&SQL) {
        let sql = text.get_or_init(|| {
            let columns = rows::ENTRY;
            insert("journal", columns, ENTRY_VALUES, rows)
        });
        while let Some((now, later)) = entries.split_at_checked(rows) {
            let mut values = AnyArguments::default();
            values.reserve(rows * ENTRY_VALUES, 0);
            for entry in now {
                bind(&mut values, entry).map_err(sqlx::Error::Encode)?;
            }
            sqlx::query_with(AssertSqlSafe(sql.as_str()), values).execute(&mut **transaction).await?;
            entries = later;
        }
    }
    Ok(())
}

async fn write_names(transaction: &mut Changes, entries: &[Entry]) -> Result<(), sqlx::Error> {
    static SQL: [OnceLock<String>; 3] = [const { OnceLock::new() }; 3];
    let mut names: Vec<(i64, i64)> = entries
        .iter()
        .flat_map(|entry| {
            let mail = entry.id.to_row();
            names_of(entry).into_iter().map(move |name| (name, mail))
        })
        .collect();
    // In the order of the index: neighbours fall into one page.
    names.sort_unstable();
    let mut names = names.as_slice();
    let mails: Vec<MailId> = entries.iter().map(|entry| entry.id).collect();
    let era = era::enter(transaction, &mails).await?;
    for (rows, text) in NAME_ROWS.into_iter().zip(&SQL) {
        let sql = text.get_or_init(|| insert("journal_names", "era, name, mail", NAME_VALUES, rows));
        while let Some((now, later)) = names.split_at_checked(rows) {
            let mut values = AnyArguments::default();
            values.reserve(rows * NAME_VALUES, 0);
            for (name, mail) in now {
                values.add(era).map_err(sqlx::Error::Encode)?;
                values.add(*name).map_err(sqlx::Error::Encode)?;
                values.add(*mail).map_err(sqlx::Error::Encode)?;
            }
            sqlx::query_with(AssertSqlSafe(sql.as_str()), values).execute(&mut **transaction).await?;
            names = later;
        }
    }
    Ok(())
}

/// The values of one entry in the order of [`rows::ENTRY`].
fn bind(values: &mut AnyArguments, entry: &Entry) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
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

/// Places are written `?`, not `$1`: SQLite looks for a named place along the list of all names, which for a statement of
/// 900 costs more than the write itself. (PostgreSQL counts them and wants the numbers.)
fn insert(table: &str, columns: &str, values: usize, rows: usize) -> String {
    let group = format!("({})", vec!["?"; values].join(", "));
    let groups = vec![group; rows].join(", ");
    format!("INSERT INTO {table} ({columns}) VALUES {groups} ON CONFLICT DO NOTHING")
}
