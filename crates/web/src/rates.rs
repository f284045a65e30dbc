//! How often a client may come: a bucket for each client and kind of request, which drains with time. The table is bounded; when it is
//! full of clients who are all at work, newcomers share one bucket. An IPv6 network of 64 bits is one client: one person has all of it.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::settings::Limits;

const MINUTE: Duration = Duration::from_secs(60);
/// The table is searched for idle clients no more often than this.
const SWEEP: Duration = Duration::from_secs(1);

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// A page or a file.
    Page,
    /// A mail to be judged.
    Mail,
    /// A certificate of somebody.
    LookUp,
}

/// Who asks, as far as it is told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    Four(u32),
    Six(u64),
    Newcomers,
}

impl Who {
    fn of(client: IpAddr) -> Self {
        match client.to_canonical() {
            IpAddr::V4(four) => Self::Four(four.to_bits()),
            IpAddr::V6(six) => Self::Six(u64::try_from(six.to_bits() >> 64).unwrap_or(u64::MAX)),
        }
    }
}

#[derive(Debug)]
struct Bucket {
    level: f64,
    at: Instant,
}

#[derive(Debug)]
struct Table {
    buckets: HashMap<(Who, Kind), Bucket>,
    swept: Instant,
}

/// The pace of all clients.
#[derive(Debug)]
pub(crate) struct Rates {
    table: Mutex<Table>,
    most: usize,
    pages: u32,
    mails: u32,
    look_ups: u32,
}

impl Rates {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            table: Mutex::new(Table { buckets: HashMap::new(), swept: Instant::now() }),
            most: limits.clients_remembered.max(1),
            pages: limits.pages_per_minute,
            mails: limits.mails_per_minute,
            look_ups: limits.look_ups_per_minute,
        }
    }

    /// Whether the client may, now; counts it if so.
    pub(crate) fn allow(&self, client: IpAddr, kind: Kind) -> bool {
        self.allow_at(client, kind, Instant::now())
    }

    fn allow_at(&self, client: IpAddr, kind: Kind, now: Instant) -> bool {
        let per_minute = f64::from(match kind {
            Kind::Page => self.pages,
            Kind::Mail => self.mails,
            Kind::LookUp => self.look_ups,
        });
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        let mut who = Who::of(client);
        if !table.buckets.contains_key(&(who, kind)) && table.buckets.len() >= self.most {
            table.sweep(now);
            if table.buckets.len() >= self.most {
                who = Who::Newcomers;
            }
        }
        let bucket = table.buckets.entry((who, kind)).or_insert(Bucket { level: 0.0, at: now });
        let drained = now.saturating_duration_since(bucket.at).as_secs_f64() / MINUTE.as_secs_f64() * per_minute;
        bucket.level = (bucket.level - drained).max(0.0);
        bucket.at = now;
        if bucket.level + 1.0 > per_minute {
            return false;
        }
        bucket.level += 1.0;
        true
    }
}

impl Table {
    /// A full bucket is empty after a minute, so that nothing is forgotten that matters.
    fn sweep(&mut self, now: Instant) {
        if now.saturating_duration_since(self.swept) >= SWEEP {
            self.swept = now;
            self.buckets.retain(|_, bucket| now.saturating_duration_since(bucket.at) < MINUTE);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn rates(mails: u32, remembered: usize) -> Rates {
        Rates::new(&Limits { mails_per_minute: mails, clients_remembered: remembered, ..Limits::default() })
    }

    #[test]
    fn a_bucket_fills_and_drains() {
        let (rates, now, one) = (rates(3, 10), Instant::now(), "192.0.2.1".parse().unwrap());
        for _ in 0..3 {
            assert!(rates.allow_at(one, Kind::Mail, now));
        }
        assert!(!rates.allow_at(one, Kind::Mail, now));
        assert!(rates.allow_at("192.0.2.2".parse().unwrap(), Kind::Mail, now), "others do not notice");
        assert!(rates.allow_at(one, Kind::Page, now), "another kind is counted apart");
        assert!(rates.allow_at(one, Kind::Mail, now + Duration::from_secs(20)));
        assert!(!rates.allow_at(one, Kind::Mail, now + Duration::from_secs(20)));
    }

    #[test]
    fn a_network_of_64_bits_is_one_client() {
        let (rates, now) = (rates(1, 10), Instant::now());
        assert!(rates.allow_at("2001:db8:1:1::1".parse().unwrap(), Kind::Mail, now));
        assert!(!rates.allow_at("2001:db8:1:1:ffff::2".parse().unwrap(), Kind::Mail, now));
        assert!(rates.allow_at("2001:db8:1:2::1".parse().unwrap(), Kind::Mail, now));
        assert!(rates.allow_at("::ffff:192.0.2.1".parse().unwrap(), Kind::Mail, now));
        assert!(!rates.allow_at("192.0.2.1".parse().unwrap(), Kind::Mail, now));
    }

    #[test]
    fn the_table_is_bounded_and_forgets_the_idle_alone() {
        let (rates, now) = (rates(1, 4), Instant::now());
        for last in 1..=4 {
            assert!(rates.allow_at(IpAddr::from([10, 0, 0, last]), Kind::Mail, now));
        }
        assert!(rates.allow_at("10.0.1.1".parse().unwrap(), Kind::Mail, now), "the first newcomer");
        assert!(!rates.allow_at("10.0.1.2".parse().unwrap(), Kind::Mail, now), "newcomers share one bucket");
        assert!(!rates.allow_at("10.0.0.1".parse().unwrap(), Kind::Mail, now), "who is known stays known");
        assert!(rates.table.lock().unwrap().buckets.len() <= 5);
        let later = now + Duration::from_secs(61);
        assert!(rates.allow_at("10.0.1.2".parse().unwrap(), Kind::Mail, later));
        assert_eq!(rates.table.lock().unwrap().buckets.len(), 1);
    }
}
