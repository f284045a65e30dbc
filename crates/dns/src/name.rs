//! A domain name as it is asked for: ASCII, lower case, without a last dot (RFC 1035 2.3.4, 5890), underscores allowed (RFC 8552).

use std::fmt;
use std::str::FromStr;

use hickory_resolver::proto::rr::Name;

/// Longest name (RFC 1035 2.3.4), as text without the last dot.
const LONGEST: usize = 253;
/// Longest label (the same).
const LONGEST_LABEL: usize = 63;

/// This is no name that could be asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no domain name: {why}")]
pub struct NoName {
    /// As it was written, shortened.
    pub text: String,
    /// What is wrong with it.
    pub why: &'static str,
}

/// A domain name. Names that differ only in case are one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DomainName(String);

impl DomainName {
    /// Lower case ASCII, without a last dot; the root is empty.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A name below this one, such as `_mta-sts`, or `_25._tcp`.
    ///
    /// # Errors
    /// [`NoName`]: together they are too long, or the labels are none.
    pub fn below(&self, labels: &str) -> Result<Self, NoName> {
        format!("{labels}.{}", self.0).parse()
    }

    /// The root: "no service here" as the target of an MX or SRV (RFC 7505, 2782).
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// A name of the protocol in text. Octets that are no letters stay escaped, as hickory shows them.
    pub(crate) fn of(name: &Name) -> Self {
        let text = name.to_ascii().to_ascii_lowercase();
        Self(text.strip_suffix('.').unwrap_or(&text).to_owned())
    }

    /// With the last dot: no search list of the system is appended.
    pub(crate) fn question(&self) -> Result<Name, NoName> {
        Name::from_ascii(format!("{}.", self.0)).map_err(|_| refused(&self.0, "it is not of the form of a name"))
    }

    /// RFC 6761 6.3: answered on this machine, never asked for.
    pub(crate) fn is_local(&self) -> bool {
        self.0 == "localhost" || self.0.ends_with(".localhost")
    }
}

impl FromStr for DomainName {
    type Err = NoName;

    fn from_str(text: &str) -> Result<Self, NoName> {
        let ascii = idna::domain_to_ascii(text.trim()).map_err(|_| refused(text, "there are characters in it that no name has"))?;
        let ascii = ascii.strip_suffix('.').unwrap_or(&ascii).to_owned();
        if ascii.len() > LONGEST {
            return Err(refused(text, "it is longer than 253 characters"));
        }
        for label in ascii.split('.') {
            if label.is_empty() || label.len() > LONGEST_LABEL {
                return Err(refused(text, "a part between dots is empty or longer than 63 characters"));
            }
            if !label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
                return Err(refused(text, "there are characters in it that no name has"));
            }
        }
        // an address is no name, and would be asked for as one
        if ascii.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit())) {
            return Err(refused(text, "it ends in a number, as an address does"));
        }
        Ok(Self(ascii))
    }
}

fn refused(text: &str, why: &'static str) -> NoName {
    NoName { text: text.chars().take(LONGEST).collect(), why }
}

impl fmt::Display for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "." } else { &self.0 })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn names_are_read_as_dns_writes_them() {
        for (text, name) in
            [("Example.JP.", "example.jp"), ("例え.テスト", "xn--r8jz45g.xn--zckzah"), ("_mta-sts.example.jp", "_mta-sts.example.jp")]
        {
            assert_eq!(text.parse::<DomainName>().unwrap().as_str(), name);
        }
        let name: DomainName = "mx.example.jp".parse().unwrap();
        assert_eq!(name.below("_25._tcp").unwrap().as_str(), "_25._tcp.mx.example.jp");
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for text in
            ["", ".", "a..b", "192.0.2.1", "a b", "a\nb.example", "mail.example:25", "user@example.jp", &"a".repeat(64), &"a.".repeat(200)]
        {
            assert!(text.parse::<DomainName>().is_err(), "{text:?}");
        }
    }
}
