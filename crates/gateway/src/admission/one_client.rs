//! What counts as one client wherever clients are counted: an address of IPv4, sixty-four bits of IPv6.

use std::net::{IpAddr, Ipv6Addr};

/// The address by which a client is counted. One of IPv6 has a /64 to itself (RFC 6177), and with it as many addresses as it likes.
pub(crate) fn one_client(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
        v4 => v4,
    }
}
