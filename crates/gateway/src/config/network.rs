//! `Cidr`: a network of IPv4 or IPv6 addresses (RFC 4632, RFC 4291 2.3).
//!
//! IPv4-mapped IPv6 addresses count as their IPv4 address, on both sides.

use std::net::IpAddr;
use std::{fmt, str::FromStr};

/// A network: an address and the length of its prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cidr {
    address: IpAddr,
    prefix: u8,
}

/// Why a text is not a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CidrError {
    /// The part before the slash is no address.
    #[error("{0:?} is not an IPv4 or IPv6 address")]
    Address(String),
    /// The part after the slash is no prefix length for this address.
    #[error("{0:?} is not a prefix length from 0 to {1}")]
    Prefix(String, u8),
    /// Bits are set behind the prefix: probably a slip.
    #[error("{given} has bits set behind its prefix; the network is {meant}")]
    HostBits {
        /// As written.
        given: String,
        /// With the bits cleared.
        meant: Cidr,
    },
}

impl Cidr {
    /// Whether `address` lies in the network.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(net), IpAddr::V4(one)) => {
                let shift = 32 - u32::from(self.prefix);
                net.to_bits().checked_shr(shift) == one.to_bits().checked_shr(shift)
            }
            (IpAddr::V6(net), IpAddr::V6(one)) => {
                let shift = 128 - u32::from(self.prefix);
                net.to_bits().checked_shr(shift) == one.to_bits().checked_shr(shift)
            }
            _ => false,
        }
    }

    fn cleared(self) -> Self {
        let address = match self.address {
            IpAddr::V4(a) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.prefix)).unwrap_or(0);
                IpAddr::V4((a.to_bits() & mask).into())
            }
            IpAddr::V6(a) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.prefix)).unwrap_or(0);
                IpAddr::V6((a.to_bits() & mask).into())
            }
        };
        Self { address, prefix: self.prefix }
    }
}

impl FromStr for Cidr {
    type Err = CidrError;

    fn from_str(text: &str) -> Result<Self, CidrError> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let written: IpAddr = address.parse().map_err(|_| CidrError::Address(address.to_owned()))?;
        let most: u8 = if written.is_ipv4() { 32 } else { 128 };
        let mut length = match prefix {
            None => most,
            Some(p) => p
                .parse()
                .ok()
                .filter(|n| *n <= most && p.bytes().all(|b| b.is_ascii_digit()))
                .ok_or_else(|| CidrError::Prefix(p.to_owned(), most))?,
        };
        let address = written.to_canonical();
        if written.is_ipv6() && address.is_ipv4() {
            length = length.checked_sub(96).ok_or_else(|| CidrError::Prefix(length.to_string(), most))?;
        }
        let cidr = Self { address, prefix: length };
        let meant = cidr.cleared();
        if meant == cidr { Ok(cidr) } else { Err(CidrError::HostBits { given: text.to_owned(), meant }) }
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn holds(net: &str, one: &str) -> bool {
        net.parse::<Cidr>().unwrap().contains(one.parse().unwrap())
    }

    #[test]
    fn prefixes_of_every_length_hold_what_they_should() {
        assert!(holds("0.0.0.0/0", "203.0.113.9"));
        assert!(holds("10.0.0.0/8", "10.255.255.255"));
        assert!(!holds("10.0.0.0/8", "11.0.0.0"));
        assert!(holds("127.0.0.1", "127.0.0.1"));
        assert!(!holds("127.0.0.1", "127.0.0.2"));
        assert!(holds("::/0", "2001:db8::1"));
        assert!(holds("2001:db8::/32", "2001:db8:ffff::1"));
        assert!(!holds("2001:db8::/32", "2001:db9::1"));
    }

    #[test]
    fn s12_mapped_addresses_are_their_ipv4_address() {
        assert!(holds("10.0.0.0/8", "::ffff:10.1.2.3"));
        assert!(!holds("10.0.0.0/8", "::ffff:11.1.2.3"));
        assert!(!holds("::/0", "::ffff:11.1.2.3"), "an IPv6 network does not open the door to IPv4");
        assert!(holds("::ffff:10.0.0.0/104", "10.1.2.3"));
    }

    #[test]
    fn slips_are_named() {
        assert_eq!(
            "10.1.2.3/8".parse::<Cidr>().unwrap_err().to_string(),
            "10.1.2.3/8 has bits set behind its prefix; the network is 10.0.0.0/8"
        );
        for bad in ["", "10.0.0/8", "10.0.0.0/33", "10.0.0.0/+8", "::/129", "10.0.0.0/", "localhost"] {
            assert!(bad.parse::<Cidr>().is_err(), "{bad}");
        }
    }
}
