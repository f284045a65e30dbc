//! What searches before have found, kept by the caller: certificates already read, signatures already checked, and whole
//! answers. The answer with a memory is the answer without one: nothing is kept that would not come out the same.

use std::sync::{Arc, Mutex};

use crate::budget::Budget;
use crate::certificate::{Certificate, sha256};
use crate::clock::{Clock, Span};
use crate::error::Error;
use crate::generations::{Generations, held};
use crate::policy::{Policy, Purpose};
use crate::pool::{Evidence, Pool};
use crate::signed::Signatures;
use crate::stamp::Stamp;
use crate::status::SigningTime;
use crate::time::UnixTime;
use crate::tried::PathReport;

/// Most bytes of a certificate that is remembered: real ones have 1 to 4 KB, and a memory full of bombs helps nobody.
const LARGEST: usize = 16 * 1024;

/// Most paths of an answer that is remembered.
const PATHS: usize = 16;

/// A bounded memory that may be shared between threads. Make one for as long as the program runs and hand it to every
/// [`crate::path::search_remembering`]. It holds no trust of its own: what it answers depends on all that was asked.
#[derive(Debug)]
pub struct Remembered {
    certificates: Mutex<Generations<[u8; 32], Certificate>>,
    signatures: Signatures,
    reports: Mutex<Generations<[u8; 32], Vec<Arc<Kept>>>>,
}

/// Everything an answer depends on but the moment of judgement and that of signing, of which [`Holds`] says how much.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Asked {
    leaf: [u8; 32],
    message: Vec<[u8; 32]>,
    given: Stamp,
    anchors: Stamp,
    revocation: [u8; 32],
    purpose: Purpose,
    policy: Policy,
    /// Limits that are no counters.
    depth: usize,
    paths: usize,
}

/// For which moments an answer holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Holds {
    /// Of judgement.
    span: Span,
    /// Of signing: for this one alone, or for every one where nothing is said of it. Each mail has its own, so an answer
    /// that did not need it serves all mails of a signer.
    signed: Option<Option<SigningTime>>,
}

/// One answer.
#[derive(Debug)]
struct Kept {
    asked: Asked,
    report: PathReport,
    holds: Holds,
    /// What it cost.
    cost: Cost,
}

/// What a search took from its budget.
#[derive(Clone, Copy, Debug)]
struct Cost {
    signatures: u32,
    steps: u32,
    name_comparisons: u32,
}

impl Default for Remembered {
    /// 1,024 certificates (some 4 MB), 4,096 signatures and 1,024 answers at most.
    fn default() -> Self {
        Self::new(1024)
    }
}

impl Remembered {
    /// A memory of at most so many certificates, as many answers, and four signatures for each.
    pub fn new(certificates: usize) -> Self {
        Self {
            certificates: Mutex::new(Generations::new(certificates)),
            signatures: Signatures::new(certificates.saturating_mul(4)),
            reports: Mutex::new(Generations::new(certificates)),
        }
    }

    /// Reads a certificate, or hands out the one that was read from the same bytes before.
    pub fn certificate(&self, der: &[u8]) -> Result<Certificate, Error> {
        let identity = sha256(der);
        if let Some(known) = held(&self.certificates).find(&identity) {
            return Ok(known.clone());
        }
        let certificate = Certificate::from_der(der)?;
        if der.len() <= LARGEST {
            held(&self.certificates).keep(identity, certificate.clone());
        }
        Ok(certificate)
    }

    pub(crate) fn signatures(&self) -> &Signatures {
        &self.signatures
    }

    /// The answer to the same question within the time in which it holds, if the budget has what it costs.
    pub(crate) fn report(&self, asked: &Asked, signed: Option<SigningTime>, now: UnixTime, budget: &mut Budget) -> Option<PathReport> {
        let kept = {
            let mut reports = held(&self.reports);
            let answers = reports.find(&asked.leaf)?;
            answers.iter().find(|kept| kept.holds.at(signed, now) && kept.asked == *asked).map(Arc::clone)?
        };
        let after = kept.cost.taken_from(budget)?;
        *budget = after;
        let mut report = kept.report.clone();
        report.accepted = report.accepted.map(|path| path.judged_at(now));
        Some(report)
    }

    /// Keeps an answer that holds for longer than a moment.
    pub(crate) fn keep(&self, asked: Asked, report: &PathReport, holds: Holds, (before, after): (&Budget, &Budget)) {
        /// Answers for one leaf: it comes with a few different bags at most.
        const EACH: usize = 4;
        let mut certificates = report.tried.iter().flat_map(|path| &path.certificates);
        let is_large = report.tried.len() > PATHS || certificates.any(|certificate| certificate.as_der().len() > LARGEST);
        if is_large || holds.span.is_moment() || report.budget_cut.is_some() {
            return;
        }
        let leaf = asked.leaf;
        let kept = Arc::new(Kept { asked, report: report.clone(), holds, cost: Cost::between(before, after) });
        let mut reports = held(&self.reports);
        let mut answers = reports.find(&leaf).cloned().unwrap_or_default();
        answers.truncate(EACH - 1);
        answers.insert(0, kept);
        reports.keep(leaf, answers);
    }
}

impl Asked {
    pub(crate) fn new(leaf: &Certificate, evidence: &Evidence<'_>, purpose: Purpose, policy: &Policy, budget: &Budget) -> Self {
        // every field by name: evidence of a new kind must not be forgotten here
        let Evidence { message, given, anchors, revocation, signing_time: _ } = evidence;
        let Budget { depth, paths, signatures: _, steps: _, name_comparisons: _ } = budget;
        Self {
            leaf: *leaf.sha256(),
            message: Pool::iter(message).map(|certificate| *certificate.sha256()).collect(),
            given: given.stamp(),
            anchors: anchors.stamp(),
            revocation: revocation.identity(),
            purpose,
            policy: policy.clone(),
            depth: *depth,
            paths: *paths,
        }
    }
}

impl Holds {
    /// For which moments the answer holds that was found by this clock.
    pub(crate) fn of(clock: &Clock) -> Self {
        Self { span: clock.span(), signed: clock.depends_on_signing().then(|| clock.signed()) }
    }

    fn at(&self, signed: Option<SigningTime>, now: UnixTime) -> bool {
        self.span.contains(now) && self.signed.is_none_or(|only| only == signed)
    }
}

impl Cost {
    fn between(before: &Budget, after: &Budget) -> Self {
        Self {
            signatures: before.signatures.saturating_sub(after.signatures),
            steps: before.steps.saturating_sub(after.steps),
            name_comparisons: before.name_comparisons.saturating_sub(after.name_comparisons),
        }
    }

    fn taken_from(self, budget: &Budget) -> Option<Budget> {
        let mut left = budget.clone();
        left.signatures = left.signatures.checked_sub(self.signatures)?;
        left.steps = left.steps.checked_sub(self.steps)?;
        left.name_comparisons = left.name_comparisons.checked_sub(self.name_comparisons)?;
        Some(left)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use kakitome_crypto::{KeyKind, MemorySigner, PrivateKey, Signer};

    use super::*;
    use crate::anchors::Anchors;
    use crate::issue::{self, CaRequest};
    use crate::name::Name;
    use crate::path::search_remembering;
    use crate::revocation_pool::RevocationPool;

    fn root(days: u32) -> Certificate {
        let signer = MemorySigner::new(PrivateKey::generate(KeyKind::P256).unwrap()).unwrap();
        let now = UnixTime::now();
        let request = CaRequest {
            subject: Name::build(&[("CN", "root")]).unwrap(),
            spki: signer.public_key(),
            not_before: now,
            not_after: issue::not_after(now, days),
            crl_url: None,
            issuer_url: None,
        };
        Certificate::from_der(issue::root(&request, &signer.algorithm(), now).unwrap().sign(&signer).unwrap()).unwrap()
    }

    #[test]
    fn an_answer_is_kept_for_as_long_as_it_holds_and_paid_for() {
        let (leaf, memory, policy) = (root(10), Remembered::default(), Policy::default());
        let anchors = Anchors::from_certificates([leaf.clone()]);
        let (pool, revocation) = (Pool::default(), RevocationPool::default());
        let evidence = Evidence { message: &pool, given: &pool, anchors: &anchors, revocation: &revocation, signing_time: None };
        let now = leaf.not_before().plus_days(1);
        let asked = Asked::new(&leaf, &evidence, Purpose::Any, &policy, &Budget::default());
        let find = |now, budget: &mut Budget| memory.report(&asked, None, now, budget);
        assert!(find(now, &mut Budget::default()).is_none());
        let mut spent = Budget::default();
        search_remembering(&leaf, &evidence, Purpose::Any, now, &policy, &mut spent, &memory);
        let mut budget = Budget::default();
        let accepted = find(now.plus_days(5), &mut budget).unwrap().accepted.unwrap();
        assert_eq!((accepted.at(), budget.steps), (now.plus_days(5), spent.steps));
        for outside in [leaf.not_before().plus_seconds(-1), leaf.not_after().plus_seconds(1)] {
            assert!(find(outside, &mut Budget::default()).is_none());
        }
        let signed = |seconds| Some(SigningTime::Claimed(now.plus_seconds(seconds)));
        let of = |signed| memory.report(&asked, signed, now, &mut Budget::default()).is_some();
        assert!(of(signed(-1)) && of(signed(-2)) && of(None), "nobody was revoked, so that it serves every mail of the signer");
        assert!(find(now, &mut Budget { steps: 0, ..Budget::default() }).is_none(), "what cannot be paid is searched anew, and cut");
    }

    #[test]
    fn the_number_of_certificates_is_bounded() {
        let memory = Remembered::new(2);
        let certificate = root(10);
        assert_eq!(memory.certificate(certificate.as_der()).unwrap(), certificate);
        assert!(held(&memory.certificates).find(certificate.sha256()).is_some());
        for _ in 0..10 {
            memory.certificate(root(10).as_der()).unwrap();
        }
        assert!(held(&memory.certificates).find(certificate.sha256()).is_none(), "at most two are kept");
    }
}
