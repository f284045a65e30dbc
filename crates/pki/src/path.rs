//! The searcher: every path from a leaf to the anchors within a budget, each kept with its findings (RFC 4158).
//! It judges nothing itself; `chain` does.

use crate::budget::{Budget, Cut};
use crate::certificate::Certificate;
use crate::chain::{Placed, Revocation};
use crate::policy::{Policy, Purpose};
use crate::pool::Evidence;
use crate::time::UnixTime;

/// A path that was tried.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TriedPath {
    /// Leaf first; the last one is the anchor if `complete`.
    pub certificates: Vec<Certificate>,
    /// The path ends at an anchor.
    pub complete: bool,
    /// Everything found on it.
    pub findings: Vec<Placed>,
    /// What is known of revocation along it.
    pub revocation: Revocation,
}

/// A path that was accepted. Only [`search`] makes one.
#[derive(Clone, Debug)]
pub struct VerifiedPath {
    path: TriedPath,
    purpose: Purpose,
    at: UnixTime,
}

impl VerifiedPath {
    /// Leaf first, anchor last.
    pub fn certificates(&self) -> &[Certificate] {
        &self.path.certificates
    }

    /// The leaf.
    pub fn leaf(&self) -> &Certificate {
        todo!()
    }

    /// The anchor's certificate.
    pub fn anchor(&self) -> &Certificate {
        todo!()
    }

    /// Warnings and notes on it.
    pub fn findings(&self) -> &[Placed] {
        &self.path.findings
    }

    /// What is known of revocation along it.
    pub fn revocation(&self) -> Revocation {
        self.path.revocation
    }

    /// What it was accepted for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The moment as of which it was judged.
    pub fn at(&self) -> UnixTime {
        self.at
    }
}

/// Everything a search found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PathReport {
    /// The best accepted path.
    pub accepted: Option<VerifiedPath>,
    /// Every path tried, best first (the accepted one among them).
    pub tried: Vec<TriedPath>,
    /// The search ended early.
    pub budget_cut: Option<Cut>,
}

/// Searches every path from `leaf` to an anchor and judges each.
pub fn search(
    leaf: &Certificate,
    evidence: &Evidence<'_>,
    purpose: Purpose,
    now: UnixTime,
    policy: &Policy,
    budget: &mut Budget,
) -> PathReport {
    let _ = (leaf, evidence, purpose, now, policy, budget);
    todo!()
}
