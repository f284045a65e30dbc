//! Rows of the database as values. What this program never writes is an error with table and row, not a guess.

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::address::Address;
use crate::certificate::{Role, StoredCertificate};
use crate::entry::{Decision, Entry, SignedForm};
use crate::error::Error;
use crate::identity::{Key, KeySource, KeyState, Purpose};
use crate::mail_id::MailId;
use crate::millis::Millis;

/// The columns that [`certificate`] reads.
pub(crate) const CERTIFICATE: &str = "c.id AS c_id, c.der, c.sha256, c.role, c.subject, c.issuer, c.serial, c.not_before, \
     c.not_after, c.added";

/// The columns that [`key`] reads.
pub(crate) const KEY: &str = "k.id AS k_id, k.identity, k.holder_id, k.spki, k.spki_sha256, k.kind, k.purpose, k.source, \
     k.state, k.created, k.changed";

/// The columns that [`entry`] reads, and that the journal's writer writes, in this order.
pub(crate) const ENTRY: &str = "id, message_id, header_from, envelope_sender, recipients, peer, decision, reason, reply, \
     identity, serial, content_sha256, next_hop, size, form";

pub(crate) fn certificate(row: &AnyRow) -> Result<StoredCertificate, Error> {
    let id = row.try_get("c_id")?;
    let damaged = |what| Error::Damaged { table: "certificates", row: id, what };
    Ok(StoredCertificate {
        id,
        der: row.try_get("der")?,
        sha256: digest(row, "sha256")?.ok_or_else(|| damaged("sha256"))?,
        role: Role::from_row(row.try_get("role")?).ok_or_else(|| damaged("role"))?,
        subject: row.try_get("subject")?,
        issuer: row.try_get("issuer")?,
        serial: row.try_get("serial")?,
        not_before: Millis(row.try_get("not_before")?),
        not_after: Millis(row.try_get("not_after")?),
        added: Millis(row.try_get("added")?),
        chain: Vec::new(),
    })
}

pub(crate) fn key(row: &AnyRow) -> Result<Key, Error> {
    let id = row.try_get("k_id")?;
    let damaged = |what| Error::Damaged { table: "keys", row: id, what };
    Ok(Key {
        id,
        holder_id: row.try_get("holder_id")?,
        spki: row.try_get("spki")?,
        spki_sha256: digest(row, "spki_sha256")?.ok_or_else(|| damaged("spki_sha256"))?,
        kind: row.try_get("kind")?,
        purpose: Purpose::from_row(row.try_get("purpose")?).ok_or_else(|| damaged("purpose"))?,
        source: KeySource::from_row(row.try_get("source")?).ok_or_else(|| damaged("source"))?,
        state: KeyState::from_row(row.try_get("state")?).ok_or_else(|| damaged("state"))?,
        created: Millis(row.try_get("created")?),
        changed: Millis(row.try_get("changed")?),
        certificates: Vec::new(),
    })
}

pub(crate) fn entry(row: &AnyRow) -> Result<Entry, Error> {
    let id: i64 = row.try_get("id")?;
    let damaged = |what| Error::Damaged { table: "journal", row: id, what };
    let recipients: &str = row.try_get("recipients")?;
    let size: i64 = row.try_get("size")?;
    let form: Option<&str> = row.try_get("form")?;
    Ok(Entry {
        id: MailId::from_row(id),
        message_id: row.try_get("message_id")?,
        header_from: row.try_get("header_from")?,
        envelope_sender: row.try_get("envelope_sender")?,
        recipients: serde_json::from_str(recipients).map_err(|_| damaged("recipients"))?,
        peer: row.try_get("peer")?,
        decision: Decision::from_row(row.try_get("decision")?).ok_or_else(|| damaged("decision"))?,
        reason: row.try_get("reason")?,
        reply: row.try_get("reply")?,
        identity: row.try_get("identity")?,
        serial: row.try_get("serial")?,
        content_sha256: digest(row, "content_sha256")?,
        form: form.map(|form| SignedForm::from_row(form).ok_or_else(|| damaged("form"))).transpose()?,
        next_hop: row.try_get("next_hop")?,
        size: u64::try_from(size).map_err(|_| damaged("size"))?,
    })
}

/// An address that this program wrote.
pub(crate) fn address(table: &'static str, row: i64, text: &str) -> Result<Address, Error> {
    Address::parse(text).map_err(|_| Error::Damaged { table, row, what: "address" })
}

/// 32 octets, or nothing.
pub(crate) fn digest(row: &AnyRow, column: &str) -> Result<Option<[u8; 32]>, Error> {
    let bytes: Option<Vec<u8>> = row.try_get(column)?;
    Ok(bytes.and_then(|bytes| bytes.try_into().ok()))
}
