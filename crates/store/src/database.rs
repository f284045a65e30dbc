//! The database file: opened, brought to our schema, closed. The tables' own files add what is asked of them.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;
use std::sync::Once;
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::{Any, AnyConnection, AnyPool, Connection as _, Row, Transaction};

use crate::error::Error;
use crate::mail_id::MailIds;
use crate::migrate::{BEGIN, migrate};

/// One for the journal, one for the rest: each costs a thread and a cache.
const CONNECTIONS: u32 = 2;
/// How long a writer waits for another process's transaction. Ours take milliseconds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// What every connection is set to. The cache is small because gateway and keyholder together stay below 40 MB; the WAL is
/// folded in every 2,000 pages (8 MB) so that pages written often are folded in once.
const PRAGMAS: &str = "PRAGMA busy_timeout = 10000;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA cache_size = -1024;
    PRAGMA temp_store = MEMORY;
    PRAGMA trusted_schema = OFF;
    PRAGMA wal_autocheckpoint = 2000;";

/// A transaction that writes.
pub(crate) type Changes = Transaction<'static, Any>;

/// The store. Cheap to clone; all clones share their connections.
#[derive(Debug, Clone)]
pub struct Store {
    pool: AnyPool,
}

impl Store {
    /// Opens the database file or makes it (mode 0600), and brings it to our schema.
    ///
    /// # Errors
    /// If the file cannot be made or read, or was written by a later version.
    pub async fn create(path: &Path) -> Result<Self, Error> {
        make_file(path)?;
        Self::open(path).await
    }

    /// Opens a database file that must be there, and brings it to our schema.
    ///
    /// # Errors
    /// If there is none, it cannot be read, or it was written by a later version.
    pub async fn open(path: &Path) -> Result<Self, Error> {
        static DRIVER: Once = Once::new();
        DRIVER.call_once(sqlx::any::install_default_drivers);
        if !path.exists() {
            return Err(Error::Missing { path: path.to_owned() });
        }
        // The first connection is made outside the pool: the pool tries again what fails, and a file that is no database
        // stays one.
        let url = url(path);
        let mut first = AnyConnection::connect(&url).await?;
        set_up(&mut first).await?;
        migrate(&mut first, path).await?;
        first.close().await?;
        // SQLite ends a transaction by itself when the disk is full or ill; whoever's it was then cannot end it, and the driver counts it as
        // open for ever: such a connection is closed, not lent again (R10).
        let pool = AnyPoolOptions::new()
            .max_connections(CONNECTIONS)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(BUSY_TIMEOUT.saturating_mul(3))
            .test_before_acquire(false)
            .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
            .after_connect(|connection, _| Box::pin(set_up(connection)))
            .connect_lazy(&url)?;
        Ok(Self { pool })
    }

    /// Grows with every change of identities, keys, certificates and chains, by whichever process. Cheap: ask every second.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn generation(&self) -> Result<i64, Error> {
        let row = sqlx::query("SELECT value FROM counters WHERE name = 'generation'").fetch_one(&self.pool).await?;
        Ok(row.try_get(0)?)
    }

    /// Whether signing is switched off.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn is_off(&self) -> Result<bool, Error> {
        let row = sqlx::query("SELECT value FROM counters WHERE name = 'off'").fetch_optional(&self.pool).await?;
        Ok(match row {
            Some(row) => row.try_get::<i64, _>(0)? != 0,
            None => false,
        })
    }

    /// Switches signing off or on; gateways see it with the generation. Says whether that changed anything.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn switch(&self, off: bool) -> Result<bool, Error> {
        let mut transaction = self.begin().await?;
        sqlx::query("INSERT INTO counters (name, value) VALUES ('off', 0) ON CONFLICT (name) DO NOTHING")
            .execute(&mut *transaction)
            .await?;
        let wanted = i64::from(off);
        let changed = sqlx::query("UPDATE counters SET value = ? WHERE name = 'off' AND value <> ?")
            .bind(wanted)
            .bind(wanted)
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        bump_generation(&mut transaction).await?;
        transaction.commit().await?;
        Ok(changed > 0)
    }

    /// What names the mails of this process; call once.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn mail_ids(&self) -> Result<MailIds, Error> {
        let row = sqlx::query("UPDATE counters SET value = value + 1 WHERE name = 'writer' RETURNING value").fetch_one(&self.pool).await?;
        Ok(MailIds::new(row.try_get(0)?))
    }

    /// Copies the database as of one moment into a new file (mode 0600), while others go on writing.
    ///
    /// # Errors
    /// If the file is there already or cannot be written, or the database fails.
    pub async fn copy_to(&self, path: &Path) -> Result<(), Error> {
        let wrap = |source| Error::File { path: path.to_owned(), source };
        // SQLite takes an empty file, and this one has the mode that we want.
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(wrap)?;
        let name = path.to_str().ok_or_else(|| wrap(ErrorKind::InvalidFilename.into()))?;
        sqlx::query("VACUUM INTO ?").bind(name.to_owned()).execute(&self.pool).await?;
        Ok(())
    }

    /// Closes all connections; what was written is on disk.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    pub(crate) const fn pool(&self) -> &AnyPool {
        &self.pool
    }

    /// A transaction that may write.
    pub(crate) async fn begin(&self) -> Result<Changes, sqlx::Error> {
        self.pool.begin_with(BEGIN).await
    }
}

async fn set_up(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(PRAGMAS).execute(connection).await?;
    Ok(())
}

/// Says that identities changed; within the transaction that changes them.
pub(crate) async fn bump_generation(transaction: &mut Changes) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE counters SET value = value + 1 WHERE name = 'generation'").execute(&mut **transaction).await?;
    Ok(())
}

/// SQLite gives the WAL and its index the mode of the database file, so the file is made before SQLite sees it.
fn make_file(path: &Path) -> Result<(), Error> {
    let wrap = |source| Error::File { path: path.to_owned(), source };
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(file) => file.set_permissions(std::fs::Permissions::from_mode(0o600)).map_err(wrap),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(wrap(error)),
    }
}

/// The file as the driver wants it: percent-encoded, so that `?`, `#` and `%` in a path are themselves.
fn url(path: &Path) -> String {
    let mut url = String::from("sqlite://");
    for byte in path.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(byte) {
            url.push(char::from(*byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(url, "%{byte:02X}");
        }
    }
    url.push_str("?mode=rw");
    url
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    /// SQLite's own end of a transaction is the same as one that is said, as far as the driver sees.
    #[tokio::test]
    async fn r10_a_transaction_that_sqlite_ended_by_itself_spoils_no_connection() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(&folder.path().join("store.db")).await.unwrap();
        for _ in 0..=2 * CONNECTIONS {
            let mut transaction = store.begin().await.unwrap();
            sqlx::raw_sql("ROLLBACK").execute(&mut *transaction).await.unwrap();
            drop(transaction);
        }
        assert!(store.switch(true).await.unwrap());
        assert!(store.is_off().await.unwrap());
    }

    #[test]
    fn a_path_is_itself() {
        assert_eq!(url(Path::new("/var/a b?c#%/書.db")), "sqlite:///var/a%20b%3Fc%23%25/%E6%9B%B8.db?mode=rw");
    }
}
