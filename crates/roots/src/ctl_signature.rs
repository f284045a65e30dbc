//! Who signed a certificate trust list: the arithmetic (RFC 5652 5.4), the signer's purpose, and the way to one of Microsoft's own
//! roots, which are known here by hash (attack row C22). Without such a root at hand the list is read and said to be untraced.

use const_oid::ObjectIdentifier;
use kakitome_cms::{Integrity, Policy as CmsPolicy, SignedData};
use kakitome_pki::path::TriedPath;
use kakitome_pki::{
    Anchors, Budget, Certificate, Evidence, Finding, Placed, Policy, Pool, Purpose, RevocationMode, RevocationPool, Severity, UnixTime,
    path,
};

use crate::error::Error;
use crate::fingerprint::Sha256;
use crate::snapshot::{ListSignature, name_of};

/// Microsoft's root certificates under which its lists were ever signed, by SHA-256: attribute 98 of its own lists.
/// "Microsoft Root Authority" (until 2009), "Microsoft Root Certificate Authority", "… 2010", "… 2011".
const VENDOR: [&str; 4] = [
    "f38406e540d7a9d90cb4a9479299640ffb6df9e224ecc7a01c0d9558d8dad77d",
    "885de64c340e3ea70658f01e1145f957fcda27aabeea1ab9faa9fdb0102d4077",
    "df545bf919a2439c36983b54cdfc903dfa4f37d3996d8d84b4c31eec6f3c163e",
    "847df6a78497943f27fc72eb93f9a637320a02b561d0a91b09e87a7807ed7c61",
];
const WHAT: &str = "certificate trust list";

/// Checks the signature of a list that is for `usage`, as of the day it was made.
pub(crate) fn check(signed: &SignedData, usage: ObjectIdentifier, date: UnixTime, known: &[Certificate]) -> Result<ListSignature, Error> {
    let bad = |problem: &str| Error::Signature { what: WHAT, problem: problem.to_owned() };
    if signed.signers.len() != 1 {
        return Err(bad(&format!("it has {} signers instead of one", signed.signers.len())));
    }
    let certificates: Vec<Certificate> = signed.certificates.iter().filter_map(|der| Certificate::from_der(der.clone()).ok()).collect();
    // lists before 2016 are signed with SHA-1; they are judged as of their day
    let policy = CmsPolicy { tolerate_weak_digests: true };
    let check = signed.check(&signed.content_digests, &certificates, &policy).into_iter().next().ok_or_else(|| bad("it has no signer"))?;
    let signer = match &check.integrity {
        Integrity::Good(good) => good.certificate().clone(),
        Integrity::Altered(_) => return Err(bad("the list and its signature do not belong together: it was altered")),
        Integrity::Unverifiable(_) if check.certificate.is_none() => return Err(bad("its signer's certificate is not in it")),
        Integrity::Flawed(_) | Integrity::Unverifiable(_) => {
            let findings = check.findings.iter().filter(|finding| finding.severity() == Severity::Error);
            let ids: Vec<&str> = findings.map(kakitome_cms::Finding::id).collect();
            return Err(bad(&ids.join(", ")));
        }
    };
    let named = |problem: &str| Error::Signer { what: WHAT, signer: name_of(&signer), problem: problem.to_owned() };
    let may = signer.extensions().extended_key_usage.as_ref().is_some_and(|usages| usages.0.contains(&usage));
    if !may {
        return Err(named(&format!("its certificate lacks the purpose {usage}")));
    }
    trace(&signer, &certificates, date, known)
}

/// The way from the signer to one of the vendor's roots.
fn trace(signer: &Certificate, certificates: &[Certificate], date: UnixTime, known: &[Certificate]) -> Result<ListSignature, Error> {
    let is_vendors = |certificate: &&Certificate| VENDOR.contains(&certificate.sha256_hex().as_str());
    let roots: Vec<Certificate> = certificates.iter().chain(known).filter(is_vendors).cloned().collect();
    let anchors = Anchors::from_certificates(roots);
    let none = Pool::default();
    let message = Pool::new(certificates.iter().cloned());
    let revocation = RevocationPool::default();
    let evidence = Evidence { message: &message, given: &none, anchors: &anchors, revocation: &revocation, signing_time: None };
    let mut policy = Policy::default();
    (policy.allow_sha1, policy.allow_md5, policy.min_rsa_bits) = (true, true, 1024);
    (policy.revocation, policy.anchor_in_time) = (RevocationMode::Off, false);
    let report = path::search(signer, &evidence, Purpose::Any, date, &policy, &mut Budget::default());
    let good = report.tried.iter().find(|tried| leads_to_vendor(tried));
    if let Some(root) = good.and_then(|tried| tried.certificates.last()) {
        return Ok(ListSignature::Traced { signer: name_of(signer), root: name_of(root) });
    }
    let named = |problem: String| Error::Signer { what: WHAT, signer: name_of(signer), problem };
    // broken off for want of a root that is not at hand is one thing, anything else another
    let open = report.tried.iter().find(|tried| {
        let errors = tried.findings.iter().filter(|placed| placed.finding.severity() == Severity::Error);
        errors.map(|placed| &placed.finding).all(|finding| matches!(finding, Finding::IssuerNotFound { .. }))
    });
    match open.and_then(|tried| tried.certificates.last()) {
        Some(top) if !top.is_self_issued() => Ok(ListSignature::Untraced { signer: name_of(signer), missing: top.issuer().display() }),
        _ => {
            let ids =
                report.tried.first().map(|tried| tried.findings.iter().map(|placed| placed.finding.id()).collect::<Vec<_>>().join(", "));
            Err(named(format!("its certificate does not lead to a root of Microsoft ({})", ids.unwrap_or_default())))
        }
    }
}

/// Nothing speaks against it but that Microsoft's root of 1997 does not say that it is a CA: it has no basic constraints. It is
/// known by its hash.
fn leads_to_vendor(tried: &TriedPath) -> bool {
    let last = tried.certificates.len().checked_sub(1);
    let harmless = |placed: &Placed| {
        placed.finding.severity() != Severity::Error || (matches!(placed.finding, Finding::NotCa { .. }) && placed.at == last)
    };
    tried.complete && tried.findings.iter().all(harmless)
}

/// Whether a hash is that of one of the vendor's roots: whoever updates fetches the one that is missing.
#[must_use]
pub fn is_vendor_root(hash: &Sha256) -> bool {
    VENDOR.contains(&crate::fingerprint::hex(hash).as_str())
}
