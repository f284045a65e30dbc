//! Time stamps at a signature (RFC 3161 appendix A): anybody can add one, so a bad one is told and spoils nothing; a good one, of an
//! authority that is trusted for time, proves that the signature was there at its moment at the latest.

use kakitome_cms::{SignerInfo, TimeStampToken};
use kakitome_pki::path::{self, PathReport, VerifiedPath};
use kakitome_pki::{Certificate, Crl, Evidence as PathEvidence, OcspResponse, Pool, Purpose, Severity};

use crate::finding::{Finding, Place};
use crate::report::Report;
use crate::signers::{Bag, Bench};
use crate::time_stamp::TimeStamp;

impl Bench<'_> {
    /// Judges the time stamps of one signer, up to the limit.
    pub(crate) fn time_stamps(&mut self, info: &SignerInfo, bag: &Bag, signer: usize, report: &mut Report) -> Vec<TimeStamp> {
        let (count, limit) = (info.time_stamps().count(), self.policy.limits.time_stamps);
        if count > limit {
            report.note(Finding::TooManyTimeStamps { count, limit }, Place::Signer(signer));
        }
        let mut stamps = Vec::new();
        for raw in info.time_stamps().take(limit) {
            let place = Place::TimeStamp { signer, stamp: stamps.len(), at: None };
            match TimeStampToken::read(raw, &self.policy.limits.cms) {
                Ok(token) => stamps.push(self.time_stamp(&token, info, bag, &place, report)),
                Err(error) => {
                    report.note(Finding::TimeStampUnreadable { why: error.to_string() }, place);
                    stamps.push(TimeStamp::unreadable());
                }
            }
        }
        stamps
    }

    fn time_stamp(&mut self, token: &TimeStampToken, info: &SignerInfo, bag: &Bag, place: &Place, report: &mut Report) -> TimeStamp {
        let own: Vec<Certificate> = token.certificates().iter().filter_map(|der| self.evidence.read(der).ok()).collect();
        let at_hand: Vec<Certificate> = own.iter().chain(&bag.all).cloned().collect();
        let check = token.check(&info.signature, &at_hand, &self.policy.signature);
        for finding in check.findings {
            note(Finding::Cms(finding), place.clone(), report);
        }
        let said = token.info();
        let mut stamp = TimeStamp {
            time: Some(said.time),
            serial: said.serial.iter().map(|octet| format!("{octet:02x}")).collect(),
            policy: said.policy.to_string(),
            authority: check.certificate,
            because: None,
            ..TimeStamp::unreadable()
        };
        match check.outcome {
            Ok(good) if good.info().time > self.now.plus_seconds(self.policy.path.clock_skew) => {
                stamp.because = Some("its time is after the time of judgement");
            }
            Ok(good) => {
                let found = self.path_of_authority(good.signature().certificate(), token, own, bag);
                if found.accepted.is_none() {
                    stamp.because = Some("its authority's certificate leads to no root that is trusted for time");
                }
                note_path(&found, place, report);
                (stamp.path, stamp.tried, stamp.wants) = (found.accepted, found.tried, found.wants);
                stamp.good = Some(good);
            }
            Err(because) => stamp.because = Some(because),
        }
        let authority = stamp.authority.as_ref().map_or_else(String::new, |certificate| certificate.subject().display());
        report.note(
            match stamp.because {
                None => Finding::TimeStamped { time: said.time, authority },
                Some(because) => Finding::TimeStampUnusable { time: said.time, authority, because },
            },
            place.clone(),
        );
        stamp
    }

    /// As of the moment of judgement: an authority whose certificate is over may be in other hands.
    fn path_of_authority(&mut self, authority: &Certificate, token: &TimeStampToken, own: Vec<Certificate>, bag: &Bag) -> PathReport {
        let mut revocation = bag.revocation.clone();
        token.crls().iter().filter_map(|der| Crl::from_der(der).ok()).for_each(|crl| revocation.add_crl(crl));
        let responses = token.ocsp_responses().iter().filter_map(|der| OcspResponse::from_der(der).ok());
        responses.for_each(|response| revocation.add_response(&response));
        let message = Pool::new(own.into_iter().chain(bag.pool.iter().cloned()));
        let evidence = PathEvidence {
            message: &message,
            given: &self.evidence.certificates,
            anchors: self.evidence.time_anchors.as_ref().unwrap_or(&self.evidence.anchors),
            revocation: &revocation,
            signing_time: None,
        };
        let (policy, budget, now) = (&self.policy.path, &mut self.stamps, self.now);
        match &self.evidence.remembered {
            Some(memory) => path::search_remembering(authority, &evidence, Purpose::TimeStamping, now, policy, budget, memory),
            None => path::search(authority, &evidence, Purpose::TimeStamping, now, policy, budget),
        }
    }
}

/// What is wrong with a stamp says nothing against the signature.
fn note(finding: Finding, place: Place, report: &mut Report) {
    report.note_as(finding.severity().min(Severity::Warning), finding, place);
}

fn note_path(found: &PathReport, place: &Place, report: &mut Report) {
    let best = found.accepted.as_ref().map(VerifiedPath::findings);
    let best = best.or_else(|| found.tried.first().map(|tried| tried.findings.as_slice()));
    for placed in best.unwrap_or_default() {
        let mut place = place.clone();
        if let Place::TimeStamp { at, .. } = &mut place {
            *at = placed.at;
        }
        note(Finding::Pki(placed.finding.clone()), place, report);
    }
}
