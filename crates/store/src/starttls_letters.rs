//! Letters to accounts that still use STARTTLS: each account once in each stage of a series. A row is written before the letter leaves, so
//! that a program that ends in between makes no second letter.

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::database::Store;
use crate::error::Error;
use crate::millis::Millis;
use crate::names::folded;

/// A letter that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StarttlsLetter {
    /// The stage of the series.
    pub stage: String,
    /// To whom.
    pub account: String,
    /// When it was begun.
    pub begun: Millis,
    /// When the next hop had it; `None`: nobody knows whether it left.
    pub sent: Option<Millis>,
}

impl Store {
    /// All letters of a series, in the order of the accounts.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn starttls_letters(&self, series: &str) -> Result<Vec<StarttlsLetter>, Error> {
        let rows: Vec<AnyRow> =
            sqlx::query("SELECT stage, account, begun, sent FROM starttls_letters WHERE series = $1 ORDER BY account, begun")
                .bind(series.to_owned())
                .fetch_all(self.pool())
                .await?;
        read(&rows)
    }

    /// All letters of every series, in the order of the accounts.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn all_starttls_letters(&self) -> Result<Vec<StarttlsLetter>, Error> {
        let rows: Vec<AnyRow> =
            sqlx::query("SELECT stage, account, begun, sent FROM starttls_letters ORDER BY account, begun").fetch_all(self.pool()).await?;
        read(&rows)
    }

    /// A letter is about to leave. `false`: one was begun already, now or by another process.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn begin_starttls_letter(&self, series: &str, stage: &str, account: &str, now: Millis) -> Result<bool, Error> {
        let done = sqlx::query(
            "INSERT INTO starttls_letters (series, stage, account, begun) VALUES ($1, $2, $3, $4)
             ON CONFLICT (series, stage, account) DO NOTHING",
        )
        .bind(series.to_owned())
        .bind(stage.to_owned())
        .bind(folded(account).into_owned())
        .bind(now.0)
        .execute(self.pool())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// What became of it: the next hop has it (`Some`), or it did not leave and may be begun again (`None`).
    ///
    /// # Errors
    /// If the database fails.
    pub async fn end_starttls_letter(&self, series: &str, stage: &str, account: &str, sent: Option<Millis>) -> Result<(), Error> {
        let sql = match sent {
            Some(_) => "UPDATE starttls_letters SET sent = $4 WHERE series = $1 AND stage = $2 AND account = $3",
            None => "DELETE FROM starttls_letters WHERE series = $1 AND stage = $2 AND account = $3 AND sent IS NULL",
        };
        let question = sqlx::query(sql).bind(series.to_owned()).bind(stage.to_owned()).bind(folded(account).into_owned());
        match sent {
            Some(sent) => question.bind(sent.0),
            None => question,
        }
        .execute(self.pool())
        .await?;
        Ok(())
    }
}

fn read(rows: &[AnyRow]) -> Result<Vec<StarttlsLetter>, Error> {
    let letter = |row: &AnyRow| {
        let sent: Option<i64> = row.try_get("sent")?;
        Ok(StarttlsLetter {
            stage: row.try_get("stage")?,
            account: row.try_get("account")?,
            begun: Millis(row.try_get("begun")?),
            sent: sent.map(Millis),
        })
    };
    rows.iter().map(letter).collect()
}
