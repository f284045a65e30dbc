//! As of when a signature is judged. Now, unless it is proven that it is older: a certificate that is over by now was good when it
//! counted (RFC 3161 1, appendix B). What the signer says of the time is a claim and moves nothing (C18).

use kakitome_pki::path::{self, PathReport, VerifiedPath};
use kakitome_pki::{Certificate, Evidence as PathEvidence, Finding as Pki, Purpose, Severity, SigningTime, UnixTime};

use crate::finding::{Finding, Place};
use crate::report::{Proof, ProvenBy, Report, Signer};
use crate::signers::{Bag, Bench};
use crate::time_stamp::TimeStamp;

impl Bench<'_> {
    /// The path of a signer's certificate, as of the moment that counts; the proof of an earlier one goes into the signer.
    pub(crate) fn path_of_signer(
        &mut self,
        signer: &mut Signer,
        certificate: &Certificate,
        bag: &Bag,
        place: &Place,
        report: &mut Report,
    ) -> PathReport {
        signer.proof = self.proof(signer);
        let stamped = signer.proof.filter(|proof| proof.by == ProvenBy::TimeStamp || self.policy.received_proves);
        let claimed = signer.signing_time.map(SigningTime::Claimed);
        let time = stamped.map(|proof| SigningTime::Proven(proof.moment)).or(claimed);
        let now = self.search(certificate, bag, time, self.now);
        if now.accepted.is_some() {
            return now;
        }
        if let Some(proof) = stamped {
            let then = self.search(certificate, bag, time, proof.moment);
            if let Some(not_after) = then.accepted.as_ref().and_then(|path| only_expired(&now, path)) {
                report.note(Finding::ExpiredSince { not_after, proven: proof.moment, by: proof.by.word() }, place.clone());
                return then;
            }
        }
        if let Some(received) = self.received().filter(|_| !self.policy.received_proves)
            && self.search(certificate, bag, claimed, received).accepted.is_some()
        {
            report.note(Finding::GoodWhenReceived { received }, place.clone());
        }
        now
    }

    fn search(&mut self, certificate: &Certificate, bag: &Bag, signing_time: Option<SigningTime>, at: UnixTime) -> PathReport {
        let evidence = PathEvidence {
            message: &bag.pool,
            given: &self.evidence.certificates,
            anchors: &self.evidence.anchors,
            revocation: &bag.revocation,
            signing_time,
        };
        let (policy, budget) = (&self.policy.path, &mut self.budget);
        match &self.evidence.remembered {
            Some(memory) => path::search_remembering(certificate, &evidence, Purpose::EmailSigning, at, policy, budget, memory),
            None => path::search(certificate, &evidence, Purpose::EmailSigning, at, policy, budget),
        }
    }

    /// The earliest moment at which the signature was certainly there.
    fn proof(&self, signer: &Signer) -> Option<Proof> {
        let stamped = signer.time_stamps.iter().filter_map(TimeStamp::not_later_than).min();
        let stamped = stamped.map(|moment| Proof { moment, by: ProvenBy::TimeStamp });
        let received = self.received().map(|moment| Proof { moment, by: ProvenBy::Received });
        match (stamped, received) {
            // a stamp is worth more than one's own records unless the policy says otherwise
            (Some(stamped), Some(received)) if self.policy.received_proves && received.moment < stamped.moment => Some(received),
            (stamped, received) => stamped.or(received),
        }
    }

    /// When the mail was received, if that was before the moment of judgement.
    fn received(&self) -> Option<UnixTime> {
        self.evidence.received.filter(|received| *received < self.now)
    }
}

/// The path is refused now for nothing but its age; the first of its certificates to end, if so. What is not known of revocation by
/// now was judged as of then.
fn only_expired(now: &PathReport, then: &VerifiedPath) -> Option<UnixTime> {
    let same = now.tried.iter().find(|tried| tried.complete && tried.certificates == then.certificates())?;
    let mut first = None;
    for placed in same.findings.iter().filter(|placed| placed.finding.severity() == Severity::Error) {
        match &placed.finding {
            Pki::Expired { not_after, .. } => first = Some(first.map_or(*not_after, |first: UnixTime| first.min(*not_after))),
            Pki::RevocationUnknown { .. } | Pki::RevocationNotChecked { .. } => {}
            _ => return None,
        }
    }
    first
}
