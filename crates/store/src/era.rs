//! Eras of the journal: the names of some thousand mails each. The newest one is written to; all are searched, newest first.

use sqlx::any::AnyRow;
use sqlx::{AnyPool, Row};

use crate::database::Changes;
use crate::mail_id::MailId;

/// Mails of one era. With four names a mail its part of the index has 1.5 MB, of which a busy writer touches every page in
/// each batch; ten million mails make 600 eras, and looking into one takes some microseconds.
const MAILS: i64 = 16_384;

/// An era, by the ids of its mails.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Era {
    pub(crate) id: i64,
    /// The greatest id in it.
    pub(crate) last: i64,
}

/// The era that these mails belong to, with them counted in. Within the transaction that writes them.
pub(crate) async fn enter(transaction: &mut Changes, mails: &[MailId]) -> Result<i64, sqlx::Error> {
    let count = i64::try_from(mails.len()).unwrap_or(i64::MAX);
    let first = mails.iter().min().map_or(i64::MAX, |id| id.to_row());
    let last = mails.iter().max().map_or(0, |id| id.to_row());
    let newest: Option<AnyRow> =
        sqlx::query("SELECT id, mails, first, last FROM journal_eras ORDER BY id DESC LIMIT 1").fetch_optional(&mut **transaction).await?;
    if let Some(row) = newest {
        let (id, mails): (i64, i64) = (row.try_get("id")?, row.try_get("mails")?);
        if mails < MAILS {
            let (old_first, old_last): (i64, i64) = (row.try_get("first")?, row.try_get("last")?);
            sqlx::query("UPDATE journal_eras SET mails = $1, first = $2, last = $3 WHERE id = $4")
                .bind(mails.saturating_add(count))
                .bind(first.min(old_first))
                .bind(last.max(old_last))
                .bind(id)
                .execute(&mut **transaction)
                .await?;
            return Ok(id);
        }
    }
    let row = sqlx::query("INSERT INTO journal_eras (mails, first, last) VALUES ($1, $2, $3) RETURNING id")
        .bind(count)
        .bind(first)
        .bind(last)
        .fetch_one(&mut **transaction)
        .await?;
    row.try_get(0)
}

/// The eras with mails between two ids (the second one excluded), those with the newest mails first.
pub(crate) async fn between(pool: &AnyPool, from: i64, below: i64) -> Result<Vec<Era>, sqlx::Error> {
    let rows: Vec<AnyRow> = sqlx::query("SELECT id, last FROM journal_eras WHERE last >= $1 AND first < $2 ORDER BY last DESC")
        .bind(from)
        .bind(below)
        .fetch_all(pool)
        .await?;
    rows.iter().map(|row| Ok(Era { id: row.try_get("id")?, last: row.try_get("last")? })).collect()
}
