//! Finding and adding identities and their keys, and the short answer that the gateway needs: who signs for this address.

use std::collections::BTreeMap;

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::address::Address;
use crate::certificate::{ChainLink, StoredCertificate};
use crate::database::{Changes, Store, bump_generation};
use crate::error::Error;
use crate::identity::{Identity, Key, NewKey};
use crate::millis::Millis;
use crate::rows;

/// What is needed to sign for an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningIdentity {
    /// The address.
    pub address: Address,
    /// The key's name at the keyholder.
    pub holder_id: String,
    /// The public key, SubjectPublicKeyInfo in DER.
    pub spki: Vec<u8>,
    /// `rsa2048`, `p256`, …
    pub kind: String,
    /// The certificate.
    pub certificate: Vec<u8>,
    /// Its serial number, hexadecimal.
    pub serial: String,
    /// Valid from.
    pub not_before: Millis,
    /// Valid to. A certificate that has run out is answered too: whoever asks says what happens then.
    pub not_after: Millis,
    /// The certificates that go along, in order.
    pub chain: Vec<Vec<u8>>,
}

impl Store {
    /// Makes the identity if there is none; sets its name if one is given.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn add_identity(&self, address: &Address, name: Option<&str>, now: Millis) -> Result<i64, Error> {
        let mut transaction = self.begin().await?;
        let row = sqlx::query(
            "INSERT INTO identities (address, name, created) VALUES ($1, $2, $3)
             ON CONFLICT (address) DO UPDATE SET name = COALESCE(excluded.name, identities.name)
             RETURNING id",
        )
        .bind(address.as_str())
        .bind(name)
        .bind(now.0)
        .fetch_one(&mut *transaction)
        .await?;
        bump_generation(&mut transaction).await?;
        transaction.commit().await?;
        Ok(row.try_get(0)?)
    }

    /// Keeps a key of the identity, in state `requested`. A key that is already there is answered.
    ///
    /// # Errors
    /// If the key belongs to another identity, or the database fails.
    pub async fn add_key(&self, identity: i64, new: NewKey, now: Millis) -> Result<Key, Error> {
        let mut transaction = self.begin().await?;
        let (row, owner) = keep_key(&mut transaction, Some(identity), &new, now).await?;
        if owner != Some(identity) {
            let owner = self.owner_name(&mut transaction, owner).await?;
            return Err(Error::KeyOfAnother { owner });
        }
        bump_generation(&mut transaction).await?;
        transaction.commit().await?;
        let mut keys = self.keys_where("k.id = $1", row).await?;
        keys.pop().map(|(_, key)| key).ok_or(Error::NoSuchKey { id: row })
    }

    async fn owner_name(&self, transaction: &mut Changes, owner: Option<i64>) -> Result<String, Error> {
        let row: Option<AnyRow> =
            sqlx::query("SELECT address FROM identities WHERE id = $1").bind(owner).fetch_optional(&mut **transaction).await?;
        match row {
            Some(row) => Ok(row.try_get(0)?),
            None => Ok("the built-in CA".to_owned()),
        }
    }

    /// The identity of an address with its whole history.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn identity(&self, address: &Address) -> Result<Option<Identity>, Error> {
        let row: Option<AnyRow> = sqlx::query("SELECT id, address, name, created FROM identities WHERE address = $1")
            .bind(address.as_str())
            .fetch_optional(self.pool())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let mut identity = identity_row(&row)?;
        identity.keys = self.keys_where("k.identity = $1", identity.id).await?.into_iter().map(|(_, key)| key).collect();
        Ok(Some(identity))
    }

    /// All identities with their histories, by address.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn identities(&self) -> Result<Vec<Identity>, Error> {
        let rows: Vec<AnyRow> =
            sqlx::query("SELECT id, address, name, created FROM identities ORDER BY address").fetch_all(self.pool()).await?;
        let mut keys: BTreeMap<i64, Vec<Key>> = BTreeMap::new();
        for (owner, key) in self.keys_where("k.identity IS NOT NULL AND k.id <> $1", -1).await? {
            if let Some(owner) = owner {
                keys.entry(owner).or_default().push(key);
            }
        }
        rows.iter()
            .map(|row| {
                let mut identity = identity_row(row)?;
                identity.keys = keys.remove(&identity.id).unwrap_or_default();
                Ok(identity)
            })
            .collect()
    }

    /// Who signs for this address: of the active keys that sign, the newest certificate that is valid now; else the newest.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn signer(&self, address: &Address, now: Millis) -> Result<Option<SigningIdentity>, Error> {
        let row: Option<AnyRow> = sqlx::query(
            "SELECT k.holder_id, k.spki, k.kind, c.id AS leaf, c.der, c.serial, c.not_before, c.not_after
             FROM identities i JOIN keys k ON k.identity = i.id JOIN certificates c ON c.key = k.id
             WHERE i.address = $1 AND k.state = 'active' AND k.purpose IN ('both', 'sign') AND c.role = 'leaf'
             ORDER BY CASE WHEN c.not_before <= $2 AND c.not_after >= $2 THEN 0 ELSE 1 END, c.id DESC
             LIMIT 1",
        )
        .bind(address.as_str())
        .bind(now.0)
        .fetch_optional(self.pool())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let leaf: i64 = row.try_get("leaf")?;
        let chain = self.chain_of(leaf).await?.into_iter().filter(|link| link.sent).map(|link| link.certificate.der).collect();
        Ok(Some(SigningIdentity {
            address: address.clone(),
            holder_id: row.try_get("holder_id")?,
            spki: row.try_get("spki")?,
            kind: row.try_get("kind")?,
            certificate: row.try_get("der")?,
            serial: row.try_get("serial")?,
            not_before: Millis(row.try_get("not_before")?),
            not_after: Millis(row.try_get("not_after")?),
            chain,
        }))
    }

    /// The key with this public key (SHA-256 of its SubjectPublicKeyInfo), and the address it belongs to (none: the CA's).
    ///
    /// # Errors
    /// If the database fails.
    pub async fn key_by_spki(&self, spki_sha256: &[u8; 32]) -> Result<Option<(Option<Address>, Key)>, Error> {
        let row: Option<AnyRow> =
            sqlx::query("SELECT k.id, i.address FROM keys k LEFT JOIN identities i ON i.id = k.identity WHERE k.spki_sha256 = $1")
                .bind(spki_sha256.to_vec())
                .fetch_optional(self.pool())
                .await?;
        let Some(row) = row else { return Ok(None) };
        let id: i64 = row.try_get("id")?;
        let address: Option<String> = row.try_get("address")?;
        let address = address.map(|text| rows::address("identities", id, &text)).transpose()?;
        let key = self.keys_where("k.id = $1", id).await?.pop();
        Ok(key.map(|(_, key)| (address, key)))
    }

    /// Keys with their certificates and chains, newest first, each with its identity.
    pub(crate) async fn keys_where(&self, condition: &'static str, value: i64) -> Result<Vec<(Option<i64>, Key)>, Error> {
        let columns = rows::KEY;
        let sql = format!("SELECT {columns} FROM keys k WHERE {condition} ORDER BY k.id DESC");
        let mut keys: Vec<(Option<i64>, Key)> = Vec::new();
        for row in sqlx::query(AssertSqlSafe(sql)).bind(value).fetch_all(self.pool()).await? {
            keys.push((row.try_get("identity")?, rows::key(&row)?));
        }
        let columns = rows::CERTIFICATE;
        let sql = format!("SELECT {columns}, c.key FROM certificates c JOIN keys k ON k.id = c.key WHERE {condition} ORDER BY c.id DESC");
        let mut certificates: BTreeMap<i64, Vec<StoredCertificate>> = BTreeMap::new();
        for row in sqlx::query(AssertSqlSafe(sql)).bind(value).fetch_all(self.pool()).await? {
            let mut certificate = rows::certificate(&row)?;
            certificate.chain = self.chain_of(certificate.id).await?;
            certificates.entry(row.try_get("key")?).or_default().push(certificate);
        }
        for (_, key) in &mut keys {
            key.certificates = certificates.remove(&key.id).unwrap_or_default();
        }
        Ok(keys)
    }

    pub(crate) async fn chain_of(&self, leaf: i64) -> Result<Vec<ChainLink>, Error> {
        let columns = rows::CERTIFICATE;
        let sql = format!(
            "SELECT {columns}, l.crossed, l.sent FROM chains l JOIN certificates c ON c.id = l.certificate
             WHERE l.leaf = $1 ORDER BY l.position"
        );
        let rows: Vec<AnyRow> = sqlx::query(AssertSqlSafe(sql)).bind(leaf).fetch_all(self.pool()).await?;
        rows.iter()
            .map(|row| {
                let crossed: i64 = row.try_get("crossed")?;
                let sent: i64 = row.try_get("sent")?;
                Ok(ChainLink { certificate: rows::certificate(row)?, crossed: crossed != 0, sent: sent != 0 })
            })
            .collect()
    }
}

/// Keeps a key once; answers its row and whose it is.
pub(crate) async fn keep_key(
    transaction: &mut Changes,
    identity: Option<i64>,
    new: &NewKey,
    now: Millis,
) -> Result<(i64, Option<i64>), Error> {
    let known: Option<AnyRow> = sqlx::query("SELECT id, identity FROM keys WHERE spki_sha256 = $1")
        .bind(new.spki_sha256.to_vec())
        .fetch_optional(&mut **transaction)
        .await?;
    if let Some(row) = known {
        return Ok((row.try_get("id")?, row.try_get("identity")?));
    }
    let row = sqlx::query(
        "INSERT INTO keys (identity, holder_id, spki, spki_sha256, kind, purpose, source, state, created, changed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'requested', $8, $8) RETURNING id",
    )
    .bind(identity)
    .bind(new.holder_id.clone())
    .bind(new.spki.clone())
    .bind(new.spki_sha256.to_vec())
    .bind(new.kind.clone())
    .bind(new.purpose.as_str())
    .bind(new.source.as_str())
    .bind(now.0)
    .fetch_one(&mut **transaction)
    .await?;
    Ok((row.try_get(0)?, identity))
}

fn identity_row(row: &AnyRow) -> Result<Identity, Error> {
    let id: i64 = row.try_get("id")?;
    let address: &str = row.try_get("address")?;
    Ok(Identity {
        id,
        address: rows::address("identities", id, address)?,
        name: row.try_get("name")?,
        created: Millis(row.try_get("created")?),
        keys: Vec::new(),
    })
}
