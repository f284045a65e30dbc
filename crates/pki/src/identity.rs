//! Who checked the name in a certificate: policy OIDs of the CA/Browser Forum S/MIME Baseline Requirements 7.1.6.1.

use crate::certificate::Certificate;

/// What the CA checked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Identity {
    /// Control of the mail address alone.
    Mailbox,
    /// An organisation.
    Organization,
    /// A person of an organisation, vouched for by it.
    Sponsor,
    /// A natural person.
    Individual,
    /// The certificate does not say.
    Unknown,
}

/// Which generation of the profile.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the Baseline Requirements' own words")]
pub enum Generation {
    Legacy,
    Multipurpose,
    Strict,
}

impl Identity {
    /// The word of the JSON report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Mailbox => "mailbox",
            Self::Organization => "organization",
            Self::Sponsor => "sponsor",
            Self::Individual => "individual",
            Self::Unknown => "unknown",
        }
    }
}

/// Reads the identity from a leaf's policies; two that contradict each other are unknown.
pub fn identity(leaf: &Certificate) -> (Identity, Option<Generation>) {
    let _ = leaf;
    todo!()
}
