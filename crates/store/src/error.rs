//! Why the store could not do its work.

use std::path::PathBuf;

use crate::address::AddressError;

/// The store could not do its work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no database file where one was expected.
    #[error("no database at {}", path.display())]
    Missing {
        /// The file that is not there.
        path: PathBuf,
    },
    /// The file could not be made or its mode could not be set.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The database was written by a later version of the program.
    #[error("{}: the database has schema {found}, this program knows up to {known}", path.display())]
    NewerSchema {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The last schema of this program.
        known: i64,
    },
    /// A step to a newer schema failed; the step was undone.
    #[error("schema step {version}: {source}")]
    Migration {
        /// The number of the step.
        version: i64,
        /// What the database says.
        source: sqlx::Error,
    },
    /// The database refused or failed: disk full, locked for too long, damaged.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// A row holds what this program never writes.
    #[error("table {table}, row {row}: {what}")]
    Damaged {
        /// The table.
        table: &'static str,
        /// The row's number.
        row: i64,
        /// What is wrong with it.
        what: &'static str,
    },
    /// Not a mail address.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The key belongs to another identity.
    #[error("the key belongs to {owner}")]
    KeyOfAnother {
        /// Whose key it is.
        owner: String,
    },
    /// There is no such key.
    #[error("no key {id}")]
    NoSuchKey {
        /// The key's row.
        id: i64,
    },
    /// The key was revoked: no certificate makes it active again.
    #[error("key {id} is revoked")]
    Revoked {
        /// The key's row.
        id: i64,
    },
    /// The last entries of the journal could not be written.
    #[error("{count} entries of the journal are not written: {source}")]
    JournalUnwritten {
        /// How many.
        count: usize,
        /// What the database says.
        source: sqlx::Error,
    },
    /// Another program works in the outbox.
    #[error("{}: another program works in this outbox", folder.display())]
    OutboxInUse {
        /// Which.
        folder: PathBuf,
    },
    /// A file or folder of the outbox could not be worked with.
    #[error("{}: cannot {act}: {source}", path.display())]
    OutboxFile {
        /// What was tried: "read".
        act: &'static str,
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A mail in the outbox is not as it was written.
    #[error("{}: damaged: {what}", path.display())]
    OutboxDamaged {
        /// Which.
        path: PathBuf,
        /// Where the damage is.
        what: &'static str,
    },
    /// The journal's writer has been shut down.
    #[error("the journal is closed")]
    JournalClosed,
}
