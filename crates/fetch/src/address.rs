//! An address that may be asked: http or https, a host, no user, no odd port, not longer than addresses are.

use std::fmt;
use std::net::IpAddr;

use reqwest::Url;

use crate::error::Error;
use crate::network::is_public;
use crate::rules::Rules;

/// Longer addresses are nobody's; OCSP by GET could make some 400 bytes, and that is done by POST here.
const LONGEST: usize = 2048;
/// What of a refused address is shown.
const SHOWN: usize = 120;

/// An address that was read and is of a kind that is asked. Whether this one may be asked is for the [`Rules`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address(Url);

impl Address {
    /// Reads an address as it stands in a certificate.
    ///
    /// # Errors
    /// LDAP and everything else but HTTP; a user or password in it; no host.
    pub fn read(text: &str) -> Result<Self, Error> {
        let refuse = |why| Error::Address { address: shown(text), why };
        if text.len() > LONGEST {
            return Err(refuse("the address is too long"));
        }
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(refuse("there are spaces or control characters in it"));
        }
        let mut url = Url::parse(text).map_err(|_| refuse("this is no address"))?;
        url.set_fragment(None);
        Self::of_url(url).map_err(refuse)
    }

    pub(crate) fn of_url(url: Url) -> Result<Self, &'static str> {
        match url.scheme() {
            "http" | "https" => {}
            "ldap" | "ldaps" => return Err("LDAP is not asked: the certificate should name an HTTP address too"),
            _ => return Err("only http and https are asked"),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("a user name or password stands in it");
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err("there is no host in it");
        }
        Ok(Self(url))
    }

    /// Whether these rules allow to ask it, as far as can be told before its name is resolved.
    pub(crate) fn permitted(&self, rules: &Rules) -> Result<(), Error> {
        let port = self.0.port_or_known_default().unwrap_or_default();
        if !rules.ports.contains(&port) {
            return Err(Error::Address { address: self.to_string(), why: "this port is not asked" });
        }
        match self.literal() {
            Some(found) if !may_reach(found, rules) => Err(Error::Private { host: self.host().to_owned(), found }),
            _ => Ok(()),
        }
    }

    /// The host.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Whether the connection would be encrypted.
    #[must_use]
    pub fn is_tls(&self) -> bool {
        self.0.scheme() == "https"
    }

    pub(crate) fn url(&self) -> &Url {
        &self.0
    }

    /// The host as an address in numbers. The parser has already read the odd spellings (`0x7f.1`, `2130706433`).
    fn literal(&self) -> Option<IpAddr> {
        self.host().trim_start_matches('[').trim_end_matches(']').parse().ok()
    }
}

pub(crate) fn may_reach(address: IpAddr, rules: &Rules) -> bool {
    is_public(address) || rules.allowed.iter().any(|network| network.contains(address))
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(self.0.as_str()))
    }
}

/// A stranger's words on their way into a log: short, and nothing in them moves a cursor.
pub(crate) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use super::*;

    fn refused(text: &str) -> String {
        let rules = Rules::default();
        Address::read(text).and_then(|address| address.permitted(&rules)).unwrap_err().to_string()
    }

    #[test]
    fn what_a_ca_publishes_is_read() {
        for text in
            ["http://crl.example.com/ca.crl", "https://ocsp.example.jp", "http://[2606:4700::1111]/x?y=z", "http://例え.テスト/ca.crl"]
        {
            Address::read(text).and_then(|address| address.permitted(&Rules::default())).unwrap();
        }
        assert_eq!(Address::read("http://例え.テスト/").unwrap().host(), "xn--r8jz45g.xn--zckzah");
    }

    #[test]
    fn c12_strange_schemes_ports_and_users_are_refused() {
        for (text, why) in [
            ("ldap://dir.example.com/cn=ca?certificateRevocationList", "LDAP is not asked"),
            ("file:///etc/passwd", "only http and https"),
            ("gopher://x/", "only http and https"),
            ("javascript:alert(1)", "only http and https"),
            ("http://user:secret@example.com/", "user name or password"),
            ("http://example.com:22/", "port is not asked"),
            ("http://example.com:6379/", "port is not asked"),
            ("http://", "no address"),
            ("crl/ca.crl", "no address"),
            ("http://example.com/a b", "spaces"),
            ("http://example.com/\r\nHost: evil", "control characters"),
        ] {
            assert!(refused(text).contains(why), "{text}: {}", refused(text));
        }
        assert!(refused(&format!("http://example.com/{}", "a".repeat(3000))).contains("too long"));
        assert!(!refused("http://u:secret\u{1b}[31m@x/").contains('\u{1b}'));
    }

    #[test]
    fn c12_numbers_that_mean_this_machine_are_refused_however_they_are_spelt() {
        for host in
            ["127.0.0.1", "0x7f.1", "2130706433", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.1", "127.0.0.1."]
        {
            let said = refused(&format!("http://{host}/ca.crl"));
            assert!(said.contains("not a public address"), "{host}: {said}");
        }
        let rules = Rules { allowed: vec!["127.0.0.0/8".parse().unwrap()], ..Rules::default() };
        Address::read("http://127.0.0.1/").unwrap().permitted(&rules).unwrap();
    }
}
