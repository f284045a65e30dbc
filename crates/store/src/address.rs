//! A mail address in the one form it is stored and looked up by (RFC 5321 4.1.2, RFC 6531 3.3): the local part to the letter,
//! the domain in A-labels and lower case. No comments, no groups, no display names: header fields are read by `mime`.

use std::fmt;

/// RFC 5321 4.5.3.1.1.
const LOCAL_MAX: usize = 64;
/// RFC 5321 4.5.3.1.2.
const DOMAIN_MAX: usize = 255;

/// A mail address in canonical form.
///
/// ```
/// use kakitome_store::Address;
/// let address = Address::parse("Info@例え.JP")?;
/// assert_eq!(address.as_str(), "Info@xn--r8jz45g.jp");
/// # Ok::<(), kakitome_store::AddressError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(String);

/// Why a text is no mail address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddressError {
    /// There is no `@`.
    #[error("{text:?}: no @")]
    NoAt {
        /// What was given.
        text: String,
    },
    /// The part before the `@` is empty, too long, or holds what no local part holds.
    #[error("{text:?}: bad local part")]
    Local {
        /// What was given.
        text: String,
    },
    /// The part after the `@` is no domain name.
    #[error("{text:?}: bad domain")]
    Domain {
        /// What was given.
        text: String,
    },
}

impl Address {
    /// Reads `local@domain`; the last `@` divides.
    ///
    /// # Errors
    /// If it is not a mail address.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let Some((local, domain)) = text.rsplit_once('@') else {
            return Err(AddressError::NoAt { text: text.to_owned() });
        };
        if !is_local(local) {
            return Err(AddressError::Local { text: text.to_owned() });
        }
        let Some(domain) = canonical_domain(domain) else {
            return Err(AddressError::Domain { text: text.to_owned() });
        };
        Ok(Self(format!("{local}@{domain}")))
    }

    /// `local@domain`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part after the `@`, in A-labels.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Address {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// RFC 5321 4.1.2 `Local-part`, with RFC 6531's letters.
fn is_local(local: &str) -> bool {
    if local.is_empty() || local.len() > LOCAL_MAX {
        return false;
    }
    if let Some(quoted) = local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return is_quoted(quoted);
    }
    local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atext))
}

fn is_quoted(inside: &str) -> bool {
    let mut escaped = false;
    for c in inside.chars() {
        let printable = (' '..='~').contains(&c) || (!c.is_ascii() && !c.is_control());
        if !printable || (c == '"' && !escaped) {
            return false;
        }
        escaped = c == '\\' && !escaped;
    }
    !escaped
}

fn is_atext(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || (!c.is_ascii() && !c.is_control() && !c.is_whitespace())
}

fn canonical_domain(domain: &str) -> Option<String> {
    if domain.starts_with('[') {
        // An address literal (RFC 5321 4.1.3) is nobody's identity for certificates.
        return None;
    }
    let ascii = idna::domain_to_ascii_cow(domain.as_bytes(), idna::AsciiDenyList::STD3).ok()?;
    let ascii = ascii.to_ascii_lowercase();
    let labels_fit = ascii.split('.').all(|label| !label.is_empty() && label.len() <= 63);
    (labels_fit && ascii.len() <= DOMAIN_MAX).then_some(ascii)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]

    use super::*;

    #[test]
    fn the_domain_is_folded_and_the_local_part_kept() {
        let one = Address::parse("No.Reply@Bank.Example").unwrap();
        assert_eq!(one.as_str(), "No.Reply@bank.example");
        assert_eq!(one.domain(), "bank.example");
        assert_ne!(one, Address::parse("no.reply@bank.example").unwrap());
    }

    #[test]
    fn japanese_addresses_have_one_form() {
        let unicode = Address::parse("担当@例え.テスト").unwrap();
        let ascii = Address::parse("担当@XN--R8JZ45G.xn--zckzah").unwrap();
        assert_eq!(unicode, ascii);
    }

    #[test]
    fn quoted_local_parts_keep_their_quotes() {
        assert_eq!(Address::parse("\"a b\"@x.example").unwrap().as_str(), "\"a b\"@x.example");
        assert_eq!(Address::parse("\"a@b\"@x.example").unwrap().domain(), "x.example");
    }

    #[test]
    fn what_is_no_address_is_named() {
        for (text, part) in [
            ("postmaster", "no @"),
            ("@x.example", "local"),
            ("a b@x.example", "local"),
            ("a..b@x.example", "local"),
            ("\"a\"b\"@x.example", "local"),
            ("a\r\n@x.example", "local"),
            ("a@", "domain"),
            ("a@x..example", "domain"),
            ("a@[127.0.0.1]", "domain"),
            ("a@x_y z", "domain"),
        ] {
            let error = Address::parse(text).unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
        assert!(Address::parse(&format!("{}@x.example", "a".repeat(65))).is_err());
    }
}
