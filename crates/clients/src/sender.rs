//! A sending identity as its recipients see it: an address with the certificates that it has signed with, period by period. What a
//! sender publishes so that others can compare is made of it. Knows no store: whoever has the key history hands it in.

use kakitome_pki::{Certificate, UnixTime};

/// An address and its certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The address.
    pub address: String,
    /// The name of the person or role, if one is known.
    pub name: Option<String>,
    /// The certificates, newest first.
    pub periods: Vec<Period>,
}

/// One certificate and what goes along with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// The signer's certificate.
    pub leaf: Certificate,
    /// Intermediates that go along, in order; roots stay behind.
    pub intermediates: Vec<Certificate>,
    /// The root, if it is known.
    pub root: Option<Certificate>,
    /// It was revoked.
    pub revoked: bool,
    /// Mail is signed with it now.
    pub in_use: bool,
}

/// Where a certificate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Mail is signed with it.
    Current,
    /// It was signed with; within its validity or not.
    Former,
    /// Its validity has not begun.
    Upcoming,
    /// It was revoked.
    Revoked,
}

impl Standing {
    /// A stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Former => "former",
            Self::Upcoming => "upcoming",
            Self::Revoked => "revoked",
        }
    }
}

impl Period {
    /// Where it stands at that moment.
    #[must_use]
    pub fn standing(&self, at: UnixTime) -> Standing {
        match self {
            _ if self.revoked => Standing::Revoked,
            _ if at < self.leaf.not_before() => Standing::Upcoming,
            _ if self.in_use && at <= self.leaf.not_after() => Standing::Current,
            _ => Standing::Former,
        }
    }

    /// Intermediates and root.
    #[must_use]
    pub fn along(&self) -> Vec<Certificate> {
        self.intermediates.iter().chain(&self.root).cloned().collect()
    }
}

impl Sender {
    /// With the certificates in order: the newest first.
    #[must_use]
    pub fn new(address: &str, name: Option<String>, mut periods: Vec<Period>) -> Self {
        periods.sort_by_key(|period| std::cmp::Reverse((period.leaf.not_before(), period.leaf.not_after())));
        periods.dedup_by(|one, other| one.leaf == other.leaf);
        Self { address: address.to_owned(), name, periods }
    }

    /// The certificate that mail is signed with now.
    #[must_use]
    pub fn current(&self, at: UnixTime) -> Option<&Period> {
        self.periods.iter().find(|period| period.standing(at) == Standing::Current)
    }
}
