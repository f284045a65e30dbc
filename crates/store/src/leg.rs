//! How a mail left for a hop: encrypted or not, with what, proven by whom, and since when the hop has been doing it. One row in the
//! journal for each transaction that a hop took.

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::{Arguments as _, AssertSqlSafe, Row};

use crate::database::{Changes, Store};
use crate::error::Error;
use crate::insert::{Insert, Unbindable};
use crate::mail_id::MailId;
use crate::millis::Millis;

/// Mails that are asked for in one statement.
const AT_ONCE: usize = 500;

/// One leg of a mail's way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// Which mail.
    pub mail: MailId,
    /// When the hop had it.
    pub at: Millis,
    /// Which hop: `mx.example.jp:25`.
    pub hop: String,
    /// For whom.
    pub recipients: Vec<String>,
    /// The encryption; none: it went in clear.
    pub tls: Option<HopTls>,
    /// Since when the hop has been seen to do TLS.
    pub since: Option<Millis>,
    /// Why it went in clear, or what was missing.
    pub why: Option<String>,
}

/// TLS with a hop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HopTls {
    /// `TLSv1_3`, `TLSv1_2`.
    pub version: String,
    /// The suite.
    pub cipher: String,
    /// The name in the certificate.
    pub certificate: Option<String>,
    /// SHA-256 of the certificate.
    pub sha256: Option<[u8; 32]>,
    /// SHA-256 of its public key (RFC 7469 2.4, and what TLSA 3 1 1 holds).
    pub spki_sha256: Option<[u8; 32]>,
    /// Who proves that it is the right hop.
    pub proven: ProvenBy,
}

/// What proves that a hop is the one that was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ProvenBy {
    /// Nothing: whoever stands in between could have answered.
    Nobody,
    /// An authority, for the name that the administrator wrote.
    Ca,
    /// An authority, for a name that the domain's policy names (RFC 8461).
    MtaSts,
    /// A record in signed DNS (RFC 7672).
    Dane,
}

impl ProvenBy {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Nobody, Self::Ca, Self::MtaSts, Self::Dane];

    /// The word in the journal.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nobody => "none",
            Self::Ca => "ca",
            Self::MtaSts => "mta-sts",
            Self::Dane => "dane",
        }
    }

    fn from_row(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

impl Store {
    /// The legs of these mails: by mail, then by time.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn mail_legs(&self, mails: &[MailId]) -> Result<Vec<Leg>, Error> {
        let mut legs = Vec::new();
        for mails in mails.chunks(AT_ONCE) {
            let places: Vec<String> = (1..=mails.len()).map(|place| format!("${place}")).collect();
            let sql = format!(
                "SELECT mail, at, hop, recipients, version, cipher, certificate, sha256, spki_sha256, proven, since, why
                 FROM journal_legs WHERE mail IN ({}) ORDER BY mail, at",
                places.join(", ")
            );
            let mut question = sqlx::query(AssertSqlSafe(sql));
            for mail in mails {
                question = question.bind(mail.to_row());
            }
            for row in question.fetch_all(self.pool()).await? {
                legs.push(leg(&row)?);
            }
        }
        Ok(legs)
    }
}

static LEGS: Insert =
    Insert::into("journal_legs", "mail, at, hop, recipients, version, cipher, certificate, sha256, spki_sha256, proven, since, why", 12, 6);

/// Writes legs; one that is there already stays as it is.
pub(crate) async fn write(transaction: &mut Changes, legs: &[Leg]) -> Result<(), sqlx::Error> {
    LEGS.write(transaction, legs, bind).await
}

fn bind(values: &mut AnyArguments, leg: &Leg) -> Result<(), Unbindable> {
    let tls = leg.tls.as_ref();
    values.add(leg.mail.to_row())?;
    values.add(leg.at.0)?;
    values.add(leg.hop.as_str())?;
    values.add(serde_json::to_string(&leg.recipients)?)?;
    values.add(tls.map(|tls| tls.version.as_str()))?;
    values.add(tls.map(|tls| tls.cipher.as_str()))?;
    values.add(tls.and_then(|tls| tls.certificate.as_deref()))?;
    values.add(tls.and_then(|tls| tls.sha256).map(Vec::from))?;
    values.add(tls.and_then(|tls| tls.spki_sha256).map(Vec::from))?;
    values.add(tls.map_or(ProvenBy::Nobody, |tls| tls.proven).as_str())?;
    values.add(leg.since.map(|since| since.0))?;
    values.add(leg.why.as_deref())
}

fn leg(row: &AnyRow) -> Result<Leg, Error> {
    let mail: i64 = row.try_get("mail")?;
    let recipients: &str = row.try_get("recipients")?;
    let since: Option<i64> = row.try_get("since")?;
    let damaged = |what| Error::Damaged { table: "journal_legs", row: mail, what };
    Ok(Leg {
        mail: MailId::from_row(mail),
        at: Millis(row.try_get("at")?),
        hop: row.try_get("hop")?,
        recipients: serde_json::from_str(recipients).map_err(|_| damaged("recipients"))?,
        tls: hop_tls(row, "journal_legs", mail)?,
        since: since.map(Millis),
        why: row.try_get("why")?,
    })
}

/// The columns of TLS; none: no version stands there.
pub(crate) fn hop_tls(row: &AnyRow, table: &'static str, number: i64) -> Result<Option<HopTls>, Error> {
    let damaged = |what| Error::Damaged { table, row: number, what };
    let version: Option<String> = row.try_get("version")?;
    let cipher: Option<String> = row.try_get("cipher")?;
    let Some(version) = version else { return Ok(None) };
    let digest = |name: &'static str| -> Result<Option<[u8; 32]>, Error> {
        let octets: Option<Vec<u8>> = row.try_get(name)?;
        octets.map(|octets| <[u8; 32]>::try_from(octets).map_err(|_| damaged(name))).transpose()
    };
    let proven: &str = row.try_get("proven")?;
    Ok(Some(HopTls {
        version,
        cipher: cipher.unwrap_or_default(),
        certificate: row.try_get("certificate")?,
        sha256: digest("sha256")?,
        spki_sha256: digest("spki_sha256")?,
        proven: ProvenBy::from_row(proven).ok_or_else(|| damaged("proven"))?,
    }))
}
