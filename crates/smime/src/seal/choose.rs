//! The certificate to encrypt to: chosen among candidates by address, time, purpose, key usage, path, revocation and trust. A pure
//! function: evidence and time go in as values. A recipient without a usable one is refused by name, never left out.

use kakitome_cms::encrypt::{Options, Recipient};
use kakitome_crypto::{KeyKind, PublicKey};
use kakitome_pki::path::{PathReport, search};
use kakitome_pki::{
    Certificate, Evidence as PathEvidence, Finding, Policy as PathPolicy, Pool, Purpose, Severity, UnixTime, Want, check_address,
};

use super::algorithms::Algorithms;
use super::capabilities::Capabilities;
use super::listed;
use crate::evidence::Evidence;
use crate::policy::Limits;

/// Where a certificate comes from, which says how far it is believed. The greatest is taken first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trust {
    /// It differs from the key that was known, and nobody has looked at it yet: never used.
    Waiting,
    /// Kept from a mail whose verdict was valid.
    Harvested,
    /// From a directory.
    Directory,
    /// A person put it in.
    Imported,
    /// A person named it for this very mail, or it is one's own.
    Given,
}

/// A certificate that may be the one.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The certificate.
    pub certificate: Certificate,
    /// How far it is believed.
    pub trust: Trust,
    /// What its owner is known to read; without it the certificate's own extension counts.
    pub capabilities: Option<Capabilities>,
    /// When its owner last asked, under a signature, to be answered with it. Among certificates that are believed alike the one that
    /// was asked for last is taken.
    pub asked_for: Option<UnixTime>,
}

impl Candidate {
    /// A certificate of which nothing else is known.
    #[must_use]
    pub const fn new(certificate: Certificate, trust: Trust) -> Self {
        Self { certificate, trust, capabilities: None, asked_for: None }
    }
}

/// What is asked of a recipient's certificate, and which algorithms are chosen.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RecipientPolicy {
    /// The judgement of certificates and their paths.
    pub path: PathPolicy,
    /// From this trust on a certificate may do without a path to a trusted root: a person has decided. It must still be within its
    /// time, fit for encryption, and not known to be revoked. `None`: no certificate may.
    pub without_path: Option<Trust>,
    /// Cipher and key transport.
    pub algorithms: Algorithms,
    /// The header's fields go inside too (RFC 9788, [`super::encrypt_protecting`]). Default: no; no listed mail program shows them.
    pub protect_header: bool,
    /// The work for one candidate.
    pub budget: kakitome_pki::Budget,
}

impl Default for RecipientPolicy {
    fn default() -> Self {
        Self {
            path: PathPolicy::default(),
            without_path: Some(Trust::Imported),
            algorithms: Algorithms::default(),
            protect_header: false,
            budget: Limits::default().path,
        }
    }
}

/// The certificate that a mail is encrypted to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Chosen {
    /// The address, if one was asked for.
    pub address: Option<String>,
    /// The certificate.
    pub certificate: Certificate,
    /// What its owner is known to read.
    pub capabilities: Option<Capabilities>,
    /// The certificates above it, as far as a path was accepted.
    pub issuers: Vec<Certificate>,
    /// What is notable about it, and no obstacle.
    pub findings: Vec<Finding>,
    /// What was not at hand and has an address.
    pub wants: Vec<Want>,
}

/// A recipient to whom nothing can be encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unserved {
    /// The address, or the subject of the one certificate that was named.
    pub who: String,
    /// Every candidate with what stands against it; empty: there is none.
    pub candidates: Vec<Unusable>,
}

impl Unserved {
    /// Nothing is known of this recipient.
    #[must_use]
    pub fn unknown(who: &str) -> Self {
        Self { who: who.to_owned(), candidates: Vec::new() }
    }
}

/// A certificate that is not encrypted to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unusable {
    /// Its subject.
    pub subject: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Why.
    pub why: Obstacle,
    /// What was not at hand and has an address.
    pub wants: Vec<Want>,
}

/// What stands against a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Obstacle {
    /// It is another address's, out of time, for another purpose, revoked, weak, or has no path.
    Findings(Vec<Finding>),
    /// Its key changed and nobody has confirmed it.
    Waiting,
    /// Its key is of a kind that nothing can be encrypted to.
    Key {
        /// Why.
        why: String,
    },
}

/// Chooses the certificate for one recipient: the most believed; of those the one that its owner asked for last; else the strongest, and of
/// those the newest (H03: a weak one does not win by a later date). Without an address any will do.
///
/// # Errors
/// [`Unserved`], with what stands against each candidate.
pub fn choose(
    address: Option<&str>,
    candidates: &[Candidate],
    evidence: &Evidence,
    policy: &RecipientPolicy,
    now: UnixTime,
) -> Result<Chosen, Unserved> {
    let mut best: Option<(&Candidate, Fit)> = None;
    let mut unusable = Vec::new();
    let rank =
        |one: &Candidate| (one.trust, one.asked_for, strength(&one.certificate), one.certificate.not_before(), one.certificate.not_after());
    for candidate in candidates {
        let mut wants = Vec::new();
        match judge(address, candidate, evidence, policy, now, &mut wants) {
            Ok((issuers, findings)) => {
                if best.as_ref().is_none_or(|(other, _)| rank(other) < rank(candidate)) {
                    best = Some((candidate, Fit { issuers, findings, wants }));
                }
            }
            Err(why) => {
                let certificate = &candidate.certificate;
                unusable.push(Unusable { subject: certificate.subject().display(), sha256: certificate.sha256_hex(), why, wants });
            }
        }
    }
    let Some((Candidate { certificate, capabilities, .. }, Fit { issuers, findings, wants })) = best else {
        let named = || candidates.first().map(|one| one.certificate.subject().display()).unwrap_or_default();
        return Err(Unserved { who: address.map_or_else(named, str::to_owned), candidates: unusable });
    };
    let capabilities = capabilities.clone().or_else(|| Capabilities::of_certificate(certificate));
    Ok(Chosen { address: address.map(str::to_owned), certificate: certificate.clone(), capabilities, issuers, findings, wants })
}

/// What a key withstands, in bits (NIST SP 800-57 part 1, table 2). One that cannot be read withstands nothing.
fn strength(certificate: &Certificate) -> u32 {
    match certificate.public_key().map(PublicKey::kind) {
        Some(KeyKind::Rsa { bits: ..2048 }) => 80,
        Some(KeyKind::Rsa { bits: 2048..3072 }) => 112,
        Some(KeyKind::Rsa { bits: 3072..7680 }) => 128,
        Some(KeyKind::Rsa { bits: 7680.. }) => 192,
        Some(KeyKind::P256 | KeyKind::X25519) => 128,
        Some(KeyKind::P384) => 192,
        Some(KeyKind::P521) => 256,
        _ => 0,
    }
}

/// What is known of a certificate that may be taken.
struct Fit {
    issuers: Vec<Certificate>,
    findings: Vec<Finding>,
    wants: Vec<Want>,
}

/// What stands against one candidate; or the certificates above it, and what is notable.
fn judge(
    address: Option<&str>,
    candidate: &Candidate,
    evidence: &Evidence,
    policy: &RecipientPolicy,
    now: UnixTime,
    wants: &mut Vec<Want>,
) -> Result<(Vec<Certificate>, Vec<Finding>), Obstacle> {
    if candidate.trust == Trust::Waiting {
        return Err(Obstacle::Waiting);
    }
    let certificate = &candidate.certificate;
    let mut notable = Vec::new();
    if let Some(address) = address {
        let check = check_address(address, certificate, &policy.path);
        let matches = check.is_match();
        notable.extend(check.findings);
        if !matches {
            return Err(Obstacle::Findings(only_errors(notable)));
        }
    }
    Recipient::certificate(certificate, &Options::default()).map_err(|error| Obstacle::Key { why: error.to_string() })?;
    let found = find(candidate, evidence, policy, now);
    wants.clone_from(&found.wants);
    notable.extend(path(candidate, &found, policy).map_err(Obstacle::Findings)?);
    if found.accepted.is_none()
        && let Some(revoked) = listed::as_revoked(certificate, evidence, now)
    {
        return Err(Obstacle::Findings(vec![revoked]));
    }
    let issuers = found.accepted.map(|path| path.certificates().get(1..).unwrap_or_default().to_vec());
    Ok((issuers.unwrap_or_default(), notable))
}

fn find(candidate: &Candidate, evidence: &Evidence, policy: &RecipientPolicy, now: UnixTime) -> PathReport {
    let nothing = Pool::default();
    let asked = PathEvidence {
        message: &nothing,
        given: &evidence.certificates,
        anchors: &evidence.anchors,
        revocation: &evidence.revocation,
        signing_time: None,
    };
    search(&candidate.certificate, &asked, Purpose::EmailEncryption, now, &policy.path, &mut policy.budget.clone())
}

/// Path, purpose, time and revocation.
fn path(candidate: &Candidate, found: &PathReport, policy: &RecipientPolicy) -> Result<Vec<Finding>, Vec<Finding>> {
    if let Some(path) = &found.accepted {
        return Ok(path.findings().iter().map(|placed| placed.finding.clone()).collect());
    }
    // no path counts that knows of a revocation while another does not
    let tried = found.tried.iter().flat_map(|path| &path.findings);
    let revoked = tried.clone().find(|placed| matches!(placed.finding, Finding::Revoked { .. } | Finding::OnHold { .. }));
    if let Some(placed) = revoked {
        return Err(vec![placed.finding.clone()]);
    }
    let best = found.tried.first().map(|path| path.findings.as_slice()).unwrap_or_default();
    let believed = policy.without_path.is_some_and(|least| candidate.trust >= least);
    let counts = |finding: &Finding| !believed || !is_about_path(finding);
    let against: Vec<Finding> = best
        .iter()
        .filter(|placed| placed.finding.severity() == Severity::Error && (!believed || placed.at == Some(0)))
        .map(|placed| placed.finding.clone())
        .filter(counts)
        .collect();
    match against.is_empty() {
        true if believed => Ok(Vec::new()),
        true => Err(vec![Finding::IssuerNotFound { issuer: candidate.certificate.issuer().display(), aia: None }]),
        false => Err(against),
    }
}

/// What says that nobody vouches for a certificate, and nothing about the certificate.
fn is_about_path(finding: &Finding) -> bool {
    matches!(
        finding,
        Finding::IssuerNotFound { .. }
            | Finding::SelfSignedNotAnchor
            | Finding::PathLoop { .. }
            | Finding::SignatureBad
            | Finding::NotCa { .. }
    )
}

fn only_errors(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.retain(|finding| finding.severity() == Severity::Error);
    findings
}
