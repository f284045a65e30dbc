//! One mail address taken apart for comparison (RFC 5321 4.1.2, RFC 6531 3.3, RFC 9598 5): local part as octets,
//! domain as A-labels in lower case. What could be read in two ways is refused, with the problem named.

use std::borrow::Cow;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use crate::text;

/// Longest address: 64 octets of local part, 255 of domain (RFC 5321 4.5.3.1) and the sign between.
const LONGEST: usize = 320;

/// An address that can be compared.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Mailbox {
    /// Without quotes; quoted local parts that need their quotes are refused.
    pub(crate) local: String,
    /// A-labels in lower case, or a domain literal in lower case.
    pub(crate) domain: String,
}

/// Takes an address apart, or says why it can never match.
pub(crate) fn parse(address: &str) -> Result<Mailbox, &'static str> {
    if address.len() > LONGEST {
        return Err("longer than 320 octets");
    }
    if let Some(problem) = address.chars().find_map(bad_character) {
        return Err(problem);
    }
    let (local, domain) = address.rsplit_once('@').ok_or("no @ in it")?;
    Ok(Mailbox { local: self::local(local)?.into_owned(), domain: self::domain(domain)? })
}

fn bad_character(character: char) -> Option<&'static str> {
    match character {
        '\0' => Some("a NUL in it"),
        '\u{fffd}' => Some("octets that are no text in it"),
        _ if character.is_whitespace() => Some("a blank in it"),
        _ if character.is_control() => Some("a control character in it"),
        _ if text::is_deceptive(character) => Some("an invisible or direction-changing character in it"),
        _ => None,
    }
}

/// Dot-atom (RFC 5322 3.2.3 with RFC 6532), or a quoted string that would be one without its quotes.
fn local(text: &str) -> Result<Cow<'_, str>, &'static str> {
    let content = match text.strip_prefix('"').map(|rest| rest.strip_suffix('"')) {
        None => Cow::Borrowed(text),
        Some(None) => return Err("a quoted local part without its end"),
        Some(Some(quoted)) => Cow::Owned(unquoted(quoted)?),
    };
    let atom = |atom: &str| !atom.is_empty() && atom.chars().all(is_atext);
    if content.split('.').all(atom) { Ok(content) } else { Err("a local part that needs quotes, or is empty") }
}

fn unquoted(quoted: &str) -> Result<String, &'static str> {
    let mut content = String::with_capacity(quoted.len());
    let mut characters = quoted.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => content.push(characters.next().ok_or("a quoted local part without its end")?),
            '"' => return Err("quotes inside a local part"),
            _ => content.push(character),
        }
    }
    Ok(content)
}

fn is_atext(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(character) || !character.is_ascii()
}

/// A domain as A-labels in lower case (RFC 5891, UTS 46 without transitional forms), or a literal in lower case.
pub(crate) fn domain(text: &str) -> Result<String, &'static str> {
    if let Some(literal) = text.strip_prefix('[') {
        let content = literal.strip_suffix(']').ok_or("a domain literal without its end")?;
        let plain = |c: char| c.is_ascii_alphanumeric() || ".:-".contains(c);
        return if !content.is_empty() && content.chars().all(plain) { Ok(text.to_ascii_lowercase()) } else { Err("a bad domain literal") };
    }
    if !text.chars().all(|c| !c.is_ascii() || c.is_ascii_alphanumeric() || "-._".contains(c)) {
        return Err("a domain with characters that no domain has");
    }
    let ascii = Uts46::new().to_ascii(text.as_bytes(), AsciiDenyList::EMPTY, Hyphens::Allow, DnsLength::Verify);
    let ascii = ascii.map_err(|_| "a domain that is none (RFC 5890)")?;
    // the mapping of UTS 46 must not make separators out of look-alikes
    if ascii.bytes().all(|c| c.is_ascii_alphanumeric() || b"-._".contains(&c)) {
        Ok(ascii.into_owned())
    } else {
        Err("a domain with characters that no domain has")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn taken_apart() {
        for (address, local, domain) in [
            ("a@example.com", "a", "example.com"),
            ("A.b+c@EXAMPLE.Com", "A.b+c", "example.com"),
            ("\"a.b\"@example.com", "a.b", "example.com"),
            ("\"a\\b\"@example.com", "ab", "example.com"),
            ("\"*\"@example.com", "*", "example.com"),
            ("a@例え.jp", "a", "xn--r8jz45g.jp"),
            ("a@XN--R8JZ45G.jp", "a", "xn--r8jz45g.jp"),
            ("書留@example.jp", "書留", "example.jp"),
            ("a@[192.0.2.1]", "a", "[192.0.2.1]"),
            ("a@[IPv6:2001:DB8::1]", "a", "[ipv6:2001:db8::1]"),
            ("a@under_score.example", "a", "under_score.example"),
        ] {
            assert_eq!(parse(address), Ok(Mailbox { local: local.to_owned(), domain: domain.to_owned() }), "{address}");
        }
    }

    #[test]
    fn v11_v12_c08_what_can_never_match() {
        for address in [
            "",
            "@",
            "a",
            "a@",
            "@b",
            "a@b c",
            "ceo@x ",
            " ceo@x",
            "ceo@x\t",
            "ceo@x\u{a0}",
            "ceo@x\0.evil",
            "ceo\0@x",
            "a@b\r\n",
            "a b@c",
            "\"a b\"@c",
            "\"a@c",
            "a\"b@c",
            "\"a\"b\"@c",
            "\"a@b\"@c",
            "a@b@c",
            "a@b,c",
            "<a@b>",
            "a@b.",
            "a@.b",
            "a..b@c",
            ".a@c",
            "a.@c",
            "a@b..c",
            "a@*.example",
            "a@[",
            "a@[]",
            "a@[1 2]",
            "a@xn--a",
            "a@xn--99999999999999",
            "a\u{202e}@b",
            "a@b\u{200b}c",
            "a@\u{fffd}",
            "a@b%c",
            "a@b\u{3000}c",
            "a;b@c",
            "a(x)@c",
            "a@b/c",
            "a@b\u{2028}",
        ] {
            assert!(parse(address).is_err(), "{address:?} gave {:?}", parse(address));
        }
        assert!(parse(&format!("a@{}", "xn--".repeat(70))).is_err());
        assert!(parse(&format!("{}@b", "a".repeat(400))).is_err());
    }
}
