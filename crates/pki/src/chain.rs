//! The judge: one ordered chain, leaf first, anchor last (RFC 5280 6.1). It continues after a fault and searches nothing.
//!
//! Beyond RFC 5280: an anchor's certificate is judged too (time, CA mark, path length, key usage, extended key usage, name
//! constraints; RFC 5937), so that a leaf that somebody trusts never becomes a CA. Certificate policies of the anchor are
//! not looked at. The caller compares addresses ([`crate::check_address`]) and decides what revocation "unknown" means
//! where the policy is soft.

use crate::anchors::{Anchor, Anchors};
use crate::budget::Budget;
use crate::certificate::Certificate;
use crate::clock::Clock;
use crate::crl::Crl;
use crate::email_trust::{EmailLimit, EmailState, EmailTrust, LimitedWhen};
pub use crate::finding::Placed;
use crate::finding::{Finding, Severity};
use crate::forbidden::Forbidden;
use crate::inspect;
use crate::name_constraints;
use crate::policy::{Policy, Purpose, RevocationMode};
use crate::policy_graph;
use crate::pool::{Evidence, Pool};
use crate::purpose;
use crate::revocation;
use crate::revocation_case::Case;
use crate::revocation_pool::RevocationPool;
use crate::signed::{Check, Work};
use crate::status::CertificateStatus;
pub use crate::status::Revocation;
use crate::time::UnixTime;

/// What the judge says of one chain.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// Everything found.
    pub findings: Vec<Placed>,
    /// What is known of revocation: the worst of `statuses`.
    pub revocation: Revocation,
    /// What is known of the revocation of each certificate below the last one, leaf first.
    pub statuses: Vec<CertificateStatus>,
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
    pub(crate) evidence: &'a Evidence<'a>,
    pub(crate) purpose: Purpose,
    pub(crate) clock: &'a Clock,
    pub(crate) policy: &'a Policy,
}

/// Judges `links` (leaf first, without the anchor; empty if the leaf itself is the anchor) up to `anchor`. CRLs count
/// if somebody of the chain has signed them; [`crate::path::search`] knows more.
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
    let (clock, none, nobody) = (Clock::new(now, None), Pool::default(), Anchors::none());
    let revocation = RevocationPool::of_crls(crls.iter().cloned());
    let evidence = &Evidence { message: &none, given: &none, anchors: &nobody, revocation: &revocation, signing_time: None };
    judge_with(&links, Some(anchor), &Question { evidence, purpose, clock: &clock, policy }, &mut Work::new(budget))
}

/// The same within a search; without an anchor the chain is judged as far as it goes and never accepted.
pub(crate) fn judge_with(links: &[&Certificate], anchor: Option<&Anchor>, question: &Question<'_>, work: &mut Work<'_>) -> Judgement {
    let path: Vec<&Certificate> = links.iter().copied().chain(anchor.map(|anchor| &anchor.certificate)).collect();
    let mut bench = Bench { findings: Vec::new() };
    bench.path(links, anchor, &path, question, work);
    let case = Case {
        path: &path,
        anchored: anchor.is_some(),
        at: 0,
        evidence: question.evidence,
        clock: question.clock,
        policy: question.policy,
        vouch,
        depth: 0,
    };
    let statuses = bench.revocation(&case, work);
    let revocation = statuses.iter().map(CertificateStatus::revocation).max().unwrap_or(Revocation::NotChecked);
    Judgement { findings: bench.findings, revocation, statuses, complete: anchor.is_some() }
}

/// A chain of somebody who signs CRLs or OCSP responses, up to the anchor of the path that the answer is for
/// (RFC 5280 6.3.3 (f)). Names, times, signatures and CA marks are judged as always; no mail purpose is asked of it.
fn vouch(case: &Case<'_>, links: &[&Certificate], ask_first: bool, work: &mut Work<'_>) -> Result<(), &'static str> {
    let anchor = case.anchor().ok_or("its signer has no path to the same root")?;
    let anchor = Anchor { certificate: anchor.clone(), email: EmailTrust::Trusted };
    let path: Vec<&Certificate> = links.iter().copied().chain([&anchor.certificate]).collect();
    // certificate policies that a mail must have are nothing that an issuer of CRLs must have
    let policy = Policy { require_explicit_policy: false, initial_policies: Vec::new(), ..case.policy.clone() };
    let question = Question { evidence: case.evidence, purpose: Purpose::Any, clock: case.clock, policy: &policy };
    let mut bench = Bench { findings: Vec::new() };
    bench.path(links, Some(&anchor), &path, &question, work);
    if bench.findings.iter().any(|placed| placed.finding.severity() == Severity::Error) {
        return Err("the path of its signer is not valid");
    }
    for (at, link) in links.iter().enumerate() {
        if at == 0 && !ask_first || case.path.contains(link) || work.is_asking(link) {
            continue;
        }
        let inner = Case { path: &path, at, depth: case.depth.saturating_add(1), ..*case };
        match revocation::check(&inner, work).0 {
            CertificateStatus::Good { .. } => {}
            CertificateStatus::Revoked { .. } => return Err("its signer's certificate is revoked"),
            _ if case.policy.revocation == RevocationMode::Hard => return Err("its signer may itself be revoked"),
            _ => {}
        }
    }
    Ok(())
}

/// The anchor by itself, and what its list says of it for this leaf at this time.
fn anchor(anchor: &Anchor, leaf: &Certificate, question: &Question<'_>) -> Vec<Finding> {
    let mut findings = inspect::anchor(&anchor.certificate, question.clock, question.policy);
    if question.purpose == Purpose::Any {
        return findings;
    }
    if let EmailTrust::NotForEmail { because } = &anchor.email {
        findings.push(Finding::AnchorNotForEmail { because: because.clone() });
    }
    let reached = |moment| !question.clock.is_before(moment);
    if let Some(limit) = anchor.email.limit_at(reached, leaf.not_before()) {
        findings.push(Finding::RootLimited {
            root: anchor.certificate.subject().display(),
            state: limit.state,
            list: anchor.email.list().unwrap_or_default().to_owned(),
            attribute: limit.attribute.clone(),
            value: limit.value.clone(),
        });
    }
    findings
}

/// What lists say against a certificate wherever it stands; a root of which its own list says the same has been told of already.
fn forbidden(certificate: &Certificate, leaf: &Certificate, question: &Question<'_>) -> Vec<Finding> {
    let holds = |limit: &EmailLimit| match limit.when {
        LimitedWhen::Always => true,
        LimitedWhen::From(moment) => !question.clock.is_before(moment),
        LimitedWhen::IssuedAfter(moment) => leaf.not_before() > moment,
    };
    let against = question.evidence.anchors.against(certificate).filter(|entry| holds(&entry.limit));
    let finding = |entry: &Forbidden| Finding::Forbidden {
        certificate: certificate.subject().display(),
        serial: certificate.serial().hex(),
        state: entry.limit.state,
        list: entry.list.to_string(),
        attribute: entry.limit.attribute.clone(),
        value: entry.limit.value.clone(),
    };
    against.map(finding).collect()
}

/// Findings as they gather.
struct Bench {
    findings: Vec<Placed>,
}

impl Bench {
    fn note(&mut self, at: usize, findings: impl IntoIterator<Item = Finding>) {
        self.findings.extend(findings.into_iter().map(|finding| Placed { at: Some(at), finding }));
    }

    /// Everything but revocation.
    fn path(
        &mut self,
        links: &[&Certificate],
        anchor: Option<&Anchor>,
        path: &[&Certificate],
        question: &Question<'_>,
        work: &mut Work<'_>,
    ) {
        for (at, certificate) in links.iter().enumerate() {
            self.note(at, inspect::link(certificate, question.clock, question.policy));
            self.note(at, forbidden(certificate, links.first().unwrap_or(certificate), question));
        }
        if let Some(anchor) = anchor {
            let leaf = links.first().map_or(&anchor.certificate, |leaf| *leaf);
            let said = self::anchor(anchor, leaf, question);
            let is_told = said.iter().any(|finding| matches!(finding, Finding::RootLimited { state: EmailState::Disallowed, .. }));
            self.note(links.len(), said);
            if !is_told {
                self.note(links.len(), forbidden(&anchor.certificate, leaf, question));
            }
        }
        self.signatures(path, work);
        self.purposes(path, anchor.is_some(), question);
        self.names(path, links.len(), work);
        if anchor.is_some() {
            let downwards: Vec<&Certificate> = links.iter().rev().copied().collect();
            self.policies(&downwards, question.policy);
        }
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

    fn revocation(&mut self, case: &Case<'_>, work: &mut Work<'_>) -> Vec<CertificateStatus> {
        let mut statuses = Vec::new();
        for at in 0..case.path.len().saturating_sub(1) {
            let (status, findings) = revocation::check(&Case { at, ..*case }, work);
            self.note(at, findings);
            statuses.push(status);
        }
        statuses
    }
}
