//! What would answer whether the certificates of a path are revoked: addresses from the certificates themselves
//! (RFC 5280 4.2.1.13, 4.2.1.15, 4.2.2.1). Asked for only where the rest of the path is good: nobody is made to fetch by a
//! chain that nobody trusts (C12, C13).

use crate::certificate::Certificate;
use crate::finding::{Finding, Severity};
use crate::general_name::GeneralName;
use crate::policy::Policy;
use crate::pool::Evidence;
use crate::status::{CertificateStatus, SourceKind};
use crate::tried::TriedPath;
use crate::want::Want;

/// Most addresses of one certificate that are handed on.
const URLS: usize = 4;

/// For every certificate of the path that is not answered for: its OCSP responders first, then its CRLs. For one whose CRL
/// has deltas, and that was answered by a complete one, those.
pub(crate) fn wants(path: &TriedPath, evidence: &Evidence<'_>, policy: &Policy) -> Vec<Want> {
    let in_the_way = |finding: &Finding| {
        let unanswered = matches!(finding, Finding::RevocationNotChecked { .. } | Finding::RevocationUnknown { .. });
        finding.severity() == Severity::Error && !unanswered
    };
    if !path.complete
        || policy.revocation == crate::policy::RevocationMode::Off
        || path.findings.iter().any(|placed| in_the_way(&placed.finding))
    {
        return Vec::new();
    }
    let mut wants = Vec::new();
    for (pair, status) in path.certificates.windows(2).zip(&path.statuses) {
        let [certificate, issuer] = pair else { continue };
        match status {
            CertificateStatus::Unknown { .. } | CertificateStatus::NotChecked => wants.extend(all(certificate, issuer)),
            CertificateStatus::Good { source } if source.kind == SourceKind::Crl && policy.use_deltas => {
                wants.extend(deltas(certificate, evidence))
            }
            _ => {}
        }
    }
    wants
}

fn all(certificate: &Certificate, issuer: &Certificate) -> Vec<Want> {
    let of = certificate.clone();
    let responders: Vec<String> = certificate.extensions().ocsp_urls().into_iter().filter(|url| is_http(url)).take(URLS).collect();
    let mut wants = Vec::new();
    if !responders.is_empty() {
        wants.push(Want::Ocsp { of: of.clone(), issuer: issuer.clone(), urls: responders });
    }
    // one CRL of each point may be needed: points split by reason or by issuer add up
    for point in certificate.extensions().crl_distribution_points.iter().flatten().take(URLS) {
        let urls = addresses(&point.full_name);
        if !urls.is_empty() {
            wants.push(Want::Crl { of: of.clone(), urls });
        }
    }
    wants
}

/// The certificate, or the CRL at hand, says where deltas are, and none is at hand.
fn deltas(certificate: &Certificate, evidence: &Evidence<'_>) -> Option<Want> {
    let at_hand = || evidence.revocation.of_issuer(certificate.issuer());
    if at_hand().any(crate::crl::Crl::is_delta) {
        return None;
    }
    let names = certificate.extensions().freshest_crl.iter().flatten().flat_map(|point| point.full_name.clone());
    let names: Vec<GeneralName> = names.chain(at_hand().flat_map(crate::crl::Crl::freshest)).collect();
    let urls = addresses(&names);
    (!urls.is_empty()).then(|| Want::DeltaCrl { of: certificate.clone(), urls })
}

fn addresses(names: &[GeneralName]) -> Vec<String> {
    let urls = names.iter().filter_map(|name| match name {
        GeneralName::Uri(octets) => std::str::from_utf8(octets).ok().filter(|url| is_http(url)).map(str::to_owned),
        _ => None,
    });
    urls.take(URLS).collect()
}

/// RFC 5280 4.2.1.13 names LDAP, FTP and files, too; only HTTP is ever fetched.
fn is_http(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme);
    url.is_ascii() && scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
}
