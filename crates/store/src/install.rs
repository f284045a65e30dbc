//! Putting a certificate in use: the key gets it, becomes active, and what it replaces is superseded, all or nothing.

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::certificate::NewCertificate;
use crate::database::{Changes, Store, bump_generation};
use crate::error::Error;
use crate::identity::{KeyState, Purpose};
use crate::millis::Millis;

/// A certificate that has come for a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Install {
    /// The key's row.
    pub key: i64,
    /// The certificate.
    pub leaf: NewCertificate,
    /// What belongs to it, in order, the issuer of the leaf first.
    pub chain: Vec<NewLink>,
    /// What the certificate's key usage allows, if that is narrower than what the key was kept for.
    pub purpose: Purpose,
    /// Put it in use. If not, it is kept for the history and a key that has nothing else counts as superseded.
    pub activate: bool,
    /// When.
    pub now: Millis,
}

/// One certificate of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLink {
    /// The certificate.
    pub certificate: NewCertificate,
    /// A cross-root certificate: not needed to reach the root.
    pub crossed: bool,
    /// Whether it goes into mails.
    pub sent: bool,
}

/// What putting it in use did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// The leaf's row.
    pub certificate: i64,
    /// The keys that were active until now.
    pub superseded: Vec<i64>,
}

impl Store {
    /// Puts a certificate in use. The same certificate may come again: its chain is then replaced.
    ///
    /// # Errors
    /// If the key is unknown or revoked, or the database fails; nothing is changed then.
    pub async fn install(&self, install: Install) -> Result<Installed, Error> {
        let mut transaction = self.begin().await?;
        let (identity, state) = owner(&mut transaction, install.key).await?;
        if state == KeyState::Revoked {
            return Err(Error::Revoked { id: install.key });
        }
        let leaf = keep(&mut transaction, &install.leaf, Some(install.key), install.now).await?;
        replace_chain(&mut transaction, leaf, &install.chain, install.now).await?;
        let superseded = if install.activate {
            activate(&mut transaction, identity, &install).await?
        } else {
            retire(&mut transaction, &install).await?;
            Vec::new()
        };
        bump_generation(&mut transaction).await?;
        transaction.commit().await?;
        Ok(Installed { certificate: leaf, superseded })
    }

    /// Marks a key as revoked: it signs no more and still opens.
    ///
    /// # Errors
    /// If the key is unknown or the database fails.
    pub async fn revoke_key(&self, key: i64, now: Millis) -> Result<(), Error> {
        let mut transaction = self.begin().await?;
        owner(&mut transaction, key).await?;
        set_state(&mut transaction, key, KeyState::Revoked, now).await?;
        bump_generation(&mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// Keeps a certificate once; the row that is there is answered.
pub(crate) async fn keep(transaction: &mut Changes, new: &NewCertificate, key: Option<i64>, now: Millis) -> Result<i64, Error> {
    // The role is not changed by a second coming; the key is added when it was unknown.
    let row = sqlx::query(
        "INSERT INTO certificates (sha256, der, key, role, subject, issuer, serial, not_before, not_after, added)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (sha256) DO UPDATE SET key = COALESCE(certificates.key, excluded.key)
         RETURNING id",
    )
    .bind(new.sha256.to_vec())
    .bind(new.der.clone())
    .bind(key)
    .bind(new.role.as_str())
    .bind(new.subject.clone())
    .bind(new.issuer.clone())
    .bind(new.serial.clone())
    .bind(new.not_before.0)
    .bind(new.not_after.0)
    .bind(now.0)
    .fetch_one(&mut **transaction)
    .await?;
    Ok(row.try_get(0)?)
}

async fn owner(transaction: &mut Changes, key: i64) -> Result<(Option<i64>, KeyState), Error> {
    let row: Option<AnyRow> =
        sqlx::query("SELECT identity, state FROM keys WHERE id = $1").bind(key).fetch_optional(&mut **transaction).await?;
    let row = row.ok_or(Error::NoSuchKey { id: key })?;
    let state = KeyState::from_row(row.try_get("state")?).ok_or(Error::Damaged { table: "keys", row: key, what: "state" })?;
    Ok((row.try_get("identity")?, state))
}

async fn replace_chain(transaction: &mut Changes, leaf: i64, chain: &[NewLink], now: Millis) -> Result<(), Error> {
    sqlx::query("DELETE FROM chains WHERE leaf = $1").bind(leaf).execute(&mut **transaction).await?;
    for (position, link) in (0_i64..).zip(chain) {
        let certificate = keep(transaction, &link.certificate, None, now).await?;
        sqlx::query("INSERT INTO chains (leaf, position, certificate, crossed, sent) VALUES ($1, $2, $3, $4, $5)")
            .bind(leaf)
            .bind(position)
            .bind(certificate)
            .bind(i64::from(link.crossed))
            .bind(i64::from(link.sent))
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

/// The key becomes active; active keys whose work it does become superseded.
async fn activate(transaction: &mut Changes, identity: Option<i64>, install: &Install) -> Result<Vec<i64>, Error> {
    // A key for both takes over from all; a key for signing from keys for signing; and so on.
    let superseded: Vec<AnyRow> = sqlx::query(
        "UPDATE keys SET state = 'superseded', changed = $1
         WHERE identity = $2 AND id <> $3 AND state = 'active' AND (purpose = $4 OR $4 = 'both')
         RETURNING id",
    )
    .bind(install.now.0)
    .bind(identity)
    .bind(install.key)
    .bind(install.purpose.as_str())
    .fetch_all(&mut **transaction)
    .await?;
    sqlx::query("UPDATE keys SET state = 'active', purpose = $1, changed = $2 WHERE id = $3")
        .bind(install.purpose.as_str())
        .bind(install.now.0)
        .bind(install.key)
        .execute(&mut **transaction)
        .await?;
    superseded.iter().map(|row| Ok(row.try_get(0)?)).collect::<Result<Vec<i64>, Error>>()
}

/// History only: a key that was waiting for its first certificate is superseded at once; an active one stays active.
async fn retire(transaction: &mut Changes, install: &Install) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE keys SET state = 'superseded', purpose = $1, changed = $2 WHERE id = $3 AND state = 'requested'")
        .bind(install.purpose.as_str())
        .bind(install.now.0)
        .bind(install.key)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

async fn set_state(transaction: &mut Changes, key: i64, state: KeyState, now: Millis) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE keys SET state = $1, changed = $2 WHERE id = $3")
        .bind(state.as_str())
        .bind(now.0)
        .bind(key)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}
