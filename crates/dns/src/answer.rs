//! What was found: records, or proof that there are none. No trouble on the way is among it (attack row R23).

use std::time::Duration;

use crate::name::DomainName;
use crate::proof::Proof;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found<T> {
    /// Records.
    Records(Answer<T>),
    /// There are none, says whoever knows.
    Nothing(Absence),
}

impl<T> Found<T> {
    /// The records; none where there are none.
    #[must_use]
    pub fn records(&self) -> &[T] {
        match self {
            Self::Records(answer) => &answer.records,
            Self::Nothing(_) => &[],
        }
    }

    /// What DNSSEC proves of it.
    #[must_use]
    pub const fn proof(&self) -> Proof {
        match self {
            Self::Records(answer) => answer.proof,
            Self::Nothing(absence) => absence.proof,
        }
    }

    /// How long it may be believed.
    #[must_use]
    pub const fn lifetime(&self) -> Duration {
        match self {
            Self::Records(answer) => answer.lifetime,
            Self::Nothing(absence) => absence.lifetime,
        }
    }
}

/// Records of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<T> {
    /// As they came; at least one.
    pub records: Vec<T>,
    /// Of the records and of every alias on the way to them.
    pub proof: Proof,
    /// Aliases that were followed, in their order; the last is the owner of the records.
    pub aliases: Vec<DomainName>,
    /// The shortest time to live on the way.
    pub lifetime: Duration,
}

/// There is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    /// Of what.
    pub missing: Missing,
    /// Whether that is proven.
    pub proof: Proof,
    /// How long it may be believed (RFC 2308 5).
    pub lifetime: Duration,
}

/// What there is none of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// No such name (NXDOMAIN): nothing below it either (RFC 8020).
    Name,
    /// The name is there, records of this kind are not.
    Records,
}
