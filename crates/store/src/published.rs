//! Certificates that strangers may look up: those of identities whose owner has said so, and no others. There is no listing for strangers;
//! whoever runs this server sees which identities are published.

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::address::Address;
use crate::certificate::StoredCertificate;
use crate::database::{Store, bump_generation};
use crate::error::Error;
use crate::identity::KeyState;
use crate::millis::Millis;
use crate::rows;

/// Certificates that one look-up answers; an address has one or two a year.
const MOST: i64 = 20;

/// A certificate that may be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Whose.
    pub address: Address,
    /// The state of its key.
    pub state: KeyState,
    /// The certificate with its chain.
    pub certificate: StoredCertificate,
}

/// An identity whose certificates may be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedIdentity {
    /// The address.
    pub address: Address,
    /// Its name, if one was given.
    pub name: Option<String>,
    /// Since when.
    pub since: Millis,
}

impl Store {
    /// Lets an identity's certificates be looked up from `since` on, or no more; `false`: there is no such identity.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn publish(&self, address: &Address, since: Option<Millis>) -> Result<bool, Error> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query("UPDATE identities SET published = $1 WHERE address = $2")
            .bind(since.map(|since| since.0))
            .bind(address.as_str())
            .execute(&mut *transaction)
            .await?;
        bump_generation(&mut transaction).await?;
        transaction.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    /// Identities that are published, by address: for whoever runs this server, and for pages about each.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn published_identities(&self) -> Result<Vec<PublishedIdentity>, Error> {
        let sql = "SELECT id, address, name, published FROM identities WHERE published IS NOT NULL ORDER BY address";
        let rows: Vec<AnyRow> = sqlx::query(sql).fetch_all(self.pool()).await?;
        rows.iter()
            .map(|row| {
                let address: &str = row.try_get("address")?;
                Ok(PublishedIdentity {
                    address: rows::address("identities", row.try_get("id")?, address)?,
                    name: row.try_get("name")?,
                    since: Millis(row.try_get("published")?),
                })
            })
            .collect()
    }

    /// Published certificates of an address, newest first. An address that is not known and one that is not published are one answer, by
    /// one query.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn published_of(&self, address: &Address) -> Result<Vec<Published>, Error> {
        let sql = published("i.address = $1");
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(address.as_str()).fetch_all(self.pool()).await?;
        self.with_chains(rows).await
    }

    /// Published certificates with this serial number, in hexadecimal; leading zeros do not count.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn published_by_serial(&self, serial: &str) -> Result<Vec<Published>, Error> {
        let plain = serial.trim_start_matches('0').to_ascii_lowercase();
        let sql = published("LTRIM(c.serial, '0') = $1");
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(plain).fetch_all(self.pool()).await?;
        self.with_chains(rows).await
    }

    /// The published certificate with this SHA-256.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn published_by_sha256(&self, sha256: &[u8; 32]) -> Result<Option<Published>, Error> {
        let sql = published("c.sha256 = $1");
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(sha256.to_vec()).fetch_all(self.pool()).await?;
        Ok(self.with_chains(rows).await?.into_iter().next())
    }

    /// Every published certificate as its bytes, each handed to `look` in turn: for names that the database does not keep.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn published_each(&self, mut look: impl FnMut(&[u8; 32], &[u8])) -> Result<(), Error> {
        let mut after = 0_i64;
        loop {
            let sql = "SELECT c.id AS c_id, c.sha256, c.der FROM identities i JOIN keys k ON k.identity = i.id JOIN certificates c ON c.key = k.id
                       WHERE i.published IS NOT NULL AND c.role = 'leaf' AND c.id > $1 ORDER BY c.id LIMIT 500";
            let rows: Vec<AnyRow> = sqlx::query(sql).bind(after).fetch_all(self.pool()).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.try_get("c_id")?;
            for row in &rows {
                let (sha256, der): (Vec<u8>, Vec<u8>) = (row.try_get("sha256")?, row.try_get("der")?);
                if let Ok(sha256) = <[u8; 32]>::try_from(sha256) {
                    look(&sha256, &der);
                }
            }
        }
    }

    async fn with_chains(&self, rows: Vec<AnyRow>) -> Result<Vec<Published>, Error> {
        let mut all = Vec::new();
        for row in rows {
            let id: i64 = row.try_get("owner")?;
            let address: &str = row.try_get("address")?;
            let state: &str = row.try_get("state")?;
            let mut certificate = rows::certificate(&row)?;
            certificate.chain = self.chain_of(certificate.id).await?;
            all.push(Published {
                address: rows::address("identities", id, address)?,
                state: KeyState::from_row(state).ok_or(Error::Damaged { table: "keys", row: id, what: "state" })?,
                certificate,
            });
        }
        Ok(all)
    }
}

/// The one query behind every look-up.
fn published(condition: &'static str) -> String {
    let columns = rows::CERTIFICATE;
    format!(
        "SELECT {columns}, i.id AS owner, i.address, k.state FROM identities i JOIN keys k ON k.identity = i.id JOIN certificates c ON c.key = k.id
         WHERE i.published IS NOT NULL AND c.role = 'leaf' AND {condition} ORDER BY c.id DESC LIMIT {MOST}"
    )
}
