//! What people are to be told by mail: raised once by whoever notices it, told once by the gateway. The words belong to whoever tells;
//! here stand a name, a kind and facts.

use std::collections::BTreeMap;

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::database::Store;
use crate::error::Error;
use crate::millis::Millis;

const COLUMNS: &str = "id, name, kind, facts, found, told";

/// Something to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAlert {
    /// What makes it the same as one before: kind, object and, where it may come again, the moment.
    pub name: String,
    /// Chooses the sentence.
    pub kind: String,
    /// What the sentence has blanks for.
    pub facts: BTreeMap<String, String>,
}

impl NewAlert {
    /// Of a kind and an object.
    #[must_use]
    pub fn new(kind: &str, object: &str) -> Self {
        Self { name: format!("{kind} {object}"), kind: kind.to_owned(), facts: BTreeMap::new() }
    }

    /// With a fact.
    #[must_use]
    pub fn with(mut self, blank: &str, fact: impl std::fmt::Display) -> Self {
        self.facts.insert(blank.to_owned(), fact.to_string());
        self
    }
}

/// The same, kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// The row: grows with time.
    pub id: i64,
    /// What it says.
    pub alert: NewAlert,
    /// When it was noticed.
    pub found: Millis,
    /// When it was told; all alerts of one mail have the same moment.
    pub told: Option<Millis>,
}

impl Store {
    /// Keeps what is to be told; what was raised before, told or not, is passed over. Answers how many were new.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn raise_alerts(&self, all: &[NewAlert], now: Millis) -> Result<u64, Error> {
        if all.is_empty() {
            return Ok(0);
        }
        let mut transaction = self.begin().await?;
        let mut new = 0;
        for one in all {
            let facts = serde_json::to_string(&one.facts).map_err(|error| sqlx::Error::Encode(error.into()))?;
            let sql = "INSERT INTO alerts (name, kind, facts, found) VALUES ($1, $2, $3, $4) ON CONFLICT (name) DO NOTHING";
            let question = sqlx::query(sql).bind(one.name.clone()).bind(one.kind.clone()).bind(facts).bind(now.0);
            new += question.execute(&mut *transaction).await?.rows_affected();
        }
        transaction.commit().await?;
        Ok(new)
    }

    /// What waits to be told, oldest first, at most so many.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn alerts_due(&self, limit: u32) -> Result<Vec<Alert>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM alerts WHERE told IS NULL ORDER BY id LIMIT $1");
        let rows: Vec<AnyRow> = sqlx::query(AssertSqlSafe(sql)).bind(i64::from(limit)).fetch_all(self.pool()).await?;
        rows.iter().map(alert).collect()
    }

    /// They have been told, in one mail.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn alerts_told(&self, ids: &[i64], now: Millis) -> Result<(), Error> {
        let mut transaction = self.begin().await?;
        for id in ids {
            sqlx::query("UPDATE alerts SET told = $1 WHERE id = $2").bind(now.0).bind(*id).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// How many mails with alerts there were since that moment.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn alert_mails_since(&self, since: Millis) -> Result<u64, Error> {
        let row = sqlx::query("SELECT COUNT(DISTINCT told) FROM alerts WHERE told > $1").bind(since.0).fetch_one(self.pool()).await?;
        let count: i64 = row.try_get(0)?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// All that was raised, newest first, at most so many.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn alerts(&self, limit: u32) -> Result<Vec<Alert>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM alerts ORDER BY id DESC LIMIT $1");
        let rows: Vec<AnyRow> = sqlx::query(AssertSqlSafe(sql)).bind(i64::from(limit)).fetch_all(self.pool()).await?;
        rows.iter().map(alert).collect()
    }

    /// The newest of one of two kinds: whether something that was told to be so has been told to be over.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn newest_alert_of(&self, kinds: [&str; 2]) -> Result<Option<Alert>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM alerts WHERE kind IN ($1, $2) ORDER BY id DESC LIMIT 1");
        let [one, other] = kinds.map(str::to_owned);
        let row: Option<AnyRow> = sqlx::query(AssertSqlSafe(sql)).bind(one).bind(other).fetch_optional(self.pool()).await?;
        row.as_ref().map(alert).transpose()
    }
}

fn alert(row: &AnyRow) -> Result<Alert, Error> {
    let id = row.try_get("id")?;
    let facts: &str = row.try_get("facts")?;
    let told: Option<i64> = row.try_get("told")?;
    Ok(Alert {
        id,
        alert: NewAlert {
            name: row.try_get("name")?,
            kind: row.try_get("kind")?,
            facts: serde_json::from_str(facts).map_err(|_| Error::Damaged { table: "alerts", row: id, what: "facts" })?,
        },
        found: Millis(row.try_get("found")?),
        told: told.map(Millis),
    })
}
