//! Steps from an empty file to our schema, each in one transaction. A newer schema than ours is refused; there is no way
//! back.

use std::path::Path;

use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Connection as _, Row};

use crate::error::Error;
use crate::millis::Millis;

/// Takes the write lock at once: a transaction that reads first and writes later could be refused half-way.
pub(crate) const BEGIN: &str = "BEGIN IMMEDIATE";

/// The steps in order; step 1 is the first. A released step is never changed.
const STEPS: [&str; 13] = [
    include_str!("../migrations/sqlite/0001_identities.sql"),
    include_str!("../migrations/sqlite/0002_journal.sql"),
    include_str!("../migrations/sqlite/0003_people.sql"),
    include_str!("../migrations/sqlite/0004_people_asked.sql"),
    include_str!("../migrations/sqlite/0005_root_changes.sql"),
    include_str!("../migrations/sqlite/0006_journal_events.sql"),
    include_str!("../migrations/sqlite/0007_accounts.sql"),
    include_str!("../migrations/sqlite/0008_published.sql"),
    include_str!("../migrations/sqlite/0009_login_secret.sql"),
    include_str!("../migrations/sqlite/0010_transport.sql"),
    include_str!("../migrations/sqlite/0011_alerts.sql"),
    include_str!("../migrations/sqlite/0012_door_uses.sql"),
    include_str!("../migrations/sqlite/0013_any_case.sql"),
];

/// Brings the database to the last step.
pub(crate) async fn migrate(connection: &mut AnyConnection, path: &Path) -> Result<(), Error> {
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    let found = version(connection).await?;
    if found > known {
        return Err(Error::NewerSchema { path: path.to_owned(), found, known });
    }
    for (number, sql) in (1..).zip(STEPS) {
        if number > found {
            step(connection, number, sql).await.map_err(|source| Error::Migration { version: number, source })?;
        }
    }
    Ok(())
}

/// The schema of the file; 0 for an empty one.
async fn version(connection: &mut AnyConnection) -> Result<i64, sqlx::Error> {
    let table: Option<AnyRow> = sqlx::query("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'schema_steps'")
        .fetch_optional(&mut *connection)
        .await?;
    if table.is_none() {
        return Ok(0);
    }
    let row = sqlx::query("SELECT COALESCE(MAX(step), 0) FROM schema_steps").fetch_one(&mut *connection).await?;
    row.try_get(0)
}

async fn step(connection: &mut AnyConnection, number: i64, sql: &'static str) -> Result<(), sqlx::Error> {
    let mut transaction = connection.begin_with(BEGIN).await?;
    sqlx::raw_sql("CREATE TABLE IF NOT EXISTS schema_steps (step BIGINT NOT NULL PRIMARY KEY, taken BIGINT NOT NULL)")
        .execute(&mut *transaction)
        .await?;
    // Another process may have taken the step while this one waited for the lock.
    let taken: Option<AnyRow> =
        sqlx::query("SELECT step FROM schema_steps WHERE step = $1").bind(number).fetch_optional(&mut *transaction).await?;
    if taken.is_some() {
        return transaction.rollback().await;
    }
    sqlx::raw_sql(sql).execute(&mut *transaction).await?;
    sqlx::query("INSERT INTO schema_steps (step, taken) VALUES ($1, $2)")
        .bind(number)
        .bind(Millis::now().0)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await
}
