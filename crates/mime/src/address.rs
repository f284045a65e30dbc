//! Address lists (RFC 5322 3.4 and 4.4, RFC 6532, RFC 6854). Whatever mail programs could read in two ways makes the list ambiguous.
//! Display names are decoded for display; an addr-spec is never decoded.

use crate::finding::Finding;

/// A list as in `From`, `To`, `Cc`, `Reply-To`, `Sender`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AddressList {
    /// mailboxes and groups in order
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
        todo!()
    }
}

/// Reads an address list that stands at `base` in the source: a field's value, folding and all.
#[must_use]
pub fn parse(value: &[u8], base: u64) -> AddressList {
    let _ = (value, base);
    todo!()
}
