//! When the certificates that sign run out: one question to the database, for monitors.

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::address::Address;
use crate::database::Store;
use crate::error::Error;
use crate::millis::Millis;
use crate::rows;

/// Identities that can sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expiries {
    /// How many there are.
    pub count: u64,
    /// Those whose newest certificate runs out first, with that moment.
    pub soonest: Vec<(Address, Millis)>,
}

impl Store {
    /// When the last certificate of each identity's active signing keys runs out, at most `most` identities, the soonest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn expiries(&self, most: u32) -> Result<Expiries, Error> {
        let found: Vec<AnyRow> = sqlx::query(
            "SELECT i.id, i.address, MAX(c.not_after) AS expiry
             FROM identities i JOIN keys k ON k.identity = i.id JOIN certificates c ON c.key = k.id
             WHERE k.state = 'active' AND k.purpose IN ('both', 'sign') AND c.role = 'leaf'
             GROUP BY i.id, i.address ORDER BY expiry, i.address",
        )
        .fetch_all(self.pool())
        .await?;
        let of_row = |row: &AnyRow| {
            let address: String = row.try_get("address")?;
            Ok((rows::address("identities", row.try_get("id")?, &address)?, Millis(row.try_get("expiry")?)))
        };
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let soonest = found.iter().take(most).map(of_row).collect::<Result<Vec<_>, Error>>()?;
        Ok(Expiries { count: found.len() as u64, soonest })
    }
}
