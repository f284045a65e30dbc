//! Policy qualifiers (RFC 5280 4.2.1.4) as they stand; the parsed certificate keeps only the first practice statement.

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Error, Tag};

use super::linted::Linted;
use crate::{oid, text};

const USER_NOTICE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.2.2");

/// One qualifier of one policy.
pub(super) enum Qualifier {
    /// A practice statement, as it is written.
    Practice(String),
    /// A notice to the user.
    Notice {
        reference: bool,
        text: Option<(Tag, String)>,
    },
    Other(ObjectIdentifier),
}

/// Every qualifier with its policy; what cannot be read ends the list (and is found as such by the encoding's rules).
pub(super) fn qualifiers(linted: &Linted<'_>) -> Vec<(ObjectIdentifier, Qualifier)> {
    let mut found = Vec::new();
    if let Some(extension) = linted.extension(oid::CERTIFICATE_POLICIES) {
        let _ = read(&extension.value, &mut found);
    }
    found
}

fn read(value: &[u8], found: &mut Vec<(ObjectIdentifier, Qualifier)>) -> Result<(), Error> {
    let mut policies = Cursor::new(value).sequence()?;
    while !policies.is_empty() {
        let mut information = policies.sequence()?;
        let policy = information.oid()?;
        let Some(list) = information.optional(Tag::SEQUENCE)? else { continue };
        let mut list = list.children()?;
        while !list.is_empty() {
            let mut one = list.sequence()?;
            let qualifier = match one.oid()? {
                oid::QUALIFIER_CPS => Qualifier::Practice(String::from_utf8_lossy(one.any()?.content()).into_owned()),
                USER_NOTICE => notice(one.sequence()?)?,
                other => Qualifier::Other(other),
            };
            found.push((policy, qualifier));
        }
    }
    Ok(())
}

/// UserNotice: both parts may be absent.
fn notice(mut parts: Cursor<'_>) -> Result<Qualifier, Error> {
    let reference = parts.optional(Tag::SEQUENCE)?.is_some();
    let text = if parts.is_empty() {
        None
    } else {
        let element = parts.any()?;
        Some((element.tag(), text::decode(&element).unwrap_or_default()))
    };
    Ok(Qualifier::Notice { reference, text })
}
