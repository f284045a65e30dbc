//! The judge: one ordered chain, leaf first, anchor last (RFC 5280 6.1). It continues after a fault and searches nothing.
//!
//! Beyond RFC 5280: an anchor's certificate is judged too (time, CA mark, path length, key usage, extended key usage, name
//! constraints; RFC 5937), so that a leaf that somebody trusts never becomes a CA. Certificate policies of the anchor are
//! not looked at. The caller compares addresses ([`crate::check_address`]) and decides what revocation "unknown" means
//! where the policy is soft.

use crate::anchors::{Anchor, EmailTrust};
use crate::budget::Budget;
use crate::certificate::Certificate;
use crate::clock::Clock;
use crate::crl::Crl;
pub use crate::finding::Placed;
use crate::finding::{Finding, Severity};
use crate::inspect;
use crate::name_constraints;
use crate::policy::{Policy, Purpose};
use crate::policy_graph;
use crate::purpose;
use crate::revocation;
pub use crate::revocation::Revocation;
use crate::signed::{Check, Work};
use crate::time::UnixTime;

/// What the judge says of one chain.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// Everything found.
    pub findings: Vec<Placed>,
    /// What is known of revocation.
    pub revocation: Revocation,
    complete: bool,
}

impl Judgement {
    /// The chain ends at an anchor and no finding is an error.
    pub fn is_accepted(&self) -> bool {
        self.complete && self.findings.iter().all(|placed| placed.finding.severity() != Severity::Error)
    }
}

/// What a chain is judged for and by.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) crls: &'a [Crl],
    pub(crate) purpose: Purpose,
    pub(crate) clock: &'a Clock,
    pub(crate) policy: &'a Policy,
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
    let links: Vec<&Certificate> = links.iter().collect();
    let clock = Clock::new(now);
    judge_with(&links, Some(anchor), &Question { crls, purpose, clock: &clock, policy }, &mut Work::new(budget))
}

/// The same within a search; without an anchor the chain is judged as far as it goes and never accepted.
pub(crate) fn judge_with(links: &[&Certificate], anchor: Option<&Anchor>, question: &Question<'_>, work: &mut Work<'_>) -> Judgement {
    let mut bench = Bench { findings: Vec::new() };
    let path: Vec<&Certificate> = links.iter().copied().chain(anchor.map(|anchor| &anchor.certificate)).collect();
    for (at, certificate) in links.iter().enumerate() {
        bench.note(at, inspect::link(certificate, question.clock, question.policy));
    }
    if let Some(anchor) = anchor {
        bench.note(links.len(), self::anchor(anchor, question));
    }
    bench.signatures(&path, work);
    bench.purposes(&path, anchor.is_some(), question);
    bench.names(&path, links.len(), work);
    if anchor.is_some() {
        let downwards: Vec<&Certificate> = links.iter().rev().copied().collect();
        bench.policies(&downwards, question.policy);
    }
    let revocation = bench.revocation(&path, question, work);
    Judgement { findings: bench.findings, revocation, complete: anchor.is_some() }
}

/// The anchor by itself.
fn anchor(anchor: &Anchor, question: &Question<'_>) -> Vec<Finding> {
    let mut findings = inspect::anchor(&anchor.certificate, question.clock, question.policy);
    if let EmailTrust::NotForEmail { because } = &anchor.email
        && question.purpose != Purpose::Any
    {
        findings.push(Finding::AnchorNotForEmail { because: because.clone() });
    }
    findings
}

/// Findings as they gather.
struct Bench {
    findings: Vec<Placed>,
}

impl Bench {
    fn note(&mut self, at: usize, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings.into_iter().map(|finding| Placed { at: Some(at), finding }));
    }

    /// Every certificate under the key and the name of the next one.
    fn signatures(&mut self, path: &[&Certificate], work: &mut Work<'_>) {
        for (at, pair) in path.windows(2).enumerate() {
            let [certificate, issuer] = pair else { continue };
            if certificate.issuer() != issuer.subject() {
                let (issuer, next) = (certificate.issuer().display(), issuer.subject().display());
                self.note(at, [Finding::IssuerNameMismatch { issuer, next }]);
            }
            match work.certificate(certificate, issuer) {
                Check::Good => {}
                Check::Bad => self.note(at, [Finding::SignatureBad]),
                Check::Unsupported(algorithm) => self.note(at, [Finding::UnsupportedAlgorithm { algorithm }]),
                Check::Cut(limit) => self.note(at, [Finding::CheckNotMade { limit }]),
            }
            let (ours, theirs) = (&certificate.extensions().authority_key_id, &issuer.extensions().subject_key_id);
            if let (Some(ours), Some(theirs)) = (ours, theirs)
                && ours != theirs
            {
                self.note(at, [Finding::AuthorityKeyMismatch]);
            }
        }
    }

    fn purposes(&mut self, path: &[&Certificate], has_anchor: bool, question: &Question<'_>) {
        let last = path.len().saturating_sub(1);
        let mut below = 0_u64;
        for (at, certificate) in path.iter().enumerate() {
            if at == 0 {
                self.note(at, purpose::leaf(certificate, question.purpose, question.policy));
                continue;
            }
            let is_anchor = has_anchor && at == last;
            self.note(at, purpose::issuer(certificate, below, is_anchor, question.purpose, question.policy));
            below = below.saturating_add(u64::from(!certificate.is_self_issued()));
        }
    }

    /// 6.1.3(b) and (c): not for self-issued certificates unless they are the leaf; not for the anchor's own names.
    fn names(&mut self, path: &[&Certificate], links: usize, work: &mut Work<'_>) {
        let mut constraints = Vec::new();
        for (at, certificate) in path.iter().enumerate().rev() {
            if at < links && (at == 0 || !certificate.is_self_issued()) {
                self.note(at, name_constraints::check(&constraints, certificate, work.budget));
            }
            constraints.extend(&certificate.extensions().name_constraints);
        }
    }

    fn policies(&mut self, downwards: &[&Certificate], policy: &Policy) {
        let finding = match downwards {
            // a leaf that is itself the anchor has no policies that anybody vouched for
            [] => policy.require_explicit_policy.then_some(Finding::PolicyRequired),
            links => policy_graph::check(links, policy),
        };
        self.findings.extend(finding.map(|finding| Placed { at: None, finding }));
    }

    fn revocation(&mut self, path: &[&Certificate], question: &Question<'_>, work: &mut Work<'_>) -> Revocation {
        let mut worst = Revocation::Good;
        for (at, pair) in path.windows(2).enumerate() {
            let [certificate, issuer] = pair else { continue };
            let (state, findings) = revocation::check(certificate, issuer, question.crls, question.clock, question.policy, work);
            self.note(at, findings);
            worst = worst.max(state);
        }
        if path.len() < 2 { Revocation::NotChecked } else { worst }
    }
}
