//! How many connections there are, in all and from one client (RFC 5321 leaves the limits to us; S16).

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use crate::admission::one_client::one_client;

/// Counts connections.
#[derive(Debug, Clone, Default)]
pub(crate) struct Census(Arc<Mutex<Counts>>);

#[derive(Debug, Default)]
struct Counts {
    all: usize,
    by_client: HashMap<IpAddr, usize>,
}

/// A counted connection; leaving the scope ends it.
#[derive(Debug)]
pub(crate) struct Place {
    census: Census,
    client: IpAddr,
}

/// Which limit keeps a client out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Full {
    /// Connections in all.
    All,
    /// Connections of this client.
    Client,
}

impl Census {
    /// Counts one more connection of `client`, if the limits allow it.
    pub(crate) fn enter(&self, client: IpAddr, all: usize, each: usize) -> Result<Place, Full> {
        let client = one_client(client);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.all >= all {
            return Err(Full::All);
        }
        // Who is sent away leaves nothing behind: it may come from many places, and our memory is not theirs.
        if counts.by_client.get(&client).copied().unwrap_or(0) >= each {
            return Err(Full::Client);
        }
        *counts.by_client.entry(client).or_insert(0) += 1;
        counts.all += 1;
        Ok(Place { census: self.clone(), client })
    }

    /// Connections in all.
    pub(crate) fn all(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).all
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.census.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.all = counts.all.saturating_sub(1);
        if let Some(own) = counts.by_client.get_mut(&self.client) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                counts.by_client.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn s16_connections_are_counted_in_all_and_by_client() {
        let census = Census::default();
        let one: IpAddr = "10.0.0.1".parse().unwrap();
        let mapped: IpAddr = "::ffff:10.0.0.1".parse().unwrap();
        let two: IpAddr = "10.0.0.2".parse().unwrap();
        let a = census.enter(one, 3, 2).unwrap();
        let _b = census.enter(mapped, 3, 2).unwrap();
        assert_eq!(census.enter(one, 3, 2).unwrap_err(), Full::Client);
        let _c = census.enter(two, 3, 2).unwrap();
        assert_eq!(census.enter(two, 3, 2).unwrap_err(), Full::All);
        drop(a);
        assert_eq!(census.all(), 2);
        let _d = census.enter(one, 3, 2).unwrap();
    }

    #[test]
    fn s16_who_is_sent_away_is_not_remembered() {
        let census = Census::default();
        for number in 0..1_000_u32 {
            // As it is while memory is short: nobody may have one.
            assert_eq!(census.enter(IpAddr::V4((0x0a00_0000 + number).into()), 3, 0).unwrap_err(), Full::Client);
        }
        assert_eq!(census.0.lock().unwrap().by_client.len(), 0);
    }

    #[test]
    fn s16_one_network_of_ipv6_is_one_client() {
        let census = Census::default();
        let of = |text: &str| text.parse::<IpAddr>().unwrap();
        let _a = census.enter(of("2001:db8::1"), 9, 2).unwrap();
        let _b = census.enter(of("2001:db8::2"), 9, 2).unwrap();
        assert_eq!(census.enter(of("2001:db8::3"), 9, 2).unwrap_err(), Full::Client);
        let _c = census.enter(of("2001:db8:0:1::3"), 9, 2).unwrap();
    }
}
