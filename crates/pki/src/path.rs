//! The searcher: every path from a leaf to the anchors within a budget, each kept with its findings (RFC 4158).
//! It judges nothing itself; `chain` does.

use crate::budget::{Budget, Cut};
use crate::candidates::Candidates;
use crate::certificate::Certificate;
use crate::chain::{Judgement, Question, judge_with};
use crate::clock::Clock;
use crate::finding::{Finding, Placed};
use crate::policy::{Policy, Purpose};
use crate::pool::Evidence;
use crate::remembered::{Asked, Holds, Remembered};
use crate::revocation_wants;
use crate::signed::{Check, Work};
use crate::text;
use crate::time::UnixTime;
use crate::tried::Found;
pub use crate::tried::{PathReport, TriedPath, VerifiedPath};
use crate::want::Want;

/// Longest URL in a finding, in characters.
const URL_SHOWN: usize = 500;

/// Most issuers that are asked for; a mail with more open ends than this is not worth a fetch.
const WANTS: usize = 16;

/// Searches every path from `leaf` to an anchor and judges each.
///
/// An edge whose signature is bad is not followed; the path up to it is kept, with that finding. So is a path that leads
/// back into itself, and one at which a limit ended the search. Paths are ranked: accepted before refused, complete before
/// broken off, then the fewest errors, the best answer on revocation, the fewest warnings, the shortest, and last the order
/// in which they were found (anchors first, then candidates with a fitting key identifier, a short way to an anchor by
/// names, within their time, the message's own certificates before those given).
pub fn search(
    leaf: &Certificate,
    evidence: &Evidence<'_>,
    purpose: Purpose,
    now: UnixTime,
    policy: &Policy,
    budget: &mut Budget,
) -> PathReport {
    look(leaf, evidence, purpose, &Clock::new(now, evidence.signing_time), policy, Work::new(budget))
}

/// The same search, with the same answer and at the same price in `budget`, by what is remembered of searches before.
pub fn search_remembering(
    leaf: &Certificate,
    evidence: &Evidence<'_>,
    purpose: Purpose,
    now: UnixTime,
    policy: &Policy,
    budget: &mut Budget,
    remembered: &Remembered,
) -> PathReport {
    let asked = Asked::new(leaf, evidence, purpose, policy, budget);
    if let Some(report) = remembered.report(&asked, evidence.signing_time, now, budget) {
        return report;
    }
    let (before, clock) = (budget.clone(), Clock::new(now, evidence.signing_time));
    let report = look(leaf, evidence, purpose, &clock, policy, Work::remembering(budget, remembered.signatures()));
    remembered.keep(asked, &report, Holds::of(&clock), (&before, budget));
    report
}

fn look(leaf: &Certificate, evidence: &Evidence<'_>, purpose: Purpose, clock: &Clock, policy: &Policy, work: Work<'_>) -> PathReport {
    let mut search = Search {
        evidence,
        candidates: Candidates::new(evidence),
        question: Question { evidence, purpose, clock, policy },
        work,
        tried: Vec::new(),
        broken: 0,
        wants: Vec::new(),
        cut: None,
    };
    search.climb(&mut vec![leaf.clone()]);
    let Search { mut tried, mut wants, cut, .. } = search;
    tried.sort_by_key(Found::rank);
    // for the best path that lacks nothing but an answer on revocation
    let unanswered = tried.iter().map(|found| revocation_wants::wants(&found.path, evidence, policy));
    wants.extend(unanswered.into_iter().find(|wants| !wants.is_empty()).into_iter().flatten());
    let best = tried.first().filter(|found| found.accepted).map(|found| found.path.clone());
    let accepted = best.and_then(|path| VerifiedPath::new(path, purpose, clock.asked()));
    PathReport { accepted, tried: tried.into_iter().map(|found| found.path).collect(), wants, budget_cut: cut }
}

struct Search<'e, 'b> {
    evidence: &'e Evidence<'e>,
    candidates: Candidates<'e>,
    question: Question<'e>,
    work: Work<'b>,
    tried: Vec<Found>,
    /// Paths among `tried` that reach no anchor.
    broken: usize,
    wants: Vec<Want>,
    cut: Option<Cut>,
}

/// What became of the edges above a certificate.
#[derive(Default)]
struct Edges {
    followed: bool,
    loops: bool,
    bad: Vec<Certificate>,
}

impl Search<'_, '_> {
    /// Goes on from the last certificate of `path`; answers whether the search may go on.
    fn climb(&mut self, path: &mut Vec<Certificate>) -> bool {
        let Some(top) = path.last().cloned() else { return true };
        if !self.end_at_anchors(&top, path) {
            return false;
        }
        let mut edges = Edges::default();
        for issuer in &*self.candidates.above(&top, self.question.clock) {
            if self.work.budget.take_step().is_err() {
                return self.stop(Cut::Steps, path);
            }
            if closes_a_loop(issuer, path) {
                edges.loops = true;
                continue;
            }
            match self.work.certificate(&top, issuer) {
                Check::Bad => {
                    edges.bad.push(issuer.clone());
                    continue;
                }
                Check::Cut(cut) => return self.stop(cut, path),
                Check::Good | Check::Unsupported(_) => {}
            }
            edges.followed = true;
            path.push(issuer.clone());
            // above it there must be room for an anchor
            let go_on = if path.len() < self.work.budget.depth { self.climb(path) } else { self.too_deep(path) };
            path.pop();
            if !go_on {
                return false;
            }
        }
        self.break_off(&top, path, edges);
        true
    }

    /// Paths that end here: the top is an anchor itself, or an anchor has its issuer's name.
    fn end_at_anchors(&mut self, top: &Certificate, path: &[Certificate]) -> bool {
        let anchors = self.evidence.anchors;
        // an intermediate that is an anchor itself was already found as the anchor above the certificate below it
        let itself = anchors.named(top.subject()).filter(|anchor| anchor.certificate == *top && path.len() == 1);
        let above = anchors.named(top.issuer()).filter(|anchor| anchor.certificate != *top);
        let ends: Vec<_> = itself.map(|anchor| (anchor, 0)).chain(above.map(|anchor| (anchor, path.len()))).collect();
        for (anchor, links) in ends {
            if self.work.budget.take_step().is_err() {
                return self.stop(Cut::Steps, path);
            }
            if self.tried.len().saturating_sub(self.broken) >= self.work.budget.paths {
                return self.stop(Cut::Paths, path);
            }
            let links: Vec<&Certificate> = path.iter().take(links).collect();
            if self.work.budget.take_judgement(octets(&links)).is_err() {
                return self.stop(Cut::Steps, path);
            }
            let judgement = judge_with(&links, Some(anchor), &self.question, &mut self.work);
            let certificates = links.iter().copied().chain([&anchor.certificate]).cloned().collect();
            self.keep(certificates, true, judgement);
        }
        true
    }

    /// Keeps what led nowhere: edges with a bad signature, and the path as far as it went if no issuer was followed.
    fn break_off(&mut self, top: &Certificate, path: &mut Vec<Certificate>, edges: Edges) {
        let ended = |found: &Found| found.path.complete && found.path.certificates.starts_with(path);
        if edges.followed || self.tried.iter().any(ended) {
            // it goes on from here
        } else if top.is_self_issued() && self.work.certificate(top, top) != Check::Bad {
            self.keep_broken(path, Some(Finding::SelfSignedNotAnchor));
        } else if edges.loops {
            self.keep_broken(path, Some(Finding::PathLoop { issuer: top.issuer().display() }));
        } else if edges.bad.is_empty() {
            let finding = self.issuer_not_found(top);
            self.keep_broken(path, Some(finding));
        }
        for issuer in edges.bad {
            path.push(issuer);
            self.keep_broken(path, None);
            path.pop();
        }
    }

    fn issuer_not_found(&mut self, top: &Certificate) -> Finding {
        let urls = top.extensions().issuer_urls();
        let aia = urls.first().map(|url| text::shown(url, URL_SHOWN));
        let want = Want::Issuer { of: top.clone(), urls };
        if aia.is_some() && self.wants.len() < WANTS && !self.wants.contains(&want) {
            self.wants.push(want);
        }
        Finding::IssuerNotFound { issuer: top.issuer().display(), aia }
    }

    /// Keeps a path without an anchor; past the limit the first ones stay.
    fn keep_broken(&mut self, path: &[Certificate], finding: Option<Finding>) {
        if self.broken >= self.work.budget.paths {
            return;
        }
        let links: Vec<&Certificate> = path.iter().collect();
        match self.work.budget.take_judgement(octets(&links)) {
            Ok(()) => self.keep_end(path, finding),
            Err(cut) => drop(self.cut.get_or_insert(cut)),
        }
    }

    fn keep_end(&mut self, path: &[Certificate], finding: Option<Finding>) {
        let links: Vec<&Certificate> = path.iter().collect();
        let mut judgement = judge_with(&links, None, &self.question, &mut self.work);
        let at = path.len().checked_sub(1);
        judgement.findings.extend(finding.map(|finding| Placed { at, finding }));
        self.broken = self.broken.saturating_add(1);
        self.keep(path.to_vec(), false, judgement);
    }

    fn keep(&mut self, certificates: Vec<Certificate>, complete: bool, judgement: Judgement) {
        let accepted = judgement.is_accepted();
        let path = TriedPath {
            certificates,
            complete,
            findings: judgement.findings,
            revocation: judgement.revocation,
            statuses: judgement.statuses,
        };
        self.tried.push(Found { path, accepted });
    }

    /// The path would become longer than allowed; others may still be short enough.
    fn too_deep(&mut self, path: &[Certificate]) -> bool {
        self.cut.get_or_insert(Cut::Depth);
        self.keep_broken(path, Some(Finding::BudgetCut { limit: Cut::Depth }));
        true
    }

    /// The whole search ends here.
    fn stop(&mut self, cut: Cut, path: &[Certificate]) -> bool {
        self.cut = Some(cut);
        // kept however many there are: it is the reason why there are no more
        self.keep_end(path, Some(Finding::BudgetCut { limit: cut }));
        false
    }
}

fn octets(links: &[&Certificate]) -> usize {
    links.iter().map(|certificate| certificate.as_der().len()).sum()
}

/// The same name with the same key again leads nowhere (RFC 4158 5.2).
fn closes_a_loop(issuer: &Certificate, path: &[Certificate]) -> bool {
    path.iter().any(|known| known.spki() == issuer.spki() && known.subject() == issuer.subject())
}
