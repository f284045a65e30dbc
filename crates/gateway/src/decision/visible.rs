//! Whom a mail names openly: To, Cc, and the same of whoever sent it again (RFC 5322 3.6.3, 3.6.6). Whoever gets the mail and is not among
//! them is blind to the others: a recipient of Bcc, a member of a list (attack M29).

use std::collections::HashSet;

use kakitome_mime::{Message, address};
use kakitome_store::Address;

/// Fields that everybody sees.
const OPEN: [&str; 4] = ["To", "Cc", "Resent-To", "Resent-Cc"];

/// Addresses that everybody sees.
#[derive(Debug, Default)]
pub(crate) struct Visible(HashSet<String>);

impl Visible {
    /// Reads the header. A field that programs read in different ways names nobody: its recipients count as blind.
    pub(crate) fn of(index: &Message) -> Self {
        let mut open = HashSet::new();
        for field in OPEN.iter().flat_map(|name| index.root.header.named(name)) {
            let list = address::parse(field.value(), field.value_offset());
            if !list.is_ambiguous() {
                let known = list.mailboxes().filter_map(|mailbox| Address::parse(&mailbox.address.to_string()).ok());
                open.extend(known.map(|address| folded(&address)));
            }
        }
        Self(open)
    }

    /// Whether everybody sees this one.
    pub(crate) fn names(&self, address: &Address) -> bool {
        self.0.contains(&folded(address))
    }
}

/// For comparison: local parts that differ in case alone are one mailbox.
pub(crate) fn folded(address: &Address) -> String {
    address.as_str().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use kakitome_mime::Limits;

    use super::*;

    #[test]
    fn h10_who_is_not_named_with_certainty_is_blind() {
        let head = "From: me@x.jp\r\nTo: A <a@x.jp>, friends: b@x.jp, C@X.jp;\r\nCc: d@x.jp\r\nBcc: e@x.jp\r\nReply-To: f@x.jp\r\n\
            Cc: g@x.jp, <h@x.jp> (i@x.jp), \"j@x.jp\" <k@x.jp\r\n\r\n";
        let visible = Visible::of(&Message::from_bytes(head.as_bytes(), &Limits::default()).unwrap());
        let names = |text: &str| visible.names(&Address::parse(text).unwrap());
        for open in ["a@x.jp", "b@x.jp", "c@x.jp", "D@x.jp"] {
            assert!(names(open), "{open}");
        }
        for blind in ["e@x.jp", "f@x.jp", "j@x.jp", "g@x.jp", "h@x.jp", "k@x.jp", "me@x.jp", "list@x.jp"] {
            assert!(!names(blind), "{blind}");
        }
    }
}
