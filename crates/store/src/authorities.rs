//! The built-in private CA: a root and an issuing CA, made at first need. The newest of a role issues; older ones stay.

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::certificate::{NewCertificate, StoredCertificate};
use crate::database::{Store, bump_generation};
use crate::error::Error;
use crate::identities::keep_key;
use crate::identity::{Key, NewKey};
use crate::install::keep;
use crate::millis::Millis;
use crate::rows;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuthorityRole {
    /// Issues leaves.
    Issuing,
    /// Issues the issuing CA.
    Root,
}

impl AuthorityRole {
    /// The word in the database and in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issuing => "issuing",
            Self::Root => "root",
        }
    }
}

/// A CA of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// The row.
    pub id: i64,
    /// Which of the two.
    pub role: AuthorityRole,
    /// Its certificate.
    pub certificate: StoredCertificate,
    /// Its key.
    pub key: Key,
    /// Where it is published: with `.crl` its revocation list, with `.cer` its certificate.
    pub url: String,
}

/// A CA to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAuthority {
    /// Which of the two.
    pub role: AuthorityRole,
    /// Its certificate.
    pub certificate: NewCertificate,
    /// Its key.
    pub key: NewKey,
    /// Where it is published, without `.crl` and `.cer`.
    pub url: String,
}

impl Store {
    /// The CA of a role that issues now.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn authority(&self, role: AuthorityRole) -> Result<Option<Authority>, Error> {
        let columns = rows::CERTIFICATE;
        let sql = format!(
            "SELECT a.id, a.key, a.url, {columns} FROM authorities a JOIN certificates c ON c.id = a.certificate
             WHERE a.role = $1 ORDER BY a.id DESC LIMIT 1"
        );
        let row: Option<AnyRow> = sqlx::query(AssertSqlSafe(sql)).bind(role.as_str()).fetch_optional(self.pool()).await?;
        let Some(row) = row else { return Ok(None) };
        let key_row: i64 = row.try_get("key")?;
        let (_, key) = self.keys_where("k.id = $1", key_row).await?.pop().ok_or(Error::NoSuchKey { id: key_row })?;
        Ok(Some(Authority { id: row.try_get("id")?, role, certificate: rows::certificate(&row)?, key, url: row.try_get("url")? }))
    }

    /// Keeps new CAs, all or none.
    ///
    /// # Errors
    /// If the key of one is an identity's, or the database fails.
    pub async fn add_authorities(&self, new: &[NewAuthority], now: Millis) -> Result<(), Error> {
        let mut transaction = self.begin().await?;
        for one in new {
            let (key, owner) = keep_key(&mut transaction, None, &one.key, now).await?;
            if owner.is_some() {
                return Err(Error::KeyOfAnother { owner: "an identity".to_owned() });
            }
            let certificate = keep(&mut transaction, &one.certificate, Some(key), now).await?;
            sqlx::query("UPDATE keys SET state = 'active', changed = $1 WHERE id = $2")
                .bind(now.0)
                .bind(key)
                .execute(&mut *transaction)
                .await?;
            sqlx::query("INSERT INTO authorities (role, certificate, key, url, created) VALUES ($1, $2, $3, $4, $5)")
                .bind(one.role.as_str())
                .bind(certificate)
                .bind(key)
                .bind(one.url.clone())
                .bind(now.0)
                .execute(&mut *transaction)
                .await?;
        }
        bump_generation(&mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }
}
