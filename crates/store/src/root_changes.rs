//! What was found when lists of roots were held against our certificates: kept once, told once (design, section 6).
//! The meaning of a state is said by whoever finds it; here it is a text to be compared.

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::database::Store;
use crate::error::Error;
use crate::millis::Millis;
use crate::rows;

const COLUMNS: &str = "id, found, list, edition, title, came, address, certificate, serial, root, root_name, earlier, state, \
     another, due, told";

/// A change of what a list says of a root that a certificate of ours leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRootChange {
    /// The list's name in the home.
    pub list: String,
    /// SHA-256 of its edition.
    pub edition: [u8; 32],
    /// The edition by kind and date, for people.
    pub title: String,
    /// When the edition came into the world.
    pub came: Millis,
    /// The identity.
    pub address: String,
    /// SHA-256 of its certificate.
    pub certificate: [u8; 32],
    /// The certificate's serial number, hexadecimal.
    pub serial: String,
    /// SHA-256 of the root (or of the intermediate, where a list forbids one).
    pub root: [u8; 32],
    /// Its name.
    pub root_name: String,
    /// What was said before; `None`: looked at for the first time.
    pub before: Option<String>,
    /// What is said now.
    pub state: String,
    /// Another root by which the certificate stays good under this list.
    pub another: Option<String>,
    /// Whether its owner is to be told.
    pub due: bool,
}

/// The same, kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootChange {
    /// The row.
    pub id: i64,
    /// When it was found.
    pub found: Millis,
    /// When its owner was told.
    pub told: Option<Millis>,
    /// What was found.
    pub change: NewRootChange,
}

/// What was last known of a certificate, a list and a root.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RootState {
    /// The identity.
    pub address: String,
    /// SHA-256 of its certificate.
    pub certificate: [u8; 32],
    /// The list's name in the home.
    pub list: String,
    /// SHA-256 of the root.
    pub root: [u8; 32],
    /// What the list said.
    pub state: String,
}

impl Store {
    /// What is known of every certificate, list and root.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn root_states(&self) -> Result<Vec<RootState>, Error> {
        let rows: Vec<AnyRow> = sqlx::query(
            "SELECT id, address, certificate, list, root, state FROM root_changes
             WHERE id IN (SELECT MAX(id) FROM root_changes GROUP BY address, certificate, list, root)",
        )
        .fetch_all(self.pool())
        .await?;
        let state = |row: &AnyRow| {
            Ok(RootState {
                address: row.try_get("address")?,
                certificate: hash(row, "certificate")?,
                list: row.try_get("list")?,
                root: hash(row, "root")?,
                state: row.try_get("state")?,
            })
        };
        rows.iter().map(state).collect()
    }

    /// Keeps what was found, all or nothing; what another process has kept of the same edition is passed over. Answers how many
    /// were new.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn keep_root_changes(&self, all: &[NewRootChange], now: Millis) -> Result<u64, Error> {
        let mut transaction = self.begin().await?;
        let mut new = 0;
        for one in all {
            let done = sqlx::query(
                "INSERT INTO root_changes
                 (found, list, edition, title, came, address, certificate, serial, root, root_name, earlier, state, another, due)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
                 ON CONFLICT (address, certificate, list, root, edition) DO NOTHING",
            )
            .bind(now.0)
            .bind(one.list.clone())
            .bind(one.edition.to_vec())
            .bind(one.title.clone())
            .bind(one.came.0)
            .bind(one.address.clone())
            .bind(one.certificate.to_vec())
            .bind(one.serial.clone())
            .bind(one.root.to_vec())
            .bind(one.root_name.clone())
            .bind(one.before.clone())
            .bind(one.state.clone())
            .bind(one.another.clone())
            .bind(i64::from(one.due))
            .execute(&mut *transaction)
            .await?;
            new += done.rows_affected();
        }
        transaction.commit().await?;
        Ok(new)
    }

    /// What waits to be told, oldest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn root_changes_due(&self) -> Result<Vec<RootChange>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM root_changes WHERE due = 1 AND told IS NULL ORDER BY id");
        let rows: Vec<AnyRow> = sqlx::query(AssertSqlSafe(sql)).fetch_all(self.pool()).await?;
        rows.iter().map(change).collect()
    }

    /// What was found and due to be told, newest first, at most so many.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn root_changes(&self, limit: u32) -> Result<Vec<RootChange>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM root_changes WHERE due = 1 ORDER BY id DESC LIMIT $1");
        let rows: Vec<AnyRow> = sqlx::query(AssertSqlSafe(sql)).bind(i64::from(limit)).fetch_all(self.pool()).await?;
        rows.iter().map(change).collect()
    }

    /// Their owner has been told: they are never due again.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn root_changes_told(&self, ids: &[i64], now: Millis) -> Result<(), Error> {
        let mut transaction = self.begin().await?;
        for id in ids {
            sqlx::query("UPDATE root_changes SET told = $1 WHERE id = $2").bind(now.0).bind(*id).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

fn change(row: &AnyRow) -> Result<RootChange, Error> {
    let told: Option<i64> = row.try_get("told")?;
    let due: i64 = row.try_get("due")?;
    Ok(RootChange {
        id: row.try_get("id")?,
        found: Millis(row.try_get("found")?),
        told: told.map(Millis),
        change: NewRootChange {
            list: row.try_get("list")?,
            edition: hash(row, "edition")?,
            title: row.try_get("title")?,
            came: Millis(row.try_get("came")?),
            address: row.try_get("address")?,
            certificate: hash(row, "certificate")?,
            serial: row.try_get("serial")?,
            root: hash(row, "root")?,
            root_name: row.try_get("root_name")?,
            before: row.try_get("earlier")?,
            state: row.try_get("state")?,
            another: row.try_get("another")?,
            due: due != 0,
        },
    })
}

fn hash(row: &AnyRow, column: &'static str) -> Result<[u8; 32], Error> {
    let id = row.try_get("id")?;
    rows::digest(row, column)?.ok_or(Error::Damaged { table: "root_changes", row: id, what: column })
}
