//! One grammar for the addresses of an envelope (RFC 5321 4.1.2, RFC 6531 3.3), kept byte for byte as received.
//! It says nothing about header fields (RFC 5322): that is crate mime. Where it is wider than the RFC, the comment says why.

use std::net::{Ipv4Addr, Ipv6Addr};

/// RFC 5321 4.5.3.1.1 asks servers for 64 at least; VERP and SRS addresses are longer in practice.
const LOCAL_PART: usize = 256;
/// RFC 5321 4.5.3.1.2.
const DOMAIN: usize = 255;
/// RFC 1035 2.3.4.
const LABEL: usize = 63;

/// `local@domain`, or `postmaster` alone. Quotes of a quoted local part are kept. No control characters, always UTF-8.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Mailbox {
    text: String,
    at: Option<usize>,
}

impl Mailbox {
    /// Parses what stands between `<` and `>`; a source route is not accepted here.
    pub fn parse(text: &str) -> Option<Self> {
        if text.eq_ignore_ascii_case("postmaster") {
            return Some(Self { text: text.to_owned(), at: None });
        }
        let at = local_part_length(text)?;
        let domain = text.get(at..)?.strip_prefix('@')?;
        if at > LOCAL_PART || !is_domain(domain) {
            return None;
        }
        Some(Self { text: text.to_owned(), at: Some(at) })
    }

    /// The whole, as received.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Local part as received, quotes included.
    pub fn local_part(&self) -> &str {
        self.at.and_then(|at| self.text.get(..at)).unwrap_or(&self.text)
    }

    /// Domain or address literal as received; `None` only for `<postmaster>`.
    pub fn domain(&self) -> Option<&str> {
        self.at.and_then(|at| self.text.get(at + 1..))
    }

    /// Whether SMTPUTF8 is needed to say it.
    pub fn needs_smtputf8(&self) -> bool {
        !self.text.is_ascii()
    }
}

impl std::fmt::Display for Mailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// What stood between `<` and `>`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Path {
    /// `<>`
    Null,
    /// `<local@domain>`; a source route before it was taken off (RFC 5321 appendix C: "SHOULD be ignored").
    To(Mailbox),
}

/// Reads `<path>` from the front of `text`; returns it and what follows the `>`.
pub(crate) fn read_path(text: &str) -> Option<(Path, &str)> {
    let inner = text.strip_prefix('<')?;
    let (path, rest) = split_at_closing(inner)?;
    if path.is_empty() {
        return Some((Path::Null, rest));
    }
    Some((Path::To(Mailbox::parse(without_route(path)?)?), rest))
}

/// Splits at the `>` that is not inside a quoted string.
fn split_at_closing(text: &str) -> Option<(&str, &str)> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'>' if !quoted => return Some((text.get(..at)?, text.get(at + 1..)?)),
            _ => {}
        }
    }
    None
}

/// Takes off `@a,@b:`, whose domains have to be domains.
fn without_route(path: &str) -> Option<&str> {
    if !path.starts_with('@') {
        return Some(path);
    }
    // an address literal may hold a colon, so the route cannot be cut at the first one
    let mut rest = path;
    loop {
        let hop = rest.strip_prefix('@')?;
        let end = if hop.starts_with('[') { hop.find(']')? + 1 } else { hop.find([',', ':'])? };
        if !is_domain(hop.get(..end)?) {
            return None;
        }
        rest = hop.get(end..)?;
        match rest.strip_prefix(':') {
            Some(mailbox) => return Some(mailbox),
            None => rest = rest.strip_prefix(',')?,
        }
    }
}

/// Length of the local part at the front of `text`, which has to be followed by `@`.
fn local_part_length(text: &str) -> Option<usize> {
    if let Some(quoted) = text.strip_prefix('"') {
        return quoted_length(quoted).map(|length| length + 1);
    }
    let end = text.find(|c| !(c == '.' || is_atext(c)))?;
    // Dots in a row and at the ends are not RFC 5321's Dot-string, but Japanese carriers gave out such addresses for years
    // (`a..b.@example.jp`) and people still have them; other servers take them too. They are passed on as they are.
    (end > 0).then_some(end)
}

/// Length of a quoted string after its opening quote, closing quote included.
fn quoted_length(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            ' '..='~' if escaped => escaped = false,
            _ if escaped => return None,
            '\\' => escaped = true,
            '"' => return Some(at + 1),
            ' '..='~' => {}
            c if is_utf8_text(c) => {}
            _ => return None,
        }
    }
    None
}

fn is_atext(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || is_utf8_text(c)
}

/// UTF8-non-ascii (RFC 6531 3.3) without what could split a line, end a word or turn the text around.
fn is_utf8_text(c: char) -> bool {
    !c.is_ascii()
        && !c.is_control()
        && !c.is_whitespace()
        && !matches!(c, '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A domain name or an address literal.
pub(crate) fn is_domain(text: &str) -> bool {
    if let Some(literal) = text.strip_prefix('[') {
        return literal.strip_suffix(']').is_some_and(is_literal);
    }
    text.len() <= DOMAIN && text.split('.').all(is_label)
}

/// Underscores are no host names (RFC 1123), but they are in use and DNS has them.
fn is_label(label: &str) -> bool {
    (1..=LABEL).contains(&label.len())
        && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_' || is_utf8_text(c))
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// RFC 5321 4.1.3; no tag but `IPv6` was ever registered.
fn is_literal(text: &str) -> bool {
    match text.split_once(':') {
        Some((tag, address)) => tag.eq_ignore_ascii_case("IPv6") && address.parse::<Ipv6Addr>().is_ok(),
        None => text.parse::<Ipv4Addr>().is_ok(),
    }
}

#[cfg(test)]
mod tests;
