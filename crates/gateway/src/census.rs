//! How many connections there are, in all and from one client (RFC 5321 leaves the limits to us; S16).

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

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
        let client = client.to_canonical();
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.all >= all {
            return Err(Full::All);
        }
        let own = counts.by_client.entry(client).or_insert(0);
        if *own >= each {
            return Err(Full::Client);
        }
        *own += 1;
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
}
