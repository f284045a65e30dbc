//! Correspondents' certificates: kept, found, forgotten. A key that changes on its own waits for a person (design, section 5); what
//! a person imports is used at once.

use std::collections::BTreeMap;

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::address::Address;
use crate::database::{Changes, Store, bump_generation};
use crate::error::Error;
use crate::millis::Millis;
use crate::person::{Kept, NewPersonCertificate, Person, PersonCertificate, PersonState, PersonTrust};
use crate::rows;

const COLUMNS: &str = "id, address, der, sha256, spki_sha256, subject, issuer, serial, not_before, not_after, trust, state, \
     capabilities, asked_for, issuers, first_seen, last_seen";

impl Store {
    /// Keeps certificates of correspondents, all or none. The answers stand in the same order.
    ///
    /// What is imported by a person may be used, also if it waited for review before. What comes by itself may be used if its key is one
    /// that may be used already, or the first for its address; else it waits, unless a later mail asked for a key that may be used. What
    /// is known of what its owner reads changes only by a later mail.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn keep_people(&self, all: &[NewPersonCertificate], now: Millis) -> Result<Vec<Kept>, Error> {
        let mut transaction = self.begin().await?;
        let mut kept = Vec::with_capacity(all.len());
        for one in all {
            kept.push(keep(&mut transaction, one, now).await?);
        }
        // Whoever remembers people is told of what a person did and of what is new; mails that say the same again are no news.
        let news =
            |(kept, one): (&Kept, &NewPersonCertificate)| !matches!(kept, Kept::Known | Kept::Older) || one.trust != PersonTrust::Harvested;
        if kept.iter().zip(all).any(news) {
            bump_generation(&mut transaction).await?;
        }
        transaction.commit().await?;
        Ok(kept)
    }

    /// A correspondent with all certificates.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn person(&self, address: &Address) -> Result<Option<Person>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM people WHERE address = $1 ORDER BY last_seen DESC, id DESC");
        let rows: Vec<AnyRow> = sqlx::query(AssertSqlSafe(sql)).bind(address.as_str()).fetch_all(self.pool()).await?;
        let certificates = rows.iter().map(certificate).collect::<Result<Vec<_>, _>>()?;
        Ok((!certificates.is_empty()).then(|| Person { address: address.clone(), certificates }))
    }

    /// All correspondents, by address.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn people(&self) -> Result<Vec<Person>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM people ORDER BY address, last_seen DESC, id DESC");
        let rows: Vec<AnyRow> = sqlx::query(AssertSqlSafe(sql)).fetch_all(self.pool()).await?;
        let mut people: BTreeMap<Address, Vec<PersonCertificate>> = BTreeMap::new();
        for row in &rows {
            let address: &str = row.try_get("address")?;
            let address = rows::address("people", row.try_get("id")?, address)?;
            people.entry(address).or_default().push(certificate(row)?);
        }
        Ok(people.into_iter().map(|(address, certificates)| Person { address, certificates }).collect())
    }

    /// Forgets certificates of an address: the one with this SHA-256, or all. Answers how many there were.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn forget_person(&self, address: &Address, sha256: Option<&[u8; 32]>) -> Result<u64, Error> {
        let mut transaction = self.begin().await?;
        let done = match sha256 {
            Some(sha256) => {
                sqlx::query("DELETE FROM people WHERE address = $1 AND sha256 = $2")
                    .bind(address.as_str())
                    .bind(sha256.to_vec())
                    .execute(&mut *transaction)
                    .await?
            }
            None => sqlx::query("DELETE FROM people WHERE address = $1").bind(address.as_str()).execute(&mut *transaction).await?,
        };
        bump_generation(&mut transaction).await?;
        transaction.commit().await?;
        Ok(done.rows_affected())
    }

    /// The address as it is known here, as a correspondent's or an identity's: to the letter, else in another case if there is only one
    /// (RFC 5321 2.4 lets local parts differ by case, and nobody's mail system does).
    ///
    /// # Errors
    /// If the database fails.
    pub async fn known_as(&self, address: &Address) -> Result<Option<Address>, Error> {
        let rows: Vec<AnyRow> = sqlx::query(
            "SELECT address FROM people WHERE lower(address) = $1 UNION SELECT address FROM identities WHERE lower(address) = $1",
        )
        .bind(address.as_str().to_ascii_lowercase())
        .fetch_all(self.pool())
        .await?;
        let mut known = Vec::with_capacity(rows.len());
        for row in &rows {
            known.push(rows::address("people", 0, row.try_get("address")?)?);
        }
        if known.contains(address) {
            return Ok(Some(address.clone()));
        }
        Ok(known.pop().filter(|_| known.is_empty()))
    }
}

async fn keep(transaction: &mut Changes, new: &NewPersonCertificate, now: Millis) -> Result<Kept, Error> {
    let known: Option<AnyRow> =
        sqlx::query("SELECT id, trust, state, capabilities, asked_for FROM people WHERE address = $1 AND sha256 = $2")
            .bind(new.address.as_str())
            .bind(new.sha256.to_vec())
            .fetch_optional(&mut **transaction)
            .await?;
    if let Some(row) = known {
        return seen_again(transaction, &row, new, now).await;
    }
    let state = match new.trust {
        PersonTrust::Imported => PersonState::Usable,
        PersonTrust::Directory | PersonTrust::Harvested => match state_of_another(transaction, new).await? {
            Some(state) => state,
            None => return Ok(Kept::Older),
        },
    };
    sqlx::query(
        "INSERT INTO people (address, sha256, der, spki_sha256, subject, issuer, serial, not_before, not_after, trust, state,
             capabilities, asked_for, issuers, first_seen, last_seen)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)",
    )
    .bind(new.address.as_str())
    .bind(new.sha256.to_vec())
    .bind(new.der.clone())
    .bind(new.spki_sha256.to_vec())
    .bind(new.subject.clone())
    .bind(new.issuer.clone())
    .bind(new.serial.clone())
    .bind(new.not_before.0)
    .bind(new.not_after.0)
    .bind(new.trust.as_str())
    .bind(state.as_str())
    .bind(new.capabilities.clone())
    .bind(new.asked_for.map(|time| time.0))
    .bind(new.issuers.clone())
    .bind(now.0)
    .execute(&mut **transaction)
    .await?;
    Ok(if state == PersonState::Usable { Kept::New } else { Kept::Waiting })
}

/// The very certificate: what is known of it grows, its trust never falls.
async fn seen_again(transaction: &mut Changes, row: &AnyRow, new: &NewPersonCertificate, now: Millis) -> Result<Kept, Error> {
    let id: i64 = row.try_get("id")?;
    let damaged = |what| Error::Damaged { table: "people", row: id, what };
    let before = PersonTrust::from_row(row.try_get("trust")?).ok_or_else(|| damaged("trust"))?;
    let state = PersonState::from_row(row.try_get("state")?).ok_or_else(|| damaged("state"))?;
    let (waited, confirmed) = (state == PersonState::Review, new.trust == PersonTrust::Imported);
    let state = if confirmed { PersonState::Usable } else { state };
    let known: Option<Vec<u8>> = row.try_get("capabilities")?;
    let asked_for: Option<i64> = row.try_get("asked_for")?;
    let (later, new_time) = (new.asked_for.map(|time| time.0) > asked_for, new.asked_for.map(|time| time.0));
    let capabilities = new.capabilities.clone().filter(|_| later || known.is_none());
    let issuers = Some(new.issuers.clone()).filter(|issuers| !issuers.is_empty());
    sqlx::query(
        "UPDATE people SET trust = $1, state = $2, capabilities = COALESCE($3, capabilities), asked_for = $4,
             issuers = COALESCE($5, issuers), last_seen = $6
         WHERE id = $7",
    )
    .bind(before.max(new.trust).as_str())
    .bind(state.as_str())
    .bind(capabilities)
    .bind(asked_for.max(new_time))
    .bind(issuers)
    .bind(now.0)
    .bind(id)
    .execute(&mut **transaction)
    .await?;
    Ok(match (waited, confirmed) {
        (true, false) => Kept::Waiting,
        _ => Kept::Known,
    })
}

/// A certificate that nobody put in: usable with a key that is, or as the first of its address. Nothing: a later mail asked for another key.
async fn state_of_another(transaction: &mut Changes, new: &NewPersonCertificate) -> Result<Option<PersonState>, Error> {
    let rows: Vec<AnyRow> = sqlx::query("SELECT spki_sha256, state, asked_for FROM people WHERE address = $1")
        .bind(new.address.as_str())
        .fetch_all(&mut **transaction)
        .await?;
    let (mut same, mut newest) = (false, None::<i64>);
    for row in &rows {
        let key: Vec<u8> = row.try_get("spki_sha256")?;
        let state: &str = row.try_get("state")?;
        let is_usable = state == PersonState::Usable.as_str();
        same |= is_usable && key == new.spki_sha256;
        let asked_for: Option<i64> = row.try_get("asked_for")?;
        newest = newest.max(asked_for.filter(|_| is_usable));
    }
    Ok(match () {
        () if same || rows.is_empty() => Some(PersonState::Usable),
        () if new.trust == PersonTrust::Harvested && newest > new.asked_for.map(|time| time.0) => None,
        () => Some(PersonState::Review),
    })
}

fn certificate(row: &AnyRow) -> Result<PersonCertificate, Error> {
    let id = row.try_get("id")?;
    let damaged = |what| Error::Damaged { table: "people", row: id, what };
    Ok(PersonCertificate {
        id,
        der: row.try_get("der")?,
        sha256: rows::digest(row, "sha256")?.ok_or_else(|| damaged("sha256"))?,
        spki_sha256: rows::digest(row, "spki_sha256")?.ok_or_else(|| damaged("spki_sha256"))?,
        subject: row.try_get("subject")?,
        issuer: row.try_get("issuer")?,
        serial: row.try_get("serial")?,
        not_before: Millis(row.try_get("not_before")?),
        not_after: Millis(row.try_get("not_after")?),
        trust: PersonTrust::from_row(row.try_get("trust")?).ok_or_else(|| damaged("trust"))?,
        state: PersonState::from_row(row.try_get("state")?).ok_or_else(|| damaged("state"))?,
        capabilities: row.try_get("capabilities")?,
        asked_for: row.try_get::<Option<i64>, _>("asked_for")?.map(Millis),
        issuers: row.try_get::<Option<Vec<u8>>, _>("issuers")?.unwrap_or_default(),
        first_seen: Millis(row.try_get("first_seen")?),
        last_seen: Millis(row.try_get("last_seen")?),
    })
}
