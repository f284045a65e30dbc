//! What a search found: every path tried with its findings, the accepted one, and what would have helped.
//! [`VerifiedPath`] is a value that only a search makes.

use crate::budget::Cut;
use crate::certificate::Certificate;
use crate::finding::{Placed, Severity};
use crate::policy::Purpose;
use crate::status::{CertificateStatus, Revocation};
use crate::time::UnixTime;
use crate::want::Want;

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
    /// The same for each certificate below the last one, with who says so: leaf first.
    pub statuses: Vec<CertificateStatus>,
}

/// A path that was accepted. Only a search makes one.
#[derive(Clone, Debug)]
pub struct VerifiedPath {
    path: TriedPath,
    leaf: Certificate,
    anchor: Certificate,
    purpose: Purpose,
    at: UnixTime,
}

/// Everything a search found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PathReport {
    /// The best accepted path.
    pub accepted: Option<VerifiedPath>,
    /// Every path tried, best first (the accepted one among them).
    pub tried: Vec<TriedPath>,
    /// What was not at hand and has an address, for a caller who may fetch; worth the while if nothing was accepted.
    pub wants: Vec<Want>,
    /// The search ended early.
    pub budget_cut: Option<Cut>,
}

impl VerifiedPath {
    /// Of a path that was judged and accepted.
    pub(crate) fn new(path: TriedPath, purpose: Purpose, at: UnixTime) -> Option<Self> {
        let (leaf, anchor) = (path.certificates.first().cloned()?, path.certificates.last().cloned()?);
        Some(Self { path, leaf, anchor, purpose, at })
    }

    /// The same path, judged as of another moment with the same outcome.
    pub(crate) fn judged_at(mut self, at: UnixTime) -> Self {
        self.at = at;
        self
    }

    /// Leaf first, anchor last.
    pub fn certificates(&self) -> &[Certificate] {
        &self.path.certificates
    }

    /// The leaf.
    pub fn leaf(&self) -> &Certificate {
        &self.leaf
    }

    /// The anchor's certificate.
    pub fn anchor(&self) -> &Certificate {
        &self.anchor
    }

    /// Warnings and notes on it.
    pub fn findings(&self) -> &[Placed] {
        &self.path.findings
    }

    /// What is known of revocation along it.
    pub fn revocation(&self) -> Revocation {
        self.path.revocation
    }

    /// The same for each certificate below the anchor, with who says so: leaf first.
    pub fn statuses(&self) -> &[CertificateStatus] {
        &self.path.statuses
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

/// A path with what its rank is made of.
pub(crate) struct Found {
    pub(crate) path: TriedPath,
    pub(crate) accepted: bool,
}

impl Found {
    /// Lower is better: accepted before refused, complete before broken off, then the fewest errors, the best answer on
    /// revocation, the fewest warnings, the shortest. What is equal stays in the order in which it was found.
    pub(crate) fn rank(&self) -> impl Ord + use<> {
        let count = |severity| self.path.findings.iter().filter(|placed| placed.finding.severity() == severity).count();
        let broken = !self.path.complete;
        let length = self.path.certificates.len();
        (!self.accepted, broken, count(Severity::Error), self.path.revocation, count(Severity::Warning), length)
    }
}
