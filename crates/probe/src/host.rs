//! The name that a person gave, as DNS and TLS write it (RFC 5890: A-labels; RFC 6066 3: no address in SNI).

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use crate::error::Error;

/// Longest name in DNS (RFC 1035 2.3.4).
const LONGEST: usize = 253;
/// Longest label (the same).
const LONGEST_LABEL: usize = 63;

/// A host to probe.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Host {
    ascii: String,
    address: Option<IpAddr>,
}

impl Host {
    /// As it goes into DNS: ASCII, lower case, without a last dot.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.ascii
    }

    /// Its address, if it was given as one.
    #[must_use]
    pub const fn address(&self) -> Option<IpAddr> {
        self.address
    }
}

impl FromStr for Host {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::Host { text: text.chars().take(LONGEST).collect() };
        let trimmed = text.trim();
        let bare = trimmed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(trimmed);
        if let Ok(address) = bare.parse::<IpAddr>() {
            return Ok(Self { ascii: address.to_string(), address: Some(address) });
        }
        let ascii = idna::domain_to_ascii(trimmed).map_err(|_| wrong())?;
        let ascii = ascii.strip_suffix('.').unwrap_or(&ascii).to_owned();
        let label = |label: &str| {
            (1..=LONGEST_LABEL).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        // a name of digits alone would be an address written badly
        let numeric = ascii.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
        if ascii.len() > LONGEST || numeric || !ascii.split('.').all(label) {
            return Err(wrong());
        }
        Ok(Self { ascii, address: None })
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.ascii)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn names_and_addresses_are_told_apart() {
        for (text, name) in [("Mail.Example.", "mail.example"), ("書留.example", "xn--rovz33a.example"), ("localhost", "localhost")] {
            let host: Host = text.parse().unwrap();
            assert_eq!((host.name(), host.address()), (name, None), "{text}");
        }
        for (text, name) in [("192.0.2.1", "192.0.2.1"), ("[2001:db8::1]", "2001:db8::1")] {
            let host: Host = text.parse().unwrap();
            assert_eq!(host.name(), name);
            assert!(host.address().is_some());
        }
    }

    #[test]
    fn what_is_no_host_is_refused() {
        for text in ["", ".", "a b", "mail\r\nEHLO", "300.1.1.1", "a..b", "smtp://mail.example", "mail.example:25", &"a".repeat(64)] {
            assert!(text.parse::<Host>().is_err(), "{text:?}");
        }
    }
}
