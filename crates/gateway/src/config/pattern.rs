//! `Pattern`: which mail addresses a rule means: one address, a domain, or all.
//!
//! Compared without regard to ASCII case (RFC 5321 2.4 lets local parts differ by case; no rule of an administrator means that), and however
//! the address is written: in A-labels or U-labels (RFC 5890 2.3.2.1), quoted or not (RFC 5321 4.1.2). Subdomains are not meant by their domain.

use std::{borrow::Cow, fmt, str::FromStr};

use kakitome_store::Address;

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
    /// Whether `address` (`local@domain`) belongs to the set, however it is written.
    pub fn matches(&self, address: &str) -> bool {
        self.holds(address, is_same_local)
    }

    /// Whether it belongs to the set for somebody who gains by it: a login, or who may send as whom. The local part counts to the letter,
    /// quotes included, because elsewhere they may part two accounts.
    pub(crate) fn grants(&self, address: &str) -> bool {
        self.holds(address, str::eq_ignore_ascii_case)
    }

    fn holds(&self, address: &str, is_same: fn(&str, &str) -> bool) -> bool {
        match (self, address.rsplit_once('@')) {
            (Self::Every, _) => true,
            (Self::Domain(domain), Some((local, of))) => !local.is_empty() && is_same_domain(of, domain),
            (Self::Domain(_), None) => false,
            (Self::Address(one), Some((local, of))) => {
                one.rsplit_once('@').is_some_and(|(own, domain)| is_same_domain(of, domain) && is_same(local, own))
            }
            // A login may be a name without a domain.
            (Self::Address(one), None) => address.eq_ignore_ascii_case(one),
        }
    }
}

/// Patterns that were read are in A-labels already: nothing is computed for addresses in ASCII.
fn is_same_domain(one: &str, other: &str) -> bool {
    a_labels(one).eq_ignore_ascii_case(&a_labels(other))
}

/// What has no A-labels is compared as it stands.
fn a_labels(domain: &str) -> Cow<'_, str> {
    // The root's dot names the same domain (RFC 1034 3.1).
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    if domain.is_ascii() {
        return Cow::Borrowed(domain);
    }
    match Address::parse(&format!("x@{domain}")) {
        Ok(address) => Cow::Owned(address.domain().to_owned()),
        Err(_) => Cow::Borrowed(domain),
    }
}

/// Quotes and backslashes are no part of a local part (RFC 5321 4.1.2): `"a\b"` is `ab`. Quotes that are needed stay a difference.
fn is_same_local(one: &str, other: &str) -> bool {
    if !one.starts_with('"') && !other.starts_with('"') {
        return one.eq_ignore_ascii_case(other);
    }
    let (one, other) = (unquoted(one), unquoted(other));
    one.1 == other.1 && one.0.eq_ignore_ascii_case(&other.0)
}

/// What a local part says, and whether it can be said in quotes only.
fn unquoted(local: &str) -> (Cow<'_, str>, bool) {
    let Some(inside) = local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else { return (Cow::Borrowed(local), false) };
    let mut said = String::with_capacity(inside.len());
    let mut characters = inside.chars();
    while let Some(one) = characters.next() {
        said.push(if one == '\\' { characters.next().unwrap_or('\\') } else { one });
    }
    let plain = said.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atext));
    (Cow::Owned(said), !plain)
}

/// RFC 5322 3.2.3 `atext`, with RFC 6531's letters.
fn is_atext(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || (!c.is_ascii() && !c.is_control() && !c.is_whitespace())
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
        let domain = a_labels(domain);
        Ok(if local.is_empty() { Self::Domain(domain.into_owned()) } else { Self::Address(format!("{local}@{domain}")) })
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
    fn h10_an_address_is_one_however_it_is_written() {
        let matches = |pattern: &str, address: &str| pattern.parse::<Pattern>().unwrap().matches(address);
        for address in
            ["a@例え.jp", "a@xn--r8jz45g.jp", "A@XN--R8JZ45G.JP", "a@例え。ＪＰ", "a@例え.jp.", "\"a\"@例え.jp", "\"\\a\"@xn--r8jz45g.jp"]
        {
            for pattern in ["@例え.jp", "@xn--r8jz45g.jp", "@XN--r8jz45g.jp", "a@例え.jp", "A@xn--r8jz45g.jp", "\"a\"@例え.jp"] {
                assert!(matches(pattern, address), "{pattern} {address}");
            }
            for pattern in ["@例.jp", "b@例え.jp", "@jp", "a@sub.例え.jp"] {
                assert!(!matches(pattern, address), "{pattern} {address}");
            }
        }
        for (pattern, address, same) in [
            ("boss@other.example", "\"boss\"@other.example", true),
            ("boss@other.example", "\"B\\o\\ss\"@OTHER.example", true),
            ("\"the.boss\"@other.example", "the.boss@other.example", true),
            ("\"a@b\"@other.example", "\"a\\@b\"@other.example", true),
            ("a@b@other.example", "\"a@b\"@other.example", false),
            ("\"a..b\"@other.example", "a..b@other.example", false),
            ("boss@other.example", "\"boss \"@other.example", false),
            ("boss@other.example", "\"@other.example", false),
            ("boss@other.example", "\"boss@other.example", false),
            ("boss@other.example", "\"boss\\\"@other.example", false),
            ("@other.example", "\"odd one\"@other.example", true),
            ("@ほか.example", "a@\u{ff0e}\u{ff0e}", false),
            ("boss@other.example", "boss", false),
        ] {
            assert_eq!(matches(pattern, address), same, "{pattern} {address}");
        }
        assert!(Pattern::Address("a@例え.jp".into()).matches("a@xn--r8jz45g.jp"), "one that nobody has parsed");
        assert!(Pattern::Address("root".into()).matches("ROOT"));
    }

    #[test]
    fn s14_a_right_is_not_widened_by_quotes() {
        let one: Pattern = "boss@例え.jp".parse().unwrap();
        assert!(one.grants("Boss@xn--r8jz45g.jp") && one.grants("boss@例え.jp") && !one.grants("\"boss\"@例え.jp"));
        let quoted: Pattern = "\"boss\"@例え.jp".parse().unwrap();
        assert!(!quoted.grants("boss@xn--r8jz45g.jp") && quoted.grants("\"boss\"@xn--r8jz45g.jp"));
    }

    #[test]
    fn slips_are_refused() {
        for bad in ["", "example.jp", "*@example.jp", "a@*.jp", "a@", "@", "a b@example.jp", "<a@b>", "@.jp"] {
            assert!(bad.parse::<Pattern>().is_err(), "{bad}");
        }
    }
}
