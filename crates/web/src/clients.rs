//! How many connections there are, in all and of each client. An IPv6 network of 64 bits is one client.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// Counts connections.
#[derive(Debug, Clone, Default)]
pub(crate) struct Census(Arc<Mutex<Counts>>);

#[derive(Debug, Default)]
struct Counts {
    all: usize,
    of_client: HashMap<IpAddr, usize>,
}

/// A counted connection; leaving the scope ends it.
#[derive(Debug)]
pub(crate) struct Place {
    census: Census,
    client: IpAddr,
}

impl Census {
    /// A place for one more connection, if there is one.
    pub(crate) fn enter(&self, peer: IpAddr, all: usize, each: usize) -> Option<Place> {
        let client = network(peer);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = counts.of_client.get(&client).copied().unwrap_or(0);
        if counts.all >= all || own >= each {
            return None;
        }
        counts.all += 1;
        counts.of_client.insert(client, own + 1);
        Some(Place { census: self.clone(), client })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.census.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.all = counts.all.saturating_sub(1);
        if let Some(own) = counts.of_client.get_mut(&self.client) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                counts.of_client.remove(&self.client);
            }
        }
    }
}

fn network(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(six) => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() >> 64 << 64)),
        four => four,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn places_are_counted_and_given_back() {
        let census = Census::default();
        let at = |text: &str| text.parse::<IpAddr>().unwrap();
        let first = census.enter(at("2001:db8::1"), 3, 2).unwrap();
        let _second = census.enter(at("2001:db8::2"), 3, 2).unwrap();
        assert!(census.enter(at("2001:db8::3"), 3, 2).is_none(), "one network");
        let _third = census.enter(at("192.0.2.1"), 3, 2).unwrap();
        assert!(census.enter(at("192.0.2.2"), 3, 2).is_none(), "all");
        drop(first);
        assert!(census.enter(at("::ffff:192.0.2.2"), 3, 2).is_some());
    }
}
