//! The arithmetic of one signer (RFC 5652 5.4, 5.6; RFC 8551 2.5): does the signature fit the attributes and the content?
//! Nothing is said here about paths, purposes, names or the meaning of times.

mod algorithms;
mod attributes;
mod counter;
mod keys;

use kakitome_pki::{Certificate, Severity};

use crate::content::ContentDigests;
use crate::finding::Finding;
use crate::outcome::{Alteration, Facts, Integrity, Obstacle, SignerCheck};
use crate::signed_attributes::SignedAttributes;
use crate::signed_data::SignedData;
use crate::signer_info::SignerInfo;

/// What passes and what does not, where opinions differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// SHA-1 and MD5 give a warning instead of an error: for judging old mail as of its day.
    pub tolerate_weak_digests: bool,
}

impl SignedData {
    /// Checks every signer, in their order, against the content's digests and the certificates at hand (those of the mail
    /// and any others; order does not matter). A finding of severity error about the container keeps every signer from
    /// being good: what others would overlook there is not overlooked here.
    #[must_use]
    pub fn check(&self, content: &ContentDigests, certificates: &[Certificate], policy: &Policy) -> Vec<SignerCheck> {
        self.signers.iter().map(|signer| self.check_signer(signer, content, certificates, policy)).collect()
    }

    fn check_signer(&self, signer: &SignerInfo, content: &ContentDigests, certificates: &[Certificate], policy: &Policy) -> SignerCheck {
        let Judged { outcome, certificate, mut findings } = Check::new(signer, Over::Content(self), content, policy).run(certificates);
        let countersignatures = Check::countersignatures(signer, certificates, policy, &mut findings);
        let time_stamps = signer.time_stamps().count();
        if time_stamps > 0 {
            findings.push(Finding::TimeStamp { count: time_stamps });
        }
        let is_error = |finding: &Finding| finding.severity() == Severity::Error;
        let integrity = match outcome {
            Outcome::Fits(facts) if findings.iter().chain(&self.findings).any(is_error) => facts.flawed(),
            Outcome::Fits(facts) => facts.good(),
            Outcome::Altered(alteration) => Integrity::Altered(alteration),
            Outcome::Unverifiable(obstacle) => Integrity::Unverifiable(obstacle),
        };
        SignerCheck { integrity, certificate, countersignatures, findings }
    }
}

/// What a signature is over.
#[derive(Clone, Copy)]
enum Over<'a> {
    /// The content of this.
    Content(&'a SignedData),
    /// Another signature.
    Signature,
}

struct Check<'a> {
    over: Over<'a>,
    signer: &'a SignerInfo,
    content: &'a ContentDigests,
    policy: &'a Policy,
    findings: Vec<Finding>,
}

/// What the arithmetic of one signer came to; whether its findings let it count is the caller's.
struct Judged {
    outcome: Outcome,
    certificate: Option<Certificate>,
    findings: Vec<Finding>,
}

enum Outcome {
    Fits(Facts),
    Altered(Alteration),
    Unverifiable(Obstacle),
}

impl<'a> Check<'a> {
    fn new(signer: &'a SignerInfo, over: Over<'a>, content: &'a ContentDigests, policy: &'a Policy) -> Self {
        Self { over, signer, content, policy, findings: Vec::new() }
    }

    fn run(mut self, certificates: &[Certificate]) -> Judged {
        let digest = self.digest();
        let algorithm = self.algorithm(digest);
        self.attributes();
        let content = self.content_digest(digest);
        let named = self.named(certificates);
        let (certificate, arithmetic) = match algorithm {
            Some(algorithm) => self.arithmetic(&named, &algorithm, content.as_ref().ok()),
            None => (named.first().copied().cloned(), None),
        };
        if let Some(certificate) = &certificate {
            self.signing_certificate(certificate);
        }
        let altered = content.is_ok() && self.content_changed(digest);
        let outcome = match (altered, arithmetic, content, algorithm, digest, &certificate) {
            (true, ..) => Outcome::Altered(Alteration::Content),
            (_, Some(false), ..) => Outcome::Altered(Alteration::Signature),
            (_, _, Err(obstacle), ..) => Outcome::Unverifiable(obstacle),
            (_, _, _, _, _, None) => Outcome::Unverifiable(Obstacle::NoCertificate),
            (_, Some(true), Ok(_), Some(algorithm), Some(digest), Some(certificate)) => {
                let signing_time = self.attribute(|attributes| attributes.signing_time);
                Outcome::Fits(Facts { certificate: certificate.clone(), digest, algorithm, signing_time })
            }
            _ => Outcome::Unverifiable(Obstacle::Algorithm),
        };
        Judged { outcome, certificate, findings: self.findings }
    }

    fn attribute<'s, T>(&'s self, take: impl Fn(&'s SignedAttributes) -> Option<T>) -> Option<T> {
        self.signer.signed_attributes.as_ref().and_then(take)
    }
}
