//! The last check of each identity before its mail is sent. The result is a text of whoever checked; here it is only kept.

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::database::Store;
use crate::error::Error;
use crate::millis::Millis;

/// What was found of an identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preflight {
    /// The identity.
    pub address: String,
    /// Serial number of the certificate that was looked at, hexadecimal.
    pub serial: String,
    /// When.
    pub at: Millis,
    /// What was found, as JSON.
    pub result: String,
}

impl Store {
    /// Keeps what was found in place of what was found before.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn keep_preflight(&self, found: &Preflight) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO preflights (address, serial, at, result) VALUES ($1, $2, $3, $4)
             ON CONFLICT (address) DO UPDATE SET serial = excluded.serial, at = excluded.at, result = excluded.result",
        )
        .bind(found.address.clone())
        .bind(found.serial.clone())
        .bind(found.at.0)
        .bind(found.result.clone())
        .execute(self.pool())
        .await?;
        Ok(())
    }

    /// What was found last, by address.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn preflights(&self) -> Result<Vec<Preflight>, Error> {
        let rows: Vec<AnyRow> =
            sqlx::query("SELECT address, serial, at, result FROM preflights ORDER BY address").fetch_all(self.pool()).await?;
        let one = |row: &AnyRow| {
            Ok(Preflight {
                address: row.try_get("address")?,
                serial: row.try_get("serial")?,
                at: Millis(row.try_get("at")?),
                result: row.try_get("result")?,
            })
        };
        rows.iter().map(one).collect()
    }
}
