//! Countersignatures (RFC 5652 11.4): SignerInfos among the unsigned attributes that sign the signature they stand at. Anybody can
//! add one, so a bad one is told and spoils nothing.

use kakitome_crypto::{DigestAlgorithm, Hasher};
use kakitome_pki::{Certificate, Severity};

use super::{Check, Judged, Outcome, Over, Policy};
use crate::attribute;
use crate::content::ContentHasher;
use crate::finding::Finding;
use crate::outcome::{Countersignature, CountersignatureOutcome};
use crate::signer_info::SignerInfo;

/// Countersignatures of one signer that are looked at, those on countersignatures and those that cannot be read included. Code signing has one, a time stamp of the
/// old kind; mail has none.
const MAX_COUNTERSIGNATURES: usize = 8;

/// A signature that may be countersigned, and what stands among its attributes.
struct Waiting {
    on: Option<usize>,
    signature: Vec<u8>,
    values: Vec<Vec<u8>>,
}

impl Waiting {
    fn of(on: Option<usize>, signer: &SignerInfo) -> Self {
        let values = signer.countersignatures().take(MAX_COUNTERSIGNATURES + 1).map(<[u8]>::to_vec).collect();
        Self { on, signature: signer.signature.clone(), values }
    }
}

impl Check<'_> {
    pub(super) fn countersignatures(
        signer: &SignerInfo,
        certificates: &[Certificate],
        policy: &Policy,
        findings: &mut Vec<Finding>,
    ) -> Vec<Countersignature> {
        let mut found = Vec::new();
        let mut seen = 0;
        // a list instead of recursion
        let mut waiting = vec![Waiting::of(None, signer)];
        while let Some(Waiting { on, signature, values }) = waiting.pop() {
            for (index, raw) in values.into_iter().enumerate() {
                if seen == MAX_COUNTERSIGNATURES {
                    findings.push(Finding::TooManyCountersignatures { limit: MAX_COUNTERSIGNATURES });
                    return found;
                }
                seen += 1;
                let Ok(signer) = SignerInfo::read(raw, 0, index, attribute::MOST) else {
                    findings.push(Finding::Countersignature { outcome: "unreadable" });
                    continue;
                };
                let checked = one(signer, on, &signature, certificates, policy);
                findings.push(Finding::Countersignature { outcome: checked.outcome.name() });
                waiting.push(Waiting::of(Some(found.len()), &checked.signer));
                found.push(checked);
            }
        }
        found
    }
}

fn one(signer: SignerInfo, on: Option<usize>, signature: &[u8], certificates: &[Certificate], policy: &Policy) -> Countersignature {
    let algorithm = DigestAlgorithm::from_oid(signer.digest_algorithm.oid).filter(|algorithm| Hasher::new(*algorithm).is_some());
    let mut hasher = ContentHasher::new(algorithm);
    hasher.update(signature);
    let content = hasher.finish();
    let Judged { outcome, certificate, findings } = Check::new(&signer, Over::Signature, &content, policy).run(certificates);
    let is_flawed = findings.iter().any(|finding| finding.severity() == Severity::Error);
    let outcome = match outcome {
        Outcome::Fits(_) if is_flawed => CountersignatureOutcome::Flawed,
        Outcome::Fits(_) => CountersignatureOutcome::Good,
        Outcome::Altered(_) => CountersignatureOutcome::Bad,
        Outcome::Unverifiable(obstacle) => CountersignatureOutcome::Unverifiable(obstacle),
    };
    Countersignature { on, outcome, certificate, findings, signer }
}
