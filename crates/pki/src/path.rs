//! The searcher: every path from a leaf to the anchors within a budget, each kept with its findings (RFC 4158).
//! It judges nothing itself; `chain` does.

use crate::budget::{Budget, Cut};
use crate::certificate::Certificate;
use crate::chain::{Judgement, Placed, Question, Revocation, judge_with};
use crate::finding::{Finding, Severity};
use crate::policy::{Policy, Purpose};
use crate::pool::Evidence;
use crate::signed::{Check, Work};
use crate::text;
use crate::time::UnixTime;

/// Longest URL in a finding, in characters.
const URL_SHOWN: usize = 500;

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
    leaf: Certificate,
    anchor: Certificate,
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
///
/// An edge whose signature is bad is not followed; the path up to it is kept, with that finding. Paths are ranked:
/// accepted before refused, complete before broken off, then the fewest errors, the best answer on revocation, the
/// fewest warnings, the shortest, and last the order in which they were found (anchors first, then the message's own
/// certificates, then those given).
pub fn search(
    leaf: &Certificate,
    evidence: &Evidence<'_>,
    purpose: Purpose,
    now: UnixTime,
    policy: &Policy,
    budget: &mut Budget,
) -> PathReport {
    let mut search = Search {
        evidence,
        question: Question { crls: evidence.crls, purpose, now, policy },
        work: Work::new(budget),
        tried: Vec::new(),
        broken: 0,
        cut: None,
    };
    search.climb(&mut vec![leaf.clone()]);
    let (mut tried, cut) = (search.tried, search.cut);
    tried.sort_by_key(Found::rank);
    let best = tried.first().filter(|found| found.accepted).map(|found| found.path.clone());
    let accepted = best.and_then(|path| {
        let anchor = path.certificates.last().cloned()?;
        Some(VerifiedPath { path, leaf: leaf.clone(), anchor, purpose, at: now })
    });
    PathReport { accepted, tried: tried.into_iter().map(|found| found.path).collect(), budget_cut: cut }
}

/// A path with what its rank is made of.
struct Found {
    path: TriedPath,
    accepted: bool,
}

impl Found {
    fn rank(&self) -> impl Ord + use<> {
        let count = |severity| self.path.findings.iter().filter(|placed| placed.finding.severity() == severity).count();
        let broken = !self.path.complete;
        let length = self.path.certificates.len();
        (!self.accepted, broken, count(Severity::Error), self.path.revocation, count(Severity::Warning), length)
    }
}

struct Search<'e, 'b> {
    evidence: &'e Evidence<'e>,
    question: Question<'e>,
    work: Work<'b>,
    tried: Vec<Found>,
    /// Paths among `tried` that reach no anchor.
    broken: usize,
    cut: Option<Cut>,
}

impl Search<'_, '_> {
    /// Goes on from the last certificate of `path`; answers whether the search may go on.
    fn climb(&mut self, path: &mut Vec<Certificate>) -> bool {
        let Some(top) = path.last().cloned() else { return true };
        if !self.end_at_anchors(&top, path) {
            return false;
        }
        let mut followed = false;
        let mut bad = Vec::new();
        for issuer in self.issuers(&top, path) {
            if self.work.budget.take_step().is_err() {
                return self.stop(Cut::Steps);
            }
            match self.work.certificate(&top, &issuer) {
                Check::Bad => {
                    bad.push(issuer);
                    continue;
                }
                Check::Cut(cut) => return self.stop(cut),
                Check::Good | Check::Unsupported(_) => {}
            }
            followed = true;
            if path.len().saturating_add(1) >= self.work.budget.depth {
                self.cut.get_or_insert(Cut::Depth);
                continue;
            }
            path.push(issuer);
            let go_on = self.climb(path);
            path.pop();
            if !go_on {
                return false;
            }
        }
        if !followed {
            self.break_off(&top, path, bad);
        }
        true
    }

    /// Paths that end here: the top is an anchor itself, or an anchor has its issuer's name.
    fn end_at_anchors(&mut self, top: &Certificate, path: &[Certificate]) -> bool {
        let links: Vec<&Certificate> = path.iter().collect();
        let itself = self.evidence.anchors.named(top.subject()).filter(|anchor| anchor.certificate == *top);
        let above = self.evidence.anchors.named(top.issuer()).filter(|anchor| anchor.certificate != *top);
        let ends = itself.map(|anchor| (anchor, links.split_last().map_or(&[][..], |(_, below)| below)));
        let ends: Vec<_> = ends.chain(above.map(|anchor| (anchor, &links[..]))).collect();
        for (anchor, below) in ends {
            // an intermediate that is an anchor itself was already found as the anchor above the certificate below it
            if below.len() < links.len() && path.len() > 1 {
                continue;
            }
            if self.work.budget.take_step().is_err() {
                return self.stop(Cut::Steps);
            }
            if self.tried.len().saturating_sub(self.broken) >= self.work.budget.paths {
                return self.stop(Cut::Paths);
            }
            let judgement = judge_with(below, Some(anchor), &self.question, &mut self.work);
            let certificates = below.iter().copied().chain([&anchor.certificate]).cloned().collect();
            self.keep(certificates, true, judgement);
        }
        true
    }

    /// Certificates whose subject is the issuer of `top`, likely ones first, without those that would close a loop.
    fn issuers(&self, top: &Certificate, path: &[Certificate]) -> Vec<Certificate> {
        let name = top.issuer();
        let is_new = |issuer: &&Certificate| {
            // the same name with the same key again leads nowhere (RFC 4158 2.4.2)
            let again = |known: &Certificate| known.spki() == issuer.spki() && known.subject() == issuer.subject();
            !path.iter().any(again) && !self.evidence.anchors.named(name).any(|anchor| anchor.certificate == **issuer)
        };
        let given = self.evidence.given.named(name).filter(|issuer| !self.evidence.message.contains(issuer));
        let mut issuers: Vec<Certificate> = self.evidence.message.named(name).chain(given).filter(is_new).cloned().collect();
        let now = self.question.now;
        issuers.sort_by_key(|issuer| {
            let hint = (&top.extensions().authority_key_id, &issuer.extensions().subject_key_id);
            let other_key = matches!(hint, (Some(ours), Some(theirs)) if ours != theirs);
            (other_key, now < issuer.not_before() || now > issuer.not_after())
        });
        issuers
    }

    /// No issuer was followed: keeps the path as far as it went, with the reason.
    fn break_off(&mut self, top: &Certificate, path: &mut Vec<Certificate>, bad: Vec<Certificate>) {
        if self.broken >= self.work.budget.paths {
            return;
        }
        if self.tried.iter().any(|found| found.path.complete && found.path.certificates.starts_with(path)) {
            return;
        }
        if bad.is_empty() {
            let self_signed = top.is_self_issued() && self.work.certificate(top, top) != Check::Bad;
            let finding = if self_signed {
                Finding::SelfSignedNotAnchor
            } else {
                let aia = top.extensions().issuer_urls().into_iter().next();
                Finding::IssuerNotFound { issuer: top.issuer().display(), aia: aia.map(|url| text::shown(&url, URL_SHOWN)) }
            };
            self.keep_broken(path, Some(finding));
        }
        for issuer in bad {
            if self.broken >= self.work.budget.paths {
                return;
            }
            path.push(issuer);
            self.keep_broken(path, None);
            path.pop();
        }
    }

    fn keep_broken(&mut self, path: &[Certificate], finding: Option<Finding>) {
        let links: Vec<&Certificate> = path.iter().collect();
        let mut judgement = judge_with(&links, None, &self.question, &mut self.work);
        let at = path.len().checked_sub(1);
        judgement.findings.extend(finding.map(|finding| Placed { at, finding }));
        self.broken = self.broken.saturating_add(1);
        self.keep(path.to_vec(), false, judgement);
    }

    fn keep(&mut self, certificates: Vec<Certificate>, complete: bool, judgement: Judgement) {
        let accepted = judgement.is_accepted();
        let path = TriedPath { certificates, complete, findings: judgement.findings, revocation: judgement.revocation };
        self.tried.push(Found { path, accepted });
    }

    fn stop(&mut self, cut: Cut) -> bool {
        self.cut = Some(cut);
        false
    }
}
