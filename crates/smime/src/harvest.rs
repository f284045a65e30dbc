//! What a mail whose verdict is valid teaches about its author: the certificate to answer with, and what the author's mail program reads
//! (RFC 8551 2.5.2, 2.5.3, 2.7.1). A pure function of the report and the evidence that it was made with. Nothing is kept here.

use kakitome_pki::{Certificate, UnixTime};

use crate::evidence::Evidence;
use crate::report::{Report, Signer};
use crate::seal::{Candidate, RecipientPolicy, Trust, Unserved, choose};
use crate::verdict::Verdict;

/// Seconds that a signing time may lie ahead of the clock and still be taken for a slow clock here (RFC 8551 2.5.1 has no bound; one hour
/// is that of the report's finding).
const AHEAD: i64 = 3600;

/// What is worth keeping of a mail's author.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Harvest {
    /// The address of From, which the certificate has.
    pub address: String,
    /// The certificate to encrypt to.
    pub certificate: Certificate,
    /// The certificates above it, up to a root that is trusted: whoever encrypts needs them again.
    pub issuers: Vec<Certificate>,
    /// SMIMECapabilities in DER, if the signature states some.
    pub capabilities: Option<Vec<u8>>,
    /// When it was signed; nothing: the signature does not say so, or names a time that has not come.
    pub signed: Option<UnixTime>,
}

/// Why nothing is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotHarvested {
    /// The mail is not valid.
    Verdict(Verdict),
    /// The signature names a certificate for answers that did not come along.
    Missing,
    /// The certificate cannot be encrypted to.
    Unusable(Unserved),
}

/// What is to be kept of the author: only from a mail that is valid, only a certificate that has the address of From, is for encryption
/// and has a path to a root that is trusted. `evidence` is that of the report.
///
/// # Errors
/// [`NotHarvested`] says why there is nothing.
pub fn harvest(report: &Report, evidence: &Evidence, policy: &RecipientPolicy) -> Result<Harvest, NotHarvested> {
    let verdict = report.verdict();
    let not_valid = || NotHarvested::Verdict(verdict);
    if verdict != Verdict::Valid {
        return Err(not_valid());
    }
    let layer = report.decisive_layer().ok_or_else(not_valid)?;
    let address = report.author.single.clone().ok_or_else(not_valid)?;
    let signer = report.signers_of(layer).filter(|signer| signer.address.matches).max_by_key(|signer| signed(signer, report.at));
    let signer = signer.ok_or_else(not_valid)?;
    let Some(certificate) = signer.reply.certificate.clone() else { return Err(NotHarvested::Missing) };
    // what came along may be what the path leads through
    let came = signer.tried.iter().flat_map(|tried| &tried.certificates).cloned();
    let evidence = evidence.clone().with_certificates(came);
    let policy = RecipientPolicy { without_path: None, ..policy.clone() };
    let candidate = Candidate::new(certificate, Trust::Harvested);
    let chosen = choose(Some(&address), &[candidate], &evidence, &policy, report.at).map_err(NotHarvested::Unusable)?;
    Ok(Harvest {
        address,
        certificate: chosen.certificate,
        issuers: chosen.issuers,
        capabilities: signer.reply.capabilities.clone(),
        signed: signed(signer, report.at),
    })
}

/// A time that has not come would outlive everything that is signed until then.
fn signed(signer: &Signer, now: UnixTime) -> Option<UnixTime> {
    signer.signing_time.filter(|signed| *signed <= now.plus_seconds(AHEAD))
}
