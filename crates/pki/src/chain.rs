//! The judge: one ordered chain, leaf first, anchor last (RFC 5280 6.1). It continues after a fault and searches nothing.

use crate::anchors::Anchor;
use crate::budget::Budget;
use crate::certificate::Certificate;
use crate::crl::Crl;
use crate::finding::Finding;
use crate::policy::{Policy, Purpose};
use crate::time::UnixTime;

/// A finding and the certificate it is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Placed {
    /// Position in the path (0 is the leaf); `None`: the path as a whole.
    pub at: Option<usize>,
    /// What was found.
    pub finding: Finding,
}

/// What is known of revocation along a path; the worst of its certificates.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Revocation {
    /// Every certificate below the anchor is answered for.
    Good,
    /// Nobody looked, or nothing was at hand.
    NotChecked,
    /// Data was at hand and did not answer.
    Unknown,
    /// One is revoked.
    Revoked,
}

impl Revocation {
    /// The word of the JSON report.
    pub fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::NotChecked => "not-checked",
            Self::Unknown => "unknown",
            Self::Revoked => "revoked",
        }
    }
}

/// What the judge says of one chain.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// Everything found.
    pub findings: Vec<Placed>,
    /// What is known of revocation.
    pub revocation: Revocation,
}

impl Judgement {
    /// No finding is an error.
    pub fn is_accepted(&self) -> bool {
        todo!()
    }
}

/// Judges `links` (leaf first, without the anchor; empty if the leaf itself is the anchor) up to `anchor`.
pub fn judge(
    links: &[Certificate],
    anchor: &Anchor,
    crls: &[Crl],
    purpose: Purpose,
    now: UnixTime,
    policy: &Policy,
    budget: &mut Budget,
) -> Judgement {
    let _ = (links, anchor, crls, purpose, now, policy, budget);
    todo!()
}
