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
const ROOTS: [&str; 4] = [
    "f38406e540d7a9d90cb4a9479299640ffb6df9e224ecc7a01c0d9558d8dad77d",
    "885de64c340e3ea70658f01e1145f957fcda27aabeea1ab9faa9fdb0102d4077",
    "df545bf919a2439c36983b54cdfc903dfa4f37d3996d8d84b4c31eec6f3c163e",
    "847df6a78497943f27fc72eb93f9a637320a02b561d0a91b09e87a7807ed7c61",
];
/// The authorities below them that did nothing but certify who signs lists; each list brings its own along. "Microsoft Certificate
/// Trust List PCA" (until 2012 and until 2019) and "Microsoft Certificate List CA 2011" (until March 2026).
const AUTHORITIES: [&str; 3] = [
    "7b9db263906cd537c40bf28706112a8691fce9a0c6483633cc0a7738da33d1db",
    "81348a4ca091a7387cfc7f029f240057d22ac2fdb4848b6ff37c9e487317b578",
    "a53a400df29ec7b8c8fce7cfffe47334f43b1642e604dd0307491737ebbc00ce",
];
/// What the roots are called: a signer that claims to be below one of them is traced once it is at hand; any other is refused.
const NAMES: [&str; 2] = ["CN=Microsoft Root Certificate Authority", "CN=Microsoft Root Authority"];
const WHAT: &str = "certificate trust list";
/// Signatures of one list; every published one has one.
const MAX_SIGNERS: usize = 4;

/// Checks the signature of a list that is for `usage`, as of the day it was made.
pub(crate) fn check(signed: &SignedData, usage: ObjectIdentifier, date: UnixTime, known: &[Certificate]) -> Result<ListSignature, Error> {
    let bad = |problem: String| Error::Signature { what: WHAT, problem };
    if signed.signers.is_empty() || signed.signers.len() > MAX_SIGNERS {
        return Err(bad(format!("it has {} signers; one to {MAX_SIGNERS} are read", signed.signers.len())));
    }
    let certificates: Vec<Certificate> = signed.certificates.iter().filter_map(|der| Certificate::from_der(der.clone()).ok()).collect();
    // lists before 2016 are signed with SHA-1; they are judged as of their day
    let policy = CmsPolicy { tolerate_weak_digests: true };
    let mut least = None;
    // where there are two signatures, by an old and by a new algorithm, both have to be good
    for check in signed.check(&signed.content_digests, &certificates, &policy) {
        let signer = match &check.integrity {
            Integrity::Good(good) => good.certificate().clone(),
            Integrity::Altered(_) => return Err(bad("the list and its signature do not belong together: it was altered".to_owned())),
            Integrity::Unverifiable(_) if check.certificate.is_none() => {
                return Err(bad("its signer's certificate is not in it".to_owned()));
            }
            Integrity::Flawed(_) | Integrity::Unverifiable(_) => {
                let findings = check.findings.iter().filter(|finding| finding.severity() == Severity::Error);
                let ids: Vec<&str> = findings.map(kakitome_cms::Finding::id).collect();
                return Err(bad(ids.join(", ")));
            }
        };
        let may = signer.extensions().extended_key_usage.as_ref().is_some_and(|usages| usages.0.contains(&usage));
        if !may {
            let problem = format!("its certificate lacks the purpose {usage}");
            return Err(Error::Signer { what: WHAT, signer: name_of(&signer), problem });
        }
        let traced = trace(&signer, &certificates, date, known)?;
        if least.is_none() || matches!(traced, ListSignature::Untraced { .. }) {
            least = Some(traced);
        }
    }
    least.ok_or_else(|| bad("it has no signer".to_owned()))
}

/// The way from the signer to one of the vendor's roots or authorities.
fn trace(signer: &Certificate, certificates: &[Certificate], date: UnixTime, known: &[Certificate]) -> Result<ListSignature, Error> {
    let is_vendors = |certificate: &&Certificate| ROOTS.iter().chain(&AUTHORITIES).any(|known| *known == certificate.sha256_hex());
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
        Some(top) if NAMES.iter().any(|name| top.issuer().display().starts_with(name)) && !top.is_self_issued() => {
            Ok(ListSignature::Untraced { signer: name_of(signer), missing: top.issuer().display() })
        }
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
    ROOTS.contains(&crate::fingerprint::hex(hash).as_str())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

    use super::*;

    /// A signer below an authority that calls itself so; the authority's certificate, too.
    fn forged(name: &str) -> (Certificate, Certificate) {
        let (root_key, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let named = |name: &str| {
            let mut params = CertificateParams::default();
            params.distinguished_name = rcgen::DistinguishedName::new();
            params.distinguished_name.push(DnType::CommonName, name);
            params
        };
        let mut root = named(name);
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let signer = named("Microsoft Certificate Trust List Publisher");
        let read = |made: &rcgen::Certificate| Certificate::from_der(made.der().to_vec()).unwrap();
        let issuer = Issuer::new(root.clone(), KeyPair::try_from(root_key.serialize_der()).unwrap());
        (read(&signer.signed_by(&key, &issuer).unwrap()), read(&root.self_signed(&root_key).unwrap()))
    }

    #[test]
    fn c22_a_list_that_somebody_else_signed_is_refused() {
        let now = UnixTime::now();
        let (signer, root) = forged("Somebody");
        for bag in [&[signer.clone()][..], &[signer.clone(), root.clone()]] {
            let said = trace(&signer, bag, now, &[]).unwrap_err().to_string();
            assert!(said.contains("may not sign it"), "{said}");
        }
        // nor does it help that the forger's root is at hand, or has Microsoft's name
        assert!(trace(&signer, std::slice::from_ref(&signer), now, &[root]).is_err());
        let (signer, root) = forged("Microsoft Root Certificate Authority 2010");
        assert!(trace(&signer, &[signer.clone(), root.clone()], now, &[root]).is_err());
        // with the root left out nobody can tell, and it is said
        let open = trace(&signer, std::slice::from_ref(&signer), now, &[]).unwrap();
        assert!(matches!(open, ListSignature::Untraced { .. }), "{open:?}");
    }
}
