//! What an address list is once it was read (RFC 5322 3.4): mailboxes, groups, and what was odd. Reads nothing.

use crate::finding::Finding;
use std::fmt;

/// A list as in `From`, `To`, `Cc`, `Reply-To`, `Sender`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AddressList {
    /// Mailboxes and groups in order. What could not be read at all is missing here, and is a finding.
    pub items: Vec<Item>,
    /// every deviation, in order of the bytes
    pub findings: Vec<Finding>,
}

/// A member of an address list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// `Name <local@domain>` or `local@domain`
    Mailbox(Mailbox),
    /// `Name: a@x, b@y;`
    Group {
        /// its name, decoded
        name: String,
        /// its members, maybe none
        members: Vec<Mailbox>,
    },
}

/// One mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// decoded for display
    pub display_name: Option<String>,
    /// the address itself
    pub address: AddrSpec,
}

/// `local@domain`, exactly as written but for quotes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AddrSpec {
    /// local part, quotes and escapes undone; case kept (RFC 5321 2.4)
    pub local: String,
    /// domain as written, or `[literal]`
    pub domain: String,
}

impl AddressList {
    /// All mailboxes, those in groups too.
    pub fn mailboxes(&self) -> impl Iterator<Item = &Mailbox> {
        self.items.iter().flat_map(|item| match item {
            Item::Mailbox(mailbox) => std::slice::from_ref(mailbox),
            Item::Group { members, .. } => members.as_slice(),
        })
    }

    /// Whether mail programs may read other addresses out of it than these.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        self.findings.iter().any(Finding::splits_parsers)
    }

    /// The mailbox, if the list is exactly one mailbox outside any group, and not ambiguous. The only form that can match a signer.
    #[must_use]
    pub fn single(&self) -> Option<&Mailbox> {
        match self.items.as_slice() {
            [Item::Mailbox(mailbox)] if !self.is_ambiguous() => Some(mailbox),
            _ => None,
        }
    }
}

impl AddrSpec {
    /// The domain for comparison: lower case, A-labels; `None` where IDNA refuses it.
    #[must_use]
    pub fn domain_ascii(&self) -> Option<String> {
        if self.domain.is_ascii() { Some(self.domain.to_ascii_lowercase()) } else { idna::domain_to_ascii(&self.domain).ok() }
    }
}

impl fmt::Display for AddrSpec {
    /// As RFC 5321 writes it: the local part is quoted where it has to be.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |one: char| !one.is_ascii() || one.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(one);
        if self.local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(plain)) {
            return write!(f, "{}@{}", self.local, self.domain);
        }
        let escaped = self.local.replace('\\', "\\\\").replace('"', "\\\"");
        write!(f, "\"{escaped}\"@{}", self.domain)
    }
}
