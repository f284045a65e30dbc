//! The signers of one SignedData: arithmetic, certificate, path, address, time; everything goes into the report.
//! Where the content came from is not known here.

use kakitome_cms::{Integrity as Arithmetic, SignedData, SignerCheck, SignerInfo};
use kakitome_crypto::DigestAlgorithm;
use kakitome_pki::chain::Revocation;
use kakitome_pki::path::{PathReport, VerifiedPath};
use kakitome_pki::{Budget, Certificate, Crl, OcspResponse, Pool, RevocationPool, Severity, UnixTime, check_address, identity};

use crate::content::Digests;
use crate::evidence::Evidence;
use crate::finding::{Finding, Place};
use crate::policy::Policy;
use crate::reply::Reply;
use crate::report::{AddressMatch, Covers, Integrity, Report, Signer};

/// What all signers of a mail are judged with.
pub(crate) struct Bench<'a> {
    pub(crate) evidence: &'a Evidence,
    pub(crate) policy: &'a Policy,
    pub(crate) now: UnixTime,
    pub(crate) budget: Budget,
    /// For time stamps: what anybody can add must not use up what the signers need.
    pub(crate) stamps: Budget,
}

/// What came along in a SignedData, read.
pub(crate) struct Bag {
    pub(crate) pool: Pool,
    pub(crate) all: Vec<Certificate>,
    pub(crate) revocation: RevocationPool,
}

impl Bench<'_> {
    /// Checks every signer over content with these digests (`None`: the content is not at hand, or is not the content
    /// that the file itself holds).
    pub(crate) fn check(&mut self, data: &SignedData, content: &Content<'_>, layer: usize, report: &mut Report) {
        for finding in &data.findings {
            report.note(Finding::Cms(finding.clone()), Place::Layer(layer));
        }
        let bag = self.bag(data, layer, report);
        let room = self.policy.limits.signers.saturating_sub(report.signers.len());
        if data.signers.len() > room {
            let finding = Finding::TooManySigners { count: data.signers.len(), limit: self.policy.limits.signers };
            report.note(finding, Place::Layer(layer));
        }
        let checks = self.arithmetic(data, content, &bag);
        for (info, (check, canonical)) in data.signers.iter().zip(checks).take(room) {
            let signer = Checked { info, check, canonical, is_other: matches!(content, Content::Other) };
            self.judge(signer, &bag, layer, report);
        }
    }

    fn bag(&self, data: &SignedData, layer: usize, report: &mut Report) -> Bag {
        let mut all = Vec::with_capacity(data.certificates.len());
        for der in &data.certificates {
            match self.evidence.read(der) {
                Ok(certificate) => all.push(certificate),
                Err(error) => report.note(Finding::CertificateUnreadable { why: error.to_string() }, Place::Layer(layer)),
            }
        }
        let mut revocation = self.evidence.revocation.clone();
        for der in &data.crls {
            match Crl::from_der(der) {
                Ok(crl) => revocation.add_crl(crl),
                Err(error) => report.note(Finding::RevocationListUnreadable { why: error.to_string() }, Place::Layer(layer)),
            }
        }
        for der in &data.ocsp_responses {
            match OcspResponse::from_der(der) {
                Ok(response) => revocation.add_response(&response),
                Err(error) => report.note(Finding::RevocationListUnreadable { why: error.to_string() }, Place::Layer(layer)),
            }
        }
        let pool = Pool::new(all.iter().cloned());
        all.extend(self.evidence.certificates.iter().cloned());
        Bag { pool, all, revocation }
    }

    /// Every signer over the content as received; where that does not fit, over the content with canonical line ends.
    fn arithmetic(&self, data: &SignedData, content: &Content<'_>, bag: &Bag) -> Vec<(SignerCheck, bool)> {
        let none = Digests::default();
        let digests = match content {
            Content::Hashed(digests) => digests,
            Content::Missing | Content::Other => &none,
        };
        let check = |digests| data.check(digests, &bag.all, &self.policy.signature);
        let received = check(&digests.received);
        let is_altered = |check: &SignerCheck| matches!(check.integrity, Arithmetic::Altered(_));
        let canonical = digests.canonical.as_ref().filter(|_| self.policy.canonical_line_ends && received.iter().any(is_altered));
        let Some(canonical) = canonical.map(check) else {
            return received.into_iter().map(|check| (check, false)).collect();
        };
        let better = |(received, canonical): (SignerCheck, SignerCheck)| {
            let fits = matches!(canonical.integrity, Arithmetic::Good(_) | Arithmetic::Flawed(_));
            if is_altered(&received) && fits { (canonical, true) } else { (received, false) }
        };
        received.into_iter().zip(canonical).map(better).collect()
    }

    fn judge(&mut self, checked: Checked<'_>, bag: &Bag, layer: usize, report: &mut Report) {
        let Checked { info, check, canonical, is_other } = checked;
        let place = Place::Signer(report.signers.len());
        // that there are time stamps is said where they are judged
        for finding in check.findings.into_iter().filter(|finding| !matches!(finding, kakitome_cms::Finding::TimeStamp { .. })) {
            report.note(Finding::Cms(finding), place.clone());
        }
        if canonical {
            report.note(Finding::CanonicalLineEnds, place.clone());
        }
        let integrity = match check.integrity {
            _ if is_other => Integrity::Altered,
            Arithmetic::Good(proof) => Integrity::Intact(proof),
            Arithmetic::Flawed(proof) => Integrity::Flawed(proof),
            Arithmetic::Altered(_) => Integrity::Altered,
            Arithmetic::Unverifiable(_) => Integrity::Unverifiable,
        };
        let signing_time = info.signed_attributes.as_ref().and_then(|attributes| attributes.signing_time);
        self.note_times(signing_time, &place, report);
        let time_stamps = self.time_stamps(info, bag, report.signers.len(), report);
        let mut signer = Signer {
            layer,
            integrity,
            covers: report.layers.get(layer).map_or(Covers::Part, |layer| layer.covers),
            address: AddressMatch { from: report.author.from.clone(), ..AddressMatch::default() },
            signing_time,
            time_stamps,
            proof: None,
            digest: DigestAlgorithm::from_oid(info.digest_algorithm.oid),
            identity: None,
            certificate: None,
            path: None,
            tried: Vec::new(),
            revocation: Revocation::NotChecked,
            reply: Reply::default(),
            wants: Vec::new(),
        };
        if let Some(certificate) = check.certificate {
            signer.reply = Reply::of(info.signed_attributes.as_ref(), &certificate, &bag.all);
            self.judge_certificate(&mut signer, certificate, bag, &place, report);
        }
        report.signers.push(signer);
    }

    fn note_times(&self, signing_time: Option<UnixTime>, place: &Place, report: &mut Report) {
        let Some(signed) = signing_time else { return };
        let tolerance = self.policy.signing_time_tolerance;
        if let Some(date) = report.author.date
            && signed.0.abs_diff(date.0) > tolerance.unsigned_abs()
        {
            report.note(Finding::SigningTimeFar { signed, date }, place.clone());
        }
        if signed > self.now.plus_seconds(tolerance) {
            report.note(Finding::SigningTimeAhead { signed }, place.clone());
        }
    }

    fn judge_certificate(&mut self, signer: &mut Signer, certificate: Certificate, bag: &Bag, place: &Place, report: &mut Report) {
        self.match_address(signer, &certificate, place, report);
        let found = self.path_of_signer(signer, &certificate, bag, place, report);
        note_path(&found, place, report);
        signer.revocation = found
            .accepted
            .as_ref()
            .map_or_else(|| found.tried.first().map_or(Revocation::NotChecked, |tried| tried.revocation), VerifiedPath::revocation);
        signer.identity = Some(identity(&certificate).0);
        signer.path = found.accepted;
        signer.tried = found.tried;
        signer.wants = found.wants;
        signer.certificate = Some(certificate);
    }

    fn match_address(&self, signer: &mut Signer, certificate: &Certificate, place: &Place, report: &mut Report) {
        let from = report.author.single.clone();
        let check = check_address(from.as_deref().unwrap_or_default(), certificate, &self.policy.path);
        signer.address.certificate.clone_from(&check.certificate);
        // Without the one address of From there is nothing to compare; that is said where From is read.
        if from.is_none() {
            return;
        }
        signer.address.matches = check.is_match();
        for finding in check.findings {
            let severity = match finding.severity() {
                Severity::Error if !self.policy.match_from => Severity::Warning,
                usual => usual,
            };
            report.note_as(severity, Finding::Pki(finding), place.clone());
        }
        if !signer.address.matches {
            let speaks = |sender: &&String| check_address(sender, certificate, &self.policy.path).is_match();
            if let Some(sender) = report.author.sender.iter().find(speaks).cloned() {
                report.note(Finding::SenderOnly { sender }, place.clone());
            }
        }
    }
}

/// One signer after the arithmetic.
struct Checked<'a> {
    info: &'a SignerInfo,
    check: SignerCheck,
    /// The content fits with canonical line ends only.
    canonical: bool,
    /// What it signs is not what is shown.
    is_other: bool,
}

/// What the signers are said to have signed.
pub(crate) enum Content<'a> {
    /// This.
    Hashed(&'a Digests),
    /// Something that is not at hand.
    Missing,
    /// Something else than what is shown (V01): whatever the arithmetic says, it does not speak of what is here.
    Other,
}

/// The findings of the accepted path, or else of the best one that was tried.
fn note_path(found: &PathReport, place: &Place, report: &mut Report) {
    let best = match &found.accepted {
        Some(path) => Some(path.findings()),
        None => found.tried.first().map(|tried| tried.findings.as_slice()),
    };
    let mut says_why = found.accepted.is_some();
    for placed in best.unwrap_or_default() {
        says_why |= placed.finding.severity() == Severity::Error;
        let place = match (placed.at, place) {
            (Some(at), Place::Signer(signer)) => Place::Certificate { signer: *signer, at },
            _ => place.clone(),
        };
        report.note(Finding::Pki(placed.finding.clone()), place);
    }
    if !says_why {
        report.note(Finding::NoPath { tried: found.tried.len() }, place.clone());
    }
    if let Some(limit) = found.budget_cut {
        report.note(Finding::Pki(kakitome_pki::Finding::BudgetCut { limit }), place.clone());
    }
}
