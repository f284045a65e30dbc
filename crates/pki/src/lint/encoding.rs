//! How it is written: DER (X.690 10 and 11) wherever this program knows what should stand there, and extensions that cannot
//! be read at all (RFC 5280 4.1, 4.2).

use kakitome_ber::{Cursor, Error, Tag};

use super::linted::{Linted, every};
use super::rule::{Check, Found, LintGroup, LintRule, LintSeverity, RFC_5280};
use crate::oid;

const fn rule(id: &'static str, clause: &'static str, check: Check) -> LintRule {
    LintRule::new(id, clause, LintSeverity::Error, RFC_5280, LintGroup::Encoding, every, check)
}

pub(super) const RULES: &[LintRule] = &[
    rule("rfc5280.4-1-not-der", "RFC 5280 4.1", |linted| {
        strict(linted.certificate.as_der()).err().map(|error| error.to_string()).into_iter().collect()
    }),
    rule("rfc5280.4-2-unreadable-extension", "RFC 5280 4.2", |linted| {
        linted.extensions().malformed.iter().map(|(extension, _)| extension.to_string()).collect()
    }),
    rule("x690.11-2-2-trailing-zeros", "X.690 11.2.2", |linted| trailing_zeros(linted).into_iter().collect()),
    rule("x690.11-5-default-written", "X.690 11.5", |linted| default_written(linted.certificate.tbs()).unwrap_or_default()),
];

/// Walks through all that is constructed, with lengths as DER writes them. Octet strings are not looked into, but those of
/// extensions.
fn strict(der: &[u8]) -> Result<(), Error> {
    let mut open = vec![Cursor::strict(der)];
    while let Some(cursor) = open.last_mut() {
        if cursor.is_empty() {
            open.pop();
            continue;
        }
        let element = cursor.any()?;
        if element.header().constructed {
            open.push(element.children()?);
        } else if element.tag() == Tag::BOOLEAN {
            element.boolean()?;
        }
    }
    Ok(())
}

/// The key usage as a named bit list: no zero bits at its end, and the unused bits are counted.
fn trailing_zeros(linted: &Linted<'_>) -> Option<String> {
    let value = &linted.extension(oid::KEY_USAGE)?.value;
    let (unused, octets) = Cursor::new(value).any().ok().filter(|element| element.tag() == Tag::BIT_STRING)?.bits().ok()?;
    let last = octets.last()?;
    let minimal = *last != 0 && last.trailing_zeros() == u32::from(unused);
    (!minimal).then(|| oid::KEY_USAGE.to_string())
}

/// Extensions whose `critical FALSE` is written out: DER leaves default values away.
fn default_written(tbs: &[u8]) -> Result<Found, Error> {
    let mut fields = Cursor::new(tbs).sequence()?;
    let mut found = Found::new();
    while !fields.is_empty() {
        let field = fields.any()?;
        if field.tag() != Tag::context(3) {
            continue;
        }
        let mut list = field.children()?.sequence()?;
        while !list.is_empty() {
            let mut extension = list.sequence()?;
            let kind = extension.oid()?;
            if extension.optional(Tag::BOOLEAN)?.is_some_and(|flag| matches!(flag.boolean(), Ok(false))) {
                found.push(kind.to_string());
            }
        }
    }
    Ok(found)
}
