//! By which door accounts hand in mail (RFC 8314): which still begin in clear, since when, with which program as far as it tells. One row
//! for each account, way, port and program. What a program is called is decided by whoever records.

use sqlx::Row;
use sqlx::any::AnyRow;

use crate::database::Store;
use crate::error::Error;
use crate::millis::Millis;
use crate::names::folded;

/// How a session became TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// From the first byte (port 465).
    Implicit,
    /// By STARTTLS (port 587).
    Starttls,
}

/// Sessions of one account by one door with one program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoorUse {
    /// What it logged in as, in lower case.
    pub account: String,
    /// How it became TLS.
    pub way: Way,
    /// The door's port.
    pub port: u16,
    /// The program's stable word, or `unknown`.
    pub program: String,
    /// What the program last called itself.
    pub said: Option<String>,
    /// The first session.
    pub first: Millis,
    /// The last one.
    pub last: Millis,
    /// How many.
    pub sessions: u64,
}

impl Way {
    /// As the database has it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Implicit => "implicit",
            Self::Starttls => "starttls",
        }
    }

    fn from_row(text: &str) -> Option<Self> {
        [Self::Implicit, Self::Starttls].into_iter().find(|way| way.as_str() == text)
    }
}

impl Store {
    /// Adds sessions to what is known; all or nothing.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn keep_door_uses(&self, uses: &[DoorUse]) -> Result<(), Error> {
        let mut transaction = self.begin().await?;
        for one in uses {
            sqlx::query(
                "INSERT INTO door_uses (account, way, port, program, said, first_seen, last_seen, sessions)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT (account, way, port, program) DO UPDATE SET
                     said = COALESCE(excluded.said, door_uses.said),
                     first_seen = CASE WHEN excluded.first_seen < door_uses.first_seen THEN excluded.first_seen ELSE door_uses.first_seen END,
                     last_seen = CASE WHEN excluded.last_seen > door_uses.last_seen THEN excluded.last_seen ELSE door_uses.last_seen END,
                     sessions = door_uses.sessions + excluded.sessions",
            )
            .bind(folded(&one.account).into_owned())
            .bind(one.way.as_str())
            .bind(i64::from(one.port))
            .bind(one.program.clone())
            .bind(one.said.clone())
            .bind(one.first.0)
            .bind(one.last.0)
            .bind(i64::try_from(one.sessions).unwrap_or(i64::MAX))
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// All that is known, by account, the newest session first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn door_uses(&self) -> Result<Vec<DoorUse>, Error> {
        let rows: Vec<AnyRow> = sqlx::query(
            "SELECT account, way, port, program, said, first_seen, last_seen, sessions FROM door_uses ORDER BY account, last_seen DESC",
        )
        .fetch_all(self.pool())
        .await?;
        rows.iter().map(read).collect()
    }

    /// Forgets what has had no session since then. Answers how many rows.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn forget_door_uses(&self, before: Millis) -> Result<u64, Error> {
        let done = sqlx::query("DELETE FROM door_uses WHERE last_seen < $1").bind(before.0).execute(self.pool()).await?;
        Ok(done.rows_affected())
    }
}

fn read(row: &AnyRow) -> Result<DoorUse, Error> {
    let damaged = |what| Error::Damaged { table: "door_uses", row: 0, what };
    let (port, sessions): (i64, i64) = (row.try_get("port")?, row.try_get("sessions")?);
    Ok(DoorUse {
        account: row.try_get("account")?,
        way: Way::from_row(row.try_get("way")?).ok_or_else(|| damaged("way"))?,
        port: u16::try_from(port).map_err(|_| damaged("port"))?,
        program: row.try_get("program")?,
        said: row.try_get("said")?,
        first: Millis(row.try_get("first_seen")?),
        last: Millis(row.try_get("last_seen")?),
        sessions: u64::try_from(sessions).map_err(|_| damaged("sessions"))?,
    })
}
