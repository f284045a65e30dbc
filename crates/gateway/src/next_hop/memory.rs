//! What is remembered of hops: since when each has done TLS (kept over restarts), and how connections ended, counted by day. What the database
//! cannot say now is an error: a hop of which it is not known whether it must do TLS gets no mail.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::counts::HopCounts;
use kakitome_store::{Error, HopCount, HopTls, Millis, NewAlert, Store};

/// A hop that is seen again is written down so often at most, unless it shows something new.
const WRITE_AGAIN_MS: i64 = 3_600_000;
/// Hops that are remembered without asking the database. Own: a provider of medium size sends to some ten thousand in a day.
const REMEMBERED: usize = 20_000;
const DAY_MS: i64 = 86_400_000;
/// Counts of days are kept as long as those of the doors (`usage.rs`): 13 months.
const COUNTS_DAYS: i64 = 396;
/// A policy is believed for a year at most (RFC 8461 3.2); what was fetched before is nobody's.
const POLICIES_DAYS: i64 = 366;

/// What is remembered.
#[derive(Debug, Default)]
pub(crate) struct HopMemory {
    /// None: a program that sends one letter remembers nothing.
    store: Option<Store>,
    known: Mutex<HashMap<String, Option<Known>>>,
    counts: Mutex<HashMap<HopCount, u64>>,
    met: Arc<HopCounts>,
}

#[derive(Debug, Clone)]
struct Known {
    since: Millis,
    written: Millis,
    tls: Option<HopTls>,
}

impl HopMemory {
    /// A memory in this database.
    pub(crate) fn new(store: Store) -> Self {
        Self { store: Some(store), ..Self::default() }
    }

    /// Connections since the start, for monitors.
    pub(crate) fn met(&self) -> Arc<HopCounts> {
        Arc::clone(&self.met)
    }

    /// The database.
    pub(crate) fn store(&self) -> Option<Store> {
        self.store.clone()
    }

    /// Since when a hop has done TLS; none: it never has.
    ///
    /// # Errors
    /// The database does not answer.
    pub(crate) async fn since(&self, hop: &str) -> Result<Option<Millis>, Error> {
        if let Some(known) = self.known().get(hop) {
            return Ok(known.as_ref().map(|known| known.since));
        }
        let Some(store) = &self.store else { return Ok(None) };
        let found = store.known_hop(hop).await?.map(|found| {
            // A downgrade that stands in the database is taken back by the next write, whatever the hop shows.
            let tls = found.downgrade.is_none().then_some(found.tls);
            Known { since: found.since, written: found.seen, tls }
        });
        let since = found.as_ref().map(|found| found.since);
        self.remember(hop, found);
        Ok(since)
    }

    /// A hop has done TLS just now; since when it has.
    pub(crate) async fn saw(&self, hop: &str, tls: &HopTls) -> Option<Millis> {
        let store = self.store.as_ref()?;
        let now = Millis::now();
        let before = match self.since(hop).await {
            Ok(_) => self.known().get(hop).cloned().flatten(),
            Err(error) => return trouble(hop, &error),
        };
        let stale = |known: &Known| known.tls.as_ref() != Some(tls) || now.0.saturating_sub(known.written.0) >= WRITE_AGAIN_MS;
        let since = before.as_ref().map_or(now, |known| known.since);
        if before.as_ref().is_none_or(stale) {
            if let Err(error) = store.note_hop(hop, now, tls).await {
                return trouble(hop, &error);
            }
            self.remember(hop, Some(Known { since, written: now, tls: Some(tls.clone()) }));
        }
        Some(since)
    }

    /// A hop that has done TLS does not do it now: an alarm.
    pub(crate) async fn downgraded(&self, hop: &str, since: Millis, why: &str) {
        tracing::error!(
            hop,
            why,
            since = %day(since),
            "ALARM: this hop has done TLS before and does not now: mail for it waits; if that is meant, run `kakitome hop forget`"
        );
        let Some(store) = &self.store else { return };
        if let Err(error) = store.note_downgrade(hop, Millis::now(), why).await {
            tracing::error!(hop, %error, "that a hop does TLS no more could not be written down");
        }
        // Told by mail once a day while it lasts.
        let (now, today) = (Millis::now(), Millis::now().0.div_euclid(DAY_MS));
        let alert = NewAlert::new("hop-downgraded", &format!("{hop} {today}")).with("hop", hop).with("why", why);
        if let Err(error) = store.raise_alerts(&[alert.with("since", since.seconds()).with("at", now.seconds())], now).await {
            tracing::error!(hop, %error, "that a hop does TLS no more cannot be told by mail");
        }
        if let Some(Some(known)) = self.known().get_mut(hop) {
            known.tls = None;
        }
    }

    /// One more connection, and how it ended.
    pub(crate) fn count(&self, domain: &str, hop: &str, demand: &str, result: &str) {
        let (domain, hop, demand, result) = (domain.to_owned(), hop.to_owned(), demand.to_owned(), result.to_owned());
        let kind = HopCount { day: Millis::now().0.div_euclid(DAY_MS), domain, hop, demand, result };
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(kind).or_default();
        *count = count.saturating_add(1);
    }

    /// Writes the counts. Call every second, and at the end.
    pub(crate) async fn flush(&self) {
        let counts: Vec<(HopCount, u64)> = self.counts.lock().unwrap_or_else(PoisonError::into_inner).drain().collect();
        let Some(store) = self.store.as_ref().filter(|_| !counts.is_empty()) else { return };
        if let Err(error) = store.count_hops(&counts).await {
            tracing::error!(%error, "connections to hops could not be counted; they are counted later");
            let mut waiting = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            for (kind, count) in counts {
                let waiting = waiting.entry(kind).or_default();
                *waiting = waiting.saturating_add(count);
            }
        }
    }

    /// Forgets counts and policies that nobody asks for any more: strangers name domains and hops without end. Call once a day.
    pub(crate) async fn forget_old(&self) {
        let Some(store) = &self.store else { return };
        let now = Millis::now().0;
        let day = now.div_euclid(DAY_MS).saturating_sub(COUNTS_DAYS);
        let fetched = Millis(now.saturating_sub(POLICIES_DAYS.saturating_mul(DAY_MS)));
        if let Err(error) = store.forget_old_hops(day, fetched).await {
            tracing::error!(%error, "old counts of hops cannot be forgotten");
        }
    }

    /// The database has changed: it is asked again.
    pub(crate) fn forget(&self) {
        self.known().clear();
    }

    fn remember(&self, hop: &str, known: Option<Known>) {
        let mut all = self.known();
        if all.len() >= REMEMBERED {
            all.clear();
        }
        all.insert(hop.to_owned(), known);
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Option<Known>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn trouble(hop: &str, error: &Error) -> Option<Millis> {
    tracing::error!(hop, %error, "that a hop does TLS could not be written down");
    None
}

/// The day of a moment, in UTC.
pub(crate) fn day(at: Millis) -> String {
    time::OffsetDateTime::from_unix_timestamp(at.seconds()).map_or_else(|_| String::from("?"), |moment| moment.date().to_string())
}
