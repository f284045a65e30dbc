//! Certificates as rows: the bytes as received and the few facts that are searched for. Judging them is `pki`'s work.

use crate::millis::Millis;

/// Where a certificate stands in a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// It names the identity.
    Leaf,
    /// A CA's certificate below a root.
    Intermediate,
    /// Self-signed, where trust begins; never sent.
    Root,
}

impl Role {
    const ALL: [Self; 3] = [Self::Leaf, Self::Intermediate, Self::Root];

    /// The word in the database and in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Leaf => "leaf",
            Self::Intermediate => "intermediate",
            Self::Root => "root",
        }
    }

    pub(crate) fn from_row(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

/// A certificate to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCertificate {
    /// The bytes as received.
    pub der: Vec<u8>,
    /// Their SHA-256.
    pub sha256: [u8; 32],
    /// Where it stands.
    pub role: Role,
    /// The subject's name, for people.
    pub subject: String,
    /// The issuer's name, for people.
    pub issuer: String,
    /// The serial number, hexadecimal.
    pub serial: String,
    /// Valid from.
    pub not_before: Millis,
    /// Valid to.
    pub not_after: Millis,
}

/// A certificate that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCertificate {
    /// The row.
    pub id: i64,
    /// The bytes as received.
    pub der: Vec<u8>,
    /// Their SHA-256.
    pub sha256: [u8; 32],
    /// Where it stands.
    pub role: Role,
    /// The subject's name, for people.
    pub subject: String,
    /// The issuer's name, for people.
    pub issuer: String,
    /// The serial number, hexadecimal.
    pub serial: String,
    /// Valid from.
    pub not_before: Millis,
    /// Valid to.
    pub not_after: Millis,
    /// When it came here.
    pub added: Millis,
    /// What belongs to it, in order; only of leaves.
    pub chain: Vec<ChainLink>,
}

/// One certificate of a leaf's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainLink {
    /// The certificate.
    pub certificate: StoredCertificate,
    /// A cross-root certificate: not needed to reach the root.
    pub crossed: bool,
    /// Whether it goes into mails.
    pub sent: bool,
}
