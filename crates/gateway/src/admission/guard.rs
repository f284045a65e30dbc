//! Wrong logins, counted by client and by account (attack S13). Past a limit the next ones are not even checked, for accounts that are there
//! and for those that are not alike; an account's owner is not shut out where it has logged in before.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::admission::one_client::one_client;
use crate::config::Accounts;

/// Clients and accounts that are counted at most; an attacker may come from many places, and our memory is not theirs.
const MOST: usize = 50_000;

/// What is remembered of logins.
#[derive(Debug, Default)]
pub(crate) struct Guard {
    memory: Mutex<Memory>,
    good: AtomicU64,
    wrong: AtomicU64,
    unchecked: AtomicU64,
}

#[derive(Debug, Default)]
struct Memory {
    clients: HashMap<IpAddr, Tally>,
    accounts: HashMap<String, Tally>,
    /// Where an account has logged in from.
    good: HashSet<(String, IpAddr)>,
}

#[derive(Debug, Clone, Copy)]
struct Tally {
    wrong: u64,
    since: Instant,
}

impl Guard {
    /// Whether a login may be checked.
    pub(crate) fn admits(&self, limits: &Accounts, client: IpAddr, login: &str) -> bool {
        let (client, login) = (one_client(client), login.to_lowercase());
        let memory = self.memory();
        let full = |tally: Option<&Tally>, most: u64| tally.is_some_and(|tally| tally.counts(limits.wrong_window) && tally.wrong >= most);
        let admitted = !full(memory.clients.get(&client), limits.wrong_per_client)
            && (!full(memory.accounts.get(&login), limits.wrong_per_account) || memory.good.contains(&(login, client)));
        if !admitted {
            self.unchecked.fetch_add(1, Ordering::Relaxed);
        }
        admitted
    }

    /// Logins since the start: good ones, wrong ones, those that were not checked.
    pub(crate) fn counts(&self) -> (u64, u64, u64) {
        let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
        (of(&self.good), of(&self.wrong), of(&self.unchecked))
    }

    /// A login was wrong.
    pub(crate) fn wrong(&self, limits: &Accounts, client: IpAddr, login: &str) {
        self.wrong.fetch_add(1, Ordering::Relaxed);
        let memory = &mut *self.memory();
        count(&mut memory.clients, one_client(client), limits.wrong_window);
        count(&mut memory.accounts, login.to_lowercase(), limits.wrong_window);
    }

    /// A login was right.
    pub(crate) fn right(&self, client: IpAddr, login: &str) {
        self.good.fetch_add(1, Ordering::Relaxed);
        let memory = &mut *self.memory();
        if memory.good.len() >= MOST {
            memory.good.clear();
        }
        memory.good.insert((login.to_lowercase(), one_client(client)));
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tally {
    fn counts(&self, window: Duration) -> bool {
        self.since.elapsed() < window
    }
}

fn count<K: Hash + Eq>(tallies: &mut HashMap<K, Tally>, key: K, window: Duration) {
    if tallies.len() >= MOST && !tallies.contains_key(&key) {
        tallies.retain(|_, tally| tally.counts(window));
        if tallies.len() >= MOST {
            tallies.clear();
        }
    }
    let fresh = Tally { wrong: 0, since: Instant::now() };
    let tally = tallies.entry(key).or_insert(fresh);
    if !tally.counts(window) {
        *tally = fresh;
    }
    tally.wrong = tally.wrong.saturating_add(1);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn limits() -> Accounts {
        Accounts {
            dovecot: None,
            mechanisms: Vec::new(),
            wrong_per_client: 3,
            wrong_per_account: 5,
            wrong_window: Duration::from_secs(600),
            wrong_delay: Duration::ZERO,
            at_once: 1,
            patience: Duration::from_secs(1),
        }
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn s13_a_client_that_guesses_is_no_longer_heard() {
        let (guard, limits) = (Guard::default(), limits());
        for n in 0..3 {
            assert!(guard.admits(&limits, ip("192.0.2.1"), "a@x"), "{n}");
            guard.wrong(&limits, ip("192.0.2.1"), &format!("{n}@x"));
        }
        assert!(!guard.admits(&limits, ip("192.0.2.1"), "a@x"));
        assert!(!guard.admits(&limits, ip("::ffff:192.0.2.1"), "a@x"), "the same in other clothes");
        assert!(guard.admits(&limits, ip("192.0.2.2"), "a@x"));
        for n in 0..3 {
            guard.wrong(&limits, ip(&format!("2001:db8::{n}")), "b@x");
        }
        assert!(!guard.admits(&limits, ip("2001:db8::ffff:1"), "c@x"), "one /64 is one client");
        assert!(guard.admits(&limits, ip("2001:db8:0:1::1"), "c@x"));
    }

    #[test]
    fn s13_an_account_under_attack_still_serves_where_it_was_good() {
        let (guard, limits) = (Guard::default(), limits());
        guard.right(ip("192.0.2.9"), "A@x");
        for n in 0..5 {
            guard.wrong(&limits, ip(&format!("198.51.100.{n}")), "a@X");
        }
        assert!(!guard.admits(&limits, ip("203.0.113.1"), "a@x"));
        assert!(guard.admits(&limits, ip("192.0.2.9"), "a@x"));
        assert!(guard.admits(&limits, ip("203.0.113.1"), "b@x"));
    }

    #[test]
    fn s13_the_count_ends_with_its_time_and_has_a_bound() {
        let (guard, mut limits) = (Guard::default(), limits());
        for _ in 0..3 {
            guard.wrong(&limits, ip("192.0.2.1"), "a@x");
        }
        limits.wrong_window = Duration::ZERO;
        assert!(guard.admits(&limits, ip("192.0.2.1"), "a@x"));
        limits.wrong_window = Duration::from_secs(600);
        for n in 0..u32::try_from(MOST + 10).unwrap() {
            guard.wrong(&limits, IpAddr::V4((0x0a00_0000 + n).into()), "a@x");
        }
        assert!(guard.memory().clients.len() <= MOST);
    }
}
