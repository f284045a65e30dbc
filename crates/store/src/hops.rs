//! What is remembered of next hops: which have done TLS, so that a later connection may not do without (sticky TLS); what domains demand
//! (RFC 8461 policies); and how often connections went well, by day.

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::database::{Store, bump_generation};
use crate::error::Error;
use crate::leg::{HopTls, ProvenBy, hop_tls};
use crate::millis::Millis;

/// A hop that has done TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownHop {
    /// Its name and port: `mx.example.jp:25`.
    pub hop: String,
    /// The first time.
    pub since: Millis,
    /// The last time.
    pub seen: Millis,
    /// What it showed then.
    pub tls: HopTls,
    /// When it last did not do TLS any more, and what happened; cleared when it does it again.
    pub downgrade: Option<(Millis, String)>,
}

/// A domain's policy as it was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPolicy {
    /// The domain.
    pub domain: String,
    /// Its number in DNS.
    pub id: String,
    /// When it was fetched.
    pub fetched: Millis,
    /// Its text.
    pub text: String,
}

/// Connections of one kind on one day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HopCount {
    /// Days since 1970.
    pub day: i64,
    /// The recipients' domain; of a fixed next hop its own name.
    pub domain: String,
    /// The hop: `mx.example.jp:25`.
    pub hop: String,
    /// What was demanded: `opportunistic`, `dane`, `mta-sts-enforce` …
    pub demand: String,
    /// How it ended: `dane`, `mta-sts`, `ca`, `encrypted`, `clear`, or a failure (RFC 8460 4.3).
    pub result: String,
}

const COLUMNS: &str = "hop, since, seen, version, cipher, certificate, sha256, spki_sha256, proven, downgraded, why";

impl Store {
    /// What is known of a hop.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn known_hop(&self, hop: &str) -> Result<Option<KnownHop>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM hops WHERE hop = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(hop).fetch_optional(self.pool()).await?;
        row.as_ref().map(known).transpose()
    }

    /// All hops that have done TLS, by name.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn known_hops(&self) -> Result<Vec<KnownHop>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM hops ORDER BY hop");
        sqlx::query(AssertSqlSafe(sql)).fetch_all(self.pool()).await?.iter().map(known).collect()
    }

    /// A hop did TLS at this moment. What is known of it since when stays; a downgrade is over.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn note_hop(&self, hop: &str, at: Millis, tls: &HopTls) -> Result<(), Error> {
        let sql = "INSERT INTO hops (hop, since, seen, version, cipher, certificate, sha256, spki_sha256, proven)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                   ON CONFLICT (hop) DO UPDATE SET seen = excluded.seen, version = excluded.version, cipher = excluded.cipher,
                   certificate = excluded.certificate, sha256 = excluded.sha256, spki_sha256 = excluded.spki_sha256,
                   proven = excluded.proven, downgraded = NULL, why = NULL";
        sqlx::query(sql)
            .bind(hop)
            .bind(at.0)
            .bind(at.0)
            .bind(tls.version.as_str())
            .bind(tls.cipher.as_str())
            .bind(tls.certificate.as_deref())
            .bind(tls.sha256.map(Vec::from))
            .bind(tls.spki_sha256.map(Vec::from))
            .bind(tls.proven.as_str())
            .execute(self.pool())
            .await?;
        Ok(())
    }

    /// A hop that has done TLS did not do it at this moment.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn note_downgrade(&self, hop: &str, at: Millis, why: &str) -> Result<(), Error> {
        let sql = "UPDATE hops SET downgraded = $1, why = $2 WHERE hop = $3";
        sqlx::query(sql).bind(at.0).bind(why).bind(hop).execute(self.pool()).await?;
        Ok(())
    }

    /// Nothing is known of a hop any more; running gateways see it within a second. `false`: nothing was known.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn forget_hop(&self, hop: &str) -> Result<bool, Error> {
        let mut transaction = self.begin().await?;
        let done = sqlx::query("DELETE FROM hops WHERE hop = $1").bind(hop).execute(&mut *transaction).await?;
        bump_generation(&mut transaction).await?;
        transaction.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    /// The policy that is kept of a domain.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn policy_of(&self, domain: &str) -> Result<Option<StoredPolicy>, Error> {
        let sql = "SELECT domain, id, fetched, policy FROM sts_policies WHERE domain = $1";
        let row = sqlx::query(sql).bind(domain).fetch_optional(self.pool()).await?;
        row.map(|row: AnyRow| {
            Ok(StoredPolicy {
                domain: row.try_get("domain")?,
                id: row.try_get("id")?,
                fetched: Millis(row.try_get("fetched")?),
                text: row.try_get("policy")?,
            })
        })
        .transpose()
    }

    /// Keeps a domain's policy in place of the one before.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn keep_policy(&self, policy: &StoredPolicy) -> Result<(), Error> {
        let sql = "INSERT INTO sts_policies (domain, id, fetched, policy) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (domain) DO UPDATE SET id = excluded.id, fetched = excluded.fetched, policy = excluded.policy";
        let StoredPolicy { domain, id, fetched, text } = policy;
        sqlx::query(sql).bind(domain.as_str()).bind(id.as_str()).bind(fetched.0).bind(text.as_str()).execute(self.pool()).await?;
        Ok(())
    }

    /// Adds connections to the counts of their days.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn count_hops(&self, counts: &[(HopCount, u64)]) -> Result<(), Error> {
        let mut transaction = self.begin().await?;
        for (kind, count) in counts {
            let sql = "INSERT INTO hop_days (day, domain, hop, demand, result, count) VALUES ($1, $2, $3, $4, $5, $6)
                       ON CONFLICT (day, domain, hop, demand, result) DO UPDATE SET count = hop_days.count + excluded.count";
            sqlx::query(sql)
                .bind(kind.day)
                .bind(kind.domain.as_str())
                .bind(kind.hop.as_str())
                .bind(kind.demand.as_str())
                .bind(kind.result.as_str())
                .bind(i64::try_from(*count).unwrap_or(i64::MAX))
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Forgets the counts of days before this one, and policies that were fetched before `fetched`.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn forget_old_hops(&self, day: i64, fetched: Millis) -> Result<u64, Error> {
        let days = sqlx::query("DELETE FROM hop_days WHERE day < $1").bind(day).execute(self.pool()).await?;
        let policies = sqlx::query("DELETE FROM sts_policies WHERE fetched < $1").bind(fetched.0).execute(self.pool()).await?;
        Ok(days.rows_affected().saturating_add(policies.rows_affected()))
    }

    /// The counts of the days from this one on, by domain, hop, demand and result.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn hop_counts(&self, since_day: i64) -> Result<Vec<(HopCount, u64)>, Error> {
        let sql = "SELECT day, domain, hop, demand, result, count FROM hop_days WHERE day >= $1 ORDER BY domain, hop, demand, result, day";
        let rows: Vec<AnyRow> = sqlx::query(sql).bind(since_day).fetch_all(self.pool()).await?;
        let count = |row: &AnyRow| {
            let kind = HopCount {
                day: row.try_get("day")?,
                domain: row.try_get("domain")?,
                hop: row.try_get("hop")?,
                demand: row.try_get("demand")?,
                result: row.try_get("result")?,
            };
            let count: i64 = row.try_get("count")?;
            Ok((kind, u64::try_from(count).unwrap_or_default()))
        };
        rows.iter().map(count).collect()
    }
}

fn known(row: &AnyRow) -> Result<KnownHop, Error> {
    let downgraded: Option<i64> = row.try_get("downgraded")?;
    let why: Option<String> = row.try_get("why")?;
    let tls = hop_tls(row, "hops", 0)?.unwrap_or_else(|| HopTls {
        version: String::new(),
        cipher: String::new(),
        certificate: None,
        sha256: None,
        spki_sha256: None,
        proven: ProvenBy::Nobody,
    });
    Ok(KnownHop {
        hop: row.try_get("hop")?,
        since: Millis(row.try_get("since")?),
        seen: Millis(row.try_get("seen")?),
        tls,
        downgrade: downgraded.map(|at| (Millis(at), why.unwrap_or_default())),
    })
}
