//! The database file: opened, brought to our schema, closed. The tables' own files add what is asked of them.

use std::path::Path;

use crate::error::Error;
use crate::mail_id::MailIds;

/// The store. Cheap to clone; all clones share their connections.
#[derive(Debug, Clone)]
pub struct Store {
    pool: sqlx::AnyPool,
}

impl Store {
    /// Opens the database file or makes it (mode 0600), and brings it to our schema.
    ///
    /// # Errors
    /// If the file cannot be made or read, or was written by a later version.
    pub async fn create(path: &Path) -> Result<Self, Error> {
        let _ = path;
        todo!()
    }

    /// Opens a database file that must be there, and brings it to our schema.
    ///
    /// # Errors
    /// If there is none, it cannot be read, or it was written by a later version.
    pub async fn open(path: &Path) -> Result<Self, Error> {
        let _ = path;
        todo!()
    }

    /// Grows with every change of identities, keys, certificates and chains, by whichever process. Cheap: ask every second.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn generation(&self) -> Result<i64, Error> {
        todo!()
    }

    /// What names the mails of this process; call once.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn mail_ids(&self) -> Result<MailIds, Error> {
        todo!()
    }

    /// Closes all connections; what was written is on disk.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
