//! `Pattern`: which mail addresses a rule means: one address, a domain, or all.
//!
//! Compared without regard to ASCII case (RFC 5321 2.4 lets local parts differ by case; no rule of an
//! administrator means that). Subdomains are not meant by their domain.

use std::{fmt, str::FromStr};

/// A set of mail addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// `*`: every address.
    Every,
    /// `@example.jp`: every address of this domain, not of its subdomains.
    Domain(String),
    /// `noreply@example.jp`: this one.
    Address(String),
}

/// Why a text is not a pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternError {
    /// No `@`.
    #[error("{0:?} is neither an address (\"a@example.jp\") nor a domain (\"@example.jp\") nor \"*\"")]
    Shape(String),
    /// The domain part cannot be one.
    #[error("{0:?} is not a domain name")]
    Domain(String),
    /// A wildcard in a place where it would not work.
    #[error("{0:?}: wildcards within an address are not supported; use \"@domain\" or \"*\"")]
    Wildcard(String),
}

impl Pattern {
    /// Whether `address` (`local@domain`) belongs to the set.
    pub fn matches(&self, address: &str) -> bool {
        match self {
            Self::Every => true,
            Self::Domain(domain) => {
                address.rsplit_once('@').is_some_and(|(local, of)| !local.is_empty() && of.eq_ignore_ascii_case(domain))
            }
            Self::Address(one) => address.eq_ignore_ascii_case(one),
        }
    }
}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        if text == "*" {
            return Ok(Self::Every);
        }
        let (local, domain) = text.rsplit_once('@').ok_or_else(|| PatternError::Shape(text.to_owned()))?;
        if text.contains('*') {
            return Err(PatternError::Wildcard(text.to_owned()));
        }
        let plain = !domain.is_empty()
            && domain.split('.').all(|label| !label.is_empty())
            && domain.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'));
        if !plain {
            return Err(PatternError::Domain(domain.to_owned()));
        }
        if local.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>')) {
            return Err(PatternError::Shape(text.to_owned()));
        }
        Ok(if local.is_empty() { Self::Domain(domain.to_owned()) } else { Self::Address(text.to_owned()) })
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Every => f.write_str("*"),
            Self::Domain(domain) => write!(f, "@{domain}"),
            Self::Address(address) => f.write_str(address),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn addresses_domains_and_all() {
        let domain: Pattern = "@example.jp".parse().unwrap();
        assert!(domain.matches("a@EXAMPLE.jp"));
        assert!(!domain.matches("a@sub.example.jp"));
        assert!(!domain.matches("a@badexample.jp"));
        assert!(!domain.matches("@example.jp"));
        assert!(!domain.matches("a@example.jp@evil.test"));
        let one: Pattern = "NoReply@example.jp".parse().unwrap();
        assert!(one.matches("noreply@example.jp"));
        assert!(!one.matches("xnoreply@example.jp"));
        assert!("*".parse::<Pattern>().unwrap().matches("x@y"));
    }

    #[test]
    fn slips_are_refused() {
        for bad in ["", "example.jp", "*@example.jp", "a@*.jp", "a@", "@", "a b@example.jp", "<a@b>", "@.jp"] {
            assert!(bad.parse::<Pattern>().is_err(), "{bad}");
        }
    }
}
