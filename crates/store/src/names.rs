//! What a mail is found by: 64-bit names of its message id and its addresses. A name is small and cheap to index; two texts
//! may share one, so whoever searches compares the text too.

use std::borrow::Cow;

use crate::address::Address;
use crate::entry::Entry;

/// What kind of text a name is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    From,
    MessageId,
    To,
}

/// The name of a text that was brought to its canonical form.
pub(crate) fn name(kind: Kind, canonical: &str) -> i64 {
    // FNV-1a over kind and text, then a mixing step, since FNV's high bits move little for short texts. It is kept in
    // databases: never change it.
    let first = match kind {
        Kind::From => b'f',
        Kind::MessageId => b'm',
        Kind::To => b't',
    };
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in std::iter::once(first).chain(canonical.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^= hash >> 32;
    hash.cast_signed()
}

/// All names of a mail, each once.
pub(crate) fn names_of(entry: &Entry) -> Vec<i64> {
    let mut names = Vec::with_capacity(3 + entry.recipients.len());
    if let Some(id) = &entry.message_id {
        names.push(name(Kind::MessageId, message_id(id)));
    }
    if let Some(from) = &entry.header_from {
        names.push(name(Kind::From, &folded(from)));
    }
    if !entry.envelope_sender.is_empty() {
        names.push(name(Kind::From, &folded(&entry.envelope_sender)));
    }
    names.extend(entry.recipients.iter().map(|to| name(Kind::To, &folded(to))));
    names.sort_unstable();
    names.dedup();
    names
}

/// A message id without its angle brackets.
pub(crate) fn message_id(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(text)
}

/// An address for comparing without regard to case; a domain in Unicode becomes A-labels.
pub(crate) fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Cow::Owned(text.to_ascii_lowercase());
        }
        return Cow::Borrowed(text);
    }
    match Address::parse(text) {
        Ok(address) => Cow::Owned(address.as_str().to_lowercase()),
        Err(_) => Cow::Owned(text.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_as_they_are_in_databases() {
        assert_eq!(name(Kind::To, ""), 7_563_611_361_436_759_368);
        assert_eq!(name(Kind::MessageId, "1@x.example"), name(Kind::MessageId, message_id("<1@x.example>")));
        assert_ne!(name(Kind::From, "a@x"), name(Kind::To, "a@x"));
    }

    #[test]
    fn addresses_fold() {
        assert_eq!(folded("A@X.example"), "a@x.example");
        assert_eq!(folded("Ａ担当@例え.jp"), "ａ担当@xn--r8jz45g.jp");
        assert_eq!(folded("no address é"), "no address é");
    }
}
