//! How much one client, login or identity may send: mails and recipients in an hour, connections in a minute. A count begins with the first
//! and begins anew when its time is over (as Postfix's anvil(8) counts). What is asked for counts, whether it is taken or not.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::admission::one_client::one_client;
use crate::config::Limits;

const HOUR: Duration = Duration::from_secs(3600);
const MINUTE: Duration = Duration::from_secs(60);
/// Counts that are kept at most; clients may be many, and our memory is not theirs.
const MOST: usize = 50_000;

/// The counts.
#[derive(Debug, Default)]
pub(crate) struct Quota(Mutex<HashMap<(What, Who), Tally>>);

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum What {
    Mails,
    Recipients,
    Connections,
}

/// Whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Who {
    Client(IpAddr),
    Login(String),
    Identity(String),
}

#[derive(Debug, Clone, Copy)]
struct Tally {
    count: u64,
    since: Instant,
    window: Duration,
}

/// Whose allowance is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spent {
    /// The client's address.
    Client,
    /// The login.
    Login,
    /// The identity in `From`.
    Identity,
}

impl Spent {
    /// As a reply calls it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Client => "your address",
            Self::Login => "your login",
            Self::Identity => "this sender",
        }
    }
}

impl Quota {
    /// One more mail of this client.
    pub(crate) fn mail(&self, limits: &Limits, client: IpAddr, login: Option<&str>) -> Result<(), Spent> {
        self.both(What::Mails, (limits.client_mails, limits.login_mails), client, login)
    }

    /// One more recipient.
    pub(crate) fn recipient(&self, limits: &Limits, client: IpAddr, login: Option<&str>) -> Result<(), Spent> {
        self.both(What::Recipients, (limits.client_recipients, limits.login_recipients), client, login)
    }

    /// One more mail that is signed as this identity.
    pub(crate) fn signed(&self, limits: &Limits, identity: &str) -> Result<(), Spent> {
        let good = self.count(What::Mails, Who::Identity(identity.to_lowercase()), limits.identity_mails, HOUR);
        if good { Ok(()) } else { Err(Spent::Identity) }
    }

    /// One more connection of this client.
    pub(crate) fn connection(&self, limits: &Limits, client: IpAddr) -> bool {
        self.count(What::Connections, Who::Client(one_client(client)), limits.client_connections, MINUTE)
    }

    fn both(&self, what: What, (client_most, login_most): (u64, u64), client: IpAddr, login: Option<&str>) -> Result<(), Spent> {
        if let Some(login) = login
            && !self.count(what, Who::Login(login.to_lowercase()), login_most, HOUR)
        {
            return Err(Spent::Login);
        }
        if self.count(what, Who::Client(one_client(client)), client_most, HOUR) { Ok(()) } else { Err(Spent::Client) }
    }

    /// Counts one more, unless there are `most` already; 0: any number, and nothing is remembered.
    fn count(&self, what: What, who: Who, most: u64, window: Duration) -> bool {
        if most == 0 {
            return true;
        }
        let mut tallies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (what, who);
        if tallies.len() >= MOST && !tallies.contains_key(&key) {
            tallies.retain(|_, tally| tally.since.elapsed() < tally.window);
            if tallies.len() >= MOST {
                tallies.clear();
            }
        }
        let tally = tallies.entry(key).or_insert(Tally { count: 0, since: Instant::now(), window });
        if tally.since.elapsed() >= window {
            *tally = Tally { count: 0, since: Instant::now(), window };
        }
        if tally.count >= most {
            return false;
        }
        tally.count += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn s16_each_has_its_own_count_and_nothing_is_counted_without_a_limit() {
        let quota = Quota::default();
        let one = |who: &str| quota.count(What::Mails, Who::Login(who.into()), 2, HOUR);
        assert!(one("a") && one("a") && !one("a") && !one("a"));
        assert!(one("b"), "another login");
        assert!(quota.count(What::Recipients, Who::Login("a".into()), 2, HOUR), "something else");
        assert!(quota.count(What::Mails, Who::Client(one_client(ip("::ffff:192.0.2.1"))), 1, HOUR));
        assert!(!quota.count(What::Mails, Who::Client(one_client(ip("192.0.2.1"))), 1, HOUR), "the same in other clothes");
        assert!(quota.count(What::Mails, Who::Client(one_client(ip("2001:db8::1"))), 1, HOUR));
        assert!(!quota.count(What::Mails, Who::Client(one_client(ip("2001:db8::2"))), 1, HOUR), "one /64 is one client");
        let kept = quota.0.lock().unwrap().len();
        for _ in 0..10 {
            assert!(quota.count(What::Mails, Who::Login("c".into()), 0, HOUR));
        }
        assert_eq!(quota.0.lock().unwrap().len(), kept);
    }

    #[test]
    fn s16_a_count_ends_with_its_time_and_there_is_a_bound_on_counts() {
        let quota = Quota::default();
        assert!(quota.count(What::Mails, Who::Login("a".into()), 1, Duration::ZERO));
        assert!(quota.count(What::Mails, Who::Login("a".into()), 1, Duration::ZERO), "its time is over");
        for n in 0..u32::try_from(MOST + 10).unwrap() {
            quota.count(What::Mails, Who::Client(IpAddr::V4((0x0a00_0000 + n).into())), 1, HOUR);
        }
        assert!(quota.0.lock().unwrap().len() <= MOST);
    }
}
